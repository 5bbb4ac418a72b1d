"""Pages of many windows drawn one at a time: one interpreter draws twenty at once no sooner.

Drawn all together, each would be done when nearly all are, and the threads would spend their time
on handing the interpreter to one another. A page that takes long gives up its place, so that none
waits for the work of another window.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["Turns", "others_are_at_work", "page_is_waited_for", "page_turn"]

_TURN_S: Final = 0.5
"""A page of a city district is drawn in a tenth of this."""


_LEAST_WAIT_S: Final = 0.01


class Turns:
    """Places for pages that are drawn, given in the order in which they are asked for.

    Parameters
    ----------
    places : int
        How many pages are drawn at once.
    turn_s : float
        A page that takes longer is not counted any more.
    """

    def __init__(self, places: int, turn_s: float = _TURN_S) -> None:
        self._places = places
        self._turn_s = turn_s
        self._begun: dict[object, float] = {}
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place, and give it back at the end."""
        page = object()
        with self._changed:
            self._waiting.append(page)
            while self._waiting[0] is not page or not self._has_place():
                self._changed.wait(self._next_place_s())
            self._waiting.popleft()
            self._begun[page] = time.monotonic()
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                del self._begun[page]
                self._changed.notify_all()

    @property
    def are_waited_for(self) -> bool:
        """Whether a page waits for a place: what can come later should."""
        return bool(self._waiting)

    def _has_place(self) -> bool:
        return sum(age < self._turn_s for age in self._ages()) < self._places

    def _next_place_s(self) -> float:
        """Return when the next page gives up its place, whether it is done or not."""
        counted = [age for age in self._ages() if age < self._turn_s]
        return max(self._turn_s - max(counted, default=0.0), _LEAST_WAIT_S)

    def _ages(self) -> list[float]:
        now = time.monotonic()
        return [now - begun for begun in self._begun.values()]


_PAGES: Final = Turns(1)
"""One page at a time is drawn soonest, since one interpreter draws them all."""
_AT_WORK_S: Final = 60.0
_drawn: Final[dict[str, float]] = {}


@contextmanager
def page_turn(window: str) -> Iterator[None]:
    """Wait for a place among the pages of this server, and give it back at the end.

    Parameters
    ----------
    window : str
        Whose page it is.
    """
    now = time.monotonic()
    for one, at in list(_drawn.items()):
        if now - at >= _AT_WORK_S:
            _drawn.pop(one, None)
    _drawn[window] = now
    with _PAGES.turn():
        yield


def page_is_waited_for() -> bool:
    """Return whether other windows wait for the page that is being drawn."""
    return _PAGES.are_waited_for


def others_are_at_work(window: str) -> bool:
    """Return whether a page of another window was asked for within the last minute.

    Parameters
    ----------
    window : str
        The one that asks.
    """
    now = time.monotonic()
    others = [at for one, at in list(_drawn.items()) if one != window]
    return any(now - at < _AT_WORK_S for at in others)
