"""The probability that the sum of the legs stays within a target.

Call, turnout and access are put on a fine grid (their means kept in every cell) and convolved;
the drive keeps its exact distribution, averaged over one cell. The grid has 2,046 cells between
0 and the target. Against a grid 256 times finer the error is below 2e-6 for coefficients of
variation of 0.25 and more, below 2e-5 for 0.1 and below 1e-4 down to 0.02. The result is monotone
by construction: a shorter median of any leg never lowers it. With one leg that spreads, the closed
form of the lognormal is returned; with none, exactly 0 or 1.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri

from geo.errors import ResponseError
from geo.response.last_kept import last_kept
from geo.response.lognormal import cdf, cdf_integral, grid_masses
from geo.response.model import ResponseModel
from geo.response.turnouts import each_turnout

__all__ = [
    "CELLS",
    "before_access",
    "convolve",
    "drive_budget",
    "leg_masses",
    "legs_or_refuse",
    "p_on_time",
]

# Masses stand at the ends of the cells and one cell beyond: 2,048 points, two of which meet in a
# Fourier transform of 4,096.
CELLS: Final = 2046
# As many rows as a processor keeps at hand: more take longer, and forty megabytes.
_ROWS_AT_ONCE: Final = 32
# Sums of minutes are compared to a billionth, probabilities kept to 1e-12: the noise of floating
# point sums and of the Fourier transform never decides and never shows.
_MINUTE_DECIMALS: Final = 9
_PROBABILITY_DECIMALS: Final = 12

Minutes = NDArray[np.float64]


def p_on_time(
    model: ResponseModel,
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    target_min: float,
    turnout_min: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Return the probability that call, turnout, drive and access together meet the target.

    Parameters
    ----------
    model : ResponseModel
        Medians of call and turnout, spreads of all legs.
    drive_min, access_min : array_like
        Median minutes, broadcast against each other; inf where there is no way.
    target_min : float
        The promise in minutes, above 0.
    turnout_min : array_like, optional
        Median turnouts, broadcast against the other legs; few of them differ. Default: that of
        the model.

    Returns
    -------
    ndarray
        Probabilities in the broadcast shape; 0 where a leg is inf.

    Raises
    ------
    ResponseError
        For minutes that are negative or not numbers, or a target that is not above 0.
    """
    drive, access = legs_or_refuse(drive_min, access_min)
    if not (np.isfinite(target_min) and target_min > 0):
        raise ResponseError("response.target", found=target_min)
    p = np.zeros(drive.shape)
    if turnout_min is not None:
        turnout = np.broadcast_to(np.asarray(turnout_min, dtype=np.float64), drive.shape)
        for own, those in each_turnout(model, turnout):
            p[those] = p_on_time(
                own,
                drive_min=drive[those],
                access_min=access[those],
                target_min=target_min,
            )
        return p
    there = np.isfinite(drive) & np.isfinite(access)
    pairs, place = np.unique(
        np.column_stack([access[there], drive[there]]), axis=0, return_inverse=True
    )
    if len(pairs):
        p[there] = _p_distinct(model, pairs[:, 1], pairs[:, 0], float(target_min))[place.ravel()]
    return p


def legs_or_refuse(drive_min: ArrayLike, access_min: ArrayLike) -> tuple[Minutes, Minutes]:
    """Return both legs in one shape, or raise ResponseError for minutes that cannot be.

    Parameters
    ----------
    drive_min : array_like
        Median drive minutes.
    access_min : array_like
        Median access minutes.

    Returns
    -------
    tuple[Minutes, Minutes]
    """
    legs = {"drive_min": drive_min, "access_min": access_min}
    arrays = {name: np.asarray(leg, dtype=np.float64) for name, leg in legs.items()}
    for name, array in arrays.items():
        wrong = ~(array >= 0)
        if wrong.any():
            raise ResponseError(
                "response.minutes", name=name, count=int(wrong.sum()), found=array[wrong].flat[0]
            )
    drive, access = np.broadcast_arrays(*arrays.values())
    return drive, access


def _p_distinct(
    model: ResponseModel, drive: Minutes, access: Minutes, target_min: float
) -> NDArray[np.float64]:
    """Return the probabilities of pairs that are sorted by access, all finite."""
    legs = {
        "call": np.full_like(drive, model.call_min),
        "turnout": np.full_like(drive, model.turnout_min),
        "drive": drive,
        "access": access,
    }
    spreading = model.spreading_legs()
    steady_min = sum(
        (median for name, median in legs.items() if name not in spreading), np.zeros_like(drive)
    )
    left_min = np.round(target_min - steady_min, _MINUTE_DECIMALS)
    if not spreading:
        return (left_min >= 0).astype(np.float64)
    if len(spreading) == 1:
        (only,) = spreading
        return cdf(left_min, legs[only], model.spread(only))
    step_min = target_min / CELLS
    masses = before_access(model, step_min)
    p = np.empty_like(drive)
    for start in range(0, drive.size, _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        before_drive = masses[None, :]
        if "access" in spreading:
            medians, place = np.unique(access[rows], return_inverse=True)
            before_drive = convolve(masses, leg_masses(model, "access", medians, step_min))[place]
        p[rows] = _drive_within(
            before_drive, drive[rows], model.spread("drive"), left_min[rows], step_min
        )
    return np.round(p.clip(0.0, 1.0), _PROBABILITY_DECIMALS)


def before_access(model: ResponseModel, step_min: float) -> Minutes:
    """Return the masses of call and turnout together, as far as they spread."""
    masses = _of_call(model.call_min, model.spread("call"), step_min)
    if "turnout" in model.spreading_legs():
        turnout = leg_masses(model, "turnout", np.array([model.turnout_min]), step_min)
        masses = convolve(masses, turnout[0])
    return masses


@lru_cache(maxsize=16)
def _of_call(call_min: float, spread: float, step_min: float) -> Minutes:
    """Return the masses of the call alone; of all turnouts that are tried it is the same."""
    masses = np.zeros(CELLS + 2)
    masses[0] = 1.0
    if call_min > 0 and spread > 0:
        masses = convolve(masses, grid_masses(np.array([call_min]), spread, step_min, CELLS + 2)[0])
    masses.setflags(write=False)
    return masses


def leg_masses(model: ResponseModel, leg: str, medians: Minutes, step_min: float) -> Minutes:
    """Return the masses of a leg for each of its medians, shape (n_medians, points)."""
    return grid_masses(medians, model.spread(leg), step_min, CELLS + 2)


def convolve(first: Minutes, second: Minutes) -> Minutes:
    """Return the masses of a sum on the same grid, what lies beyond its end left out."""
    points = first.shape[-1]
    length = next_fast_len(2 * points - 1, real=True)
    product = rfft(first, length, axis=-1) * rfft(second, length, axis=-1)
    return np.asarray(irfft(product, length, axis=-1)[..., :points].clip(0.0), dtype=np.float64)


def _drive_within(
    before_drive: Minutes, drive: Minutes, spread: float, left_min: Minutes, step_min: float
) -> NDArray[np.float64]:
    """Return the probability that what came before leaves time enough for the drive."""
    points = before_drive.shape[-1]
    edges = left_min[:, None] + step_min * (0.5 - np.arange(points + 1))
    integral = cdf_integral(edges, drive[:, None], spread)
    in_time = np.clip(-np.diff(integral, axis=1) / step_min, 0.0, 1.0)
    return np.asarray((before_drive * in_time).sum(axis=1), dtype=np.float64)


def drive_budget(
    model: ResponseModel,
    *,
    access_min: ArrayLike,
    target_min: float,
    percentile: float,
    decimals: int = 4,
) -> NDArray[np.float64]:
    """Return the longest median drive that still keeps the promise.

    Parameters
    ----------
    model : ResponseModel
        Medians of call and turnout, spreads of all legs.
    access_min : array_like
        Median access minutes, finite.
    target_min : float
        The promise in minutes.
    percentile : float
        The share of responses that must meet it, above 0, at most 1.
    decimals : int
        The budget is a whole number of this decimal place, rounded down.

    Returns
    -------
    ndarray
        Minutes in the shape of ``access_min``; -1 where even no drive at all is too long.

    Raises
    ------
    ResponseError
        As :func:`p_on_time`, and for a percentile that is not above 0 and at most 1.
    """
    if not 0 < percentile <= 1:
        raise ResponseError("response.percentile", found=percentile)
    access, place = np.unique(np.asarray(access_min, dtype=np.float64), return_inverse=True)
    unit = 10.0**-decimals
    # The drive alone breaks the promise beyond this median.
    longest_min = target_min * np.exp(model.spread("drive") * max(0.0, -ndtri(percentile)))

    def p_of(searching: NDArray[np.intp], steps: NDArray[np.int64]) -> Minutes:
        return p_on_time(
            model,
            drive_min=steps * unit,
            access_min=access[searching],
            target_min=target_min,
        )

    kept = last_kept(
        p_of,
        np.full(access.shape, -1, dtype=np.int64),
        np.full(access.shape, int(np.ceil(longest_min / unit)) + 1, dtype=np.int64),
        percentile,
    )
    budget = np.where(kept < 0, -1.0, np.round(kept * unit, decimals))
    return budget[place].reshape(np.shape(access_min))
