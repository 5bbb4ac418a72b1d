"""Times the drawing of zones; ``python -m benchmarks.zoning [SECTION ...]`` runs some sections.

Sections: seeds, compact, peers, city, country, hanyang. CPU seconds are those of one process on
one thread. Every plan, ours and theirs, is scored by the one scorer of ``geo.zoning``.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.zoning.cities import made_up_city
from benchmarks.zoning.district import hanyang
from benchmarks.zoning.peers import PEERS
from geo.zoning import Zoning, ZoningProblem, ZoningRules, draw

DISTRICT, CITY, COUNTRY = (161, 51), (3_000, 900), (20_000, 6_000)
SEEDS = range(10)
PEER_LIMIT_S = 900.0
COMPACT_LIMIT_S = 300.0


def timed(problem: ZoningProblem, zones: int) -> tuple[Zoning, float, float]:
    """Return a plan with the CPU and wall seconds it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    plan = draw(problem, zones=zones)
    return plan, time.process_time() - cpu, time.perf_counter() - wall


def report(name: str, plan: Zoning, cpu_s: float, wall_s: float) -> None:
    """Print one line."""
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:24} {plan.status:9} {plan.objective:13,.1f} bound {plan.bound:13,.1f} "
        f"gap {100 * plan.gap:7.4f} %  violations {len(plan.violations)}  "
        f"cpu {cpu_s:7.2f} s  wall {wall_s:7.2f} s  peak {peak_mb:5.0f} MB",
        flush=True,
    )


def seeds() -> None:
    """161 estates into 51 zones, ten cities."""
    n, zones = DISTRICT
    for seed in SEEDS:
        report(f"seed {seed}", *timed(made_up_city(n, seed).problem(), zones))


def compact() -> None:
    """Reach the same optimum by an independent model in HiGHS, and say how much longer it took."""
    n, zones = DISTRICT
    for seed in SEEDS[:3]:
        plan, cpu_s, _ = timed(made_up_city(n, seed).problem(), zones)
        run = subprocess.run(
            [
                *(sys.executable, "-m", "benchmarks.zoning.compact_model"),
                *(str(n), str(zones), str(seed), repr(plan.objective), str(COMPACT_LIMIT_S)),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        theirs = json.loads(run.stdout)
        print(
            f"seed {seed}: ours {plan.objective:,.1f} in {cpu_s:.2f} s CPU; model "
            f"{theirs['objective']:,.1f} ({theirs['status']}) in {theirs['cpu_s']:.2f} s CPU: "
            f"{theirs['cpu_s'] / cpu_s:.0f} times",
            flush=True,
        )


def peers() -> None:
    """Other tools on a district and on a city."""
    for n, zones in (DISTRICT, CITY):
        problem = made_up_city(n, 0).problem()
        print(f"{n} estates into {zones} zones, seed 0")
        ours, cpu_s, wall_s = timed(problem, zones)
        report("ours", ours, cpu_s, wall_s)
        greedy = draw(problem, zones=zones, time_limit_s=0.0)
        compared("greedy", greedy, ours, 0.0)
        for name in PEERS:
            one_peer(name, problem, zones, ours)


def one_peer(name: str, problem: ZoningProblem, zones: int, ours: Zoning) -> None:
    """Run a tool in its own process and print how its plan scores."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "labels.npz"
        command = [
            *(sys.executable, "-m", "benchmarks.zoning.peers", name),
            *(str(problem.n_estates), str(zones), "0", str(out)),
        ]
        try:
            run = subprocess.run(
                command, capture_output=True, text=True, timeout=PEER_LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired:
            print(f"{name:24} unfinished after {PEER_LIMIT_S:.0f} s", flush=True)
            return
        if run.returncode:
            last = (run.stderr.strip().splitlines() or ["no message"])[-1]
            print(f"{name:24} failed: {last}", flush=True)
            return
        answer = np.load(out)
        plan = Zoning.from_labels(problem, answer["labels"], rules=ZoningRules(), zones=zones)
        compared(name, plan, ours, float(answer["seconds"]))


def compared(name: str, plan: Zoning, ours: Zoning, seconds: float) -> None:
    """Print a plan beside ours."""
    print(
        f"{name:24} {plan.objective:13,.1f}  ours is "
        f"{100 * (1 - ours.objective / plan.objective):5.1f} % lower  zones {plan.n_zones}  "
        f"violations {len(plan.violations)}  {seconds:.1f} s",
        flush=True,
    )


def city() -> None:
    """3,000 estates into 900 zones."""
    n, zones = CITY
    report(f"{n} into {zones}", *timed(made_up_city(n, 0).thin_problem(), zones))


def country() -> None:
    """20,000 estates into 6,000 zones."""
    n, zones = COUNTRY
    report(f"{n} into {zones}", *timed(made_up_city(n, 0).thin_problem(), zones))


SECTIONS = {
    "seeds": seeds,
    "compact": compact,
    "peers": peers,
    "city": city,
    "country": country,
    "hanyang": hanyang,
}


def main() -> None:
    """Run the sections asked for, all by default."""
    asked = sys.argv[1:] or list(SECTIONS)
    unknown = sorted(set(asked) - set(SECTIONS))
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; valid: {', '.join(SECTIONS)}")
    # Compiled loops load before the clock runs.
    draw(made_up_city(60, 1).problem(), zones=20)
    for name in asked:
        print(f"\n{name}")
        SECTIONS[name]()


if __name__ == "__main__":
    main()
