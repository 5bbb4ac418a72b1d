"""Whom stations cover, judged from the pairs that are near enough to matter alone.

With thousands of places and estates most pairs are hours apart, and no such pair keeps a promise
or turns a verdict. What is left grows with what a crew reaches, not with the product of the lists.
Only who comes to a late estate lies farther off: it is asked for in widening circles.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import ndtri

from geo.coverage.judging import VERDICTS
from geo.coverage.promise import LEG_DECIMALS, P_DECIMALS, Flags, Minutes
from geo.coverage.verdict import Coverage, error_minutes, promise_of, turnouts_of
from geo.response import ResponseModel

__all__ = ["NearEstates", "NearQuestion", "NearVerdicts", "NearWays"]

# More than what rounding legs and probabilities adds to a drive that keeps the promise.
_ROUNDING_MIN: Final = 0.001
_ROUNDING_P: Final = 10.0**-P_DECIMALS
_LEAST_P: Final = 4e-7
_WIDER: Final = 2.0
_MOST_CIRCLES: Final = 10

Indices = NDArray[np.int64]


class NearWays(NamedTuple):
    """Ways from stations to estates by the best open gate.

    Attributes
    ----------
    station, estate : ndarray of int, shape (n_pairs,)
        Each pair once.
    drive_min, access_min : ndarray, shape (n_pairs,)
        Median minutes, finite.
    """

    station: Indices
    estate: Indices
    drive_min: Minutes
    access_min: Minutes

    def take(self, those: NDArray[np.int64] | Flags) -> "NearWays":
        """Return some of the ways."""
        station, estate, drive_min, access_min = self
        return NearWays(station[those], estate[those], drive_min[those], access_min[those])

    @classmethod
    def joined(cls, blocks: Iterable["NearWays"]) -> "NearWays":
        """Return the ways of all blocks as one; none where there is no block."""
        none = np.zeros(0, dtype=np.int64)
        empty = cls(none, none, np.zeros(0), np.zeros(0))
        return cls(*(np.concatenate(parts) for parts in zip(empty, *blocks, strict=True)))


AskWays = Callable[[float, Indices | None], Iterator[NearWays]]
"""Gives all ways whose drive is within a limit, to all estates or to some, in any blocks."""


@dataclass(frozen=True)
class NearEstates:
    """What is known of estates before any way is asked for.

    Attributes
    ----------
    located : ndarray of bool, shape (n_estates,)
        False where the estate has no position.
    find_reached : callable
        Returns whether any station has a way there, however long, shape (n_estates,).
    shortest_access_min, longest_access_min : ndarray, shape (n_estates,)
        Over the open gates.
    """

    located: Flags
    find_reached: Callable[[], Flags]
    shortest_access_min: Minutes
    longest_access_min: Minutes

    @property
    def has_several(self) -> Flags:
        """Whether an estate has gates of different access times."""
        return np.asarray(self.longest_access_min > self.shortest_access_min)


class NearVerdicts(NamedTuple):
    """Whom stations cover.

    Attributes
    ----------
    covers : sparse array of bool, shape (n_stations, n_estates)
        Where the promise is kept and the estate's verdict is not ``unsure``.
    unsure : ndarray of bool, shape (n_estates,)
        Where the verdict is ``unsure``.
    """

    covers: sparse.csr_array
    unsure: Flags


class _Best(NamedTuple):
    """Who comes to some estates, one row each.

    Attributes
    ----------
    ways : NearWays
        Rounded as the ledger shows them.
    p_on_time : ndarray, shape (n_rows,)
    """

    ways: NearWays
    p_on_time: Minutes


class NearQuestion:
    """A promise and the estates it is made to.

    Parameters
    ----------
    model : ResponseModel
    target_min, percentile : float
        As :func:`geo.coverage.cover` takes them.
    turnout_min : array_like, shape (n_stations,)
        Median turnout of every station's crews, nan where it is that of the model.
    estates : NearEstates
    position_error_m : array_like, shape (n_estates,), or None
    local_speed_kmh : float

    Raises
    ------
    CoverageError, ResponseError
        As :func:`geo.coverage.cover`.
    """

    def __init__(
        self,
        *,
        model: ResponseModel,
        target_min: float,
        percentile: float,
        turnout_min: ArrayLike,
        estates: NearEstates,
        position_error_m: ArrayLike | None = None,
        local_speed_kmh: float = 18.0,
    ) -> None:
        self._promise = promise_of(model, target_min, percentile)
        given = np.asarray(turnout_min, dtype=np.float64)
        self._turnout = turnouts_of(self._promise.model, given, given.size)
        self._estates = estates
        self._n_estates = estates.located.size
        self._error_min = error_minutes(
            0.0 if position_error_m is None else position_error_m, local_speed_kmh, self._n_estates
        )

    @property
    def limit_min(self) -> float:
        """The longest drive that can keep the promise, or turn a verdict of who keeps it."""
        promise, access = self._promise, self._estates.shortest_access_min
        if not self._turnout.size or not np.isfinite(access).any():
            return 0.0
        p = max(promise.percentile - _ROUNDING_P, _LEAST_P)
        # The drive alone breaks the promise beyond this median.
        beyond = promise.target_min * np.exp(
            promise.model.spread("drive") * max(0.0, -float(ndtri(p)))
        )
        longest = promise.longest_drives(
            np.round([access.min()], LEG_DECIMALS),
            float(self._turnout.min()),
            at_most_min=float(beyond),
        )
        error_min = float(self._error_min.max(initial=0.0))
        return max(float(longest[0]), 0.0) + error_min + _ROUNDING_MIN

    def verdicts(self, ask: AskWays) -> NearVerdicts:
        """Return whom the stations cover.

        Parameters
        ----------
        ask : callable
            Gives the ways.
        """
        moved = self._estates.located & (self._error_min > 0)
        kept, best = self._first_circle(ask, among=moved)
        best = self._widened(ask, best, among=moved)
        unsure = ~self._estates.located | self._flips(best)
        return NearVerdicts(self._matrix(kept, ~unsure), unsure)

    def ledger(self, ask: AskWays) -> Coverage:
        """Return who is covered, by which station, leg by leg, as :func:`geo.coverage.cover` does.

        Parameters
        ----------
        ask : callable
            Gives the ways.
        """
        everybody = np.ones(self._n_estates, dtype=bool)
        kept, best = self._first_circle(ask, among=everybody)
        best = self._widened(ask, best, among=everybody)
        station, p = self._per_estate(best.ways.station, best, -1), np.zeros(self._n_estates)
        p[best.ways.estate] = best.p_on_time
        drive = self._per_estate(best.ways.drive_min, best, np.inf)
        access = self._per_estate(best.ways.access_min, best, np.inf)
        model, percentile = self._promise.model, self._promise.percentile
        turnout = np.append(self._turnout, model.turnout_min)[station]
        call = np.full(self._n_estates, model.call_min)
        flips = self._flips(best)
        unsure, is_sure = ~self._estates.located | flips, p >= percentile
        verdict = np.select([unsure, station < 0, is_sure], VERDICTS[:3], default=VERDICTS[3])
        covers = kept.take((is_sure & ~unsure)[kept.estate])
        return Coverage(
            model=model,
            target_min=self._promise.target_min,
            percentile=percentile,
            station=station,
            second_station=self._second(covers, station),
            call_min=call,
            turnout_min=turnout,
            drive_min=drive,
            access_min=access,
            response_min=np.round(np.sum([call, turnout, drive, access], axis=0), LEG_DECIMALS),
            p_on_time=p,
            verdict=verdict.astype(np.str_),
            flips=flips,
            cover_matrix=self._matrix(covers, np.ones(self._n_estates, dtype=bool)),
        )

    # Who keeps the promise

    def _first_circle(self, ask: AskWays, *, among: Flags) -> tuple[NearWays, _Best]:
        """Return the ways that keep the promise, and who comes to some of the estates."""
        limit_min = self.limit_min
        best, kept = _Best(NearWays.joined([]), np.zeros(0)), []
        for block in ask(limit_min, None):
            ways = _rounded(block)
            keeps = self._kept(ways)
            kept.append(ways.take(keeps))
            best = self._better(best, ways.take(among[ways.estate]))
        return NearWays.joined(kept), best

    def _kept(self, ways: NearWays) -> Flags:
        """Return whether each way keeps the promise."""
        turnout = self._turnout[ways.station]
        kept = np.zeros(turnout.size, dtype=bool)
        for minutes in np.unique(turnout):
            those = np.flatnonzero(turnout == minutes)
            different, place = np.unique(ways.access_min[those], return_inverse=True)
            drive = ways.drive_min[those]
            longest = self._promise.longest_drives(
                different, float(minutes), at_most_min=float(drive.max())
            )
            kept[those] = drive <= longest[place.ravel()]
        return kept

    def _matrix(self, ways: NearWays, among: Flags) -> sparse.csr_array:
        """Return ways to some estates as rows of stations."""
        those = np.flatnonzero(among[ways.estate])
        place = ways.station[those], ways.estate[those]
        shape = (self._turnout.size, self._n_estates)
        return sparse.csr_array((np.ones(those.size, dtype=bool), place), shape=shape)

    def _second(self, covers: NearWays, station: Indices) -> Indices:
        """Return the quickest other station that covers each estate, -1 where none does."""
        others = covers.take(covers.station != station[covers.estate])
        order = np.lexsort((others.station, self._total(others), others.estate))
        first = order[np.diff(others.estate[order], prepend=-1) != 0]
        second = np.full(self._n_estates, -1)
        second[others.estate[first]] = others.station[first]
        return second

    # Who comes

    def _total(self, ways: NearWays) -> Minutes:
        """Return the minutes by which stations are told apart."""
        later: Minutes = self._turnout - self._turnout.min(initial=np.inf)
        return later[ways.station] + ways.drive_min + ways.access_min

    def _better(self, best: _Best, further: NearWays) -> _Best:
        """Return who comes once further ways are known.

        Of equals the quickest, then the first station. Ways that another one of the same turnout
        beats in drive and access both are left out before chances are calculated.
        """
        ways = NearWays.joined([best.ways, further])
        turnout = self._turnout[ways.station]
        # Estates and turnouts as one number, and stations only where they are not in order yet.
        turnouts, its = np.unique(self._turnout, return_inverse=True)
        group = ways.estate * turnouts.size + its.ravel()[ways.station]
        in_order = (np.diff(ways.station) >= 0).all()
        order = np.lexsort((*(() if in_order else (ways.station,)), ways.drive_min, group))
        access = np.rint(ways.access_min * 10**LEG_DECIMALS).astype(np.int64)
        left = order[_is_record(access[order], group[order])]
        ways, turnout = ways.take(left), turnout[left]
        p = self._promise.p(ways.drive_min, ways.access_min, turnout)
        ranked = np.lexsort((ways.station, self._total(ways), -p, ways.estate))
        first = ranked[np.diff(ways.estate[ranked], prepend=-1) != 0]
        return _Best(ways.take(first), p[first])

    def _widened(self, ask: AskWays, best: _Best, *, among: Flags) -> _Best:
        """Return who comes to estates, asked in wider circles where somebody farther may."""
        limit_min = self.limit_min
        wanted = among & self._estates.located & (self._turnout.size > 0)
        wanted &= self._estates.find_reached() if wanted.any() else wanted
        for circle in range(_MOST_CIRCLES + 1):
            asked = np.flatnonzero(wanted & ~self._is_settled(best, limit_min))
            if not asked.size:
                break
            limit_min = np.inf if circle == _MOST_CIRCLES else _WIDER * max(limit_min, 1.0)
            best = self._without(best, asked)
            for block in ask(limit_min, asked):
                best = self._better(best, _rounded(block))
        return best

    def _is_settled(self, best: _Best, limit_min: float) -> Flags:
        """Return to which estates nobody beyond a limit can come more surely, or as surely sooner.

        By one gate and with one turnout the nearest is the surest.
        """
        settled = np.zeros(self._n_estates, dtype=bool)
        estate = best.ways.estate
        settled[estate] = True
        if np.isinf(limit_min):
            return np.ones_like(settled)
        has_several = self._estates.has_several[estate]
        open_ = np.flatnonzero(has_several | (np.unique(self._turnout).size > 1))
        nearest = max(limit_min - _ROUNDING_MIN, 0.0)
        access = np.round(self._estates.shortest_access_min[estate[open_]], LEG_DECIMALS)
        turnout = np.full(open_.size, self._turnout.min(initial=np.inf))
        most = self._promise.p(np.full(open_.size, nearest), access, turnout)
        own = best.p_on_time[open_]
        is_surer = own > most + 2 * _ROUNDING_P
        is_alike = (own == most) & ((own == 0.0) | (own == 1.0))
        is_sooner = self._total(best.ways)[open_] < nearest + access
        settled[estate[open_]] = is_surer | (is_alike & is_sooner)
        return settled

    def _without(self, best: _Best, estates: Indices) -> _Best:
        """Return who comes to the other estates: these are asked anew."""
        kept = ~np.isin(best.ways.estate, estates)
        return _Best(best.ways.take(kept), best.p_on_time[kept])

    def _flips(self, best: _Best) -> Flags:
        """Return where the error of the position turns the answer."""
        flips = np.zeros(self._n_estates, dtype=bool)
        moved = np.flatnonzero(self._error_min[best.ways.estate] > 0)
        estate, drive = best.ways.estate[moved], best.ways.drive_min[moved]
        nearer = np.maximum(drive - self._error_min[estate], 0.0)
        rest = best.ways.access_min[moved], self._turnout[best.ways.station[moved]]
        farther = drive + self._error_min[estate]
        flips[estate] = self._promise.kept(nearer, *rest) & ~self._promise.kept(farther, *rest)
        return flips

    def _per_estate(self, values: NDArray[np.generic], best: _Best, none: float) -> NDArray[Any]:
        """Return what is known of who comes, for every estate."""
        whole = np.full(self._n_estates, none, dtype=values.dtype)
        whole[best.ways.estate] = values
        return whole


def _rounded(ways: NearWays) -> NearWays:
    """Return ways as the ledger shows them."""
    drive, access = np.round(ways.drive_min, LEG_DECIMALS), np.round(ways.access_min, LEG_DECIMALS)
    return ways._replace(drive_min=drive, access_min=access)


def _is_record(rank: Indices, group: Indices) -> Flags:
    """Return where a rank is lower than all before it in its group; groups rise."""
    if not rank.size:
        return np.zeros(0, dtype=bool)
    # Each group lies below the one before: a running minimum over all is one over each.
    level = rank - group * (int(rank.max()) + 1)
    least = np.minimum.accumulate(level)
    return np.append(True, level[1:] < least[:-1])
