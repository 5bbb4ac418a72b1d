"""A network in which turns take time and forbidden turns do not exist."""

from collections.abc import Callable
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import RoadsError
from geo.roads.arrays import Bools, Floats, Longs
from geo.roads.network import RoadNetwork
from geo.roads.path_memory import path_memory
from geo.roads.road_map import RoadMap
from geo.roads.rule_hours import ALWAYS, DEFAULT_HOUR

__all__ = ["forbidden_hours", "reweighted_turns", "turn_network"]

SECONDS_PER_MIN: Final = 60.0

# The direction of a road at a junction is that of its first metres: the very first segment of a
# drawn line may be a metre long and point anywhere.
_LOOK_AHEAD_M: Final = 15.0


def turn_network(
    road_map: RoadMap,
    network: RoadNetwork,
    *,
    hour: int = DEFAULT_HOUR,
    left_s: float = 4.0,
    right_s: float = 2.0,
    u_turn_s: float = 20.0,
    dead_end_s: float = 10.0,
    signal_s: float = 2.0,
    straight_deg: float = 35.0,
) -> RoadNetwork:
    """Return the network whose arcs are drives along roads and turns between them.

    Every arc of ``network`` gets two nodes, its start and its end, and keeps its place in the
    order, its edge, its direction and its minutes. Behind these arcs come the turns, from the end
    of one arc to the start of the next, with ``arc_edge`` -1 and no length. Points on edges mean
    the same in both networks, so every engine and every question runs on either.

    Turns that are forbidden at every hour are left out; those that are forbidden at this hour take
    inf minutes, so that networks of several hours share one topology.

    Turning costs at junctions only, where three or more roads meet.
    Traffic lights are waited for at the end of the road on which they are met, once a road. The
    defaults are small, because the speeds of the classes already hold the usual waits of a city.

    Parameters
    ----------
    road_map : RoadMap
        The roads: shapes, turn restrictions, traffic lights.
    network : RoadNetwork
        Its network, from :func:`geo.roads.road_network`.
    hour : int
        The hour of a working day, 0 to 23: restrictions for some hours hold at these only.
    left_s, right_s : float
        Seconds for a turn to the left and to the right.
    u_turn_s : float
        Seconds to turn round where other roads meet; inf forbids it.
    dead_end_s : float
        Seconds to turn round where the road ends.
    signal_s : float
        Seconds lost at traffic lights, on average.
    straight_deg : float
        Up to this change of direction a crossing is driven straight, degrees.

    Where restrictions lead over whole ways, copies of arcs that remember the road before them
    stand behind the turns; they are further arcs along the same edges.

    Returns
    -------
    RoadNetwork
        With ``2 * network.n_arcs`` nodes, and two more for every copy.

    Raises
    ------
    RoadsError
        When seconds are negative or NaN, or the network does not belong to the road map.

    References
    ----------
    Caldwell, T. (1961). On finding minimum routes in a network with turn penalties.
    Communications of the ACM 4(2): the expanded network of which this is a form.
    """
    _check_seconds(
        left_s=left_s, right_s=right_s, u_turn_s=u_turn_s, dead_end_s=dead_end_s, signal_s=signal_s
    )
    _check_belongs(road_map, network)

    into, out = _turns(network)
    always, now = _forbidden(road_map, network, into, out, hour)
    into, out, closed_now = into[~always], out[~always], now[~always]
    roads_meeting = _roads_meeting(road_map)[network.head[into]]
    turned_deg = _turned_deg(road_map, network, into, out)
    turns_off = (np.abs(turned_deg) > straight_deg) & (roads_meeting > 2)
    turning_s = np.where(turns_off, np.where(turned_deg > 0, left_s, right_s), 0.0)
    turning_back_s = np.where(roads_meeting > 1, u_turn_s, dead_end_s)
    seconds: Floats = np.where(_same_road_back(network, into, out), turning_back_s, turning_s)
    seconds = seconds + signal_s * _signals_met(road_map, network, into)

    n_arcs = network.n_arcs
    start, end = np.arange(n_arcs), np.arange(n_arcs, 2 * n_arcs)
    usable = np.isfinite(seconds)
    seconds = np.where(closed_now, np.inf, seconds)
    into, out, seconds = into[usable], out[usable], seconds[usable]
    turn_min = seconds / SECONDS_PER_MIN
    memory = path_memory(road_map, network, into, out, turn_min, hour)
    copies = memory.arc
    first_copy = 2 * n_arcs + 2 * np.arange(len(copies))
    ends_of_copies = np.column_stack([network.tail[copies], network.head[copies]]).ravel()
    node_of = np.concatenate([network.tail, network.head, ends_of_copies])
    n_turns = len(into) + len(memory.more_min)
    return RoadNetwork.from_arrays(
        lon=network.lon[node_of],
        lat=network.lat[node_of],
        tail=np.concatenate([start, end[into], memory.more_tail, first_copy]),
        head=np.concatenate([end, memory.head, memory.more_head, first_copy + 1]),
        length_m=np.concatenate([network.length_m, np.zeros(n_turns), network.length_m[copies]]),
        drive_min=np.concatenate(
            [network.drive_min, turn_min, memory.more_min, network.drive_min[copies]]
        ),
        arc_edge=np.concatenate([network.arc_edge, np.full(n_turns, -1), network.arc_edge[copies]]),
        arc_forward=np.concatenate(
            [network.arc_forward, np.zeros(n_turns, np.bool_), network.arc_forward[copies]]
        ),
    )


def reweighted_turns(with_turns: RoadNetwork, network: RoadNetwork) -> RoadNetwork:
    """Return a turn network with the drive times of other traffic or a closure.

    Turn restrictions for some hours stay as they were: for another hour, build the turn network
    anew.

    Parameters
    ----------
    with_turns : RoadNetwork
        From :func:`turn_network`.
    network : RoadNetwork
        The network it was made of, reweighted.

    Raises
    ------
    RoadsError
        When the two do not belong together.
    """
    n_arcs = network.n_arcs
    belongs = np.array_equal(with_turns.arc_edge[:n_arcs], network.arc_edge)
    if with_turns.n_nodes < 2 * n_arcs or not belongs:
        raise RoadsError("roads.not_its_network", found=n_arcs, wanted=with_turns.n_nodes // 2)
    drive_min = np.concatenate([network.drive_min, with_turns.drive_min[n_arcs:]])
    copies = n_arcs + np.flatnonzero(with_turns.arc_edge[n_arcs:] >= 0)
    # A copy of an arc drives the same edge the same way.
    arc_of = np.full((2, int(network.arc_edge.max(initial=-1)) + 1), -1)
    arc_of[network.arc_forward.astype(int), network.arc_edge] = np.arange(n_arcs)
    original = arc_of[with_turns.arc_forward[copies].astype(int), with_turns.arc_edge[copies]]
    drive_min[copies] = network.drive_min[original]
    return with_turns.with_drive_min(drive_min)


def _check_seconds(**costs_s: float) -> None:
    for name, seconds in costs_s.items():
        if not seconds >= 0:
            raise RoadsError("roads.turn_seconds", name=name, found=seconds)


def _check_belongs(road_map: RoadMap, network: RoadNetwork) -> None:
    edges = network.arc_edge
    if network.n_nodes != road_map.n_nodes or ((edges < 0) | (edges >= road_map.n_edges)).any():
        raise RoadsError("roads.not_its_network", found=network.n_nodes, wanted=road_map.n_nodes)


def _turns(network: RoadNetwork) -> tuple[Longs, Longs]:
    """Return all pairs of an arc and an arc that begins where it ends."""
    by_tail = np.argsort(network.tail, kind="stable")
    leaving = np.bincount(network.tail, minlength=network.n_nodes)
    first = np.concatenate([[0], np.cumsum(leaving)])
    count = leaving[network.head]
    into = np.repeat(np.arange(network.n_arcs), count)
    behind = np.cumsum(count) - count
    nth = np.arange(len(into)) - np.repeat(behind, count)
    return into, by_tail[first[network.head[into]] + nth]


def _forbidden(
    road_map: RoadMap, network: RoadNetwork, into: Longs, out: Longs, hour: int
) -> tuple[Bools, Bools]:
    """Return which turns are forbidden at every hour, and which are at this one."""
    hours_of = forbidden_hours(road_map)
    always, now = np.zeros(len(into), np.bool_), np.zeros(len(into), np.bool_)
    at_via = np.flatnonzero(np.isin(network.head[into], road_map.turns[:, 1]))
    from_edges = network.arc_edge[into[at_via]].tolist()
    vias = network.head[into[at_via]].tolist()
    to_edges = network.arc_edge[out[at_via]].tolist()
    for turn, from_edge, via, to_edge in zip(at_via, from_edges, vias, to_edges, strict=True):
        hours = hours_of(from_edge, via, to_edge)
        always[turn], now[turn] = hours == ALWAYS, hours >> hour & 1
    return always, now


def forbidden_hours(road_map: RoadMap) -> Callable[[int, int, int], int]:
    """Return the function from a turn to the hours at which it is forbidden."""
    no: dict[tuple[int, int, int], int] = {}
    only: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (from_edge, via, to_edge), is_only, hours in zip(
        road_map.turns.tolist(), road_map.turn_only, road_map.turn_hours.tolist(), strict=True
    ):
        if is_only:
            only.setdefault((from_edge, via), []).append((to_edge, hours))
        else:
            no[from_edge, via, to_edge] = no.get((from_edge, via, to_edge), 0) | hours

    def forbidden(from_edge: int, via: int, to_edge: int) -> int:
        elsewhere, here = 0, 0
        for must, hours in only.get((from_edge, via), ()):
            elsewhere |= hours
            here |= hours if must == to_edge else 0
        return no.get((from_edge, via, to_edge), 0) | elsewhere & ~here

    return forbidden


def _roads_meeting(road_map: RoadMap) -> NDArray[np.int64]:
    """Return how many road ends meet at every node."""
    return np.bincount(road_map.tail, minlength=road_map.n_nodes) + np.bincount(
        road_map.head, minlength=road_map.n_nodes
    )


def _turned_deg(road_map: RoadMap, network: RoadNetwork, into: Longs, out: Longs) -> Floats:
    """Return the change of direction of every turn, degrees; left is positive."""
    leaving_tail, leaving_head = _directions_deg(road_map)
    edge, forward = network.arc_edge, network.arc_forward
    # A road is left in the opposite of the direction that leads into it from its end.
    arriving = np.where(forward, leaving_head[edge], leaving_tail[edge]) + 180.0
    leaving = np.where(forward, leaving_tail[edge], leaving_head[edge])
    return (leaving[out] - arriving[into] + 180.0) % 360.0 - 180.0


def _directions_deg(road_map: RoadMap) -> tuple[Floats, Floats]:
    """Return the direction into every edge at its tail and at its head, anticlockwise from east."""
    lines = road_map.geometry.to_numpy()
    ahead = np.ones(road_map.n_edges)
    np.divide(_LOOK_AHEAD_M, road_map.length_m, out=ahead, where=road_map.length_m > 0)
    ahead = np.minimum(ahead, 1.0)
    directions = []
    for node, share in ((road_map.tail, ahead), (road_map.head, 1.0 - ahead)):
        seen = shapely.line_interpolate_point(lines, share, normalized=True)
        east = (shapely.get_x(seen) - road_map.lon[node]) * np.cos(np.radians(road_map.lat[node]))
        north = shapely.get_y(seen) - road_map.lat[node]
        directions.append(np.degrees(np.arctan2(north, east)))
    return directions[0], directions[1]


def _same_road_back(network: RoadNetwork, into: Longs, out: Longs) -> Bools:
    same = network.arc_edge[into] == network.arc_edge[out]
    return np.asarray(same & (network.arc_forward[into] != network.arc_forward[out]))


def _signals_met(road_map: RoadMap, network: RoadNetwork, into: Longs) -> Bools:
    """Return whether lights are met on the road into a turn or at its end.

    One crossing often carries several lights, at its stop lines and in its middle: they turn
    green together and are waited for once.
    """
    edge = network.arc_edge
    on_the_way = np.where(
        network.arc_forward, road_map.signals_forward[edge], road_map.signals_backward[edge]
    )
    return np.asarray((on_the_way[into] > 0) | road_map.signal[network.head[into]])
