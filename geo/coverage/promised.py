"""Within how many minutes the promised share of calls is reached: what a verdict compares."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.coverage.promise import LEG_DECIMALS
from geo.coverage.verdict import Coverage
from geo.response import each_turnout, percentiles

__all__ = ["percentile_minutes"]


def percentile_minutes(
    coverage: Coverage, estates: Sequence[int] | None = None
) -> NDArray[np.float64]:
    """Return the minutes within which the promised share of an estate's calls is reached.

    An estate is late exactly when they exceed the target, but for the rounding of probabilities.

    Parameters
    ----------
    coverage : Coverage
        The verdicts, their promise and their legs.
    estates : sequence of int, optional
        Which estates; all when left out.

    Returns
    -------
    ndarray, shape (n,)
        Four decimals; inf where no station reaches an estate.
    """
    asked = np.arange(coverage.n_estates) if estates is None else np.asarray(estates, np.int64)
    turnout = coverage.turnout_min[asked]
    minutes = np.full(asked.size, np.inf)
    share = min(coverage.percentile, _SUREST)
    for model, those in each_turnout(coverage.model, turnout):
        minutes[those] = percentiles(
            model,
            drive_min=coverage.drive_min[asked[those]],
            access_min=coverage.access_min[asked[those]],
            shares=[share],
        )[:, 0]
    return np.round(minutes, LEG_DECIMALS)


# Every call of all there will ever be takes as long as you like: percentile 1 is shown as this.
_SUREST = 0.9999
