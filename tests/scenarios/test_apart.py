"""Long work in a process of its own: the same answers, told, called off, and never lost untold."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from geo.errors import WorkspaceError
from geo.scenarios import (
    LostHelperError,
    Planner,
    Scenario,
    SiteAsk,
    apart,
    open_planner,
)
from geo.scenarios import siting as scenario_siting
from geo.stop import Progress, Stop
from geo.workspace import SiteRules
from tests.scenarios import tasks_apart


@pytest.fixture
def planner(town: Path) -> Planner:
    """Return the toy town, which a test may change."""
    return open_planner(town)


def test_a_helper_answers_as_the_page_would(planner: Planner) -> None:
    """Another process, which knows the workspace the second time; the answers are the same."""
    scenarios = [Scenario(), Scenario(target_min=12.0)]
    said = [apart(tasks_apart.covered, planner, one)(Stop()) for one in scenarios]
    assert [count for _, count in said] == [
        planner.answer(one).figures.households_covered for one in scenarios
    ]
    assert len({process for process, _ in said} - {os.getpid()}) == 1


def test_two_at_once_have_a_helper_each(planner: Planner) -> None:
    """The third waits for one of them."""
    with ThreadPoolExecutor(3) as windows:
        work = apart(tasks_apart.counts, planner, 20)
        assert list(windows.map(lambda _: work(Stop()), range(3))) == [20, 20, 20]


def test_work_tells_and_is_called_off(planner: Planner) -> None:
    """It ends with the best so far, long before it would by itself."""
    heard: list[int] = []
    stop = Stop(
        on_progress=lambda now: heard.append(now.partial), cancelled=lambda: len(heard) >= 5
    )
    found = apart(tasks_apart.counts, planner, 100_000)(stop)
    assert 5 <= found < 100_000
    assert heard[:5] == [1, 2, 3, 4, 5]


def test_work_that_is_called_off_before_a_helper_is_free_is_not_begun(planner: Planner) -> None:
    """Whoever waits may leave."""
    begun = threading.Barrier(3)
    waits = threading.Event()

    def hear(now: Progress) -> None:
        if now.partial == 1:
            begun.wait(60)

    with ThreadPoolExecutor(2) as windows:
        work = apart(tasks_apart.counts, planner, 100_000)
        stop = Stop(on_progress=hear, cancelled=waits.is_set)
        others = [windows.submit(work, stop) for _ in range(2)]
        begun.wait(60)
        assert work(Stop(cancelled=lambda: True)) is None
        waits.set()
        assert all(other.result() for other in others)


def test_what_work_raises_is_raised_here(planner: Planner) -> None:
    """In both languages, as if the page had done it."""
    with pytest.raises(WorkspaceError, match="s7") as caught:
        apart(tasks_apart.fails, planner)(Stop())
    assert "没有情景 s7" in caught.value.sentence("zh")
    with pytest.raises(AttributeError, match="lambda"):
        apart(tasks_apart.unreadable, planner)(Stop())


def test_work_that_no_helper_can_read_is_not_waited_for(
    planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a function of a module that this process alone has: lost, and told at once."""
    here = ModuleType("known_here_alone")
    exec("def work(planner, *, stop): return 1", vars(here))
    here.work.__module__ = here.__name__
    monkeypatch.setitem(sys.modules, here.__name__, here)
    with pytest.raises(LostHelperError):
        apart(here.work, planner)(Stop())
    assert apart(tasks_apart.counts, planner, 3)(Stop()) == 3


def test_a_page_that_is_left_takes_its_helper_with_it(planner: Planner) -> None:
    """What the page raises while it listens ends the work, and the next piece finds a helper."""

    def leave(now: Progress) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            apart(tasks_apart.counts, planner, 100_000)(Stop(on_progress=leave))
    assert apart(tasks_apart.counts, planner, 3)(Stop()) == 3


def test_work_knows_how_long_it_may_take(planner: Planner) -> None:
    """The seconds that are left go with it."""
    found = apart(tasks_apart.seconds_left, planner)(Stop(time_limit_s=2.0))
    assert found <= 2.0
    assert apart(tasks_apart.seconds_left, planner)(Stop()) == float("inf")


def test_a_lost_helper_is_said_and_replaced(planner: Planner) -> None:
    """The next piece of work finds another."""
    with pytest.raises(LostHelperError):
        apart(tasks_apart.ends, planner)(Stop())
    assert apart(tasks_apart.counts, planner, 3)(Stop()) == 3


def test_files_that_were_changed_since_are_not_mixed_in(planner: Planner, town: Path) -> None:
    """The page still shows the lists as they were: the answer is about them."""
    before = planner.answer(Scenario()).figures.households_covered
    text = (town / "estates.csv").read_text("utf-8-sig").splitlines()
    (town / "estates.csv").write_text("\n".join(text[:-1]) + "\n", "utf-8")
    process, covered = apart(tasks_apart.covered, planner, Scenario())(Stop())
    assert (process, covered) == (os.getpid(), before)


def test_a_solve_apart_is_the_one_of_this_process(planner: Planner) -> None:
    """The same sites, proof and verdicts, and all that the page asks of them."""
    ask = SiteAsk(model="max_cover", stations=1, rules=SiteRules())
    found = apart(scenario_siting.solved, planner, Scenario(), ask)(Stop())
    here = scenario_siting.solved(planner, Scenario(), ask, Stop())
    assert found.plan.chosen.tolist() == here.plan.chosen.tolist()
    assert (found.plan.objective, found.plan.gap) == (here.plan.objective, here.plan.gap)
    assert found.proposed.equals(here.proposed)
    assert found.after.verdict.tolist() == here.after.verdict.tolist()
    assert not found.after.p_on_time.flags.writeable
