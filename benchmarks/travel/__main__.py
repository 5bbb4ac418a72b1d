"""Travel-time engines side by side: ``python -m benchmarks.travel [part ...]``.

Orders are computed anew: they are kept in a temporary folder.
"""

import argparse
from collections.abc import Callable
from functools import partial

from benchmarks.travel import bandwidth, circle_shapes, memory, phases, side_by_side, sparse_output
from benchmarks.travel.fresh_orders import fresh_orders
from benchmarks.travel.side_by_side import Question

PARTS: dict[str, list[Callable[[], None]]] = {
    "engines": [
        partial(side_by_side.run, Question("W", 50, 161, rounds=9)),
        partial(side_by_side.run, Question("wuhan_dense", 200, 1_000, rounds=3)),
        partial(side_by_side.run, Question("seven_metros", 200, 1_000, rounds=3)),
        partial(side_by_side.run, Question("S340", 500, 2_000, rounds=5)),
    ],
    "phases": [partial(phases.run, name) for name in ("W", "wuhan_dense", "seven_metros", "S340")],
    "memory": [partial(memory.run, "S340", 500, 2_000)],
    "circles": [circle_shapes.run],
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
    if unknown := sorted(set(arguments.parts) - set(PARTS)):
        parser.error(f"unknown: {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    with fresh_orders():
        for part in arguments.parts or PARTS:
            for run in PARTS[part]:
                run()


if __name__ == "__main__":
    main()
