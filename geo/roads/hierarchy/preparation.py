"""The metric-independent half of a customizable contraction hierarchy."""

from dataclasses import dataclass, fields
from typing import Final, Literal
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from geo.read_only import ReadOnlyArrays
from geo.roads.hierarchy import order_store
from geo.roads.hierarchy.graph import Graph, simple_graph

__all__ = ["Preparation", "prepare", "readiness"]

KEPT_FROM_NODES: Final = 5_000
"""Smaller networks are dissected faster than a file is found."""


@dataclass(frozen=True, eq=False)
class Preparation(ReadOnlyArrays):
    """A network's topology, ready to take any set of arc times.

    Nodes are numbered by position, a preorder of the elimination tree: parents come before their
    children, and a subtree is one run of positions.

    Attributes
    ----------
    position : ndarray of int32, shape (n_nodes,)
        Position of every node of the network.
    subtree_end : ndarray of int32, shape (n_nodes,)
        By position: one past the last position of its subtree.
    upper_first : ndarray of int64, shape (n_nodes + 1,)
        Where the upper neighbours of each position begin in `upper`.
    upper : ndarray of uint32, shape (n_hierarchy_arcs,)
        Positions of the upper neighbours, ascending; the last one is the parent.
    lower_first : ndarray of int64, shape (n_nodes + 1,)
        Where the lower neighbours of each position begin in `lower`.
    lower : ndarray of uint32, shape (n_hierarchy_arcs,)
        Positions of the lower neighbours, ascending.
    lower_arc : ndarray of int64, shape (n_hierarchy_arcs,)
        The same arc's place in `upper`.
    arc_place : ndarray of int64, shape (n_arcs,)
        Where each arc of the network lies in `upper`; -1 for self-loops.
    arc_rises : ndarray of bool, shape (n_arcs,)
        Whether the arc leads from a lower to an upper node.
    """

    position: NDArray[np.int32]
    subtree_end: NDArray[np.int32]
    upper_first: NDArray[np.int64]
    upper: NDArray[np.uint32]
    lower_first: NDArray[np.int64]
    lower: NDArray[np.uint32]
    lower_arc: NDArray[np.int64]
    arc_place: NDArray[np.int64]
    arc_rises: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for item in fields(self):
            getattr(self, item.name).setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.position)

    @property
    def n_hierarchy_arcs(self) -> int:
        """Number of arcs of the chordal graph, each good for both directions."""
        return len(self.upper)


_alive: Final[WeakValueDictionary[str, Preparation]] = WeakValueDictionary()
"""Preparations in use, by topology: a network rebuilt for another hour shares its elder's."""


def readiness(topology_hash: str) -> Literal["prepared", "ordered", "new"]:
    """Return how far a topology is: in memory, its order on disk, or never seen."""
    if topology_hash in _alive:
        return "prepared"
    return "ordered" if order_store.has_order(topology_hash) else "new"


def prepare(
    n_nodes: int,
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    *,
    topology_hash: str,
) -> Preparation:
    """Return the hierarchy of a topology: from memory, from an order on disk, or from scratch.

    Parameters
    ----------
    n_nodes : int
    tail, head : ndarray of int32, shape (n_arcs,)
        Directed arcs; parallel ones and loops are allowed.
    lon, lat : ndarray of float64, shape (n_nodes,)
        Where the nodes lie, degrees.
    topology_hash : str
        Names all of the above.
    """
    prepared = _alive.get(topology_hash)
    if prepared is None:
        graph = simple_graph(n_nodes, tail, head)
        order = order_store.read_order(topology_hash, n_nodes)
        if order is None:
            order = _dissected(graph, lon, lat)
            if n_nodes >= KEPT_FROM_NODES:
                order_store.keep_order(topology_hash, order)
        prepared = _contracted(graph, order, tail, head)
        _alive[topology_hash] = prepared
    return prepared


def _dissected(
    graph: Graph, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int32]:
    from geo.roads.hierarchy.inertial_flow import inertial_flow_order

    # Degrees of equal length both ways are enough for telling near from far.
    middle = float(lat.mean()) if len(lat) else 0.0
    return inertial_flow_order(graph, lon * np.cos(np.radians(middle)), lat)


def _contracted(
    graph: Graph, order: NDArray[np.int32], tail: NDArray[np.int32], head: NDArray[np.int32]
) -> Preparation:
    from geo.roads.hierarchy import contraction

    parent = contraction.elimination_tree(graph, order)
    position, subtree_end = contraction.preorder(parent, order)
    found = contraction.eliminate(graph, position)
    upper_first, upper, lower_first, lower, lower_arc = contraction.sorted_arcs(*found)
    return Preparation(
        position=position,
        subtree_end=subtree_end,
        upper_first=upper_first,
        upper=upper,
        lower_first=lower_first,
        lower=lower,
        lower_arc=lower_arc,
        arc_place=contraction.arc_places(upper_first, upper, position[tail], position[head]),
        arc_rises=position[tail] > position[head],
    )
