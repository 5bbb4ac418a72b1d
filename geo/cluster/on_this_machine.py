"""Districts side by side in processes of this machine."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from geo.cluster.task import MOST_ATTEMPTS, DistrictTask, lost_row, plan_district
from geo.report import ProvinceRow

__all__ = ["on_this_machine"]

# Memory that one district leaves behind in a process is given back with it.
_DISTRICTS_PER_PROCESS: Final = 4


def on_this_machine(
    tasks: Sequence[DistrictTask], *, workers: int | None = None
) -> Iterator[ProvinceRow]:
    """Plan districts in processes; yield each as it is done.

    A process that is killed takes nothing with it but the districts under way, which are begun
    anew; a district that loses its process three times is reported as failed.

    Parameters
    ----------
    tasks : sequence of DistrictTask
    workers : int, optional
        How many at once; as many as there are cores where it is left out.

    Yields
    ------
    ProvinceRow
    """
    at_once = min(workers or os.cpu_count() or 1, max(len(tasks), 1))
    waiting = deque(tasks)
    attempts = dict.fromkeys((task.name for task in tasks), 0)
    while waiting:
        yield from _until_broken(waiting, attempts, at_once)


def _until_broken(
    waiting: deque[DistrictTask], attempts: dict[str, int], at_once: int
) -> Iterator[ProvinceRow]:
    """Work through the tasks until all are done or a process is lost; put lost ones back."""
    # A fresh interpreter for each: threads of the parent must not be copied into its children.
    fresh = multiprocessing.get_context("spawn")
    running: dict[Future[ProvinceRow], DistrictTask] = {}
    pool = ProcessPoolExecutor(
        at_once, mp_context=fresh, max_tasks_per_child=_DISTRICTS_PER_PROCESS
    )
    with pool:
        while waiting or running:
            while waiting and len(running) < at_once:
                task = waiting.popleft()
                attempts[task.name] += 1
                running[pool.submit(plan_district, task)] = task
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done if not _is_lost(one))
            if any(map(_is_lost, done)):
                kept = [task for one, task in running.items() if one not in done or _is_lost(one)]
                given_up = [task for task in kept if attempts[task.name] >= MOST_ATTEMPTS]
                yield from map(lost_row, given_up)
                waiting.extendleft(task for task in kept if task not in given_up)
                return
            for one in done:
                del running[one]


def _is_lost(one: "Future[ProvinceRow]") -> bool:
    return isinstance(one.exception(), BrokenProcessPool)
