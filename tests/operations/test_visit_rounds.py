"""Rounds of visitors with their own bases, days and prices, against trying every calendar."""

from collections import Counter
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np
import pytest

from geo.errors import OperationsError
from geo.operations import VisitCalendar, visit_rounds
from geo.operations.visits.bounds import least_drive
from geo.operations.visits.problem import rounds_problem
from geo.operations.visits.search import best_calendar
from geo.stop import Stop


class _Tiny:
    """A question small enough to try every choice of options and every order of stops."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.n, self.n_days = int(rng.integers(1, 5)), int(rng.integers(1, 6))
        self.minutes = rng.integers(1, 20, (self.n, self.n)).astype(float)
        self.legs = rng.integers(1, 20, (2, self.n_days, self.n)).astype(float)
        self.service = rng.integers(1, 9, self.n).astype(float)
        self.limit = rng.choice([0.0, 40.0, 70.0, np.inf], self.n_days, p=[0.1, 0.3, 0.3, 0.3])
        self.balance = float(rng.choice([0.0, 0.3, 2.0]))
        self.level = rng.integers(0, 12, self.n_days).astype(float)
        self.options = [
            [
                (
                    tuple(
                        rng.choice(self.n_days, rng.integers(1, min(3, self.n_days) + 1), False)
                        .astype(int)
                        .tolist()
                    ),
                    float(rng.choice([0.0, 0.0, 5.0])),
                )
                for _ in range(rng.integers(1, 4))
            ]
            for _ in range(self.n)
        ]

    @property
    def question(self) -> dict[str, Any]:
        return {
            "leave_min": self.legs[0],
            "back_min": self.legs[1],
            "day_limit_min": self.limit,
            "balance": self.balance,
            "level_min": self.level,
        }

    def ask(self, **options: Any) -> VisitCalendar:
        return visit_rounds(
            self.minutes, self.service, self.options, **{**self.question, **options}
        )

    def drive(self, day: int, stops: tuple[int, ...]) -> float:
        between = sum(self.minutes[a, b] for a, b in pairwise(stops))
        return float(self.legs[0, day, stops[0]] + between + self.legs[1, day, stops[-1]])

    def day(self, day: int, stops: list[int]) -> float:
        served = self.service[stops].sum()
        price = self.balance * abs(served - self.level[day])
        if not stops:
            return float(price)
        drive = min(self.drive(day, order) for order in permutations(stops))
        return float(drive + price) if drive + served <= self.limit[day] else np.inf

    def best(self) -> float:
        return min(
            sum(price for _, price in choice)
            + sum(
                self.day(day, [i for i, (days, _) in enumerate(choice) if day in days])
                for day in range(self.n_days)
            )
            for choice in product(*self.options)
        )


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_equal_to_trying_every_calendar(first: int) -> None:
    """Two hundred tiny questions with bases, lengths, prices and balance: the least, or none."""
    for seed in range(first, first + 50):
        tiny = _Tiny(seed)
        best, calendar = tiny.best(), tiny.ask()
        if np.isinf(best):
            assert calendar.status == "infeasible", seed
            assert calendar.notes
            continue
        assert calendar.status == "optimal", seed
        assert calendar.objective == pytest.approx(best), seed
        chosen = [own[k] for own, k in zip(tiny.options, calendar.pattern_of, strict=True)]
        wanted = Counter((day, i + 1) for i, (days, _) in enumerate(chosen) for day in days)
        assert wanted == Counter((day, s) for day, _, stops in calendar.routes for s in stops)
        for day, visitor, stops in calendar.routes:
            here = tuple(stop - 1 for stop in stops)
            assert visitor == 0
            assert tiny.drive(day, here) + tiny.service[list(here)].sum() <= tiny.limit[day] + 1e-6


@pytest.mark.parametrize("seed", range(60))
def test_the_search_finds_the_best_and_the_bound_is_below_it(seed: int) -> None:
    """What serves larger questions, asked tiny ones, is never below the truth, here equal."""
    tiny = _Tiny(seed)
    problem = rounds_problem(tiny.minutes, tiny.service, tiny.options, **tiny.question)
    if problem.impossible():
        return
    best = tiny.best()
    assert least_drive(problem, Stop()).bound <= best + 1e-6
    pattern, routes = best_calendar(problem, Stop(), seed=0)
    if np.isinf(best):
        assert (pattern[1:] < 0).any()
        return
    assert problem.cost(pattern, routes) == pytest.approx(best)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"leave_min": [[1.0]]}, "operations.length"),
        ({"back_min": [[1.0, np.inf]]}, "operations.amount"),
        ({"day_limit_min": [-1.0]}, "operations.amount"),
        ({"balance": -1.0}, "operations.amount"),
        ({"level_min": np.nan}, "operations.amount"),
    ],
)
def test_malformed_questions_name_what_and_where(change: dict[str, Any], key: str) -> None:
    """What cannot be is refused by name; a day that does not exist, or comes twice, too."""
    question: dict[str, Any] = {
        "leave_min": [[1.0, 2.0]],
        "back_min": [[1.0, 2.0]],
        "day_limit_min": [60.0],
    }
    minutes, options = [[0.0, 3.0], [3.0, 0.0]], [[((0,), 0.0)], [((0,), 0.0)]]
    assert visit_rounds(minutes, 5.0, options, **question).objective == 6.0
    with pytest.raises(OperationsError) as refused:
        visit_rounds(minutes, 5.0, options, **{**question, **change})
    assert refused.value.key == key
    for days in ((1,), (0, 0), ()):
        with pytest.raises(OperationsError, match="pattern"):
            visit_rounds(minutes, 5.0, [options[0], [(days, 0.0)]], **question)
