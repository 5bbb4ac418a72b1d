"""Many origins and destinations on the largest network, written as a file of close pairs."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.travel.engines import network_of
from benchmarks.travel.memory import peak_mb
from benchmarks.travel.networks import NETWORKS
from geo.travel import write_times

__all__ = ["run"]

LIMIT_MIN = 15.0


def run(name: str, n_origins: int, n_destinations: int, threads: int) -> None:
    """Print seconds, pairs and peak memory of a process that does nothing else."""
    command = [sys.executable, "-m", "benchmarks.travel.sparse_output", name]
    subprocess.run([*command, *map(str, (n_origins, n_destinations, threads))], check=True)


def _run(name: str, n_origins: int, n_destinations: int, threads: int) -> None:
    network = network_of(NETWORKS[name]())
    rng = np.random.default_rng(4)
    origins = rng.choice(network.n_nodes, n_origins, replace=False)
    destinations = rng.choice(network.n_nodes, n_destinations, replace=False)
    began = time.process_time(), time.perf_counter()
    network.prepare()
    prepared = time.process_time(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "times.parquet"
        n_pairs = write_times(
            network,
            path,
            origins=origins,
            destinations=destinations,
            origin_ids=origins,
            destination_ids=destinations,
            limit_min=LIMIT_MIN,
            engine="cch",
            threads=threads,
        )
        size_mb = path.stat().st_size / 1e6
    done = time.process_time(), time.perf_counter()
    print(
        f"\n{name}: {network.n_nodes:,} nodes, {n_origins:,} x {n_destinations:,}, "
        f"{LIMIT_MIN:g} min, {threads} thread(s)\n"
        f"  prepare {prepared[0] - began[0]:.1f} s CPU ({prepared[1] - began[1]:.1f} s); "
        f"customize, sweep and write {done[0] - prepared[0]:.1f} s CPU "
        f"({done[1] - prepared[1]:.1f} s)\n"
        f"  {n_pairs:,} pairs, {size_mb:.0f} MB; peak memory {peak_mb() / 1e3:.2f} GB"
    )


if __name__ == "__main__":
    _run(sys.argv[1], *map(int, sys.argv[2:]))
