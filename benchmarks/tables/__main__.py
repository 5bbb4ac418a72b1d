"""Read generated dirty lists and tell how each ended: ``make dirty-lists``.

Run it from the top of the checkout: ``python -m benchmarks.tables [COUNT] [--seed N]``. Exit code 1
when a list is read wrong, a household is lost without a line, or an exception comes out.
"""

import argparse
import collections
import tempfile
import time
from pathlib import Path

from tests.tables.dirty_lists import dirty_lists, judge


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
            judgement = judge(dirty, path)
            if judgement.fault is not None:
                wrong += 1
                kinds_in_words = ", ".join(sorted(dirty.kinds))
                print(f"seed {dirty.seed} ({kinds_in_words}): {judgement.fault}", flush=True)
            ends[judgement.end.removeprefix("tables.")] += 1
            kinds.update(dirty.kinds)
            path.unlink()
    print(f"{arguments.count:,} lists, {time.process_time() - started:.0f} s CPU, {wrong} wrong")
    for title, counts in (("ended in", ends), ("were dirty by", kinds)):
        print(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common()))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
