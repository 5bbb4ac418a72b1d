"""Work in a thread of its own, which a page watches, and which a planner may stop.

Nothing here knows of Streamlit.
"""

import math
import threading
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Job", "Progress"]


class Progress:
    """What work tells of itself while it runs, and what it asks.

    Attributes
    ----------
    incumbent, bound : float
        The best value so far, and what no value can be better than; nan for "none yet".
    partial : Any
        What was published last; None as long as nothing was.
    done, of : int
        Pieces that are done, of how many; 0 as long as nobody told.
    """

    def __init__(self) -> None:
        self.incumbent = self.bound = math.nan
        self.partial: Any = None
        self.done = self.of = 0
        self._stop = threading.Event()

    @property
    def gap(self) -> float:
        """Gap between the best value so far and the bound, a share; nan as long as unknown."""
        return abs(self.incumbent - self.bound) / max(abs(self.incumbent), 1e-9)

    def is_cancelled(self) -> bool:
        """Tell whether the planner wants the best so far."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop with the best so far."""
        self._stop.set()

    def step(self, done: int, of: int) -> None:
        """Tell how many pieces are done, of how many."""
        self.done, self.of = done, of

    def report(self, incumbent: float, bound: float) -> None:
        """Tell the best value so far and the bound."""
        self.incumbent, self.bound = incumbent, bound

    def publish(self, partial: Any) -> None:
        """Leave what is known so far: the answer if the work is cancelled before its end."""
        self.partial = partial


class Job(Progress):
    """One computation beside the page, begun at once.

    Parameters
    ----------
    work : callable
        Does the work and returns the answer. It is handed the job's progress, to ask
        :meth:`is_cancelled` now and then and to tell how far it has come.
    """

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._answer: Any = None
        self._error: Exception | None = None
        self._done = threading.Event()
        self._started = time.monotonic()
        self._ended: float | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self._answer = work(self)
        except Exception as error:  # raised again where the answer is asked for
            self._error = error
        self._ended = time.monotonic()
        self._done.set()

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
