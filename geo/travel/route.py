"""The quickest way between two places, arc by arc."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import TravelError
from geo.roads import CLOSED_MS, RoadNetwork, SnappedPoints
from geo.summary import Summarized
from geo.travel.access import all_edge_arcs, edge_arcs, longest_ms, share_of_arc_ms
from geo.travel.same_edge import MS_PER_MIN

__all__ = ["Route", "point_route"]

Longs = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Route(Summarized):
    """The quickest way from one place on the roads to another.

    Attributes
    ----------
    arc : ndarray of int64, shape (k,)
        Arcs of the network in the order of the drive, turns between roads included.
    arc_ms : ndarray of int64, shape (k,)
        Whole milliseconds on each; of the first and the last arc only what is driven of it.
    begin, end : ndarray of float64, shape (k,)
        Shares of the arc at which it is entered and left, in its own direction.
    """

    arc: Longs
    arc_ms: Longs
    begin: Shares
    end: Shares

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "arcs", f"{len(self.arc):,}"
        yield "minutes", f"{self.minutes:.3f}"

    @property
    def total_ms(self) -> int:
        """Milliseconds of the whole way."""
        return int(self.arc_ms.sum())

    @property
    def minutes(self) -> float:
        """Minutes of the whole way, as :func:`geo.travel.point_times` gives them."""
        return float(np.float32(self.total_ms / MS_PER_MIN))


def point_route(
    network: RoadNetwork,
    *,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    origin: int = 0,
    destination: int = 0,
) -> Route | None:
    """Return the quickest way between two places inside edges.

    The times are those of :func:`geo.travel.point_times`: the sum over the arcs is the same number
    of whole milliseconds. Of ways equally quick one is returned, the same for the same input.

    Parameters
    ----------
    network : RoadNetwork
        With or without turns.
    origins, destinations : SnappedPoints
    origin, destination : int
        Which of them.

    Returns
    -------
    Route or None
        None where there is no way.

    Raises
    ------
    TravelError
        When there is no such origin or destination.

    References
    ----------
    Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik
    1: the tree of predecessors.
    """
    start = _one_point("origins", origins, origin)
    goal = _one_point("destinations", destinations, destination)
    ways = [_on_one_edge(network, start, goal), _by_junctions(network, start, goal)]
    found = [way for way in ways if way is not None]
    return min(found, key=lambda way: way.total_ms, default=None)


def _one_point(name: str, points: SnappedPoints, number: int) -> SnappedPoints:
    if not 0 <= number < len(points):
        raise TravelError(
            "travel.no_such_node", name=name, index=0, found=number, n_nodes=len(points)
        )
    return points.take([number])


def _by_junctions(network: RoadNetwork, start: SnappedPoints, goal: SnappedPoints) -> Route | None:
    """Return the quickest way that leaves the edge of the start by one of its ends."""
    from geo.travel.dijkstra import arcs_by_tail
    from geo.travel.route_search import ArcsByTail, Ends, quickest_way

    leaving, left_at, leaving_ms = _ends(network, start, leaves=True)
    coming, reached_at, coming_ms = _ends(network, goal, leaves=False)
    limit_ms = min(CLOSED_MS - 1, longest_ms(network.n_nodes))
    first_arc, by_tail = arcs_by_tail(network.n_nodes, network.tail, network.drive_ms, limit_ms)
    entry, way_out, between = quickest_way(
        ArcsByTail(first_arc, by_tail, network.tail, network.head, network.drive_ms),
        Ends(network.head[leaving].astype(np.int64), leaving_ms),
        Ends(network.tail[coming].astype(np.int64), coming_ms),
    )
    if entry < 0:
        return None
    inner = np.zeros(len(between))
    return Route(
        arc=np.concatenate([leaving[[entry]], between, coming[[way_out]]]),
        arc_ms=np.concatenate(
            [leaving_ms[[entry]], network.drive_ms[between], coming_ms[[way_out]]]
        ),
        begin=np.concatenate([left_at[[entry]], inner, [0.0]]),
        end=np.concatenate([[1.0], inner + 1.0, reached_at[[way_out]]]),
    )


def _ends(
    network: RoadNetwork, point: SnappedPoints, *, leaves: bool
) -> tuple[Longs, Shares, Longs]:
    """Return the arcs by which a place is left or reached, where on each it is, and the time."""
    both_ways = edge_arcs if leaves else all_edge_arcs
    forward, backward = (arcs.ravel() for arcs in both_ways(network, point.edge))
    arc = np.concatenate([forward, backward])
    along = float(point.fraction[0])
    ahead = 1.0 - along
    place = np.repeat([along, ahead], [len(forward), len(backward)])
    driven = np.repeat([ahead, along], [len(forward), len(backward)]) if leaves else place
    ms = share_of_arc_ms(network, arc, driven)
    usable = ms < CLOSED_MS
    return arc[usable], place[usable], ms[usable]


def _on_one_edge(network: RoadNetwork, start: SnappedPoints, goal: SnappedPoints) -> Route | None:
    """Return the way along the edge that two places share, where there is one."""
    if start.edge[0] < 0 or start.edge[0] != goal.edge[0]:
        return None
    begin, end = float(start.fraction[0]), float(goal.fraction[0])
    if begin == end:
        nowhere = np.empty(0, np.int64)
        return Route(nowhere, nowhere, np.empty(0), np.empty(0))
    forward, backward = edge_arcs(network, start.edge)
    arc = forward if begin < end else backward
    ms = share_of_arc_ms(network, arc, np.array([abs(end - begin)]))
    if ms[0] >= CLOSED_MS:
        return None
    shares = np.array([begin, end])
    # An arc that runs against the drawing counts its shares from the other end.
    shares = shares if begin < end else 1.0 - shares
    return Route(arc=arc, arc_ms=ms, begin=shares[:1], end=shares[1:])
