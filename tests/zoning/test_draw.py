"""Drawing zones: equal to exhaustive search on tiny problems, sound on larger ones."""

import math
import time

import numpy as np
import pytest

from geo.stop import Stop
from geo.zoning import ZoningProblem, ZoningRules, draw

from . import oracle
from .test_editing import grid


@pytest.mark.parametrize("seed", range(300))
def test_tiny_plans_equal_exhaustive_search(seed: int) -> None:
    """One-way and missing ways, zero households, isolated estates: the optimum, or none."""
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 8))
    problem = oracle.random_problem(random, n)
    rules = oracle.random_rules(random)
    zones = int(random.integers(1, n + 1))
    best = oracle.best_plan(problem, zones, rules)
    plan = draw(problem, zones=zones, rules=rules)
    if math.isinf(best):
        assert plan.status == "infeasible"
        assert math.isnan(plan.objective)
        assert (plan.zone_of == -1).all()
        assert plan.violations
    else:
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        assert plan.bound == plan.objective
        assert plan.gap == 0.0
        assert plan.violations == ()
        assert plan.n_zones == zones
        assert oracle.legal(problem, rules, plan.zone_of)


def test_the_same_seed_draws_the_same_plan() -> None:
    """Two runs agree to the last bit."""
    one, two = draw(grid(6), zones=10, seed=3), draw(grid(6), zones=10, seed=3)
    assert (one.zone_of == two.zone_of).all()
    assert one.objective == two.objective


def test_any_seed_proves_the_same_objective() -> None:
    """The proof does not hang on where the annealing went."""
    found = {round(draw(grid(6), zones=10, seed=seed).objective, 6) for seed in range(4)}
    assert len(found) == 1


@pytest.mark.parametrize("limit_s", [0.0, 0.05])
def test_a_time_limit_is_kept_and_leaves_a_legal_plan(limit_s: float) -> None:
    """However short, the limit plus half a second; the bound is below the plan."""
    problem = grid(9)
    draw(grid(3), zones=3)
    began = time.perf_counter()
    plan = draw(problem, zones=25, time_limit_s=limit_s)
    assert time.perf_counter() - began <= 1.1 * limit_s + 0.5
    assert plan.violations == ()
    assert plan.bound <= plan.objective


def test_too_few_zones_are_refused_with_the_streets_that_need_them() -> None:
    """Two isolated estates cannot be one zone: the sum comes first, then who needs how many."""
    problem = ZoningProblem(
        [10, 20, 30], np.ones((3, 3)), [(0, 1)], [0, 0, 1], names=["one", "two", "three"]
    )
    plan = draw(problem, zones=1)
    assert plan.status == "infeasible"
    first, *others = (reason.sentence() for reason in plan.violations)
    assert "at least 2 zones; 1 were asked for" in first
    assert any("one, two" in other for other in others)
    assert any("three" in other for other in others)


def test_a_single_estate_over_the_cap_is_a_note() -> None:
    """It is legal, named, and no violation."""
    problem = ZoningProblem([1000, 10, 10], np.ones((3, 3)), [(0, 1), (1, 2)], [0, 0, 0])
    plan = draw(problem, zones=2)
    assert plan.status == "optimal"
    assert plan.violations == ()
    assert [note.estates for note in plan.notes] == [(0,)]


def test_the_centre_is_the_lowest_index_among_equals() -> None:
    """Two estates alike: the first is the centre."""
    problem = ZoningProblem([10, 10], [[0, 2], [2, 0]], [(0, 1)], [0, 0])
    assert draw(problem, zones=1, rules=ZoningRules(cap=9)).centre.tolist() == [0]


def test_the_table_of_zones_adds_up_to_the_objective() -> None:
    """Travel, charges and further terms of the rows sum to the objective."""
    plan = draw(grid(5), zones=8)
    table = plan.zones
    total = table[["travel", "outside", "further"]].to_numpy().sum()
    assert total == pytest.approx(plan.objective)
    assert table["estates"].sum() == 25
    assert sum(plan.terms.values()) == pytest.approx(plan.objective)


def test_a_cancelled_search_returns_its_best_plan() -> None:
    """Cancelled at once, the greedy plan is there, legal and with a true bound."""
    plan = draw(grid(6), zones=10, stop=Stop(cancelled=lambda: True))
    assert plan.status == "feasible"
    assert plan.violations == ()
    assert plan.bound <= plan.objective
