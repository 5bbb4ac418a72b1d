"""How near the sweep comes to what the memory of this machine delivers."""

import time
from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.travel.engines import network_of
from benchmarks.travel.networks import NETWORKS
from geo.travel import travel_times
from geo.travel.customization import customize
from geo.travel.lanes import N_LANES, least_of_lanes, load_lanes, store_lanes
from geo.travel.pinning import pin

__all__ = ["run"]

ORIGINS = 512
DESTINATIONS = 2_000
ROW_BYTES = 4 * N_LANES
ARC_BYTES = ROW_BYTES + 4 + 4
"""A row of labels, the row's number and the milliseconds."""


@njit
def _least_of_rows(labels: NDArray[np.int32], order: NDArray[np.int64]) -> None:
    lanes = load_lanes(labels, 0)
    for row in order:
        lanes = least_of_lanes(lanes, load_lanes(labels, row))
    store_lanes(labels, 0, lanes)


def run(name: str) -> None:
    """Print bytes per second of a full sweep and of reading rows in order and at random."""
    network = network_of(NETWORKS[name]())
    rng = np.random.default_rng(3)
    origins = rng.choice(network.n_nodes, ORIGINS, replace=False)
    destinations = rng.choice(network.n_nodes, DESTINATIONS, replace=False)
    hierarchy = network.preparation
    times = customize(hierarchy, network.drive_ms, dtype=np.int32)
    block = pin(hierarchy, times.down, hierarchy.position[destinations])

    def sweep() -> None:
        # 200 hours: nothing is skipped, so that every arc of the block counts.
        travel_times(
            network,
            origins=origins,
            destinations=destinations,
            limit_min=200 * 60,
            engine="cch",
            threads=1,
        )

    sweep()
    seconds = _best_seconds(sweep)
    n_arcs = len(block.ms) * ORIGINS / N_LANES
    print(
        f"\n{name}: {block.n_rows:,} rows ({block.n_rows * ROW_BYTES / 1e6:.1f} MB of labels), "
        f"{len(block.ms):,} arcs, {ORIGINS} origins in {seconds * 1e3:.1f} ms"
    )
    print(f"  {n_arcs * N_LANES / seconds / 1e9:.2f}e9 lane relaxations/s")
    print(f"  sweep               {n_arcs * ARC_BYTES / seconds / 1e9:6.1f} GB/s")
    for place, n_rows in (("block", block.n_rows), ("main memory", 4_000_000)):
        labels = np.zeros((n_rows, N_LANES), dtype=np.int32)
        in_order = np.arange(n_rows)
        for way, order in (("in order", in_order), ("at random", rng.permutation(n_rows))):
            rounds = max(1, 4_000_000 // n_rows)
            many = np.tile(order, rounds)
            _least_of_rows(labels, order[:10])
            read = _best_seconds(lambda labels=labels, many=many: _least_of_rows(labels, many))
            rate = len(many) * ROW_BYTES / read / 1e9
            print(f"  {place + ', ' + way:20}{rate:6.1f} GB/s")


def _best_seconds(work: Callable[[], None]) -> float:
    spent = []
    for _ in range(5):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)
