"""Visit calendars: patterns of days and day routes chosen together, with a lower bound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice
from geo.operations.amounts import limited
from geo.operations.visits.bounds import least_drive
from geo.operations.visits.enumeration import can_be_listed, listed_calendar
from geo.operations.visits.problem import VisitProblem, rounds_problem, visit_problem
from geo.operations.visits.search import STEPS_PER_ESTATE, best_calendar, compile_search
from geo.solver import Certificate, proven
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["VisitCalendar", "visit_calendar", "visit_rounds"]

Whole = NDArray[np.int64]
Route = tuple[int, int, list[int]]

_SHARE_OF_TIME_FOR_BOUND = 0.25


@dataclass(frozen=True, eq=False, repr=False)
class VisitCalendar(Summarized):
    """Who visits which estates on which day. The array is read-only.

    Attributes
    ----------
    pattern_of : ndarray of int64, shape (n,)
        Position of the chosen pattern in the list of every estate; -1 without a calendar.
    routes : list of (day, visitor, stops)
        Routes with at least one stop, by day and visitor; stops are numbers 1 to n in the order
        in which they are visited.
    objective : float
        Minutes driven on all days, with prices and balance where they are asked for; nan without a
        calendar.
    bound : float
        No calendar drives less; nan where none exists.
    gap : float
        ``|objective - bound| / max(|objective|, 1e-9)``, a share.
    status : {"optimal", "feasible", "infeasible", "unknown"}
        ``optimal`` and ``infeasible`` only where that is proven; ``unknown`` where the search
        found no calendar and it is not proven that there is none.
    certificate : Certificate
        What proves the bound, and who proved it.
    seconds : float
        Wall time.
    notes : tuple of Notice
        Why there is no calendar.
    """

    pattern_of: Whole
    routes: list[Route]
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    certificate: Certificate
    seconds: float
    notes: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        self.pattern_of.setflags(write=False)


def visit_calendar(
    minutes: ArrayLike,
    service_min: ArrayLike,
    patterns: Sequence[Sequence[int]],
    *,
    visitors: int,
    day_limit_min: float = np.inf,
    load: ArrayLike | None = None,
    capacity: float = np.inf,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> VisitCalendar:
    """Choose a pattern of days for every estate, and the routes of each day, to drive least.

    Where all routes can be listed (up to 8 estates) the calendar is proven best. Otherwise a
    search by ruin and recreate finds it, and a set partition over routes bounds it from below; the
    gap is what is proven, and wider than what is left to gain.

    Parameters
    ----------
    minutes : array_like, shape (n + 1, n + 1)
        Minutes from row to column, finite; 0 is the base where every route begins and ends. The
        diagonal is not used.
    service_min : float or array_like, shape (n,)
        Minutes that a visit takes.
    patterns : sequence of n sequences of int
        Bit masks, bit d for day d: the sets of days on which an estate may be visited.
    visitors : int
        Visitors of a day; each drives one route at most.
    day_limit_min : float
        Most minutes of a route, driving and visits together.
    load : float or array_like, shape (n,), optional
        What a visit adds to the load of its route.
    capacity : float
        Most load of a route.
    time_limit_s : float, optional
        Wall seconds, kept to +10 % + 0.5 s but for the first run on a machine, which compiles.
        None: a number of steps that grows with the estates.
    seed : int
        The same seed gives the same calendar where no time limit ends the search.

    Returns
    -------
    VisitCalendar

    Raises
    ------
    OperationsError
        For shapes that do not fit together and for values that cannot be: negative, not a number,
        endless minutes, a pattern that names no day.
    """
    problem = visit_problem(
        minutes,
        service_min,
        patterns,
        visitors=visitors,
        day_limit_min=day_limit_min,
        load=load,
        capacity=capacity,
    )
    return _solve(problem, time_limit_s, seed, STEPS_PER_ESTATE)


def visit_rounds(
    minutes: ArrayLike,
    service_min: ArrayLike,
    options: Sequence[Sequence[tuple[Sequence[int], float]]],
    *,
    leave_min: ArrayLike,
    back_min: ArrayLike,
    day_limit_min: ArrayLike,
    balance: float = 0.0,
    level_min: ArrayLike = 0.0,
    steps_per_estate: int = STEPS_PER_ESTATE,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> VisitCalendar:
    """Choose visitors' days for every estate, and the route of each, to cost least.

    As :func:`visit_calendar`, but the days are those of single visitors: each has its own base,
    its own length and one route. An option of an estate lists days of one visitor, or of several
    where that is allowed, with a price of its own; what is not among the options cannot happen.

    Parameters
    ----------
    minutes : array_like, shape (n, n)
        Minutes from estate to estate, finite.
    service_min : float or array_like, shape (n,)
        Minutes that a visit takes.
    options : sequence of n sequences of (days, price)
        Different days, counted from 0, and what the option costs beside the drive, 0 or more.
    leave_min, back_min : array_like, shape (n_days, n)
        From the base of each visitor's day to every estate, and back.
    day_limit_min : array_like, shape (n_days,)
        Most minutes of each day, driving and visits together.
    balance : float
        Price of every minute by which the visits of a day are more or less than its level.
    level_min : float or array_like, shape (n_days,)
        Minutes of visits that a day should have.
    steps_per_estate : int
        Work of the search where no time limit ends it.
    time_limit_s, seed
        As in :func:`visit_calendar`.

    Returns
    -------
    VisitCalendar
        ``pattern_of`` counts the options of an estate; the visitor of every route is 0. The
        objective is the drive, the prices and the balance together.

    Raises
    ------
    OperationsError
        For shapes that do not fit together and for values that cannot be.
    """
    problem = rounds_problem(
        minutes,
        service_min,
        options,
        leave_min=leave_min,
        back_min=back_min,
        day_limit_min=day_limit_min,
        balance=balance,
        level_min=level_min,
    )
    return _solve(problem, time_limit_s, seed, steps_per_estate)


def _solve(
    problem: VisitProblem, time_limit_s: float | None, seed: int, steps_per_estate: int
) -> VisitCalendar:
    stop = limited(time_limit_s)
    if not problem.n_estates:
        return _found(problem, np.full(1, -1), [], Certificate.ours(0, "arithmetic"), stop)
    if reasons := problem.impossible():
        return _none(problem, "infeasible", Certificate.ours(np.nan, "arithmetic"), stop, reasons)
    if can_be_listed(problem):
        listed = listed_calendar(problem, stop)
        if listed.answer.status == "infeasible":
            proof = listed.answer.certificate.with_bound(np.nan)
            return _none(problem, "infeasible", proof, stop, (Notice("visits.too_few"),))
        if listed.answer.status == "optimal":
            proof = listed.answer.certificate
            return _found(problem, listed.pattern, listed.routes, proof, stop, exhausted=True)
    else:
        # A machine that runs the search for the first time compiles it before the clock starts.
        compile_search(problem)
        stop = limited(time_limit_s)
    bound = least_drive(problem, stop.part(stop.remaining_s * _SHARE_OF_TIME_FOR_BOUND))
    pattern, routes = best_calendar(problem, stop, seed, steps_per_estate=steps_per_estate)
    if (pattern[1:] < 0).any():
        return _none(problem, "unknown", bound, stop, (Notice("visits.stopped"),))
    return _found(problem, pattern, routes, bound, stop)


def _numbered(routes: Iterable[tuple[int, list[int]]]) -> list[Route]:
    """Return routes by day with the visitors of a day numbered from 0."""
    numbered: list[Route] = []
    for day, stops in sorted(routes):
        last = numbered[-1] if numbered else None
        numbered.append((day, last[1] + 1 if last and last[0] == day else 0, stops))
    return numbered


def _found(
    problem: VisitProblem,
    pattern: Whole,
    routes: Sequence[tuple[int, list[int]]],
    certificate: Certificate,
    stop: Stop,
    *,
    exhausted: bool = False,
) -> VisitCalendar:
    """Return the calendar, valued by plain addition."""
    objective = problem.cost(pattern, routes)
    status, bound, gap = proven(objective, certificate, exhausted=exhausted)
    return VisitCalendar(
        pattern_of=pattern[1:] - problem.first[1:-1],
        routes=_numbered(routes),
        objective=objective,
        bound=bound,
        gap=gap,
        status=status,
        certificate=certificate,
        seconds=stop.elapsed_s,
    )


def _none(
    problem: VisitProblem,
    status: Literal["infeasible", "unknown"],
    certificate: Certificate,
    stop: Stop,
    notes: tuple[Notice, ...],
) -> VisitCalendar:
    return VisitCalendar(
        pattern_of=np.full(problem.n_estates, -1),
        routes=[],
        objective=np.nan,
        bound=certificate.bound,
        gap=np.nan,
        status=status,
        certificate=certificate,
        seconds=stop.elapsed_s,
        notes=notes,
    )
