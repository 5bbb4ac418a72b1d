"""Where a p-center search takes its minutes from: a matrix, sparse minutes, or something else.

The search never needs all pairs: it asks which sites differ in whom they reach of a few estates
within a radius, and how far every estate is from a few sites. So a million estates need no matrix.
"""

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.siting.center_reach import PairReach, Reach

__all__ = ["DenseMinutes", "MinutesOnDemand", "SparseMinutes"]


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

    def count_within(self, estates: NDArray[np.int64], radius: float) -> int:
        """Return how many pairs of any site and one of the estates are within the radius."""

    def reach(self, radius: float) -> Reach:
        """Return who reaches whom within a radius, for estates that are added to it."""

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

    def count_within(self, estates: NDArray[np.int64], radius: float) -> int:
        """Return how many pairs of any site and one of the estates are within the radius."""
        return self.within(estates, radius)[1].size

    def reach(self, radius: float) -> PairReach:
        """Return who reaches whom within a radius, for estates that are added to it."""
        return PairReach(partial(self.within, radius=radius), self.shape[0])

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

    def count_within(self, estates: NDArray[np.int64], radius: float) -> int:
        """Return how many pairs of any site and one of the estates are within the radius."""
        return self.within(estates, radius)[1].size

    def reach(self, radius: float) -> PairReach:
        """Return who reaches whom within a radius, for estates that are added to it."""
        return PairReach(partial(self.within, radius=radius), self.shape[0])

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


def _starts(rows: NDArray[np.integer], n_rows: int) -> NDArray[np.int64]:
    """Return where each row begins in a list of rows in order.

    Parameters
    ----------
    rows : ndarray of int
        The row of each entry, ascending.
    n_rows : int

    Returns
    -------
    ndarray of int64, shape (n_rows + 1,)
    """
    counts = np.bincount(rows, minlength=n_rows)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
