"""Dijkstra's search between two places that remembers by which arc it came to every node.

The search of :mod:`geo.travel.dijkstra` fills matrices and keeps labels alone; here one way is
wanted with all its arcs. It ends as soon as no node that waits can lead to a quicker way.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.travel.access import UNREACHED
from geo.travel.dijkstra import bit_length, drop_first, push

__all__ = ["ArcsByTail", "Ends", "quickest_way"]

Longs = NDArray[np.int64]


class ArcsByTail(NamedTuple):
    """The open arcs of a network sorted by tail.

    Attributes
    ----------
    first : ndarray of int64, shape (n_nodes + 1,)
        Where the arcs of each node begin.
    arc : ndarray of int64, shape (n_open,)
        The arcs in this order.
    tail, head : ndarray of int32, shape (n_arcs,)
        Of all arcs.
    arc_ms : ndarray of int64, shape (n_arcs,)
        Milliseconds on all arcs.
    """

    first: Longs
    arc: Longs
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    arc_ms: Longs


class Ends(NamedTuple):
    """How a place is connected with the network: k nodes, and the milliseconds to or from each."""

    node: Longs
    ms: Longs


@kernel
def quickest_way(star: ArcsByTail, entries: Ends, exits: Ends) -> tuple[int, int, Longs]:
    """Return the quickest way from some entry to some exit.

    Parameters
    ----------
    star : ArcsByTail
    entries, exits : Ends
        Each with milliseconds at least 0.

    Returns
    -------
    entry, exit : int
        Which of them the way uses; -1 where there is no way.
    arcs : ndarray of int64, shape (k,)
        The arcs between the two, in order; k may be 0.
    """
    n_nodes = star.first.shape[0] - 1
    node_bits = bit_length(n_nodes)
    label = np.full(n_nodes, UNREACHED)
    # By which arc a node was reached; -1 - i for entry i.
    came_by = np.zeros(n_nodes, np.int64)
    exit_ms = np.full(n_nodes, UNREACHED)
    exit_of = np.full(n_nodes, -1)
    for i in range(exits.node.shape[0]):
        node = exits.node[i]
        if exits.ms[i] < exit_ms[node]:
            exit_ms[node], exit_of[node] = exits.ms[i], i
    heap = np.empty(star.arc.shape[0] + entries.node.shape[0] + 1, np.int64)
    n_waiting = np.uint64(0)
    for i in range(entries.node.shape[0]):
        node = entries.node[i]
        if entries.ms[i] < label[node]:
            label[node], came_by[node] = entries.ms[i], -1 - i
            push(heap, n_waiting, (label[node] << node_bits) | node)
            n_waiting += np.uint64(1)
    best_ms, goal = UNREACHED, -1
    while n_waiting > np.uint64(0):
        ms = heap[0] >> node_bits
        node = heap[0] - (ms << node_bits)
        n_waiting = drop_first(heap, n_waiting)
        if ms >= best_ms:
            break
        if ms > label[node]:
            continue
        if exit_of[node] >= 0 and ms + exit_ms[node] < best_ms:
            best_ms, goal = ms + exit_ms[node], node
        for place in range(star.first[node], star.first[node + 1]):
            arc = star.arc[place]
            neighbour = star.head[arc]
            longer_ms = ms + star.arc_ms[arc]
            if longer_ms < label[neighbour]:
                label[neighbour], came_by[neighbour] = longer_ms, arc
                push(heap, n_waiting, (longer_ms << node_bits) | np.int64(neighbour))
                n_waiting += np.uint64(1)
    if goal < 0:
        return -1, -1, np.empty(0, np.int64)
    return _read_back(star.tail, came_by, goal, exit_of[goal])


@kernel
def _read_back(
    tail: NDArray[np.int32], came_by: Longs, goal: int, last: int
) -> tuple[int, int, Longs]:
    """Return the way to a node from the arcs by which the search came, from its end."""
    n_arcs = 0
    node = goal
    while came_by[node] >= 0:
        n_arcs += 1
        node = tail[came_by[node]]
    arcs = np.empty(n_arcs, np.int64)
    node = goal
    for place in range(n_arcs - 1, -1, -1):
        arcs[place] = came_by[node]
        node = tail[came_by[node]]
    return -1 - came_by[node], last, arcs
