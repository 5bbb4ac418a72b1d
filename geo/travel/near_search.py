"""Bounded Dijkstra that writes down whom it meets: no row as long as the list of destinations.

Work and memory follow what lies within the limit. Doors tell which destinations are entered from
a node, so that a search reads the nodes it has labelled and no others.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.roads import RoadNetwork, SnappedPoints
from geo.travel.access import UNREACHED, Trips, arrivals, departures, longest_ms
from geo.travel.dijkstra import (
    ForwardStar,
    scratch_for,
    settle,
    start_from,
)
from geo.travel.dijkstra_search import star_of
from geo.travel.same_edge import MS_PER_MIN, direct_ways
from geo.travel.threads import run_in_threads
from geo.travel.times import limit_milliseconds

__all__ = ["NearSearch", "times_in_groups"]

_PAIRS_AT_ONCE = 1_000_000


class Doors(NamedTuple):
    """Destinations by the node from which they are entered, or by the origin beside them.

    Attributes
    ----------
    first : ndarray of int64, shape (n + 1,)
        Where the destinations of each node or origin begin.
    destination : ndarray of int64, shape (k,)
    ms : ndarray of int64, shape (k,)
        Milliseconds from there.
    """

    first: NDArray[np.int64]
    destination: NDArray[np.int64]
    ms: NDArray[np.int64]


def doors_by(
    key: NDArray[np.integer], destination: NDArray[np.int64], ms: NDArray[np.int64], n_keys: int
) -> Doors:
    """Return doors sorted by a key from 0 to below ``n_keys``."""
    order = np.argsort(key, kind="stable")
    first = np.zeros(n_keys + 1, dtype=np.int64)
    np.cumsum(np.bincount(key, minlength=n_keys), out=first[1:])
    return Doors(first, destination[order], ms[order].astype(np.int64))


class NearSearch:
    """Pairs within a limit, for runs of origins.

    Parameters
    ----------
    network : RoadNetwork
    origins, destinations : SnappedPoints
    limit_min : float
        Longest time that is kept.
    """

    def __init__(
        self,
        network: RoadNetwork,
        origins: SnappedPoints,
        destinations: SnappedPoints,
        limit_min: float,
    ) -> None:
        limit_ms = min(limit_milliseconds(limit_min), longest_ms(network.n_nodes))
        exits = arrivals(network, destinations)
        owner = np.repeat(np.arange(exits.n_points), np.diff(exits.first))
        origin, beside, direct_ms = direct_ways(network, origins, destinations, limit_ms)
        self._star = star_of(network, limit_ms)
        self._trips = Trips(departures(network, origins), exits, np.int64(limit_ms))
        self._doors = doors_by(exits.node, owner, exits.ms, network.n_nodes)
        self._beside = doors_by(origin, beside, direct_ms, len(origins))

    def pairs(
        self, begin: int, end: int, *, threads: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return origins, destinations and minutes of the origins from ``begin`` to ``end``."""
        cuts = np.linspace(begin, end, max(1, min(threads, end - begin)) + 1).astype(np.int64)
        parts: list[list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]]
        parts = [[] for _ in cuts[1:]]

        def fill(part: int) -> None:
            first, last = int(cuts[part]), int(cuts[part + 1])
            while first < last:
                first, *found = _search_near(
                    self._star, self._trips, self._doors, self._beside, first, last, _PAIRS_AT_ONCE
                )
                parts[part].append((found[0], found[1], found[2]))

        run_in_threads(fill, len(parts))
        found = [one for part in parts for one in part]
        origin, destination, ms = (np.concatenate(column) for column in zip(*found, strict=True))
        return origin, destination, (ms / MS_PER_MIN).astype(np.float32)


@kernel
def _search_near(
    star: ForwardStar,
    trips: Trips,
    doors: Doors,
    beside: Doors,
    begin: int,
    end: int,
    enough: int,
) -> tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of the origins from ``begin``, and the first origin that is still to do.

    Origins in order, and for each its destinations in order. No origin is begun once there are
    ``enough`` pairs.
    """
    work = scratch_for(star, trips.entries)
    n_destinations = trips.exits.first.shape[0] - 1
    best = np.full(n_destinations, UNREACHED)
    met = np.empty(n_destinations, np.int64)
    room = max(1024, 2 * n_destinations)
    origins, found = np.empty(room, np.int64), np.empty(room, np.int64)
    found_ms = np.empty(room, np.int64)
    n_found = 0
    origin = begin
    while origin < end and n_found < enough:
        n_started = start_from(trips.entries, origin, trips.limit_ms, work)
        n_touched = settle(star, trips.limit_ms, work, n_started, -1)
        n_met = 0
        for i in range(n_touched):
            node = work.touched[i]
            n_met = _meet(doors, np.int64(node), work.label[node], trips.limit_ms, best, met, n_met)
            work.label[node] = UNREACHED
        n_met = _meet(beside, np.int64(origin), np.int64(0), trips.limit_ms, best, met, n_met)
        if n_found + n_met > room:
            room = 2 * (n_found + n_met)
            origins = _longer(origins, n_found, room)
            found = _longer(found, n_found, room)
            found_ms = _longer(found_ms, n_found, room)
        for destination in np.sort(met[:n_met]):
            origins[n_found] = origin
            found[n_found] = destination
            found_ms[n_found] = best[destination]
            best[destination] = UNREACHED
            n_found += 1
        origin += 1
    return origin, origins[:n_found].copy(), found[:n_found].copy(), found_ms[:n_found].copy()


@kernel
def _meet(
    doors: Doors,
    key: np.int64,
    ms: np.int64,
    limit_ms: np.signedinteger,
    best: NDArray[np.int64],
    met: NDArray[np.int64],
    n_met: int,
) -> int:
    """Enter the destinations behind some doors; return how many have been met so far."""
    for door in range(doors.first[key], doors.first[key + 1]):
        whole_ms = ms + doors.ms[door]
        destination = doors.destination[door]
        if whole_ms <= limit_ms and whole_ms < best[destination]:
            if best[destination] == UNREACHED:
                met[n_met] = destination
                n_met += 1
            best[destination] = whole_ms
    return n_met


@kernel
def _longer(array: NDArray[np.int64], n_kept: int, room: int) -> NDArray[np.int64]:
    longer = np.empty(room, np.int64)
    longer[:n_kept] = array[:n_kept]
    return longer


def times_in_groups(
    network: RoadNetwork, points: SnappedPoints, first: NDArray[np.int64], *, threads: int
) -> NDArray[np.float32]:
    """Return the minutes between the points of each group, without those between groups.

    Parameters
    ----------
    network : RoadNetwork
    points : SnappedPoints
        Group by group.
    first : ndarray of int64, shape (n_groups + 1,)
        Where the points of each group begin.
    threads : int
        The result does not depend on it.

    Returns
    -------
    ndarray of float32
        The matrices of all groups, one after the other, ``[origin, destination]``; inf where there
        is no way.
    """
    limit_ms = longest_ms(network.n_nodes)
    sizes = np.diff(first)
    place = np.concatenate([[0], np.cumsum(sizes * sizes)])
    trips = Trips(departures(network, points), arrivals(network, points), np.int64(limit_ms))
    star = star_of(network, limit_ms)
    ms = np.full(place[-1], UNREACHED)

    def fill(part: int) -> None:
        groups = np.arange(part, sizes.size, threads)
        _search_groups(star, trips, first, place, groups, ms)

    run_in_threads(fill, threads)
    group = np.repeat(np.arange(sizes.size), sizes)
    origin, beside, direct_ms = direct_ways(network, points, points, limit_ms)
    together = group[origin] == group[beside]
    origin, beside = origin[together], beside[together]
    start = first[group[origin]]
    at = place[group[origin]] + (origin - start) * sizes[group[origin]] + beside - start
    ms[at] = np.minimum(ms[at], direct_ms[together])
    minutes = (ms / MS_PER_MIN).astype(np.float32)
    minutes[ms > limit_ms] = np.inf
    return minutes


@kernel
def _search_groups(
    star: ForwardStar,
    trips: Trips,
    first: NDArray[np.int64],
    place: NDArray[np.int64],
    groups: NDArray[np.int64],
    ms: NDArray[np.int64],
) -> None:
    """Fill the matrices of some groups; a search ends when its group is reached."""
    entries, exits, limit_ms = trips
    work = scratch_for(star, entries)
    for group in groups:
        begin, end = first[group], first[group + 1]
        ways = range(exits.first[begin], exits.first[end])
        n_awaited = 0
        for way in ways:
            n_awaited += not work.awaited[exits.node[way]]
            work.awaited[exits.node[way]] = True
        at = place[group]
        for origin in range(begin, end):
            n_started = start_from(entries, origin, limit_ms, work)
            n_touched = settle(star, limit_ms, work, n_started, n_awaited)
            for destination in range(begin, end):
                for way in range(exits.first[destination], exits.first[destination + 1]):
                    label = work.label[exits.node[way]]
                    if label < UNREACHED:
                        ms[at] = min(ms[at], label + exits.ms[way])
                at += 1
            for i in range(n_touched):
                work.label[work.touched[i]] = UNREACHED
        for way in ways:
            work.awaited[exits.node[way]] = False
