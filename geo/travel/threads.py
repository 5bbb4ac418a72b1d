"""Sharing rows of work between threads without changing a byte of the result."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from geo.errors import TravelError

__all__ = ["run_in_threads", "thread_count"]


def thread_count(threads: int | None) -> int:
    """Return how many threads to use: as many as asked for, else one per usable core.

    Raises
    ------
    TravelError
        When the number asked for is below 1.
    """
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _cores()
    if threads < 1:
        raise TravelError("travel.threads", found=threads)
    return threads


def run_in_threads(part: Callable[[int], None], threads: int) -> None:
    """Call ``part(0)`` to ``part(threads - 1)``, each in a thread of its own."""
    if threads == 1:
        part(0)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(part, range(threads)):
            pass


def _cores() -> int:
    return os.cpu_count() or 1
