"""Places at short steps along lines, each with its share of the line."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["places_along"]

Reals = NDArray[np.float64]


def places_along(
    vertex: Reals, line: NDArray[np.int64], *, step_m: float
) -> tuple[NDArray[np.int64], Reals, Reals]:
    """Return places at most a step apart along every segment of some lines.

    Parameters
    ----------
    vertex : ndarray, shape (n, 2)
        The vertices of all lines one after the other, metres.
    line : ndarray of int, shape (n,)
        The line of each vertex, 0 for the first, never falling.
    step_m : float
        Greatest distance between two places of a segment.

    Returns
    -------
    line : ndarray of int, shape (k,)
    fraction : ndarray, shape (k,)
        Share of the line's length from its beginning.
    place : ndarray, shape (k, 2)
    """
    segment = np.flatnonzero(line[1:] == line[:-1])
    ahead = vertex[segment + 1] - vertex[segment]
    segment_m = np.hypot(ahead[:, 0], ahead[:, 1])
    line_m = np.bincount(line[segment], weights=segment_m, minlength=int(line.max(initial=-1)) + 1)
    lines_before_m = (np.cumsum(line_m) - line_m)[line[segment]]
    before_m = np.cumsum(segment_m) - segment_m - lines_before_m

    n_places = np.ceil(segment_m / step_m).astype(np.int64) + 1
    of = np.repeat(np.arange(len(segment)), n_places)
    number = np.arange(len(of)) - np.repeat(np.cumsum(n_places) - n_places, n_places)
    share = number / np.maximum(n_places[of] - 1, 1)
    row = line[segment][of]
    along_m = before_m[of] + share * segment_m[of]
    fraction = np.divide(along_m, line_m[row], out=np.zeros(len(row)), where=line_m[row] > 0)
    return row, fraction.clip(0.0, 1.0), vertex[segment][of] + share[:, None] * ahead[of]
