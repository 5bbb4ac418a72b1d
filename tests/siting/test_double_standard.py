"""The double standard model against enumeration of all crews."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import double_standard

from . import oracle
from .instances import tiny


def standards_kept(t, near, far, crews, share):
    """Return the demand covered twice, nan where a standard is broken."""
    times = near[list(crews)].sum(axis=0)
    if not far[list(crews)].any(axis=0).all():
        return np.nan
    if t.demand[times >= 1].sum() < share * t.demand.sum() - 1e-9:
        return np.nan
    return t.demand[times >= 2].sum()


def far_reach(t):
    """Return who is within the far limit: seldom everybody, so that some cases are infeasible."""
    return t.minutes <= 2 * t.reach


@pytest.mark.parametrize("most_per_site", [1, 2])
@pytest.mark.parametrize("seed", range(100))
def test_double_standard_equals_enumeration(seed, most_per_site):
    """The best crews, fixed and forbidden candidates included, or the proof that none keep both."""
    t = tiny(seed)
    near, far, share = t.covers, far_reach(t), (0.0, 0.5, 0.8)[seed % 3]
    plan = double_standard(
        near,
        far,
        t.demand,
        t.p,
        near_share=share,
        most_per_site=most_per_site,
        fixed=t.fixed,
        forbidden=t.forbidden,
    )
    allowed = [j for j in range(len(near)) if j not in t.forbidden]
    every = (
        crews
        for crews in combinations_with_replacement(allowed, t.p)
        if set(t.fixed) <= set(crews) and max(crews.count(j) for j in crews) <= most_per_site
    )
    best = oracle.best((standards_kept(t, near, far, crews, share) for crews in every), max)
    if np.isnan(best):
        assert plan.status == "infeasible"
        assert plan.notes[0].sentence("zh")
        return
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert standards_kept(t, near, far, plan.chosen, share) == pytest.approx(best)
    assert plan.chosen.size == t.p


def test_the_largest_share_is_named_and_can_be_kept():
    """The reason of an infeasible standard holds the share that would be feasible."""
    near, far = np.eye(4, dtype=bool), np.ones((4, 4), dtype=bool)
    plan = double_standard(near, far, [40, 30, 20, 10], 2, near_share=0.9)
    assert plan.status == "infeasible"
    assert "70.0%" in plan.notes[0].sentence("en")
    assert double_standard(near, far, [40, 30, 20, 10], 2, near_share=0.7).status == "optimal"


def test_more_crews_never_cover_less():
    """Each further crew leaves the demand covered twice as it is or raises it."""
    rng = np.random.default_rng(4)
    places, homes = rng.uniform(0, 10, (14, 2)), rng.uniform(0, 10, (60, 2))
    far = np.hypot(*(places[:, None] - homes).transpose(2, 0, 1))
    demand = rng.integers(1, 90, 60)
    plans = [double_standard(far < 4, far < 8, demand, p, near_share=0.4) for p in (4, 5, 6)]
    values = [plan.objective for plan in plans]
    assert values == sorted(values)


def test_both_limits_need_the_same_estates():
    """Matrices of different shapes are refused with both shapes."""
    with pytest.raises(SitingError) as caught:
        double_standard(np.eye(2) > 0, np.ones((2, 3)) > 0, [1, 1], 1)
    assert caught.value.key == "siting.near_far_shape"
