"""Read generated dirty lists and tell how each ended: ``make dirty-lists``.

Run it from the top of the checkout: ``python -m benchmarks.tables [COUNT] [--seed N]``. Exit code 1
when a list is read wrong, a household is lost without a line, or an exception comes out.
"""

import argparse
import collections
import tempfile
import time
from pathlib import Path

from geo.errors import TableError
from geo.tables import read_estates
from tests.tables.dirty_lists import dirty_lists, fault_of


def main() -> int:
    """Read the lists asked for and print how many ended how."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    ends: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    wrong = 0
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for dirty in dirty_lists(arguments.count, arguments.seed):
            path = dirty.write(Path(folder))
            fault = fault_of(dirty, path)
            if fault is not None:
                wrong += 1
                print(f"seed {dirty.seed} ({', '.join(sorted(dirty.kinds))}): {fault}")
            ends[_end(path)] += 1
            kinds.update(dirty.kinds)
            path.unlink()
    print(f"{arguments.count:,} lists, {time.process_time() - started:.0f} s CPU, {wrong} wrong")
    for title, counts in (("ended in", ends), ("were dirty by", kinds)):
        print(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common()))
    return 1 if wrong else 0


def _end(path: Path) -> str:
    """Return how reading a list ends: in a table, or by which fault first."""
    try:
        read_estates(path)
    except TableError as error:
        return (error.faults[0].key if error.faults else error.key).removeprefix("tables.")
    return "a table"


if __name__ == "__main__":
    raise SystemExit(main())
