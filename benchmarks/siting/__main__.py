"""Times the siting models; ``python -m benchmarks.siting [SECTION ...]`` runs some sections only.

Sections: pmedian, pcenter, maxcover, setcover, roads, district, peers. CPU seconds are those of
this process, one thread; every section prints what was proven and compares published optima.
"""

import resource
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.siting.instances import (
    P_CENTER_OPTIMA,
    P_MEDIAN_OPTIMA,
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


def district() -> None:
    """Capacities and the front in a district: 300 candidates, 161 estates, road minutes."""
    minutes, households = road_minutes(461)
    minutes, households = minutes[:300, 300:], households[300:]
    covers = minutes <= 15
    for p in (6, 10):
        fair = households.sum() / p
        plan, cpu, wall = timed(
            lambda p=p, most=1.15 * fair: siting.capacitated_median(
                minutes, households, p, capacity=most, time_limit_s=15
            )
        )
        report(f"capacitated p-median 300 x 161 p {p}", plan, cpu, wall)
        plan, cpu, wall = timed(
            lambda p=p, most=0.805 * fair: siting.capacitated_cover(
                covers, households, p, capacity=most, time_limit_s=30
            )
        )
        report(f"capacitated cover 300 x 161 p {p}", plan, cpu, wall)
    cpu, wall = time.process_time(), time.perf_counter()
    table = siting.front(minutes, covers, households, 6, time_limit_s=60)
    print(table.drop(columns="chosen").to_string())
    print(
        f"front 300 x 161, 1 to 6 stations: {len(table)} points, "
        f"{(table['status'] == 'optimal').sum()} proven, "
        f"largest gap {100 * table['gap'].max():.2f} %, "
        f"cpu {time.process_time() - cpu:.2f} s, wall {time.perf_counter() - wall:.2f} s"
    )


def peers(rounds: int = 3) -> None:
    """Maximal cover 100 × 10,000 beside spopt with CBC and HiGHS, interleaved, medians."""
    import pulp
    from spopt.locate import MCLP

    covers, weight, sites, points = square(100, 10_000, 5.5, 1)
    far = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))

    def ours() -> float:
        return siting.max_cover(covers, weight, 10).objective

    def theirs(solver: pulp.LpSolver) -> float:
        model = MCLP.from_cost_matrix(far, weight, service_radius=5.5, p_facilities=10)
        model.solve(solver, results=False)
        return float(pulp.value(model.problem.objective))

    runs = {
        "repair-circle": ours,
        "spopt + CBC": lambda: theirs(pulp.PULP_CBC_CMD(msg=False, threads=1)),
        "spopt + HiGHS": lambda: theirs(pulp.HiGHS(msg=False, threads=1)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            began = time.perf_counter()
            value = run()
            seconds[name].append(time.perf_counter() - began)
            print(f"  {name:14} {value:12.0f} {seconds[name][-1]:8.2f} s", flush=True)
    own = median(seconds["repair-circle"])
    for name, taken in seconds.items():
        print(f"{name:14} median {median(taken):8.2f} s, {median(taken) / own:6.1f} x ours")


SECTIONS = {
    "pmedian": p_median,
    "pcenter": p_center,
    "maxcover": max_cover,
    "setcover": set_cover,
    "roads": roads,
    "district": district,
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
