"""Copies of arcs that remember the roads before them, so that restricted paths can be kept out.

A restriction over a whole way forbids the last road behind certain others, and no other way to it.
Where a car is on such a path is the state of an automaton (Aho & Corasick, Efficient string
matching, Communications of the ACM 18(6), 1975): each state but the first roads is a copy of an
arc, entered only from the road before it on the path.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.roads.arrays import Floats, Longs
from geo.roads.network import RoadNetwork
from geo.roads.road_map import RoadMap
from geo.roads.rule_hours import ALWAYS

__all__ = ["PathMemory", "path_memory"]

Arcs = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PathMemory:
    """What a turn network gets beside its arcs and turns.

    Attributes
    ----------
    arc : ndarray of int64, shape (n_states,)
        The arc that each state is a copy of; state k has the nodes ``2 * n_arcs + 2 * k`` (start)
        and the one behind it (end).
    head : ndarray of int64, shape (n_turns,)
        Where the turns lead, some of them to states.
    more_tail, more_head : ndarray of int64
        The turns out of states.
    more_min : ndarray of float64
        Their minutes.
    """

    arc: Longs
    head: Longs
    more_tail: Longs
    more_head: Longs
    more_min: Floats


def path_memory(
    road_map: RoadMap,
    network: RoadNetwork,
    into: Longs,
    out: Longs,
    turn_min: Floats,
    hour: int,
) -> PathMemory:
    """Return the copies of arcs that the restricted paths of a road map need.

    Parameters
    ----------
    road_map : RoadMap
    network : RoadNetwork
        Its network.
    into, out : ndarray of int64, shape (n_turns,)
        The arcs before and behind every turn.
    turn_min : ndarray of float64, shape (n_turns,)
        Minutes of the turns; inf where one is closed now.
    hour : int
        The hour of a working day, at which restrictions for some hours hold or not.
    """
    n_arcs = network.n_arcs
    turns_from = _turns_from(into) if len(road_map.paths) else {}
    forbidden = _forbidden_paths(road_map, network, out, turns_from)
    states = sorted({path[:end] for path in forbidden for end in range(2, len(path))})
    number = {state: place for place, state in enumerate(states)}

    def start_node(driven: Arcs) -> int:
        for cut in range(len(driven) - 1):
            if driven[cut:] in number:
                return 2 * n_arcs + 2 * number[driven[cut:]]
        return driven[-1]

    def hours_forbidden(driven: Arcs) -> int:
        hours = 0
        for cut in range(len(driven) - 2):
            hours |= forbidden.get(driven[cut:], 0)
        return hours

    head = out.copy()
    more: list[tuple[int, int, float]] = []
    for state in states:
        if len(state) == 2:
            for turn in turns_from.get(state[0], ()):
                if out[turn] == state[1]:
                    head[turn] = start_node(state)
        end = 2 * n_arcs + 2 * number[state] + 1
        for turn in turns_from.get(state[-1], ()):
            driven = (*state, int(out[turn]))
            hours = hours_forbidden(driven)
            if hours != ALWAYS:
                minutes = np.inf if hours >> hour & 1 else float(turn_min[turn])
                more.append((end, start_node(driven), minutes))
    return PathMemory(
        arc=np.array([state[-1] for state in states], np.int64),
        head=head,
        more_tail=np.array([tail for tail, _, _ in more], np.int64),
        more_head=np.array([to for _, to, _ in more], np.int64),
        more_min=np.array([minutes for _, _, minutes in more], np.float64),
    )


def _forbidden_paths(
    road_map: RoadMap, network: RoadNetwork, out: Longs, turns_from: Mapping[int, Iterable[int]]
) -> dict[Arcs, int]:
    """Return the sequences of arcs that are forbidden, and at which hours."""
    no: dict[Arcs, int] = {}
    only: dict[Arcs, list[tuple[int, int]]] = {}
    arc_along = _arcs_along(network) if len(road_map.paths) else {}
    for steps, is_only, hours in road_map.paths.rows():
        arcs = _arcs(steps, road_map, arc_along)
        if arcs is None:
            continue
        if is_only:
            only.setdefault(arcs[:-1], []).append((arcs[-1], hours))
        else:
            no[arcs] = no.get(arcs, 0) | hours
    for before, musts in only.items():
        elsewhere = 0
        for _, hours in musts:
            elsewhere |= hours
        for turn in turns_from.get(before[-1], ()):
            leaving = int(out[turn])
            here = 0
            for must, hours in musts:
                here |= hours if must == leaving else 0
            if elsewhere & ~here:
                path = (*before, leaving)
                no[path] = no.get(path, 0) | elsewhere & ~here
    return no


def _arcs(
    steps: list[int], road_map: RoadMap, arc_along: Mapping[tuple[int, bool], int]
) -> Arcs | None:
    """Return the arcs of a path of edges and nodes, None where a one-way road runs against it."""
    edges, nodes = steps[0::2], steps[1::2]
    arcs = []
    for place, edge in enumerate(edges):
        enters = nodes[place - 1] if place else None
        leaves = nodes[place] if place < len(nodes) else None
        arc = next(
            (
                arc_along[edge, forward]
                for forward in (True, False)
                if (edge, forward) in arc_along and _runs(road_map, edge, forward, enters, leaves)
            ),
            None,
        )
        if arc is None:
            return None
        arcs.append(arc)
    return tuple(arcs)


def _runs(
    road_map: RoadMap, edge: int, forward: bool, enters: int | None, leaves: int | None
) -> bool:
    """Return whether an edge driven in a direction leads from one node to another."""
    tail, head = int(road_map.tail[edge]), int(road_map.head[edge])
    begin, end = (tail, head) if forward else (head, tail)
    return enters in {None, begin} and leaves in {None, end}


def _arcs_along(network: RoadNetwork) -> dict[tuple[int, bool], int]:
    edges, forward = network.arc_edge.tolist(), network.arc_forward.tolist()
    return {key: arc for arc, key in enumerate(zip(edges, forward, strict=True))}


def _turns_from(into: Longs) -> dict[int, list[int]]:
    turns: dict[int, list[int]] = {}
    for turn, arc in enumerate(into.tolist()):
        turns.setdefault(arc, []).append(turn)
    return turns
