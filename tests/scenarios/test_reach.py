"""Areas of stations that come later are the same, and those of tried stations come first."""

import threading
import time
from pathlib import Path

import pytest

from geo.scenarios import (
    Planner,
    Scenario,
    StationAreas,
    areas_by_now,
    hours_by_now,
    scenario_plan,
    station_areas,
)
from geo.workspace import open_workspace, promise_areas

WAITS_S = 30.0
TRIED = Scenario().with_station(114.003, 30.003, "甲")
(NEW,) = (station.station_id for station in TRIED.stations)


@pytest.fixture
def planner(toy: Path) -> Planner:
    """Return the sample town, nothing about it known yet."""
    return Planner(open_workspace(toy))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page wait for no more than one new area."""
    monkeypatch.setattr("geo.scenarios.reach._AT_ONCE", 1)
    monkeypatch.setattr("geo.scenarios.clock._QUICK_PAIRS", 0)


def when_whole(planner: Planner, scenario: Scenario, drive_min: float) -> StationAreas:
    """Ask as a window does until nothing is missing."""
    end = time.monotonic() + WAITS_S
    while True:
        found = areas_by_now(planner, scenario, drive_min, window="window")
        if found.is_whole:
            return found
        assert time.monotonic() < end
        time.sleep(0.01)


def test_few_areas_come_at_once(planner: Planner) -> None:
    """A small district shows them with the first map, as it always did."""
    found = areas_by_now(planner, Scenario(), window="window")
    answer = planner.answer(Scenario())
    assert found.is_whole
    assert found.areas.equals(promise_areas(answer.district, answer.coverage))


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("drive_min", [0.0, 5.0])
def test_areas_that_come_later_are_the_same(planner: Planner, drive_min: float) -> None:
    """One row for each station on duty in their order, to the last corner."""
    first = areas_by_now(planner, TRIED, drive_min, window="window")
    assert not first.is_whole
    assert first.of == len(planner.answer(TRIED).district.stations)
    found = when_whole(planner, TRIED, drive_min)
    assert found.done == found.of
    other = Planner(planner.workspace)
    assert found.areas.equals(station_areas(other, TRIED, drive_min))
    if not drive_min:
        answer = other.answer(TRIED)
        assert found.areas.equals(promise_areas(answer.district, answer.coverage))


@pytest.mark.usefixtures("later")
def test_the_area_of_a_tried_station_comes_first(planner: Planner) -> None:
    """It is what the planner waits for; those of the present ones follow."""
    found = areas_by_now(planner, TRIED, window="window")
    assert found.areas["station_id"].tolist() == [NEW]
    whole = when_whole(planner, TRIED, 0.0)
    (tried,) = whole.areas[whole.areas["station_id"] == NEW].geometry
    assert tried.equals(found.areas.geometry.iloc[0])


@pytest.mark.usefixtures("later")
def test_what_is_known_comes_at_once(planner: Planner) -> None:
    """What was calculated is there for every window; a click needs the new station's alone."""
    when_whole(planner, Scenario(), 0.0)
    assert areas_by_now(planner, Scenario(), window="another").is_whole
    assert areas_by_now(planner, TRIED, window="another").is_whole


@pytest.mark.usefixtures("later")
def test_a_click_waits_for_nothing_that_comes_later(planner: Planner) -> None:
    """While a window's areas are calculated, a change is answered with its verdicts."""
    goes_on = threading.Event()
    for _ in range(2):
        job = planner.later.ask(("window", "areas"), "long", lambda _stop: goes_on.wait(WAITS_S))
    assert job is not None
    assert planner.answer(TRIED).figures.new_stations == 1
    assert not areas_by_now(planner, TRIED, window="other").is_whole
    assert job.is_running
    goes_on.set()


def test_a_plan_waits_for_its_areas(planner: Planner) -> None:
    """What is exported has the area of every station, whether the map has shown it or not."""
    plan = scenario_plan(planner, TRIED, tried_mark="*")
    kept = plan.circles[plan.circles["kind"] == "promise"]
    assert kept["station_id"].tolist() == station_areas(planner, TRIED)["station_id"].tolist()
    assert not kept.geometry.is_empty.any()


@pytest.mark.usefixtures("later")
def test_the_hours_follow_too(planner: Planner) -> None:
    """Nothing at first, then what they are; known to all windows after that."""
    assert hours_by_now(planner, TRIED, window="window") is None
    end = time.monotonic() + WAITS_S
    while (found := hours_by_now(planner, TRIED, window="window")) is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert found is planner.by_hour(TRIED)
    assert hours_by_now(planner, TRIED, window="another") is found


def test_hours_wait_where_others_wait_for_the_page(planner: Planner) -> None:
    """Then a small district shows them at once only where they are known."""
    assert hours_by_now(planner, TRIED, window="window", may_take_time=False) is None
    found = hours_by_now(planner, TRIED, window="another")
    assert found is not None
    assert hours_by_now(planner, TRIED, window="window", may_take_time=False) is found
