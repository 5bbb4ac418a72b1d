"""Which assumption carries the result: each one changed alone, down and up."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.coverage.verdict import Coverage, cover
from geo.response import ResponseModel

__all__ = ["sensitivity"]

_MOST_PERCENTILE: Final = 0.999

Inputs = dict[str, Any]


def sensitivity(
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    model: ResponseModel,
    target_min: float,
    percentile: float,
    households: ArrayLike,
    located: ArrayLike | None = None,
    position_error_m: ArrayLike | None = None,
    turnout_min: ArrayLike | None = None,
    change: float = 0.2,
) -> pd.DataFrame:
    """Return what happens when every assumption is a fifth lower or higher than assumed.

    Parameters
    ----------
    drive_min, access_min, model, target_min, percentile, located, position_error_m, turnout_min
        As for :func:`geo.coverage.cover`.
    households : array_like, shape (n_estates,)
    change : float
        Share by which every assumption is changed, above 0 and below 1.

    Returns
    -------
    DataFrame
        One row per assumption, the widest swing first: ``assumption`` (``speed, call_min,
        turnout_min, access_min, call_cv, turnout_cv, drive_cv, access_cv, target_min,
        percentile``), ``low, high`` (its values; a factor for ``speed`` and ``access_min``),
        ``estates_low, estates_high, households_low, households_high`` (covered at these values),
        ``flips_low, flips_high`` (indices of estates whose verdict is not today's at these values),
        ``flips`` (of those whose verdict differs between the two), ``swing`` (households between
        the two).

    Raises
    ------
    CoverageError, ResponseError
        As :func:`geo.coverage.cover`.
    """
    weights = np.asarray(households, dtype=np.float64)
    base: Inputs = {
        "drive_min": np.asarray(drive_min, dtype=np.float64),
        "access_min": np.asarray(access_min, dtype=np.float64),
        "model": model,
        "target_min": target_min,
        "percentile": percentile,
        "located": located,
        "position_error_m": position_error_m,
        "turnout_min": turnout_min,
    }
    now = cover(**base)
    rows = []
    for assumption, ends in _changed(base, change):
        low, high = (cover(**inputs) for _, inputs in ends)
        households_low, households_high = (
            float(weights[coverage.covered].sum()) for coverage in (low, high)
        )
        rows.append(
            {
                "assumption": assumption,
                "low": ends[0][0],
                "high": ends[1][0],
                "estates_low": int(low.covered.sum()),
                "estates_high": int(high.covered.sum()),
                "households_low": households_low,
                "households_high": households_high,
                "flips_low": _flips(now, low),
                "flips_high": _flips(now, high),
                "flips": _flips(low, high),
                "swing": abs(households_high - households_low),
            }
        )
    table = pd.DataFrame(rows)
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _changed(base: Inputs, change: float) -> Iterator[tuple[str, list[tuple[float, Inputs]]]]:
    """Yield every assumption with its low and high value and the inputs that follow."""
    factors = (1 - change, 1 + change)
    yield "speed", [(f, base | {"drive_min": base["drive_min"] / f}) for f in factors]
    yield "access_min", [(f, base | {"access_min": base["access_min"] * f}) for f in factors]
    for name in ("call_min", "turnout_min", "call_cv", "turnout_cv", "drive_cv", "access_cv"):
        usual = getattr(base["model"], name)
        yield name, [(usual * f, base | _with_legs(base, name, f)) for f in factors]
    targets = [base["target_min"] * f for f in factors]
    yield "target_min", [(v, base | {"target_min": v}) for v in targets]
    shares = [min(base["percentile"] * f, _MOST_PERCENTILE) for f in factors]
    yield "percentile", [(v, base | {"percentile": v}) for v in shares]


def _with_legs(base: Inputs, name: str, factor: float) -> Inputs:
    """Return the model with one figure changed; turnouts of single stations change alike."""
    changed = replace(base["model"], **{name: getattr(base["model"], name) * factor})
    turnouts = base["turnout_min"]
    if name == "turnout_min" and turnouts is not None:
        turnouts = np.asarray(turnouts, dtype=np.float64) * factor
    return {"model": changed, "turnout_min": turnouts}


def _flips(low: Coverage, high: Coverage) -> list[int]:
    different: NDArray[np.bool_] = low.covered != high.covered
    return [int(estate) for estate in np.flatnonzero(different)]
