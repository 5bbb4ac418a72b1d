"""What pages do without at first: once for all windows, as long as one asks, in turn."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from geo.scenarios import Later
from geo.stop import Stop

WAITS_S = 20.0


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + WAITS_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def endless(stop: Stop) -> str:
    """Work until nobody waits any more."""
    while not stop.must_stop:
        time.sleep(0.005)
    return "called off"


def test_windows_that_ask_the_same_share_one_calculation() -> None:
    """The second window gets the work of the first; the answer is there for both."""
    later, asked = Later(), []

    def work(_stop: Stop) -> int:
        asked.append(1)
        return 7

    first = later.ask("one", "question", work)
    assert later.ask("two", "question", work) is first
    until(lambda: not first.is_running)
    assert later.ask("one", "question", work).answer() == 7
    assert len(asked) == 1


def test_work_that_no_window_asks_for_is_called_off() -> None:
    """A closed window asks no more; asked again, the work begins anew."""
    later = Later(unasked_s=0.05)
    job = later.ask("window", "question", endless)
    until(lambda: not job.is_running)
    assert job.answer() == "called off"
    again = later.ask("window", "question", lambda _stop: "done")
    until(lambda: not again.is_running)
    assert again.answer() == "done"


def test_a_window_that_shows_something_else_asks_for_that_alone() -> None:
    """What it asked for before ends, although it is not long ago; another window may keep it."""
    later = Later()
    former = later.ask("window", "former", endless)
    present = later.ask("window", "present", lambda _stop: "present")
    until(lambda: not present.is_running)
    assert former.answer() == "called off"
    assert present.answer() == "present"
    kept = later.ask("one", "kept", endless)
    later.ask("two", "kept", endless)
    later.ask("one", "other", endless)
    assert kept.is_running
    later.ask("two", "other", endless)
    until(lambda: not kept.is_running)


def test_one_piece_of_work_after_the_other() -> None:
    """Windows that ask for different things do not take the machine from each other's clicks."""
    later, running, most = Later(), [], []
    lock = threading.Lock()

    def work(_stop: Stop) -> None:
        with lock:
            running.append(1)
            most.append(len(running))
        time.sleep(0.01)
        with lock:
            running.pop()

    jobs = [later.ask(number, number, work) for number in range(4)]
    until(lambda: not any(job.is_running for job in jobs))
    assert max(most) == 1


def test_what_goes_wrong_is_raised_where_the_answer_is_asked_for() -> None:
    """The page says it in place of the part that is missing."""

    def work(_stop: Stop) -> Any:
        raise ValueError("impossible")

    job = Later().ask("window", "question", work)
    until(lambda: not job.is_running)
    with pytest.raises(ValueError, match="impossible"):
        job.answer()
