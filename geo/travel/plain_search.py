"""The engine for a handful of searches: Dijkstra in plain Python, with nothing to load.

Loading the compiler and the compiled search costs as much as dozens of these.
"""

from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork
from geo.travel.access import UNREACHED, Access, longest_ms

__all__ = ["MOST_PLAIN_ARCS", "PlainSearch"]

MOST_PLAIN_ARCS: Final = 120_000
"""Origins × arcs up to which plain Python is done before the compiler is loaded."""

_NEVER: Final = int(UNREACHED)
_Ways = list[list[tuple[int, int]]]

_WAYS: "Final[WeakKeyDictionary[RoadNetwork, tuple[int, _Ways]]]" = WeakKeyDictionary()


def _ways_of(network: RoadNetwork, limit_ms: int) -> _Ways:
    """Return where each node leads to within a limit; those of the last limit are kept."""
    known = _WAYS.get(network)
    if known is None or known[0] != limit_ms:
        kept = np.flatnonzero(network.drive_ms <= limit_ms)
        ways: _Ways = [[] for _ in range(network.n_nodes)]
        arcs = (along[kept].tolist() for along in (network.tail, network.head, network.drive_ms))
        for tail, head, ms in zip(*arcs, strict=True):
            ways[tail].append((head, ms))
        known = _WAYS[network] = limit_ms, ways
    return known[1]


class PlainSearch:
    """Bounded Dijkstra from every origin, without a compiled kernel.

    Parameters
    ----------
    network : RoadNetwork
    exits : Access
        How the destinations are reached.
    limit_ms : int
        Longest time that is kept, milliseconds.
    """

    name = "dijkstra"

    def __init__(self, network: RoadNetwork, exits: Access, limit_ms: int) -> None:
        self._limit_ms = min(limit_ms, longest_ms(network.n_nodes))
        self._ways = _ways_of(network, self._limit_ms)
        self._exits = exits

    def minutes(self, entries: Access, *, threads: int) -> NDArray[np.float32]:  # noqa: ARG002
        """Return minutes, shape (n_origins, n_destinations), inf past the limit."""
        minutes = np.full((entries.n_points, self._exits.n_points), np.inf, dtype=np.float32)
        node, ms = entries.node.tolist(), entries.ms.tolist()
        reached = np.flatnonzero(np.diff(self._exits.first))
        if not reached.size:
            return minutes
        for row, (begin, end) in enumerate(pairwise(entries.first.tolist())):
            label = np.array(self._labels(node[begin:end], ms[begin:end]), dtype=np.int64)
            by_exit = label[self._exits.node] + self._exits.ms
            best_ms = np.minimum.reduceat(by_exit, self._exits.first[reached])
            minutes[row, reached] = np.where(best_ms <= self._limit_ms, best_ms / 60000.0, np.inf)
        return minutes

    def _labels(self, nodes: list[int], start_ms: list[int]) -> list[int]:
        """Return milliseconds at every node from some that are entered after a while."""
        ways, limit_ms = self._ways, self._limit_ms
        label = [_NEVER] * len(ways)
        for node, ms in zip(nodes, start_ms, strict=True):
            if ms <= limit_ms:
                label[node] = min(label[node], ms)
        heap = [(label[node], node) for node in set(nodes) if label[node] < _NEVER]
        heapify(heap)
        while heap:
            ms, node = heappop(heap)
            if ms > label[node]:
                continue
            for neighbour, arc_ms in ways[node]:
                longer_ms = ms + arc_ms
                if longer_ms <= limit_ms and longer_ms < label[neighbour]:
                    label[neighbour] = longer_ms
                    heappush(heap, (longer_ms, neighbour))
        return label
