"""Who is reached in time: the ledger, the verdict and the covering stations of every estate."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.coverage.judging import VERDICTS, Legs, judge
from geo.coverage.promise import LEG_DECIMALS, Flags, Minutes, Promise
from geo.errors import CoverageError, ResponseError
from geo.joining import joined
from geo.response import ResponseModel, legs_or_refuse
from geo.summary import Summarized

__all__ = ["VERDICTS", "Coverage", "cover"]

REPORTED: Final = ("covered", "late", "unreachable", "unsure")
"""The verdicts in the order in which people read them, the best first."""

NOT_REACHED: Final = ("late", "unreachable")
"""The verdicts that a change of roads, gates or stations could turn."""

# Metres on the ground become metres on the road by the median detour of city streets.
USUAL_DETOUR: Final = 1.33

_PAIRS_AT_ONCE: Final = 1_000_000


@dataclass(frozen=True, eq=False, repr=False)
class Coverage(Summarized):
    """The ledger of every estate and the verdict that follows from it. Arrays are read-only.

    Attributes
    ----------
    model : ResponseModel
        The legs and their spread.
    target_min, percentile : float
        The promise: this share of responses within this many minutes.
    station, second_station : ndarray of int, shape (n_estates,)
        The station with the highest probability to be on time (ties: the quickest, then the
        lowest index), -1 where none; the quickest other one that covers too, -1 where none.
    call_min, turnout_min, drive_min, access_min, response_min : ndarray, shape (n_estates,)
        Median minutes of the legs from that station, and their sum; inf where there is no way.
    p_on_time : ndarray, shape (n_estates,)
        Probability that the response meets the target, six decimals; 0 where there is no way.
    verdict : ndarray of str, shape (n_estates,)
        The first that holds of ``unsure``, ``unreachable``, ``covered``, ``late``.
    flips : ndarray of bool, shape (n_estates,)
        True where the stated error of the position turns the answer.
    cover_matrix : ndarray or sparse array of bool, shape (n_stations, n_estates)
        Whether a station meets the promise: ``p_on_time >= percentile``. False for every station
        where the verdict is ``unsure``. Sparse where the lists are long.
    """

    model: ResponseModel
    target_min: float
    percentile: float
    station: NDArray[np.int64]
    second_station: NDArray[np.int64]
    call_min: Minutes
    turnout_min: Minutes
    drive_min: Minutes
    access_min: Minutes
    response_min: Minutes
    p_on_time: Minutes
    verdict: NDArray[np.str_]
    flips: Flags
    cover_matrix: Flags | sparse.csr_array

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "estates", f"{self.verdict.size:,}"
        for verdict in REPORTED:
            yield verdict, f"{np.count_nonzero(self.verdict == verdict):,}"
        yield "target", f"{self.target_min:g} min in {self.percentile:.0%} of cases"

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def n_estates(self) -> int:
        """Number of estates."""
        return self.station.size

    @cached_property
    def covers(self) -> Flags:
        """Whether each station meets the promise, every pair of them, (n_stations, n_estates)."""
        given = self.cover_matrix
        whole = np.asarray(given.toarray() if sparse.issparse(given) else given)
        whole.setflags(write=False)
        return whole

    @property
    def covered(self) -> Flags:
        """Where the verdict is ``covered``, shape (n_estates,)."""
        return np.asarray(self.verdict == "covered")

    def model_of(self, estate: int) -> ResponseModel:
        """Return the legs of the crew that comes to an estate, its own turnout included."""
        return replace(self.model, turnout_min=float(self.turnout_min[estate]))


def cover(
    *,
    drive_min: ArrayLike,
    access_min: ArrayLike,
    model: ResponseModel,
    target_min: float,
    percentile: float,
    located: ArrayLike | None = None,
    position_error_m: ArrayLike | None = None,
    local_speed_kmh: float = 18.0,
    turnout_min: ArrayLike | None = None,
) -> Coverage:
    """Return who is covered, by which station, leg by leg.

    Parameters
    ----------
    drive_min : array_like, shape (n_stations, n_estates)
        Median drive minutes; inf where there is no way.
    access_min : array_like, shape (n_estates,) or (n_stations, n_estates)
        Median access minutes; two-dimensional where stations arrive at different gates.
    model : ResponseModel
        Call, turnout and all spreads.
    target_min : float
        The promise in minutes.
    percentile : float
        The share of responses that must meet it, above 0, at most 1.
    located : array_like of bool, shape (n_estates,), optional
        False where the estate has no position. Default: all have one.
    position_error_m : array_like, shape (n_estates,), optional
        How far the position may be off, in metres; 0 where it is exact (default) and where
        nothing is stated. The point is thought nearer and farther by this much, on local roads
        with a detour of 1.33; where the two answers differ the estate is ``unsure``.
    local_speed_kmh : float
        Speed on local roads, which turns that distance into minutes.
    turnout_min : array_like, shape (n_stations,), optional
        Median turnout of every station's crews, nan where it is that of the model. Default: that
        of the model everywhere.

    Returns
    -------
    Coverage

    Raises
    ------
    CoverageError
        For shapes that do not fit together, or a position error or speed that cannot be.
    ResponseError
        For minutes, a target or a percentile that cannot be.

    Examples
    --------
    >>> from geo.response import ResponseModel
    >>> found = cover(
    ...     drive_min=[[4.0, 20.0]],
    ...     access_min=[1.0, 1.0],
    ...     model=ResponseModel(),
    ...     target_min=15.0,
    ...     percentile=0.5,
    ... )
    >>> found.verdict.tolist()
    ['covered', 'late']
    """
    promise = promise_of(model, target_min, percentile)
    drive, access = _pairs(drive_min, access_min)
    n_stations, n_estates = drive.shape
    has_position = _per_estate("located", True if located is None else located, n_estates) > 0
    error_min = error_minutes(
        0.0 if position_error_m is None else position_error_m, local_speed_kmh, n_estates
    )
    turnout = turnouts_of(promise.model, turnout_min, n_stations)
    covers = np.zeros((n_stations, n_estates), dtype=bool)
    blocks = []
    for those in _blocks(n_stations, n_estates):
        some = judge(
            promise,
            Legs.of(drive[:, those], access[..., those], has_position[those], turnout),
            has_position=has_position[those],
            error_min=error_min[those],
        )
        covers[:, those] = some.covers.T
        blocks.append(some)
    found = joined(blocks)
    return Coverage(
        model=promise.model,
        target_min=promise.target_min,
        percentile=promise.percentile,
        station=found.station,
        second_station=found.second_station,
        call_min=np.full(n_estates, promise.model.call_min),
        turnout_min=found.turnout_min,
        drive_min=found.drive_min,
        access_min=found.access_min,
        response_min=found.response_min,
        p_on_time=found.p_on_time,
        verdict=found.verdict,
        flips=found.flips,
        cover_matrix=covers,
    )


def p_with_turnout(coverage: Coverage, estates: NDArray[np.int64], turnout_min: Minutes) -> Minutes:
    """Return how probable the stations of estates would be on time with other turnouts.

    Parameters
    ----------
    coverage : Coverage
    estates : ndarray of int, shape (n,)
        Estates that a station reaches.
    turnout_min : ndarray, shape (n,)
        Median turnout of its crew.

    Returns
    -------
    ndarray, shape (n,)
    """
    promise = Promise(coverage.model, coverage.target_min, coverage.percentile)
    drive, access = coverage.drive_min[estates], coverage.access_min[estates]
    return promise.p(drive, access, np.round(turnout_min, LEG_DECIMALS))


def promise_of(model: ResponseModel, target_min: float, percentile: float) -> Promise:
    """Return a promise whose legs are rounded as the ledger shows them.

    Parameters
    ----------
    model : ResponseModel
    target_min, percentile : float

    Raises
    ------
    ResponseError
        For a percentile that is not above 0 and at most 1.
    """
    if not 0 < percentile <= 1:
        raise ResponseError("response.percentile", found=percentile)
    rounded = replace(
        model,
        call_min=round(model.call_min, LEG_DECIMALS),
        turnout_min=round(model.turnout_min, LEG_DECIMALS),
    )
    return Promise(rounded, float(target_min), float(percentile))


def _pairs(drive_min: ArrayLike, access_min: ArrayLike) -> tuple[Minutes, Minutes]:
    """Return both legs as they are given, checked."""
    drive, access = np.asarray(drive_min), np.asarray(access_min)
    if drive.ndim != 2:
        raise CoverageError("coverage.drive_shape", found=drive.shape)
    if access.shape not in {drive.shape, drive.shape[1:]}:
        raise CoverageError("coverage.access_shape", found=access.shape, drive=drive.shape)
    return legs_or_refuse(drive, access)


def _blocks(n_stations: int, n_estates: int) -> Iterator[slice]:
    """Yield estates by the block, at least one: what is calculated on the way stays small."""
    size = max(1, _PAIRS_AT_ONCE // max(n_stations, 1))
    for start in range(0, max(n_estates, 1), size):
        yield slice(start, start + size)


def turnouts_of(model: ResponseModel, turnout_min: ArrayLike | None, n_stations: int) -> Minutes:
    """Return the turnout of every station, rounded as a leg."""
    if turnout_min is None:
        return np.full(n_stations, model.turnout_min)
    given = np.asarray(turnout_min, dtype=np.float64)
    if given.shape != (n_stations,) or (given < 0).any() or np.isinf(given).any():
        raise CoverageError("coverage.turnouts", found=given.shape, stations=n_stations)
    resolved: Minutes = np.where(np.isnan(given), model.turnout_min, given)
    return np.round(resolved, LEG_DECIMALS)


def _per_estate(name: str, values: ArrayLike, n_estates: int) -> Minutes:
    array = np.asarray(values, dtype=np.float64)
    if array.shape not in {(), (n_estates,)}:
        raise CoverageError("coverage.per_estate", name=name, found=array.shape, estates=n_estates)
    return np.broadcast_to(array, n_estates)


def error_minutes(error_m: ArrayLike, speed_kmh: float, n_estates: int) -> Minutes:
    """Return the drive minutes that an error of the position is worth."""
    error = np.nan_to_num(_per_estate("position_error_m", error_m, n_estates), nan=0.0)
    if (error < 0).any():
        raise CoverageError("coverage.position_error", found=float(error.min()))
    if not (np.isfinite(speed_kmh) and speed_kmh > 0):
        raise CoverageError("coverage.local_speed", found=speed_kmh)
    return np.asarray(USUAL_DETOUR * error / (speed_kmh * 1000 / 60), dtype=np.float64)
