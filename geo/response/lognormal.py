"""The lognormal leg: median and coefficient of variation, its distribution, its grid masses.

A leg whose coefficient of variation is 0, or whose median is 0, always takes its median.

References
----------
.. [1] Johnson, N. L., Kotz, S., Balakrishnan, N. (1994). Continuous Univariate Distributions,
   vol. 1, 2nd ed., chapter 14 (lognormal distributions): moments and partial expectations.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

__all__ = ["cdf", "cdf_integral", "grid_masses", "log_spread"]

# Stand for no time at all where a logarithm is taken; a median of 0 ends before any moment.
_NO_MINUTES: Final = 1e-200
_NO_MEDIAN: Final = 1e-250


def log_spread(cv: ArrayLike) -> NDArray[np.float64]:
    """Return the standard deviation of the logarithm for a coefficient of variation."""
    return np.sqrt(np.log1p(np.square(np.asarray(cv, dtype=np.float64))))


def cdf(minutes: ArrayLike, median_min: ArrayLike, spread: float) -> NDArray[np.float64]:
    """Return the probability that a leg takes at most the given minutes.

    Parameters
    ----------
    minutes : array_like
        Minutes at which to look; negative ones have probability 0.
    median_min : array_like
        Median of the leg.
    spread : float
        Standard deviation of the logarithm, above 0 (see :func:`log_spread`).
    """
    at = np.asarray(minutes, dtype=np.float64)
    median = np.maximum(np.asarray(median_min, dtype=np.float64), _NO_MEDIAN)
    z = (np.log(np.maximum(at, _NO_MINUTES)) - np.log(median)) / spread
    return np.asarray(np.where(at >= 0, ndtr(z), 0.0), dtype=np.float64)


def cdf_integral(
    minutes: ArrayLike, median_min: ArrayLike, spread: ArrayLike
) -> NDArray[np.float64]:
    """Return the integral of a leg's distribution function from 0 to the given minutes.

    It equals E[max(minutes - leg, 0)], so for a leg without spread it is a hinge at the median.
    The arguments are those of :func:`cdf`, but the spread may be 0 here, and several legs at once
    have one each, none of them 0.
    """
    at = np.maximum(np.asarray(minutes, dtype=np.float64), _NO_MINUTES)
    median = np.maximum(np.asarray(median_min, dtype=np.float64), _NO_MEDIAN)
    if np.ndim(spread) == 0 and spread == 0:
        return np.asarray(np.maximum(at - median, 0.0), dtype=np.float64)
    wide = np.asarray(spread, dtype=np.float64)
    z = (np.log(at) - np.log(median)) / wide
    mean = median * np.exp(np.square(wide) / 2)
    return np.asarray(at * ndtr(z) - mean * ndtr(z - wide), dtype=np.float64)


def grid_masses(
    median_min: ArrayLike, spread: ArrayLike, step_min: ArrayLike, points: int
) -> NDArray[np.float64]:
    """Return a leg's probability on the grid 0, step, 2 step, …, its mean kept within each cell.

    Every cell's probability is shared between its two ends so that the mean stays; the running
    sum at a grid point is then the average of the distribution function over the next cell.
    A leg that is shorter in distribution therefore stays shorter on the grid, which is what keeps
    every probability monotone in every median.

    Parameters
    ----------
    median_min : array_like, shape (...)
        Medians in minutes.
    spread : array_like, broadcast against the medians
        Standard deviation of the logarithm, above 0.
    step_min : array_like, broadcast against the medians
        Width of a cell in minutes.
    points : int
        Grid points; what lies beyond the last one is left out.

    Returns
    -------
    ndarray, shape (..., points)
        Probabilities, summing to at most 1.
    """
    step = np.asarray(step_min, dtype=np.float64)[..., None]
    edges = step * np.arange(points + 1)
    median = np.asarray(median_min, dtype=np.float64)[..., None]
    wide = np.asarray(spread, dtype=np.float64)[..., None]
    running = np.diff(cdf_integral(edges, median, wide), axis=-1) / step
    return np.diff(np.clip(running, 0.0, 1.0), axis=-1, prepend=0.0).clip(0.0)
