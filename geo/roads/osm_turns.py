"""Turn restrictions of OpenStreetMap, matched with the edges and junctions they speak of."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.roads.arrays import Bools, Ints, Longs
from geo.roads.dropped import DroppedPart
from geo.roads.osm_tags import TurnRule
from geo.roads.road_paths import RoadPaths

__all__ = ["TurnRelation", "Turns", "matched_turns"]


@dataclass(frozen=True)
class TurnRelation:
    """A restriction relation as it is read.

    Attributes
    ----------
    rules : tuple of TurnRule
        What it says, and at which hours.
    members : sequence of (role, type, id)
        Type is ``n`` or ``w``.
    """

    rules: tuple[TurnRule, ...]
    members: Sequence[tuple[str, str, int]]

    def ids(self, role: str, kind: str) -> list[int]:
        """Return the ids of the members with a role and type."""
        return [ref for r, k, ref in self.members if (r, k) == (role, kind)]


@dataclass(frozen=True, eq=False)
class Turns:
    """Turn restrictions between edges.

    Attributes
    ----------
    restrictions : ndarray of int32, shape (n, 3)
        From edge, via node, to edge.
    only : ndarray of bool, shape (n,)
    hours : ndarray of uint32, shape (n,)
        When each holds, bit h for h:00.
    paths : RoadPaths
        Those that lead over whole ways.
    """

    restrictions: Ints
    only: Bools
    hours: NDArray[np.uint32]
    paths: RoadPaths


def matched_turns(
    relations: Iterable[TurnRelation],
    *,
    edge_way_id: Longs,
    tail: Ints,
    head: Ints,
    oneway: Bools,
    node_id: Longs,
) -> tuple[Turns, list[DroppedPart]]:
    """Match restriction relations with edges.

    Parameters
    ----------
    relations : iterable of TurnRelation
    edge_way_id : ndarray of int64, shape (n_edges,)
        The way that each edge is a piece of.
    tail, head : ndarray of int32, shape (n_edges,)
    oneway : ndarray of bool, shape (n_edges,)
    node_id : ndarray of int64, shape (n_nodes,)

    Returns
    -------
    turns : Turns
        Several ``from`` ways (as in "no entry") give a restriction each.
    dropped : list of DroppedPart
        ``turn_via_way`` where the via ways do not lead from one road to the other,
        ``turn_off_roads`` where a way or node is not among the roads, ``turn_unclear`` where a
        way passes through the via node, so that it is not known which of its pieces is meant.
    """
    edges = _EdgesAtNodes(edge_way_id, tail, head, oneway, node_id)
    dropped: Counter[str] = Counter()
    rows: list[tuple[int, int, int]] = []
    said: list[TurnRule] = []
    paths: list[tuple[list[int], bool, int]] = []
    for relation in relations:
        vias = relation.ids("via", "n")
        if via_ways := relation.ids("via", "w"):
            found = _paths_over(edges, relation, via_ways)
            dropped["turn_via_way"] += not found
            paths += [(steps, rule.only, rule.hours) for steps in found for rule in relation.rules]
            continue
        if len(vias) != 1:
            dropped["turn_via_way"] += 1
            continue
        for from_way in relation.ids("from", "w"):
            for to_way in relation.ids("to", "w"):
                arriving = edges.arriving(from_way, vias[0])
                leaving = edges.leaving(to_way, vias[0])
                if len(arriving) == len(leaving) == 1:
                    row = arriving[0], edges.junction(vias[0]), leaving[0]
                    rows += [row] * len(relation.rules)
                    said += relation.rules
                elif arriving and leaving:
                    dropped["turn_unclear"] += 1
                else:
                    dropped["turn_off_roads"] += 1
    turns = Turns(
        restrictions=np.array(rows, np.int32).reshape(-1, 3),
        only=np.array([rule.only for rule in said], np.bool_),
        hours=np.array([rule.hours for rule in said], np.uint32),
        paths=RoadPaths.from_rows(paths),
    )
    return turns, [DroppedPart(reason, count) for reason, count in sorted(dropped.items())]


def _paths_over(
    edges: "_EdgesAtNodes", relation: TurnRelation, via_ways: Sequence[int]
) -> list[list[int]]:
    """Return the paths of a restriction over whole ways, as edges and nodes in turn.

    Of several ways through the via ways the shortest counts; where a way passes through the node
    that is meant, so that its piece is not known, there is none.
    """
    paths = []
    over = set(edges.pieces(via_ways))
    for from_way in relation.ids("from", "w"):
        for to_way in relation.ids("to", "w"):
            begins = edges.shared_nodes([from_way], via_ways)
            ends = edges.shared_nodes(via_ways, [to_way])
            for begin in begins:
                arriving = edges.touching([from_way], begin, arrives=True)
                if len(arriving) != 1:
                    continue
                inner = edges.shortest(begin, ends, over)
                leaving = edges.touching([to_way], inner[-1], arrives=False) if inner else []
                if len(leaving) == 1:
                    paths.append([arriving[0], *inner, leaving[0]])
    return paths


class _EdgesAtNodes:
    """Finds the edges of a way that arrive at or leave a node."""

    def __init__(
        self, edge_way_id: Longs, tail: Ints, head: Ints, oneway: Bools, node_id: Longs
    ) -> None:
        self._order = np.argsort(edge_way_id, kind="stable")
        self._sorted_way_id = edge_way_id[self._order]
        self._tail, self._head, self._oneway = tail, head, oneway
        self._node_order = np.argsort(node_id, kind="stable")
        self._sorted_node_id = node_id[self._node_order]

    def junction(self, osm_node_id: int) -> int:
        """Return the junction at a node, or -1."""
        at = np.searchsorted(self._sorted_node_id, osm_node_id)
        if at == len(self._sorted_node_id) or self._sorted_node_id[at] != osm_node_id:
            return -1
        return int(self._node_order[at])

    def arriving(self, way_id: int, osm_node_id: int) -> list[int]:
        """Return the edges of a way on which one can drive to the node."""
        return self._touching(way_id, osm_node_id, self._head, self._tail)

    def leaving(self, way_id: int, osm_node_id: int) -> list[int]:
        """Return the edges of a way on which one can drive away from the node."""
        return self._touching(way_id, osm_node_id, self._tail, self._head)

    def pieces(self, ways: Iterable[int]) -> list[int]:
        """Return the edges of some ways."""
        found: list[int] = []
        for way_id in ways:
            first, behind = np.searchsorted(self._sorted_way_id, [way_id, way_id + 1])
            found += self._order[first:behind].tolist()
        return found

    def shared_nodes(self, ways: Iterable[int], others: Iterable[int]) -> list[int]:
        """Return the junctions at which two groups of ways meet."""
        return sorted(self._nodes_of(ways) & self._nodes_of(others))

    def touching(self, ways: Iterable[int], junction: int, *, arrives: bool) -> list[int]:
        """Return the edges of some ways that arrive at a junction, or leave it."""
        with_flow, against_flow = (self._head, self._tail) if arrives else (self._tail, self._head)
        return [
            edge
            for edge in self.pieces(ways)
            if with_flow[edge] == junction
            or (against_flow[edge] == junction and not self._oneway[edge])
        ]

    def shortest(self, begin: int, ends: Sequence[int], over: set[int]) -> list[int]:
        """Return the path over some edges with the fewest of them: node, edge, node, …, node.

        Empty where no end is reached.
        """
        steps = {begin: [begin]}
        queue = deque([begin])
        while queue:
            node = queue.popleft()
            for edge in sorted(over):
                for tail, head in ((self._tail, self._head), (self._head, self._tail)):
                    leads = tail[edge] == node and (tail is self._tail or not self._oneway[edge])
                    reached = int(head[edge])
                    if leads and reached not in steps:
                        steps[reached] = [*steps[node], edge, reached]
                        queue.append(reached)
        found = [steps[end] for end in ends if end in steps and end != begin]
        return min(found, key=len) if found else []

    def _nodes_of(self, ways: Iterable[int]) -> set[int]:
        edges = self.pieces(ways)
        return {*self._tail[edges].tolist(), *self._head[edges].tolist()}

    def _touching(
        self, way_id: int, osm_node_id: int, with_flow: Ints, against_flow: Ints
    ) -> list[int]:
        junction = self.junction(osm_node_id)
        pieces: NDArray[np.int64] = np.array(self.pieces([way_id]), np.int64)
        touches = (with_flow[pieces] == junction) | (
            (against_flow[pieces] == junction) & ~self._oneway[pieces]
        )
        return [int(edge) for edge in pieces[touches & (junction >= 0)]]
