"""Bounded Dijkstra: the engine that needs no preparation.

One search per origin over a forward star (arcs sorted by tail), with a 4-ary heap in which a node
may wait several times and only its best entry counts. The search ends at the limit, or as soon as
every node through which a destination is reached has its final label.

References
----------
Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1.
Johnson, D. B. (1975), Priority queues with update and finding minimum spanning trees, Information
Processing Letters 4(3): heaps with more than two children.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.roads.hierarchy.jit import kernel
from geo.travel.access import Access, Trips

__all__ = ["UNREACHED", "ForwardStar", "forward_star", "search_matrix"]

UNREACHED = np.int64(2**62)
"""Label of a node that no search has reached, in milliseconds; twice it still fits in int64."""


class ForwardStar(NamedTuple):
    """Arcs sorted by tail.

    Attributes
    ----------
    first_arc : ndarray of int64, shape (n_nodes + 1,)
        Where the arcs of each node begin.
    head : ndarray of int32, shape (n_arcs,)
        The node that each arc enters.
    arc_ms : ndarray of int64, shape (n_arcs,)
        Milliseconds on each arc.
    """

    first_arc: NDArray[np.int64]
    head: NDArray[np.int32]
    arc_ms: NDArray[np.int64]


class Workspace(NamedTuple):
    """What one search after another uses: labels, and a 4-ary heap of nodes by milliseconds.

    Attributes
    ----------
    label : ndarray of int64, shape (n_nodes,)
        Milliseconds, `UNREACHED` where the search has not been.
    awaited : ndarray of bool, shape (n_nodes,)
        The nodes through which a destination is reached.
    touched : ndarray of int32, shape (n_nodes,)
        The nodes with a label, to be wiped after the search.
    n_touched : ndarray of int64, shape (1,)
        How many they are.
    heap_ms, heap_node : ndarray of int64 and of int32, shape (capacity,)
    """

    label: NDArray[np.int64]
    awaited: NDArray[np.bool_]
    touched: NDArray[np.int32]
    n_touched: NDArray[np.int64]
    heap_ms: NDArray[np.int64]
    heap_node: NDArray[np.int32]


def forward_star(
    n_nodes: int,
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    arc_ms: NDArray[np.int64],
    limit_ms: int,
) -> ForwardStar:
    """Sort arcs by tail, leaving out those that are longer than the limit."""
    kept = np.flatnonzero(arc_ms <= limit_ms)
    first_arc = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail[kept], minlength=n_nodes), out=first_arc[1:])
    by_tail = kept[_counting_sort(first_arc, tail[kept])]
    return ForwardStar(first_arc, head[by_tail], arc_ms[by_tail])


@kernel
def _counting_sort(first: NDArray[np.int64], key: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the indices that sort keys whose runs begin at ``first``."""
    free = first.copy()
    order = np.empty(key.shape[0], np.int64)
    for i in range(key.shape[0]):
        order[free[key[i]]] = i
        free[key[i]] += 1
    return order


@kernel
def search_matrix(
    star: ForwardStar, trips: Trips, origins: NDArray[np.int64], minutes: NDArray[np.float32]
) -> None:
    """Fill the rows of ``minutes`` that belong to ``origins``.

    Parameters
    ----------
    star : ForwardStar
        The network.
    trips : Trips
        Entries of all origins, exits of all destinations, the limit.
    origins : ndarray of int64, shape (k,)
        Rows to fill.
    minutes : ndarray of float32, shape (n_origins, n_destinations)
        Result; inf past the limit.
    """
    entries, exits, limit_ms = trips
    n_nodes = star.first_arc.shape[0] - 1
    capacity = star.head.shape[0] + entries.node.shape[0] + 1
    work = Workspace(
        np.full(n_nodes, UNREACHED),
        np.zeros(n_nodes, np.bool_),
        np.empty(n_nodes, np.int32),
        np.zeros(1, np.int64),
        np.empty(capacity, np.int64),
        np.empty(capacity, np.int32),
    )
    n_awaited = 0
    for node in exits.node:
        n_awaited += not work.awaited[node]
        work.awaited[node] = True
    for origin in origins:
        n_waiting = 0
        for entry in range(entries.first[origin], entries.first[origin + 1]):
            if entries.ms[entry] <= limit_ms:
                n_waiting = _improve(work, n_waiting, entries.ms[entry], entries.node[entry])
        _settle(star, limit_ms, work, n_waiting, n_awaited)
        _read_row(work.label, exits, limit_ms, minutes[origin])
        for i in range(work.n_touched[0]):
            work.label[work.touched[i]] = UNREACHED
        work.n_touched[0] = 0


@kernel
def _settle(
    star: ForwardStar, limit_ms: np.signedinteger, work: Workspace, n_waiting: int, n_missing: int
) -> None:
    """Give nodes their final labels, nearest first, until all awaited ones have theirs."""
    while n_waiting > 0:
        ms = work.heap_ms[0]
        node = work.heap_node[0]
        n_waiting = _drop_first(work, n_waiting)
        if ms > work.label[node]:
            continue
        if work.awaited[node]:
            # Counted once: a node is pushed on strict improvement alone, so just one of its
            # entries equals its label.
            n_missing -= 1
            if n_missing == 0:
                break
        for arc in range(star.first_arc[node], star.first_arc[node + 1]):
            longer_ms = ms + star.arc_ms[arc]
            if longer_ms <= limit_ms:
                n_waiting = _improve(work, n_waiting, longer_ms, star.head[arc])


@kernel
def _improve(work: Workspace, n_waiting: int, ms: np.signedinteger, node: np.int32) -> int:
    """Label a node if that is better than what it has; return the new size of the heap."""
    if ms >= work.label[node]:
        return n_waiting
    if work.label[node] == UNREACHED:
        work.touched[work.n_touched[0]] = node
        work.n_touched[0] += 1
    work.label[node] = ms
    place = n_waiting
    while place > 0:
        parent = (place - 1) >> 2
        if work.heap_ms[parent] <= ms:
            break
        work.heap_ms[place] = work.heap_ms[parent]
        work.heap_node[place] = work.heap_node[parent]
        place = parent
    work.heap_ms[place] = ms
    work.heap_node[place] = node
    return n_waiting + 1


@kernel
def _drop_first(work: Workspace, n_waiting: int) -> int:
    """Remove the nearest node from the heap; return the heap's new size."""
    n_left = n_waiting - 1
    ms = work.heap_ms[n_left]
    node = work.heap_node[n_left]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= n_left:
            break
        best = child
        for other in range(child + 1, min(child + 4, n_left)):
            if work.heap_ms[other] < work.heap_ms[best]:
                best = other
        if work.heap_ms[best] >= ms:
            break
        work.heap_ms[place] = work.heap_ms[best]
        work.heap_node[place] = work.heap_node[best]
        place = best
    work.heap_ms[place] = ms
    work.heap_node[place] = node
    return n_left


@kernel
def _read_row(
    label: NDArray[np.int64], exits: Access, limit_ms: np.signedinteger, row: NDArray[np.float32]
) -> None:
    for destination in range(row.shape[0]):
        best_ms = UNREACHED
        for way_out in range(exits.first[destination], exits.first[destination + 1]):
            best_ms = min(best_ms, label[exits.node[way_out]] + exits.ms[way_out])
        row[destination] = np.float32(best_ms / 60000.0) if best_ms <= limit_ms else np.inf
