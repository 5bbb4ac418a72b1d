"""Work in a thread of its own, which a page watches, and which a planner may stop.

Nothing here knows of Streamlit.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

from geo.solver import relative_gap
from geo.stop import Progress, Stop

__all__ = ["Job"]


class Job:
    """One computation beside the page, begun at once.

    Parameters
    ----------
    work : callable
        Does the work and returns the answer. It is given the stop object that the page cancels by
        and listens to.
    deserted : callable, optional
        Tells whether nobody waits for the answer any more: then the work is called off.

    Attributes
    ----------
    incumbent, bound : float
        The best value so far, and what no value can be better than; nan for "none yet".
    partial : Any
        What is known so far: the answer if the work is cancelled. None as long as nothing is.
    done, of : int
        Pieces that are done, of how many; 0 as long as nobody told.
    """

    def __init__(
        self, work: Callable[[Stop], Any], *, deserted: Callable[[], bool] | None = None
    ) -> None:
        self._deserted = deserted
        self.incumbent = self.bound = math.nan
        self.partial: Any = None
        self.done = self.of = 0
        self._cancelled = threading.Event()
        self._answer: Any = None
        self._error: Exception | None = None
        self._done = threading.Event()
        self._started = time.monotonic()
        self._ended: float | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Stop], Any]) -> None:
        try:
            self._answer = work(Stop(on_progress=self._hear, cancelled=self.is_cancelled))
        except Exception as error:  # raised again where the answer is asked for
            self._error = error
        self._ended = time.monotonic()
        self._done.set()

    def _hear(self, now: Progress) -> None:
        if now.of:
            self.done, self.of = now.done, now.of
        if now.partial is not None:
            self.partial = now.partial
        if not (math.isnan(now.incumbent) and math.isnan(now.bound)):
            self.incumbent, self.bound = now.incumbent, now.bound

    @property
    def gap(self) -> float:
        """Gap between the best value so far and the bound, a share; nan as long as unknown."""
        return relative_gap(self.incumbent, self.bound)

    def is_cancelled(self) -> bool:
        """Tell whether the planner wants the best so far, or nobody waits for it."""
        if self._deserted is not None and self._deserted():
            self.cancel()
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop with the best so far."""
        self._cancelled.set()

    @property
    def is_running(self) -> bool:
        """Whether the page must still wait: cancelled work that left something need not be."""
        return not self._done.is_set() and not (self.is_cancelled() and self.partial is not None)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the work began, or that it took."""
        return (self._ended or time.monotonic()) - self._started

    def wait(self, seconds: float) -> None:
        """Wait for the end of the work, at most so long."""
        self._done.wait(seconds)

    def answer(self) -> Any:
        """Return what the work found, or what it published last when it still runs.

        Raises
        ------
        Exception
            What the work raised.
        """
        if self._error is not None:
            raise self._error
        return self._answer if self._done.is_set() else self.partial
