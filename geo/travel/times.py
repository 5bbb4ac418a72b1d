"""Travel times from many origins to many destinations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import TravelError
from geo.roads import CLOSED_MS, RoadNetwork, SnappedPoints, whole_milliseconds
from geo.summary import Summarized
from geo.travel.access import arrivals, at_nodes, departures
from geo.travel.engines import open_search
from geo.travel.same_edge import shorten_on_same_edge
from geo.travel.threads import thread_count

__all__ = [
    "NodeRows",
    "PointRows",
    "TravelTimes",
    "limit_milliseconds",
    "node_list",
    "point_times",
    "travel_times",
]


@dataclass(frozen=True, eq=False, repr=False)
class TravelTimes(Summarized):
    """Minutes between origins and destinations.

    Attributes
    ----------
    minutes : ndarray of float32, shape (n_origins, n_destinations)
        Whole milliseconds expressed in minutes; inf where there is no way within the limit.
    origins, destinations : ndarray of int64 or SnappedPoints
        What was asked for, in that order.
    limit_min : float
        Longest time that is kept; inf for no limit.
    engine : {"cch", "dijkstra"}
        The engine that answered.
    """

    minutes: NDArray[np.float32]
    origins: NDArray[np.int64] | SnappedPoints
    destinations: NDArray[np.int64] | SnappedPoints
    limit_min: float
    engine: str


def travel_times(
    network: RoadNetwork,
    *,
    origins: ArrayLike,
    destinations: ArrayLike,
    limit_min: float,
    engine: str = "auto",
    threads: int | None = None,
) -> TravelTimes:
    """Return the quickest times between nodes of a network.

    Times are whole milliseconds added as integers, so that all engines agree bit for bit; a pair
    is kept when its time is at most the limit, rounded likewise.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : array_like of int, shape (n,)
        Node indices; repeats are allowed, order is kept, lists may be empty.
    limit_min : float
        Longest time that is kept, minutes, at least 0; inf for no limit.
    engine : {"auto", "cch", "dijkstra"}
        "dijkstra" needs no preparation, "cch" prepares the topology once and is then far quicker;
        "auto" chooses, as docs/travel.md says.
    threads : int, optional
        Threads to use; one per core when left out. The result does not depend on it.

    Returns
    -------
    TravelTimes

    Raises
    ------
    TravelError
        When an index is not a node, the limit is negative or NaN, or the engine is unknown.

    Examples
    --------
    >>> from geo.roads import RoadNetwork
    >>> network = RoadNetwork.from_arrays(
    ...     lon=[0, 0.01, 0.02], lat=[0, 0, 0], tail=[0, 1], head=[1, 2],
    ...     length_m=[1000, 1000], drive_min=[2, 3],
    ... )
    >>> travel_times(network, origins=[0], destinations=[2, 1], limit_min=4).minutes.tolist()
    [[inf, 2.0]]
    """
    from_nodes = node_list("origins", origins, network.n_nodes)
    to_nodes = node_list("destinations", destinations, network.n_nodes)
    rows = NodeRows(network, from_nodes, to_nodes, limit_min, engine=engine)
    minutes = rows.minutes(0, len(from_nodes), threads=thread_count(threads))
    minutes.setflags(write=False)
    return TravelTimes(minutes, from_nodes, to_nodes, float(limit_min), rows.engine)


def point_times(
    network: RoadNetwork,
    *,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    limit_min: float,
    engine: str = "auto",
    threads: int | None = None,
) -> TravelTimes:
    """Return the quickest times between points inside edges.

    A point is left towards both ends of its edge, where the direction is allowed, and reached
    from both ends; two points of one edge are joined directly where the direction allows. A point
    at the very end of a one-way edge belongs to that edge still, not to the junction.

    Parameters
    ----------
    network : RoadNetwork
        Its `arc_edge` and `arc_forward` say which arcs run along which edge.
    origins, destinations : SnappedPoints, lengths n_origins and n_destinations
        A point without an edge (-1) is not reached and reaches nothing.
    limit_min : float
        Longest time that is kept, minutes, at least 0; inf for no limit.
    engine : {"auto", "cch", "dijkstra"}
    threads : int, optional
        Threads to use; one per core when left out. The result does not depend on it.

    Returns
    -------
    TravelTimes

    Raises
    ------
    TravelError
        When the limit is negative or NaN, or the engine is unknown.
    """
    rows = PointRows(network, origins, destinations, limit_min, engine=engine)
    minutes = rows.minutes(0, len(origins), threads=thread_count(threads))
    minutes.setflags(write=False)
    return TravelTimes(minutes, origins, destinations, float(limit_min), rows.engine)


class NodeRows:
    """A matrix between nodes that is computed a few rows at a time.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : ndarray of int64
        Node indices, already checked.
    limit_min : float
        Longest time that is kept.
    engine : {"auto", "cch", "dijkstra"}
    """

    def __init__(
        self,
        network: RoadNetwork,
        origins: NDArray[np.int64],
        destinations: NDArray[np.int64],
        limit_min: float,
        *,
        engine: str,
    ) -> None:
        limit_ms = limit_milliseconds(limit_min)
        self._entries = at_nodes(origins)
        self._search = open_search(
            network, at_nodes(destinations), limit_ms, engine=engine, n_origins=len(origins)
        )
        self.engine = self._search.name

    def minutes(self, begin: int, end: int, *, threads: int) -> NDArray[np.float32]:
        """Return the rows of the origins from ``begin`` to before ``end``."""
        return self._search.minutes(self._entries.rows(begin, end), threads=threads)


class PointRows:
    """A matrix between points inside edges that is computed a few rows at a time.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : SnappedPoints
    limit_min : float
        Longest time that is kept.
    engine : {"auto", "cch", "dijkstra"}
    """

    def __init__(
        self,
        network: RoadNetwork,
        origins: SnappedPoints,
        destinations: SnappedPoints,
        limit_min: float,
        *,
        engine: str,
    ) -> None:
        self._network = network
        self._origins = origins
        self._destinations = destinations
        self._limit_ms = limit_milliseconds(limit_min)
        self._entries = departures(network, origins)
        self._search = open_search(
            network,
            arrivals(network, destinations),
            self._limit_ms,
            engine=engine,
            n_origins=len(origins),
        )
        self.engine = self._search.name

    def minutes(self, begin: int, end: int, *, threads: int) -> NDArray[np.float32]:
        """Return the rows of the origins from ``begin`` to before ``end``."""
        minutes = self._search.minutes(self._entries.rows(begin, end), threads=threads)
        shorten_on_same_edge(
            minutes,
            self._network,
            self._origins.take(np.arange(begin, end)),
            self._destinations,
            self._limit_ms,
        )
        return minutes


def limit_milliseconds(limit_min: float) -> int:
    """Return a limit in whole milliseconds, below `CLOSED_MS` even when there is none.

    Raises
    ------
    TravelError
        When the limit is negative or NaN.
    """
    if not limit_min >= 0:
        raise TravelError("travel.limit", found=limit_min)
    return min(int(whole_milliseconds(limit_min)), CLOSED_MS - 1)


def node_list(name: str, nodes: ArrayLike, n_nodes: int) -> NDArray[np.int64]:
    """Return a list of node indices, checked.

    Raises
    ------
    TravelError
        When it is not a plain list of whole numbers from 0 to below ``n_nodes``.
    """
    found = np.asarray(nodes)
    if found.size == 0:
        found = found.reshape(-1).astype(np.int64)
    if found.ndim != 1:
        raise TravelError("travel.not_a_list", name=name, shape=str(found.shape))
    if found.dtype.kind not in "iu":
        raise TravelError("travel.not_whole", name=name, dtype=str(found.dtype))
    wrong = np.flatnonzero((found < 0) | (found >= n_nodes))
    if len(wrong):
        raise TravelError(
            "travel.no_such_node",
            name=name,
            index=int(wrong[0]),
            found=int(found[wrong[0]]),
            n_nodes=n_nodes,
        )
    listed = found.astype(np.int64)
    listed.setflags(write=False)
    return listed
