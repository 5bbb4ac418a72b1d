"""The chain of legal zonings: every one it can reach as often as any other, by enumeration."""

from collections import Counter

import numpy as np
import pytest

from geo.errors import ZoningError
from geo.random_kernels import seeded
from geo.zoning import Zoning, ZoningProblem, ZoningRules, sample_zonings
from geo.zoning.sample import _Walk

from .oracle import partitions, zone_cost


def _grid(rows: int, columns: int, street: list[int] | None = None) -> ZoningProblem:
    """Return a grid of estates a minute apart, of one street unless others are given."""
    place = [(r, c) for r in range(rows) for c in range(columns)]
    minutes = np.array([[abs(a - c) + abs(b - d) for c, d in place] for a, b in place], float)
    near = [(i, j) for i in range(len(place)) for j in range(i) if minutes[i, j] == 1]
    households = 10.0 + np.arange(len(place))
    return ZoningProblem(households, minutes, near, street or [0] * len(place))


def _key(zone_of: np.ndarray) -> tuple[tuple[int, ...], ...]:
    zones = [tuple(np.flatnonzero(zone_of == zone).tolist()) for zone in np.unique(zone_of)]
    return tuple(sorted(zones))


def _legal(problem: ZoningProblem, zones: int, rules: ZoningRules) -> dict[tuple, float]:
    target = float(problem.workload.sum()) / zones
    found = {}
    for plan in partitions(problem.n_estates, zones):
        cost = sum(zone_cost(problem, rules, target, zone) for zone in plan)
        if np.isfinite(cost):
            found[tuple(sorted(tuple(sorted(zone)) for zone in plan))] = cost
    return found


@pytest.mark.parametrize(
    ("problem", "zones", "rules"),
    [
        (_grid(2, 3), 3, ZoningRules(max_estates=3, radius_min=2.0, cap=2.0)),
        (_grid(2, 4), 3, ZoningRules(max_estates=4, radius_min=2.0, cap=1.6)),
        # Two streets: the number of zones of each may change by a transfer alone.
        (_grid(2, 4, [0, 0, 1, 1] * 2), 4, ZoningRules(max_estates=3, radius_min=2.0, cap=2.5)),
    ],
)
def test_every_legal_zoning_comes_as_often(
    problem: ZoningProblem, zones: int, rules: ZoningRules
) -> None:
    """All of them are visited, no other one is, and chi-square finds no favourite."""
    legal = _legal(problem, zones, rules)
    start = _label(next(iter(legal)), problem)
    walk = _Walk(Zoning.from_labels(problem, start, rules=rules, zones=zones), seeded(1))
    visits: Counter[tuple] = Counter()
    draws = 60 * len(legal)
    for _ in range(draws):
        walk.go(60)
        visits[_key(walk.zone_of)] += 1
    assert set(visits) == set(legal)
    wanted = draws / len(legal)
    chi_square = sum((count - wanted) ** 2 / wanted for count in visits.values())
    freedom = len(legal) - 1
    assert chi_square < freedom + 4 * np.sqrt(2 * freedom)
    assert walk.objective == pytest.approx(legal[_key(walk.zone_of)])


def _label(plan: tuple[tuple[int, ...], ...], problem: ZoningProblem) -> np.ndarray:
    label = np.empty(problem.n_estates, dtype=np.int64)
    for zone, members in enumerate(plan):
        label[list(members)] = zone
    return label


def _drawn(seed: int = 0, draws: int = 60) -> tuple[Zoning, np.ndarray]:
    problem, rules = _grid(3, 4), ZoningRules(max_estates=5, radius_min=3.0, cap=2.0)
    start = Zoning.from_labels(problem, [0] * 4 + [1] * 4 + [2] * 4, rules=rules)
    return start, sample_zonings(start, draws=draws, seed=seed).objective


def test_the_same_seed_gives_the_same_sample() -> None:
    """And another seed another one."""
    assert np.array_equal(_drawn(5)[1], _drawn(5)[1])
    assert not np.array_equal(_drawn(5)[1], _drawn(6)[1])


def test_the_share_below_ranks_a_zoning() -> None:
    """0 below the cheapest, 1 above the dearest."""
    start, objective = _drawn()
    sample = sample_zonings(start, draws=60)
    assert sample.share_below(objective.min()) == 0.0
    assert sample.share_below(objective.max() + 1) == 1.0
    assert 1 <= sample.independent <= 60


def test_a_zoning_that_breaks_a_rule_is_no_start() -> None:
    """So is a sample of nothing."""
    problem = _grid(2, 3)
    broken = Zoning.from_labels(problem, [0, 1, 0, 1, 0, 1], rules=ZoningRules(radius_min=1.0))
    with pytest.raises(ZoningError):
        sample_zonings(broken)
    start, _ = _drawn()
    with pytest.raises(ZoningError):
        sample_zonings(start, draws=3)
