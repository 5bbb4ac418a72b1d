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
    n, n_days = problem.n_estates, problem.n_days
    builder = ProgramBuilder()
    choice = builder.add_columns(len(problem.days_of), cost=problem.price, whole=True)
    owner = problem.owner
    builder.add_rows(n, [(owner, choice, 1.0)], lower=1.0, upper=1.0)
    on_day = problem.on_day()
    tours_of: dict[bytes, list[list[int]]] = {}
    columns, tours = [], []
    for day in range(n_days):
        alike = b"".join(part[day].tobytes() for part in (problem.leave, problem.back))
        alike += problem.limits[day].tobytes()
        if alike not in tours_of:
            tours_of[alike] = _tours(problem, day)
        own = tours_of[alike]
        tours.append(own)
        column = builder.add_columns(
            len(own), cost=[problem.drive(day, stops) for stops in own], whole=True
        )
        columns.append(column)
        member = np.array([[node in stops for node in range(1, n + 1)] for stops in own], bool)
        route, estate = np.nonzero(member.reshape(len(own), n))
        on = np.flatnonzero(on_day[:, day])
        builder.add_rows(
            n,
            [(estate, column[route], 1.0), (owner[on], choice[on], -1.0)],
            lower=0.0,
            upper=0.0,
        )
        builder.add_rows(
            1, [(np.zeros(column.size), column, 1.0)], lower=0.0, upper=float(problem.visitors)
        )
    if problem.balance:
        _add_levels(builder, problem, columns, tours)
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
            (day, tours[day][number])
            for day, column in enumerate(columns)
            for number in np.flatnonzero(answer.point[column] > 0.5)
        ],
    )


def _add_levels(
    builder: ProgramBuilder,
    problem: VisitProblem,
    columns: list[Whole],
    tours: list[list[list[int]]],
) -> None:
    """Price the minutes by which the visits of each day lie off its level."""
    off = builder.add_columns(problem.n_days, cost=problem.balance, upper=np.inf)
    for day, (column, own) in enumerate(zip(columns, tours, strict=True)):
        served = np.array([problem.service[stops].sum() for stops in own])
        rows = np.zeros(column.size)
        for sign in (1.0, -1.0):
            builder.add_rows(
                1,
                [(rows, column, sign * served), (np.zeros(1), off[[day]], -1.0)],
                lower=-np.inf,
                upper=sign * problem.level[day],
            )


def _tours(problem: VisitProblem, day: int) -> list[list[int]]:
    """Return the quickest tour of every set of estates that fits a visitor's day [1]_.

    References
    ----------
    .. [1] Held, M., Karp, R. M. (1962). A dynamic programming approach to sequencing problems.
       Journal of the Society for Industrial and Applied Mathematics 10(1), 196-210.
    """
    minutes, n = problem.minutes, problem.n_estates
    best: dict[tuple[int, int], tuple[float, list[int]]] = {
        (1 << node, node): (float(problem.leave[day, node + 1]), [node + 1]) for node in range(n)
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
            (
                best[members, last][0] + problem.back[day, last + 1],
                best[members, last][1],
            )
            for last in inside
        )
        time, load = drive + problem.service[stops].sum(), problem.load[stops].sum()
        if time <= problem.limits[day, 0] and load <= problem.limits[day, 1]:
            tours.append(stops)
    return tours
