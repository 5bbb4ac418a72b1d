"""Work that takes long: done beside the page, which shows how far it is and can call it off."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

__all__ = ["LongWork", "Progress"]

T = TypeVar("T")


class Progress:
    """What a piece of work tells of itself, and asks."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self.done = 0
        self.of = 0

    def step(self, done: int, of: int) -> None:
        """Tell how many pieces are done, of how many."""
        self.done, self.of = done, of

    def cancelled(self) -> bool:
        """Return whether the work was called off."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Call the work off: it ends with what it has found."""
        self._cancelled.set()


class LongWork(Generic[T]):
    """Work in a thread of its own, begun at once.

    Parameters
    ----------
    work : callable
        Does it and returns the answer; it reports to, and asks, the progress that it is given.
    """

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self.progress = Progress()
        self._work = work
        self._answer: T
        self._error: Exception | None = None
        self._begun = monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._answer = self._work(self.progress)
        # Whatever happens in the thread is raised where the answer is asked for.
        except Exception as error:
            self._error = error

    @property
    def seconds(self) -> float:
        """Wall seconds since it began."""
        return monotonic() - self._begun

    def finished(self, wait_s: float = 0.0) -> bool:
        """Return whether it has ended, after waiting so long for it."""
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    def answer(self) -> T:
        """Return what finished work has found, or raise what it ended with."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._answer
