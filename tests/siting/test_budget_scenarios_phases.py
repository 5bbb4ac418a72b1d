"""Budgets, scenarios and phases against brute force."""

from itertools import chain, combinations, product

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import (
    budget_cover,
    expected_cover,
    max_cover,
    phased_cover,
    regret_table,
    worst_case_cover,
)

from . import oracle
from .instances import tiny

SEEDS = range(40)


def covered(covers, demand, chosen):
    """Return the demand that the chosen candidates cover."""
    return demand[covers[list(chosen)].any(axis=0)].sum()


def scenarios_of(t, seed):
    """Return three scenarios: everyday, slow roads, some roads closed."""
    closed = np.random.default_rng(seed).random(t.minutes.shape) < 0.3
    return [t.covers, t.minutes * 1.5 <= t.reach, t.covers & ~closed]


@pytest.mark.parametrize("seed", SEEDS)
def test_budget_cover_equals_enumeration(seed):
    """The best cover within the budget; fixed stations count in it."""
    t = tiny(seed)
    cost = np.random.default_rng(seed).integers(0, 6, len(t.covers)).astype(float)
    budget = float(cost[list(t.fixed)].sum() + seed % 7)
    plan = budget_cover(
        t.covers, t.demand, cost=cost, budget=budget, fixed=t.fixed, forbidden=t.forbidden
    )
    free = [j for j in range(len(cost)) if j not in t.fixed and j not in t.forbidden]
    sets = chain.from_iterable(combinations(free, r) for r in range(len(free) + 1))
    every = ([*t.fixed, *others] for others in sets)
    best = max(
        covered(t.covers, t.demand, chosen) for chosen in every if cost[chosen].sum() <= budget
    )
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert cost[plan.chosen].sum() <= budget + 1e-9
    assert set(t.fixed) <= set(plan.chosen.tolist())


def test_more_budget_never_covers_less():
    """The cover rises with the budget."""
    rng = np.random.default_rng(3)
    covers, demand, cost = rng.random((15, 40)) < 0.2, rng.integers(1, 9, 40), rng.random(15)
    values = [budget_cover(covers, demand, cost=cost, budget=b).objective for b in (0, 1, 2, 4)]
    assert values == sorted(values)
    assert values[0] == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_scenario_covers_equal_enumeration(seed):
    """Average and worst case over three scenarios are the enumerated best."""
    t = tiny(seed)
    scenarios, likely = scenarios_of(t, seed), np.array([0.5, 0.3, 0.2])
    values = np.array(
        [
            [covered(covers, t.demand, chosen) for covers in scenarios]
            for chosen in oracle.plans(len(t.covers), t.p, t.fixed, t.forbidden)
        ]
    )
    given = {"fixed": t.fixed, "forbidden": t.forbidden}
    mean = expected_cover(scenarios, t.demand, t.p, weights=5 * likely, **given)
    worst = worst_case_cover(scenarios, t.demand, t.p, **given)
    assert mean.status == worst.status == "optimal"
    assert mean.objective == pytest.approx((values @ likely).max())
    assert worst.objective == pytest.approx(values.min(axis=1).max())


@pytest.mark.parametrize("seed", range(10))
def test_regret_is_what_the_best_plan_would_add(seed):
    """No plan beats the best of its scenario, and the best plan of one has no regret there."""
    t = tiny(seed)
    scenarios = dict(zip(["day", "rush", "flood"], scenarios_of(t, seed), strict=True))
    plans = {name: max_cover(covers, t.demand, t.p) for name, covers in scenarios.items()}
    table = regret_table(plans, scenarios, t.demand)
    assert len(table) == 9
    assert (table["regret"] >= 0).all()
    own = table[table["plan"] == table["scenario"]]
    assert own["regret"].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("seed", SEEDS)
def test_phased_cover_equals_enumeration(seed):
    """Nested phases have the largest enumerated sum of covered demand."""
    t = tiny(seed)
    counts = (t.p, min(t.p + 1, len(t.covers) - len(t.forbidden)))
    plan = phased_cover(t.covers, t.demand, counts, fixed=t.fixed, forbidden=t.forbidden)
    layers = (list(oracle.plans(len(t.covers), p, t.fixed, t.forbidden)) for p in counts)
    best = max(
        covered(t.covers, t.demand, early) + covered(t.covers, t.demand, late)
        for early, late in product(*layers)
        if set(early) <= set(late)
    )
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert set(plan.chosen[0].tolist()) <= set(plan.chosen[1].tolist())
    assert [len(sites) for sites in plan.chosen] == list(counts)
    assert sum(len(sites) for sites in plan.opened) == counts[-1]


def test_a_stopped_solve_keeps_a_plan():
    """Without time there is still a plan, and its bound is honest."""
    rng = np.random.default_rng(3)
    covers, demand = rng.random((15, 40)) < 0.2, rng.integers(1, 9, 40)
    phased = phased_cover(covers, demand, (2, 4), time_limit_s=0)
    worst = worst_case_cover([covers, covers.copy()], demand, 3, time_limit_s=0)
    assert phased.bound >= phased.objective
    assert worst.bound >= worst.objective
    assert len(phased.chosen[1]) == 4


ONE = np.ones((2, 2), dtype=bool)
PLAN = max_cover(np.eye(5, dtype=bool), np.arange(5), 2)
FAULTS = {
    "siting.budget_not_a_number": lambda: budget_cover(ONE, [1, 1], cost=[1, 1], budget=-1),
    "siting.fixed_exceeds_budget": lambda: budget_cover(
        ONE, [1, 1], cost=[1, 1], budget=1, fixed=[0, 1]
    ),
    "siting.no_scenarios": lambda: expected_cover([], [1, 1], 1),
    "siting.scenario_shape": lambda: worst_case_cover([ONE, ONE[:1]], [1, 1], 1),
    "siting.scenario_weights_zero": lambda: expected_cover([ONE], [1, 1], 1, weights=[0]),
    "siting.plan_site_out_of_range": lambda: regret_table({"a": PLAN}, {"day": ONE}, [1, 1]),
    "siting.no_phases": lambda: phased_cover(ONE, [1, 1], ()),
    "siting.counts_not_rising": lambda: phased_cover(ONE, [1, 1], (2, 1)),
}


@pytest.mark.parametrize("key", FAULTS)
def test_each_fault_has_its_own_message(key):
    """Each wrong input is named in both languages."""
    with pytest.raises(SitingError) as caught:
        FAULTS[key]()
    assert caught.value.key == key
    for language in ("zh", "en"):
        assert "siting." not in caught.value.sentence(language)
