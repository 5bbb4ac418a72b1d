"""Pages take turns: few at once, in order, and none waits for a page that takes long."""

import threading
import time
from collections.abc import Callable

import pytest

from geo.ui.turns import Turns, others_are_at_work, page_turn

LONG_S = 30.0


def _drawn(turns: Turns, work: Callable[[], object]) -> threading.Thread:
    def draw() -> None:
        with turns.turn():
            work()

    page = threading.Thread(target=draw, daemon=True)
    page.start()
    return page


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_no_more_pages_are_drawn_than_there_are_places() -> None:
    """Of thirty pages two at most are at work together, and all are drawn."""
    turns, lock = Turns(2, turn_s=LONG_S), threading.Lock()
    at_work: list[int] = [0]
    most: list[int] = []

    def work() -> None:
        with lock:
            at_work[0] += 1
            most.append(at_work[0])
        time.sleep(0.002)
        with lock:
            at_work[0] -= 1

    pages = [_drawn(turns, work) for _ in range(30)]
    for page in pages:
        page.join(LONG_S)
    assert len(most) == 30
    assert max(most) <= 2


def test_pages_are_drawn_in_the_order_of_asking() -> None:
    """Who asked first is drawn first."""
    turns, open_door = Turns(1, turn_s=LONG_S), threading.Event()
    order: list[int] = []
    pages = [_drawn(turns, lambda: open_door.wait(LONG_S))]
    for number in range(8):
        waiting = len(turns._waiting)
        pages.append(_drawn(turns, lambda number=number: order.append(number)))
        _until(lambda waiting=waiting: len(turns._waiting) > waiting)
    open_door.set()
    for page in pages:
        page.join(LONG_S)
    assert order == list(range(8))


def test_a_page_that_takes_long_keeps_no_place() -> None:
    """Others are drawn while it still is; when it is done nothing is left of it."""
    turns, open_door, done = Turns(1, turn_s=0.05), threading.Event(), threading.Event()
    slow = _drawn(turns, lambda: open_door.wait(LONG_S))
    _until(lambda: bool(turns._begun))
    _drawn(turns, done.set)
    assert done.wait(LONG_S)
    assert slow.is_alive()
    open_door.set()
    slow.join(LONG_S)
    assert not turns._begun


def test_a_page_that_fails_gives_its_place_back() -> None:
    """An error, or Streamlit's own way to end a page, leaves no place taken."""
    turns = Turns(1, turn_s=LONG_S)
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError
    with turns.turn():
        pass
    assert not turns._begun


def test_another_window_counts_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """One's own pages are no others'; a window that asks no more is forgotten."""
    now = [time.monotonic()]
    monkeypatch.setattr("geo.ui.turns._drawn", {})
    monkeypatch.setattr("geo.ui.turns.time.monotonic", lambda: now[0])
    with page_turn("mine"):
        assert not others_are_at_work("mine")
        assert others_are_at_work("another")
    now[0] += 61
    assert not others_are_at_work("another")
