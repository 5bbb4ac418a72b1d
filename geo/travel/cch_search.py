"""The engine over a customizable contraction hierarchy."""

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo.roads import CLOSED_MS, RoadNetwork
from geo.travel.access import Access, Trips
from geo.travel.customization import ArcTimes, customize, unreached_ms
from geo.travel.pinning import pin
from geo.travel.sweep import Upward, in_batches, sweep_batches
from geo.travel.threads import run_in_threads

__all__ = ["CchSearch"]

_times_of: Final[WeakKeyDictionary[RoadNetwork, dict[type, ArcTimes]]] = WeakKeyDictionary()
"""Customized times of the networks that are alive, so that a second question finds them."""


class CchSearch:
    """Restricted sweeps over a customized hierarchy.

    Parameters
    ----------
    network : RoadNetwork
        Prepared on the way if it is not yet.
    exits : Access
        How the destinations are reached.
    limit_ms : int
        Longest time that is kept, milliseconds.
    """

    name = "cch"

    def __init__(self, network: RoadNetwork, exits: Access, limit_ms: int) -> None:
        hierarchy = network.preparation
        dtype = _label_type(network, limit_ms)
        times = _customized(network, dtype)
        self._position = hierarchy.position
        self._upward = Upward(hierarchy.upper_first, hierarchy.upper, times.up, times.unreached)
        self._block = pin(hierarchy, times.down, hierarchy.position[exits.node])
        self._limit_ms = dtype(min(limit_ms, unreached_ms(dtype) - 1))
        self._exits = Access(
            exits.first,
            self._block.row_of[hierarchy.position[exits.node]],
            self._in_range(exits.ms),
        )

    def minutes(self, entries: Access, *, threads: int) -> NDArray[np.float32]:
        """Return minutes, shape (n_origins, n_destinations), inf past the limit."""
        minutes = np.empty((entries.n_points, self._exits.n_points), dtype=np.float32)
        if minutes.size == 0:
            return minutes
        position = self._position[entries.node]
        trips = Trips(
            Access(entries.first, position, self._in_range(entries.ms)),
            self._exits,
            self._limit_ms,
        )
        batches = in_batches(_neighbours_together(entries, position))
        threads = min(threads, len(batches))

        def fill(part: int) -> None:
            sweep_batches(self._upward, self._block, trips, batches[part::threads], minutes)

        run_in_threads(fill, threads)
        return minutes

    def _in_range(self, ms: NDArray[np.signedinteger]) -> NDArray[np.signedinteger]:
        unreached = self._upward.unreached_ms
        in_range: NDArray[np.signedinteger] = np.minimum(ms, unreached).astype(type(unreached))
        return in_range


def _customized(network: RoadNetwork, dtype: type[np.signedinteger]) -> ArcTimes:
    known = _times_of.setdefault(network, {})
    if dtype not in known:
        known[dtype] = customize(network.preparation, network.drive_ms, dtype=dtype)
    return known[dtype]


def _label_type(network: RoadNetwork, limit_ms: int) -> type[np.signedinteger]:
    """Return int32 when no time that could matter is too long for it, else int64.

    A quickest way leaves each node at most once, and its two ends add at most one arc each.
    """
    enough = unreached_ms(np.int32)
    if limit_ms < enough:
        return np.int32
    open_ms = np.where(network.drive_ms < CLOSED_MS, network.drive_ms, 0)
    longest_out_ms = np.zeros(network.n_nodes, dtype=np.int64)
    np.maximum.at(longest_out_ms, network.tail, open_ms)
    longest_way_ms = int(longest_out_ms.sum()) + 2 * int(open_ms.max(initial=0))
    return np.int32 if longest_way_ms < enough else np.int64


def _neighbours_together(entries: Access, position: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the origins in the order of their first entry; those without any come first."""
    has_entry = entries.first[1:] > entries.first[:-1]
    key = np.full(entries.n_points, -1, dtype=np.int64)
    key[has_entry] = position[entries.first[:-1][has_entry]]
    return np.argsort(key, kind="stable")
