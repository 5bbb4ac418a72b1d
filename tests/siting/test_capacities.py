"""Capacities against brute force over sites and assignments."""

from itertools import product

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import capacitated_cover, capacitated_median, max_cover, p_median

from . import oracle


def small(seed):
    """Return minutes, demand, capacity, p and fixed, few enough to enumerate assignments."""
    rng = np.random.default_rng(seed)
    n_candidates, n_estates = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    minutes = rng.integers(0, 12, (n_candidates, n_estates)).astype(float)
    minutes[rng.random(minutes.shape) < rng.choice([0.0, 0.3])] = np.inf
    demand = rng.integers(0, 9, n_estates).astype(float)
    p = int(rng.integers(1, min(3, n_candidates) + 1))
    capacity = rng.integers(3, 20, n_candidates).astype(float)
    fixed = tuple(rng.permutation(n_candidates)[: rng.integers(0, p + 1)].tolist())
    return minutes, demand, capacity, p, fixed


def least_minutes(minutes, demand, capacity, p, fixed):
    """Return the optimum over all sites and all assignments of the estates with demand."""
    needed = np.flatnonzero(demand > 0)
    values = []
    for sites in oracle.plans(len(minutes), p, fixed):
        for serving in product(sites, repeat=needed.size):
            load = np.bincount(serving, weights=demand[needed], minlength=len(minutes))
            if (load <= capacity).all():
                values.append((minutes[list(serving), needed] * demand[needed]).sum())
    return oracle.best(iter(values), min)


def most_served(covers, demand, capacity, p, fixed):
    """Return the optimum over all sites and assignments, nobody allowed."""
    values = []
    for sites in oracle.plans(len(covers), p, fixed):
        for serving in product([*sites, -1], repeat=demand.size):
            station = np.array(serving)
            served = np.flatnonzero(station >= 0)
            if not covers[station[served], served].all():
                continue
            load = np.bincount(station[served], weights=demand[served], minlength=len(covers))
            if (load <= capacity).all():
                values.append(demand[served].sum())
    return max(values)


@pytest.mark.parametrize("seed", range(120))
def test_capacitated_median_equals_enumeration(seed):
    """The tree finds the optimum over all sites and all ways to share the estates out."""
    minutes, demand, capacity, p, fixed = small(seed)
    plan = capacitated_median(minutes, demand, p, capacity=capacity, fixed=fixed)
    optimum = least_minutes(minutes, demand, capacity, p, fixed)
    if np.isnan(optimum):
        assert plan.status == "infeasible"
        assert plan.notes[0].sentence("zh")
        return
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(optimum)
    assert set(fixed) <= set(plan.chosen.tolist())
    needed = np.flatnonzero(demand > 0)
    load = np.bincount(plan.assigned[needed], weights=demand[needed], minlength=len(minutes))
    assert (load <= capacity + 1e-6).all()


@pytest.mark.parametrize("seed", range(120))
def test_capacitated_cover_equals_enumeration(seed):
    """The most demand within reach and within capacity is served."""
    minutes, demand, capacity, p, fixed = small(seed)
    covers = minutes <= 6
    plan = capacitated_cover(covers, demand, p, capacity=capacity, fixed=fixed)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(most_served(covers, demand, capacity, p, fixed))
    served = np.flatnonzero(plan.assigned >= 0)
    assert covers[plan.assigned[served], served].all()
    assert set(plan.assigned[served].tolist()) <= set(plan.chosen.tolist())
    assert demand[served].sum() == pytest.approx(plan.objective)


def test_without_limits_the_models_are_the_plain_ones():
    """Infinite capacity gives the p-median and the maximal cover."""
    rng = np.random.default_rng(5)
    minutes, demand = rng.uniform(0, 20, (12, 25)), rng.integers(1, 90, 25)
    plain = p_median(minutes, demand, 3)
    assert capacitated_median(minutes, demand, 3, capacity=np.inf).objective == pytest.approx(
        plain.objective
    )
    wide = capacitated_cover(minutes < 5, demand, 3, capacity=np.inf)
    assert wide.objective == pytest.approx(max_cover(minutes < 5, demand, 3).objective)


def crowded(seed):
    """Return minutes, demand and a capacity that binds: too large to enumerate."""
    rng = np.random.default_rng(seed)
    places, homes = rng.uniform(0, 20, (30, 2)), rng.uniform(0, 20, (50, 2))
    minutes = np.hypot(*(places[:, None] - homes).transpose(2, 0, 1))
    demand = rng.integers(20, 90, 50).astype(float)
    return minutes, demand, 1.1 * demand.sum() / 5


@pytest.mark.parametrize("seed", range(4))
def test_a_stopped_solve_has_an_honest_bound(seed):
    """However early it stops, the proven optimum lies between bound and plan."""
    minutes, demand, capacity = crowded(seed)
    proven = capacitated_median(minutes, demand, 5, capacity=capacity)
    assert proven.status == "optimal"
    assert (np.bincount(proven.assigned, demand) <= capacity).all()
    for limit in (0.0, 0.05):
        plan = capacitated_median(minutes, demand, 5, capacity=capacity, time_limit_s=limit)
        assert plan.status in ("unknown", "feasible", "optimal")
        assert plan.bound <= proven.objective * (1 + 1e-9)
        assert not plan.objective < proven.objective * (1 - 1e-9)


def test_room_and_stations_help():
    """More capacity and more stations never cost more minutes or serve fewer households."""
    minutes, demand, capacity = crowded(9)
    spent = [
        capacitated_median(minutes, demand, p, capacity=share * capacity).objective
        for p, share in ((5, 1.1), (5, 1.4), (6, 1.4))
    ]
    assert spent == sorted(spent, reverse=True)
    served = [
        capacitated_cover(minutes < 5, demand, p, capacity=share * capacity).objective
        for p, share in ((1, 0.9), (2, 0.9), (2, 1.4))
    ]
    assert served == sorted(served)


@pytest.mark.parametrize(
    ("capacity", "key"),
    [
        ([1.0], "siting.capacity_length"),
        ([1.0, np.nan], "siting.capacity_not_positive"),
        (-1, "siting.capacity_not_positive"),
        ("much", "siting.not_numeric"),
    ],
)
def test_wrong_capacities_are_named(capacity, key):
    """Each wrong capacity has a sentence of its own."""
    with pytest.raises(SitingError) as caught:
        capacitated_median(np.ones((2, 2)), [1, 1], 1, capacity=capacity)
    assert caught.value.key == key
    assert caught.value.sentence("zh")


def test_too_little_capacity_is_explained():
    """Demand above the capacity of p stations is infeasible, with both figures."""
    plan = capacitated_median(np.ones((3, 2)), [50, 60], 2, capacity=40)
    assert plan.status == "infeasible"
    assert "80" in plan.notes[0].sentence("en")
    assert "110" in plan.notes[0].sentence("en")
