"""When a search must stop and who is told how far it has come."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["OnProgress", "Stop"]

OnProgress = Callable[[float, float], None]
"""Called with (incumbent, bound); nan stands for "none yet"."""


@dataclass
class Stop:
    """Wall clock, cancel hook and progress report of one solve.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds the solve may take; None for no limit.
    on_progress : callable or None
        Called with (incumbent, bound) whenever one of them improved.
    cancelled : callable or None
        Asked between pieces of work; True stops the solve, which then returns its best plan.
    """

    time_limit_s: float | None = None
    on_progress: OnProgress | None = None
    cancelled: Callable[[], bool] | None = None
    _started: float = field(default_factory=time.perf_counter, init=False)
    _was_cancelled: bool = field(default=False, init=False)
    _last: tuple[float, float] = field(default=(math.nan, math.nan), init=False)

    @property
    def elapsed_s(self) -> float:
        """Wall seconds since the solve began."""
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

    def part(self, seconds: float) -> "Stop":
        """Return a clock for a part of the solve: the same hooks, at most `seconds` from now."""
        limit = min(seconds, self.remaining_s)
        return Stop(None if math.isinf(limit) else limit, None, self.cancelled)

    def report(self, incumbent: float, bound: float) -> None:
        """Tell the listener about a new incumbent or bound."""
        if self.on_progress is not None and (incumbent, bound) != self._last:
            self._last = (incumbent, bound)
            self.on_progress(incumbent, bound)
