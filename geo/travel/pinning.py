"""The part of the hierarchy through which a set of destinations is reached.

A quickest way to a destination comes down through ancestors of that destination in the elimination
tree. Pinning copies these nodes, in order, and their incoming downward arcs into one compact block,
which a sweep then walks once for sixteen origins.

Arcs without a downward way (one-way streets) stay in the block: the sweep skips a subtree when none
of the nodes above it is reached, and it can tell only if it sees all of them.

References
----------
Delling, D., Goldberg, A. V., Werneck, R. F. (2011), Faster batched shortest paths in road networks,
ATMOS 2011, section 3 (RPHAST).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads.hierarchy import Preparation

__all__ = ["PinnedBlock", "pin"]


class PinnedBlock(NamedTuple):
    """Ancestors of the destinations, top down, with the arcs that lead down to them.

    Attributes
    ----------
    row_of : ndarray of int32, shape (n_nodes,)
        By position: row in the block, -1 for nodes outside it.
    after_subtree : ndarray of int32, shape (n_rows,)
        The first row after the subtree of each row.
    first_arc : ndarray of int64, shape (n_rows + 1,)
        Where the arcs of each row begin.
    from_row : ndarray of int32, shape (n_block_arcs,)
        The row that the arc comes down from; always a smaller one.
    ms : ndarray of int32 or int64, shape (n_block_arcs,)
        Milliseconds.
    """

    row_of: NDArray[np.int32]
    after_subtree: NDArray[np.int32]
    first_arc: NDArray[np.int64]
    from_row: NDArray[np.int32]
    ms: NDArray[np.signedinteger]

    @property
    def n_rows(self) -> int:
        """Number of nodes in the block."""
        return len(self.after_subtree)


def pin(
    preparation: Preparation, down_ms: NDArray[np.signedinteger], positions: NDArray[np.int32]
) -> PinnedBlock:
    """Return the block for destinations at the given positions of the hierarchy.

    Parameters
    ----------
    preparation : Preparation
        The hierarchy.
    down_ms : ndarray of int32 or int64, shape (n_hierarchy_arcs,)
        Milliseconds downward.
    positions : ndarray of int32, shape (n,)
        Repeats are allowed.
    """
    inside = _ancestors(preparation.upper_first, preparation.upper, positions)
    pinned = np.flatnonzero(inside)
    row_of = np.full(len(inside), -1, dtype=np.int32)
    row_of[pinned] = np.arange(len(pinned), dtype=np.int32)
    n_upper = np.diff(preparation.upper_first)[pinned]
    first_arc = np.zeros(len(pinned) + 1, dtype=np.int64)
    np.cumsum(n_upper, out=first_arc[1:])
    arc = np.arange(first_arc[-1]) + np.repeat(
        preparation.upper_first[pinned] - first_arc[:-1], n_upper
    )
    return PinnedBlock(
        row_of=row_of,
        after_subtree=np.searchsorted(pinned, preparation.subtree_end[pinned]).astype(np.int32),
        first_arc=first_arc,
        from_row=row_of[preparation.upper[arc]],
        ms=down_ms[arc],
    )


@kernel
def _ancestors(
    upper_first: NDArray[np.int64], upper: NDArray[np.uint32], positions: NDArray[np.int32]
) -> NDArray[np.bool_]:
    inside = np.zeros(upper_first.shape[0] - 1, np.bool_)
    for position in positions:
        here = position
        while not inside[here]:
            inside[here] = True
            if upper_first[here] == upper_first[here + 1]:
                break
            here = upper[upper_first[here + 1] - 1]
    return inside
