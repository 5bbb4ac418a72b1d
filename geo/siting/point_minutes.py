"""Straight lines between points on a plane, as minutes: a million points, and no pair kept."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.siting.center_reach import ReachNet
from geo.siting.cover_rows import incidence
from geo.siting.point_kernels import (
    PointsByX,
    first_of_each,
    mark_within,
    nearest_points,
    pairs_within,
    rows_within,
)

__all__ = ["PointMinutes", "PointReach"]

_CODE_SEED = 20261122


class PointMinutes:
    """Straight-line distances between sites and estates on a plane, as minutes.

    Parameters
    ----------
    sites, estates : ndarray of float64, shape (n, 2)
        Coordinates, in the unit of the answer.
    """

    def __init__(self, sites: NDArray[np.float64], estates: NDArray[np.float64]) -> None:
        self.sites, self.estates = sites, estates
        self.by_x = PointsByX.of(sites)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return len(self.sites), len(self.estates)

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site."""
        return self._least

    @cached_property
    def _least(self) -> NDArray[np.float64]:
        if np.array_equal(self.sites, self.estates):
            return np.zeros(len(self.estates))
        return self.nearest(np.arange(len(self.sites)))[0]

    def next_above(self, radius: float) -> float:
        """Return the radius itself: distances lie close."""
        return float(np.nextafter(radius, np.inf))

    def within(
        self, estates: NDArray[np.int64], radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where each estate's sites within the radius begin, and those sites, ascending."""
        start, places = rows_within(self.by_x, self.estates[estates], radius)
        sites = self.by_x.order[places]
        rows = np.repeat(np.arange(estates.size), np.diff(start))
        return start, sites[np.lexsort((sites, rows))].astype(np.int32)

    def count_within(self, estates: NDArray[np.int64], radius: float) -> int:
        """Return how many pairs of any site and one of the estates are within the radius."""
        return int(pairs_within(self.by_x, self.estates[estates], radius)[-1])

    def reach(self, radius: float) -> "PointReach":
        """Return who reaches whom within a radius, for estates that are added to it."""
        return PointReach(self.by_x, self.estates, radius)

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""
        far, place = np.empty(len(self.estates)), np.empty(len(self.estates), dtype=np.int64)
        nearest_points(PointsByX.of(self.sites[sites]), self.estates, far, place)
        return far, place

    def only(self, sites: NDArray[np.int64]) -> "PointMinutes":
        """Return the same with these sites alone."""
        if sites.size == self.shape[0]:
            return self
        return PointMinutes(self.sites[sites], self.estates)


class PointReach:
    """Points within a radius: what each site reaches is kept as a 128-bit sum of codes alone.

    Parameters
    ----------
    sites : PointsByX
    estates : ndarray of float64, shape (n_estates, 2)
        All estates.
    radius : float
    """

    def __init__(self, sites: PointsByX, estates: NDArray[np.float64], radius: float) -> None:
        self._sites, self._estates, self._radius = sites, estates, radius
        self._part = np.empty(0, dtype=np.int64)
        self._marks = np.zeros((sites.x.size, 2), dtype=np.uint64)
        self._random = np.random.default_rng(_CODE_SEED)

    def add(self, estates: NDArray[np.int64]) -> bool:
        """Let estates join the part; return whether each of these is within reach of a site."""
        code = self._random.integers(1, 2**63, (estates.size, 2), dtype=np.uint64)
        found = np.empty(estates.size, dtype=np.int64)
        mark_within(self._sites, self._estates[estates], self._radius, code, self._marks, found)
        self._part = np.concatenate([self._part, estates])
        return bool((found > 0).all())

    def net(self, must: NDArray[np.int64]) -> ReachNet:
        """Return one site of each kind, and all sites that every plan holds."""
        places = np.union1d(first_of_each(self._marks), self._sites.rank[must])
        kinds = self._sites.take(places)
        start, near = rows_within(kinds, self._estates[self._part], self._radius)
        return ReachNet(
            incidence(start, near, places.size),
            kinds.order,
            np.searchsorted(places, self._sites.rank[must]),
        )
