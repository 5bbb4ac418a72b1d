"""What pages do without at first: once for all windows, as long as one asks, in turn."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from geo.scenarios import Job, Later
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


def again(later: Later, window: object, question: object, work: Callable[[Stop], Any]) -> Job:
    """Ask as a window does that lacks something."""
    later.ask(window, question, work)
    job = later.ask(window, question, work)
    assert job is not None
    return job


def test_work_begins_when_a_window_asks_again() -> None:
    """A page that is left at once, and a window that asks once, begin nothing."""
    later, asked = Later(), []
    for window, question in (("one", "a"), ("one", "b"), ("two", "b"), ("one", "a")):
        assert later.ask(window, question, lambda _stop: asked.append(1)) is None
    job = later.ask("one", "a", lambda _stop: "a")
    assert job is not None
    until(lambda: not job.is_running)
    assert job.answer() == "a"
    assert not asked


def test_windows_that_ask_the_same_share_one_calculation() -> None:
    """The second window gets the work of the first; the answer is there for both."""
    later, asked = Later(), []

    def work(_stop: Stop) -> int:
        asked.append(1)
        return 7

    first = again(later, "one", "question", work)
    assert later.ask("two", "question", work) is first
    until(lambda: not first.is_running)
    assert again(later, "one", "question", work).answer() == 7
    assert len(asked) == 1


def test_work_that_no_window_asks_for_is_called_off() -> None:
    """A closed window asks no more; asked again, the work begins anew."""
    later = Later(unasked_s=0.05)
    job = again(later, "window", "question", endless)
    until(lambda: not job.is_running)
    assert job.answer() == "called off"
    anew = again(later, "window", "question", lambda _stop: "done")
    until(lambda: not anew.is_running)
    assert anew.answer() == "done"


def test_a_window_that_shows_something_else_asks_for_that_alone() -> None:
    """What it asked for before ends, although it is not long ago; another window may keep it."""
    later = Later()
    former = again(later, "window", "former", endless)
    present = again(later, "window", "present", lambda _stop: "present")
    until(lambda: not present.is_running)
    assert former.answer() == "called off"
    assert present.answer() == "present"
    kept = again(later, "one", "kept", endless)
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

    jobs = [again(later, number, number, work) for number in range(4)]
    until(lambda: not any(job.is_running for job in jobs))
    assert max(most) == 1


def test_what_goes_wrong_is_raised_where_the_answer_is_asked_for() -> None:
    """The page says it in place of the part that is missing."""

    def work(_stop: Stop) -> Any:
        raise ValueError("impossible")

    job = again(Later(), "window", "question", work)
    until(lambda: not job.is_running)
    with pytest.raises(ValueError, match="impossible"):
        job.answer()
