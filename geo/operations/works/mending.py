"""A plan of works mended after crews were lost, with as few moves as it takes.

What is finished stays as it is. A work that was going on goes on as soon as may be: it keeps what
was done before. First as many works as possible are still done, then as many as possible keep their
week, then the most value is gained: each ranks behind the one before it.
"""

from dataclasses import dataclass, replace
from typing import Literal, Unpack

import numpy as np
from numpy.typing import NDArray

from geo.errors import OperationsError
from geo.operations.amounts import limited
from geo.operations.works.problem import WorksProblem, WorksQuestion, works_problem
from geo.operations.works.program import WorksProgram
from geo.operations.works.schedule import WorksPlan
from geo.solver import solve_in_order
from geo.summary import Summarized

__all__ = ["MendedWorks", "mend_works"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class MendedWorks(Summarized):
    """A plan after crews were lost. Arrays are read-only.

    Attributes
    ----------
    week_of : ndarray of int64, shape (n_works,)
        Week in which a work starts; for one that was going on, in which it goes on. -1 where it
        is not done, or no longer.
    moved : tuple of int
        Works that are done in another week than planned, or go on later.
    dropped : tuple of int
        Works that were planned and are not done, or not finished, for want of room.
    objective : float
        Value that is still gained by works that were not finished when the crews were lost.
    status : {"optimal", "feasible"}
        ``optimal`` where it is proven that no plan keeps more works, nor as many with fewer moves,
        nor so with more value.
    seconds : float
        Wall time.
    """

    week_of: Whole
    moved: tuple[int, ...]
    dropped: tuple[int, ...]
    objective: float
    status: Literal["optimal", "feasible"]
    seconds: float

    def __post_init__(self) -> None:
        self.week_of.setflags(write=False)

    @property
    def moves(self) -> int:
        """How many works are moved or dropped."""
        return len(self.moved) + len(self.dropped)


def mend_works(
    plan: WorksPlan,
    from_week: int,
    *,
    time_limit_s: float | None = None,
    **question: Unpack[WorksQuestion],
) -> MendedWorks:
    """Mend a plan whose crews have changed from some week on.

    Parameters
    ----------
    plan : WorksPlan
        The plan in force.
    from_week : int
        The first week that may still be changed: the week of rain.
    time_limit_s : float, optional
        As in :func:`schedule_works`.
    **question
        As in :func:`schedule_works`, for the same works; `crew_days_per_week` is what there is
        now: 0 in the week that was lost.

    Returns
    -------
    MendedWorks

    Raises
    ------
    OperationsError
        As :func:`schedule_works`; for a plan of other works, and a week outside the weeks.
    """
    problem = works_problem(**question)
    if plan.week_of.shape != (len(problem.value),):
        raise OperationsError(
            "operations.length",
            name="plan.week_of",
            found=plan.week_of.shape,
            wanted=len(problem.value),
        )
    if from_week not in range(problem.n_weeks):
        raise OperationsError(
            "works.week", name="from_week", found=from_week, last=problem.n_weeks - 1
        )
    stop = limited(time_limit_s)
    left = _what_is_left(problem, plan, from_week)
    allowed = left.in_window & left.fits_week & (left.weeks > 0)[:, None]
    starts = np.argwhere(allowed & (plan.week_of >= 0)[:, None])
    planned = np.maximum(plan.week_of - from_week, 0)
    program = WorksProgram(left, starts)
    work, week = starts.T
    answers = solve_in_order(
        program.build(),
        [
            program.cost_of_starts(np.ones(work.size)),
            program.cost_of_starts((week == planned[work]).astype(np.float64)),
            program.cost_of_starts(left.value[work, week]),
        ],
        stop,
        known=np.zeros(work.size + program.n_payers),
    )
    found = program.plan(answers[-1].point)
    finished = (plan.week_of >= 0) & (left.weeks == 0)
    started = found.week_of >= 0
    week_of = np.where(finished, plan.week_of, np.where(started, found.week_of + from_week, -1))
    going_on = (plan.week_of >= 0) & ~finished
    return MendedWorks(
        week_of=week_of,
        moved=tuple(np.flatnonzero(started & (found.week_of != planned)).tolist()),
        dropped=tuple(np.flatnonzero(going_on & ~started).tolist()),
        objective=left.gained(found.week_of),
        status="optimal" if len(answers) == 3 and answers[-1].is_exhausted else "feasible",
        seconds=stop.elapsed_s,
    )


def _what_is_left(problem: WorksProblem, plan: WorksPlan, from_week: int) -> WorksProblem:
    """Return the question about what is not finished, its weeks counted from the one given.

    A finished work takes no weeks. Of one that is going on, its last weeks are left; its money and
    the site of its community are spent.
    """
    begun = (plan.week_of >= 0) & (plan.week_of < from_week)
    done = np.where(begun, np.minimum(from_week - plan.week_of, problem.weeks), 0)
    spent = np.bincount(
        problem.source[begun & (problem.source >= 0)],
        problem.cost[begun & (problem.source >= 0)],
        minlength=len(problem.sources),
    ).astype(np.float64)
    site_cost = problem.site_cost.copy()
    for site in np.unique(problem.site[begun & (problem.site >= 0)]):
        payer = plan.sites.get(problem.site_names[site])
        if payer is not None:
            spent[problem.sources.index(payer)] += site_cost[site]
        site_cost[site] = 0.0
    lengths = problem.weeks - done
    n_left = problem.n_weeks - from_week
    # A work that goes on in a week ends as if it had started as many weeks before as are done.
    as_started = np.arange(from_week, problem.n_weeks) - done[:, None]
    at = np.clip(as_started, 0, problem.n_weeks - 1)
    rows = np.arange(len(problem.value))[:, None]
    in_window = problem.in_window[rows, at] & (as_started >= 0)
    return replace(
        problem,
        value=problem.value[rows, at],
        crew_days=problem.weekly_crew_days * lengths,
        weeks=lengths,
        in_window=in_window & (np.arange(n_left) + lengths[:, None] <= n_left),
        crew_days_per_week=problem.crew_days_per_week[from_week:],
        cost=np.where(begun, 0.0, problem.cost),
        budgets=np.maximum(problem.budgets - spent, 0.0),
        site_cost=site_cost,
    )
