"""All engines on one network and one question: interleaved rounds, medians, equality."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.travel.engines import ENGINES, Engine, OwnDijkstra, network_of
from benchmarks.travel.fresh_orders import fresh_orders
from benchmarks.travel.networks import NETWORKS
from geo.roads import RoadNetwork

__all__ = ["Question", "run"]

LIMIT_MIN = 15.0
SLOWED_SHARE, CLOSED_ARCS = 0.1, 20


@dataclass(frozen=True)
class Question:
    """How many origins and destinations on which network, and how many rounds."""

    network: str
    n_origins: int
    n_destinations: int
    rounds: int


@dataclass
class Timing:
    """CPU milliseconds of one engine, round by round, and whether it agrees with ours."""

    prepare_ms: float
    reweight_ms: list[float]
    matrix_ms: list[float]
    what_if_ms: list[float]
    is_equal: bool = True


def run(question: Question) -> None:
    """Run one question through all engines and print a table with ratios."""
    network = network_of(NETWORKS[question.network]())
    rng = np.random.default_rng(1)
    origins = rng.choice(network.n_nodes, question.n_origins, replace=False)
    destinations = rng.choice(network.n_nodes, question.n_destinations, replace=False)
    print(
        f"\n{question.network}: {network.n_nodes:,} nodes, {network.n_arcs:,} arcs, "
        f"{question.n_origins} x {question.n_destinations}, {LIMIT_MIN:g} min, CPU of one core"
    )
    engines: list[Engine] = [engine() for engine in ENGINES]
    _warm_up(engines)
    timings = {}
    for engine in engines:
        with fresh_orders():
            prepare_ms, _ = _timed(lambda engine=engine: engine.prepare(network))
        timings[engine.name] = Timing(prepare_ms, [], [], [])
    changed = [_changed(network, rng) for _ in range(question.rounds)]
    for number in range(question.rounds):
        answers = {}
        for engine in engines:
            # A fresh copy of the network, so that nothing is remembered from the last round.
            fresh = network.with_drive_min(network.drive_min)
            timing = timings[engine.name]
            timing.reweight_ms.append(_timed(lambda e=engine, n=fresh: e.reweight(n))[0])
            ms, answer = _timed(lambda e=engine: e.matrix(origins, destinations, LIMIT_MIN))
            timing.matrix_ms.append(ms)
            answers[engine.name] = engine.milliseconds(answer, LIMIT_MIN)
        _compare(answers, timings)
        answers = {}
        for engine in engines:
            ms, answer = _timed(
                lambda e=engine, n=changed[number]: _what_if(e, n, origins, destinations)
            )
            timings[engine.name].what_if_ms.append(ms)
            answers[engine.name] = engine.milliseconds(answer, LIMIT_MIN)
        _compare(answers, timings)
    _print_table(timings)


def _what_if(
    engine: Engine,
    network: RoadNetwork,
    origins: NDArray[np.int64],
    destinations: NDArray[np.int64],
) -> Any:
    engine.reweight(network)
    return engine.matrix(origins, destinations, LIMIT_MIN)


def _changed(network: RoadNetwork, rng: np.random.Generator) -> RoadNetwork:
    """Slow a tenth of the arcs and close twenty."""
    drive_min = network.drive_min.copy()
    slowed = rng.random(network.n_arcs) < SLOWED_SHARE
    drive_min[slowed] = 2 * drive_min[slowed] + 0.01
    drive_min[rng.choice(network.n_arcs, CLOSED_ARCS, replace=False)] = np.inf
    return network.with_drive_min(drive_min)


def _warm_up(engines: list[Engine]) -> None:
    """Compile and import everything on a ring of a few nodes."""
    node = np.arange(40)
    ring = RoadNetwork.from_arrays(
        lon=114 + 0.01 * np.cos(node),
        lat=30 + 0.01 * np.sin(node),
        tail=node,
        head=(node + 1) % 40,
        length_m=np.ones(40),
        drive_min=np.ones(40),
    )
    for engine in engines:
        engine.prepare(ring)
        engine.reweight(ring)
        engine.matrix(node[:3], node[:3], LIMIT_MIN)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = work()
    return (time.process_time() - began) * 1e3, result


def _compare(answers: dict[str, NDArray[np.int64]], timings: dict[str, Timing]) -> None:
    expected = answers[OwnDijkstra.name]
    for name, answer in answers.items():
        timings[name].is_equal &= np.array_equal(answer, expected)


def _print_table(timings: dict[str, Timing]) -> None:
    own = timings["geo cch"]
    print(
        f"{'engine':24}{'prepare':>12}{'reweight':>12}{'matrix':>12}{'what-if':>12}"
        f"{'matrix x':>10}{'what-if x':>11}  equal"
    )
    for name, timing in timings.items():
        matrix, what_if = median(timing.matrix_ms), median(timing.what_if_ms)
        print(
            f"{name:24}{timing.prepare_ms:>9.0f} ms{median(timing.reweight_ms):>9.1f} ms"
            f"{matrix:>9.2f} ms{what_if:>9.1f} ms"
            f"{matrix / median(own.matrix_ms):>10.1f}{what_if / median(own.what_if_ms):>11.1f}"
            f"  {'yes' if timing.is_equal else 'NO'}"
        )
    if not all(timing.is_equal for timing in timings.values()):
        raise SystemExit("an engine disagrees with bounded Dijkstra")
