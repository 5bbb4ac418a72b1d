"""Who is reached in time: the ledger, the verdict and the covering stations of every estate."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CoverageError, ResponseError
from geo.response import ResponseModel, each_turnout, legs_or_refuse, rounded_p_on_time
from geo.summary import Summarized

__all__ = ["VERDICTS", "Coverage", "cover"]

VERDICTS: Final = ("unsure", "unreachable", "covered", "late")
"""What can be said of an estate: the first that holds."""

REPORTED: Final = ("covered", "late", "unreachable", "unsure")
"""The verdicts in the order in which people read them, the best first."""

NOT_REACHED: Final = ("late", "unreachable")
"""The verdicts that a change of roads, gates or stations could turn."""


# Legs and probabilities are rounded once, when the ledger is made, and judged as rounded: whoever
# calculates from an export by hand gets the same verdict.
LEG_DECIMALS: Final = 4
_STEPS: Final = 10**LEG_DECIMALS
P_DECIMALS: Final = 6

# Metres on the ground become metres on the road by the median detour of city streets.
USUAL_DETOUR: Final = 1.33

Minutes = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
    covers : ndarray of bool, shape (n_stations, n_estates)
        Whether a station meets the promise: ``p_on_time >= percentile``. False for every station
        where the verdict is ``unsure``.
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
    covers: Flags

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

    @property
    def covered(self) -> Flags:
        """Where the verdict is ``covered``, shape (n_estates,)."""
        return np.asarray(self.verdict == "covered")

    def model_of(self, estate: int) -> ResponseModel:
        """Return the legs of the crew that comes to an estate, its own turnout included."""
        return replace(self.model, turnout_min=float(self.turnout_min[estate]))


@dataclass(frozen=True)
class _Promise:
    """A target and a percentile, and how a median drive and access stand to them."""

    model: ResponseModel
    target_min: float
    percentile: float

    def p(self, drive_min: Minutes, access_min: Minutes, turnout_min: Minutes) -> Minutes:
        """Return probabilities; the turnouts, few and different, broadcast like the other legs."""
        drive, access, turnout = np.broadcast_arrays(drive_min, access_min, turnout_min)
        p = np.empty(drive.shape)
        for own, those in each_turnout(self.model, turnout):
            p[those] = rounded_p_on_time(
                own,
                drive_min=drive[those],
                access_min=access[those],
                target_min=self.target_min,
                decimals=P_DECIMALS,
            )
        return p

    def kept(self, drive_min: Minutes, access_min: Minutes, turnout_min: Minutes) -> Flags:
        return np.asarray(self.p(drive_min, access_min, turnout_min) >= self.percentile)


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
    if not 0 < percentile <= 1:
        raise ResponseError("response.percentile", found=percentile)
    promise = _Promise(_rounded(model), float(target_min), float(percentile))
    drive, access = _pairs(drive_min, access_min)
    n_estates = drive.shape[1]
    has_position = _per_estate("located", True if located is None else located, n_estates) > 0
    error_min = _error_minutes(
        0.0 if position_error_m is None else position_error_m, local_speed_kmh, n_estates
    )
    drive = np.where(has_position, drive, np.inf)
    turnout = _turnouts(promise.model, turnout_min, len(drive))

    station, p = _best_station(promise, drive, access, turnout)
    reached = station >= 0
    estates = np.arange(n_estates)
    legs = {
        "call_min": np.full(n_estates, promise.model.call_min),
        "turnout_min": np.append(turnout, promise.model.turnout_min)[station],
        "drive_min": _chosen(drive, station),
        "access_min": _chosen(access, station),
    }
    nearer = np.maximum(legs["drive_min"] - error_min, 0.0)
    farther = legs["drive_min"] + error_min
    moved = reached & (error_min > 0)
    flips = np.zeros(n_estates, dtype=bool)
    rest = legs["access_min"][moved], legs["turnout_min"][moved]
    flips[moved] = promise.kept(nearer[moved], *rest) & ~promise.kept(farther[moved], *rest)
    unsure = ~has_position | flips
    verdict = np.select(
        [unsure, ~reached, p >= promise.percentile], VERDICTS[:3], default=VERDICTS[3]
    )
    covers = _covers(promise, drive, access, turnout, among=~unsure & (p >= promise.percentile))
    others = covers.copy()
    others[station[reached], estates[reached]] = False
    return Coverage(
        model=promise.model,
        target_min=promise.target_min,
        percentile=promise.percentile,
        station=station,
        second_station=_quickest(_later(turnout) + drive + access, among=others),
        **legs,
        response_min=np.round(np.sum(list(legs.values()), axis=0), LEG_DECIMALS),
        p_on_time=p,
        verdict=verdict.astype(np.str_),
        flips=flips,
        covers=covers,
    )


def kept_with_turnout(
    coverage: Coverage, estates: NDArray[np.int64], turnout_min: Minutes
) -> Flags:
    """Return whether the stations of estates would keep the promise with other turnouts.

    Parameters
    ----------
    coverage : Coverage
    estates : ndarray of int, shape (n,)
        Estates that a station reaches.
    turnout_min : ndarray, shape (n,)
        Median turnout of its crew.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    promise = _Promise(coverage.model, coverage.target_min, coverage.percentile)
    drive, access = coverage.drive_min[estates], coverage.access_min[estates]
    return promise.kept(drive, access, np.round(turnout_min, LEG_DECIMALS))


def _rounded(model: ResponseModel) -> ResponseModel:
    return replace(
        model,
        call_min=round(model.call_min, LEG_DECIMALS),
        turnout_min=round(model.turnout_min, LEG_DECIMALS),
    )


def _pairs(drive_min: ArrayLike, access_min: ArrayLike) -> tuple[Minutes, Minutes]:
    """Return both legs as rounded matrices (n_stations, n_estates)."""
    drive = np.asarray(drive_min, dtype=np.float64)
    access = np.asarray(access_min, dtype=np.float64)
    if drive.ndim != 2:
        raise CoverageError("coverage.drive_shape", found=drive.shape)
    if access.shape not in {drive.shape, drive.shape[1:]}:
        raise CoverageError("coverage.access_shape", found=access.shape, drive=drive.shape)
    drive, access = legs_or_refuse(drive, access)
    return np.round(drive, LEG_DECIMALS), np.round(access, LEG_DECIMALS)


def _turnouts(model: ResponseModel, turnout_min: ArrayLike | None, n_stations: int) -> Minutes:
    """Return the turnout of every station, rounded as a leg."""
    if turnout_min is None:
        return np.full(n_stations, model.turnout_min)
    given = np.asarray(turnout_min, dtype=np.float64)
    if given.shape != (n_stations,) or (given < 0).any() or np.isinf(given).any():
        raise CoverageError("coverage.turnouts", found=given.shape, stations=n_stations)
    resolved: Minutes = np.where(np.isnan(given), model.turnout_min, given)
    return np.round(resolved, LEG_DECIMALS)


def _later(turnout: Minutes) -> Minutes:
    """Return by how much each station turns out later than the quickest, as a column."""
    return np.asarray(turnout - turnout.min(initial=np.inf))[:, None]


def _per_estate(name: str, values: ArrayLike, n_estates: int) -> Minutes:
    array = np.asarray(values, dtype=np.float64)
    if array.shape not in {(), (n_estates,)}:
        raise CoverageError("coverage.per_estate", name=name, found=array.shape, estates=n_estates)
    return np.broadcast_to(array, n_estates)


def _error_minutes(error_m: ArrayLike, speed_kmh: float, n_estates: int) -> Minutes:
    """Return the drive minutes that an error of the position is worth."""
    error = np.nan_to_num(_per_estate("position_error_m", error_m, n_estates), nan=0.0)
    if (error < 0).any():
        raise CoverageError("coverage.position_error", found=float(error.min()))
    if not (np.isfinite(speed_kmh) and speed_kmh > 0):
        raise CoverageError("coverage.local_speed", found=speed_kmh)
    return np.asarray(USUAL_DETOUR * error / (speed_kmh * 1000 / 60), dtype=np.float64)


def _best_station(
    promise: _Promise, drive: Minutes, access: Minutes, turnout: Minutes
) -> tuple[NDArray[np.int64], Minutes]:
    """Return the station most probably on time for every estate, and that probability.

    Only stations that no other one of their turnout beats in drive and access both can be best,
    so only their probabilities are calculated.
    """
    p = np.full(drive.shape, -1.0)
    for minutes in np.unique(turnout):
        those = turnout == minutes
        p[those] = _p_of_unbeaten(promise, drive[those], access[those], minutes)
    highest = p.max(axis=0, initial=-1.0)
    total = _later(turnout) + drive + access
    station = _quickest(total, among=(p >= 0) & (p == highest))
    return station, np.where(station >= 0, highest, 0.0)


def _p_of_unbeaten(
    promise: _Promise, drive: Minutes, access: Minutes, turnout_min: np.float64
) -> Minutes:
    """Return the probabilities of stations of one turnout, -1 where another one beats them."""
    by_drive = np.argsort(drive, axis=0, kind="stable")
    sorted_access = np.take_along_axis(access, by_drive, axis=0)
    least_before = np.full_like(sorted_access, np.inf)
    least_before[1:] = np.minimum.accumulate(sorted_access, axis=0)[:-1]
    unbeaten = np.empty(drive.shape, dtype=bool)
    np.put_along_axis(unbeaten, by_drive, sorted_access < least_before, axis=0)
    unbeaten &= np.isfinite(drive) & np.isfinite(access)
    p = np.full(drive.shape, -1.0)
    p[unbeaten] = promise.p(drive[unbeaten], access[unbeaten], np.full(1, turnout_min))
    return p


def _quickest(total_min: Minutes, *, among: Flags) -> NDArray[np.int64]:
    """Return the quickest station of those allowed for every estate, -1 where none is."""
    if not total_min.shape[0]:
        return np.full(total_min.shape[1], -1)
    quickest = np.where(among, total_min, np.inf).argmin(axis=0)
    return np.where(among.any(axis=0), quickest, -1)


def _chosen(minutes: Minutes, station: NDArray[np.int64]) -> Minutes:
    """Return the minutes of the chosen stations, inf where there is none."""
    chosen = np.full(station.size, np.inf)
    reached = np.flatnonzero(station >= 0)
    chosen[reached] = minutes[station[reached], reached]
    return chosen


def _covers(
    promise: _Promise, drive: Minutes, access: Minutes, turnout: Minutes, *, among: Flags
) -> Flags:
    """Return which pairs keep the promise, for the estates whose best station keeps it."""
    covers = np.zeros(drive.shape, dtype=bool)
    for minutes in np.unique(turnout):
        those = turnout == minutes
        covers[those] = _covers_of_one_turnout(
            promise, drive[those], access[those], minutes, among=among
        )
    return covers


def _covers_of_one_turnout(
    promise: _Promise, drive: Minutes, access: Minutes, turnout_min: np.float64, *, among: Flags
) -> Flags:
    """Return the same for stations of one turnout.

    A longer drive never helps, so each different access time has one longest drive that keeps the
    promise. Access times are few: no pair needs a probability of its own.
    """
    asked = among & np.isfinite(drive) & np.isfinite(access)
    if not asked.any():
        return asked
    different = np.unique(access[asked])
    longest = _longest_drives(promise, different, turnout_min, _drives(drive[asked]))
    return np.asarray(
        asked & (drive <= longest[np.searchsorted(different[1:], access, side="right")])
    )


def _drives(drive_min: Minutes) -> Minutes:
    """Return the different drives in order, or all whole steps of a leg where those are fewer."""
    steps = round(float(drive_min.max()) * _STEPS) + 1
    return np.arange(steps) / _STEPS if steps < drive_min.size else np.unique(drive_min)


def _longest_drives(
    promise: _Promise, access_min: Minutes, turnout_min: np.float64, drives: Minutes
) -> Minutes:
    """Return for each access time the longest of some drives that keeps the promise, -1 for none.

    All are searched by bisection at once.
    """
    turnout = np.full(1, turnout_min)
    kept_to = np.zeros(len(access_min), dtype=np.int64)
    broken_from = np.full(len(access_min), len(drives))
    while (searching := np.flatnonzero(kept_to < broken_from)).size:
        middle = (kept_to + broken_from)[searching] // 2
        kept = promise.kept(drives[middle], access_min[searching], turnout)
        kept_to[searching[kept]] = middle[kept] + 1
        broken_from[searching[~kept]] = middle[~kept]
    return np.append(-1.0, drives)[kept_to]
