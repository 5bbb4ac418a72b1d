"""The best worst case over several scenarios against brute force: minutes, chances, covers."""

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import worst_case_cover, worst_case_median, worst_case_probability

from . import oracle
from .instances import tiny

SEEDS = range(60)


def hours_of(t, seed):
    """Return minutes at three hours: as they are, slow roads, some roads closed."""
    rng = np.random.default_rng(seed)
    closed = np.where(rng.random(t.minutes.shape) < 0.15, np.inf, t.minutes)
    return [t.minutes, t.minutes * rng.uniform(1, 2, t.minutes.shape), closed]


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_case_median_equals_enumeration(seed):
    """The least household-minutes of the worst hour; infeasible where no plan serves all."""
    t = tiny(seed)
    hours = hours_of(t, seed)
    rng = np.random.default_rng(seed + 1)
    demand = [t.demand, t.demand * rng.integers(0, 3, t.demand.size), t.demand]
    plan = worst_case_median(hours, demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    every = oracle.plans(len(t.minutes), t.p, t.fixed, t.forbidden)
    best = oracle.best(
        (
            max(oracle.weighted_minutes(m, d, chosen) for m, d in zip(hours, demand, strict=True))
            for chosen in every
        ),
        min,
    )
    assert plan.has_plan == np.isfinite(best)
    if plan.has_plan:
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best)
        assert plan.bound == pytest.approx(best)
        assert set(t.fixed) <= set(plan.chosen.tolist())
    else:
        assert plan.status == "infeasible"
        assert plan.notes


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_case_probability_equals_enumeration(seed):
    """The most expected demand on time in the worst hour."""
    t = tiny(seed)
    rng = np.random.default_rng(seed)
    hours = [rng.random(t.minutes.shape).round(2) for _ in range(3)]
    plan = worst_case_probability(hours, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    every = oracle.plans(len(t.minutes), t.p, t.fixed, t.forbidden)
    best = max(
        min(float(t.demand @ sure[chosen].max(axis=0)) for sure in hours) for chosen in every
    )
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert plan.bound == pytest.approx(best)


@pytest.mark.parametrize("levels", [(1.0, 0.5), (0.7, 0.21, 0.063)])
@pytest.mark.parametrize("seed", range(25))
def test_worst_case_of_levels_equals_enumeration(seed, levels):
    """Backup cover and busy crews in the worst hour."""
    t = tiny(seed)
    hours = [np.isfinite(m) & (m <= t.reach) for m in hours_of(t, seed)]
    plan = worst_case_cover(
        hours, t.demand, t.p, levels=levels, fixed=t.fixed, forbidden=t.forbidden
    )
    worth = np.concatenate([[0.0], np.cumsum(levels)])

    def value(chosen):
        return min(
            float(t.demand @ worth[np.minimum(one[chosen].sum(axis=0), len(levels))])
            for one in hours
        )

    best = max(value(chosen) for chosen in oracle.plans(len(t.minutes), t.p, t.fixed, t.forbidden))
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert plan.objective == pytest.approx(value(plan.chosen.tolist()))


def test_stopped_and_repeated():
    """A stop keeps a plan and an honest bound; the same question has the same answer."""
    rng = np.random.default_rng(5)
    hours = [rng.uniform(1, 20, (16, 40)) for _ in range(3)]
    demand = [rng.integers(1, 50, 40).astype(float)] * 3
    stopped = worst_case_median(hours, demand, 4, time_limit_s=0)
    assert stopped.has_plan
    assert stopped.bound <= stopped.objective
    one, two = (worst_case_median(hours, demand, 4) for _ in range(2))
    assert one.chosen.tolist() == two.chosen.tolist()
    assert one.bound <= one.objective <= stopped.objective + 1e-9


ONE = np.ones((2, 2))
FAULTS = {
    "siting.no_scenarios": lambda: worst_case_median([], [], 1),
    "siting.scenario_shape": lambda: worst_case_median([ONE, ONE[:1]], [[1, 1]] * 2, 1),
    "siting.scenario_demand": lambda: worst_case_median([ONE, ONE], [[1, 1]], 1),
    "siting.not_a_share": lambda: worst_case_probability([2 * ONE], [1, 1], 1),
    "siting.levels_rising": lambda: worst_case_cover([ONE > 0], [1, 1], 1, levels=(0.5, 1.0)),
}


@pytest.mark.parametrize("key", FAULTS)
def test_malformed_input_is_refused(key):
    """Every fault has a sentence of its own."""
    with pytest.raises(SitingError) as caught:
        FAULTS[key]()
    assert caught.value.key == key
