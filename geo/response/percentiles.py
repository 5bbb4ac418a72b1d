"""The minutes within which a given share of responses falls."""

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
    for place in np.ndindex(drive.shape):
        pair = float(drive[place]), float(access[place])
        medians = (model.call_min, model.turnout_min, *pair)
        if np.isfinite(medians).all():
            minutes[place] = _of_sum(model, dict(zip(LEGS, medians, strict=True)), wanted)
    return minutes


def _of_sum(
    model: ResponseModel, medians: dict[str, float], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    spreading = [leg for leg in model.spreading_legs() if medians[leg] > 0]
    steady_min = sum(minutes for leg, minutes in medians.items() if leg not in spreading)
    if len(spreading) < 2:
        spread_min = [medians[leg] * np.exp(model.spread(leg) * ndtri(shares)) for leg in spreading]
        return np.asarray(steady_min + sum(spread_min, np.zeros_like(shares)))
    # The sum exceeds this only where one of the legs exceeds its own part of the reach.
    last = -ndtri((1 - shares.max()) / len(spreading))
    reach_min = sum(medians[leg] * np.exp(model.spread(leg) * last) for leg in spreading)
    step_min = reach_min / _CELLS
    masses = np.zeros(_CELLS + 1)
    masses[0] = 1.0
    for leg in spreading:
        leg_masses = grid_masses(medians[leg], model.spread(leg), step_min, _CELLS + 1)
        masses = convolve(masses, leg_masses)
    # Half of a grid point's mass lies before it, as the masses were spread over two cells.
    running = np.cumsum(masses) - masses / 2
    return np.asarray(steady_min + step_min * np.interp(shares, running, np.arange(_CELLS + 1)))
