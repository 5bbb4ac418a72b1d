"""Pairs of points within a limit, one block of origins after the other: no matrix of all pairs.

Few points are asked of the matrix, which every plan calculates anyway; for many each search writes
down whom it meets, and what is far away costs nothing.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.access import Access, arrivals, departures
from geo.travel.same_edge import MS_PER_MIN, direct_ways
from geo.travel.threads import thread_count
from geo.travel.times import PointRows, limit_milliseconds

__all__ = ["NearPairs", "group_times", "near_pairs", "nearest_times"]

_CELLS_AT_ONCE: Final = 4_000_000
_FEW_CELLS: Final = 200_000
_ORIGINS_AT_ONCE: Final = 2_048
_ORIGINS_OF_A_THREAD: Final = 100


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
    is_small = len(origins) * len(destinations) <= _FEW_CELLS
    if engine == "auto" and not is_small and np.isfinite(limit_min):
        yield from _searched(network, origins, destinations, limit_min, thread_count(threads))
        return
    rows = PointRows(network, origins, destinations, limit_min, engine=engine)
    step = max(1, _CELLS_AT_ONCE // max(len(destinations), 1))
    for begin in range(0, len(origins), step):
        end = min(begin + step, len(origins))
        minutes = rows.minutes(begin, end, threads=thread_count(threads))
        origin, destination = np.nonzero(np.isfinite(minutes))
        yield NearPairs(origin + begin, destination, minutes[origin, destination])


def _searched(
    network: RoadNetwork,
    origins: SnappedPoints,
    destinations: SnappedPoints,
    limit_min: float,
    threads: int,
) -> Iterator[NearPairs]:
    """Yield the pairs by searches that write down whom they meet."""
    from geo.travel.near_search import NearSearch

    search = NearSearch(network, origins, destinations, limit_min)
    threads = min(threads, 1 + len(origins) // _ORIGINS_OF_A_THREAD)
    for begin in range(0, len(origins), _ORIGINS_AT_ONCE):
        end = min(begin + _ORIGINS_AT_ONCE, len(origins))
        yield NearPairs(*search.pairs(begin, end, threads=threads))


def nearest_times(
    network: RoadNetwork, *, origins: SnappedPoints, destinations: SnappedPoints
) -> NDArray[np.float32]:
    """Return the quickest minutes to each destination from any origin, by one search.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : SnappedPoints, lengths n_origins and n_destinations

    Returns
    -------
    ndarray of float32, shape (n_destinations,)
        inf where no origin has a way.
    """
    from geo.travel.dijkstra_search import DijkstraSearch

    limit_ms = limit_milliseconds(np.inf)
    starts = departures(network, origins)
    together = Access(np.array([0, len(starts.node)]), starts.node, starts.ms)
    search = DijkstraSearch(network, arrivals(network, destinations), limit_ms)
    nearest: NDArray[np.float32] = search.minutes(together, threads=1)[0]
    _, beside, direct_ms = direct_ways(network, origins, destinations, limit_ms)
    np.minimum.at(nearest, beside, (direct_ms / MS_PER_MIN).astype(np.float32))
    return nearest


def group_times(
    network: RoadNetwork,
    *,
    points: SnappedPoints,
    group: NDArray[np.int64],
    threads: int | None = None,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Yield the quickest times between the points of each group, none between groups.

    Parameters
    ----------
    network : RoadNetwork
    points : SnappedPoints, length n
    group : ndarray of int, shape (n,)
        Code of the group of each point.
    threads : int, optional
        Threads to use; one per core when left out. The result does not depend on it.

    Yields
    ------
    those : ndarray of int64, shape (k,)
        The points of a group in order; groups in order of their codes.
    minutes : ndarray of float32, shape (k, k)
        As :func:`geo.travel.point_times` gives them without a limit.
    """
    from geo.travel.near_search import times_in_groups

    if not len(points):
        return
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    first = np.concatenate([[0], cuts, [len(order)]])
    minutes = times_in_groups(network, points.take(order), first, threads=thread_count(threads))
    sizes = np.diff(first)
    place = np.cumsum(sizes * sizes)
    for those, size, end in zip(np.split(order, cuts), sizes, place, strict=True):
        yield those, minutes[end - size * size : end].reshape(size, size)
