"""From an elimination order to the arcs of the hierarchy.

Eliminating the nodes one by one, and joining the remaining neighbours of each, turns the network
into a chordal graph. Its arcs carry no times: they depend on the topology alone, so closing a
bridge or a rush hour never touches them.

Nodes are numbered by *position*: the last node eliminated has position 0, and the positions are a
preorder of the elimination tree, so that every subtree is one run of positions and all upper
neighbours of a node have smaller positions.

References
----------
Liu, J. W. H. (1990), The role of elimination trees in sparse factorization, SIAM Journal on Matrix
Analysis and Applications 11(1), sections 3 to 5.
Dibbelt, J., Strasser, B., Wagner, D. (2016), Customizable contraction hierarchies, ACM Journal of
Experimental Algorithmics 21, sections 4 and 5.
"""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads.hierarchy.graph import Graph

__all__ = [
    "arc_places",
    "eliminate",
    "elimination_tree",
    "preorder",
    "sorted_arcs",
]


@kernel
def elimination_tree(graph: Graph, order: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the parent of every node, -1 for roots (Liu's algorithm 4.2, path halving)."""
    n_nodes = order.shape[0]
    rank = np.empty(n_nodes, np.int32)
    for place in range(n_nodes):
        rank[order[place]] = place
    parent = np.full(n_nodes, -1, np.int32)
    shortcut = np.full(n_nodes, -1, np.int32)
    for place in range(n_nodes):
        node = order[place]
        for i in range(graph.first[node], graph.first[node + 1]):
            below = graph.neighbour[i]
            if rank[below] > place:
                continue
            while shortcut[below] != -1 and shortcut[below] != node:
                above = shortcut[below]
                shortcut[below] = node
                below = above
            if shortcut[below] == -1 and below != node:
                shortcut[below] = node
                parent[below] = node
    return parent


@kernel
def preorder(
    parent: NDArray[np.int32], order: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Put parents before their children and keep every subtree together.

    Returns
    -------
    position : ndarray of int32, shape (n_nodes,)
        New number of each node.
    subtree_end : ndarray of int32, shape (n_nodes,)
        By position: one past the last position of its subtree.
    """
    n_nodes = order.shape[0]
    size = np.ones(n_nodes, np.int32)
    for place in range(n_nodes):
        node = order[place]
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    position = np.empty(n_nodes, np.int32)
    subtree_end = np.empty(n_nodes, np.int32)
    next_free = np.empty(n_nodes, np.int32)
    next_root = 0
    for place in range(n_nodes - 1, -1, -1):
        node = order[place]
        if parent[node] < 0:
            position[node] = next_root
            next_root += size[node]
        else:
            position[node] = next_free[parent[node]]
            next_free[parent[node]] += size[node]
        next_free[node] = position[node] + 1
        subtree_end[position[node]] = position[node] + size[node]
    return position, subtree_end


@kernel
def eliminate(
    graph: Graph, position: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return the arcs of the chordal graph, from each position to its upper neighbours.

    Returns
    -------
    begin, end : ndarray of int64, shape (n_nodes,)
        By position: the run of `found` that holds its upper neighbours.
    found : ndarray of int32
        Positions, unsorted within a run; anything after the last run.
    """
    n_nodes = position.shape[0]
    node_at = np.empty(n_nodes, np.int32)
    for node in range(n_nodes):
        node_at[position[node]] = node
    capacity = 2 * graph.neighbour.shape[0] + n_nodes
    found = np.empty(capacity, np.int32)
    begin = np.zeros(n_nodes, np.int64)
    end = np.zeros(n_nodes, np.int64)
    first_child = np.full(n_nodes, -1, np.int32)
    next_sibling = np.full(n_nodes, -1, np.int32)
    marked_by = np.full(n_nodes, -1, np.int32)
    n_found = 0
    for here in range(n_nodes - 1, -1, -1):
        node = node_at[here]
        need = graph.first[node + 1] - graph.first[node]
        child = first_child[here]
        while child >= 0:
            need += end[child] - begin[child]
            child = next_sibling[child]
        if n_found + need > capacity:
            capacity = 2 * capacity + need
            larger = np.empty(capacity, np.int32)
            for i in range(n_found):
                larger[i] = found[i]
            found = larger
        begin[here] = n_found
        marked_by[here] = here
        for i in range(graph.first[node], graph.first[node + 1]):
            above = position[graph.neighbour[i]]
            if above < here and marked_by[above] != here:
                marked_by[above] = here
                found[n_found] = above
                n_found += 1
        child = first_child[here]
        while child >= 0:
            for i in range(begin[child], end[child]):
                above = found[i]
                if marked_by[above] != here:
                    marked_by[above] = here
                    found[n_found] = above
                    n_found += 1
            child = next_sibling[child]
        end[here] = n_found
        parent = -1
        for i in range(begin[here], n_found):
            parent = max(parent, found[i])
        if parent >= 0:
            next_sibling[here] = first_child[parent]
            first_child[parent] = here
    return begin, end, found


@kernel
def sorted_arcs(
    begin: NDArray[np.int64], end: NDArray[np.int64], found: NDArray[np.int32]
) -> tuple[
    NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]
]:
    """Sort the arcs of the chordal graph at both ends, by two passes of counting sort.

    Returns
    -------
    upper_first : ndarray of int64, shape (n_nodes + 1,)
        Where the upper neighbours of each position begin.
    upper : ndarray of uint32, shape (n_arcs,)
        Positions, ascending: the last one is the parent in the elimination tree.
    lower_first : ndarray of int64, shape (n_nodes + 1,)
        Where the lower neighbours of each position begin.
    lower : ndarray of uint32, shape (n_arcs,)
        Positions of the lower neighbours, ascending.
    lower_arc : ndarray of int64, shape (n_arcs,)
        The same arc's place in `upper`.
    """
    n_nodes = begin.shape[0]
    upper_first = np.zeros(n_nodes + 1, np.int64)
    lower_first = np.zeros(n_nodes + 1, np.int64)
    for here in range(n_nodes):
        upper_first[here + 1] = upper_first[here] + end[here] - begin[here]
        for i in range(begin[here], end[here]):
            lower_first[found[i] + 1] += 1
    for here in range(n_nodes):
        lower_first[here + 1] += lower_first[here]
    n_arcs = upper_first[n_nodes]
    upper = np.empty(n_arcs, np.uint32)
    lower = np.empty(n_arcs, np.uint32)
    lower_arc = np.empty(n_arcs, np.int64)
    free = lower_first[:-1].copy()
    for here in range(n_nodes):
        for i in range(begin[here], end[here]):
            lower[free[found[i]]] = here
            free[found[i]] += 1
    free = upper_first[:-1].copy()
    for above in range(n_nodes):
        for i in range(lower_first[above], lower_first[above + 1]):
            below = lower[i]
            upper[free[below]] = above
            lower_arc[i] = free[below]
            free[below] += 1
    return upper_first, upper, lower_first, lower, lower_arc


@kernel
def arc_places(
    upper_first: NDArray[np.int64],
    upper: NDArray[np.uint32],
    from_position: NDArray[np.int32],
    to_position: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return where each network arc lies in the hierarchy: place in `upper`, -1 for loops."""
    place = np.empty(from_position.shape[0], np.int64)
    for arc in range(from_position.shape[0]):
        below = max(from_position[arc], to_position[arc])
        above = min(from_position[arc], to_position[arc])
        low, high = upper_first[below], upper_first[below + 1]
        while low < high:
            middle = (low + high) >> 1
            if upper[middle] < above:
                low = middle + 1
            else:
                high = middle
        place[arc] = -1 if below == above else low
    return place
