"""A block of estates judged: the best station of each, what its legs are and who else covers it.

Rows are estates here and columns are stations, so that what is asked of an estate lies together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.coverage.promise import LEG_DECIMALS, Flags, Minutes, Promise

__all__ = ["VERDICTS", "Judged", "Legs", "judge"]

VERDICTS: Final = ("unsure", "unreachable", "covered", "late")
"""What can be said of an estate: the first that holds."""

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Legs:
    """What differs between the stations of some estates, rounded as the ledger shows it.

    Attributes
    ----------
    drive, access : ndarray, shape (n_estates, n_stations)
        inf where there is no way.
    turnout : ndarray, shape (n_stations,)
    """

    drive: Minutes
    access: Minutes
    turnout: Minutes

    @classmethod
    def of(
        cls, drive_min: Minutes, access_min: Minutes, has_position: Flags, turnout: Minutes
    ) -> "Legs":
        """Return the legs of matrices whose rows are stations; without a position is no way."""
        drive, access = _by_estate(drive_min), _by_estate(access_min)
        drive[~has_position] = np.inf
        return cls(drive, access, turnout)

    @property
    def is_way(self) -> Flags:
        """Where a station has a way to an estate."""
        return np.isfinite(self.drive) & np.isfinite(self.access)

    @property
    def total(self) -> Minutes:
        """Minutes by which stations are told apart: those in which all are alike left out."""
        later: Minutes = self.turnout - self.turnout.min(initial=np.inf)
        return later + self.drive + self.access

    def of_stations(self, stations: Indices) -> "Legs":
        """Return the legs of some of the stations."""
        if stations.size == self.turnout.size:
            return self
        return Legs(self.drive[:, stations], self.access[:, stations], self.turnout[stations])


def _by_estate(minutes: Minutes) -> Minutes:
    """Return a leg rounded, estates before stations, in memory of its own."""
    turned: Minutes = np.array(minutes.T, dtype=np.float64, order="C")
    return np.round(turned, LEG_DECIMALS, out=turned)


@dataclass(frozen=True)
class Judged:
    """The ledger of some estates; all arrays begin with them.

    Attributes
    ----------
    station, second_station, turnout_min, drive_min, access_min, response_min, p_on_time, verdict, \
flips
        As in :class:`~geo.coverage.Coverage`.
    covers : ndarray of bool, shape (n_estates, n_stations)
    """

    station: Indices
    second_station: Indices
    turnout_min: Minutes
    drive_min: Minutes
    access_min: Minutes
    response_min: Minutes
    p_on_time: Minutes
    verdict: NDArray[np.str_]
    flips: Flags
    covers: Flags


def judge(promise: Promise, legs: Legs, *, has_position: Flags, error_min: Minutes) -> Judged:
    """Return the ledger of some estates.

    Parameters
    ----------
    promise : Promise
    legs : Legs
    has_position : ndarray of bool, shape (n_estates,)
    error_min : ndarray, shape (n_estates,)
        Drive minutes that the error of the position is worth.

    Returns
    -------
    Judged
    """
    total = legs.total
    station, p = _best_station(promise, legs, total)
    reached = station >= 0
    turnout = np.append(legs.turnout, promise.model.turnout_min)[station]
    drive, access = _chosen(legs.drive, station), _chosen(legs.access, station)
    moved = reached & (error_min > 0)
    flips = np.zeros(station.size, dtype=bool)
    nearer = np.maximum(drive - error_min, 0.0)[moved]
    rest = access[moved], turnout[moved]
    flips[moved] = promise.kept(nearer, *rest) & ~promise.kept((drive + error_min)[moved], *rest)
    unsure = ~has_position | flips
    verdict = np.select(
        [unsure, ~reached, p >= promise.percentile], VERDICTS[:3], default=VERDICTS[3]
    )
    covers = _covers(promise, legs, among=~unsure & (p >= promise.percentile))
    others = covers.copy()
    others[reached, station[reached]] = False
    response = [np.full(station.size, promise.model.call_min), turnout, drive, access]
    return Judged(
        station=station,
        second_station=_quickest(total, among=others),
        turnout_min=turnout,
        drive_min=drive,
        access_min=access,
        response_min=np.round(np.sum(response, axis=0), LEG_DECIMALS),
        p_on_time=p,
        verdict=verdict.astype(np.str_),
        flips=flips,
        covers=covers,
    )


def _best_station(promise: Promise, legs: Legs, total: Minutes) -> tuple[Indices, Minutes]:
    """Return the station most probably on time for every estate, and that probability.

    Only stations that no other one of their turnout beats in drive and access both can be best,
    so only their probabilities are calculated.
    """
    estate, station = _unbeaten(legs)
    p = promise.p(legs.drive[estate, station], legs.access[estate, station], legs.turnout[station])
    # Sorted by estate, then the surest, the quickest, the lowest: the first one of each is best.
    order = np.lexsort((station, total[estate, station], -p, estate))
    first = order[np.diff(estate[order], prepend=-1) > 0]
    best, highest = np.full(len(total), -1), np.zeros(len(total))
    best[estate[first]], highest[estate[first]] = station[first], p[first]
    return best, highest


def _unbeaten(legs: Legs) -> tuple[Indices, Indices]:
    """Return the pairs of estate and station that no station of the same turnout beats."""
    pairs = []
    for minutes in np.unique(legs.turnout):
        stations = np.flatnonzero(legs.turnout == minutes)
        estate, column = _front(legs.of_stations(stations))
        pairs.append((estate, stations[column]))
    empty = np.zeros(0, np.int64)
    estates, found = zip(*pairs, strict=True) if pairs else ((empty,), (empty,))
    return np.concatenate(estates), np.concatenate(found)


def _front(legs: Legs) -> tuple[Indices, Indices]:
    """Return the same among stations of one turnout: the nearest, and then with less access each.

    Of equals the first one.
    """
    drive = np.where(np.isfinite(legs.access), legs.drive, np.inf)
    left = np.arange(len(drive)) if drive.shape[1] else np.zeros(0, np.int64)
    estates, columns = [left[:0]], [left[:0]]
    while left.size:
        column = drive.argmin(axis=1)
        row = np.arange(left.size)
        found = np.isfinite(drive[row, column])
        left, column, drive = left[found], column[found], drive[found]
        estates.append(left)
        columns.append(column)
        access = legs.access[left]
        surer = access < np.take_along_axis(access, column[:, None], axis=1)
        further = surer.any(axis=1)
        left = left[further]
        drive = np.where(surer[further], drive[further], np.inf)
    return np.concatenate(estates), np.concatenate(columns)


def _quickest(total_min: Minutes, *, among: Flags) -> Indices:
    """Return the quickest station of those allowed for every estate, -1 where none is."""
    quickest = np.full(len(total_min), -1)
    some = np.flatnonzero(among.any(axis=1))
    if some.size:
        quickest[some] = np.where(among[some], total_min[some], np.inf).argmin(axis=1)
    return quickest


def _chosen(minutes: Minutes, station: Indices) -> Minutes:
    """Return the minutes of the chosen stations, inf where there is none."""
    chosen = np.full(station.size, np.inf)
    reached = np.flatnonzero(station >= 0)
    chosen[reached] = minutes[reached, station[reached]]
    return chosen


def _covers(promise: Promise, legs: Legs, *, among: Flags) -> Flags:
    """Return which pairs keep the promise, for the estates whose best station keeps it."""
    covers = np.zeros(legs.drive.shape, dtype=bool)
    asked = np.flatnonzero(among)
    if not asked.size:
        return covers
    for minutes in np.unique(legs.turnout):
        stations = np.flatnonzero(legs.turnout == minutes)
        some = legs.of_stations(stations)
        drive, access = some.drive[asked], some.access[asked]
        covers[np.ix_(asked, stations)] = _kept(promise, drive, access, float(minutes))
    return covers


def _kept(promise: Promise, drive: Minutes, access: Minutes, turnout_min: float) -> Flags:
    """Return where the promise is kept by stations of one turnout.

    An estate that all of them enter by one gate has one access time and one longest drive.
    """
    is_way = np.isfinite(drive) & np.isfinite(access)
    if not is_way.any():
        return is_way
    least = np.where(is_way, access, np.inf).min(axis=1)
    most = np.where(is_way, access, -np.inf).max(axis=1)
    several = np.flatnonzero(least < most)
    each = access[several]
    different = np.unique(np.append(least[np.isfinite(least)], each[is_way[several]]))
    longest = promise.longest_drives(
        different, turnout_min, at_most_min=float(drive.max(where=is_way, initial=0.0))
    )
    kept = is_way & (drive <= longest[_place(different, least)][:, None])
    kept[several] = is_way[several] & (drive[several] <= longest[_place(different, each)])
    return np.asarray(kept)


def _place(ordered: Minutes, values: Minutes) -> Indices:
    """Return where values stand in a list that holds them; the last place for what is beyond."""
    return np.searchsorted(ordered[1:], values, side="right")
