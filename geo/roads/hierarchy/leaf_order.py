"""Minimum degree: the order of a handful of nodes, on bit sets.

References
----------
Tinney, W. F., Walker, J. W. (1967), Direct solutions of sparse network equations by optimally
ordered triangular factorization, Proceedings of the IEEE 55(11), scheme 2.
"""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads.hierarchy.graph import Graph

__all__ = ["LEAF_SIZE", "order_leaf"]

LEAF_SIZE = 32
"""Largest cell that is ordered here; at most 64, the bits of a word."""


@kernel
def order_leaf(
    graph: Graph,
    members: NDArray[np.int32],
    place: NDArray[np.int32],
    begin: int,
    end: int,
) -> None:
    """Sort ``members[begin:end]`` so that each has the fewest neighbours left when its turn comes.

    Parameters
    ----------
    graph : Graph
    members, place : ndarray of int32, shape (n_nodes,)
        Nodes by place and places by node.
    begin, end : int
        The leaf's run of places.
    """
    size = end - begin
    linked = np.zeros(size, np.uint64)
    for i in range(begin, end):
        node = members[i]
        for arc in range(graph.first[node], graph.first[node + 1]):
            there = place[graph.neighbour[arc]]
            if begin <= there < end and members[there] == graph.neighbour[arc]:
                linked[i - begin] |= np.uint64(1) << np.uint64(there - begin)
    left = (
        np.uint64(0xFFFFFFFFFFFFFFFF)
        if size == 64
        else (np.uint64(1) << np.uint64(size)) - np.uint64(1)
    )
    nodes = members[begin:end].copy()
    for turn in range(size):
        chosen = 0
        fewest = size + 1
        for local in range(size):
            if left >> np.uint64(local) & np.uint64(1):
                degree = _n_bits(linked[local] & left)
                if degree < fewest:
                    fewest = degree
                    chosen = local
        left &= ~(np.uint64(1) << np.uint64(chosen))
        around = linked[chosen] & left
        for local in range(size):
            if around >> np.uint64(local) & np.uint64(1):
                linked[local] |= around & ~(np.uint64(1) << np.uint64(local))
        members[begin + turn] = nodes[chosen]


@kernel
def _n_bits(word: np.uint64) -> int:
    count = 0
    while word:
        word &= word - np.uint64(1)
        count += 1
    return count
