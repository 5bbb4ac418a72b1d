"""The minutes within which a given share of responses falls."""

from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from geo.errors import ResponseError
from geo.response.lognormal import grid_masses
from geo.response.model import LEGS, ResponseModel
from geo.response.on_time import convolve, legs_or_refuse

__all__ = ["percentiles"]

_CELLS: Final = 2046
# As many rows, with all their legs, as a processor keeps at hand.
_ROWS_AT_ONCE: Final = 2

Reals = NDArray[np.float64]


def percentiles(
    model: ResponseModel,
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    shares: ArrayLike = (0.1, 0.5, 0.9),
) -> NDArray[np.float64]:
    """Return the minutes within which each share of responses falls.

    The distribution of the sum is found on 2,046 cells between 0 and a bound of the largest
    percentile, and inverted linearly within a cell.

    Parameters
    ----------
    model : ResponseModel
        Medians of call and turnout, spreads of all legs.
    drive_min, access_min : array_like
        Median minutes, broadcast against each other; inf where there is no way.
    shares : array_like, shape (k,)
        Shares of responses, above 0 and below 1.

    Returns
    -------
    ndarray, shape (..., k)
        Minutes, never falling with the share; inf where a leg is inf.

    Raises
    ------
    ResponseError
        For minutes that are negative or not numbers, or a share outside 0 to 1.
    """
    drive, access = legs_or_refuse(drive_min, access_min)
    wanted = np.atleast_1d(np.asarray(shares, dtype=np.float64))
    for share in wanted[~((wanted > 0) & (wanted < 1))]:
        raise ResponseError("response.percentile", found=float(share))
    minutes = np.full((*drive.shape, wanted.size), np.inf)
    there = np.isfinite(drive) & np.isfinite(access)
    own = (model.call_min, model.turnout_min, drive[there], access[there])
    medians: dict[str, float | Reals] = dict(zip(LEGS, own, strict=True))
    minutes[there] = _of_sums(model, medians, wanted)
    return minutes


def _of_sums(
    model: ResponseModel, medians: dict[str, float | Reals], shares: Reals
) -> NDArray[np.float64]:
    """Return the percentiles of sums of legs, shape (n, k); a leg without minutes has no spread."""
    legs = np.column_stack(np.broadcast_arrays(*medians.values()))
    spreads = np.isin(list(medians), model.spreading_legs()) & (legs > 0)
    minutes = np.empty((len(legs), shares.size))
    for pattern in np.unique(spreads, axis=0):
        alike = np.flatnonzero((spreads == pattern).all(axis=1))
        spread = [model.spread(leg) for leg in np.array(list(medians))[pattern].tolist()]
        steady_min = _summed(legs[alike][:, ~pattern].T, alike.size)
        for begin in range(0, alike.size, _ROWS_AT_ONCE):
            part = slice(begin, begin + _ROWS_AT_ONCE)
            rows = alike[part]
            own = legs[rows][:, pattern].T
            minutes[rows] = steady_min[part, None] + _of_spreading(own, spread, shares)
    return minutes


def _summed(legs: Reals, size: int) -> Reals:
    """Return the sums of some legs, one after the other; 0 for none."""
    return np.asarray(sum(legs, np.zeros(size)))


def _of_spreading(legs: Reals, spread: list[float], shares: Reals) -> Reals:
    """Return the percentiles of sums of legs that all spread, shape (n, k).

    Parameters
    ----------
    legs : ndarray, shape (n_legs, n)
        Medians above 0.
    spread : list of float, length n_legs
        Standard deviations of the logarithms.
    shares : ndarray, shape (k,)
    """
    if len(legs) < 2:
        factors = [np.exp(one * ndtri(shares)) for one in spread]
        median = _summed(legs, legs.shape[1])[:, None]
        return np.asarray(median * np.array(factors or [np.zeros_like(shares)]))
    # The sum exceeds this only where one of the legs exceeds its own part of the reach.
    last = -ndtri((1 - shares.max()) / len(legs))
    reach_min = _summed(legs * np.exp(np.array(spread) * last)[:, None], legs.shape[1])
    step_min = reach_min / _CELLS
    masses = reduce(convolve, grid_masses(legs, np.array(spread)[:, None], step_min, _CELLS + 1))
    # Half of a grid point's mass lies before it, as the masses were spread over two cells.
    running = np.cumsum(masses, axis=1) - masses / 2
    cells = np.arange(_CELLS + 1)
    found = np.array([np.interp(shares, along, cells) for along in running])
    return np.asarray(step_min[:, None] * found)
