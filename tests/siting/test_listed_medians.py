"""The p-median over lists of nearest sites: as right as over a matrix, and its bounds hold."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from geo.errors import SitingError
from geo.random_kernels import seeded
from geo.siting import (
    listed_answer,
    listed_median_search,
    p_median,
    p_median_of_points,
    p_median_of_sparse,
)
from geo.siting.list_exchange_kernels import (
    SiteLists,
    estates_of_sites,
    exchange_nearby,
    shake_nearby,
    spread_sites,
    stand,
)
from geo.siting.listed_costs import PointCosts
from geo.siting.median_kernels import NearestSites
from geo.stop import Stop

from . import oracle
from .instances import tiny

Lists = tuple[PointCosts, NearestSites, SiteLists, np.ndarray]


@pytest.fixture
def lists_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer even the smallest questions from lists, and from short ones."""
    monkeypatch.setattr(listed_answer, "_FEW_PAIRS", 0)
    monkeypatch.setattr(listed_median_search, "_SHORTEST", 2)


def stored(minutes: np.ndarray) -> sparse.coo_array:
    """Return the finite minutes as a sparse matrix, zeros stored."""
    rows, columns = np.nonzero(np.isfinite(minutes))
    return sparse.coo_array((minutes[rows, columns], (rows, columns)), shape=minutes.shape)


def apart(sites: np.ndarray, estates: np.ndarray) -> np.ndarray:
    """Return all distances."""
    return np.hypot(*(sites[:, None] - estates).transpose(2, 0, 1))


def grid(seed: int, n: int, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sites and estates on a coarse grid, some points twice, and demand, some of it zero."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 12, (n + m, 2)) * 1.7
    return points[:n], points[n:], rng.integers(0, 5, m).astype(float)


def lists_of(seed: int, n: int = 90, length: int = 12) -> Lists:
    """Return costs of clustered points, their lists both ways, and what lies beyond."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 50, (6, 2))[rng.integers(0, 6, n)] + rng.normal(0, 4, (n, 2))
    costs = PointCosts(points, points, rng.integers(1, 9, n).astype(float))
    near = costs.lists(np.arange(n), length, Stop())
    assert near is not None
    return costs, near, estates_of_sites(near, n), costs.beyond(near)


@pytest.mark.parametrize("seed", range(60))
def test_sparse_minutes_equal_enumeration(seed: int, lists_alone: None) -> None:
    """With inf minutes, zero demand, fixed and forbidden sites, and where there is no plan."""
    t = tiny(seed)
    plan = p_median_of_sparse(
        stored(t.minutes), t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden
    )
    full = p_median(t.minutes, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    best = oracle.p_median(*t[:5])
    assert plan.status == full.status == ("infeasible" if np.isnan(best) else "optimal")
    assert plan.uncoverable.tolist() == full.uncoverable.tolist()
    if plan.has_plan:
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        served = t.minutes[plan.chosen].min(axis=0)
        reached = plan.assigned >= 0
        assert np.array_equal(reached, np.isfinite(served))
        assert np.array_equal(
            t.minutes[plan.assigned[reached], np.flatnonzero(reached)], served[reached]
        )


@pytest.mark.parametrize("seed", range(40))
def test_points_equal_enumeration(seed: int, lists_alone: None) -> None:
    """Lists of two or more sites grow until the proof is there."""
    sites, estates, demand = grid(seed, 9, 14)
    p = 1 + seed % 4
    fixed, forbidden = ((2,), (5, 7)) if seed % 3 == 0 else ((), ())
    plan = p_median_of_points(sites, estates, demand, p, fixed=fixed, forbidden=forbidden)
    best = oracle.p_median(apart(sites, estates), demand, p, fixed, forbidden)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_of_minutes_that_were_cut_off_holds_for_all(seed: int) -> None:
    """Plans keep to the stored pairs; the bound does not rely on what is missing."""
    sites, estates, demand = grid(seed, 9, 14)
    far, p = apart(sites, estates), 2 + seed % 4
    best = oracle.p_median(far, demand, p, (), ())
    for limit in (2.0, 5.0, 9.0, 30.0):
        cut = stored(np.where(far <= limit, far, np.inf))
        plan = p_median_of_sparse(cut, demand, p, complete_to_min=limit)
        assert plan.status in ("optimal", "feasible", "unknown")
        assert plan.bound <= best + 1e-9 * (1 + best)
        if plan.has_plan:
            assert plan.objective >= best - 1e-9 * (1 + best)
            assert far[plan.assigned, np.arange(14)][demand > 0].max(initial=0.0) <= limit


@pytest.mark.parametrize("seed", range(3))
def test_lists_and_matrix_agree_where_both_run(seed: int, lists_alone: None) -> None:
    """300 clustered points: the same value and the same proof."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 90, (8, 2))[rng.integers(0, 8, 300)] + rng.normal(0, 4, (300, 2))
    demand = rng.integers(1, 40, 300).astype(float)
    p = (12, 25, 60)[seed]
    full = p_median(apart(points, points), demand, p)
    plan = p_median_of_points(points, points, demand, p)
    assert plan.status == full.status == "optimal"
    assert plan.objective == pytest.approx(full.objective, rel=1e-9)
    again = p_median_of_points(points, points, demand, p)
    assert again.chosen.tolist() == plan.chosen.tolist()


@pytest.mark.parametrize("seed", range(8))
def test_after_the_exchange_no_exchange_saves_anything(seed: int) -> None:
    """All pairs are tried by hand, in the costs that the lists give; fixed sites stay."""
    _, near, by_site, beyond = lists_of(seed)
    plan = np.array([3, 50, 0, 0, 0, 0, 0])
    spread_sites(near, by_site, beyond, plan, 2, seeded(seed))
    assert np.unique(plan).size == plan.size
    standing = stand(near, beyond, plan, 90)
    assert exchange_nearby(near, by_site, beyond, standing, 2, 10**9)
    chosen = standing.chosen
    assert chosen[:2].tolist() == [3, 50]
    listed = np.repeat(beyond[None], 90, axis=0)
    owner = np.repeat(np.arange(90), np.diff(near.start))
    listed[near.sites, owner] = np.minimum(near.costs, beyond[owner])
    value = listed[chosen].min(axis=0).sum()
    assert standing.cost.sum() == pytest.approx(value)
    for place in range(2, 7):
        rest = listed[np.delete(chosen, place)].min(axis=0)
        assert standing.loss[place] == pytest.approx(rest.sum() - value)
        assert np.minimum(listed, rest).sum(axis=1).min() >= value * (1 - 1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_shaking_saves_what_it_says_and_leaves_all_in_order(seed: int) -> None:
    """What is undone leaves no trace: everything is as if the plan were looked at anew."""
    _, near, by_site, beyond = lists_of(seed)
    plan = np.array([3, 50, 0, 0, 0, 0, 0])
    spread_sites(near, by_site, beyond, plan, 2, seeded(seed))
    standing = stand(near, beyond, plan, 90)
    before = standing.cost.sum()
    saved = shake_nearby(near, by_site, beyond, standing, 2, 20_000, seeded(seed))
    anew = stand(near, beyond, standing.chosen, 90)
    assert standing.chosen[:2].tolist() == [3, 50]
    assert saved > 0
    assert anew.cost.sum() == pytest.approx(before - saved)
    assert standing.place.tolist() == anew.place.tolist()
    for one, other in ((standing.cost, anew.cost), (standing.next_cost, anew.next_cost)):
        assert np.array_equal(one, other)
    assert standing.loss == pytest.approx(anew.loss)


def test_lists_know_how_far_they_reach() -> None:
    """Nothing nearer than `known_to` is missing, ties and duplicates included."""
    rng = np.random.default_rng(4)
    points = rng.integers(0, 9, (60, 2)).astype(float)
    weight = rng.integers(1, 5, 60).astype(float)
    far = apart(points, points) * weight
    for length in (1, 4, 59, 60, 80):
        near = PointCosts(points, points, weight).lists(np.arange(60), length, Stop())
        assert near is not None
        for i in range(60):
            listed = near.sites[near.start[i] : near.start[i + 1]]
            costs = near.costs[near.start[i] : near.start[i + 1]]
            assert np.array_equal(costs, far[listed, i])
            assert (np.diff(costs) >= 0).all()
            assert (np.delete(far[:, i], listed) >= near.known_to[i]).all()


def test_a_stop_leaves_a_plan_and_a_bound_that_holds(lists_alone: None) -> None:
    """No time at all: some plan, no false proof."""
    sites, estates, demand = grid(5, 9, 14)
    best = min(
        float((apart(sites, estates)[list(plan)].min(axis=0) * demand).sum())
        for plan in combinations(range(9), 3)
    )
    for stop in (Stop(time_limit_s=0.0), Stop(cancelled=lambda: True)):
        plan = p_median_of_points(sites, estates, demand, 3, stop=stop)
        assert plan.has_plan
        assert plan.bound <= best <= plan.objective


def test_wrong_inputs_are_named() -> None:
    """A limit that is no number of minutes, points that are none, a pair given twice."""
    one = sparse.coo_array(([1.0], ([0], [0])), shape=(2, 1))
    twice = sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(2, 1))
    for call, key in (
        (lambda: p_median_of_sparse(one, [1], 1, complete_to_min=-1), "siting.complete_to_wrong"),
        (
            lambda: p_median_of_sparse(one, [1], 1, complete_to_min=np.nan),
            "siting.complete_to_wrong",
        ),
        (lambda: p_median_of_sparse(one, [1], 1, complete_to_min="x"), "siting.not_numeric"),
        (lambda: p_median_of_sparse(twice, [1], 1), "siting.minutes_twice"),
        (lambda: p_median_of_sparse(one, [1, 2], 1), "siting.demand_length"),
        (lambda: p_median_of_points([[1, np.inf]], [[0, 0]], [1], 1), "siting.points_wrong"),
        (lambda: p_median_of_points([[1, 2]], [[0, 0]], [-1], 1), "siting.demand_negative"),
    ):
        with pytest.raises(SitingError) as caught:
            call()
        assert caught.value.key == key
