"""From drawn ways to edges: every way is cut where it meets another one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.roads.arrays import Bools, Ints, Longs

__all__ = ["WayPieces", "split_at_junctions"]

NO_POSITION = -1
"""The vertex of a way whose position is not known."""


@dataclass(frozen=True, eq=False)
class WayPieces:
    """Pieces of ways between junctions.

    Attributes
    ----------
    way : ndarray of int64, shape (n_edges,)
        The way that each piece was cut from.
    tail, head : ndarray of int32, shape (n_edges,)
        Junctions, numbered 0, 1, …
    junction_vertex : ndarray of int64, shape (n_junctions,)
        The vertex at which each junction lies; a closed one occurs once for every road end.
    offset : ndarray of int64, shape (n_edges + 1,)
    vertex : ndarray of int64
        The vertices of the pieces, both ends included.
    """

    way: Longs
    tail: Ints
    head: Ints
    junction_vertex: Longs
    offset: Longs
    vertex: Longs


def split_at_junctions(offset: Longs, vertex: Longs, closed: Bools) -> WayPieces:
    """Cut ways at the vertices that they share with others or pass twice.

    Parameters
    ----------
    offset : ndarray of int64, shape (n_ways + 1,)
        Way i runs over ``vertex[offset[i]:offset[i + 1]]``.
    vertex : ndarray of int64
        Vertex indices, -1 where the position is not known: the way is cut there and has a gap.
    closed : ndarray of bool, shape (n_vertices,)
        Vertices that cannot be driven through: ways are cut there and do not join.

    Returns
    -------
    WayPieces
        In the order of the ways and along them; ways of a single vertex have no pieces.
    """
    way = np.repeat(np.arange(len(offset) - 1), np.diff(offset))
    repeated = np.zeros(len(vertex), np.bool_)
    repeated[1:] = (vertex[1:] == vertex[:-1]) & (way[1:] == way[:-1])
    way, vertex = way[~repeated], vertex[~repeated]

    known = vertex != NO_POSITION
    steps = known[:-1] & known[1:] & (way[:-1] == way[1:])
    leaves, arrives = np.append(steps, False), np.append(False, steps)
    leaves, arrives = leaves[: len(vertex)], arrives[: len(vertex)]
    passes = np.bincount(vertex[known], minlength=len(closed))
    breaks = known & ~(leaves & arrives)
    breaks[known] |= (passes[vertex[known]] > 1) | closed[vertex[known]]

    start = np.flatnonzero(leaves & breaks)
    end = np.flatnonzero(arrives & breaks)
    junction, ends = _junctions(vertex[np.concatenate([start, end])], closed)
    counts = end - start + 1
    piece_offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    along = np.repeat(start - piece_offset[:-1], counts) + np.arange(piece_offset[-1])
    return WayPieces(
        way=way[start],
        tail=ends[: len(start)],
        head=ends[len(start) :],
        junction_vertex=junction,
        offset=piece_offset,
        vertex=vertex[along],
    )


def _junctions(end_vertex: Longs, closed: Bools) -> tuple[Longs, NDArray[np.int32]]:
    """Return the vertex of every junction, and the junction of every road end.

    At a closed vertex every road end is a junction of its own.
    """
    apart = closed[end_vertex]
    shared, ends = np.unique(end_vertex, return_inverse=True)
    ends = ends.astype(np.int32)
    ends[apart] = len(shared) + np.arange(apart.sum())
    junction = np.concatenate([shared, end_vertex[apart]])
    used, ends = np.unique(ends, return_inverse=True)
    return junction[used], ends.astype(np.int32)
