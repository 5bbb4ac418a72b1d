"""Not faster than a key allows."""

import time
from collections.abc import Callable

__all__ = ["TokenBucket"]


class TokenBucket:
    """Lets a steady number of questions a second through, with a small reserve.

    Parameters
    ----------
    per_s : float
        Questions a second in the long run.
    reserve : int
        Questions that may go out at once after a pause.
    clock, sleep : callable
        Seconds that only grow, and waiting; tests bring their own.
    """

    def __init__(
        self,
        per_s: float,
        *,
        reserve: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_s, self._reserve = per_s, reserve
        self._clock, self._sleep = clock, sleep
        self._tokens, self._at = float(reserve), clock()

    def take(self) -> None:
        """Wait until one more question may go out."""
        now = self._clock()
        self._tokens = min(self._reserve, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        wait_s = max(0.0, (1 - self._tokens) / self._per_s)
        if wait_s:
            self._sleep(wait_s)
            # The wait is counted as it was meant: a clock that stands still ends no earlier.
            self._at = max(self._clock(), now + wait_s)
            self._tokens = 1.0
        self._tokens -= 1

    def pause(self, seconds: float) -> None:
        """Wait because the provider said that it was too much."""
        self._sleep(seconds)
