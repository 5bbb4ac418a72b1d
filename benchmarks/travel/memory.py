"""Peak memory of each engine over what the network itself takes, each in its own process."""

import resource
import subprocess
import sys

import numpy as np

from benchmarks.travel.engines import ENGINES, network_of
from benchmarks.travel.networks import NETWORKS

__all__ = ["run", "run_one"]


def run(name: str, n_origins: int, n_destinations: int) -> None:
    """Print one line per engine."""
    print(f"\n{name}: memory above the loaded network, {n_origins} x {n_destinations}")
    for engine in ENGINES:
        command = [sys.executable, "-m", "benchmarks.travel", "--memory-of", engine.name, name]
        command += [str(n_origins), str(n_destinations)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"  {engine.name:24}{answer.stdout.strip()}")


def run_one(engine_name: str, name: str, n_origins: int, n_destinations: int) -> None:
    """Prepare, reweight and ask once; print the growth of this process's peak memory."""
    network = network_of(NETWORKS[name]())
    _ = network.drive_ms
    (engine,) = (engine() for engine in ENGINES if engine.name == engine_name)
    rng = np.random.default_rng(1)
    origins = rng.choice(network.n_nodes, n_origins, replace=False)
    destinations = rng.choice(network.n_nodes, n_destinations, replace=False)
    before = _peak_mb()
    engine.prepare(network)
    engine.reweight(network)
    engine.matrix(origins, destinations, 15.0)
    print(f"{_peak_mb() - before:6.0f} MB")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
