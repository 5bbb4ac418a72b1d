"""What is kept of the lists, and which search ends the proof, changes no proven plan."""

import numpy as np
import pytest

from geo.zoning import Zoning, ZoningProblem, ZoningRules, city_search, draw, piece_search

from . import oracle
from .test_editing import grid

CHANGES: dict[str, dict[str, dict[str, float | tuple[int, ...]]]] = {
    "nothing kept beyond the plan": {"piece": {"KEPT": 0.0}},
    "little kept, nothing looked at beside": {"piece": {"KEPT": 0.05, "MOST_BESIDE": 0}},
    "programmes end the proof": {"piece": {"MOST_STEPS": 0}},
    "no linear programme kept": {"city": {"MOST_PROGRAMS_KEPT": 0}},
    "no list kept": {"city": {"MOST_ZONES_KEPT": 0}},
    "a price of a zone from plans alone": {"city": {"MOST_TRIALS": 1}},
    "a price of a zone by bounds": {"city": {"NEARLY_BEST": -1.0}},
    "every piece annealed at length": {"piece": {"EASY": 0}},
    "hardly annealed": {"city": {"FEW_MOVES": 1}},
}
"""Names of constants and other values, by what they bring about."""


def _towns() -> list[tuple[ZoningProblem, int]]:
    """Return grids beside each other as streets: pieces that share out their zones."""
    towns = []
    for seed in range(4):
        parts = [grid(side, seed + side) for side in (4, 5, 6)]
        sizes = np.cumsum([0, *(part.n_estates for part in parts)])
        minutes = np.full((sizes[-1], sizes[-1]), np.inf)
        for part, first in zip(parts, sizes[:-1], strict=True):
            own = slice(first, first + part.n_estates)
            minutes[own, own] = part.minutes
        pairs = [part.neighbours + first for part, first in zip(parts, sizes[:-1], strict=True)]
        street = np.repeat(np.arange(3), np.diff(sizes))
        households = np.concatenate([part.households for part in parts])
        problem = ZoningProblem(households, minutes, np.vstack(pairs), street)
        towns.append((problem, 20 + 2 * seed))
    return towns


def _drawn(problem: ZoningProblem, zones: int) -> Zoning:
    return draw(problem, zones=zones, rules=ZoningRules(max_estates=6))


@pytest.fixture(scope="module")
def drawn() -> list[tuple[ZoningProblem, int, Zoning]]:
    """Return towns with their plans as they are drawn without a change."""
    return [(problem, zones, _drawn(problem, zones)) for problem, zones in _towns()]


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_plan_is_proven(
    change: str, drawn: list[tuple[ZoningProblem, int, Zoning]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The objective is the same and proven, whatever is kept and whichever search ends it."""
    for name, values in CHANGES[change].items():
        for constant, value in values.items():
            module = {"city": city_search, "piece": piece_search}[name]
            monkeypatch.setattr(module, constant, value)
    for problem, zones, plan in drawn:
        again = _drawn(problem, zones)
        assert (plan.status, again.status) == ("optimal", "optimal")
        assert again.objective == pytest.approx(plan.objective, rel=1e-9)
        assert not again.violations


@pytest.mark.parametrize("change", ["nothing kept beyond the plan", "programmes end the proof"])
@pytest.mark.parametrize("seed", range(25))
def test_it_is_the_best_of_all(change: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On tiny problems it is the best of all plans, or that there is none is proven."""
    for constant, value in CHANGES[change]["piece"].items():
        monkeypatch.setattr(piece_search, constant, value)
    random = np.random.default_rng((seed, 11))
    n = int(random.integers(3, 9))
    problem, rules = oracle.random_problem(random, n), oracle.random_rules(random)
    zones = int(random.integers(1, n + 1))
    best, plan = oracle.best_plan(problem, zones, rules), draw(problem, zones=zones, rules=rules)
    assert plan.status == ("optimal" if np.isfinite(best) else "infeasible")
    if np.isfinite(best):
        assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
