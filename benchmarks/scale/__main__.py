"""Growth from a district to a metro: every stage at several sizes, beside a build before.

``python -m benchmarks.scale [--before FOLDER] [--sizes N …] [--stages NAME …] [--roads FILE]
[--out RESULTS.json] [--plot FIGURE.svg]``. ``--plot`` draws what ``--out`` has gathered over all
runs, and measures nothing where no size is named.
Towns are generated with a seed, of one density on a grid of streets, or on given roads. Every
stage runs in a process of its own: CPU seconds are of the stage alone, the peak is of the process.
A size whose stage took longer than ``--most-s`` is the last one for that stage and build.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scale.growth import FITTED_FROM, Run, draw, exponent, gathered
from benchmarks.scale.towns import write_town

HERE = Path(__file__).resolve()
SIZES = (161, 1_000, 3_000, 10_000)
STAGES = ("check", "cover", "places", "site", "zone_question", "zones", "click")


def _run(build: Path, stage: str, town: Path, estates: int) -> Run | None:
    """Return what a stage took, None where it did not end well."""
    done = subprocess.run(
        [sys.executable, str(HERE.with_name("stage.py")), stage, str(town)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(build)},
        cwd=build,
        check=False,
    )
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    return Run(estates, **json.loads(done.stdout.splitlines()[-1]))


def _runs(build: Path, stage: str, towns: dict[int, Path], most_s: float) -> Iterator[Run]:
    """Yield the runs of a stage from the smallest town up, kernels compiled before."""
    _run(build, stage, next(iter(towns.values())), 0)
    for estates, town in towns.items():
        found = _run(build, stage, town, estates)
        if found is None:
            return
        yield found
        if found.cpu_s > most_s:
            return


def _lines(stage: str, before: dict[int, Run], now: list[Run]) -> Iterator[str]:
    for one in now:
        other = before.get(one.estates)
        then = f"{other.cpu_s:.2f} s | {other.peak_mb:,.0f} MB" if other else "– | –"
        same = "–" if other is None else "yes" if other.digest == one.digest else "NO"
        yield (
            f"| {stage} | {one.estates:,} | {then} | {one.cpu_s:.2f} s | {one.peak_mb:,.0f} MB "
            f"| {same} |"
        )


def main() -> None:
    """Print the table of all stages and sizes, and how they grow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--before", type=Path, help="root folder of a build to compare with")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--stages", nargs="+", default=list(STAGES))
    parser.add_argument("--roads", type=Path, help="roads.npz instead of the grid")
    parser.add_argument("--most-s", type=float, default=120.0)
    parser.add_argument("--out", type=Path, help="file that gathers the runs of this build")
    parser.add_argument("--plot", type=Path, help="draw what is gathered")
    asked = parser.parse_args()
    if asked.sizes:
        _measure(asked)
    if asked.plot:
        draw(gathered(asked.out), asked.plot)


def _measure(asked: argparse.Namespace) -> None:
    """Run all stages at all sizes, and print how they grow."""
    with tempfile.TemporaryDirectory() as folder:
        towns = {
            size: write_town(Path(folder) / str(size), size, roads=asked.roads)
            for size in sorted(asked.sizes)
        }
        print("| stage | estates | before | peak | now | peak | same answer |")
        print("|---|---|---|---|---|---|---|")
        growth = []
        for stage in asked.stages:
            now = list(_runs(HERE.parents[2], stage, towns, asked.most_s))
            before = (
                list(_runs(asked.before.resolve(), stage, towns, asked.most_s))
                if asked.before
                else []
            )
            if asked.out:
                gathered(asked.out, {stage: now})
            for line in _lines(stage, {one.estates: one for one in before}, now):
                print(line, flush=True)
            growth.append(f"{stage}: {exponent(before):.2f} before, {exponent(now):.2f} now")
        print(f"\nGrowth from {FITTED_FROM:,} estates, as a power: " + "; ".join(growth))


if __name__ == "__main__":
    main()
