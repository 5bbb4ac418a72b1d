"""Which works start in which week, so that the most is gained with the crews and the money.

References
----------
.. [1] Pritsker, A. A. B., Watters, L. J., Wolfe, P. M. (1969). Multiproject scheduling with limited
   resources: a zero-one programming approach. Management Science 16(1), 93-108. A column for every
   work and every period in which it may start.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Notice, OperationsError
from geo.operations.amounts import amounts, limited
from geo.operations.rosters.problem import cost_unit
from geo.operations.works.problem import WorksProblem, WorksQuestion, works_problem
from geo.operations.works.program import Plan, WorksProgram, greedy_plan, nothing_done
from geo.operations.works.windows import better_by_windows
from geo.solver import (
    Certificate,
    LinearProgram,
    ProgramAnswer,
    proven,
    relative_gap,
    solve_program,
)
from geo.stop import Stop
from geo.summary import Summarized

__all__ = ["WorksPlan", "schedule_works", "value_of_more"]

Whole = NDArray[np.int64]

_NEARLY_ONE = 1 - 1e-6
# From so many on, a search over all weeks at once finds good plans late.
_MANY_STARTS = 300


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
        Money that the plan takes from every source that has a budget, sites included.
    sites : mapping
        Source that pays for each site where something is done and sites cost something.
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
    sites: Mapping[Hashable, Hashable]
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
    weeks: ArrayLike = 1,
    place: Sequence[Hashable] | None = None,
    most_at_once: float | None = None,
    site: Sequence[Hashable] | None = None,
    site_cost: Mapping[Any, float] | float = 0.0,
    spare_crew_days: float = 0.0,
    gap: float = 0.0,
    node_limit: int | None = None,
    time_limit_s: float | None = None,
) -> WorksPlan:
    """Choose works and their weeks so that the value gained is greatest [1]_.

    A work starts in one week of its window or is not done, and spreads its crew-days evenly over
    the weeks that it takes. A work that no week or budget has room for is left out and named in
    the notes. A start that gains nothing is not made.

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
    weeks : int or array_like of int, shape (n_works,)
        Weeks that a work takes from its start on. It must end within the weeks of `value`.
    place : sequence, shape (n_works,), optional
        Estate of a work.
    most_at_once : int, optional
        Works that may go on at one place in one week. None: no limit.
    site : sequence, shape (n_works,), optional
        Community of a work: works of one community share one site.
    site_cost : float or mapping
        Paid once for a community, if anything is done there, by one of the sources that pay for a
        work there, whichever leaves the most value. Without budgets it limits nothing.
    spare_crew_days : float
        Crew-days that one week has more, whichever gains most by it: what a crew-week would buy.
    gap : float
        Share of the value up to which a better plan need not be looked for; 0 is to proof.
    node_limit : int, optional
        Nodes of the search after which it stops: by count, so that the same question has the same
        answer. None: no limit.
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
        weeks=weeks,
        place=place,
        most_at_once=most_at_once,
        site=site,
        site_cost=site_cost,
    )
    spare = float(amounts("spare_crew_days", spare_crew_days))
    problem = replace(problem, spare_crew_days=spare)
    stop = limited(time_limit_s)
    starts = np.argwhere(problem.may_start)
    if not len(starts):
        return _plan(problem, nothing_done(problem), Certificate.ours(0.0, "arithmetic"), stop)
    known = greedy_plan(problem, starts)
    # Every work alone in its best week: true whatever the search still has to say.
    alone = Certificate.ours(float(_best_values(problem).sum()), "arithmetic")
    if problem.gained(known.week_of) >= alone.bound:
        return _plan(problem, known, alone, stop)
    unit = cost_unit(problem.value[tuple(starts.T)])
    program = WorksProgram(problem, starts)
    whole, point = program.build(), program.point(known)
    share = _share("gap", gap)
    proofs = [alone]
    if len(starts) > _MANY_STARTS:
        relaxed = _relaxed(whole, stop)
        point = better_by_windows(
            problem, whole, starts, point, stop, bound=relaxed.bound, gap=share
        )
        proofs.append(relaxed.certificate)
        if relative_gap(whole.value(point), relaxed.bound) <= share:
            return _plan(problem, program.plan(point), relaxed.certificate, stop)
    answer = solve_program(
        whole,
        stop,
        known=point,
        start=True,
        absolute_gap=unit * _NEARLY_ONE,
        node_limit=node_limit,
        mip_rel_gap=share,
    )
    # A search that ran out of time may know less than what was proven before it.
    certificate = min((answer.certificate, *proofs), key=lambda proof: proof.bound)
    if unit and np.isfinite(certificate.bound):
        rounded_down = unit * np.floor(certificate.bound / unit + 1e-6)
        certificate = replace(certificate, bound=float(rounded_down))
    exhausted = answer.status == "optimal"
    return _plan(problem, program.plan(answer.point), certificate, stop, exhausted=exhausted)


def _linear_value(question: WorksProblem) -> float:
    """Return the most that is gained where works may be done in part."""
    starts = np.argwhere(question.may_start)
    if not len(starts):
        return 0.0
    return _relaxed(WorksProgram(question, starts).build(), Stop()).objective


def _relaxed(program: LinearProgram, stop: Stop) -> ProgramAnswer:
    """Return the answer of a program in which works may be done in part."""
    return solve_program(replace(program, whole=np.zeros_like(program.whole)), stop)


def value_of_more(
    more_crew_days: float, more_money: float, **question: Unpack[WorksQuestion]
) -> tuple[float, dict[Hashable, float]]:
    """Return what more crew-days in one week, or more money of each source, would gain.

    The difference of two linear relaxations, in which works may be done in part: a fair price of a
    small change, where whole plans differ by chance of what happens to fit.

    Parameters
    ----------
    more_crew_days : float
        Added to one week of the plan's own choice.
    more_money : float
        Added to one source at a time.
    **question
        As in :func:`schedule_works`.

    Returns
    -------
    by_crews : float
    by_money : dict
        By source; empty where there are no budgets.
    """
    problem = works_problem(**question)
    now = _linear_value(problem)
    by_crews = _linear_value(replace(problem, spare_crew_days=more_crew_days)) - now
    by_money = {}
    for number, source in enumerate(problem.sources):
        more = problem.budgets + more_money * (np.arange(problem.budgets.size) == number)
        by_money[source] = max(_linear_value(replace(problem, budgets=more)) - now, 0.0)
    return max(by_crews, 0.0), by_money


def _share(name: str, value: float) -> float:
    if not 0 <= value < 1:
        raise OperationsError("operations.amount", name=name, found=value)
    return float(value)


def _best_values(problem: WorksProblem) -> NDArray[np.float64]:
    return np.asarray(np.where(problem.may_start, problem.value, 0.0).max(axis=1, initial=0.0))


def _plan(
    problem: WorksProblem,
    plan: Plan,
    certificate: Certificate,
    stop: Stop,
    *,
    exhausted: bool = False,
) -> WorksPlan:
    """Return the plan, valued by plain arithmetic."""
    objective = problem.gained(plan.week_of)
    status, bound, gap = proven(objective, certificate, exhausted=exhausted)
    spent = problem.spent(plan.week_of, plan.payer)
    return WorksPlan(
        week_of=plan.week_of,
        crew_days_used=problem.crew_days_used(plan.week_of),
        spent=dict(zip(problem.sources, spent.tolist(), strict=True)),
        sites={
            problem.site_names[site]: problem.sources[payer]
            for site, payer in enumerate(plan.payer.tolist())
            if payer >= 0
        },
        objective=objective,
        bound=bound,
        gap=gap,
        status=status,
        certificate=certificate,
        seconds=stop.elapsed_s,
        notes=problem.never_done(),
    )
