"""Pairs of points within a limit, one block of origins after the other: no matrix of all pairs."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.threads import thread_count
from geo.travel.times import PointRows

__all__ = ["NearPairs", "near_pairs"]

_CELLS_AT_ONCE: Final = 4_000_000


class NearPairs(NamedTuple):
    """Pairs within a limit, by origin and then by destination.

    Attributes
    ----------
    origin, destination : ndarray of int64, shape (n_pairs,)
        Rows of what was asked for.
    minutes : ndarray of float32, shape (n_pairs,)
        As :func:`geo.travel.point_times` gives them.
    """

    origin: NDArray[np.int64]
    destination: NDArray[np.int64]
    minutes: NDArray[np.float32]


def near_pairs(
    network: RoadNetwork,
    *,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    limit_min: float,
    engine: str = "auto",
    threads: int | None = None,
) -> Iterator[NearPairs]:
    """Yield the pairs of points within a limit, a block of origins at a time.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : SnappedPoints, lengths n_origins and n_destinations
        A point without an edge (-1) is not reached and reaches nothing.
    limit_min : float
        Longest time that is kept, minutes, at least 0; inf for no limit.
    engine : {"auto", "cch", "dijkstra"}
    threads : int, optional
        Threads to use; one per core when left out. The result does not depend on it.

    Yields
    ------
    NearPairs
        Whatever has a way within the limit, each pair once.

    Raises
    ------
    TravelError
        When the limit is negative or NaN, or the engine is unknown.
    """
    rows = PointRows(network, origins, destinations, limit_min, engine=engine)
    step = max(1, _CELLS_AT_ONCE // max(len(destinations), 1))
    for begin in range(0, len(origins), step):
        end = min(begin + step, len(origins))
        minutes = rows.minutes(begin, end, threads=thread_count(threads))
        origin, destination = np.nonzero(np.isfinite(minutes))
        yield NearPairs(origin + begin, destination, minutes[origin, destination])
