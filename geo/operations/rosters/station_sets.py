"""Which sets of stations are enough for an hour, all of them listed.

With twenty stations there are a million sets. The households that a set leaves out are those whose
stations all lie outside it, a sum over subsets that doubles its size with every station [1]_. From
it follows how many stations a set lacks at the least. For any set that lacks some, at least so many
must come from outside: an inequality that holds for every roster, and the whole list of them says
exactly which sets are enough.

References
----------
.. [1] Yates, F. (1937). The design and analysis of factorial experiments. Imperial Bureau of Soil
   Science, Technical Communication 35. Sums over all subsets by repeated halving.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.operations.rosters.problem import ROUNDING, HourOfRoster

__all__ = ["MAX_LISTED_STATIONS", "FromOutside", "StationSets", "station_sets"]

MAX_LISTED_STATIONS: Final = 20

Reals = NDArray[np.float64]

_Value = TypeVar("_Value", np.float64, np.bool_)

_VIOLATED: Final = 1e-4
_NOBODY_LACKS_SO_MANY: Final = 127


class FromOutside(NamedTuple):
    """At least so many of these stations must be on duty.

    Attributes
    ----------
    stations : tuple of int
    least : int
    """

    stations: tuple[int, ...]
    least: int


@dataclass(frozen=True, eq=False)
class StationSets:
    """How many stations every set lacks.

    Attributes
    ----------
    n_stations : int
    lacks : ndarray of int8, shape (2**n_stations,)
        Stations that must be added at the least; bit s of the index says that station s is in.
    """

    n_stations: int
    lacks: NDArray[np.int8]

    @property
    def fewest(self) -> int:
        """Stations that the hour needs on duty at the least."""
        return int(self.lacks[0])

    @cached_property
    def least(self) -> NDArray[np.int64]:
        """The sets that are just enough, of which no station can be left out, by their indices."""
        enough = self.lacks == 0
        just = enough.copy()
        for own, all_of in zip(
            _halves(just, self.n_stations), _halves(enough, self.n_stations), strict=True
        ):
            own[:, 1] &= ~all_of[:, 0]
        return np.flatnonzero(just)

    def cost_of_least(self, prices: Reals) -> Reals:
        """Return what the sets that are just enough cost at a price for every station.

        Parameters
        ----------
        prices : ndarray of float64, shape (n_stations,)

        Returns
        -------
        ndarray of float64, shape (len(least),)
        """
        half = self.n_stations // 2
        low, high = _subset_sums(prices[:half]), _subset_sums(prices[half:])
        return np.asarray(low[self.least & ((1 << half) - 1)] + high[self.least >> half])

    def is_enough(self, present: NDArray[np.bool_]) -> bool:
        """Whether the stations on duty are enough."""
        return bool(self.lacks[_index(present)] == 0)

    def violated(self, present: Reals, count: int) -> list[FromOutside]:
        """Return the inequalities that a point breaks most, by distance, at most `count`.

        Parameters
        ----------
        present : ndarray of float64, shape (n_stations,)
            How far every station is on duty, 0 to 1.
        count : int
        """
        outside = _subset_sums(present)[::-1]
        size = _subset_sums(np.ones(self.n_stations))[::-1]
        broken_by = self.lacks - outside
        # The full set lacks nothing; its empty outside is never divided by.
        depth = np.where(broken_by > _VIOLATED, broken_by, 0.0) / np.sqrt(np.maximum(size, 1))
        worst = np.argpartition(-depth, min(count, depth.size - 1))[:count]
        return [self._outside(int(index)) for index in worst[depth[worst] > 0]]

    def _outside(self, index: int) -> FromOutside:
        outside = tuple(s for s in range(self.n_stations) if not index >> s & 1)
        return FromOutside(outside, int(self.lacks[index]))


def station_sets(hour: HourOfRoster) -> StationSets:
    """List how many stations every set lacks for an hour.

    Parameters
    ----------
    hour : HourOfRoster
        With at most :data:`MAX_LISTED_STATIONS` stations.
    """
    n_stations = hour.groups.shape[1]
    left_out = np.zeros(1 << n_stations)
    np.add.at(left_out, hour.groups.astype(np.int64) @ (1 << np.arange(n_stations)), hour.weight)
    for halves in _halves(left_out, n_stations):
        halves[:, 1] += halves[:, 0]
    # What a set leaves out are the groups within its complement, whose index counts from the end.
    total = float(hour.weight.sum())
    enough = total - left_out[::-1] >= hour.needed - ROUNDING * total
    lacks = np.where(enough, 0, _NOBODY_LACKS_SO_MANY).astype(np.int8)
    steps = 0
    while not enough.all():
        steps += 1
        one_more = enough.copy()
        for wider, known in zip(
            _halves(one_more, n_stations), _halves(enough, n_stations), strict=True
        ):
            wider[:, 0] |= known[:, 1]
        lacks[one_more & ~enough] = steps
        enough = one_more
    return StationSets(n_stations, lacks)


def _halves(values: NDArray[_Value], n_stations: int) -> list[NDArray[_Value]]:
    """Return views with the sets without and with a station side by side, station by station."""
    return [values.reshape(-1, 2, 1 << station) for station in range(n_stations)]


def _subset_sums(values: Reals) -> Reals:
    """Return the sum of the values of every set, by its index."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


def _index(present: NDArray[np.bool_]) -> int:
    return int(present.astype(np.int64) @ (1 << np.arange(present.size)))
