"""The search for a visit calendar: cooling from a first one for as long as there is time."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.operations.visits.problem import VisitProblem
from geo.stop import Stop

__all__ = ["best_calendar"]

_STEPS_AT_A_TIME: Final = 100
_ROUNDS_PER_ESTATE: Final = 50
_NEIGHBOURS: Final = 5
_WARM: Final = 1.0
_COOLED_TO: Final = 0.01


def best_calendar(
    problem: VisitProblem, stop: Stop, seed: int
) -> tuple[NDArray[np.int64], list[tuple[int, list[int]]]]:
    """Return the best calendar that was found.

    Parameters
    ----------
    problem : VisitProblem
        With at least one estate, a pattern for each, and a visitor.
    stop : Stop
        Without a time limit the search ends after a number of steps that grows with the estates.
    seed : int

    Returns
    -------
    pattern : ndarray of int64, shape (n + 1,)
        Row of the pattern of every node; -1 for the base and for estates that found no place.
    routes : list of (day, stops)
    """
    from geo.operations.visits.search_kernels import improve
    from geo.random_kernels import seeded

    n = problem.n_estates
    size = problem.n_days, problem.visitors
    between = problem.minutes[1:, 1:] + problem.minutes[1:, 1:].T
    near = np.argsort(between, axis=1, kind="stable") + 1
    routes = np.zeros((*size, max(problem.most_stops, 1)), np.int64)
    length, drive = np.zeros(size, np.int64), np.zeros(size)
    pattern = np.full(n + 1, -1)
    best = routes.copy(), length.copy(), pattern.copy()
    warm = _WARM * float(np.sort(between, axis=1)[:, : _NEIGHBOURS + 1].mean()) / 2
    # Dearer than any calendar: an estate is never left out for the sake of the drive.
    penalty = 1.0 + 2.0 * n * problem.n_days * float(problem.minutes.max())
    rounds, cost = _ROUNDS_PER_ESTATE * n, np.inf
    done, share = 0, 0.0
    random = seeded(seed)
    while not done or (share < 1 and not stop.must_stop):
        cost = improve(
            problem.minutes,
            problem.service,
            problem.load,
            problem.limits,
            near,
            problem.first,
            problem.on_day,
            routes,
            length,
            drive,
            pattern,
            *best,
            cost,
            penalty,
            warm * _COOLED_TO**share,
            _STEPS_AT_A_TIME,
            random,
        )
        done += 1
        share = _share_done(stop, done, rounds)
    best_routes, best_length, best_pattern = best
    return best_pattern, [
        (day, best_routes[day, visitor, : best_length[day, visitor]].tolist())
        for day, visitor in np.argwhere(best_length > 0).tolist()
    ]


def _share_done(stop: Stop, done: int, rounds: int) -> float:
    if stop.time_limit_s is None:
        return done / rounds
    return stop.elapsed_s / max(stop.time_limit_s, 1e-9)
