"""Whom stations cover, judged from the pairs that are near enough to matter alone.

With thousands of places and estates most pairs are hours apart, and no such pair keeps a promise
or turns a verdict. What is left grows with what a crew reaches, not with the product of the lists.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from geo.coverage.promise import LEG_DECIMALS, Flags, Minutes
from geo.coverage.verdict import error_minutes, promise_of, turnouts_of
from geo.response import ResponseModel

__all__ = ["NearQuestion", "NearVerdicts", "NearWays"]

# More than what rounding legs and probabilities adds to a drive that keeps the promise.
_ROUNDING_MIN: Final = 0.001
_ROUNDING_P: Final = 1e-6
_LEAST_P: Final = 4e-7

Indices = NDArray[np.int64]


class NearWays(NamedTuple):
    """Ways from stations to estates by the best open gate.

    Attributes
    ----------
    station, estate : ndarray of int, shape (n_pairs,)
    drive_min, access_min : ndarray, shape (n_pairs,)
        Median minutes, finite.
    """

    station: Indices
    estate: Indices
    drive_min: Minutes
    access_min: Minutes


class NearVerdicts(NamedTuple):
    """What near ways say.

    Attributes
    ----------
    covers : ndarray of bool, shape (n_pairs,)
        Whether the promise is kept and the estate's verdict is not ``unsure``.
    unsure : ndarray of bool, shape (n_estates,)
        Where the verdict is ``unsure``.
    open_question : ndarray of bool, shape (n_estates,)
        Estates that a station farther away may come to most surely, and whose position is not
        exact: what is said of these must be asked of all ways.
    """

    covers: Flags
    unsure: Flags
    open_question: Flags


class NearQuestion:
    """A promise and the estates it is made to.

    Parameters
    ----------
    model : ResponseModel
    target_min, percentile : float
        As :func:`geo.coverage.cover` takes them.
    turnout_min : array_like, shape (n_stations,)
        Median turnout of every station's crews, nan where it is that of the model.
    located : ndarray of bool, shape (n_estates,)
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
        located: Flags,
        position_error_m: ArrayLike | None = None,
        local_speed_kmh: float = 18.0,
    ) -> None:
        self._promise = promise_of(model, target_min, percentile)
        given = np.asarray(turnout_min, dtype=np.float64)
        self._turnout = turnouts_of(self._promise.model, given, given.size)
        self._located = located
        self._error_min = error_minutes(
            0.0 if position_error_m is None else position_error_m, local_speed_kmh, located.size
        )

    def limit_min(self, least_access_min: float, between_gates_min: float) -> float:
        """Return the longest drive that can matter to any verdict.

        Parameters
        ----------
        least_access_min : float
            The shortest access time of all gates.
        between_gates_min : float
            The largest difference between the access times of two gates of one estate: a gate
            that is farther by more is never the better one.
        """
        promise = self._promise
        p = max(promise.percentile - _ROUNDING_P, _LEAST_P)
        # The drive alone breaks the promise beyond this median.
        beyond = promise.target_min * np.exp(
            promise.model.spread("drive") * max(0.0, -float(ndtri(p)))
        )
        longest = promise.longest_drives(
            np.round([least_access_min], LEG_DECIMALS),
            float(self._turnout.min(initial=np.inf)),
            at_most_min=float(beyond),
        )
        error_min = float(self._error_min.max(initial=0.0))
        return max(float(longest[0]), 0.0) + error_min + between_gates_min + _ROUNDING_MIN

    def verdicts(self, ways: NearWays, *, has_several_gates: Flags) -> NearVerdicts:
        """Return whom the stations cover.

        Parameters
        ----------
        ways : NearWays
            All that are no longer than :meth:`limit_min` says.
        has_several_gates : ndarray of bool, shape (n_estates,)
            Whether stations may come by gates of different access times.
        """
        drive = np.round(ways.drive_min, LEG_DECIMALS)
        access = np.round(ways.access_min, LEG_DECIMALS)
        turnout = self._turnout[ways.station]
        kept = self._kept(drive, access, turnout)
        moved = (self._error_min > 0) & self._located
        asked = np.flatnonzero(moved[ways.estate])
        flips = np.zeros(moved.size, dtype=bool)
        best = asked[self._best(ways, asked, drive, access)]
        estate = ways.estate[best]
        nearer = np.maximum(drive[best] - self._error_min[estate], 0.0)
        farther = drive[best] + self._error_min[estate]
        rest = access[best], turnout[best]
        flips[estate] = self._promise.kept(nearer, *rest) & ~self._promise.kept(farther, *rest)
        unsure = ~self._located | flips
        is_covered = np.zeros(moved.size, dtype=bool)
        is_covered[ways.estate[kept]] = True
        various = has_several_gates | (np.unique(self._turnout).size > 1)
        return NearVerdicts(
            covers=kept & ~unsure[ways.estate],
            unsure=unsure,
            open_question=moved & various & ~is_covered,
        )

    def _kept(self, drive: Minutes, access: Minutes, turnout: Minutes) -> Flags:
        """Return whether each way keeps the promise."""
        kept = np.zeros(drive.size, dtype=bool)
        for minutes in np.unique(turnout):
            those = np.flatnonzero(turnout == minutes)
            different, place = np.unique(access[those], return_inverse=True)
            longest = self._promise.longest_drives(
                different, float(minutes), at_most_min=float(drive[those].max())
            )
            kept[those] = drive[those] <= longest[place.ravel()]
        return kept

    def _best(self, ways: NearWays, asked: Indices, drive: Minutes, access: Minutes) -> Indices:
        """Return which of some ways is most probably on time for its estate.

        Of equals the quickest, then that of the first station. Ways that another one of the same
        turnout beats in drive and access both are left out before chances are calculated.
        """
        drive, access = drive[asked], access[asked]
        station, estate = ways.station[asked], ways.estate[asked]
        turnout = self._turnout[station]
        order = np.lexsort((station, drive, turnout, estate))
        is_new = np.diff(estate[order], prepend=-1) != 0
        is_new |= np.diff(turnout[order], prepend=np.nan) != 0
        rank = np.unique(access, return_inverse=True)[1].ravel()[order]
        left = order[_is_record(rank, np.cumsum(is_new) - 1)]
        p = self._promise.p(drive[left], access[left], turnout[left])
        later = self._turnout - self._turnout.min(initial=np.inf)
        total = later[station[left]] + drive[left] + access[left]
        ranked = np.lexsort((station[left], total, -p, estate[left]))
        best: Indices = left[ranked[np.diff(estate[left][ranked], prepend=-1) != 0]]
        return best


def _is_record(rank: Indices, group: Indices) -> Flags:
    """Return where a rank is lower than all before it in its group; groups come in order."""
    if not rank.size:
        return np.zeros(0, dtype=bool)
    # Each group lies below the one before: a running minimum over all is one over each.
    level = rank - group * (int(rank.max()) + 1)
    least = np.minimum.accumulate(level)
    return np.append(True, level[1:] < least[:-1])
