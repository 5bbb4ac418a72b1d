"""The best calendar of a few estates, by listing every route of a day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.operations.visits.problem import VisitProblem
from geo.solver import ProgramAnswer, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["ListedAnswer", "can_be_listed", "listed_calendar"]

Whole = NDArray[np.int64]

_MOST_ESTATES = 8
_MOST_ROUTES = 4096


@dataclass(frozen=True, eq=False)
class ListedAnswer:
    """A calendar of listed routes.

    Attributes
    ----------
    answer : ProgramAnswer
        What was proven.
    pattern : ndarray of int64, shape (n + 1,)
        Row of the pattern of every node; -1 where there is none.
    routes : list of (day, stops)
    """

    answer: ProgramAnswer
    pattern: Whole
    routes: list[tuple[int, list[int]]]


def can_be_listed(problem: VisitProblem) -> bool:
    """Whether there are few enough routes to list all of them."""
    n_estates = problem.n_estates
    return n_estates <= _MOST_ESTATES and problem.n_days << n_estates <= _MOST_ROUTES


def listed_calendar(problem: VisitProblem, stop: Stop) -> ListedAnswer:
    """Choose patterns and routes from all that there are, to proof or until stopped.

    Parameters
    ----------
    problem : VisitProblem
        That :func:`can_be_listed`.
    stop : Stop

    Returns
    -------
    ListedAnswer
    """
    tours = _tours(problem)
    n, n_days = problem.n_estates, problem.n_days
    builder = ProgramBuilder()
    choice = builder.add_columns(len(problem.on_day), whole=True)
    owner = np.repeat(np.arange(n), np.diff(problem.first)[1:])
    builder.add_rows(n, [(owner, choice, 1.0)], lower=1.0, upper=1.0)
    drives = [problem.drive(stops) for stops in tours]
    member = np.array([[node in stops for node in range(1, n + 1)] for stops in tours], bool)
    route, estate = np.nonzero(member.reshape(len(tours), n))
    columns = []
    for day in range(n_days):
        column = builder.add_columns(len(tours), cost=drives, whole=True)
        on = np.flatnonzero(problem.on_day[:, day])
        builder.add_rows(
            n,
            [(estate, column[route], 1.0), (owner[on], choice[on], -1.0)],
            lower=0.0,
            upper=0.0,
        )
        builder.add_rows(
            1, [(np.zeros(column.size), column, 1.0)], lower=0.0, upper=float(problem.visitors)
        )
        columns.append(column)
    answer = solve_program(builder.build(), stop)
    pattern = np.full(n + 1, -1)
    if not answer.has_point:
        return ListedAnswer(answer, pattern, [])
    chosen = np.flatnonzero(answer.point[choice] > 0.5)
    pattern[owner[chosen] + 1] = chosen
    return ListedAnswer(
        answer,
        pattern,
        [
            (day, tours[number])
            for day, column in enumerate(columns)
            for number in np.flatnonzero(answer.point[column] > 0.5)
        ],
    )


def _tours(problem: VisitProblem) -> list[list[int]]:
    """Return the quickest tour of every set of estates that a visitor can do in a day [1]_.

    References
    ----------
    .. [1] Held, M., Karp, R. M. (1962). A dynamic programming approach to sequencing problems.
       Journal of the Society for Industrial and Applied Mathematics 10(1), 196-210.
    """
    minutes, n = problem.minutes, problem.n_estates
    best: dict[tuple[int, int], tuple[float, list[int]]] = {
        (1 << node, node): (float(minutes[0, node + 1]), [node + 1]) for node in range(n)
    }
    tours = []
    for members in range(1, 1 << n):
        inside = [node for node in range(n) if members >> node & 1]
        for last in inside if len(inside) > 1 else []:
            best[members, last] = min(
                (best[members ^ 1 << last, node][0] + minutes[node + 1, last + 1], path)
                for node in inside
                if node != last
                for path in [[*best[members ^ 1 << last, node][1], last + 1]]
            )
        drive, stops = min(
            (best[members, last][0] + minutes[last + 1, 0], best[members, last][1])
            for last in inside
        )
        time, load = drive + problem.service[stops].sum(), problem.load[stops].sum()
        if time <= problem.limits[0] and load <= problem.limits[1]:
            tours.append(stops)
    return tours
