"""Drawing zones: equal to exhaustive search on tiny problems, sound on larger ones."""

import math

import numpy as np
import pytest

from geo.zoning import draw

from . import oracle


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
