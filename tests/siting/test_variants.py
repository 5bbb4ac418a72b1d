"""Backup cover, busy crews, probabilities and alternatives against brute force."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from geo.errors import SitingError
from geo.siting import (
    backup_cover,
    best_covers,
    best_medians,
    cover_curve,
    max_cover,
    mexclp,
    no_regret_sites,
    p_center,
    p_median,
    probability_cover,
    set_cover,
)
from geo.stop import Stop

from . import oracle
from .instances import tiny

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_backup_cover_equals_enumeration(seed):
    """A second cover counts half; fixed and forbidden candidates are kept to."""
    t = tiny(seed)
    plan = backup_cover(t.covers, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    values = []
    for chosen in oracle.plans(len(t.covers), t.p, t.fixed, t.forbidden):
        times = t.covers[chosen].sum(axis=0)
        values.append((t.demand * ((times > 0) + 0.5 * (times > 1))).sum())
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(max(values))
    assert set(t.fixed) <= set(plan.chosen.tolist())


@pytest.mark.parametrize(
    ("busy", "p", "value"),
    [(0, 2, 140), (0.1, 3, 133.65), (0.3, 3, 115.85), (0.5, 2, 71.25), (0.8, 2, 30.6)],
)
def test_mexclp_on_a_line_of_six(busy, p, value):
    """The worked example with six places on a line, crews stacked where that is best."""
    place = np.arange(0, 12, 2)
    covers = abs(place[:, None] - place) <= 2
    plan = mexclp(covers, [10, 30, 20, 25, 40, 15], p, busy_share=busy)
    assert plan.objective == pytest.approx(value)
    assert plan.status == "optimal"
    assert plan.chosen.size == p


@pytest.mark.parametrize("seed", SEEDS)
def test_mexclp_equals_enumeration(seed):
    """Crews may stand together; the expected cover is the enumerated best."""
    t = tiny(seed)
    plan = mexclp(t.covers, t.demand, t.p, busy_share=0.4)
    crews = combinations_with_replacement(range(len(t.covers)), t.p)
    best = max((t.demand * (1 - 0.4 ** t.covers[list(c)].sum(axis=0))).sum() for c in crews)
    assert plan.objective == pytest.approx(best)


@pytest.mark.parametrize("seed", SEEDS)
def test_probability_cover_equals_enumeration(seed):
    """The expected demand on time is the enumerated best."""
    t = tiny(seed)
    sure = np.exp(-np.where(np.isfinite(t.minutes), t.minutes, 1e9) / 5)
    plan = probability_cover(sure, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    every = oracle.plans(len(sure), t.p, t.fixed, t.forbidden)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(
        max((t.demand * sure[chosen].max(axis=0)).sum() for chosen in every)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_k_best_plans_equal_full_enumeration(seed):
    """The five best plans by minutes and by cover have exactly the enumerated values."""
    t = tiny(seed)
    every = list(oracle.plans(len(t.minutes), t.p, t.fixed, t.forbidden))
    minutes = sorted(oracle.weighted_minutes(t.minutes, t.demand, chosen) for chosen in every)
    wanted = [value for value in minutes if np.isfinite(value)][:5]
    plans = best_medians(t.minutes, t.demand, t.p, 5, fixed=t.fixed, forbidden=t.forbidden)
    assert [plan.objective for plan in plans] == pytest.approx(wanted)
    assert len({tuple(plan.chosen) for plan in plans}) == len(plans)
    cover = sorted((t.demand[t.covers[chosen].any(axis=0)].sum() for chosen in every), reverse=True)
    plans = best_covers(t.covers, t.demand, t.p, 5, fixed=t.fixed, forbidden=t.forbidden)
    assert [plan.objective for plan in plans] == pytest.approx(cover[:5])
    shared = set.intersection(*(set(plan.chosen.tolist()) for plan in plans))
    assert no_regret_sites(plans).tolist() == sorted(shared)


@pytest.mark.parametrize("seed", range(10))
def test_more_stations_never_cover_less(seed):
    """The curve begins with the fixed stations and never falls."""
    t = tiny(seed)
    curve = cover_curve(t.covers, t.demand, t.p, fixed=t.fixed)
    assert (curve["gained"] >= 0).all()
    assert curve["stations"].iloc[0] == len(t.fixed)
    assert (curve["status"] == "optimal").all()


def test_reasons_name_the_estates_by_their_indices():
    """An infeasible plan says which estates nobody reaches; who has the names says them."""
    plan = set_cover(np.array([[True, False, False]]))
    assert plan.status == "infeasible"
    assert plan.notes[0].params["estates"] == (1, 2)
    assert plan.uncoverable.tolist() == [1, 2]


def test_shares_and_counts_of_plans_are_checked():
    """A share beyond 1 and half a plan are refused."""
    with pytest.raises(SitingError, match="share"):
        mexclp(np.eye(2) > 0, [1, 1], 1, busy_share=1.5)
    with pytest.raises(SitingError, match="plans"):
        best_medians(np.eye(2), [1, 1], 1, 0)
    with pytest.raises(SitingError, match="share"):
        probability_cover(np.full((2, 2), 1.5), [1, 1], 1)


def random_square(n_sites, n_points, radius, seed=1):
    """Return a cover matrix of uniform sites and points, and their weights."""
    rng = np.random.default_rng(seed)
    sites, points = rng.uniform(0, 30, (n_sites, 2)), rng.uniform(0, 30, (n_points, 2))
    far = np.hypot(*(sites[:, None] - points).transpose(2, 0, 1))
    return far, far <= radius, rng.integers(1, 101, n_points)


def test_time_limit_is_kept_with_bound_and_gap():
    """A limit far too short still gives a plan, a valid bound and an honest status."""
    far, covers, weight = random_square(120, 800, 4)
    proven = p_median(far, weight, 12)
    p_center(far[:30, :40], 3)  # compiled before it is timed
    for limit in (0.0, 0.3):
        plan = p_median(far, weight, 12, time_limit_s=limit)
        assert plan.seconds <= 1.1 * limit + 0.5
        assert plan.bound <= proven.objective <= plan.objective
        plan = max_cover(covers, weight, 12, time_limit_s=limit)
        assert plan.seconds <= 1.1 * limit + 0.5
        assert plan.objective <= plan.bound
        plan = p_center(far, 12, time_limit_s=limit)
        assert plan.seconds <= 1.1 * limit + 0.5
        assert plan.status in ("optimal", "feasible", "unknown")


def test_same_seed_gives_the_same_plan():
    """Two runs agree in every number."""
    _, covers, weight = random_square(120, 1500, 4)
    first, second = (max_cover(covers, weight, 8, seed=3) for _ in range(2))
    assert first.chosen.tolist() == second.chosen.tolist()
    assert first.objective == second.objective == first.bound


def test_progress_is_reported_and_cancelling_keeps_the_best():
    """The listener hears incumbents; a cancelled search returns a plan."""
    far, _, weight = random_square(120, 1500, 4)
    heard = []
    plan = p_median(
        far,
        weight,
        10,
        stop=Stop(
            on_progress=lambda now: heard.append((now.incumbent, now.bound)),
            cancelled=lambda: len(heard) > 1,
        ),
    )
    assert heard
    assert plan.has_plan
    assert plan.objective <= heard[0][0]


def test_san_francisco_values_are_matched(shared_data):
    """Sixteen stores and 205 tracts: the values published with PySAL spopt's test data."""
    pd = pytest.importorskip("pandas")
    table = pd.read_csv(
        shared_data / "spopt_sf" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    )
    far = table.pivot_table(values="distance", index="name", columns="DestinationName").to_numpy()
    demand = table.groupby("DestinationName")["demand"].first().to_numpy()
    assert max_cover(far <= 5000, demand, 4).objective == 875247
    assert p_center(far, 4).objective == pytest.approx(7403.06, abs=0.01)
    assert p_median(far, demand, 4).objective == pytest.approx(2848268129.7, rel=1e-9)
