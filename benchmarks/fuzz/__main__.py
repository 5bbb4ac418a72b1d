"""Damage files of every kind by seeds and read them: ``make fuzz``.

Run it from the top of the checkout: ``python -m benchmarks.fuzz [COUNT] [--seed N] [--kind WORD]``.
Each input must end in a result or an error of ours that names the file, within 20 s and 1.5 GB.
Exit code 1 when one does not; its seed is told.
"""

import argparse
import time
from typing import Final

from tests.fuzzing.running import fuzz

_SHOWN: Final = 8


def main() -> int:
    """Read the inputs asked for, tell each failure and how many ended how."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", default="", help="only kinds of files with this in their names")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    started = time.monotonic()
    fuzzed = fuzz(
        arguments.seed,
        arguments.count,
        word=arguments.kind,
        longest_s=arguments.seconds,
        tell=lambda failure: print("seed {seed} ({target}): {end}".format(**failure), flush=True),
    )
    print(f"{sum(fuzzed.ends.values()):,} inputs in {time.monotonic() - started:.0f} s: ", end="")
    print(", ".join(f"{name} {count:,}" for name, count in fuzzed.ends.most_common()))
    dearest = sorted(fuzzed.cpu_s.items(), key=lambda pair: -pair[1])[:_SHOWN]
    print(f"{sum(fuzzed.cpu_s.values()):.0f} s of work, most of it: ", end="")
    print(", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in dearest))
    return 1 if fuzzed.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
