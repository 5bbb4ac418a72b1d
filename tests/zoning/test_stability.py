"""Plans compared, zones that keep their names, and plans that stay close to the present one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.zoning import (
    FixedZone,
    ZoningProblem,
    changes,
    compare,
    draw,
    keeping_locked,
    kept_names,
    redraw,
    stability_curve,
)

from .test_editing import grid

labels = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(labels, st.permutations(range(5)))
@settings(max_examples=50)
def test_other_numbers_are_not_other_zones(zones: list[int], other: list[int]) -> None:
    """A plan compared with itself under other numbers has no moved estate."""
    before = np.unique(zones, return_inverse=True)[1]
    renamed = np.unique(np.array(other)[before], return_inverse=True)[1]
    assert len(compare(before, renamed).moved) == 0


@given(labels, st.integers(0, 11), st.integers(0, 4))
@settings(max_examples=50)
def test_one_move_moves_at_most_one_estate(zones: list[int], estate: int, to: int) -> None:
    """Changing one label is counted as one move or as none."""
    after = list(zones)
    after[estate % len(zones)] = to
    assert len(compare(zones, after).moved) <= 1


def test_zones_that_live_on_keep_their_names() -> None:
    """The larger part of a split keeps the name; the new zone gets the lowest free one."""
    before, after = [0, 0, 0, 1, 1], [0, 0, 1, 2, 2]
    assert kept_names(["Z07", "Z01"], before, after) == ["Z07", "Z02", "Z01"]
    assert kept_names(["Z01", "Z02"], [0, 0, 1], [0, 0, 0]) == ["Z01"]
    moved = changes(["Z07", "Z01"], ["Z07", "Z02", "Z01"], before, after)
    assert moved.to_dict("records") == [{"estate": 2, "from_zone": "Z07", "to_zone": "Z02"}]


def test_households_decide_between_equal_matches() -> None:
    """Of two parts with as many estates the one of more households keeps the zone."""
    match = compare([0, 0], [0, 1], households=[10, 90])
    assert match.moved.tolist() == [0]
    assert match.moved_households == 10


def changed(problem: ZoningProblem) -> ZoningProblem:
    """Return the problem with other households."""
    random = np.random.default_rng(5)
    households = problem.households * random.uniform(0.5, 1.8, problem.n_estates)
    return ZoningProblem(np.round(households), problem.minutes, problem.neighbours, problem.street)


def test_a_dear_move_keeps_the_present_plan_and_a_free_one_does_not_cost() -> None:
    """At a high price as few move as the rules allow; at none the plan is the best there is."""
    present = draw(grid(5), zones=8)
    problem = changed(grid(5))
    curve = stability_curve(problem, present.zone_of, [0.0, 50.0, 1e5], zones=8)
    moved = curve["moved_estates"].tolist()
    assert moved == sorted(moved, reverse=True)
    assert curve["objective"].is_monotonic_increasing
    assert curve["objective"].iloc[0] == draw(problem, zones=8).objective
    anew = redraw(problem, present.zone_of, zones=8, price=1e5).zoning
    assert anew.violations == ()
    assert np.isnan(anew.bound)


def test_locked_zones_stay_when_the_rest_is_drawn_anew() -> None:
    """Every zone with a locked estate has the same members in the new plan."""
    present = draw(grid(5), zones=8).lock([12])
    rules = keeping_locked(present)
    assert any(isinstance(rule, FixedZone) for rule in rules.further)
    anew = draw(changed(grid(5)), zones=8, rules=rules)
    kept = present.members[int(present.zone_of[12])]
    assert (anew.members[int(anew.zone_of[12])] == kept).all()


def test_a_present_plan_of_other_estates_is_refused() -> None:
    """Plans are compared estate by estate: the lengths must agree."""
    with pytest.raises(ValueError, match="present"):
        redraw(grid(4), draw(grid(5), zones=8).zone_of, zones=8, price=1.0)
