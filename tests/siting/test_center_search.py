"""The p-center over a matrix, sparse minutes and points: one answer, and right by enumeration."""

import numpy as np
import pytest
from scipy import sparse

from geo.errors import SitingError
from geo.random_kernels import seeded
from geo.siting import (
    center_search,
    p_center,
    p_center_of_points,
    p_center_of_sparse,
)
from geo.siting.center_kernels import exchange_to_cover
from geo.siting.center_minutes import DenseMinutes
from geo.siting.cover_rows import incidence
from geo.siting.point_minutes import PointMinutes
from geo.siting.set_kernels import new_row_search

from . import oracle
from .instances import tiny


def stored(minutes: np.ndarray) -> sparse.coo_array:
    """Return the finite minutes as a sparse matrix, zeros stored."""
    rows, columns = np.nonzero(np.isfinite(minutes))
    return sparse.coo_array((minutes[rows, columns], (rows, columns)), shape=minutes.shape)


def points(seed: int, n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Return sites and estates on a coarse grid: many equal distances, some points twice."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 12, (n, 2)) * 1.7, rng.integers(0, 12, (m, 2)) * 1.7


@pytest.mark.parametrize("seed", range(60))
def test_sparse_minutes_equal_enumeration(seed: int) -> None:
    """Pairs that are not stored have no way; zeros that are stored are minutes."""
    t = tiny(seed)
    plan = p_center_of_sparse(stored(t.minutes), t.p, fixed=t.fixed, forbidden=t.forbidden)
    full = p_center(t.minutes, t.p, fixed=t.fixed, forbidden=t.forbidden)
    best = oracle.p_center(t.minutes, t.p, t.fixed, t.forbidden)
    assert plan.status == full.status == ("infeasible" if np.isnan(best) else "optimal")
    assert plan.uncoverable.tolist() == full.uncoverable.tolist()
    if plan.has_plan:
        assert plan.objective == full.objective == best
        assert plan.assigned.tolist() == full.assigned.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_points_equal_enumeration(seed: int) -> None:
    """Straight lines between points, with ties and duplicates, to the last bit."""
    sites, estates = points(seed, 8, 14)
    far = np.hypot(*(sites[:, None] - estates).transpose(2, 0, 1))
    p = 1 + seed % 4
    fixed, forbidden = ((2,), (5, 7)) if seed % 3 == 0 else ((), ())
    plan = p_center_of_points(sites, estates, p, fixed=fixed, forbidden=forbidden)
    assert plan.status == "optimal"
    assert plan.objective == oracle.p_center(far, p, fixed, forbidden)
    assert plan.objective == far[plan.assigned, np.arange(len(estates))].max()


@pytest.mark.parametrize("seed", range(4))
def test_large_problems_have_one_answer_in_every_form(seed: int, monkeypatch) -> None:
    """600 estates: matrix, sparse minutes cut at a limit, and points; with and without exchange."""
    rng = np.random.default_rng(seed)
    sites, estates = rng.uniform(0, 9, (120, 2)), rng.uniform(0, 9, (600, 2))
    far = np.hypot(*(sites[:, None] - estates).transpose(2, 0, 1))
    p = (5, 9, 14, 30)[seed]
    plan = p_center(far, p)
    near = p_center_of_sparse(stored(np.where(far < 1.5 * plan.objective, far, np.inf)), p)
    flat = p_center_of_points(sites, estates, p)
    monkeypatch.setattr(center_search, "_FEW_ROWS", 0)
    again = p_center(far, p)
    assert plan.status == near.status == flat.status == again.status == "optimal"
    assert plan.objective == near.objective == flat.objective == again.objective
    assert again.chosen.tolist() == p_center(far, p).chosen.tolist()


def test_an_exchange_ends_with_a_cover_or_says_so() -> None:
    """Whatever it returns, true means that each row has a chosen site and fixed ones stay."""
    rng = np.random.default_rng(2)
    for trial in range(60):
        covers = rng.random((9, 15)) < 0.3
        covers[rng.integers(0, 9, 15), np.arange(15)] = True
        sites = np.nonzero(covers.T)[1]
        start = np.concatenate([[0], np.cumsum(covers.sum(axis=0))])
        net = incidence(start, sites, 9)
        chosen = rng.choice(9, 4, replace=False).astype(np.int64)
        kept = chosen[:1].copy()
        inside = np.zeros(9, dtype=bool)
        inside[chosen] = True
        done = exchange_to_cover(net, new_row_search(net, inside), chosen, 1, 300, seeded(trial))
        assert chosen[0] == kept[0]
        assert np.unique(chosen).size == 4
        assert done == covers[chosen].any(axis=0).all()


def test_wrong_inputs_are_named() -> None:
    """A pair given twice, a full matrix, nan, and points that are none."""
    twice = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2))
    for call, key in (
        (lambda: p_center_of_sparse(twice, 1), "siting.minutes_twice"),
        (lambda: p_center_of_sparse(np.ones((2, 2)), 1), "siting.minutes_not_sparse"),
        (lambda: p_center_of_sparse(sparse.coo_array([[np.nan]]), 1), "siting.minutes_nan"),
        (lambda: p_center_of_sparse(sparse.coo_array([[-1.0]]), 1), "siting.minutes_negative"),
        (lambda: p_center_of_points([[1, np.inf]], [[0, 0]], 1), "siting.points_wrong"),
        (lambda: p_center_of_points([[1, 2, 3]], [[0, 0]], 1), "siting.points_wrong"),
        (lambda: p_center_of_points([["a", "b"]], [[0, 0]], 1), "siting.not_numeric"),
    ):
        with pytest.raises(SitingError) as caught:
            call()
        assert caught.value.key == key


@pytest.mark.parametrize("seed", range(12))
def test_points_are_compared_as_the_matrix_compares(seed: int) -> None:
    """Who is within a radius, of how many kinds sites are, and who is nearest: to the last bit."""
    sites, estates = points(seed, 40, 30)
    far = np.hypot(*(sites[:, None] - estates).transpose(2, 0, 1))
    flat, full = PointMinutes(sites, estates), DenseMinutes(far)
    few, must = np.array([0, 4, 7, 19]), np.array([3, 11])
    for radius in (0.0, 1.7, far[3, 4], 30.0, float(np.finfo(np.float64).max)):
        for one, other in zip(flat.within(few, radius), full.within(few, radius), strict=True):
            assert one.tolist() == other.tolist()
        assert flat.count_within(few, radius) == full.count_within(few, radius)
        kinds = []
        for minutes in (flat, full):
            reach = minutes.reach(radius)
            met = [reach.add(few[:2]), reach.add(few[2:])]
            net, names, own = reach.net(must)
            assert names[own].tolist() == must.tolist()
            rows = {tuple(np.flatnonzero(far[name, few] <= radius)) for name in names}
            assert len(rows - {()}) <= names.size
            pairs = [
                names[net.row_sites[net.row_start[i] : net.row_start[i + 1]]] for i in range(4)
            ]
            assert [set(row) for row in pairs] == [
                {name for name in names if far[name, i] <= radius} for i in few
            ]
            kinds.append((met, rows - {()}))
        assert kinds[0] == kinds[1]
    for sites_of_plan in (np.arange(40), np.array([39, 2, 2, 17]), np.array([8])):
        reached, place = flat.nearest(sites_of_plan)
        assert reached.tolist() == far[sites_of_plan].min(axis=0).tolist()
        assert place.tolist() == far[sites_of_plan].argmin(axis=0).tolist()
