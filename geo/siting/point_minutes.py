"""Straight lines between points on a plane, as minutes: a million points, and no pair kept."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.siting.center_minutes import row_starts
from geo.siting.center_reach import ReachNet
from geo.siting.cover_rows import incidence
from geo.siting.point_kernels import (
    PointsByX,
    first_of_each,
    lengths,
    mark_within,
    nearest_points,
    rows_within,
)

__all__ = ["PointMinutes", "PointReach"]

_ENTRIES_AT_ONCE = 20_000_000
"""Pairs that are worked on together."""

_FEW_SITES = 200
"""Sites up to which looking at each is quicker than a tree."""

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
        self.tree = cKDTree(sites)
        self.by_x = PointsByX.of(sites)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return len(self.sites), len(self.estates)

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site."""
        nearest = self.tree.query(self.estates)[1]
        return lengths(self.sites[nearest], self.estates)

    def next_above(self, radius: float) -> float:
        """Return the radius itself: distances lie close."""
        return float(np.nextafter(radius, np.inf))

    def within(
        self, estates: NDArray[np.int64], radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where each estate's sites within the radius begin, and those sites, ascending."""
        rows, sites = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        step = max(1, _ENTRIES_AT_ONCE // self.shape[0])
        for begin in range(0, estates.size, step):
            points = self.estates[estates[begin : begin + step]]
            pairs = cKDTree(points).sparse_distance_matrix(
                self.tree, radius * (1 + 1e-9), output_type="ndarray"
            )
            # the tree rounds otherwise than the distances that are compared elsewhere
            near = lengths(points[pairs["i"]], self.sites[pairs["j"]]) <= radius
            row, site = pairs["i"][near], pairs["j"][near].astype(np.int32)
            order = np.lexsort((site, row))
            rows.append(row[order] + begin)
            sites.append(site[order])
        return row_starts(np.concatenate(rows), estates.size), np.concatenate(sites)

    def reach(self, radius: float) -> "PointReach":
        """Return who reaches whom within a radius, for estates that are added to it."""
        return PointReach(self.by_x, self.estates, radius)

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""
        far, place = np.empty(len(self.estates)), np.empty(len(self.estates), dtype=np.int64)
        among = self.sites[sites]
        near = np.zeros((0, 0), dtype=np.int64)
        if sites.size > _FEW_SITES:
            near = np.sort(cKDTree(among).query(self.estates, k=2)[1], axis=1)
        nearest_points(among, self.estates, near, far, place)
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
