"""When a search must stop."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from geo.errors import ZoningError

__all__ = ["Clock"]


@dataclass
class Clock:
    """Wall clock and cancel hook of one search.

    Parameters
    ----------
    time_limit_s : float or None
        Wall seconds the search may take; None: bounded by counted work alone.
    cancelled : callable, optional
        Asked between pieces of work; True stops the search, which then returns its best plan.
    """

    time_limit_s: float | None = None
    cancelled: Callable[[], bool] | None = None
    _started: float = field(default_factory=time.perf_counter, init=False)

    def __post_init__(self) -> None:
        limit = self.time_limit_s
        if limit is not None and not limit >= 0:
            raise ZoningError("zoning.time_limit", found=limit)

    @property
    def elapsed_s(self) -> float:
        """Wall seconds since the search began."""
        return time.perf_counter() - self._started

    @property
    def remaining_s(self) -> float:
        """Wall seconds left, zero or more; inf without a limit."""
        if self.time_limit_s is None:
            return math.inf
        return max(0.0, self.time_limit_s - self.elapsed_s)

    @property
    def must_stop(self) -> bool:
        """Whether the time is up or the user has cancelled."""
        return self.remaining_s <= 0.0 or (self.cancelled is not None and self.cancelled())
