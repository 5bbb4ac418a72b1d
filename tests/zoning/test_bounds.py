"""Bounds are below every plan, however they come about."""

import numpy as np
import pytest

from geo.stop import Stop
from geo.zoning import ZoningRules, draw, zone_pool
from geo.zoning.centre_bound import centre_bounds

from . import oracle
from .test_editing import grid


@pytest.mark.parametrize("seed", range(40))
def test_centre_bounds_are_below_the_optimum(seed: int) -> None:
    """For every number of zones of a piece, the bound without a list is at most the optimum."""
    random = np.random.default_rng((seed, 7))
    problem = oracle.random_problem(random, 6)
    rules = oracle.random_rules(random)
    pieces = problem.pieces()
    if len(pieces) > 1:
        problem = type(problem)(
            problem.households, problem.minutes, [(i, i + 1) for i in range(5)], [0] * 6
        )
        pieces = problem.pieces()
    for zones in range(1, 7):
        limits = rules.limits(float(problem.workload.sum()) / zones)
        best = oracle.best_plan(problem, zones, rules)
        goal = best if np.isfinite(best) else 1000.0
        bounds = centre_bounds(pieces[0], limits, zones, goal, Stop())
        assert bounds[zones] <= best + 1e-6 * max(1.0, abs(goal))


def test_a_piece_too_large_to_list_still_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a list the plan is feasible, and its bound is above nothing and below the optimum."""
    problem = grid(6)
    best = draw(problem, zones=10)
    monkeypatch.setattr(zone_pool, "MOST_ZONES", -1)
    plan = draw(problem, zones=10)
    assert plan.status == "feasible"
    assert 0 < plan.bound <= best.objective <= plan.objective


@pytest.mark.parametrize("seed", range(5))
def test_an_early_stop_weakens_the_bound_and_never_breaks_it(seed: int) -> None:
    """Whatever the limit, the bound is at most the proven optimum."""
    problem = grid(7, seed)
    best = draw(problem, zones=14, rules=ZoningRules())
    for limit_s in (0.0, 0.02, 0.05, 0.1):
        plan = draw(problem, zones=14, time_limit_s=limit_s)
        assert plan.bound <= best.objective * (1 + 1e-9)
        assert plan.objective >= best.objective * (1 - 1e-9)
