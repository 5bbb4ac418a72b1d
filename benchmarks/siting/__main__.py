"""Times the siting models; ``python -m benchmarks.siting [SECTION ...]`` runs some sections only.

Sections: pmedian, pcenter, maxcover, setcover, roads, overlap, capacities, district, front,
peers. CPU seconds are those of this process, one thread; every section prints what was proven
and compares published optima.
"""

import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.siting.instances import (
    P_CENTER_OPTIMA,
    P_MEDIAN_OPTIMA,
    district_minutes,
    metro_minutes,
    pmed,
    road_minutes,
    square,
)
from geo import siting
from geo.siting import SitingPlan


def timed(solve: Callable[[], SitingPlan]) -> tuple[SitingPlan, float, float]:
    """Return a plan with the CPU and wall seconds it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    plan = solve()
    return plan, time.process_time() - cpu, time.perf_counter() - wall


def report(name: str, plan: SitingPlan, cpu: float, wall: float) -> None:
    """Print one line."""
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:42} {plan.status:9} {plan.objective:14.6g} bound {plan.bound:14.6g} "
        f"gap {100 * plan.gap:7.4f} %  cpu {cpu:6.2f} s  wall {wall:6.2f} s  "
        f"peak {peak_mb:4.0f} MB",
        flush=True,
    )


def warm_up() -> None:
    """Compile every kernel on a small problem, so that no figure holds compilation."""
    far = np.random.default_rng(0).uniform(0, 10, (30, 60))
    siting.p_median(far, np.ones(60), 4)
    siting.p_center(far, 4)
    siting.max_cover(far < 2, np.arange(60), 4)
    siting.set_cover(far < 5)
    siting.capacitated_median(far, np.arange(1, 61), 4, capacity=600)
    siting.front(far, far < 2, np.arange(1, 61), 3)


def p_median() -> None:
    """All 40 OR-Library p-median instances to proof."""
    total, right = 0.0, 0
    for number, optimum in enumerate(P_MEDIAN_OPTIMA, 1):
        far, p = pmed(number)
        plan, cpu, wall = timed(lambda far=far, p=p: siting.p_median(far, np.ones(len(far)), p))
        report(f"p-median pmed{number} p {p}", plan, cpu, wall)
        total += cpu
        right += plan.status == "optimal" and plan.objective == optimum
    print(f"p-median: {right} of 40 proven and equal to the published optimum, {total:.1f} s CPU")


def p_center() -> None:
    """All 40 OR-Library instances as p-center to proof."""
    total, right = 0.0, 0
    for number, optimum in enumerate(P_CENTER_OPTIMA, 1):
        far, p = pmed(number)
        plan, cpu, wall = timed(lambda far=far, p=p: siting.p_center(far, p))
        report(f"p-center pmed{number} p {p}", plan, cpu, wall)
        total += cpu
        right += plan.status == "optimal" and plan.objective == optimum
    print(f"p-center: {right} of 40 proven and equal to the published optimum, {total:.1f} s CPU")


def max_cover() -> None:
    """Squares with a million points, and with strongly overlapping circles."""
    cases = [
        (100, 1_000_000, 5.5, 10, 1, None),
        (1000, 1_000_000, 1.0, 50, 1, None),
        *[(1000, 10_000, 3.0, 20, seed, 120.0) for seed in range(1, 6)],
        *[(1000, 100_000, 2.0, 50, seed, 60.0) for seed in (1, 2, 3)],
    ]
    for n_sites, n_points, radius, p, seed, limit_s in cases:
        covers, weight, *_ = square(n_sites, n_points, radius, seed)
        plan, cpu, wall = timed(
            lambda c=covers, w=weight, p=p, t=limit_s: siting.max_cover(c, w, p, time_limit_s=t)
        )
        report(f"max cover {n_sites} x {n_points} R {radius} p {p} seed {seed}", plan, cpu, wall)


def set_cover() -> None:
    """Fewest of 200, 500 and 2,000 sites for the points that some site covers."""
    for n_sites, limit_s in ((200, None), (500, 10.0), (2000, 30.0)):
        covers, *_ = square(n_sites, 10_000, 5.0, 1)
        covers = covers[:, np.unique(covers.indices)]
        plan, cpu, wall = timed(lambda c=covers, t=limit_s: siting.set_cover(c, time_limit_s=t))
        report(f"set cover {n_sites} x 10000 R 5", plan, cpu, wall)


def roads() -> None:
    """p-median on road minutes of Wuhan."""
    for n_places, counts, limit_s in ((1000, (5, 10, 20, 50, 100), None), (3000, (20,), 60.0)):
        minutes, households = road_minutes(n_places)
        for p in counts:
            plan, cpu, wall = timed(
                lambda m=minutes, h=households, p=p, t=limit_s: siting.p_median(
                    m, h, p, time_limit_s=t
                )
            )
            report(f"p-median roads {n_places} x {n_places} p {p}", plan, cpu, wall)


def capacities() -> None:
    """Capacitated p-median and cover, 300 candidates × 161 estates, in a district and a city."""
    for name, (minutes, households), target in _places():
        for p in (6, 10):
            fair = households.sum() / p
            plan, cpu, wall = timed(
                lambda m=minutes, h=households, p=p, most=1.15 * fair: siting.capacitated_median(
                    m, h, p, capacity=most, time_limit_s=15
                )
            )
            report(f"capacitated p-median {name} p {p}", plan, cpu, wall)
            for share in (0.805, 1.15):
                plan, cpu, wall = timed(
                    lambda c=minutes <= target, h=households, p=p, most=share * fair: (
                        siting.capacitated_cover(c, h, p, capacity=most, time_limit_s=30)
                    )
                )
                report(f"capacitated cover {name} p {p} room {share}", plan, cpu, wall)


def _places() -> list[tuple[str, tuple[np.ndarray, np.ndarray], float]]:
    """Return the 300 × 161 instances with the target minutes that suit them."""
    return [("district", district_minutes(), 6.0), ("city", metro_minutes(), 15.0)]


def district() -> None:
    """Ask a district every other question: covers of all kinds, best plans, moves, scenarios."""
    for name, (minutes, households), target in _places():
        for question, solve in _questions(minutes, households, target).items():
            report(f"{question}, {name} p 6", *timed(solve))


def _questions(
    minutes: np.ndarray, demand: np.ndarray, target: float
) -> dict[str, Callable[[], Any]]:
    covers, p = minutes <= target, 6
    cost = np.random.default_rng(1).integers(50, 200, len(covers)).astype(float)
    futures = [covers, 1.4 * minutes <= target, minutes <= 0.8 * target]
    moves: dict[str, Any] = {"standing": range(0, 300, 50), "most_moves": 2}
    return {
        "max cover": lambda: siting.max_cover(covers, demand, p),
        "cover and backup": lambda: siting.backup_cover(covers, demand, p),
        "MEXCLP": lambda: siting.mexclp(covers, demand, p, busy_share=0.3),
        "double standard": lambda: siting.double_standard(
            covers, minutes <= 4 * target, demand, p, near_share=0.5
        ),
        "cover with 2 moves": lambda: siting.relocated_cover(covers, demand, p, **moves),
        "minutes with 2 moves": lambda: siting.relocated_median(minutes, demand, p, **moves),
        "cover for a budget": lambda: siting.budget_cover(covers, demand, cost=cost, budget=600.0),
        "expected cover, 3 scenarios": lambda: siting.expected_cover(futures, demand, p),
        "worst case, 3 scenarios": lambda: siting.worst_case_cover(futures, demand, p),
        "phases 2, 4, 6": lambda: siting.phased_cover(covers, demand, (2, 4, 6)),
        "10 best by minutes": lambda: siting.best_medians(minutes, demand, p, 10)[-1],
        "10 best by cover": lambda: siting.best_covers(covers, demand, p, 10)[-1],
    }


def front() -> None:
    """Walk the front of covered × mean minutes for 1 to 6 stations, 300 × 161."""
    for name, (minutes, households), target in _places():
        cpu, wall = time.process_time(), time.perf_counter()
        table = siting.front(minutes, minutes <= target, households, 6, time_limit_s=60)
        print(
            f"front {name}, 1 to 6 stations: {len(table)} points, "
            f"{(table['status'] == 'optimal').sum()} proven, "
            f"largest gap {100 * table['gap'].max():.2f} %, "
            f"cpu {time.process_time() - cpu:.2f} s, wall {time.perf_counter() - wall:.2f} s",
            flush=True,
        )


def overlap() -> None:
    """Maximal cover 1,000 × 10,000 with strongly overlapping circles, stopped after 20 s."""
    for seed in (1, 2, 3):
        covers, weight, *_ = square(1000, 10_000, 3.0, seed)
        plan, cpu, wall = timed(
            lambda c=covers, w=weight: siting.max_cover(c, w, 20, time_limit_s=20)
        )
        report(f"max cover 1000 x 10000 R 3 p 20 seed {seed}", plan, cpu, wall)


def peers(rounds: int = 3) -> None:
    """Models beside spopt with CBC and HiGHS, end to end, interleaved, medians."""
    covers, weight, sites, points = square(100, 10_000, 5.5, 1)
    far = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    _compare(
        "max cover 100 x 10000",
        lambda: siting.max_cover(covers, weight, 10).objective,
        lambda spopt: spopt.MCLP.from_cost_matrix(far, weight, service_radius=5.5, p_facilities=10),
        rounds,
    )
    for number in (1, 3, 5):
        minutes, p = pmed(number)
        everyone = np.ones(len(minutes))
        _compare(
            f"p-median pmed{number} p {p}",
            lambda m=minutes, w=everyone, p=p: siting.p_median(m, w, p).objective,
            lambda spopt, m=minutes, w=everyone, p=p: spopt.PMedian.from_cost_matrix(
                m, w, p_facilities=p
            ),
            rounds,
        )


def _compare(
    name: str, ours: Callable[[], float], build: Callable[[Any], Any], rounds: int
) -> None:
    """Time one question with this room and with spopt in turns; print medians."""
    import pulp
    from spopt import locate

    solve_only: dict[str, list[float]] = {}

    def theirs(label: str, solver: pulp.LpSolver) -> float:
        model = build(locate)
        began = time.perf_counter()
        model.solve(solver, results=False)
        solve_only.setdefault(label, []).append(time.perf_counter() - began)
        return float(pulp.value(model.problem.objective))

    runs = {
        "repair-circle": ours,
        "spopt + CBC": lambda: theirs("spopt + CBC", pulp.PULP_CBC_CMD(msg=False, threads=1)),
        "spopt + HiGHS": lambda: theirs("spopt + HiGHS", pulp.HiGHS(msg=False, threads=1)),
    }
    seconds: dict[str, list[float]] = {label: [] for label in runs}
    values = dict.fromkeys(runs, 0.0)
    for _ in range(rounds):
        for label, run in runs.items():
            began = time.perf_counter()
            values[label] = run()
            seconds[label].append(time.perf_counter() - began)
    own = median(seconds["repair-circle"])
    for label, taken in seconds.items():
        print(
            f"{name:24} {label:14} {values[label]:12.0f} median {median(taken):8.3f} s "
            f"(solving alone {median(solve_only.get(label, taken)):8.3f} s), "
            f"{median(taken) / own:6.1f} x ours",
            flush=True,
        )


SECTIONS = {
    "pmedian": p_median,
    "pcenter": p_center,
    "maxcover": max_cover,
    "setcover": set_cover,
    "roads": roads,
    "overlap": overlap,
    "capacities": capacities,
    "district": district,
    "front": front,
    "peers": peers,
}


def main() -> None:
    """Run the sections named on the command line, or all."""
    unknown = set(sys.argv[1:]) - set(SECTIONS)
    if unknown:
        sys.exit(f"unknown section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    warm_up()
    for name in sys.argv[1:] or SECTIONS:
        SECTIONS[name]()


if __name__ == "__main__":
    main()
