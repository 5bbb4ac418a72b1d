"""Costs of a p-median without a matrix of all pairs: each estate's nearest sites, and plan values.

Two forms: points on a plane, whose lists are as long as asked for, and sparse minutes, whose lists
hold what is stored. What lies beyond a list costs at least `known_to`, and that is what makes the
bounds from short lists hold for all pairs.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.siting.center_minutes import SparseMinutes
from geo.siting.median_kernels import NearestSites
from geo.siting.point_kernels import lengths
from geo.siting.point_minutes import PointMinutes
from geo.stop import Stop

__all__ = ["ListedCosts", "PointCosts", "SparseCosts"]

_ENTRIES_AT_ONCE = 1_000_000
"""Entries of lists that are sorted together."""

_ROUNDING = 1e-12
"""Share by which a tree's distances may differ from those that are compared elsewhere."""

_FAR = 2.0
"""What a site beyond the list of a point is taken to cost, as a multiple of the list's end."""


class ListedCosts(Protocol):
    """What serving the estates costs, asked for list by list and plan by plan."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""

    @property
    def unserved(self) -> float:
        """More than any plan costs."""

    @property
    def resolution(self) -> float:
        """Least difference between two plans that counts."""

    @property
    def knows_all(self) -> bool:
        """Whether the value of every plan is known, of one that leaves the lists, too."""

    def lists(self, sites: NDArray[np.int64], length: int, stop: Stop) -> NearestSites | None:
        """Return each estate's nearest sites among some, by position; None after a stop."""

    def beyond(self, near: NearestSites) -> NDArray[np.float64]:
        """Return a finite cost for each estate that stands for all sites beyond its list."""

    def value(self, plan: NDArray[np.int64]) -> float:
        """Return the true cost of a plan, inf where it leaves an estate unserved."""


class PointCosts:
    """Straight lines between points, times demand.

    Parameters
    ----------
    sites, estates : ndarray of float64, shape (n, 2)
        Coordinates.
    weight : ndarray of float64, shape (n_estates,)
        Demand, above 0.
    """

    knows_all = True

    def __init__(
        self,
        sites: NDArray[np.float64],
        estates: NDArray[np.float64],
        weight: NDArray[np.float64],
    ) -> None:
        self.sites, self.estates, self.weight = sites, estates, weight
        corners = np.concatenate([sites, estates])
        longest = float(np.hypot(*np.ptp(corners, axis=0)))
        self.largest = longest * float(weight.sum())

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return len(self.sites), len(self.estates)

    @property
    def unserved(self) -> float:
        """More than any plan costs."""
        return 1.0 + float(np.ceil(self.largest))

    @property
    def resolution(self) -> float:
        """Least difference between two plans that counts."""
        return 1e-11 * (1.0 + self.largest)

    def lists(self, sites: NDArray[np.int64], length: int, stop: Stop) -> NearestSites | None:
        """Return each estate's nearest sites among some, by position; None after a stop."""
        points = self.sites[sites]
        tree, asked = cKDTree(points), min(length + 1, sites.size)
        kept = min(length, sites.size)
        m = len(self.estates)
        near = np.empty((m, kept), dtype=np.int32)
        costs, known_to = np.empty((m, kept)), np.full(m, np.inf)
        step = max(1, _ENTRIES_AT_ONCE // asked)
        for begin in range(0, m, step):
            if stop.must_stop:
                return None
            block = slice(begin, begin + step)
            estates, weight = self.estates[block], self.weight[block]
            found = tree.query(estates, k=asked)[1].reshape(len(estates), asked)
            far = lengths(np.repeat(estates, asked, axis=0), points[found.ravel()])
            far = far.reshape(found.shape)
            if asked > kept:  # whatever is not found is not nearer than the last one found
                known_to[block] = weight * far.max(axis=1) * (1.0 - _ROUNDING)
            order = np.lexsort((found, far), axis=1)[:, :kept]
            near[block] = np.take_along_axis(found, order, axis=1)
            costs[block] = np.take_along_axis(far, order, axis=1) * weight[:, None]
        return NearestSites(np.arange(m + 1) * kept, near.ravel(), costs.ravel(), known_to)

    def beyond(self, near: NearestSites) -> NDArray[np.float64]:
        """Return a finite cost for each estate that stands for all sites beyond its list."""
        return np.minimum(_FAR * near.known_to, self.unserved)

    def value(self, plan: NDArray[np.int64]) -> float:
        """Return the true cost of a plan."""
        return float(
            (PointMinutes(self.sites[plan], self.estates).nearest(np.arange(plan.size))[0])
            @ self.weight
        )


class SparseCosts:
    """Sparse minutes times demand.

    Parameters
    ----------
    minutes : SparseMinutes
        Minutes of the pairs that are stored, to estates with demand alone.
    weight : ndarray of float64, shape (n_estates,)
        Demand, above 0.
    complete_to_min : float
        A pair that is not stored takes longer than this; inf where it has no way at all.
    """

    def __init__(
        self, minutes: SparseMinutes, weight: NDArray[np.float64], complete_to_min: float
    ) -> None:
        self.minutes, self.weight = minutes, weight
        self.knows_all = bool(np.isinf(complete_to_min))
        by_estate = minutes.by_estate
        owner = np.repeat(np.arange(weight.size), np.diff(by_estate.indptr))
        costs = by_estate.data * weight[owner]
        order = np.lexsort((by_estate.indices, costs, owner))
        self.near = NearestSites(
            by_estate.indptr.astype(np.int64),
            by_estate.indices[order].astype(np.int32),
            costs[order],
            weight * complete_to_min,
        )
        dearest = np.zeros(weight.size)
        np.maximum.at(dearest, owner, costs)
        self.largest = float(dearest.sum())
        self.is_whole = bool((costs == np.rint(costs)).all())

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of estates."""
        return self.minutes.shape

    @property
    def unserved(self) -> float:
        """More than any plan costs."""
        return 1.0 + float(np.ceil(self.largest))

    @property
    def resolution(self) -> float:
        """Least difference between two plans that counts."""
        return 1 - 1e-6 if self.is_whole else 1e-11 * (1.0 + self.largest)

    def lists(self, sites: NDArray[np.int64], _length: int, stop: Stop) -> NearestSites | None:
        """Return all stored sites of each estate among some, by position; None after a stop."""
        if stop.must_stop:
            return None
        if sites.size == self.shape[0]:
            return self.near
        number = np.full(self.shape[0], -1, dtype=np.int32)
        number[sites] = np.arange(sites.size)
        keep = number[self.near.sites] >= 0
        before = np.concatenate([[0], np.cumsum(keep)])
        return self.near._replace(
            start=before[self.near.start],
            sites=number[self.near.sites[keep]],
            costs=self.near.costs[keep],
        )

    def beyond(self, near: NearestSites) -> NDArray[np.float64]:
        """Return a finite cost for each estate that stands for all sites beyond its list."""
        return np.full(near.known_to.size, self.unserved)

    def value(self, plan: NDArray[np.int64]) -> float:
        """Return the true cost of a plan, inf where it leaves an estate unserved."""
        return float((self.minutes.nearest(plan)[0] * self.weight).sum())
