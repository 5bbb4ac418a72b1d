"""Ways from places to the estates around them: nothing is as large as places times estates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.coverage import Coverage, NearEstates, NearQuestion, NearWays
from geo.roads import SnappedPoints
from geo.travel import NearPairs, near_pairs, nearest_times
from geo.workspace.district import District

__all__ = ["NearPlaces", "is_far_flung"]

Flags = NDArray[np.bool_]
Minutes = NDArray[np.float64]
Indices = NDArray[np.int64]

_PAIRS_AT_HAND: Final = 1_000_000

_CIRCLES_MIN: Final = (3.0, np.inf)
"""Within the first most places find an estate; only the others are asked for all their ways."""


def is_far_flung(district: District, points: SnappedPoints) -> bool:
    """Whether there are so many pairs of places and estates that near ones are looked for alone.

    Parameters
    ----------
    district : District
    points : SnappedPoints
        The places.
    """
    return len(points) * len(district.estates) > _PAIRS_AT_HAND


class NearPlaces:
    """Places of crews, and the estates around each.

    Parameters
    ----------
    district : District
    points : SnappedPoints, length n_places
        The places on the roads.
    turnout_min : ndarray, shape (n_places,), optional
        Median turnout at each; that of the stations of the district unless given.
    speed_factor : float
        How many times as quick drives are as on the roads of the district.
    """

    def __init__(
        self,
        district: District,
        points: SnappedPoints,
        turnout_min: Minutes | None = None,
        *,
        speed_factor: float = 1.0,
    ) -> None:
        self._district = district
        self._points = points
        self._factor = speed_factor
        self._gates = _OpenGates.of_district(district)
        usual = district.turnouts_of(len(points))
        self._turnout_min = usual if turnout_min is None else turnout_min

    def question(self, target_min: float | None = None) -> NearQuestion:
        """Return the promise of the district to its estates, from these places.

        Parameters
        ----------
        target_min : float, optional
            Another target than that of the settings.
        """
        district, gates = self._district, self._gates
        target = district.settings.target
        return NearQuestion(
            model=district.model,
            target_min=target.minutes if target_min is None else target_min,
            percentile=target.percentile,
            turnout_min=self._turnout_min,
            estates=NearEstates(
                located=district.gates.has_gate,
                find_reached=lambda: self.reached,
                shortest_access_min=gates.shortest_min,
                longest_access_min=gates.longest_min,
            ),
            position_error_m=district.position_error_m,
        )

    @property
    def reached(self) -> Flags:
        """Whether any place has a way to an estate, however long, shape (n_estates,)."""
        gates = self._gates
        nearest = nearest_times(
            self._district.network, origins=self._points, destinations=gates.points
        )
        reached = np.zeros(gates.shortest_min.size, dtype=bool)
        reached[gates.estate[np.isfinite(nearest)]] = True
        return reached

    @property
    def lead_somewhere(self) -> Flags:
        """Whether each place has a way to any estate, however long, shape (n_places,)."""
        leads = np.zeros(len(self._points), dtype=bool)
        for limit_min in _CIRCLES_MIN:
            asked = np.flatnonzero(~leads)
            for pairs in near_pairs(
                self._district.network,
                origins=self._points.take(asked),
                destinations=self._gates.points,
                limit_min=limit_min,
            ):
                leads[asked[pairs.origin]] = True
        return leads

    def ways(self, limit_min: float, estates: Indices | None) -> Iterator[NearWays]:
        """Yield all ways whose drive is within a limit.

        Parameters
        ----------
        limit_min : float
        estates : ndarray of int, or None
            To which; None for all.
        """
        gates = self._gates if estates is None else self._gates.of(estates)
        if not gates.estate.size or not len(self._points):
            return
        # A gate that is farther by more than access times differ is never the better one.
        blocks = near_pairs(
            self._district.network,
            origins=self._points,
            destinations=gates.points,
            limit_min=limit_min * self._factor + self._gates.between_min,
        )
        for pairs in blocks:
            ways = gates.best(pairs)
            ways = ways._replace(drive_min=ways.drive_min / self._factor)
            yield ways.take(ways.drive_min <= limit_min)

    @property
    def covered(self) -> Flags:
        """Whose verdict is ``covered``, shape (n_estates,)."""
        found = self.question().verdicts(self.ways)
        covered = np.zeros(found.unsure.size, dtype=bool)
        covered[found.covers.indices] = True
        return covered

    def ledger(self, target_min: float | None = None) -> Coverage:
        """Return who is covered from here, leg by leg.

        Parameters
        ----------
        target_min : float, optional
            Another target than that of the settings.
        """
        return self.question(target_min).ledger(self.ways)


@dataclass(frozen=True, eq=False)
class _OpenGates:
    """The gates that are open, estate by estate, and what the walk from each takes."""

    points: SnappedPoints
    estate: Indices
    access_min: Minutes
    shortest_min: Minutes
    longest_min: Minutes

    @classmethod
    def of_district(cls, district: District) -> "_OpenGates":
        gates = district.gates
        usable = np.flatnonzero(gates.is_open & (gates.points.edge >= 0))
        usable = usable[np.argsort(gates.estate[usable], kind="stable")]
        estate, access_min = gates.estate[usable], gates.access_minutes(district.model)[usable]
        shortest_min = np.full(gates.n_estates, np.inf)
        longest_min = np.full(gates.n_estates, -np.inf)
        np.minimum.at(shortest_min, estate, access_min)
        np.maximum.at(longest_min, estate, access_min)
        return cls(gates.points.take(usable), estate, access_min, shortest_min, longest_min)

    @property
    def between_min(self) -> float:
        """The largest difference between the access times of two gates of one estate."""
        return float((self.longest_min - self.shortest_min).max(initial=0.0))

    def of(self, estates: Indices) -> "_OpenGates":
        """Return the gates of some estates, which keep their numbers."""
        those = np.flatnonzero(np.isin(self.estate, estates))
        return replace(
            self,
            points=self.points.take(those),
            estate=self.estate[those],
            access_min=self.access_min[those],
        )

    def best(self, pairs: NearPairs) -> NearWays:
        """Return the ways by the best gate; of equals by the first."""
        estate = self.estate[pairs.destination]
        is_new = np.diff(pairs.origin, prepend=-1) != 0
        is_new |= np.diff(estate, prepend=-1) != 0
        first = np.flatnonzero(is_new)
        drive = pairs.minutes.astype(np.float64)
        access = self.access_min[pairs.destination]
        if first.size == estate.size:
            return NearWays(pairs.origin, estate, drive, access)
        total = drive + access
        least = np.minimum.reduceat(total, first)
        group = np.cumsum(is_new) - 1
        found = np.flatnonzero(total == least[group])
        best = found[np.diff(group[found], prepend=-1) != 0]
        return NearWays(pairs.origin[best], estate[best], drive[best], access[best])
