"""Who reaches whom within one radius, for a part of the estates that grows.

Sites that reach the same estates of the part are one site to the set cover. Of a million points
there are some thousand kinds, and only these are ever listed.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.siting.cover_rows import Incidence, equal_rows, incidence

__all__ = ["PairReach", "Reach", "ReachNet"]

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
