"""Where questions about points meet the network: nodes to enter by, nodes to leave by.

A crew inside an edge may start towards either end, if the direction is allowed, and a destination
inside an edge is reached from either end. Everything behind this module knows nodes and
milliseconds only.
"""

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.roads import CLOSED_MS, RoadNetwork, SnappedPoints

__all__ = [
    "UNREACHED",
    "Access",
    "Trips",
    "arrivals",
    "at_nodes",
    "departures",
    "edge_arcs",
    "longest_ms",
    "share_of_arc_ms",
]

UNREACHED = np.int64(2**62)
"""Label of a node that no search has reached, in milliseconds; twice it still fits in int64."""


class Access(NamedTuple):
    """The nodes that connect each of n points with the network.

    Attributes
    ----------
    first : ndarray of int64, shape (n + 1,)
        Where the nodes of each point begin; a point may have none.
    node : ndarray of int32, shape (k,)
        Nodes of the network.
    ms : ndarray of int64 or int32, shape (k,)
        Milliseconds between the point and the node.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    ms: NDArray[np.signedinteger]

    @property
    def n_points(self) -> int:
        """Number of points."""
        return len(self.first) - 1

    def rows(self, begin: int, end: int) -> "Access":
        """Return the access of the points from ``begin`` to before ``end``."""
        first = self.first[begin : end + 1]
        part = slice(first[0], first[-1])
        return Access(first - first[0], self.node[part], self.ms[part])


class Trips(NamedTuple):
    """Everything a kernel needs to know of a question.

    Attributes
    ----------
    entries : Access
        How the origins get onto the network.
    exits : Access
        How the destinations are reached.
    limit_ms : int
        Longest time that is kept; the same type as the kernel's labels.
    """

    entries: Access
    exits: Access
    limit_ms: np.signedinteger


def longest_ms(n_nodes: int) -> int:
    """Return the longest time that the heap can hold: 139 years among a million nodes."""
    return (1 << (62 - n_nodes.bit_length())) - 1


def at_nodes(nodes: NDArray[np.integer]) -> Access:
    """Return the access of points that are nodes themselves."""
    return Access(
        first=np.arange(len(nodes) + 1, dtype=np.int64),
        node=np.asarray(nodes, dtype=np.int32),
        ms=np.zeros(len(nodes), dtype=np.int64),
    )


def departures(network: RoadNetwork, points: SnappedPoints) -> Access:
    """Return how points inside edges get onto the network: at the end of each open direction."""
    forward, backward = edge_arcs(network, points.edge)
    ahead = 1.0 - points.fraction
    return _by_arcs(
        network,
        arcs=np.column_stack([forward, backward]),
        ends=network.head,
        share=np.column_stack([ahead, points.fraction]),
    )


def arrivals(network: RoadNetwork, points: SnappedPoints) -> Access:
    """Return how points inside edges are reached: from the start of each open direction.

    On a network with turns an edge may have several arcs in a direction, each entered from
    another road; a point is reached along any of them.
    """
    forward, backward = all_edge_arcs(network, points.edge)
    ahead = 1.0 - points.fraction
    return _by_arcs(
        network,
        arcs=np.hstack([forward, backward]),
        ends=network.tail,
        share=np.hstack(
            [
                np.repeat(points.fraction[:, None], forward.shape[1], axis=1),
                np.repeat(ahead[:, None], backward.shape[1], axis=1),
            ]
        ),
    )


def edge_arcs(
    network: RoadNetwork, edge: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the arcs along edges, as drawn and against it.

    Parameters
    ----------
    network : RoadNetwork
    edge : ndarray of int, shape (n,)
        Edges of the road map, -1 for none.

    Returns
    -------
    forward, backward : ndarray of int64, shape (n,)
        Arc indices, -1 where there is no such arc; of several the lowest, which any road leads to.
    """
    forward, backward = all_edge_arcs(network, edge)
    return forward[:, 0], backward[:, 0]


def all_edge_arcs(
    network: RoadNetwork, edge: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all arcs along edges, as drawn and against it.

    Parameters
    ----------
    network : RoadNetwork
    edge : ndarray of int, shape (n,)
        Edges of the road map, -1 for none.

    Returns
    -------
    forward, backward : ndarray of int64, shapes (n, k)
        Arc indices, lowest first, -1 where there are no more; k is at least 1.
    """
    forward, backward = _arcs_of_edges(network)
    # The last row answers for edge -1, and for edges without any arc.
    row = np.where(edge < len(forward), edge, -1)
    return forward[row], backward[row]


_ARCS: "Final[WeakKeyDictionary[RoadNetwork, tuple[NDArray[np.int64], NDArray[np.int64]]]]" = (
    WeakKeyDictionary()
)


def _arcs_of_edges(network: RoadNetwork) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the arcs along every edge, and against it: sorted once for all questions."""
    known = _ARCS.get(network)
    if known is None:
        known = _ARCS[network] = _arcs_along(network, True), _arcs_along(network, False)
    return known


def _arcs_along(network: RoadNetwork, direction: bool) -> NDArray[np.int64]:
    n_edges = 1 + network.arc_edge.max(initial=-1)
    along = np.flatnonzero((network.arc_edge >= 0) & (network.arc_forward == direction))
    along = along[np.argsort(network.arc_edge[along], kind="stable")]
    of_edge = network.arc_edge[along]
    rank = np.arange(len(along)) - np.searchsorted(of_edge, of_edge)
    arc_of = np.full((n_edges + 1, 1 + rank.max(initial=0)), -1, dtype=np.int64)
    arc_of[of_edge, rank] = along
    return arc_of


def share_of_arc_ms(
    network: RoadNetwork, arc: NDArray[np.int64], share: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the milliseconds for a share of an arc, `CLOSED_MS` where it is closed or absent."""
    whole_ms = np.append(network.drive_ms, CLOSED_MS)[arc]  # -1 meets the last one
    is_open = whole_ms < CLOSED_MS
    part_ms = np.rint(share * np.where(is_open, whole_ms, 0)).astype(np.int64)
    return np.where(is_open, part_ms, CLOSED_MS)


def _by_arcs(
    network: RoadNetwork,
    *,
    arcs: NDArray[np.int64],
    ends: NDArray[np.int32],
    share: NDArray[np.float64],
) -> Access:
    ms = share_of_arc_ms(network, arcs, share)
    usable = ms < CLOSED_MS
    first = np.zeros(len(arcs) + 1, dtype=np.int64)
    np.cumsum(usable.sum(axis=1), out=first[1:])
    return Access(first, ends[arcs[usable]], ms[usable])
