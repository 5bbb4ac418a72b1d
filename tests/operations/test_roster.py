"""Rosters against brute force, their bounds, their limits, and what cannot be."""

import importlib
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from geo.errors import OperationsError
from geo.operations import Roster, hourly_bound, largest_roster, roster
from geo.operations.rosters.annealing import anneal
from geo.operations.rosters.hull import hull_bound
from geo.operations.rosters.problem import roster_problem
from geo.operations.rosters.station_sets import station_sets
from geo.stop import Stop

Flags = NDArray[np.bool_]


class _Tiny:
    """An instance small enough to try every roster."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n_stations, n_estates, n_hours = rng.integers(1, 4), rng.integers(1, 6), rng.integers(1, 4)
        self.covers = [rng.random((n_stations, n_estates)) < 0.5 for _ in range(n_hours)]
        if rng.random() < 0.3:
            self.covers[-1] = self.covers[0]
        self.households = rng.integers(0, 6, n_estates).astype(float)
        if rng.random() < 0.2:
            self.households += rng.random(n_estates)
        most_patterns = 3 if n_stations < 3 else 2
        self.patterns = rng.random((rng.integers(0, most_patterns + 1), n_hours)) < 0.6
        worked = self.patterns.sum(axis=1)
        self.cost = np.where(rng.random() < 0.5, worked, rng.integers(0, 5, len(worked))).astype(
            float
        )
        if rng.random() < 0.2:
            self.cost = self.cost + rng.random(len(worked))
        self.share = float(rng.choice([1.0, 1.0, 0.8, 0.5, 0.0]))
        self.least = rng.integers(0, 3, n_stations) if rng.random() < 0.3 else 0
        self.most = rng.integers(0, 3, n_stations) if rng.random() < 0.4 else None

    def ask(self, **options: Any) -> Roster:
        return roster(
            [sparse.csr_matrix(cover) for cover in self.covers],
            self.households,
            self.patterns,
            cost=self.cost,
            share=self.share,
            least_crews=self.least,
            most_crews=self.most,
            **options,
        )

    def every_roster(self) -> list[NDArray[np.int64]]:
        size = len(self.covers[0]), len(self.patterns)
        top = max(1, int(np.max(self.least)))
        return [
            np.array(crews, dtype=np.int64).reshape(size)
            for crews in product(range(top + 1), repeat=size[0] * size[1])
        ]

    def covered(self, shifts: NDArray[np.int64]) -> list[float]:
        on = shifts @ self.patterns.astype(int) > 0
        return [
            float(self.households[(cover & on[:, [hour]]).any(axis=0)].sum())
            for hour, cover in enumerate(self.covers)
        ]

    def within_limits(self, shifts: NDArray[np.int64]) -> bool:
        crews = shifts.sum(axis=1)
        most = np.inf if self.most is None else self.most
        return bool((crews >= self.least).all() and (crews <= most).all())

    def keeps(self, shifts: NDArray[np.int64]) -> bool:
        coverable = [float(self.households[cover.any(axis=0)].sum()) for cover in self.covers]
        return self.within_limits(shifts) and all(
            covered >= self.share * all_of_them - 1e-9
            for covered, all_of_them in zip(self.covered(shifts), coverable, strict=True)
        )

    def cost_of(self, shifts: NDArray[np.int64]) -> float:
        return float(shifts.sum(axis=0) @ self.cost)


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_equal_to_trying_every_roster(first: int) -> None:
    """Four hundred tiny instances: the same least cost, or infeasible with a reason."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        kept = [tiny.cost_of(shifts) for shifts in tiny.every_roster() if tiny.keeps(shifts)]
        answer = tiny.ask()
        if not kept:
            assert answer.status == "infeasible", seed
            assert np.isnan(answer.objective)
            assert not answer.shifts.any()
            assert answer.notes
            assert all(note.sentence("zh") for note in answer.notes)
            continue
        assert answer.status == "optimal", seed
        assert answer.objective == pytest.approx(min(kept), abs=1e-9), seed
        assert (answer.bound, answer.gap) == (answer.objective, 0.0)
        assert tiny.keeps(answer.shifts), seed
        assert tiny.cost_of(answer.shifts) == pytest.approx(answer.objective)
        assert list(answer.households_covered) == pytest.approx(tiny.covered(answer.shifts))


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_most_household_hours_equal_to_trying_every_roster(first: int) -> None:
    """The best use of a budget is that of all rosters that it pays for."""
    for seed in range(first, first + 50):
        tiny = _Tiny(1_000 + seed)
        budget = float(np.random.default_rng(seed).integers(0, 9))
        hours = [
            sum(tiny.covered(shifts))
            for shifts in tiny.every_roster()
            if tiny.within_limits(shifts) and tiny.cost_of(shifts) <= budget + 1e-9
        ]
        answer = largest_roster(
            tiny.covers,
            tiny.households,
            tiny.patterns,
            cost=tiny.cost,
            budget=budget,
            least_crews=tiny.least,
            most_crews=tiny.most,
        )
        if not hours:
            assert answer.status == "infeasible", seed
            assert answer.notes
        else:
            assert answer.objective == pytest.approx(max(hours), abs=1e-6), seed
            assert answer.status == "optimal", seed


def test_never_below_the_sum_of_the_hours_taken_alone() -> None:
    """Joining hours into shifts never costs less than covering each by a set cover of its own."""
    for seed in range(150):
        tiny = _Tiny(5_000 + seed)
        answer = tiny.ask()
        alone = hourly_bound(
            tiny.covers, tiny.households, tiny.patterns, cost=tiny.cost, share=tiny.share
        )
        if answer.has_roster:
            assert answer.bound >= alone - 1e-6, seed


def test_both_programs_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column per group of households and inequalities over stations: one optimum."""
    kernel = importlib.import_module("geo.operations.rosters.roster")
    for seed in range(60):
        tiny = _Tiny(9_000 + seed)
        by_cuts = tiny.ask()
        with monkeypatch.context() as patch:
            patch.setattr(kernel, "MAX_LISTED_STATIONS", 0)
            by_groups = tiny.ask()
        assert by_cuts.status == by_groups.status, seed
        if by_cuts.has_roster:
            assert by_cuts.objective == pytest.approx(by_groups.objective), seed


def _middling(seed: int = 0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    stations, estates = rng.random((8, 2)), rng.random((200, 2))
    gap = np.linalg.norm(stations[:, None] - estates[None], axis=2)
    near = [0.3 if hour in {7, 8, 17, 18} else 0.4 for hour in range(24)]
    patterns = np.zeros((24, 24), dtype=bool)
    for number in range(24):
        patterns[number, (2 * number + np.arange(8 if number < 12 else 12)) % 24] = True
    return {
        "covers": [sparse.coo_matrix(gap < reach) for reach in near],
        "households": rng.integers(50, 900, 200),
        "patterns": patterns,
        "cost": patterns.sum(axis=1),
        "share": 0.9,
    }


def test_same_seed_same_roster() -> None:
    """Two runs of one question give one answer, and any sparse format does."""
    one, other = roster(**_middling()), roster(**_middling())
    assert np.array_equal(one.shifts, other.shifts)
    assert one.status == other.status == "optimal"


def test_a_limit_gives_what_there_is() -> None:
    """No time at all: no roster yet, and nothing claimed; the bound never exceeds the optimum."""
    best = roster(**_middling())
    hasty = roster(**_middling(), time_limit_s=0.0)
    assert hasty.status in {"unknown", "feasible"}
    assert not hasty.bound > best.objective + 1e-9
    if hasty.has_roster:
        assert hasty.objective >= best.objective


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"covers": []}, "roster.no_hours"),
        ({"covers": [np.eye(2), np.eye(3)]}, "roster.cover_shape"),
        ({"covers": [np.eye(2) * 2] * 2}, "roster.cover_values"),
        ({"households": [1.0]}, "roster.length"),
        ({"households": [1.0, np.nan]}, "roster.values"),
        ({"households": [1.0, -1.0]}, "roster.values"),
        ({"patterns": [[1, 1, 1]]}, "roster.pattern_shape"),
        ({"patterns": [[0.5, 1]]}, "roster.pattern_values"),
        ({"cost": [np.inf]}, "roster.values"),
        ({"cost": [1.0, 2.0]}, "roster.length"),
        ({"share": 1.2}, "roster.share"),
        ({"share": float("nan")}, "roster.share"),
        ({"least_crews": -1}, "roster.crews"),
        ({"least_crews": 0.5}, "roster.crews"),
        ({"most_crews": [1, 2, 3]}, "roster.length"),
        ({"time_limit_s": -1.0}, "roster.time_limit"),
    ],
)
def test_malformed_questions_are_refused(change: dict[str, Any], key: str) -> None:
    """Shapes and values that cannot be raise, in both languages."""
    question: dict[str, Any] = {
        "covers": [np.eye(2)] * 2,
        "households": [1.0, 2.0],
        "patterns": [[1, 1]],
        "cost": [2.0],
    }
    with pytest.raises(OperationsError) as refused:
        roster(**{**question, **change})
    assert refused.value.key == key
    assert refused.value.sentence("zh")


def test_an_optimal_roster_carries_what_proves_it() -> None:
    """The certificate names its prover and the bound that the roster reaches."""
    covers = [sparse.csr_array(np.array([[True, True]]))] * 4
    found = roster(covers, [10, 20], np.eye(4, dtype=bool), cost=[1, 1, 1, 1])
    assert found.status == "optimal"
    assert found.certificate.bound == pytest.approx(found.objective)
    assert found.certificate.kind != "none"


@pytest.mark.parametrize("first", range(0, 300, 60))
def test_the_bound_of_least_sets_holds(first: int) -> None:
    """Never above the cheapest roster, on any instance; annealing only ever keeps whole rosters."""
    compared = 0
    for seed in range(first, first + 60):
        tiny = _Tiny(seed)
        best = tiny.ask()
        problem = roster_problem(
            [sparse.csr_matrix(cover) for cover in tiny.covers],
            tiny.households,
            tiny.patterns,
            cost=tiny.cost,
            share=tiny.share,
            least_crews=tiny.least,
            most_crews=tiny.most,
        )
        hours = [hour for hour in problem.hours if hour.needed > 0]
        if best.status != "optimal" or not hours:
            continue
        sets = [station_sets(hour) for hour in hours]
        bound = hull_bound(problem, sets, best.shifts, np.inf, Stop())
        assert bound <= best.objective + 1e-6
        found = anneal(
            problem, sets, best.shifts, steps=2_000, seed=seed, good_enough=-1.0, stop=Stop()
        )
        assert found is not None
        assert problem.is_kept(found)
        assert float(found.sum(axis=0) @ tiny.cost) == pytest.approx(best.objective)
        compared += 1
    assert compared > 10


def test_twenty_stations_at_a_share_are_proven() -> None:
    """A district of twenty stations whose hours all differ: its roster meets its bound."""
    rng = np.random.default_rng(3)
    estates, stations = rng.random((400, 2)) * 20, rng.random((12, 2)) * 20
    km = np.abs(estates[:, None] - stations[None]).sum(axis=2)
    speed = np.where(np.isin(np.arange(24), (7, 8, 17, 18)), 0.75, 1.0) * rng.uniform(
        0.95, 1.05, 24
    )
    covers = [sparse.csr_matrix((km / one <= 6.0).T) for one in speed]
    on = [np.isin(np.arange(24), (b + np.arange(n)) % 24) for n in (8, 12) for b in range(0, 24, 2)]
    cost = np.array([8.0] * 12 + [12.0] * 12)
    people = rng.integers(50, 900, 400)
    one, two = (roster(covers, people, on, cost=cost, share=0.9, time_limit_s=60) for _ in "ab")
    assert one.status == "optimal"
    assert one.bound == one.objective
    coverable = [people[np.asarray(hour.sum(axis=0)).ravel() > 0].sum() for hour in covers]
    assert (one.households_covered >= 0.9 * np.array(coverable) - 1e-6).all()
    assert np.array_equal(one.shifts, two.shifts)
