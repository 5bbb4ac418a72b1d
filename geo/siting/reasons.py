"""Why no plan exists, as indices: who has the names says them."""

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice

__all__ = ["estates_nobody_reaches"]


def estates_nobody_reaches(estates: NDArray[np.int64]) -> Notice:
    """Return the reason that no allowed candidate serves some estates.

    Parameters
    ----------
    estates : ndarray of int64
        Estate indices.

    Returns
    -------
    Notice
        With the estates as a tuple of int.
    """
    return Notice("siting.estates_nobody_reaches", estates=tuple(estates.tolist()))
