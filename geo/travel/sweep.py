"""Sixteen origins at a time: up the hierarchy, then once down through the pinned block.

References
----------
Delling, D., Goldberg, A. V., Nowatzyk, A., Werneck, R. F. (2013), PHAST: hardware-accelerated
shortest path trees, Journal of Parallel and Distributed Computing 73(7), sections 4 and 5.
Buchhold, V., Sanders, P., Wagner, D. (2019), Real-time traffic assignment using engineered
customizable contraction hierarchies, ACM Journal of Experimental Algorithmics 24, section 4
(elimination tree search for several sources at once).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.travel.access import Trips
from geo.travel.lanes import (
    N_LANES,
    add_to_lanes,
    any_lane_within,
    least_of_lanes,
    load_lanes,
    store_lanes,
)
from geo.travel.pinning import PinnedBlock

__all__ = ["NO_ORIGIN", "Upward", "in_batches", "sweep_batches"]

NO_ORIGIN = -1
"""Fills the lanes of the last batch that have no origin."""


class Upward(NamedTuple):
    """The hierarchy as an origin climbs it.

    Attributes
    ----------
    first, upper : ndarray
        Upper neighbours by position, as in `Preparation`.
    ms : ndarray of int32 or int64, shape (n_hierarchy_arcs,)
        Milliseconds upward.
    unreached_ms : int
        Label of nodes without a way, longer than any limit; of the type of `ms`.
    """

    first: NDArray[np.int64]
    upper: NDArray[np.uint32]
    ms: NDArray[np.signedinteger]
    unreached_ms: np.signedinteger


class _Climb(NamedTuple):
    """The ancestors of one batch of origins and their labels."""

    label: NDArray[np.signedinteger]
    is_on_path: NDArray[np.bool_]
    path: NDArray[np.int32]


class _Descent(NamedTuple):
    """Labels of the pinned block, and what a batch knows of its rows."""

    label: NDArray[np.signedinteger]
    started: NDArray[np.bool_]
    reached_in: NDArray[np.int64]


def in_batches(origins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a list of origins as rows of `N_LANES`, filled up with `NO_ORIGIN`."""
    n_batches = -(-len(origins) // N_LANES)
    batches = np.full((n_batches, N_LANES), NO_ORIGIN, dtype=np.int64)
    batches.reshape(-1)[: len(origins)] = origins
    return batches


@kernel
def sweep_batches(
    upward: Upward,
    block: PinnedBlock,
    trips: Trips,
    batches: NDArray[np.int64],
    minutes: NDArray[np.float32],
) -> None:
    """Fill the rows of ``minutes`` that belong to the origins in ``batches``.

    Parameters
    ----------
    upward : Upward
        The hierarchy.
    block : PinnedBlock
        The part of it through which the destinations are reached.
    trips : Trips
        Entries by position, exits by row of the block, and the limit.
    batches : ndarray of int64, shape (n_batches, N_LANES)
        Rows of `minutes`, `NO_ORIGIN` for idle lanes; neighbours share a batch best.
    minutes : ndarray of float32, shape (n_origins, n_destinations)
        Result; inf past the limit.
    """
    entries = trips.entries
    n_nodes = upward.first.shape[0] - 1
    n_rows = block.after_subtree.shape[0]
    climb = _Climb(
        np.empty((n_nodes, N_LANES), upward.ms.dtype),
        np.zeros(n_nodes, np.bool_),
        np.empty(n_nodes, np.int32),
    )
    descent = _Descent(
        np.full((n_rows + 1, N_LANES), upward.unreached_ms),
        np.zeros(n_rows, np.bool_),
        np.full(n_rows, -1, np.int64),
    )
    for batch in range(batches.shape[0]):
        lanes = batches[batch]
        n_path = 0
        for lane in range(N_LANES):
            origin = lanes[lane]
            if origin == NO_ORIGIN:
                continue
            for entry in range(entries.first[origin], entries.first[origin + 1]):
                position = entries.node[entry]
                n_path = _add_ancestors(upward, climb, n_path, position)
                climb.label[position, lane] = min(climb.label[position, lane], entries.ms[entry])
        _climb(upward, climb, n_path, trips.limit_ms)
        _hand_over(block, climb, n_path, descent)
        _descend(block, descent, batch, trips.limit_ms)
        _read_batch(descent, batch, trips, lanes, minutes)


@kernel
def _add_ancestors(upward: Upward, climb: _Climb, n_path: int, position: int) -> int:
    """Put a position and its ancestors on the path, those first that are on top.

    Read from its end, the path names every node after all its descendants: what a later call adds
    lies below what is there.
    """
    here = position
    n_new = 0
    while not climb.is_on_path[here]:
        climb.is_on_path[here] = True
        climb.label[here, :] = upward.unreached_ms
        climb.path[n_path + n_new] = here
        n_new += 1
        if upward.first[here] == upward.first[here + 1]:
            break
        here = upward.upper[upward.first[here + 1] - 1]
    for i in range(n_new // 2):
        low, high = n_path + i, n_path + n_new - 1 - i
        climb.path[low], climb.path[high] = climb.path[high], climb.path[low]
    return n_path + n_new


@kernel
def _climb(upward: Upward, climb: _Climb, n_path: int, limit_ms: np.signedinteger) -> None:
    for i in range(n_path - 1, -1, -1):
        here = np.int64(climb.path[i])
        lanes = load_lanes(climb.label, here)
        if any_lane_within(lanes, limit_ms):
            for arc in range(upward.first[here], upward.first[here + 1]):
                above = np.int64(upward.upper[arc])
                longer = add_to_lanes(lanes, upward.ms[arc])
                shortest = least_of_lanes(load_lanes(climb.label, above), longer)
                store_lanes(climb.label, above, shortest)


@kernel
def _hand_over(block: PinnedBlock, climb: _Climb, n_path: int, descent: _Descent) -> None:
    """Start the descent where the climb has been, and make the climb ready for the next batch."""
    for position in climb.path[:n_path]:
        climb.is_on_path[position] = False
        row = np.int64(block.row_of[position])
        if row >= 0:
            descent.started[row] = True
            store_lanes(descent.label, row, load_lanes(climb.label, np.int64(position)))


@kernel
def _descend(block: PinnedBlock, descent: _Descent, batch: int, limit_ms: np.signedinteger) -> None:
    """Sweep the block once; a subtree above which nothing is reached is skipped whole.

    The upper neighbours of a row's descendants that lie outside its subtree are upper neighbours
    of the row too. So when none of them is reached, and no origin climbed through the row, no
    descendant can be reached either. Rows of a skipped subtree keep old labels, which nobody
    reads: only their own descendants would.
    """
    label = descent.label
    n_rows = block.after_subtree.shape[0]
    row = np.int64(0)
    while row < n_rows:
        # The last row of the labels is never written and stays unreached.
        lanes = load_lanes(label, row if descent.started[row] else n_rows)
        is_reachable = descent.started[row]
        descent.started[row] = False
        for arc in range(block.first_arc[row], block.first_arc[row + 1]):
            above = np.int64(block.from_row[arc])
            lanes = least_of_lanes(lanes, add_to_lanes(load_lanes(label, above), block.ms[arc]))
            is_reachable |= descent.reached_in[above] == batch
        if not is_reachable:
            row = np.int64(block.after_subtree[row])
            continue
        store_lanes(label, row, lanes)
        if any_lane_within(lanes, limit_ms):
            descent.reached_in[row] = batch
        row += 1


@kernel
def _read_batch(
    descent: _Descent,
    batch: int,
    trips: Trips,
    lanes: NDArray[np.int64],
    minutes: NDArray[np.float32],
) -> None:
    """Write the minutes of one batch, over the best of each destination's exits."""
    exits = trips.exits
    for destination in range(minutes.shape[1]):
        for origin in lanes:
            if origin != NO_ORIGIN:
                minutes[origin, destination] = np.inf
        for way_out in range(exits.first[destination], exits.first[destination + 1]):
            row = exits.node[way_out]
            if descent.reached_in[row] != batch:
                continue
            for lane in range(N_LANES):
                ms = descent.label[row, lane] + exits.ms[way_out]
                if lanes[lane] != NO_ORIGIN and ms <= trips.limit_ms:
                    found = np.float32(ms / 60000.0)
                    place = lanes[lane], destination
                    minutes[place] = min(minutes[place], found)
