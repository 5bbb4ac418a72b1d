"""Bounded Dijkstra: the engine that needs no preparation.

One search per origin over a forward star (arcs sorted by tail), with a 4-ary heap in which a node
may wait several times and only its best entry counts. An entry of the heap is one number, the time
in its upper bits and the node in its lower ones, so that comparing and moving it is one step. The
search ends at the limit, or as soon as every node through which a destination is reached has its
final label.

References
----------
Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1.
Johnson, D. B. (1975), Priority queues with update and finding minimum spanning trees, Information
Processing Letters 4(3): heaps with more than two children.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.travel.access import UNREACHED, Access, Trips

__all__ = [
    "ForwardStar",
    "Scratch",
    "arcs_by_tail",
    "bit_length",
    "drop_first",
    "forward_star",
    "push",
    "scratch_for",
    "search_matrix",
    "settle",
    "start_from",
]


class ForwardStar(NamedTuple):
    """Arcs sorted by tail.

    Attributes
    ----------
    first_arc : ndarray of int64, shape (n_nodes + 1,)
        Where the arcs of each node begin.
    head : ndarray of uint32, shape (n_arcs,)
        The node that each arc enters.
    arc_ms : ndarray of int64, shape (n_arcs,)
        Milliseconds on each arc.
    """

    first_arc: NDArray[np.int64]
    head: NDArray[np.uint32]
    arc_ms: NDArray[np.int64]


class Scratch(NamedTuple):
    """What one search after another uses.

    Attributes
    ----------
    label : ndarray of int64, shape (n_nodes,)
        Milliseconds, `UNREACHED` where the search has not been.
    awaited : ndarray of bool, shape (n_nodes,)
        The nodes through which a destination is reached.
    touched : ndarray of uint32, shape (n_nodes,)
        The nodes with a label, to be wiped after the search.
    heap : ndarray of int64, shape (capacity,)
        Nodes that wait, as ``milliseconds << node_bits | node``.
    node_bits : int
        Bits that a node takes.
    """

    label: NDArray[np.int64]
    awaited: NDArray[np.bool_]
    touched: NDArray[np.uint32]
    heap: NDArray[np.int64]
    node_bits: int


def forward_star(
    n_nodes: int,
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    arc_ms: NDArray[np.int64],
    limit_ms: int,
) -> ForwardStar:
    """Sort arcs by tail, leaving out those that are longer than the limit."""
    first_arc, by_tail = arcs_by_tail(n_nodes, tail, arc_ms, limit_ms)
    return ForwardStar(first_arc, head[by_tail].astype(np.uint32), arc_ms[by_tail])


def arcs_by_tail(
    n_nodes: int, tail: NDArray[np.int32], arc_ms: NDArray[np.int64], limit_ms: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the arcs of each node begin, and the arcs in that order, within the limit."""
    kept = np.flatnonzero(arc_ms <= limit_ms)
    first_arc = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail[kept], minlength=n_nodes), out=first_arc[1:])
    return first_arc, kept[_counting_sort(first_arc, tail[kept])]


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
    work = scratch_for(star, entries)
    n_awaited = 0
    for node in exits.node:
        n_awaited += not work.awaited[node]
        work.awaited[node] = True
    for origin in origins:
        n_started = start_from(entries, origin, limit_ms, work)
        n_touched = settle(star, limit_ms, work, n_started, n_awaited)
        _read_row(work.label, exits, limit_ms, minutes[origin])
        for i in range(n_touched):
            work.label[work.touched[i]] = UNREACHED


@kernel
def scratch_for(star: ForwardStar, entries: Access) -> Scratch:
    """Return what searches over a network use, clean."""
    n_nodes = star.first_arc.shape[0] - 1
    return Scratch(
        np.full(n_nodes, UNREACHED),
        np.zeros(n_nodes, np.bool_),
        np.empty(n_nodes, np.uint32),
        np.empty(star.head.shape[0] + entries.node.shape[0] + 1, np.int64),
        bit_length(n_nodes),
    )


@kernel
def bit_length(number: int) -> int:
    """Return how many bits a whole number takes."""
    bits = 0
    while number >> bits:
        bits += 1
    return bits


@kernel
def start_from(
    entries: Access, origin: int, limit_ms: np.signedinteger, work: Scratch
) -> np.uint64:
    """Label the nodes where an origin enters; return how many they are."""
    n_started = np.uint64(0)
    for entry in range(entries.first[origin], entries.first[origin + 1]):
        node = np.uint32(entries.node[entry])
        ms = entries.ms[entry]
        if ms <= limit_ms and ms < work.label[node]:
            if work.label[node] == UNREACHED:
                work.touched[n_started] = node
                n_started += np.uint64(1)
            work.label[node] = ms
    for i in range(n_started):
        node = work.touched[i]
        push(work.heap, np.uint64(i), (work.label[node] << work.node_bits) | np.int64(node))
    return n_started


@kernel
def settle(
    star: ForwardStar,
    limit_ms: np.signedinteger,
    work: Scratch,
    n_started: np.uint64,
    n_missing: int,
) -> np.uint64:
    """Give nodes their final labels, nearest first, until all awaited ones have theirs.

    Returns the number of nodes with a label.
    """
    label, awaited, touched, heap, node_bits = work
    n_touched = n_waiting = n_started
    while n_waiting > np.uint64(0):
        nearest = heap[0]
        ms = nearest >> node_bits
        node = np.uint32(nearest - (ms << node_bits))
        n_waiting = drop_first(heap, n_waiting)
        if ms > label[node]:
            continue
        if awaited[node]:
            # Counted once: a node is pushed on strict improvement alone, so just one of its
            # entries equals its label.
            n_missing -= 1
            if n_missing == 0:
                break
        for arc in range(np.uint64(star.first_arc[node]), np.uint64(star.first_arc[node + 1])):
            longer_ms = ms + star.arc_ms[arc]
            neighbour = star.head[arc]
            if longer_ms <= limit_ms and longer_ms < label[neighbour]:
                if label[neighbour] == UNREACHED:
                    touched[n_touched] = neighbour
                    n_touched += np.uint64(1)
                label[neighbour] = longer_ms
                push(heap, n_waiting, (longer_ms << node_bits) | np.int64(neighbour))
                n_waiting += np.uint64(1)
    return n_touched


@kernel
def push(heap: NDArray[np.int64], n_waiting: np.uint64, entry: np.int64) -> None:
    """Put an entry into a heap of so many."""
    place = n_waiting
    while place > np.uint64(0):
        parent = (place - np.uint64(1)) >> np.uint64(2)
        if heap[parent] <= entry:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = entry


@kernel
def drop_first(heap: NDArray[np.int64], n_waiting: np.uint64) -> np.uint64:
    """Remove the nearest node from the heap; return the heap's new size."""
    n_left = n_waiting - np.uint64(1)
    entry = heap[n_left]
    place = np.uint64(0)
    while True:
        child = np.uint64(4) * place + np.uint64(1)
        if child >= n_left:
            break
        best = child
        least = heap[child]
        for other in range(child + np.uint64(1), min(child + np.uint64(4), n_left)):
            if heap[other] < least:
                best = np.uint64(other)
                least = heap[other]
        if least >= entry:
            break
        heap[place] = least
        place = best
    heap[place] = entry
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
