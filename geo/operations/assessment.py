"""Units judged by what the roads allow: calls on time against the plan's own chances.

Every call carries the chance that the plan gives it. A unit is worse than promised only when it
stays below what chance alone can do with these very calls, so a far zone does not cost its
operator.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import OperationsError
from geo.operations.count_limits import check_chances, count_limits, poisson_binomial
from geo.operations.intervals import wilson_interval
from geo.operations.over_dispersion import OverDispersion, over_dispersion
from geo.operations.shrinkage import shrunk_shares

__all__ = ["VERDICTS", "assess_units", "spread_of_units"]

VERDICTS: Final = ("better", "as promised", "worse", "too few")

_LEVELS: Final = {"95": 0.95, "998": 0.998}

Reals = NDArray[np.float64]
Calls = tuple[Reals, NDArray[np.int64], NDArray[np.object_]]


def assess_units(
    p: ArrayLike, on_time: ArrayLike, unit: ArrayLike, *, few: int = 20
) -> pd.DataFrame:
    """Compare what every unit reached with what its calls allowed.

    Parameters
    ----------
    p : array_like, shape (n_calls,)
        The plan's chance that the call is on time.
    on_time : array_like, shape (n_calls,)
        1 or True where it was.
    unit : array_like, shape (n_calls,)
        Label of the unit that the call counts for.
    few : int
        With fewer calls a unit gets no verdict.

    Returns
    -------
    DataFrame
        One row per unit, sorted by the label that is its index: ``n``, ``on_time``, ``expected``
        (counts), ``low_95, high_95, low_998, high_998`` (limits of the count, see
        :func:`poisson_binomial_limits`), ``share``, ``wilson_low, wilson_high`` (of the share,
        95 %), ``shrunk`` (see :func:`shrunk_shares`: drawn toward the unit's expected share times
        what all units together reached of theirs), ``verdict`` (one of ``VERDICTS``).

    Raises
    ------
    OperationsError
        For lists of different lengths, chances that are not between 0 and 1, results other than 0
        and 1, or a call without a unit.
    """
    chances, hits, labels = _checked(p, on_time, unit)
    codes, units = pd.factorize(labels, sort=True)
    order = codes.argsort(kind="stable")
    ends = np.bincount(codes, minlength=len(units)).cumsum()
    calls = np.split(order, ends[:-1]) if len(units) else []
    rows = [_counts(chances[own], hits[own]) for own in calls]
    columns = ["n", "on_time", "expected", *(f"{e}_{n}" for n in _LEVELS for e in ("low", "high"))]
    table = pd.DataFrame(rows, columns=columns, index=pd.Index(units, name="unit"))
    return _judged(table, few)


def _counts(chances: Reals, hits: NDArray[np.int64]) -> tuple[float, ...]:
    cumulative = np.cumsum(poisson_binomial(chances))
    limits = [count_limits(cumulative, level) for level in _LEVELS.values()]
    return (hits.size, int(hits.sum()), float(chances.sum()), *np.ravel(limits))


def _judged(table: pd.DataFrame, few: int) -> pd.DataFrame:
    n, reached, expected = (table[name].to_numpy(float) for name in ("n", "on_time", "expected"))
    low, high = wilson_interval(reached, n)
    ratio = reached.sum() / max(float(expected.sum()), np.finfo(float).tiny)
    verdict = np.select(
        [n < few, reached < table["low_998"], reached > table["high_998"]],
        ["too few", "worse", "better"],
        "as promised",
    )
    return table.assign(
        share=reached / n,
        wilson_low=low,
        wilson_high=high,
        shrunk=shrunk_shares(reached, n, np.minimum(1.0, ratio * expected / n)),
        verdict=verdict.astype(object),
    )


def spread_of_units(
    p: ArrayLike, on_time: ArrayLike, unit: ArrayLike, *, few: int = 20
) -> OverDispersion:
    """Return whether units lie farther apart than their calls explain.

    Parameters
    ----------
    p, on_time, unit, few
        As for :func:`assess_units`; units with few calls are left out.

    Returns
    -------
    OverDispersion

    Raises
    ------
    OperationsError
        As :func:`assess_units`.
    """
    chances, hits, labels = _checked(p, on_time, unit)
    codes, units = pd.factorize(labels)
    n, reached, expected, variance = (
        np.bincount(codes, weights=weights, minlength=len(units))
        for weights in (None, hits, chances, chances * (1 - chances))
    )
    compared = (n >= few) & (variance > 0)
    return over_dispersion((reached - expected)[compared] / np.sqrt(variance[compared]))


def _checked(p: ArrayLike, on_time: ArrayLike, unit: ArrayLike) -> Calls:
    chances = check_chances(p)
    hits = np.asarray(on_time)
    # Labels stay what they are: a mixture of texts and numbers must not become texts.
    labels = np.asarray(pd.Series(unit, dtype=object), dtype=np.object_)
    if not chances.shape == hits.shape == labels.shape:
        lengths = f"{chances.size}, {hits.size}, {labels.size}"
        raise OperationsError("assessment.lengths", found=lengths)
    if not np.isin(hits, [0, 1]).all():
        raise OperationsError("assessment.on_time")
    if pd.isna(labels).any():
        raise OperationsError("assessment.no_unit")
    return chances, hits.astype(np.int64), labels
