"""A planner's whole day in a browser, again and again: how often it ends with the right figures."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

__all__ = ["repeat_the_day"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_DAY: Final = "tests/ui/test_planner_day.py"
_LINES_TOLD: Final = 25


def repeat_the_day(times: int) -> int:
    """Run the scripted planner so many times, each with a fresh server, and return the failures."""
    failed = 0
    for number in range(1, times + 1):
        begun = time.perf_counter()
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:xdist",
                "-p",
                "no:cacheprovider",
                _DAY,
            ],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        # A run that skips the day has not shown that it works.
        passed = run.returncode == 0 and "1 passed" in run.stdout
        failed += not passed
        took_s = time.perf_counter() - begun
        print(f"day {number:>2}: {'ok' if passed else 'FAILED'} {took_s:.0f} s", flush=True)
        if not passed:
            print("\n".join(run.stdout.splitlines()[-_LINES_TOLD:]), flush=True)
    print(f"planner's day: {times - failed} of {times}", flush=True)
    return failed
