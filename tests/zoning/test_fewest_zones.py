"""A number of zones that is said to be enough is enough; tight caps are no reason to give up."""

import numpy as np
import pytest

from geo.stop import Stop
from geo.zoning import (
    ZoningProblem,
    ZoningRules,
    draw,
    enough_zones,
    fewest_zones,
    neighbours,
    smallest_relaxations,
)

from . import oracle


def town(seed: int, n: int) -> ZoningProblem:
    """Return estates on a plane, all in one street, with households from 1 to 20."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 10, (n, 2))
    minutes = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    street = np.zeros(n, dtype=np.int64)
    households = random.integers(1, 21, n).astype(float)
    return ZoningProblem(households, minutes, neighbours(minutes, street), street)


@pytest.mark.parametrize("seed", range(40))
def test_the_fewest_zones_are_those_of_enumeration(seed: int) -> None:
    """The first number from the one asked for at which any legal plan exists."""
    random = np.random.default_rng(seed)
    problem = oracle.random_problem(random, int(random.integers(2, 8)))
    rules = oracle.random_rules(random)
    works = [
        zones
        for zones in range(1, problem.n_estates + 1)
        if np.isfinite(oracle.best_plan(problem, zones, rules))
    ]
    found = fewest_zones(problem, rules, at_least=1)
    assert (None if found is None else found.zones) == (works[0] if works else None)
    assert found is None or found.is_least


@pytest.mark.parametrize("seed", range(40))
def test_a_number_that_is_proposed_can_be_drawn(seed: int) -> None:
    """Enumeration finds a legal plan with so many zones."""
    random = np.random.default_rng(seed)
    problem = oracle.random_problem(random, int(random.integers(2, 8)))
    rules = oracle.random_rules(random)
    found = enough_zones(problem, rules, at_least=1)
    assert found is None or np.isfinite(oracle.best_plan(problem, found, rules))


@pytest.mark.parametrize("seed", range(8))
def test_a_refusal_names_a_number_that_can_be_drawn(seed: int) -> None:
    """The mean falls with every zone more, and so does the cap: the number named is drawn."""
    problem = town(seed, 24)
    rules = ZoningRules(max_estates=6, radius_min=4.0, cap=1.2)
    refused = draw(problem, zones=2, rules=rules)
    assert refused.status == "infeasible"
    named = int(refused.reasons[0].found)
    assert str(named) in refused.reasons[0].sentence()
    assert draw(problem, zones=named, rules=rules).status in ("optimal", "feasible")


@pytest.mark.parametrize("cap", [1.05, 1.3])
@pytest.mark.parametrize("seed", range(2))
def test_no_plan_of_a_looser_cap_is_missed(seed: int, cap: float) -> None:
    """Sixty estates in four zones: where a looser cap has a plan that fits, the tighter has one."""
    problem = town(seed, 60)
    tight = ZoningRules(max_estates=60, radius_min=np.inf, cap=cap)
    plan = draw(problem, zones=4, rules=tight, time_limit_s=5.0)
    assert plan.status in ("optimal", "feasible")
    assert plan.violations == ()
    assert max(score.workload for score in plan.scores) <= tight.limits(plan.target).cap


def test_relaxations_end_when_they_must() -> None:
    """Called off at once, only what is known without a search is told."""
    problem = town(1, 24)
    rules = ZoningRules(max_estates=3, radius_min=2.0, cap=1.1)
    stop = Stop(cancelled=lambda: True)
    for eased in smallest_relaxations(problem, zones=2, rules=rules, stop=stop):
        assert eased.enough > eased.wanted


def test_sums_alone_bound_the_zones_that_are_needed() -> None:
    """Estates over the cap are alone, the others share zones up to it: 1 + ceil(30 / 12)."""
    problem = ZoningProblem([40, 10, 10, 10], np.ones((4, 4)), [(0, 1), (1, 2), (2, 3)], [0] * 4)
    assert draw(problem, zones=3, rules=ZoningRules(cap=0.5)).status == "infeasible"
