"""Two points of one edge: the way between them need not touch a junction."""

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.access import edge_arcs, share_of_arc_ms

__all__ = ["MS_PER_MIN", "direct_ways", "shorten_on_same_edge"]

MS_PER_MIN = 60_000.0


def shorten_on_same_edge(
    minutes: NDArray[np.float32],
    network: RoadNetwork,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    limit_ms: int,
) -> None:
    """Put the direct way, where it is open and quicker, into a matrix of minutes.

    Parameters
    ----------
    minutes : ndarray of float32, shape (n_origins, n_destinations)
        Ways by the junctions; changed in place.
    network : RoadNetwork
    origins, destinations : SnappedPoints
    limit_ms : int
        Longest time that is kept.
    """
    origin, destination, direct_ms = direct_ways(network, origins, destinations, limit_ms)
    if len(origin):
        direct_min = (direct_ms / MS_PER_MIN).astype(np.float32)
        place = origin, destination
        minutes[place] = np.minimum(minutes[place], direct_min)


def direct_ways(
    network: RoadNetwork, origins: SnappedPoints, destinations: SnappedPoints, limit_ms: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of one edge within a limit, and the milliseconds along it.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : SnappedPoints
    limit_ms : int
        Longest time that is kept.

    Returns
    -------
    origin, destination, ms : ndarray of int64, shape (n_pairs,)
        In order of the origins.
    """
    origin, destination = _pairs_on_same_edge(origins.edge, destinations.edge)
    if len(origin) == 0:
        return origin, destination, np.zeros(0, np.int64)
    ahead = destinations.fraction[destination] - origins.fraction[origin]
    forward, backward = edge_arcs(network, origins.edge)
    arc = np.where(ahead > 0, forward[origin], backward[origin])
    direct_ms = np.where(ahead == 0, 0, share_of_arc_ms(network, arc, np.abs(ahead)))
    kept = direct_ms <= limit_ms
    return origin[kept], destination[kept], direct_ms[kept]


def _pairs_on_same_edge(
    origin_edge: NDArray[np.int32], destination_edge: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    by_edge = np.argsort(destination_edge, kind="stable")
    ordered = destination_edge[by_edge]
    begin = np.searchsorted(ordered, origin_edge, side="left")
    end = np.searchsorted(ordered, origin_edge, side="right")
    n_pairs = np.where(origin_edge >= 0, end - begin, 0)
    origin = np.repeat(np.arange(len(origin_edge)), n_pairs)
    within = np.arange(len(origin)) - np.repeat(np.cumsum(n_pairs) - n_pairs, n_pairs)
    return origin, by_edge[np.repeat(begin, n_pairs) + within]
