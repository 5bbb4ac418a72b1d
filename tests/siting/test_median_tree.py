"""The linear programs of the p-median: right by enumeration, and no proof is HiGHS's own."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from geo.siting import best_medians, median_search, p_median
from geo.siting.median_cut_kernels import cut_entries, levels_around, served_levels
from geo.siting.median_instance import nearest_sites
from geo.siting.median_program import MedianProgram
from geo.siting.median_tree import MedianTree
from geo.solver import GrowingProgram, LinearAnswer
from geo.stop import Stop

from . import oracle
from .instances import tiny

SEEDS = range(120)


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Leave nearly everything to the programs; the list grows by one with each node they solve."""
    seen: list[int] = []
    raised = MedianTree.raised

    def counted(self: MedianTree, *node: object) -> object:
        seen.append(1)
        return raised(self, *node)

    monkeypatch.setattr(MedianTree, "raised", counted)
    for name, value in {
        "_ROOT_CHUNKS": 1,
        "_ROOT_CHUNK": 1,
        "_RESTARTS": 0,
        "_NODES_BEFORE_PROGRAM": (0, 0),
    }.items():
        monkeypatch.setattr(median_search, name, value)
    return seen


def clustered(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Return floored distances between points on a coarse grid, with duplicates, and weights."""
    rng = np.random.default_rng(seed)
    points = np.rint(rng.normal(0, 1, (4, 1, 2)) * 60 + rng.normal(0, 1, (4, n // 4, 2)) * 9)
    points = points.reshape(-1, 2)
    far = np.floor(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)))
    return far, rng.integers(0, 5, len(points)).astype(float)


def check(seed: int) -> None:
    """Hold the plan of a tiny problem against the enumeration."""
    t = tiny(seed)
    plan = p_median(t.minutes, t.demand, t.p, fixed=t.fixed, forbidden=t.forbidden)
    best = oracle.p_median(*t[:5])
    assert plan.status == ("infeasible" if np.isnan(best) else "optimal")
    if plan.has_plan:
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
        assert plan.gap == 0.0


def test_the_programs_alone_equal_enumeration(visits: list[int]) -> None:
    """With inf minutes, zero demand, fixed sites and ties, the tree finds the enumerated best."""
    for seed in SEEDS:
        check(seed)
    assert len(visits) > 20


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_to_branch_agree(seed: int, visits: list[int], monkeypatch) -> None:
    """On clustered points with duplicates the programs prove what the relaxation alone proves."""
    far, weights = clustered(seed)
    scale = 1.0 if seed % 2 else 0.37
    for p in (2, 5, 9):
        by_program = p_median(far * scale, weights, p)
        again = p_median(far * scale, weights, p)
        with monkeypatch.context() as patch:
            patch.setattr(median_search, "_ROOT_CHUNKS", 60)
            patch.setattr(median_search, "_ROOT_CHUNK", 25)
            patch.setattr(median_search, "_NODES_BEFORE_PROGRAM", (10**9, 10**9))
            by_relaxation = p_median(far * scale, weights, p)
        assert by_program.status == by_relaxation.status == "optimal"
        assert by_program.objective == pytest.approx(by_relaxation.objective, rel=1e-12)
        assert by_program.chosen.tolist() == again.chosen.tolist()
    assert visits


@pytest.mark.parametrize("seed", range(8))
def test_the_best_plans_are_all_found(seed: int, visits: list[int]) -> None:
    """The five best plans are those of the enumeration, by value."""
    far, weights = clustered(seed, 12)
    every = sorted(
        float((far[list(plan)].min(axis=0) * weights).sum())
        for plan in combinations(range(len(far)), 3)
    )
    found = best_medians(far, weights, 3, 5)
    assert [plan.objective for plan in found] == pytest.approx(every[:5])
    assert visits


def _no_answer(answer: LinearAnswer) -> LinearAnswer:
    return LinearAnswer(None, None, is_optimal=False)


def _zeros(answer: LinearAnswer) -> LinearAnswer:
    return LinearAnswer(answer.point * 0.0, answer.row_duals * 0.0, is_optimal=True)


def _noise(answer: LinearAnswer) -> LinearAnswer:
    rng = np.random.default_rng(answer.row_duals.size)
    return LinearAnswer(
        answer.point + rng.normal(0, 3, answer.point.size),
        answer.row_duals + rng.normal(0, 3, answer.row_duals.size),
        is_optimal=True,
    )


@pytest.mark.parametrize("lie", [_no_answer, _zeros, _noise])
def test_whatever_the_solver_says_nothing_false_is_proven(
    lie: Callable[[LinearAnswer], LinearAnswer], visits: list[int], monkeypatch
) -> None:
    """Answers changed by hand cost time, never the right answer."""
    solve = GrowingProgram.solve
    monkeypatch.setattr(GrowingProgram, "solve", lambda self, stop: lie(solve(self, stop)))
    for seed in SEEDS:
        check(seed)
    assert visits


def test_a_cut_never_exceeds_the_cost_of_a_plan() -> None:
    """At whole plans the cut of any level is at most the nearest cost, and equal at its own."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        n, m = int(rng.integers(2, 9)), int(rng.integers(1, 6))
        cost = rng.integers(0, 9, (n, m)).astype(float)
        near = nearest_sites(cost, n, Stop())
        assert near is not None
        share = np.zeros(n)
        share[rng.choice(n, int(rng.integers(1, n + 1)), replace=False)] = 1.0
        limit, level, spent = np.full(m, 99.0), np.empty(m), np.empty(m)
        served_levels(near, limit, share, level, spent)
        assert spent.tolist() == cost[share > 0].min(axis=0).tolist()
        around = np.empty((3, m))
        levels_around(near, limit, rng.uniform(0, 9, m), around)
        for levels in (level, *around):
            estates = np.flatnonzero(~np.isnan(levels))
            start, sites, saving = cut_entries(near, estates, levels[estates])
            owner = np.repeat(np.arange(estates.size), np.diff(start))
            saved = np.bincount(owner, saving * share[sites], minlength=estates.size)
            assert (levels[estates] - saved <= spent[estates] + 1e-12).all()
            if levels is level:
                assert (levels - saved == spent).all()


def test_fractional_shares_cost_what_sorting_says() -> None:
    """An estate takes the nearest shares until they sum to 1; the program bounds the best plan."""
    far, weights = clustered(1)
    cost = far * weights
    near = nearest_sites(cost, len(far), Stop())
    assert near is not None
    program = MedianProgram(near, len(far), 5, 1e6, np.full(len(far), 10.0))
    undecided = np.zeros(len(far), dtype=np.int8)
    point = program.solve(undecided, Stop())
    while point is not None and not point.is_exact:
        point = program.solve(undecided, Stop())
    assert point is not None
    total = 0.0
    for i in range(len(far)):
        left = 1.0
        for j in np.argsort(cost[:, i], kind="stable"):
            taken = min(left, point.share[j])
            total, left = total + taken * cost[j, i], left - taken
    assert point.share.sum() == pytest.approx(5)
    assert total <= p_median(far, weights, 5).objective + 1e-6
