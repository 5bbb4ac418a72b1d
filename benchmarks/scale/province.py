"""A province on Dask workers: seven metros, planned whole, with workers killed on the way.

``python -m benchmarks.scale.province [--estates N] [--workers N] [--kills N] [--roads FILE.npz]``.
Estates and stations are generated with a seed, on grids of streets or on the roads of seven metros
(arrays ``lon, lat, frm, to, length_m, highway, oneway, node_city, edge_city``), in proportion to
their junctions. Scheduler and workers are real processes on loopback, each worker with the memory
that ``--memory-mb`` names. The last line is the digest of everything that was written.
"""

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.scale.towns import write_town
from geo.roads import RoadMap, write_roads

_METROS: Final = 7
_TICK_S: Final = 0.5
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_HERTZ: Final = os.sysconf("SC_CLK_TCK")


def write_metros(folder: Path, estates: int, roads: Path | None) -> None:
    """Write a workspace for each of seven metros, with so many estates in all."""
    maps = [None] * _METROS if roads is None else _road_maps(roads)
    size = np.array([1.0 if one is None else one.n_nodes for one in maps])
    counts = np.floor(estates * size / size.sum()).astype(int)
    counts[-1] += estates - counts.sum()
    for number, (road_map, count) in enumerate(zip(maps, counts.tolist(), strict=True)):
        given = None if road_map is None else folder.parent / f"roads-{number}.npz"
        if road_map is not None and given is not None:
            write_roads(road_map, given)
        write_town(folder / f"metro-{number}", count, roads=given, seed=number)


def _road_maps(path: Path) -> list[RoadMap]:
    with np.load(path) as held:
        arrays = dict(held)
    maps = []
    for city in range(_METROS):
        nodes = np.flatnonzero(arrays["node_city"] == city)
        edges = arrays["edge_city"] == city
        at = np.full(len(arrays["lon"]), -1)
        at[nodes] = np.arange(len(nodes))
        maps.append(
            RoadMap.from_arrays(
                lon=arrays["lon"][nodes],
                lat=arrays["lat"][nodes],
                tail=at[arrays["frm"][edges]],
                head=at[arrays["to"][edges]],
                length_m=arrays["length_m"][edges],
                road_class=np.where(
                    arrays["highway"][edges] == "services", "service", arrays["highway"][edges]
                ),
                oneway=arrays["oneway"][edges],
            )
        )
    return maps


class Crew:
    """A scheduler and its workers, which are counted, killed and replaced."""

    def __init__(self, workers: int, memory_mb: int, scratch: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        self._memory_mb, self._scratch = memory_mb, scratch
        self._scheduler = self._run("scheduler", "--no-dashboard", "--host", self.address)
        self._workers = [self._worker() for _ in range(workers)]
        self.cpu_s = 0.0
        self.peak_mb = 0.0
        self._last_cpu_s: dict[int, float] = {}

    def _run(self, kind: str, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
            cwd=self._scratch,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _worker(self) -> "subprocess.Popen[bytes]":
        memory = f"{self._memory_mb}MB"
        words = ("--no-nanny", "--nthreads", "1", "--memory-limit", memory, "--no-dashboard")
        return self._run("worker", self.address, *words)

    def watch(self) -> None:
        """Note what the workers have used."""
        for worker in self._workers:
            try:
                stat = Path(f"/proc/{worker.pid}/stat").read_text("ascii").rpartition(")")[2]
            except OSError:
                continue
            fields = stat.split()
            if fields[0] == "Z":
                continue
            self._last_cpu_s[worker.pid] = (int(fields[11]) + int(fields[12])) / _HERTZ
            self.peak_mb = max(self.peak_mb, int(fields[21]) * _PAGE / 1e6)
        self.cpu_s = sum(self._last_cpu_s.values())

    def replace(self, number: int) -> None:
        """Kill a worker, and let another take its place."""
        self._workers[number].kill()
        self._workers[number].wait()
        self._workers[number] = self._worker()

    def end(self) -> None:
        """End all of them."""
        for process in (*self._workers, self._scheduler):
            process.kill()
            process.wait()


@contextmanager
def _crew(workers: int, memory_mb: int, scratch: Path) -> Iterator[Crew]:
    crew = Crew(workers, memory_mb, scratch)
    try:
        yield crew
    finally:
        crew.end()


def plan(folder: Path, out: Path, crew: Crew, *, workers: int, kills: int) -> float:
    """Plan the province, kill workers on the way, and return the seconds it took."""
    random = np.random.default_rng(kills)
    began = time.perf_counter()
    command = [sys.executable, "-m", "geo", "province", str(folder), "--out", str(out), "--json"]
    with (out.parent / "said.json").open("wb") as said:
        running = subprocess.Popen([*command, "--scheduler", crew.address], stdout=said)
        next_kill_s = random.uniform(20, 120)
        while running.poll() is None:
            time.sleep(_TICK_S)
            crew.watch()
            if kills and time.perf_counter() - began > next_kill_s:
                crew.replace(int(random.integers(workers)))
                kills -= 1
                next_kill_s += random.uniform(20, 120)
    if running.returncode:
        sys.exit(f"province ended with {running.returncode}")
    return time.perf_counter() - began


def digest(out: Path) -> str:
    """Return the SHA-256 of all files and their names."""
    held = hashlib.sha256()
    for path in sorted(one for one in out.rglob("*") if one.is_file()):
        held.update(path.relative_to(out).as_posix().encode())
        held.update(path.read_bytes())
    return held.hexdigest()


def _told(plan: dict[str, Any], part: str) -> str:
    """Return the gap of a part of a plan; there is none where it has no answer."""
    found = plan[part]
    if found is None:
        return f"{part}: none"
    zones = f" {found['zones']:,} zones" if "zones" in found else ""
    return f"{part}:{zones} gap {found['gap']:.3%}"


def main() -> None:
    """Write the metros, plan them and print what it took, the gaps and the digest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--estates", type=int, default=220_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--memory-mb", type=int, default=4_000)
    parser.add_argument("--roads", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        (base / "province").mkdir()
        write_metros(base / "province", asked.estates, asked.roads)
        out = base / "out"
        with _crew(asked.workers, asked.memory_mb, base) as crew:
            wall_s = plan(base / "province", out, crew, workers=asked.workers, kills=asked.kills)
            print(
                f"{asked.estates:,} estates, {asked.workers} workers, {asked.kills} killed: "
                f"{wall_s / 60:.1f} min, {crew.cpu_s:.0f} CPU s of workers, "
                f"peak of a worker {crew.peak_mb:.0f} MB"
            )
        for path in sorted(out.glob("districts/*/plan.json")):
            told = json.loads(path.read_text("utf-8"))
            parts = [_told(told, part) for part in ("zoning", "siting")]
            print(f"{path.parent.name}: estates {told['estates']['count']:,}, " + ", ".join(parts))
        print(digest(out))


if __name__ == "__main__":
    main()
