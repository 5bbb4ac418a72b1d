"""How far crews get: minutes at every node."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.access import at_nodes, departures
from geo.travel.engines import open_search
from geo.travel.threads import thread_count
from geo.travel.times import limit_milliseconds, node_list

__all__ = ["reach"]


def reach(
    network: RoadNetwork,
    origins: SnappedPoints | ArrayLike,
    *,
    limit_min: float,
    engine: str = "auto",
    threads: int | None = None,
) -> NDArray[np.float32]:
    """Return the minutes from every origin to every node.

    Parameters
    ----------
    network : RoadNetwork
    origins : SnappedPoints or array_like of int, length n_origins
        Points inside edges, or node indices.
    limit_min : float
        Longest time that is kept, minutes, at least 0; inf for no limit.
    engine : {"auto", "cch", "dijkstra"}
    threads : int, optional
        Threads to use; one per core when left out. The result does not depend on it.

    Returns
    -------
    ndarray of float32, shape (n_origins, n_nodes)
        inf past the limit.

    Raises
    ------
    TravelError
        When an index is not a node, the limit is negative or NaN, or the engine is unknown.
    """
    entries = (
        departures(network, origins)
        if isinstance(origins, SnappedPoints)
        else at_nodes(node_list("origins", origins, network.n_nodes))
    )
    search = open_search(
        network,
        at_nodes(np.arange(network.n_nodes)),
        limit_milliseconds(limit_min),
        engine=engine,
        n_origins=entries.n_points,
    )
    return search.minutes(entries, threads=thread_count(threads))
