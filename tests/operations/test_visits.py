"""Visit calendars against brute force, their bound, their search, and what cannot be."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np
import pytest

from geo.errors import GeoError, OperationsError
from geo.operations import VisitCalendar, visit_calendar
from geo.operations.visits.bounds import least_drive
from geo.operations.visits.problem import VisitProblem, visit_problem
from geo.operations.visits.search import best_calendar
from geo.stop import Stop


class _Tiny:
    """An instance small enough to try every calendar."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.n, self.n_days = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        size = self.n + 1, self.n + 1
        self.minutes = rng.integers(1, 20, size) if rng.random() < 0.5 else rng.random(size) * 20
        if rng.random() < 0.3:
            place = rng.random((self.n + 1, 2)) * 20
            self.minutes = np.hypot(*np.moveaxis(place[:, None] - place, 2, 0))
        self.service = rng.integers(0, 9, self.n).astype(float)
        self.patterns = [
            rng.integers(1, 2**self.n_days, rng.integers(1, 4)).tolist() for _ in range(self.n)
        ]
        self.load = rng.integers(0, 4, self.n)
        self.limits: dict[str, Any] = {
            "visitors": int(rng.integers(1, 4)),
            "day_limit_min": float(rng.choice([np.inf, 60.0, 45.0])),
            "load": self.load,
            "capacity": float(rng.choice([np.inf, 6.0, 4.0])),
        }

    def ask(self, **options: Any) -> VisitCalendar:
        return visit_calendar(
            self.minutes, self.service, self.patterns, **{**self.limits, **options}
        )

    def problem(self) -> VisitProblem:
        return visit_problem(self.minutes, self.service, self.patterns, **self.limits)

    def drive(self, stops: tuple[int, ...]) -> float:
        path = [0, *stops, 0]
        return float(sum(self.minutes[a, b] for a, b in pairwise(path)))

    def keeps(self, stops: tuple[int, ...]) -> bool:
        time = self.drive(stops) + sum(self.service[stop - 1] for stop in stops)
        load = sum(self.load[stop - 1] for stop in stops)
        limits = self.limits["day_limit_min"], self.limits["capacity"]
        return bool(time <= limits[0] and load <= limits[1])

    def day(self, nodes: list[int]) -> float:
        """Return the least drive of a day: every order of the stops, cut everywhere."""
        best = np.inf if nodes else 0.0
        for order in permutations(nodes):
            for cuts in product((False, True), repeat=max(len(order) - 1, 0)):
                routes = [[order[0]]] if order else []
                for cut, stop in zip(cuts, order[1:], strict=True):
                    if cut:
                        routes.append([])
                    routes[-1].append(stop)
                if len(routes) <= self.limits["visitors"] and all(
                    self.keeps(tuple(route)) for route in routes
                ):
                    best = min(best, sum(self.drive(tuple(route)) for route in routes))
        return best

    def best(self) -> float:
        days = {
            members: self.day([node for node in range(1, self.n + 1) if members >> node & 1])
            for members in range(0, 2 << self.n, 2)
        }
        return min(
            sum(
                days[sum(1 << i + 1 for i, mask in enumerate(choice) if mask >> day & 1)]
                for day in range(self.n_days)
            )
            for choice in product(*self.patterns)
        )

    def check(self, calendar: VisitCalendar) -> None:
        """Every visit of the chosen patterns is on a route, once, and every route keeps limits."""
        visits = Counter((day, stop) for day, _, stops in calendar.routes for stop in stops)
        wanted = Counter(
            (day, estate + 1)
            for estate, own in enumerate(self.patterns)
            for day in range(self.n_days)
            if own[calendar.pattern_of[estate]] >> day & 1
        )
        assert visits == wanted
        assert all(stops and self.keeps(tuple(stops)) for _, _, stops in calendar.routes)
        assert len({(day, visitor) for day, visitor, _ in calendar.routes}) == len(calendar.routes)
        assert all(0 <= visitor < self.limits["visitors"] for _, visitor, _ in calendar.routes)
        driven = sum(self.drive(tuple(stops)) for _, _, stops in calendar.routes)
        assert calendar.objective == pytest.approx(driven)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_equal_to_trying_every_calendar(first: int) -> None:
    """Two hundred tiny instances: the least drive, or infeasible with a reason."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        best, calendar = tiny.best(), tiny.ask()
        if np.isinf(best):
            assert calendar.status == "infeasible", seed
            assert np.isnan(calendar.objective)
            assert calendar.pattern_of.tolist() == [-1] * tiny.n
            assert not calendar.routes
            assert calendar.notes
            assert all(note.sentence("zh") for note in calendar.notes)
            continue
        assert calendar.status == "optimal", seed
        assert calendar.objective == pytest.approx(best), seed
        assert (calendar.bound, calendar.gap) == (calendar.objective, 0.0)
        tiny.check(calendar)


@pytest.mark.parametrize("seed", range(60))
def test_the_search_finds_the_best_calendar_and_the_bound_is_below_it(seed: int) -> None:
    """What serves larger questions, asked tiny ones, is never below the truth, here equal."""
    tiny = _Tiny(seed)
    best, problem = tiny.best(), tiny.problem()
    if problem.impossible():
        return
    assert least_drive(problem, Stop()).bound <= best + 1e-6
    pattern, routes = best_calendar(problem, Stop(), seed=0)
    if np.isinf(best):
        assert (pattern[1:] < 0).any()
        return
    assert sum(problem.drive(day, stops) for day, stops in routes) == pytest.approx(best)


def _town(n: int = 30, seed: int = 4) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    place = rng.random((n + 1, 2)) * 30
    weekly = [1 << day for day in range(4)]
    twice = [0b0101, 0b1010]
    return {
        "minutes": np.hypot(*np.moveaxis(place[:, None] - place, 2, 0)),
        "service_min": 10,
        "patterns": [twice if estate % 5 == 0 else weekly for estate in range(n)],
        "visitors": 2,
        "day_limit_min": 180.0,
    }


def test_a_town_is_feasible_with_an_honest_bound_and_the_same_each_time() -> None:
    """Thirty estates: limits kept, the bound below, no claim of proof, the same seed the same."""
    town = _town()
    calendar, again = visit_calendar(**town), visit_calendar(**town)
    assert calendar.status == "feasible"
    assert 0 < calendar.bound < calendar.objective
    assert calendar.gap == pytest.approx(1 - calendar.bound / calendar.objective)
    assert calendar.routes == again.routes
    assert sum(len(stops) for _, _, stops in calendar.routes) == 36
    for _, visitor, stops in calendar.routes:
        path = [0, *stops, 0]
        assert visitor in (0, 1)
        assert town["minutes"][path[:-1], path[1:]].sum() + 10 * len(stops) <= 180 + 1e-6


def test_without_time_there_is_a_calendar_or_no_claim() -> None:
    """No time: a calendar that is only feasible; too few visitors: unknown, not infeasible."""
    town = _town()
    assert visit_calendar(**town, time_limit_s=0.0).status == "feasible"
    none = visit_calendar(**{**town, "day_limit_min": 75.0}, time_limit_s=0.2)
    assert (none.status, none.notes[0].key) == ("unknown", "visits.stopped")
    assert none.pattern_of.tolist() == [-1] * 30


def test_choice_of_patterns_never_costs_more() -> None:
    """With every pattern on offer the drive is no longer than with the first one alone."""
    for seed in range(30):
        tiny = _Tiny(500 + seed)
        free = tiny.ask()
        tiny.patterns = [own[:1] for own in tiny.patterns]
        bound_to_first = tiny.ask()
        if bound_to_first.status == "optimal":
            assert free.objective <= bound_to_first.objective + 1e-9


def test_nothing_to_visit_and_what_cannot_be_visited() -> None:
    """No estate is a calendar without routes; no pattern, no visitor, too far are told by name."""
    empty = visit_calendar([[0.0]], [], [], visitors=1)
    assert (empty.status, empty.objective, empty.routes) == ("optimal", 0.0, [])
    two = [[0, 5, 5], [5, 0, 5], [5, 5, 0]]
    for change, key in (
        ({"patterns": [[1], []]}, "visits.no_pattern"),
        ({"visitors": 0}, "visits.nobody"),
        ({"day_limit_min": 9}, "visits.too_far"),
        ({"load": [1, 3], "capacity": 2}, "visits.too_heavy"),
        ({"day_limit_min": 12}, "visits.too_few"),
    ):
        question: dict[str, Any] = {"patterns": [[1], [1]], "visitors": 1, **change}
        refused = visit_calendar(two, 0, **question)
        assert (refused.status, refused.notes[0].key) == ("infeasible", key)
        assert np.isnan(refused.bound)


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"minutes": [[0, 1], [1, 0]]}, "operations.length", "patterns"),
        ({"minutes": [[0, 1, 1], [1, 0, 1]]}, "visits.minutes_shape", "(2, 3)"),
        ({"minutes": []}, "visits.minutes_shape", "(0,)"),
        ({"minutes": [[0, 1, 1], [1, 0, np.nan], [1, 1, 0]]}, "operations.amount", "minutes[1, 2]"),
        ({"minutes": [[0, 1, 1], [1, 0, np.inf], [1, 1, 0]]}, "operations.amount", "minutes[1, 2]"),
        ({"minutes": [[0, 1, 1], [-1, 0, 1], [1, 1, 0]]}, "operations.amount", "minutes[1, 0]"),
        ({"minutes": "x"}, "operations.not_numbers", "minutes"),
        ({"service_min": [1]}, "operations.length", "service_min"),
        ({"service_min": [1, -1]}, "operations.amount", "service_min[1]"),
        ({"patterns": [[1], [0]]}, "visits.pattern", "Estate 2"),
        ({"patterns": [[1.5], [1]]}, "visits.pattern", "Estate 1"),
        ({"patterns": [[1], ["a"]]}, "visits.pattern", "Estate 2"),
        ({"patterns": [[1], [1 << 400]]}, "visits.pattern", "Estate 2"),
        ({"visitors": -1}, "visits.visitors", "-1"),
        ({"visitors": 1.5}, "visits.visitors", "1.5"),
        ({"visitors": np.nan}, "visits.visitors", "nan"),
        ({"day_limit_min": -1}, "operations.amount", "day_limit_min"),
        ({"day_limit_min": np.nan}, "operations.amount", "day_limit_min"),
        ({"load": [1, np.inf]}, "operations.amount", "load[1]"),
        ({"capacity": np.nan}, "operations.amount", "capacity"),
        ({"time_limit_s": -1}, "operations.time_limit", "-1"),
    ],
)
def test_malformed_questions_name_what_and_where(
    change: dict[str, Any], key: str, said: str
) -> None:
    """What cannot be is refused with its place, in both languages, and is a ValueError too."""
    question: dict[str, Any] = {
        "minutes": [[0, 1, 1], [1, 0, 1], [1, 1, 0]],
        "service_min": [1, 1],
        "patterns": [[1], [1, 2]],
        "visitors": 1,
    }
    assert visit_calendar(**question).objective == 3.0
    with pytest.raises(OperationsError) as refused:
        visit_calendar(**{**question, **change})
    assert isinstance(refused.value, GeoError)
    assert isinstance(refused.value, ValueError)
    assert refused.value.key == key
    assert said in refused.value.sentence("en")
    assert refused.value.sentence("zh") != refused.value.sentence("en")


def test_bound_holds_without_the_program() -> None:
    """Stopped at once, the bound is that of plain sums, and still below."""
    problem = _Tiny(3).problem()
    problem = replace(problem, limits=np.full_like(problem.limits, np.inf))
    assert least_drive(problem, Stop(0.0)).bound <= least_drive(problem, Stop()).bound + 1e-9
