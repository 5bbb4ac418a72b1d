"""The four classic models against brute force on hundreds of tiny problems."""

import numpy as np
import pytest
from scipy import sparse

from geo.siting import max_cover, p_center, p_median, set_cover

from . import oracle
from .instances import tiny

SEEDS = range(150)


def check_shape(plan, n_estates, optimum):
    """Every plan keeps the promises of its noun."""
    assert plan.status == ("infeasible" if np.isnan(optimum) else "optimal")
    assert plan.assigned.shape == (n_estates,)
    assert not plan.chosen.flags.writeable
    if plan.status == "infeasible":
        assert np.isnan(plan.objective)
        assert plan.chosen.size == 0
        assert (plan.assigned == -1).all()
        assert plan.notes
    else:
        assert plan.objective == pytest.approx(optimum, rel=1e-9, abs=1e-9)
        assert plan.bound == plan.objective
        assert plan.gap == 0.0
        assert (np.diff(plan.chosen) > 0).all()


def check_choice(plan, problem, p=None):
    """Assert that fixed sites stay, forbidden ones do not come, and exactly p are chosen."""
    if plan.has_plan:
        assert set(problem.fixed) <= set(plan.chosen.tolist())
        assert not set(problem.forbidden) & set(plan.chosen.tolist())
        if p is not None:
            assert plan.chosen.size == p


def nearest_chosen(minutes, chosen):
    """Return the quickest chosen candidate per estate, ties to the lowest, -1 for none."""
    nearest = [min(chosen, key=lambda j, i=i: (minutes[j, i], j)) for i in range(minutes.shape[1])]
    return [j if np.isfinite(minutes[j, i]) else -1 for i, j in enumerate(nearest)]


@pytest.mark.parametrize("seed", SEEDS)
def test_p_median_equals_enumeration(seed):
    """p_median finds the enumerated optimum, with inf minutes, zero demand and fixed sites."""
    t = tiny(seed)
    plan = p_median(t.minutes, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    check_shape(plan, t.demand.size, oracle.p_median(*t[:5]))
    check_choice(plan, t, t.p)
    if plan.has_plan:
        value = oracle.weighted_minutes(t.minutes, t.demand, list(plan.chosen))
        assert plan.objective == pytest.approx(value, rel=1e-12)
        assert plan.assigned.tolist() == nearest_chosen(t.minutes, plan.chosen.tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_p_center_equals_enumeration(seed):
    """p_center finds the enumerated optimum and serves every estate whatever its demand."""
    t = tiny(seed)
    plan = p_center(t.minutes, t.p, fixed=t.fixed, forbidden=t.forbidden)
    check_shape(plan, t.demand.size, oracle.p_center(t.minutes, *t[2:5]))
    check_choice(plan, t, t.p)
    if plan.has_plan:
        assert plan.assigned.tolist() == nearest_chosen(t.minutes, plan.chosen.tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_max_cover_equals_enumeration(seed):
    """max_cover finds the enumerated optimum and is never infeasible."""
    t = tiny(seed)
    plan = max_cover(
        sparse.coo_array(t.covers), t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden
    )
    check_shape(plan, t.demand.size, oracle.max_cover(t.covers, *t[1:5]))
    check_choice(plan, t, t.p)
    lowest = [next((j for j in plan.chosen if t.covers[j, i]), -1) for i in range(t.demand.size)]
    assert plan.assigned.tolist() == lowest
    allowed = [j for j in range(len(t.covers)) if j not in t.forbidden]
    assert plan.uncoverable.tolist() == np.flatnonzero(~t.covers[allowed].any(axis=0)).tolist()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("priced", [False, True])
def test_set_cover_equals_enumeration(seed, priced):
    """set_cover finds the enumerated cheapest cover, fixed sites paid for."""
    t = tiny(seed)
    rng = np.random.default_rng(seed)
    cost = rng.choice([0.0, 1.0, 2.5, 7.0], len(t.covers)) if priced else None
    plan = set_cover(sparse.csc_matrix(t.covers), cost=cost, fixed=t.fixed, forbidden=t.forbidden)
    price = np.ones(len(t.covers)) if cost is None else cost
    check_shape(plan, t.demand.size, oracle.set_cover(t.covers, price, t.fixed, t.forbidden))
    check_choice(plan, t)
    if plan.has_plan:
        assert (plan.assigned >= 0).all()
    else:
        allowed = [j for j in range(len(t.covers)) if j not in t.forbidden]
        assert plan.uncoverable.tolist() == np.flatnonzero(~t.covers[allowed].any(axis=0)).tolist()
