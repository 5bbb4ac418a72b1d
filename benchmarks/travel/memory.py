"""Peak memory of each engine over what the network itself takes, each in its own process."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.travel.engines import ENGINES, network_of
from benchmarks.travel.networks import NETWORKS

__all__ = ["peak_mb", "run"]


def run(name: str, n_origins: int, n_destinations: int) -> None:
    """Print one line per engine."""
    print(f"\n{name}: memory above the loaded network, {n_origins} x {n_destinations}")
    for engine in ENGINES:
        command = [sys.executable, "-m", "benchmarks.travel.memory", engine.name, name]
        command += [str(n_origins), str(n_destinations)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"  {engine.name:24}{answer.stdout.strip()}")


def peak_mb() -> float:
    """Return the peak memory of this process (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


def _run_one(engine_name: str, name: str, n_origins: int, n_destinations: int) -> None:
    """Prepare, reweight and ask once; print the growth of this process's peak memory."""
    network = network_of(NETWORKS[name]())
    _ = network.drive_ms
    (engine,) = (engine() for engine in ENGINES if engine.name == engine_name)
    rng = np.random.default_rng(1)
    origins = rng.choice(network.n_nodes, n_origins, replace=False)
    destinations = rng.choice(network.n_nodes, n_destinations, replace=False)
    before = peak_mb()
    engine.prepare(network)
    engine.reweight(network)
    engine.matrix(origins, destinations, 15.0)
    print(f"{peak_mb() - before:6.0f} MB")


if __name__ == "__main__":
    _run_one(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
