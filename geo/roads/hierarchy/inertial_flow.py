"""Nested dissection by inertial flow: an elimination order from positions and neighbours alone.

A cell of nodes is seen from four sides. Along each, the first three tenths of the nodes and the
last three are held apart by a minimum edge cut; the direction with the smallest cut wins, and the
ends of its edges on one side become the separator. Separators are eliminated last, the two parts
are cut again, and cells of a few nodes are ordered by minimum degree.

References
----------
Schild, A., Sommer, C. (2015), On balanced separators in road networks, SEA 2015, section 3.
Dinitz, Y. (1970), Algorithm for solution of a problem of maximum flow in networks with power
estimation, Soviet Mathematics Doklady 11: blocking flows in level graphs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads.hierarchy.graph import Graph
from geo.roads.hierarchy.leaf_order import LEAF_SIZE, order_leaf

__all__ = ["inertial_flow_order"]

N_VIEWS = 4
HELD_SHARE = 0.3
"""Share of a cell that is held on each side; the cut is searched among the rest."""

LEFT, RIGHT, SEPARATOR = 0, 1, 2
NONE = -1


class _Flow(NamedTuple):
    """A unit flow through one cell, by local node and by local arc."""

    twin: NDArray[np.int32]
    used: NDArray[np.bool_]
    level: NDArray[np.int32]
    next_arc: NDArray[np.int64]
    queue: NDArray[np.int32]
    path: NDArray[np.int64]


def inertial_flow_order(
    graph: Graph,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Return the nodes in the order in which to eliminate them.

    Parameters
    ----------
    graph : Graph
    x, y : ndarray of float64, shape (n_nodes,)
        Positions on a plane, in any unit.

    Returns
    -------
    ndarray of int32, shape (n_nodes,)
    """
    views = np.stack(
        [np.argsort(along, kind="stable").astype(np.int32) for along in (x, y, x + y, x - y)]
    )
    _dissect(graph, views)
    order: NDArray[np.int32] = views[0]
    return order


@kernel
def _dissect(graph: Graph, views: NDArray[np.int32]) -> None:
    """Cut cells until they are leaves; row 0 of the views ends up as the order.

    A cell is a run of places that holds the same nodes in all views, sorted along each.
    """
    n_nodes = views.shape[1]
    place = np.empty(n_nodes, np.int32)
    side = np.empty(n_nodes, np.int8)
    # The smaller part is always cut first, so the stack never holds more than log2(n_nodes) + 2.
    cells = np.empty((64, 2), np.int64)
    cells[0, 0], cells[0, 1] = 0, n_nodes
    n_cells = 1
    while n_cells > 0:
        n_cells -= 1
        begin, end = cells[n_cells]
        for i in range(begin, end):
            place[views[0, i]] = i
        if end - begin <= LEAF_SIZE:
            order_leaf(graph, views[0], place, begin, end)
            continue
        cell = _cell_graph(graph, views[0], place, begin, end)
        _choose_cut(cell, views, place, begin, side[begin:end])
        n_left, n_right = _part(views, begin, end, place, side)
        left = n_cells if n_left > n_right else n_cells + 1
        right = 2 * n_cells + 1 - left
        cells[left, 0], cells[left, 1] = begin, begin + n_left
        cells[right, 0], cells[right, 1] = begin + n_left, begin + n_left + n_right
        n_cells += 2


@kernel
def _cell_graph(
    graph: Graph, members: NDArray[np.int32], place: NDArray[np.int32], begin: int, end: int
) -> Graph:
    """Return the graph inside a cell, each node's neighbours in ascending local numbers."""
    first = np.zeros(end - begin + 1, np.int64)
    for i in range(begin, end):
        node = members[i]
        for arc in range(graph.first[node], graph.first[node + 1]):
            there = place[graph.neighbour[arc]]
            if begin <= there < end and members[there] == graph.neighbour[arc]:
                first[i - begin + 1] += 1
    for local in range(end - begin):
        first[local + 1] += first[local]
    free = first[:-1].copy()
    neighbour = np.empty(first[end - begin], np.int32)
    for i in range(begin, end):
        node = members[i]
        for arc in range(graph.first[node], graph.first[node + 1]):
            there = place[graph.neighbour[arc]]
            if begin <= there < end and members[there] == graph.neighbour[arc]:
                neighbour[free[there - begin]] = i - begin
                free[there - begin] += 1
    return Graph(first, neighbour)


@kernel
def _choose_cut(
    cell: Graph,
    views: NDArray[np.int32],
    place: NDArray[np.int32],
    begin: int,
    side: NDArray[np.int8],
) -> None:
    """Put every node of the cell on a side of the smallest cut of all views."""
    size = cell.first.shape[0] - 1
    n_arcs = cell.neighbour.shape[0]
    flow = _Flow(
        _twins(cell),
        np.zeros(n_arcs, np.bool_),
        np.empty(size, np.int32),
        np.empty(size, np.int64),
        np.empty(size, np.int32),
        np.empty(size + 1, np.int64),
    )
    held = np.empty(size, np.int8)
    n_held = max(1, int(size * HELD_SHARE))
    best_cut = n_arcs + 1
    for view in range(N_VIEWS):
        held[:] = NONE
        for i in range(n_held):
            held[place[views[view, begin + i]] - begin] = LEFT
            held[place[views[view, begin + size - 1 - i]] - begin] = RIGHT
        cut = _maximum_flow(cell, flow, held, best_cut)
        if cut < best_cut:
            best_cut = cut
            for local in range(size):
                side[local] = LEFT if flow.level[local] >= 0 else RIGHT
    _lift_separator(cell, side)


@kernel
def _twins(cell: Graph) -> NDArray[np.int32]:
    """Return the arc that runs the other way, for every arc of a sorted cell graph."""
    twin = np.empty(cell.neighbour.shape[0], np.int32)
    free = cell.first[:-1].copy()
    for local in range(cell.first.shape[0] - 1):
        for arc in range(cell.first[local], cell.first[local + 1]):
            twin[arc] = free[cell.neighbour[arc]]
            free[cell.neighbour[arc]] += 1
    return twin


@kernel
def _maximum_flow(cell: Graph, flow: _Flow, held: NDArray[np.int8], enough: int) -> int:
    """Return the flow from the left to the right; the nodes with a level are the left part.

    Stops early once the flow is ``enough``.
    """
    flow.used[:] = False
    n_starts = _find_starts(cell, flow, held)
    total = 0
    while total < enough and _set_levels(cell, flow, held, n_starts):
        for local in range(held.shape[0]):
            flow.next_arc[local] = cell.first[local]
        for i in range(n_starts):
            while total < enough and _push_path(cell, flow, held, flow.queue[i]):
                total += 1
    return total


@kernel
def _find_starts(cell: Graph, flow: _Flow, held: NDArray[np.int8]) -> int:
    """Put the nodes of the left that border on others at the head of the queue; count them."""
    n_starts = 0
    for local in range(held.shape[0]):
        if held[local] != LEFT:
            continue
        for arc in range(cell.first[local], cell.first[local + 1]):
            if held[cell.neighbour[arc]] != LEFT:
                flow.queue[n_starts] = local
                n_starts += 1
                break
    return n_starts


@kernel
def _set_levels(cell: Graph, flow: _Flow, held: NDArray[np.int8], n_starts: int) -> bool:
    """Set each node's residual arcs from the left; return whether the right is reached.

    All of the right that is reached gets a level, not only the nearest: a round then finds more
    paths than the shortest ones, and fewer rounds are needed.
    """
    for local in range(held.shape[0]):
        flow.level[local] = 0 if held[local] == LEFT else NONE
    is_reached = False
    n_queued = n_starts
    done = 0
    while done < n_queued:
        local = flow.queue[done]
        done += 1
        if held[local] == RIGHT:
            is_reached = True
            continue
        for arc in range(cell.first[local], cell.first[local + 1]):
            there = cell.neighbour[arc]
            if not flow.used[arc] and flow.level[there] == NONE:
                flow.level[there] = flow.level[local] + 1
                flow.queue[n_queued] = there
                n_queued += 1
    return is_reached


@kernel
def _push_path(cell: Graph, flow: _Flow, held: NDArray[np.int8], start: int) -> bool:
    """Send one unit from a node of the left along rising levels; return whether it arrived."""
    here = start
    n_path = 0
    while held[here] != RIGHT:
        if flow.next_arc[here] == cell.first[here + 1]:
            flow.level[here] = NONE
            if n_path == 0:
                return False
            n_path -= 1
            here = cell.neighbour[flow.twin[flow.path[n_path]]]
            flow.next_arc[here] += 1
            continue
        arc = flow.next_arc[here]
        there = cell.neighbour[arc]
        if not flow.used[arc] and flow.level[there] == flow.level[here] + 1:
            flow.path[n_path] = arc
            n_path += 1
            here = there
        else:
            flow.next_arc[here] += 1
    for i in range(n_path):
        _use(flow, flow.path[i])
    return n_path > 0


@kernel
def _use(flow: _Flow, arc: int) -> None:
    """Send a unit along an arc: take back one that came the other way, or use the arc up."""
    if flow.used[flow.twin[arc]]:
        flow.used[flow.twin[arc]] = False
    else:
        flow.used[arc] = True


@kernel
def _lift_separator(cell: Graph, side: NDArray[np.int8]) -> None:
    """Turn the ends of the cut edges into the separator, on the side that has fewer of them."""
    n_ends = np.zeros(2, np.int64)
    is_end = np.zeros(side.shape[0], np.bool_)
    for local in range(side.shape[0]):
        for arc in range(cell.first[local], cell.first[local + 1]):
            is_end[local] |= side[cell.neighbour[arc]] != side[local]
        if is_end[local]:
            n_ends[side[local]] += 1
    lifted = LEFT if n_ends[LEFT] < n_ends[RIGHT] else RIGHT
    for local in range(side.shape[0]):
        if is_end[local] and side[local] == lifted:
            side[local] = SEPARATOR


@kernel
def _part(
    views: NDArray[np.int32],
    begin: int,
    end: int,
    place: NDArray[np.int32],
    side: NDArray[np.int8],
) -> tuple[int, int]:
    """Sort all views of a cell into left, right and separator; return the sizes of the parts."""
    sorted_view = np.empty(end - begin, np.int32)
    n_side = np.zeros(3, np.int64)
    free = np.empty(3, np.int64)
    for i in range(begin, end):
        n_side[side[i]] += 1
    for view in range(N_VIEWS):
        free[LEFT] = 0
        free[RIGHT] = n_side[LEFT]
        free[SEPARATOR] = n_side[LEFT] + n_side[RIGHT]
        for i in range(begin, end):
            node = views[view, i]
            which = side[place[node]]
            sorted_view[free[which]] = node
            free[which] += 1
        for i in range(begin, end):
            views[view, i] = sorted_view[i - begin]
    return n_side[LEFT], n_side[RIGHT]
