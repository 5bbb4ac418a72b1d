"""Which works start in which week, so that the most is gained with the crews and the money.

References
----------
.. [1] Pritsker, A. A. B., Watters, L. J., Wolfe, P. M. (1969). Multiproject scheduling with limited
   resources: a zero-one programming approach. Management Science 16(1), 93-108. A column for every
   work and every period in which it may start.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice
from geo.operations.amounts import limited
from geo.operations.rosters.problem import cost_unit
from geo.operations.works.problem import WorksProblem, works_problem
from geo.solver import Certificate, LinearProgram, ProgramBuilder, proven, solve_program
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["WorksPlan", "schedule_works"]

Whole = NDArray[np.int64]

_NEARLY_ONE = 1 - 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class WorksPlan(Summarized):
    """Which work starts when, with the proof of how good it is. Arrays are read-only.

    Attributes
    ----------
    week_of : ndarray of int64, shape (n_works,)
        Week in which a work starts, -1 where it is not done.
    crew_days_used : ndarray of float64, shape (n_weeks,)
        Crew-days that the plan takes in every week.
    spent : mapping
        Money that the plan takes from every source that has a budget.
    objective : float
        Value gained, by plain addition.
    bound : float
        No plan gains more.
    gap : float
        ``|objective - bound| / max(|objective|, 1e-9)``, a share.
    status : {"optimal", "feasible"}
        ``optimal`` only when that is proven. Doing nothing keeps every limit, so there is always
        a plan.
    certificate : Certificate
        What proves the bound, and who proved it.
    seconds : float
        Wall time.
    notes : tuple of Notice
        Works that no plan can do, with the reason and the least that would let them be done.
    """

    week_of: Whole
    crew_days_used: NDArray[np.float64]
    spent: Mapping[Hashable, float]
    objective: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    certificate: Certificate
    seconds: float
    notes: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        for array in (self.week_of, self.crew_days_used):
            array.setflags(write=False)


def schedule_works(
    value: ArrayLike,
    crew_days: ArrayLike,
    first_week: ArrayLike,
    last_week: ArrayLike,
    *,
    crew_days_per_week: ArrayLike,
    cost: ArrayLike | None = None,
    source: Sequence[Hashable] | None = None,
    budgets: Mapping[Any, float] | ArrayLike | None = None,
    time_limit_s: float | None = None,
) -> WorksPlan:
    """Choose works and their weeks so that the value gained is greatest [1]_.

    A work starts in one week of its window or is not done, and takes all its crew-days in that
    week; what is longer than a week is entered as several works. A work that no week or budget has
    room for is left out and named in the notes. A start that gains nothing is not made.

    Parameters
    ----------
    value : array_like, shape (n_works, n_weeks)
        Gained when a work starts in that week, 0 or more; household-days of leak avoided, say.
    crew_days : array_like, shape (n_works,)
        Crew-days that a work takes.
    first_week, last_week : array_like of int, shape (n_works,)
        First and last week in which a work may start, counted from 0, both included. A first
        week after the last one is a window that no week meets: the work is not done.
    crew_days_per_week : float or array_like, shape (n_weeks,)
        Crew-days of all crews together in every week; may be inf.
    cost : array_like, shape (n_works,), optional
        Money that a work takes. Without budgets it limits nothing.
    source : sequence, shape (n_works,), optional
        Source that pays for a work: a key of `budgets`, or its index. Not needed for one budget.
    budgets : mapping, array_like or float, optional
        Money of every source over all weeks; may be inf. None: no limit.
    time_limit_s : float, optional
        Wall seconds, kept to +10 % + 0.5 s; the best plan so far is returned. None: to proof.

    Returns
    -------
    WorksPlan

    Raises
    ------
    OperationsError
        For shapes that do not fit together and for values that cannot be: negative, not a number,
        a week outside the weeks of `value`, a source without a budget, budgets without costs.
    """
    problem = works_problem(
        value,
        crew_days,
        first_week,
        last_week,
        crew_days_per_week=crew_days_per_week,
        cost=cost,
        source=source,
        budgets=budgets,
    )
    stop = limited(time_limit_s)
    starts = np.argwhere(problem.may_start)
    if not len(starts):
        return _plan(problem, _nothing(problem), Certificate.ours(0.0, "arithmetic"), stop)
    known = _greedy(problem, starts)
    # Every work alone in its best week: true whatever the search still has to say.
    alone = Certificate.ours(float(_best_values(problem).sum()), "arithmetic")
    if problem.gained(known) >= alone.bound:
        return _plan(problem, known, alone, stop)
    unit = cost_unit(problem.value[tuple(starts.T)])
    answer = solve_program(
        _program(problem, starts),
        stop,
        known=(known[starts[:, 0]] == starts[:, 1]).astype(np.float64),
        start=True,
        absolute_gap=unit * _NEARLY_ONE,
    )
    week_of = _nothing(problem)
    chosen = starts[answer.point > 0.5]
    week_of[chosen[:, 0]] = chosen[:, 1]
    certificate = answer.certificate if answer.bound < alone.bound else alone
    if unit and np.isfinite(certificate.bound):
        rounded_down = unit * np.floor(certificate.bound / unit + 1e-6)
        certificate = replace(certificate, bound=float(rounded_down))
    return _plan(problem, week_of, certificate, stop, exhausted=answer.status == "optimal")


def _program(problem: WorksProblem, starts: Whole) -> LinearProgram:
    """Return the 0/1 program: a column for each start that gains something."""
    work, week = starts.T
    builder = ProgramBuilder()
    columns = builder.add_columns(len(starts), cost=problem.value[work, week], whole=True)
    n_works, n_weeks = problem.value.shape
    builder.add_rows(n_works, [(work, columns, 1.0)], lower=-np.inf, upper=1.0)
    builder.add_rows(
        n_weeks,
        [(week, columns, problem.crew_days[work])],
        lower=-np.inf,
        upper=problem.crew_days_per_week,
    )
    if problem.sources:
        builder.add_rows(
            len(problem.sources),
            [(problem.source[work], columns, problem.cost[work])],
            lower=-np.inf,
            upper=problem.budgets,
        )
    return builder.build(maximise=True)


def _greedy(problem: WorksProblem, starts: Whole) -> Whole:
    """Return a plan that takes the starts with the most value per crew-day while they fit."""
    work, week = starts.T
    density = problem.value[work, week] / np.maximum(problem.crew_days[work], 1e-9)
    week_of = _nothing(problem)
    room = problem.crew_days_per_week.copy()
    money = np.append(problem.budgets, np.inf)
    for one, when in starts[np.argsort(-density, kind="stable")]:
        payer = problem.source[one]
        fits = problem.crew_days[one] <= room[when] and problem.cost[one] <= money[payer]
        if week_of[one] < 0 and fits:
            week_of[one] = when
            room[when] -= problem.crew_days[one]
            money[payer] -= problem.cost[one]
    return week_of


def _best_values(problem: WorksProblem) -> NDArray[np.float64]:
    return np.asarray(np.where(problem.may_start, problem.value, 0.0).max(axis=1, initial=0.0))


def _nothing(problem: WorksProblem) -> Whole:
    return np.full(len(problem.value), -1, np.int64)


def _plan(
    problem: WorksProblem,
    week_of: Whole,
    certificate: Certificate,
    stop: Stop,
    *,
    exhausted: bool = False,
) -> WorksPlan:
    """Return the plan, valued by plain arithmetic."""
    objective = problem.gained(week_of)
    status, bound, gap = proven(objective, certificate, exhausted=exhausted)
    return WorksPlan(
        week_of=week_of,
        crew_days_used=problem.crew_days_used(week_of),
        spent=dict(zip(problem.sources, problem.spent(week_of).tolist(), strict=True)),
        objective=objective,
        bound=bound,
        gap=gap,
        status=status,
        certificate=certificate,
        seconds=stop.elapsed_s,
        notes=problem.never_done(),
    )
