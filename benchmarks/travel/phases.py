"""What each engine's steps cost, and from how many origins preparing pays."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.travel.engines import network_of
from benchmarks.travel.fresh_orders import fresh_orders
from benchmarks.travel.networks import NETWORKS
from geo.roads.hierarchy import order_store, preparation
from geo.travel import travel_times
from geo.travel.customization import customize

__all__ = ["run"]

LIMIT_MIN = 15.0
ORIGINS = 50
DESTINATIONS = 200


def run(name: str) -> None:
    """Print the steps on one network and the origins at which the engines break even."""
    with fresh_orders():
        _run(name)


def _run(name: str) -> None:
    network = network_of(NETWORKS[name]())
    arrays = network.n_nodes, network.tail, network.head, network.lon, network.lat
    rng = np.random.default_rng(2)
    origins = rng.choice(network.n_nodes, ORIGINS, replace=False)
    destinations = rng.choice(network.n_nodes, DESTINATIONS, replace=False)

    def ask(engine: str, limit_min: float = LIMIT_MIN) -> Any:
        return travel_times(
            network,
            origins=origins,
            destinations=destinations,
            limit_min=limit_min,
            engine=engine,
            threads=1,
        )

    new_ms = _cpu_ms(lambda: preparation.prepare(*arrays, topology_hash=network.topology_hash), 1)
    ordered = order_store.has_order(network.topology_hash)
    ordered_ms = _cpu_ms(
        lambda: preparation.prepare(*arrays, topology_hash=network.topology_hash), 3
    )
    customize_ms = _cpu_ms(
        lambda: customize(network.preparation, network.drive_ms, dtype=np.int32), 5
    )
    ask("cch"), ask("dijkstra")
    sweep_ms = _cpu_ms(lambda: ask("cch"), 5) / ORIGINS
    search_ms = _cpu_ms(lambda: ask("dijkstra"), 3) / ORIGINS
    print(
        f"\n{name}: prepare {new_ms:.0f} ms, with a kept order {ordered_ms:.0f} ms"
        f"{'' if ordered else ' (none kept)'}, customize {customize_ms:.1f} ms; "
        f"an origin: search {search_ms:.2f} ms, sweep {sweep_ms:.3f} ms"
    )
    gain_ms = search_ms - sweep_ms
    for state, cost_ms in (
        ("prepared", customize_ms),
        ("ordered", customize_ms + ordered_ms),
        ("new", customize_ms + new_ms),
    ):
        print(f"  {state:9} breaks even at {cost_ms / gain_ms:6.0f} origins")


def _cpu_ms(work: Callable[[], Any], rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1e3)
    return median(spent)
