"""One way to stop and to tell: a time limit, a cancel flag and a listener that travel together."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["OnProgress", "Progress", "Stop"]


@dataclass(frozen=True)
class Progress:
    """How far a piece of work has come; each report says what it knows.

    Attributes
    ----------
    stage : str
        Key of the sentence that names what is being done; empty where it is not said.
    share : float
        Share of the work that is done, 0 to 1; nan where it is not said.
    done, of : int
        Pieces that are done, of how many; 0 of 0 where it is not said.
    incumbent, bound : float
        The best value so far and what no value can be better than; nan for "none yet".
    partial : Any
        What is known so far: the answer if the work is cancelled now. None where there is none.
    """

    stage: str = ""
    share: float = math.nan
    done: int = 0
    of: int = 0
    incumbent: float = math.nan
    bound: float = math.nan
    partial: Any = None


OnProgress = Callable[[Progress], None]


@dataclass
class Stop:
    """When a piece of work must stop, and who hears how far it has come.

    The clock runs from the moment that the object is made. Every solver takes one, and hands parts
    of it on to the solvers that it calls.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds the work may take; None for no limit.
    on_progress : callable or None
        Called with a :class:`Progress`.
    cancelled : callable or None
        Asked between pieces of work; True ends the work, which then returns its best so far.

    Examples
    --------
    >>> stop = Stop(time_limit_s=60.0, cancelled=lambda: False)
    >>> stop.must_stop
    False
    >>> stop.part(5.0).remaining_s <= 5.0
    True
    """

    time_limit_s: float | None = None
    on_progress: OnProgress | None = None
    cancelled: Callable[[], bool] | None = None
    _started: float = field(default_factory=time.perf_counter, init=False)
    _was_cancelled: bool = field(default=False, init=False)
    _last: tuple[float, float] = field(default=(math.nan, math.nan), init=False)

    @classmethod
    def within(cls, outer: "Stop | None", time_limit_s: float | None = None) -> "Stop":
        """Return the stop of a piece of work inside another: same flag, same listener.

        Parameters
        ----------
        outer : Stop or None
            That of the caller; None where nobody limits or watches.
        time_limit_s : float or None
            Wall seconds from now, never past the end of the outer one.

        Returns
        -------
        Stop
            With a clock of its own.
        """
        outer = outer or cls()
        left = outer.remaining_s if time_limit_s is None else min(time_limit_s, outer.remaining_s)
        return cls(None if math.isinf(left) else left, outer.on_progress, outer.cancelled)

    @property
    def elapsed_s(self) -> float:
        """Wall seconds since the work began."""
        return time.perf_counter() - self._started

    @property
    def remaining_s(self) -> float:
        """Wall seconds left, at least 0; inf without a limit."""
        if self.time_limit_s is None:
            return math.inf
        return max(0.0, self.time_limit_s - self.elapsed_s)

    @property
    def must_stop(self) -> bool:
        """Whether the time is up or the user has cancelled."""
        return self.is_cancelled or self.remaining_s <= 0.0

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has cancelled."""
        if not self._was_cancelled and self.cancelled is not None:
            self._was_cancelled = bool(self.cancelled())
        return self._was_cancelled

    def part(self, seconds: float = math.inf) -> "Stop":
        """Return the stop of a part whose values mean nothing to the listener, and are not told.

        Parameters
        ----------
        seconds : float
            At most so many from now.
        """
        silent = Stop.within(self, None if math.isinf(seconds) else seconds)
        silent.on_progress = None
        return silent

    def told_as(self, change: Callable[[float], float]) -> "Stop":
        """Return a stop that tells incumbents and bounds in the caller's own unit.

        Parameters
        ----------
        change : callable
            Returns a value of the part in the unit of the whole.
        """
        tell = self.on_progress
        part = Stop.within(self)
        if tell is not None:
            part.on_progress = lambda now: tell(
                Progress(incumbent=change(now.incumbent), bound=change(now.bound))
            )
        return part

    def tell(self, progress: Progress) -> None:
        """Tell the listener how far the work has come."""
        if self.on_progress is not None:
            self.on_progress(progress)

    def report(self, incumbent: float, bound: float) -> None:
        """Tell the listener about a new incumbent or bound."""
        if (incumbent, bound) != self._last:
            self._last = (incumbent, bound)
            self.tell(Progress(incumbent=incumbent, bound=bound))
