"""Who is next to whom, whichever way the traffic runs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Graph", "simple_graph"]


class Graph(NamedTuple):
    """Undirected neighbours, without loops and repeats.

    Attributes
    ----------
    first : ndarray of int64, shape (n_nodes + 1,)
        Where the neighbours of each node begin.
    neighbour : ndarray of int32, shape (2 * n_edges,)
        Ascending within each node.
    """

    first: NDArray[np.int64]
    neighbour: NDArray[np.int32]


def simple_graph(n_nodes: int, tail: NDArray[np.int32], head: NDArray[np.int32]) -> Graph:
    """Return the neighbours that directed arcs make."""
    lower = np.minimum(tail, head).astype(np.int64)
    upper = np.maximum(tail, head).astype(np.int64)
    edge = np.unique((lower * n_nodes + upper)[lower != upper])
    lower, upper = edge // max(n_nodes, 1), edge % max(n_nodes, 1)
    both_ways = np.concatenate([lower * n_nodes + upper, upper * n_nodes + lower])
    both_ways.sort()
    first = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(both_ways // max(n_nodes, 1), minlength=n_nodes), out=first[1:])
    return Graph(first, (both_ways % max(n_nodes, 1)).astype(np.int32))
