"""Districts side by side in processes of this machine."""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from geo.cluster.kernel_cache import kernels_are_compiled
from geo.cluster.task import MOST_ATTEMPTS, DistrictTask, Outcome, lost_row, work_on
from geo.report import ProvinceRow

__all__ = ["on_this_machine"]

_DISTRICTS_PER_PROCESS: Final = 4
"""Where a system does not say how much memory a process holds, it is renewed after so many."""
_SHARE_OF_MEMORY: Final = 0.5
"""Processes together may hold so much between two districts; one that holds more is renewed."""
_PATIENCE_S: Final = 10.0


def on_this_machine(
    tasks: Sequence[DistrictTask], *, workers: int | None = None, memory_mb: float | None = None
) -> Iterator[ProvinceRow]:
    """Plan districts in processes; yield each as it is done.

    A process that is killed takes nothing with it but its district, which is begun anew; a
    district that loses its process three times is reported as failed. When whoever asks stops
    asking, the processes are ended: what is on disk by then stays.

    Parameters
    ----------
    tasks : sequence of DistrictTask
    workers : int, optional
        How many at once; as many as there are cores where it is left out.
    memory_mb : float, optional
        A process that holds more after a district is renewed, which gives its memory back. Half of
        the machine's memory shared by all where it is left out.

    Yields
    ------
    ProvinceRow
    """
    at_once = min(workers or os.cpu_count() or 1, max(len(tasks), 1))
    most_mb = memory_mb or _memory_mb() * _SHARE_OF_MEMORY / at_once
    waiting = deque((task, 1) for task in tasks)
    # On a fresh machine one process compiles the kernels, the others find them compiled.
    begun = at_once if kernels_are_compiled() else 1
    crew = [_Worker() for _ in range(begun)]
    try:
        while waiting or any(one.task for one in crew):
            for one in crew:
                if one.task is None and waiting:
                    one.give(*waiting.popleft())
            for one in _ready(crew):
                outcome, task, attempts = one.take()
                if outcome is not None:
                    yield outcome.row
                elif attempts >= MOST_ATTEMPTS:
                    yield lost_row(task)
                else:
                    waiting.appendleft((task, attempts + 1))
                if outcome is None or one.is_full(outcome, most_mb):
                    one.end()
                    crew[crew.index(one)] = _Worker()
            crew += [_Worker() for _ in range(at_once - len(crew))]
    finally:
        for one in crew:
            one.end()


class _Worker:
    """A process that plans one district after another."""

    def __init__(self) -> None:
        # A fresh interpreter: threads of the parent must not be copied into its children. It
        # starts with its first district, so that none is started for nothing.
        self._fresh = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._line: Connection | None = None
        self._done = self._attempts = 0
        self.task: DistrictTask | None = None

    def give(self, task: DistrictTask, attempts: int) -> None:
        """Let it plan a district."""
        if self._process is None:
            self._line, other = self._fresh.Pipe()
            self._process = self._fresh.Process(target=_serve, args=(other,), daemon=True)
            self._process.start()
            other.close()
        self.task, self._attempts = task, attempts
        try:
            self.line.send(task)
        except OSError:  # it has just been killed: taking its answer shows it
            return

    @property
    def line(self) -> Connection:
        """The way to the process; an end of it says that the process is gone."""
        assert self._line is not None
        return self._line

    def take(self) -> tuple[Outcome | None, DistrictTask, int]:
        """Return what came of its district, None where the process is gone; and the district."""
        assert self.task is not None
        task, self.task = self.task, None
        try:
            outcome: Outcome | None = self.line.recv()
        except (EOFError, OSError):
            outcome = None
        self._done += 1
        return outcome, task, self._attempts

    def is_full(self, outcome: Outcome, most_mb: float) -> bool:
        """Tell whether it holds so much that a new process is to take its place."""
        if outcome.held_mb is None:
            return self._done >= _DISTRICTS_PER_PROCESS
        return outcome.held_mb > most_mb

    def end(self) -> None:
        """End it, whatever it does."""
        if self._process is None:
            return
        self.line.close()
        self._process.terminate()
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = None


def _ready(crew: Sequence[_Worker]) -> list[_Worker]:
    """Wait until some have an answer or are gone, and return them in the order of their crew."""
    busy = {one.line: one for one in crew if one.task is not None}
    heard = set(wait(list(busy)))
    return [one for line, one in busy.items() if line in heard]


def _serve(line: Connection) -> None:
    """Plan what comes down the line until it ends."""
    while True:
        try:
            task = line.recv()
            line.send(work_on(task))
        except (EOFError, OSError, KeyboardInterrupt):
            return


def _memory_mb() -> float:
    """Return how much memory the machine has; half a gigabyte where it does not say."""
    if sys.platform == "win32" or "SC_PHYS_PAGES" not in os.sysconf_names:
        return 512.0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e6
