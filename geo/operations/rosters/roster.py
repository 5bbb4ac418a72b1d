"""The cheapest roster that covers every hour, and the most cover for given crew-hours.

References
----------
.. [1] Dantzig, G. B. (1954). A comment on Edie's "Traffic delays at toll booths". Journal of the
   Operations Research Society of America 2(3), 339-341. Shifts as columns of a cover program.
.. [2] Toregas, C., Swain, R., ReVelle, C., Bergman, L. (1971). The location of emergency service
   facilities. Operations Research 19(6), 1363-1373. Who must be covered as rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.rosters.cutting import roster_by_cuts
from geo.operations.rosters.infeasibility import plain_reasons, too_few_crews
from geo.operations.rosters.problem import RosterProblem, cost_unit, roster_problem
from geo.operations.rosters.program import (
    RosterProgram,
    cheapest_roster,
    hourly_needs,
    largest_cover,
    rest_of_unit,
)
from geo.operations.rosters.station_sets import MAX_LISTED_STATIONS
from geo.solver import UNPROVEN, Certificate, ProgramAnswer, proven, solve_program
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["Roster", "hourly_bound", "largest_roster", "roster"]

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Roster(Summarized):
    """Who works when, with the proof of how good it is. Arrays are read-only.

    Attributes
    ----------
    shifts : ndarray of int64, shape (n_stations, n_patterns)
        Crews of every station that work every pattern; zeros where there is no roster.
    crews_on_duty : ndarray of int64, shape (n_stations, n_hours)
        What follows from it.
    households_covered : ndarray of float64, shape (n_hours,)
        Households that the crews on duty cover at every hour.
    objective : float
        Cost of all crews, or the household-hours of :func:`largest_roster`; nan without a roster.
    bound : float
        No roster can be better; nan where none exists.
    gap : float
        ``|objective - bound| / max(|objective|, 1e-9)``, a share.
    status : {"optimal", "feasible", "infeasible", "unknown"}
        ``optimal`` only when the gap is 0 or the search was exhausted; ``infeasible`` only when
        that is proven; ``unknown`` when a limit struck before either.
    seconds : float
        Wall time of the solve.
    notes : tuple of Notice
        Why no roster exists, and the smallest relaxation.
    certificate : Certificate
        What proves the status: the bound as its prover left it, and the kind of the proof.
    """

    shifts: Whole
    crews_on_duty: Whole
    households_covered: NDArray[np.float64]
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    seconds: float
    notes: tuple[Notice, ...] = ()
    certificate: Certificate = UNPROVEN

    def __post_init__(self) -> None:
        for array in (self.shifts, self.crews_on_duty, self.households_covered):
            array.setflags(write=False)

    @property
    def has_roster(self) -> bool:
        """Whether there is a roster at all."""
        return self.status in ("optimal", "feasible")


def roster(
    covers: Sequence[Any],
    households: ArrayLike,
    patterns: ArrayLike,
    *,
    cost: ArrayLike,
    share: float = 1.0,
    least_crews: ArrayLike = 0,
    most_crews: ArrayLike | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> Roster:
    """Return the cheapest roster that covers a share of the households at every hour [1]_ [2]_.

    Rest between shifts and hours that are paid without being worked are part of the patterns and
    their costs: a pattern is what one crew works, and its cost what that crew is paid.

    Parameters
    ----------
    covers : sequence of H sparse bool, each of shape (n_stations, n_estates)
        Whether a crew on duty at a station covers an estate, hour by hour.
    households : array_like, shape (n_estates,)
        Households; estates with none ask for nothing.
    patterns : array_like of bool, shape (n_patterns, H)
        The hours at which a crew that works the pattern is on duty.
    cost : array_like, shape (n_patterns,)
        Cost of one crew that works the pattern; the hours on duty for the fewest crew-hours.
    share : float
        Share of the households that anyone can cover at an hour that must be covered then.
    least_crews, most_crews : int or array_like of int, shape (n_stations,)
        Crews of every station over all patterns; None for no upper limit.
    time_limit_s : float, optional
        Wall seconds, kept to +10 % + 0.5 s; the best roster so far is returned. None: to proof.
    seed : int
        The same seed gives the same roster.

    Returns
    -------
    Roster

    Raises
    ------
    OperationsError
        For shapes that do not fit together or values that cannot be. A roster that cannot be met
        raises nothing: its status is ``infeasible`` and its notes say why.
    """
    problem = roster_problem(
        covers,
        households,
        patterns,
        cost=cost,
        share=share,
        least_crews=least_crews,
        most_crews=most_crews,
    )
    stop = _stop(time_limit_s)
    if reasons := plain_reasons(problem):
        return _none(problem, "infeasible", stop, notes=reasons)
    if problem.n_stations <= MAX_LISTED_STATIONS and not problem.needs_everybody:
        return _by_cuts(problem, stop, seed)
    program = cheapest_roster(problem, hourly_needs(problem, stop))
    answer = _solved(program, stop, seed, absolute_gap=rest_of_unit(problem.cost))
    if answer.status == "infeasible":
        return _none(problem, "infeasible", stop, notes=too_few_crews(problem, stop))
    unit = cost_unit(problem.cost)
    if unit and np.isfinite(answer.bound):
        rounded_up = unit * np.ceil(answer.bound / unit - 1e-6)
        answer = replace(answer, certificate=replace(answer.certificate, bound=rounded_up))
    return _found(problem, program, answer, stop)


def largest_roster(
    covers: Sequence[Any],
    households: ArrayLike,
    patterns: ArrayLike,
    *,
    cost: ArrayLike,
    budget: float,
    least_crews: ArrayLike = 0,
    most_crews: ArrayLike | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> Roster:
    """Return the roster that covers the most household-hours for a budget, such as crew-hours.

    Parameters
    ----------
    covers, households, patterns, cost, least_crews, most_crews, time_limit_s, seed
        As in :func:`roster`.
    budget : float
        Most that all crews together may cost, in the unit of `cost`.

    Returns
    -------
    Roster
        Objective and bound are household-hours; the bound is an upper one.

    Raises
    ------
    OperationsError
        As :func:`roster`, and for a budget that is negative or not a number.
    """
    problem = roster_problem(
        covers,
        households,
        patterns,
        cost=cost,
        share=1.0,
        least_crews=least_crews,
        most_crews=most_crews,
    )
    if not budget >= 0:
        raise OperationsError("roster.budget", found=budget)
    stop = _stop(time_limit_s)
    if reasons := plain_reasons(problem, budget=budget):
        return _none(problem, "infeasible", stop, notes=reasons)
    program = largest_cover(problem, budget)
    whole = all((hour.weight == np.rint(hour.weight)).all() for hour in problem.hours)
    answer = _solved(program, stop, seed, absolute_gap=1 - 1e-6 if whole else 0.0)
    if whole and np.isfinite(answer.bound):
        rounded_down = np.floor(answer.bound + 1e-6)
        answer = replace(answer, certificate=replace(answer.certificate, bound=rounded_down))
    return _found(problem, program, answer, stop, by_cover=True)


def hourly_bound(
    covers: Sequence[Any],
    households: ArrayLike,
    patterns: ArrayLike,
    *,
    cost: ArrayLike,
    share: float = 1.0,
) -> float:
    """Return what the hours cost at least when each is covered alone, without shifts.

    Every hour needs so many stations on duty (a set cover of its own), and no crew-hour is cheaper
    than that of the pattern that offers it most cheaply. A roster has to join the hours into
    shifts, so its bound is never below this sum.

    Parameters
    ----------
    covers, households, patterns, cost, share
        As in :func:`roster`.

    Returns
    -------
    float
        inf where an hour that needs somebody is in no pattern.

    Raises
    ------
    OperationsError
        As :func:`roster`.
    """
    problem = roster_problem(
        covers, households, patterns, cost=cost, share=share, least_crews=0, most_crews=None
    )
    needs = hourly_needs(problem, Stop())
    worked = problem.patterns.sum(axis=1)
    hourly = np.where(worked > 0, problem.cost / np.maximum(worked, 1), np.inf)
    cheapest = np.where(problem.patterns, hourly[:, None], np.inf).min(axis=0, initial=np.inf)
    return float(
        sum(
            need * cheapest[list(hour.hours)].sum()
            for need, hour in zip(needs, problem.hours, strict=True)
            if need
        )
    )


def _stop(time_limit_s: float | None) -> Stop:
    if time_limit_s is not None and not time_limit_s >= 0:
        raise OperationsError("roster.time_limit", found=time_limit_s)
    return Stop(time_limit_s)


def _by_cuts(problem: RosterProblem, stop: Stop, seed: int) -> Roster:
    answer = roster_by_cuts(problem, stop, seed=seed)
    if answer.is_infeasible:
        return _none(problem, "infeasible", stop, notes=too_few_crews(problem, stop))
    if answer.shifts is None:
        return replace(_none(problem, "unknown", stop), bound=answer.certificate.bound)
    objective = float(answer.shifts.sum(axis=0) @ problem.cost)
    return _valued(problem, answer.shifts, objective, answer.certificate, stop)


def _solved(program: RosterProgram, stop: Stop, seed: int, *, absolute_gap: float) -> ProgramAnswer:
    return solve_program(program.program, stop, absolute_gap=absolute_gap, random_seed=seed)


def _found(
    problem: RosterProblem,
    program: RosterProgram,
    answer: ProgramAnswer,
    stop: Stop,
    *,
    by_cover: bool = False,
) -> Roster:
    """Return the roster of an answer, valued by plain arithmetic."""
    if answer.status not in ("optimal", "feasible"):
        return replace(_none(problem, "unknown", stop), bound=answer.bound)
    shifts = program.shifts(answer.point)
    objective = (
        float(_covered(problem, shifts).sum())
        if by_cover
        else float(shifts.sum(axis=0) @ problem.cost)
    )
    exhausted = answer.status == "optimal"
    return _valued(problem, shifts, objective, answer.certificate, stop, exhausted=exhausted)


def _valued(
    problem: RosterProblem,
    shifts: Whole,
    objective: float,
    certificate: Certificate,
    stop: Stop,
    *,
    exhausted: bool = False,
) -> Roster:
    status, bound, gap = proven(objective, certificate, exhausted=exhausted)
    return Roster(
        shifts=shifts,
        crews_on_duty=problem.on_duty(shifts),
        households_covered=_covered(problem, shifts),
        objective=objective,
        bound=bound,
        gap=gap,
        status=status,
        seconds=stop.elapsed_s,
        certificate=certificate,
    )


def _covered(problem: RosterProblem, shifts: Whole) -> NDArray[np.float64]:
    present = problem.on_duty(shifts) > 0
    covered = np.zeros(problem.patterns.shape[1])
    for hour in problem.hours:
        covered[list(hour.hours)] = hour.covered(present[:, hour.hours[0]])
    return covered


def _none(
    problem: RosterProblem,
    status: Literal["infeasible", "unknown"],
    stop: Stop,
    *,
    notes: tuple[Notice, ...] = (),
) -> Roster:
    n_hours = problem.patterns.shape[1]
    return Roster(
        shifts=np.zeros((problem.n_stations, len(problem.patterns)), np.int64),
        crews_on_duty=np.zeros((problem.n_stations, n_hours), np.int64),
        households_covered=np.zeros(n_hours),
        objective=float("nan"),
        bound=float("nan"),
        gap=float("nan"),
        status=status,
        seconds=stop.elapsed_s,
        notes=notes or (Notice("roster.stopped"),),
    )
