"""Where a p-center search takes its minutes from: a matrix, sparse minutes, or points on a plane.

The search never needs all pairs: it asks who is within a radius of a few estates, and how far
every estate is from a few sites. So a million estates need no matrix.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

__all__ = ["DenseMinutes", "MinutesOnDemand", "PointMinutes", "SparseMinutes"]

_ENTRIES_AT_ONCE = 20_000_000
"""Pairs that are worked on together."""


class MinutesOnDemand(Protocol):
    """Minutes between sites and estates, asked for piece by piece."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site, inf where there is none."""

    def next_above(self, radius: float) -> float:
        """Return a figure below which no minutes lie that are longer than the radius."""

    def within(
        self, estates: NDArray[np.int64], radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where each estate's sites within the radius begin, and those sites, ascending."""

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""

    def only(self, sites: NDArray[np.int64]) -> "MinutesOnDemand":
        """Return the same with these sites alone."""


class DenseMinutes:
    """A matrix of minutes, shape (n_sites, n_estates), inf where there is no way."""

    def __init__(self, minutes: NDArray[np.float64]) -> None:
        self.minutes = minutes

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return self.minutes.shape[0], self.minutes.shape[1]

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site, inf where there is none."""
        return np.asarray(self.minutes.min(axis=0))

    def next_above(self, radius: float) -> float:
        """Return the least minutes longer than the radius."""
        return float(self.minutes.min(initial=np.inf, where=self.minutes > radius))

    def within(
        self, estates: NDArray[np.int64], radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where each estate's sites within the radius begin, and those sites, ascending."""
        rows, sites = np.nonzero((self.minutes[:, estates] <= radius).T)
        return _starts(rows, estates.size), sites.astype(np.int32)

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""
        among = self.minutes[sites]
        place = among.argmin(axis=0)
        return among[place, np.arange(place.size)], place

    def only(self, sites: NDArray[np.int64]) -> "DenseMinutes":
        """Return the same with these sites alone."""
        return self if sites.size == self.shape[0] else DenseMinutes(self.minutes[sites])


class SparseMinutes:
    """Minutes of the pairs that are within reach; a pair that is not stored has no way.

    Parameters
    ----------
    minutes : scipy.sparse.csr_array of float64, shape (n_sites, n_estates)
        Stored minutes, 0 included; without duplicates.
    """

    def __init__(self, minutes: sparse.csr_array) -> None:
        self.by_site = minutes
        self.by_estate = minutes.tocsc()
        self.by_estate.sort_indices()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return int(self.by_site.shape[0]), int(self.by_site.shape[1])

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site, inf where there is none."""
        least = np.full(self.shape[1], np.inf)
        reached = np.flatnonzero(np.diff(self.by_estate.indptr))
        if reached.size:
            least[reached] = np.minimum.reduceat(
                self.by_estate.data, self.by_estate.indptr[reached]
            )
        return least

    def next_above(self, radius: float) -> float:
        """Return the least minutes longer than the radius."""
        data = self.by_site.data
        return float(data.min(initial=np.inf, where=data > radius))

    def within(
        self, estates: NDArray[np.int64], radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return where each estate's sites within the radius begin, and those sites, ascending."""
        columns = self.by_estate[:, estates]
        near = columns.data <= radius
        rows = np.repeat(np.arange(estates.size), np.diff(columns.indptr))[near]
        return _starts(rows, estates.size), columns.indices[near].astype(np.int32)

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""
        least, place = np.full(self.shape[1], np.inf), np.zeros(self.shape[1], dtype=np.int64)
        for position, site in enumerate(sites):
            begin, end = self.by_site.indptr[site], self.by_site.indptr[site + 1]
            estates, minutes = self.by_site.indices[begin:end], self.by_site.data[begin:end]
            better = minutes < least[estates]
            least[estates[better]], place[estates[better]] = minutes[better], position
        return least, place

    def only(self, sites: NDArray[np.int64]) -> "SparseMinutes":
        """Return the same with these sites alone."""
        return self if sites.size == self.shape[0] else SparseMinutes(self.by_site[sites])


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

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return len(self.sites), len(self.estates)

    def least(self) -> NDArray[np.float64]:
        """Return the minutes of each estate's nearest site."""
        nearest = self.tree.query(self.estates)[1]
        return self._far(self.sites[nearest], self.estates)

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
            near = self._far(points[pairs["i"]], self.sites[pairs["j"]]) <= radius
            row, site = pairs["i"][near], pairs["j"][near].astype(np.int32)
            order = np.lexsort((site, row))
            rows.append(row[order] + begin)
            sites.append(site[order])
        return _starts(np.concatenate(rows), estates.size), np.concatenate(sites)

    def nearest(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each estate's least minutes from these sites, and the position of the first."""
        found = cKDTree(self.sites[sites]).query(self.estates, k=min(2, sites.size))[1]
        two = np.sort(found.reshape(len(self.estates), -1), axis=1)
        far = self._far(self.sites[sites][two], self.estates[:, None])
        first = far.argmin(axis=1)
        every = np.arange(first.size)
        return far[every, first], two[every, first]

    def only(self, sites: NDArray[np.int64]) -> "PointMinutes":
        """Return the same with these sites alone."""
        if sites.size == self.shape[0]:
            return self
        return PointMinutes(self.sites[sites], self.estates)

    @staticmethod
    def _far(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
        between = one - other
        return np.asarray(np.hypot(between[..., 0], between[..., 1]))


def _starts(rows: NDArray[np.integer], n_rows: int) -> NDArray[np.int64]:
    counts = np.bincount(rows, minlength=n_rows)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
