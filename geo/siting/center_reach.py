"""Who reaches whom within one radius, for a part of the estates that grows.

Sites that reach the same estates of the part are one site to the set cover. Of a million points
there are some thousand kinds, and only these are ever listed.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.siting.cover_rows import Incidence, equal_rows, incidence
from geo.siting.point_kernels import PointsByX, first_of_each, mark_within, rows_within

__all__ = ["PairReach", "PointReach", "Reach", "ReachNet"]

_CODE_SEED = 20261122

Within = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], NDArray[np.int32]]]


class ReachNet(NamedTuple):
    """The part of the estates as rows, and one site of each kind.

    Attributes
    ----------
    net : Incidence
        Who reaches whom.
    names : ndarray of int64, shape (n_kinds,)
        The number of each site.
    must : ndarray of int64
        Which of them every plan holds.
    """

    net: Incidence
    names: NDArray[np.int64]
    must: NDArray[np.int64]


class Reach(Protocol):
    """Who reaches whom within one radius."""

    def add(self, estates: NDArray[np.int64]) -> bool:
        """Let estates join the part; return whether each of these is within reach of a site."""

    def net(self, must: NDArray[np.int64]) -> ReachNet:
        """Return one site of each kind, and all sites that every plan holds."""


class PairReach:
    """Pairs within a radius, listed as estates join.

    Parameters
    ----------
    within : callable
        Returns where each estate's sites within the radius begin, and those sites, ascending.
    n_sites : int
    """

    def __init__(self, within: Within, n_sites: int) -> None:
        self._within, self._n_sites = within, n_sites
        self._start, self._sites = np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32)

    def add(self, estates: NDArray[np.int64]) -> bool:
        """Let estates join the part; return whether each of these is within reach of a site."""
        start, sites = self._within(estates)
        self._start = np.concatenate([self._start, self._start[-1] + start[1:]])
        self._sites = np.concatenate([self._sites, sites])
        return bool((np.diff(start) > 0).all())

    def net(self, must: NDArray[np.int64]) -> ReachNet:
        """Return one site of each kind, and all sites that every plan holds."""
        start, sites, n_sites = self._start, self._sites, self._n_sites
        net = incidence(start, sites, n_sites)
        used = np.flatnonzero(np.diff(net.site_start) > 0)
        first, _ = equal_rows(net.site_start, net.site_rows, used, start.size - 1)
        names = np.union1d(used[first], must)
        number = np.full(n_sites, -1, dtype=np.int64)
        number[names] = np.arange(names.size)
        kept = number[sites] >= 0
        before = np.concatenate([[0], np.cumsum(kept)])
        return ReachNet(
            incidence(before[start], number[sites[kept]], names.size), names, number[must]
        )


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
