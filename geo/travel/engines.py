"""The engines behind every travel-time question, and the rule that chooses between them."""

import sys
from collections.abc import Mapping
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.errors import TravelError
from geo.roads import RoadNetwork
from geo.roads.hierarchy import readiness
from geo.travel.access import Access
from geo.travel.plain_search import MOST_PLAIN_ARCS, PlainSearch

__all__ = ["ENGINES", "Search", "load_kernels", "open_search"]

ENGINES: Final = ("auto", "cch", "dijkstra")


MIN_ORIGINS_FOR_CCH: Final[Mapping[str, int]] = {"prepared": 20, "ordered": 100, "new": 1_000}
"""Origins from which the hierarchy is done first, by how far the topology is prepared.

Preparing takes time in proportion to the nodes of the network, and so does one bounded search: the
size of the network cancels out. Measured by ``python -m benchmarks.travel``.
"""

MIN_SEARCH_FOR_CCH: Final = 20_000_000
"""Origins × nodes below which bounded Dijkstra is done in a second or two, whatever it reaches.

There is nothing to gain there, and the hierarchy's kernels need not even be compiled.
"""


class Search(Protocol):
    """One set of destinations and one limit, ready to be asked from any origins."""

    name: str

    def minutes(self, entries: Access, *, threads: int) -> NDArray[np.float32]:
        """Return minutes from every origin to every destination, inf past the limit."""


def load_kernels() -> None:
    """Load the compiled searches now, in a process that answers many small questions.

    One that answers a single small question is done before they are loaded.
    """
    import geo.travel.dijkstra_search  # noqa: F401


def open_search(
    network: RoadNetwork, exits: Access, limit_ms: int, *, engine: str, n_origins: int
) -> Search:
    """Return a search to the given destinations.

    Parameters
    ----------
    network : RoadNetwork
    exits : Access
        How the destinations are reached.
    limit_ms : int
        Longest time that is kept, milliseconds.
    engine : {"auto", "cch", "dijkstra"}
    n_origins : int
        How many origins will be asked for, in all; the automatic choice depends on it.

    Raises
    ------
    TravelError
        When there is no such engine.
    """
    if engine not in ENGINES:
        raise TravelError("travel.engine", found=engine, valid=", ".join(ENGINES))
    chosen = _quicker(network, n_origins) if engine == "auto" else engine
    if chosen == "cch":
        from geo.travel.cch_search import CchSearch

        return CchSearch(network, exits, limit_ms)
    if "numba" not in sys.modules and n_origins * len(network.tail) <= MOST_PLAIN_ARCS:
        return PlainSearch(network, exits, limit_ms)
    from geo.travel.dijkstra_search import DijkstraSearch

    return DijkstraSearch(network, exits, limit_ms)


def _quicker(network: RoadNetwork, n_origins: int) -> str:
    """Return the engine that is done first, preparation included; see docs/travel.md."""
    state = readiness(network.topology_hash)
    is_small = n_origins * network.n_nodes < MIN_SEARCH_FOR_CCH and state != "prepared"
    return "dijkstra" if is_small or n_origins < MIN_ORIGINS_FOR_CCH[state] else "cch"
