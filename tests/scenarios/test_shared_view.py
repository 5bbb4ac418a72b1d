"""A link opens the view that it was copied from; what it cannot show it says, all of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import VERDICTS
from geo.scenarios import (
    VIEW_KEYS,
    EstateFilter,
    Planner,
    SavedScenario,
    SavedScenarios,
    Scenario,
    SharedView,
    open_planner,
    read_view,
    zones_of,
)

SAVED = SavedScenarios(scenarios={"s1": SavedScenario(), "s2": SavedScenario(name="夜间")})


@pytest.fixture(scope="module")
def planner(toy: Path) -> Planner:
    """Open the toy town."""
    return open_planner(toy)


def some(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Return a strategy of some of the words, each once."""
    return st.lists(st.sampled_from(words), unique=True).map(tuple)


filters = st.builds(
    EstateFilter,
    verdicts=some(VERDICTS),
    streets=some(("东街", "西街")),
    operators=some(("甲物业", "乙物业")),
    least_min=st.none() | st.integers(0, 20).map(float),
    most_min=st.none() | st.integers(20, 60).map(float),
    hour=st.none() | st.integers(0, 23),
)
views = st.builds(
    SharedView,
    scenario=st.none() | st.sampled_from(["s1", "s2"]),
    estate=st.none() | st.sampled_from(["E1", "E6"]),
    hour=st.none() | st.integers(0, 23),
    filter=filters,
)


@given(view=views)
def test_a_view_comes_back_from_its_address(toy: Path, view: SharedView) -> None:
    """Written as parameters and read again it is the same, without a fault."""
    assert read_view(view.as_params(), open_planner(toy), SAVED) == (view, [])


def test_zones_of_a_link_are_those_of_its_scenario(planner: Planner) -> None:
    """A zone by its name is shown; one that is not drawn is a fault."""
    zone = str(zones_of(planner, Scenario()).zones["zone_id"].iloc[0])
    view, faults = read_view({"zone": [zone, "Z99"]}, planner, SAVED)
    assert view.filter.zones == (zone,)
    assert [one.params["found"] for one in faults] == ["Z99"]


BAD = {
    "scenario": ["s9"],
    "estate": ["E99"],
    "hour": ["24"],
    "verdict": ["late", "on time"],
    "street": ["西大街"],
    "community": ["<script>alert(1)</script>"],
    "operator": ["\u202e物业"],
    "zone": ["Z99"],
    "from": ["nan"],
    "to": ["-1"],
    "at": ["３"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fault_of_a_link_is_said_and_the_rest_shown(planner: Planner, language: str) -> None:
    """All parameters wrong at once: one sentence for each, and the good verdict stays."""
    assert set(BAD) == set(VIEW_KEYS)
    view, faults = read_view(BAD, planner, SAVED)
    assert view == SharedView(filter=EstateFilter(verdicts=("late",)))
    said = [one.sentence(language) for one in faults]
    assert len(said) == len(set(said)) == len(BAD)
    assert any("西街" in one for one in said), "the nearest street is proposed"
    assert not any("find." in one or "None" in one for one in said)


def test_bounds_that_cross_are_both_left_out(planner: Planner) -> None:
    """At least 20 and at most 10 minutes is no range."""
    view, faults = read_view({"from": ["20"], "to": ["10"]}, planner, SAVED)
    assert view.filter.shows_all
    assert "20" in faults[0].sentence("en")
    assert "10" in faults[0].sentence("en")


anything = st.dictionaries(st.sampled_from(VIEW_KEYS), st.lists(st.text(max_size=30), max_size=4))


@given(params=anything)
def test_anything_may_stand_in_an_address(toy: Path, params: dict[str, list[str]]) -> None:
    """Whatever is typed: no error, and what is taken over is in the workspace."""
    view, _ = read_view(params, open_planner(toy), SAVED)
    assert view.scenario in (None, "s1", "s2")
    assert view.estate in (None, "E1", "E2", "E3", "E4", "E5", "E6")
    assert set(view.filter.verdicts) <= set(VERDICTS)


def test_an_hour_without_end_is_none(toy: Path) -> None:
    """More digits than a number may have are a fault of the link like any other hour."""
    view, faults = read_view({"hour": ["1" * 5_000]}, open_planner(toy), SAVED)
    assert len(faults) == 1
    assert view == read_view({}, open_planner(toy), SAVED)[0]


def test_minutes_of_many_digits_come_back(toy: Path) -> None:
    """A link gives the number that it was made of, not a rounded one; an id keeps its end."""
    view = SharedView(filter=EstateFilter(least_min=2.0, most_min=12.345678901))
    params = view.as_params()
    assert params == {"from": ["2"], "to": ["12.345678901"]}
    assert read_view(params, open_planner(toy), SAVED) == (view, [])
    assert SharedView(estate="12.0").as_params() == {"estate": ["12.0"]}
