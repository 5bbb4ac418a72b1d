"""Zone labels in their one order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["numbered_by_first"]


def numbered_by_first(labels: ArrayLike) -> NDArray[np.int64]:
    """Return labels 0, 1, … in the order in which the groups first appear."""
    _, first, group = np.unique(np.asarray(labels), return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[group]
