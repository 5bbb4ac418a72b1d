"""Joints that are no junctions: pieces of one road are merged into one edge."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.roads.arrays import Bools, Longs
from geo.roads.polylines import reversed_polylines, take_polylines
from geo.roads.road_map import EDGE_COLUMNS, RoadMap

__all__ = ["merge_pieces"]

# Two pieces are the same road when all of these agree.
_SAME: Final = (
    "road_class",
    "oneway",
    "oneway_source",
    "name",
    "surface",
    "bridge",
    "tunnel",
)
# And these, each direction for itself: the other name where the pieces are drawn oppositely.
_SAME_EACH_WAY: Final = (
    ("maxspeed_kmh", "maxspeed_back_kmh"),
    ("closed_forward", "closed_backward"),
)
_NO_END: Final = -1


def merge_pieces(road_map: RoadMap) -> RoadMap:
    """Merge pieces that meet at a joint where nothing else does and nothing changes.

    A node is a joint when exactly two ends of two different edges meet there, their tags agree,
    driving through is possible, and no turn restriction or traffic light belongs to it. Shapes,
    lengths and the ways between the remaining junctions stay as they are.

    Parameters
    ----------
    road_map : RoadMap

    Returns
    -------
    RoadMap
        A merged edge runs as its first piece does and keeps that piece's OpenStreetMap id.
    """
    piece, backward, start = _chains(_partners(road_map))
    turned = _turned(road_map, backward)
    first, last = piece[start[:-1]], piece[start[1:] - 1]
    chain_of = np.empty(road_map.n_edges, np.int64)
    chain_of[piece] = np.repeat(np.arange(len(first)), np.diff(start))
    from_edge, via, to_edge = road_map.turns.T
    offset, vertices = _joined_shapes(turned.shape_offset, piece, start)
    columns = {name: getattr(turned, name)[first] for name in EDGE_COLUMNS}
    for name in ("length_m", "signals_forward", "signals_backward"):
        values = getattr(turned, name)
        columns[name] = np.add.reduceat(values[piece], start[:-1]).astype(values.dtype)
    merged = replace(
        turned,
        **columns,
        tail=turned.tail[first],
        head=turned.head[last],
        shape_offset=offset,
        shape_lon=turned.shape_lon[vertices],
        shape_lat=turned.shape_lat[vertices],
        turns=np.column_stack([chain_of[from_edge], via, chain_of[to_edge]]),
        paths=road_map.paths.renumbered(chain_of, np.arange(road_map.n_nodes)),
    )
    # Taking all edges leaves the joints behind, which no edge touches any more.
    return merged.take_edges(np.arange(merged.n_edges))


def _partners(road_map: RoadMap) -> Longs:
    """Return the road end that each road end continues into, or -1.

    Edge i has the ends ``2 * i`` (tail) and ``2 * i + 1`` (head).
    """
    node = np.column_stack([road_map.tail, road_map.head]).ravel()
    meeting = np.bincount(node, minlength=road_map.n_nodes)
    joint = (meeting == 2) & ~road_map.signal
    joint[road_map.turns[:, 1]] = False
    joint[road_map.paths.nodes] = False
    ends = np.flatnonzero(joint[node])
    pairs = ends[np.argsort(node[ends], kind="stable")].reshape(-1, 2)
    pairs = pairs[_continues(road_map, pairs[:, 0], pairs[:, 1])]
    partner = np.full(2 * road_map.n_edges, _NO_END)
    partner[pairs[:, 0]], partner[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    return partner


def _continues(road_map: RoadMap, end_a: Longs, end_b: Longs) -> Bools:
    a, b = end_a // 2, end_b // 2
    same = a != b
    for name in _SAME:
        values = getattr(road_map, name)
        same &= _equal(values[a], values[b])
    drawn_alike = end_a % 2 != end_b % 2
    for there, back in _SAME_EACH_WAY:
        along, against = getattr(road_map, there), getattr(road_map, back)
        same &= _equal(along[a], np.where(drawn_alike, along[b], against[b]))
        same &= _equal(against[a], np.where(drawn_alike, against[b], along[b]))
    drives_through = ~road_map.oneway[a] | drawn_alike
    return np.asarray(same & drives_through, dtype=np.bool_)


def _equal(a: NDArray[Any], b: NDArray[Any]) -> Bools:
    """Return where values agree or are both unknown."""
    return np.asarray((a == b) | (pd.isna(a) & pd.isna(b)))


def _chains(partner: Longs) -> tuple[Longs, Bools, Longs]:
    """Return the pieces chain by chain, which of them run backwards, and where chains start."""
    n_edges = len(partner) // 2
    linked = (partner.reshape(-1, 2) != _NO_END).any(axis=1)
    outer = (partner.reshape(-1, 2) == _NO_END).any(axis=1)
    walked = np.zeros(n_edges, np.bool_)
    onward = partner.tolist()
    chains = [[2 * int(edge)] for edge in np.flatnonzero(~linked)]
    # First the chains that have an outer end, then the rings, from their lowest edge.
    for edge in np.concatenate([np.flatnonzero(linked & outer), np.flatnonzero(linked & ~outer)]):
        if not walked[edge]:
            chain = _walk(onward, int(edge))
            walked[[end // 2 for end in chain]] = True
            chains.append(chain)
    chains.sort(key=lambda chain: chain[0])
    entered = np.array([end for chain in chains for end in chain], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum([len(chain) for chain in chains])]).astype(np.int64)
    backward = np.zeros(n_edges, np.bool_)
    backward[entered // 2] = entered % 2 == 1
    return entered // 2, backward, start


def _walk(onward: list[int], edge: int) -> list[int]:
    """Return the road ends by which the pieces of a chain are entered, one after another."""
    begins_at_tail = onward[2 * edge] == _NO_END or onward[2 * edge + 1] != _NO_END
    end = 2 * edge + (0 if begins_at_tail else 1)
    begin, chain = end, [end]
    while (following := onward[end ^ 1]) not in {_NO_END, begin}:
        chain.append(following)
        end = following
    if begins_at_tail:
        return chain
    return [entered ^ 1 for entered in reversed(chain)]


def _turned(road_map: RoadMap, backward: Bools) -> RoadMap:
    """Return the road map with some edges drawn the other way."""
    vertices = reversed_polylines(road_map.shape_offset, backward)

    def swapped(kept: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        return np.where(backward, other, kept)

    return replace(
        road_map,
        tail=swapped(road_map.tail, road_map.head),
        head=swapped(road_map.head, road_map.tail),
        signals_forward=swapped(road_map.signals_forward, road_map.signals_backward),
        signals_backward=swapped(road_map.signals_backward, road_map.signals_forward),
        maxspeed_kmh=swapped(road_map.maxspeed_kmh, road_map.maxspeed_back_kmh),
        maxspeed_back_kmh=swapped(road_map.maxspeed_back_kmh, road_map.maxspeed_kmh),
        closed_forward=swapped(road_map.closed_forward, road_map.closed_backward),
        closed_backward=swapped(road_map.closed_backward, road_map.closed_forward),
        shape_lon=road_map.shape_lon[vertices],
        shape_lat=road_map.shape_lat[vertices],
    )


def _joined_shapes(offset: Longs, piece: Longs, start: Longs) -> tuple[Longs, Longs]:
    """Return the offsets of the chains' shapes and the vertices to take for them."""
    of_pieces, vertices = take_polylines(offset, piece)
    keep = np.ones(len(vertices), np.bool_)
    inner = np.ones(len(piece), np.bool_)
    inner[start[:-1]] = False
    # A joint is the last vertex of one piece and the first of the next: it is kept once.
    keep[of_pieces[:-1][inner]] = False
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return kept_before[of_pieces[start]], vertices[keep]
