"""Times for the arcs of the hierarchy: what a new rush hour or a closed bridge costs.

Each arc of the hierarchy gets the time of the quickest way between its ends that passes only
through lower nodes, once upward and once downward. That takes one pass over the lower triangles of
the hierarchy, bottom up.

References
----------
Dibbelt, J., Strasser, B., Wagner, D. (2016), Customizable contraction hierarchies, ACM Journal of
Experimental Algorithmics 21, section 7 (basic customization).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads.hierarchy import Preparation

__all__ = ["ArcTimes", "customize", "unreached_ms"]


class Triangles(NamedTuple):
    """The arcs of a hierarchy at both their ends, as `Preparation` names them."""

    upper_first: NDArray[np.int64]
    upper: NDArray[np.uint32]
    lower_first: NDArray[np.int64]
    lower: NDArray[np.uint32]
    lower_arc: NDArray[np.int64]


class ArcTimes(NamedTuple):
    """Milliseconds on every arc of a hierarchy.

    Attributes
    ----------
    up, down : ndarray of int32 or int64, shape (n_hierarchy_arcs,)
        From the lower end to the upper end and back; `unreached` where there is no way.
    unreached : int
        Stands for "no way", and for every time that is longer; twice it still fits the type.
    """

    up: NDArray[np.signedinteger]
    down: NDArray[np.signedinteger]
    unreached: np.signedinteger


def unreached_ms(dtype: type[np.signedinteger]) -> int:
    """Return the largest number of a type that can be doubled: 298 hours for int32."""
    return int(np.iinfo(dtype).max) // 2


def customize(
    preparation: Preparation, drive_ms: NDArray[np.int64], *, dtype: type[np.signedinteger]
) -> ArcTimes:
    """Return the times of all arcs of the hierarchy for one set of arc times.

    Parameters
    ----------
    preparation : Preparation
        Hierarchy of the network.
    drive_ms : ndarray of int64, shape (n_arcs,)
        Milliseconds on the network's arcs.
    dtype : type
        ``np.int32`` or ``np.int64``; times of `unreached_ms` and longer count as no way.
    """
    unreached = unreached_ms(dtype)
    arc_ms = np.minimum(drive_ms, unreached).astype(dtype)
    up = np.full(preparation.n_hierarchy_arcs, unreached, dtype=dtype)
    times = ArcTimes(up, up.copy(), dtype(unreached))
    _lay_arcs(preparation.arc_place, preparation.arc_rises, arc_ms, times)
    _relax_lower_triangles(
        Triangles(
            preparation.upper_first,
            preparation.upper,
            preparation.lower_first,
            preparation.lower,
            preparation.lower_arc,
        ),
        times,
    )
    return times


@kernel
def _lay_arcs(
    arc_place: NDArray[np.int64],
    arc_rises: NDArray[np.bool_],
    arc_ms: NDArray[np.signedinteger],
    times: ArcTimes,
) -> None:
    """Put the network's own arcs in place; of parallel arcs the quickest counts."""
    for arc in range(arc_place.shape[0]):
        place = arc_place[arc]
        if place >= 0:
            ms = times.up if arc_rises[arc] else times.down
            ms[place] = min(ms[place], arc_ms[arc])


@kernel
def _relax_lower_triangles(triangles: Triangles, times: ArcTimes) -> None:
    """Let every pair of arcs (below, here), (below, above) shorten the arc (here, above).

    Sums are at most twice "unreached", which fits the type, so they are kept in it. Together with
    unsigned indices, which spare a test for negative ones, that halves the time of the loop.
    """
    upper_first, upper, lower_first, lower, lower_arc = triangles
    up, down, _ = times
    milliseconds = up.dtype.type
    n_nodes = upper_first.shape[0] - 1
    arc_to = np.zeros(n_nodes, np.uint32)
    for here in range(n_nodes - 1, -1, -1):
        for arc in range(upper_first[here], upper_first[here + 1]):
            arc_to[upper[arc]] = arc
        for i in range(lower_first[here], lower_first[here + 1]):
            arc_here = lower_arc[i]
            from_below = up[arc_here]
            to_below = down[arc_here]
            first_above = upper_first[lower[i]]
            for step in range(np.uint64(arc_here - first_above)):
                arc_above = np.uint64(first_above) + step
                arc = arc_to[upper[arc_above]]
                up[arc] = min(up[arc], milliseconds(to_below + up[arc_above]))
                down[arc] = min(down[arc], milliseconds(down[arc_above] + from_below))
