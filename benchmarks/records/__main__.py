"""Siting beside the literature's instances: ``python -m benchmarks.records [--tsplib FOLDER]``.

Prints a table: instance, published value and seconds with machine and source, ours, gap, CPU
seconds of this process (one thread, after compilation). Every instance that ran is a row, those
where the published method is better too. ``--only WORD …`` runs the rows whose name holds a word,
``--limit-s`` is the wall limit of a row, ``--largest N`` leaves out squares of more points.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.records.instances import (
    clustered_points,
    large_square,
    straight_lines,
    tsplib_points,
    uniform_points,
)
from benchmarks.siting.instances import P_CENTER_OPTIMA, P_MEDIAN_OPTIMA, pmed
from geo import siting
from geo.siting import SitingPlan

BENDERS = "Duran-Mateluna et al. 2023, Xeon W-2145, CPLEX 20.1"
RL1304 = {
    5: (3_099_073, 2.8), 10: (2_134_295, 15.4), 20: (1_412_108, 2.3), 50: (795_012, 1.5),
    100: (491_639, 2.4), 200: (268_573, 0.5), 300: (177_326, 0.5), 400: (128_332, 0.2),
    500: (97_024, 0.4),
}  # fmt: skip
"""Published optimum and seconds of each number of stations."""

U1817 = (10, 20, 30, 40, 50, 100, 150)
SQUARES = (
    (100, 1_000_000, 5.5, 10),
    (100, 5_000_000, 5.5, 10),
    (100, 20_000_000, 5.5, 10),
    (1_000, 1_000_000, 1.0, 50),
)
POINTS = ((100_000, 5), (100_000, 20), (1_000_000, 5))
MANY_SITES = (
    ("uniform", 20_000, 200),
    ("uniform", 50_000, 500),
    ("uniform", 100_000, 1_000),
    ("clustered", 50_000, 500),
)
"""Points that are sites and estates of a p-median, and how many stations."""


class Row(NamedTuple):
    """One instance: what was published, and how to solve it here."""

    name: str
    published: str
    source: str
    solve: Callable[[], SitingPlan]


def rows(tsplib: Path | None, largest: int, limit_s: float) -> Iterator[Row]:
    """Yield every instance there is data for."""
    yield from _medians(tsplib, limit_s)
    yield from _centres(tsplib, limit_s)
    yield from _or_library()
    for n_sites, n_points, radius, p in SQUARES:
        if n_points <= largest:
            covers, weight = large_square(n_sites, n_points, radius, 1)
            yield Row(
                f"maximal cover {n_sites} × {n_points:,} R {radius} p {p}",
                "proven, other draws",
                "Cordeau et al. 2019",
                lambda c=covers, w=weight, p=p: siting.max_cover(c, w, p, time_limit_s=limit_s),
            )
            del covers, weight
    yield from _many_sites(largest, limit_s)
    for n_points, p in POINTS:
        if n_points <= largest:
            points = uniform_points(n_points, 1)
            yield Row(
                f"p-center {n_points:,} uniform points p {p}",
                "–",
                "a size of Contardo et al. 2019",
                lambda x=points, p=p: siting.p_center_of_points(x, x, p, time_limit_s=limit_s),
            )


def _medians(tsplib: Path | None, limit_s: float) -> Iterator[Row]:
    points = tsplib_points(tsplib, "rl1304")
    if points is None:
        return
    far = np.floor(straight_lines(points))
    for p, (best, seconds) in RL1304.items():
        yield Row(
            f"p-median rl1304 p {p}",
            f"{best:,} in {seconds} s",
            BENDERS,
            lambda p=p: siting.p_median(far, np.ones(len(far)), p, time_limit_s=limit_s),
        )


def _many_sites(largest: int, limit_s: float) -> Iterator[Row]:
    for kind, n_points, p in MANY_SITES:
        if n_points <= largest:
            made = uniform_points if kind == "uniform" else clustered_points
            points, ones = made(n_points, 1), np.ones(n_points)
            yield Row(
                f"p-median {n_points:,} {kind} points p {p}",
                "–",
                "own draws, as in García et al. 2011",
                lambda x=points, w=ones, p=p: siting.p_median_of_points(
                    x, x, w, p, time_limit_s=limit_s
                ),
            )


def _centres(tsplib: Path | None, limit_s: float) -> Iterator[Row]:
    points = tsplib_points(tsplib, "u1817")
    if points is None:
        return
    far = straight_lines(points)
    for p in U1817:
        yield Row(
            f"p-center u1817 p {p}",
            "–",
            "TSPLIB, Reinelt 1991",
            lambda p=p: siting.p_center(far, p, time_limit_s=limit_s),
        )


def _or_library() -> Iterator[Row]:
    for number in (36, 38, 40):
        far, p = pmed(number)
        yield Row(
            f"p-median pmed{number} p {p}",
            f"{P_MEDIAN_OPTIMA[number - 1]:,}",
            "OR-Library, Beasley 1985",
            lambda d=far, p=p: siting.p_median(d, np.ones(len(d)), p),
        )
        yield Row(
            f"p-center pmed{number} p {p}",
            f"{P_CENTER_OPTIMA[number - 1]}",
            "OR-Library, Elloumi et al. 2004",
            lambda d=far, p=p: siting.p_center(d, p),
        )


def warm_up() -> None:
    """Compile every kernel, so that no figure holds compilation."""
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 10, (60, 2))
    far = straight_lines(points)
    siting.p_median(np.floor(100 * far), np.ones(60), 9)
    siting.p_center(far, 4)
    siting.p_center_of_points(points, points, 4)
    many = uniform_points(1_500, 0)
    siting.p_median_of_points(many, many, np.ones(1_500), 40, time_limit_s=1.0)
    siting.max_cover(far < 2, np.arange(60), 4)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records")
    parser.add_argument("--tsplib", type=Path, help="folder with rl1304.tsp and u1817.tsp")
    parser.add_argument("--only", nargs="*", default=[""], help="words of the rows to run")
    parser.add_argument("--limit-s", type=float, default=300.0)
    parser.add_argument("--largest", type=int, default=5_000_000, help="points of a square")
    asked = parser.parse_args()
    warm_up()
    print("| instance | published | source | ours | status | gap % | CPU s | wall s | peak GB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows(asked.tsplib, asked.largest, asked.limit_s):
        if not any(word in row.name for word in asked.only):
            continue
        cpu, wall = time.process_time(), time.perf_counter()
        plan = row.solve()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(
            f"| {row.name} | {row.published} | {row.source} | {plan.objective:,.10g} | "
            f"{plan.status} | {100 * plan.gap:.4f} | {cpu:.2f} | {wall:.1f} | {peak_gb:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
