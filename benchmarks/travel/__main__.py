"""Travel-time engines side by side: ``python -m benchmarks.travel [part ...]``.

Orders are computed anew: the cache of orders is a temporary folder.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from functools import partial

from benchmarks.travel import bandwidth, memory, phases, side_by_side, sparse_output
from benchmarks.travel.side_by_side import Question
from geo.roads.hierarchy.order_store import CACHE_VARIABLE

PARTS: dict[str, list[Callable[[], None]]] = {
    "engines": [
        partial(side_by_side.run, Question("W", 50, 161, rounds=9)),
        partial(side_by_side.run, Question("wuhan_dense", 200, 1_000, rounds=3)),
        partial(side_by_side.run, Question("seven_metros", 200, 1_000, rounds=3)),
        partial(side_by_side.run, Question("S340", 500, 2_000, rounds=5)),
    ],
    "phases": [partial(phases.run, name) for name in ("W", "wuhan_dense", "seven_metros", "S340")],
    "memory": [partial(memory.run, "S340", 500, 2_000)],
    "bandwidth": [partial(bandwidth.run, "S340")],
    "sparse": [
        partial(sparse_output.run, "S770", 5_000, 50_000, threads=threads) for threads in (1, 2)
    ],
}


def main() -> None:
    """Run the parts that are asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.travel", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[CACHE_VARIABLE] = folder
        for part in arguments.parts or PARTS:
            for run in PARTS[part]:
                run()


if __name__ == "__main__":
    main()
