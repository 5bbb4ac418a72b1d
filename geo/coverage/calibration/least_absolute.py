"""Fitting with least absolute error and no negative coefficient."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_least_absolute", "weighted_median"]

_ROUNDS: Final = 60
_SMALLEST_ERROR_MIN: Final = 1e-3
_SETTLED: Final = 1e-6

Reals = NDArray[np.float64]


def fit_least_absolute(design: Reals, minutes: Reals) -> Reals:
    """Return coefficients of at least 0 with a least sum of absolute errors.

    Found by iterated reweighting, each round a least-squares fit without negative coefficients:
    the same method for medians that stay medians when a few calls are far off.

    Parameters
    ----------
    design : ndarray, shape (n, k)
    minutes : ndarray, shape (n,)

    Returns
    -------
    ndarray, shape (k,)

    References
    ----------
    .. [1] Schlossmacher, E. J. (1973). An iterative technique for absolute deviations curve
       fitting. Journal of the American Statistical Association 68(344), 857-859.
    """
    from scipy.optimize import nnls

    coefficients, _ = nnls(design, minutes)
    for _ in range(_ROUNDS):
        error = np.maximum(np.abs(minutes - design @ coefficients), _SMALLEST_ERROR_MIN)
        root = 1 / np.sqrt(error)
        new, _ = nnls(design * root[:, None], minutes * root)
        moved = np.abs(new - coefficients).max()
        coefficients = new
        if moved < _SETTLED:
            break
    return np.asarray(coefficients, dtype=np.float64)


def weighted_median(values: Reals, weights: Reals) -> float:
    """Return the value at which half of the weight is reached."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
