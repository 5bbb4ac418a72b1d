"""The search for a visit calendar: cooling from a first one for as long as there is time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.operations.visits.problem import VisitProblem
from geo.stop import Stop

__all__ = ["STEPS_PER_ESTATE", "best_calendar", "compile_search"]

Whole = NDArray[np.int64]

STEPS_PER_ESTATE: Final = 5_000
"""Steps of each search for every estate where no clock ends it."""

_STEPS_AT_A_TIME: Final = 100
_NEIGHBOURS: Final = 5
_WARM: Final = 1.0
_COOLED_TO: Final = 0.01
# A fixed number, so that the answer does not depend on the machine.
_SEARCHES: Final = 2


@dataclass
class _Found:
    """The best calendar of one search."""

    cost: float
    pattern: Whole
    routes: Whole
    length: Whole


def best_calendar(
    problem: VisitProblem, stop: Stop, seed: int, *, steps_per_estate: int = STEPS_PER_ESTATE
) -> tuple[Whole, list[tuple[int, list[int]]]]:
    """Return the best calendar of two searches, which run side by side.

    Parameters
    ----------
    problem : VisitProblem
        With at least one estate, a pattern for each, and a visitor.
    stop : Stop
        Without a time limit a search ends after a number of steps that grows with the estates.
    seed : int
    steps_per_estate : int

    Returns
    -------
    pattern : ndarray of int64, shape (n + 1,)
        Row of the pattern of every node; -1 for the base and for estates that found no place.
    routes : list of (day, stops)
    """
    steps = steps_per_estate * problem.n_estates
    question = _question(problem)
    with ThreadPoolExecutor(_SEARCHES) as pool:
        found = list(
            pool.map(
                lambda stream: _search(problem, question, stop, seed, stream, steps),
                range(_SEARCHES),
            )
        )
    best = min(found, key=lambda one: one.cost)
    return best.pattern, [
        (day, best.routes[day, visitor, : best.length[day, visitor]].tolist())
        for day, visitor in np.argwhere(best.length > 0).tolist()
    ]


def compile_search(problem: VisitProblem) -> None:
    """Have the search compiled, which is quick but for the first time on a machine.

    Parameters
    ----------
    problem : VisitProblem
        Any.
    """
    _search(problem, _question(problem), Stop(0.0), 0, 0, 0, steps_at_a_time=0)


def _question(problem: VisitProblem) -> Any:
    from geo.operations.visits.search_kernels import Question

    between = problem.minutes[1:, 1:] + problem.minutes[1:, 1:].T
    return Question(
        minutes=problem.minutes,
        leave=problem.leave,
        back=problem.back,
        service=problem.service,
        load=problem.load,
        limits=problem.limits,
        near=np.argsort(between, axis=1, kind="stable") + 1,
        first=problem.first,
        days_of=problem.days_of,
        price=problem.price,
        allowed=problem.allowed(),
        balance=problem.balance,
        level=problem.level,
    )


def _search(
    problem: VisitProblem,
    question: Any,
    stop: Stop,
    seed: int,
    stream: int,
    steps: int,
    *,
    steps_at_a_time: int = _STEPS_AT_A_TIME,
) -> _Found:
    from geo.operations.visits.search_kernels import improve
    from geo.random_kernels import seeded

    n = problem.n_estates
    size = problem.n_days, problem.visitors
    between = problem.minutes[1:, 1:] + problem.minutes[1:, 1:].T
    routes = np.zeros((*size, max(problem.most_stops, 1)), np.int64)
    length, sums = np.zeros(size, np.int64), np.zeros((*size, 3))
    pattern = np.full(n + 1, -1)
    found = _Found(np.inf, pattern.copy(), routes.copy(), length.copy())
    warm = _WARM * float(np.sort(between, axis=1)[:, : _NEIGHBOURS + 1].mean()) / 2
    penalty = _price_of_an_absence(problem)
    done, share = 0, 0.0
    random = seeded(seed, stream)
    while True:
        found.cost = improve(
            question,
            routes,
            length,
            sums,
            pattern,
            found.routes,
            found.length,
            found.pattern,
            found.cost,
            penalty,
            warm * _COOLED_TO**share,
            steps_at_a_time,
            random,
        )
        done += steps_at_a_time
        share = _share_done(stop, done, steps)
        if share >= 1 or stop.must_stop:
            return found


def _price_of_an_absence(problem: VisitProblem) -> float:
    """Return more than any calendar costs: no estate is left out for the sake of the drive."""
    legs = np.array(
        [part.max(initial=0.0) for part in (problem.minutes, problem.leave, problem.back)]
    )
    uneven = problem.balance * (problem.level.sum() + problem.service.sum() * problem.n_days)
    dearest = problem.price.max(initial=0.0) * problem.n_estates
    return float(1.0 + 2.0 * problem.n_estates * problem.n_days * legs.max() + uneven + dearest)


def _share_done(stop: Stop, done: int, steps: int) -> float:
    if stop.time_limit_s is None:
        return done / max(steps, 1)
    return stop.elapsed_s / max(stop.time_limit_s, 1e-9)
