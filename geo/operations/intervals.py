"""How sure a share is that was counted: Wilson's score interval.

References
----------
.. [1] Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison
   of seven methods. Statistics in Medicine 17: 857-872. Method 3, Wilson's score.
"""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from geo.errors import OperationsError

__all__ = ["check_level", "wilson_interval"]

Reals = NDArray[np.float64]


@overload
def wilson_interval(successes: float, n: float, level: float = 0.95) -> tuple[float, float]: ...
@overload
def wilson_interval(
    successes: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[Reals, Reals]: ...
def wilson_interval(
    successes: ArrayLike, n: ArrayLike, level: float = 0.95
) -> tuple[float | Reals, float | Reals]:
    """Return the interval in which a share lies that was counted in ``n`` trials [1]_.

    Parameters
    ----------
    successes, n : float or array_like
        How often it happened, out of how many. Arrays are taken element by element.
    level : float
        How sure the interval is, two-sided, between 0 and 1.

    Returns
    -------
    low, high : float or ndarray
        Shares from 0 to 1; 0 and 1 where nothing was counted.

    Raises
    ------
    OperationsError
        For counts that are negative or not finite, more successes than trials, or a level that
        is not between 0 and 1.

    Examples
    --------
    >>> low, high = wilson_interval(15, 148)
    >>> round(low, 4), round(high, 4)
    (0.0624, 0.1605)
    """
    check_level(level)
    hits, trials = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(n, np.float64))
    if not (np.isfinite(trials) & (hits >= 0) & (hits <= trials)).all():
        raise OperationsError("assessment.counts")
    z = float(ndtri((1 + level) / 2))
    known = np.maximum(trials, 1)
    share = hits / known
    middle = (share + z**2 / (2 * known)) / (1 + z**2 / known)
    reach = z * np.sqrt(share * (1 - share) / known + z**2 / (4 * known**2)) / (1 + z**2 / known)
    # A share of 0 or 1 ends there exactly; the sum would miss it by a rounding.
    low = np.where((hits == 0) | (trials == 0), 0.0, middle - reach)
    high = np.where((hits == trials) | (trials == 0), 1.0, middle + reach)
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


def check_level(level: float) -> None:
    """Refuse a level of certainty that is not between 0 and 1.

    Raises
    ------
    OperationsError
    """
    if not 0 < level < 1:
        raise OperationsError("assessment.level", found=level)
