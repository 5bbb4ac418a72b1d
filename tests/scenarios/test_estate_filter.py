"""Which estates a filter leaves: against the ledger and the hours, condition by condition."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import VERDICTS
from geo.scenarios import (
    EstateFilter,
    Planner,
    Scenario,
    filter_choices,
    open_planner,
    shown_estates,
    zones_of,
)


@pytest.fixture(scope="module")
def planner(hanyang: Path) -> Planner:
    """Open Hanyang once."""
    return open_planner(hanyang)


def test_no_condition_shows_all_and_an_hour_alone_is_none(planner: Planner) -> None:
    """An empty filter, and one that only says at which hour verdicts count."""
    for wanted in (EstateFilter(), EstateFilter(hour=3)):
        assert wanted.shows_all
        assert shown_estates(planner, Scenario(), wanted).all()


def test_verdicts_are_alternatives_and_count_at_an_hour(planner: Planner) -> None:
    """Those of the ledger; with an hour, those of the answer at that hour."""
    verdict = planner.answer(Scenario()).estates["verdict"].to_numpy()
    late = shown_estates(planner, Scenario(), EstateFilter(verdicts=("late",)))
    assert (late == (verdict == "late")).all()
    both = shown_estates(planner, Scenario(), EstateFilter(verdicts=("late", "covered")))
    assert (both == np.isin(verdict, ["late", "covered"])).all()
    at_eight = planner.answer(Scenario(hour=8)).estates["verdict"].to_numpy()
    wanted = EstateFilter(verdicts=("late",), hour=8)
    assert (shown_estates(planner, Scenario(), wanted) == (at_eight == "late")).all()
    assert (at_eight != verdict).any()


def test_conditions_of_different_kinds_all_hold(planner: Planner) -> None:
    """Street, operator, zone and minutes at once are the estates that meet each alone."""
    zone = str(zones_of(planner, Scenario()).zones["zone_id"].iloc[0])
    parts = {
        "streets": tuple(filter_choices(planner, "streets")[:4]),
        "operators": (filter_choices(planner, "operators")[0],),
        "zones": tuple(str(one) for one in zones_of(planner, Scenario()).zones["zone_id"][:30]),
    }
    alone = [
        shown_estates(planner, Scenario(), EstateFilter(**{part: words}))
        for part, words in parts.items()
    ]
    together = shown_estates(planner, Scenario(), EstateFilter(**parts, least_min=10.0))
    minutes = planner.answer(Scenario()).estates["response_min"].to_numpy(float)
    assert (together == np.logical_and.reduce([*alone, minutes >= 10.0])).all()
    assert 0 < together.sum() < len(together)
    members = shown_estates(planner, Scenario(), EstateFilter(zones=(zone,)))
    assert members.sum() == (zones_of(planner, Scenario()).estates["zone_id"] == zone).sum()


def test_bounds_of_minutes_are_included_and_none_are_outside(toy: Path) -> None:
    """An estate at the bound is shown; one that nobody reaches has no minutes to compare."""
    planner = open_planner(toy)
    minutes = planner.answer(Scenario()).estates["response_min"].to_numpy(float)
    bound = float(np.sort(minutes)[2])
    assert shown_estates(planner, Scenario(), EstateFilter(most_min=bound)).sum() == 3
    assert shown_estates(planner, Scenario(), EstateFilter(least_min=bound)).sum() == sum(
        minutes >= bound
    )
    unreached = ~np.isfinite(minutes)
    assert unreached.any()
    assert (shown_estates(planner, Scenario(), EstateFilter(least_min=0.0)) == ~unreached).all()


def test_what_no_estate_has_leaves_nothing(planner: Planner) -> None:
    """An unknown street shows none; it is no error."""
    assert not shown_estates(planner, Scenario(), EstateFilter(streets=("无此街",))).any()


@given(st.lists(st.sampled_from(VERDICTS), max_size=9))
def test_an_entry_pressed_twice_is_as_if_never_pressed(pressed: list[str]) -> None:
    """A press adds a verdict or takes it away; all of them are as good as none."""
    wanted = EstateFilter(streets=("西街",))
    left: set[str] = set()
    for verdict in pressed:
        wanted = wanted.turned("verdicts", verdict)
        left ^= {verdict}
        left = set() if len(left) == len(VERDICTS) else left
        assert set(wanted.verdicts) == left
    assert replace(wanted, verdicts=()) == EstateFilter(streets=("西街",))


def test_operators_are_turned_like_verdicts_and_all_of_them_stay_chosen() -> None:
    """Further operators may come with another list: those that were chosen are kept by name."""
    wanted = EstateFilter(verdicts=("late",))
    for operator in ("乙物业", "甲: 物业"):
        wanted = wanted.turned("operators", operator)
    assert wanted.operators == tuple(sorted(("乙物业", "甲: 物业")))
    assert wanted.turned("operators", "乙物业").operators == ("甲: 物业",)
    assert wanted.verdicts == ("late",)
