"""Answers that a page does without at first: it asks for them again and again until they are there.

One calculation serves all windows that ask the same. It begins when a window asks again, so that it
takes nothing from the page that asks at first, and from none that is left at once. It goes on as
long as some window asks: one that is closed, or that shows something else by now, asks no more.

Nothing here knows of Streamlit.
"""

import threading
import time
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Final

from geo.scenarios.job import Job
from geo.stop import Stop

__all__ = ["Later"]

_UNASKED_S: Final = 20.0
"""A window asks every second; a slow page or connection may keep it from that for a while."""


class Later:
    """Work beside the pages of a workspace, one piece after the other.

    Parameters
    ----------
    unasked_s : float
        How long work goes on that no window asks for.
    """

    def __init__(self, unasked_s: float = _UNASKED_S) -> None:
        self._unasked_s = unasked_s
        self._asked: dict[Hashable, tuple[Hashable, float]] = {}
        self._jobs: dict[Hashable, Job] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def ask(self, window: Hashable, question: Hashable, work: Callable[[Stop], Any]) -> Job | None:
        """Return the work on a question, None where no window has asked for it twice.

        Parameters
        ----------
        window : hashable
            Who asks: what it asked before is not wanted by it any more.
        question : hashable
        work : callable
            Calculates the answer; called off, it may return anything.

        Returns
        -------
        Job or None
        """
        with self._lock:
            asked_before, _ = self._asked.get(window, (None, 0.0))
            self._asked[window] = question, time.monotonic()
            self._forget()
            job = self._jobs.get(question)
            is_lacking = job is None or job.is_cancelled()
            if is_lacking and asked_before == question:
                job = Job(partial(self._in_turn, work), deserted=lambda: not self._asks(question))
                self._jobs[question] = job
        return job

    def _in_turn(self, work: Callable[[Stop], Any], stop: Stop) -> Any:
        with self._turn:
            return None if stop.must_stop else work(stop)

    def _asks(self, question: Hashable) -> bool:
        """Tell whether some window still asks a question."""
        now = time.monotonic()
        return any(
            asked == question and now - at < self._unasked_s
            for asked, at in list(self._asked.values())
        )

    def _forget(self) -> None:
        """Forget windows that ask no more, and what was found for them."""
        now = time.monotonic()
        self._asked = {
            window: (question, at)
            for window, (question, at) in self._asked.items()
            if now - at < self._unasked_s
        }
        wanted = {question for question, _ in self._asked.values()}
        self._jobs = {one: job for one, job in self._jobs.items() if one in wanted}
