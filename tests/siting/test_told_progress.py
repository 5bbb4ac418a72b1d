"""What a waiting planner hears: value and bound in the unit of the answer, closing in on it."""

import numpy as np
import pytest
from scipy import sparse

from geo.siting import SitingPlan, budget_cover, p_center
from geo.stop import Progress, Stop


def _minutes(n_sites: int, n_estates: int) -> np.ndarray:
    random = np.random.default_rng(0)
    sites, estates = random.random((n_sites, 1, 2)), random.random((1, n_estates, 2))
    return 30 * np.hypot(*(sites - estates).transpose(2, 0, 1))


def _center(stop: Stop) -> SitingPlan:
    return p_center(_minutes(20, 40), 3, stop=stop)


def _budget(stop: Stop) -> SitingPlan:
    random = np.random.default_rng(1)
    return budget_cover(
        sparse.csr_array(_minutes(300, 900) < 3),
        random.integers(50, 900, 900).astype(float),
        cost=random.integers(10, 40, 300).astype(float),
        budget=250,
        stop=stop,
    )


@pytest.mark.parametrize(("solve", "better"), [(_center, min), (_budget, max)])
def test_value_and_bound_close_in_on_the_answer(solve, better) -> None:
    """Values only improve, bounds only tighten, the answer lies between all of them."""
    heard: list[Progress] = []
    plan = solve(Stop(on_progress=heard.append))
    values = [one.incumbent for one in heard if np.isfinite(one.incumbent)]
    bounds = [one.bound for one in heard if np.isfinite(one.bound)]
    assert values
    assert bounds
    for value in values:
        assert better(value, plan.objective) == plan.objective
    sign = 1 if better is max else -1
    assert all(sign * bound >= sign * plan.objective - 1e-6 * plan.objective for bound in bounds)
    assert values == sorted(values, reverse=better is min)
