"""Works by week against brute force, a published optimum, limits, and what cannot be."""

from dataclasses import FrozenInstanceError
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError, OperationsError
from geo.operations import WorksPlan, schedule_works


class _Tiny:
    """An instance small enough to try every plan."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.n_works, self.n_weeks = int(rng.integers(1, 6)), int(rng.integers(1, 5))
        size = self.n_works, self.n_weeks
        whole = rng.random() < 0.6
        self.value = rng.integers(0, 9, size) if whole else rng.random(size) * 9
        self.crew_days = rng.integers(0, 6, self.n_works) * rng.choice([1.0, 0.5])
        self.first, self.last = rng.integers(0, self.n_weeks, (2, self.n_works))
        self.week_limit = (
            rng.integers(0, 8, self.n_weeks)
            if rng.random() < 0.5
            else np.full(self.n_weeks, rng.integers(2, 8))
        ).astype(float)
        self.cost = rng.integers(0, 6, self.n_works).astype(float)
        self.source = rng.choice(["fund", "city"], self.n_works)
        self.budgets = {
            "city": float(rng.integers(0, 10)),
            "fund": float(rng.choice([3.0, 9.0, np.inf])),
        }

    def ask(self, **options: Any) -> WorksPlan:
        return schedule_works(
            self.value,
            self.crew_days,
            self.first,
            self.last,
            crew_days_per_week=self.week_limit,
            cost=self.cost,
            source=self.source.tolist(),
            budgets=self.budgets,
            **options,
        )

    def keeps(self, week_of: tuple[int, ...]) -> bool:
        done = [(work, week) for work, week in enumerate(week_of) if week >= 0]
        crews, money = np.zeros(self.n_weeks), dict.fromkeys(self.budgets, 0.0)
        for work, week in done:
            if not self.first[work] <= week <= self.last[work]:
                return False
            crews[week] += self.crew_days[work]
            money[str(self.source[work])] += self.cost[work]
        return bool((crews <= self.week_limit).all()) and all(
            spent <= self.budgets[source] for source, spent in money.items()
        )

    def value_of(self, week_of: tuple[int, ...]) -> float:
        return float(sum(self.value[work, week] for work, week in enumerate(week_of) if week >= 0))

    def best(self) -> float:
        every = product(range(-1, self.n_weeks), repeat=self.n_works)
        return max(self.value_of(plan) for plan in every if self.keeps(plan))


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_equal_to_trying_every_plan(first: int) -> None:
    """Four hundred tiny instances: the greatest value, by a plan that keeps every limit."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        plan = tiny.ask()
        week_of = tuple(plan.week_of.tolist())
        assert plan.status == "optimal", seed
        assert plan.objective == pytest.approx(tiny.best(), abs=1e-9), seed
        assert (plan.bound, plan.gap) == (plan.objective, 0.0)
        assert tiny.keeps(week_of), seed
        assert plan.objective == pytest.approx(tiny.value_of(week_of))
        assert all(plan.spent[source] <= tiny.budgets[source] for source in tiny.budgets)
        assert (plan.crew_days_used <= tiny.week_limit).all()


@pytest.mark.parametrize("seed", range(40))
def test_works_that_are_named_are_those_that_no_plan_can_do(seed: int) -> None:
    """A work is named in the notes exactly where no plan, even with it alone, does it."""
    tiny = _Tiny(9_000 + seed)
    named: set[int] = set()
    for note in tiny.ask().notes:
        assert note.sentence("zh")
        assert note.sentence("en")
        named |= set(note.params.get("works", ())) | {note.params.get("work", -1)}
    nothing = [-1] * tiny.n_works
    never = {
        work
        for work in range(tiny.n_works)
        if not any(
            tiny.keeps((*nothing[:work], week, *nothing[work + 1 :]))
            for week in range(tiny.n_weeks)
        )
    }
    assert named - {-1} == never


def test_published_knapsack() -> None:
    """Instance P07 of Burkardt's KNAPSACK_01: one week of 750 crew-days, optimum 1458."""
    weights = [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120]
    profits = [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240]
    column = np.array(profits)[:, None]
    by_crews = schedule_works(column, weights, [0] * 15, [0] * 15, crew_days_per_week=750)
    by_money = schedule_works(
        column,
        [0] * 15,
        [0] * 15,
        [0] * 15,
        crew_days_per_week=0,
        cost=weights,
        budgets=750,
    )
    for plan in (by_crews, by_money):
        assert (plan.objective, plan.bound, plan.status) == (1458.0, 1458.0, "optimal")
        assert plan.certificate.kind == "branch_and_bound"
    assert by_money.spent[0] <= 750


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 4))
def test_more_crews_and_more_money_gain_no_less(seed: int, more: int) -> None:
    """A wider limit never loses value."""
    tiny = _Tiny(seed)
    before = tiny.ask().objective
    tiny.week_limit = tiny.week_limit + more
    tiny.budgets = {source: limit + more for source, limit in tiny.budgets.items()}
    assert tiny.ask().objective >= before - 1e-9


def test_a_stopped_search_says_what_is_proven() -> None:
    """Without time there is a plan that keeps the limits, and a bound above it; never a proof."""
    rng = np.random.default_rng(5)
    value = rng.integers(50, 99, (60, 8))
    plan = schedule_works(
        value,
        rng.integers(3, 9, 60),
        np.zeros(60),
        np.full(60, 7),
        crew_days_per_week=20,
        time_limit_s=0.0,
    )
    assert plan.status == "feasible"
    assert 0 < plan.objective <= plan.bound <= value.max(axis=1).sum()
    assert plan.gap == pytest.approx((plan.bound - plan.objective) / plan.objective)
    assert (plan.crew_days_used <= 20).all()


def test_same_question_same_plan() -> None:
    """Nothing is left to chance."""
    first, again = _Tiny(3).ask(), _Tiny(3).ask()
    assert first.week_of.tolist() == again.week_of.tolist()


def test_nothing_to_do_is_a_plan() -> None:
    """No works, no weeks, no crews, no gain, no open window: nothing is done, and that is best."""
    for value, crews in ((np.zeros((0, 3)), 4.0), ([], 4.0), (np.zeros((2, 0)), [])):
        n_works = len(value)
        zeros = [0] * n_works
        plan = schedule_works(value, zeros, zeros, zeros, crew_days_per_week=crews)
        assert (plan.status, plan.objective, plan.bound, plan.gap) == ("optimal", 0.0, 0.0, 0.0)
        assert plan.week_of.tolist() == [-1] * n_works
    idle = schedule_works([[3.0, 2.0]], [1], [0], [1], crew_days_per_week=0)
    assert idle.week_of.tolist() == [-1]
    assert "1.0" in idle.notes[0].sentence("en")
    turned = schedule_works([[3.0, 2.0]], [1], [1], [0], crew_days_per_week=9)
    assert turned.notes[0].key == "works.empty_window"
    worthless = schedule_works([[0.0, 0.0]], [1], [0], [1], crew_days_per_week=9)
    assert (worthless.week_of.tolist(), worthless.notes) == ([-1], ())


def test_no_limit_is_allowed() -> None:
    """Endless crews and money: every work in its best week, proven without a search."""
    plan = schedule_works(
        [[1.0, 5.0], [4.0, 2.0]],
        [3, 3],
        [0, 0],
        [1, 1],
        crew_days_per_week=np.inf,
        cost=[1, 1],
        budgets=np.inf,
    )
    assert plan.week_of.tolist() == [1, 0]
    assert (plan.objective, plan.status, plan.certificate.kind) == (9.0, "optimal", "arithmetic")


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"value": [1.0, 2.0]}, "works.value_shape", "(2,)"),
        ({"value": [[1, np.nan], [1, 1]]}, "operations.amount", "value[0, 1]"),
        ({"value": [[1, 1], [-1, 1]]}, "operations.amount", "value[1, 0]"),
        ({"value": [["a", 1], [1, 1]]}, "operations.not_numbers", "value"),
        ({"crew_days": [1]}, "operations.length", "crew_days"),
        ({"crew_days": [1, np.inf]}, "operations.amount", "crew_days[1]"),
        ({"first_week": [0, 0.5]}, "works.week", "first_week[1]"),
        ({"first_week": [-1, 0]}, "works.week", "first_week[0]"),
        ({"last_week": [1, 2]}, "works.week", "last_week[1]"),
        ({"last_week": [1, np.nan]}, "works.week", "last_week[1]"),
        ({"last_week": 1}, "operations.length", "last_week"),
        ({"crew_days_per_week": [1, 2, 3]}, "operations.length", "crew_days_per_week"),
        ({"crew_days_per_week": -1}, "operations.amount", "crew_days_per_week"),
        ({"cost": [1]}, "operations.length", "cost"),
        ({"cost": None}, "works.no_cost", "cost"),
        ({"source": ["a"]}, "operations.length", "source"),
        ({"source": ["a", "c"]}, "works.unknown_source", "Work 1"),
        ({"source": None}, "works.no_source", "2 budgets"),
        ({"budgets": [[1.0]]}, "works.budget_shape", "(1, 1)"),
        ({"budgets": {"a": 1, "b": -2}}, "operations.amount", "budgets['b']"),
        ({"budgets": {"a": 1, "b": np.nan}}, "operations.amount", "budgets['b']"),
        ({"time_limit_s": -1}, "operations.time_limit", "-1"),
        ({"time_limit_s": np.nan}, "operations.time_limit", "nan"),
    ],
)
def test_malformed_questions_name_what_and_where(
    change: dict[str, Any], key: str, said: str
) -> None:
    """What cannot be is refused with its place, in both languages, and is a ValueError too."""
    question: dict[str, Any] = {
        "value": [[2.0, 1.0], [3.0, 1.0]],
        "crew_days": [1, 2],
        "first_week": [0, 0],
        "last_week": [1, 1],
        "crew_days_per_week": 2,
        "cost": [1, 1],
        "source": ["a", "b"],
        "budgets": {"a": 1, "b": 1},
    }
    assert schedule_works(**question).objective == 4.0
    with pytest.raises(OperationsError) as refused:
        schedule_works(**{**question, **change})
    assert isinstance(refused.value, GeoError)
    assert isinstance(refused.value, ValueError)
    assert refused.value.key == key
    assert said in refused.value.sentence("en")
    assert refused.value.sentence("zh") != refused.value.sentence("en")


def test_a_plan_cannot_be_changed() -> None:
    """Arrays of a plan are read-only."""
    plan = _Tiny(1).ask()
    with pytest.raises(ValueError, match="read-only"):
        plan.week_of[0] = 7
    with pytest.raises(FrozenInstanceError):
        plan.objective = 1.0  # type: ignore[misc]
