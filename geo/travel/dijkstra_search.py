"""The engine without preparation, over a road network."""

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork
from geo.travel.access import Access, Trips, longest_ms
from geo.travel.dijkstra import ForwardStar, forward_star, search_matrix
from geo.travel.threads import run_in_threads

__all__ = ["DijkstraSearch", "star_of"]

# A plan asks a dozen times from other places on the same roads: these are sorted once.
_STARS: "Final[WeakKeyDictionary[RoadNetwork, tuple[int, ForwardStar]]]" = WeakKeyDictionary()


def star_of(network: RoadNetwork, limit_ms: int) -> ForwardStar:
    """Return the arcs within a limit by their tails; those of the last limit are kept.

    Parameters
    ----------
    network : RoadNetwork
    limit_ms : int
    """
    known = _STARS.get(network)
    if known is None or known[0] != limit_ms:
        star = forward_star(network.n_nodes, network.tail, network.head, network.drive_ms, limit_ms)
        known = _STARS[network] = limit_ms, star
    return known[1]


class DijkstraSearch:
    """Bounded Dijkstra from every origin.

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
        self._star = star_of(network, self._limit_ms)
        self._exits = exits

    def minutes(self, entries: Access, *, threads: int) -> NDArray[np.float32]:
        """Return minutes, shape (n_origins, n_destinations), inf past the limit."""
        trips = Trips(entries, self._exits, np.int64(self._limit_ms))
        minutes = np.empty((entries.n_points, self._exits.n_points), dtype=np.float32)
        if minutes.size == 0:
            return minutes
        threads = min(threads, entries.n_points)

        def fill(part: int) -> None:
            search_matrix(self._star, trips, np.arange(part, entries.n_points, threads), minutes)

        run_in_threads(fill, threads)
        return minutes
