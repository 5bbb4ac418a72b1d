"""The 0/1 program of a question about works, and plans read from its points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.operations.works.problem import WorksProblem
from geo.solver import LinearProgram, ProgramBuilder

__all__ = ["Plan", "WorksProgram", "greedy_plan", "nothing_done"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Plan:
    """Which work starts when, and who pays for the sites.

    Attributes
    ----------
    week_of : ndarray of int64, shape (n_works,)
        -1 where a work is not done.
    payer : ndarray of int64, shape (n_sites,)
        Number of the source that pays for a site; -1 where nothing is done there.
    """

    week_of: Whole
    payer: Whole


def nothing_done(problem: WorksProblem) -> Plan:
    """Return the plan that does nothing, which keeps every limit."""
    return Plan(np.full(len(problem.value), -1), np.full(problem.site_cost.size, -1))


class WorksProgram:
    """A column for each start that is allowed, for each payer of a site, for each week's spare.

    Parameters
    ----------
    problem : WorksProblem
    starts : ndarray of int64, shape (n_starts, 2)
        Work and week of every start that is allowed.
    """

    def __init__(self, problem: WorksProblem, starts: Whole) -> None:
        self._problem = problem
        self.starts = starts
        self._pays = _possible_payers(problem, starts)
        self._builder = ProgramBuilder()
        work, week = starts.T
        self._start = self._builder.add_columns(
            len(starts), cost=problem.value[work, week], whole=True
        )
        self._site = self._builder.add_columns(len(self._pays), whole=True)
        spare = problem.n_weeks if problem.spare_crew_days else 0
        self._spare = self._builder.add_columns(spare, whole=True)
        self._builder.add_rows(
            len(problem.value), [(work, self._start, 1.0)], lower=-np.inf, upper=1.0
        )
        self._limit_crews()
        self._limit_places()
        self._limit_money()

    @property
    def n_payers(self) -> int:
        """How many columns say who pays for a site."""
        return len(self._pays)

    def build(self) -> LinearProgram:
        """Return the program whose objective is the value gained."""
        return self._builder.build(maximise=True)

    def point(self, plan: Plan) -> Reals:
        """Return the point of a plan that needs no spare crew-days."""
        work, week = self.starts.T
        site, source = self._pays.T
        started = plan.week_of[work] == week
        paid = plan.payer[site] == source
        return np.concatenate([started, paid, np.zeros(self._spare.size)]).astype(np.float64)

    def plan(self, point: Reals) -> Plan:
        """Return the plan of a point."""
        plan = nothing_done(self._problem)
        work, week = self.starts[point[self._start] > 0.5].T
        plan.week_of[work] = week
        site, source = self._pays[point[self._site] > 0.5].T
        plan.payer[site] = source
        # A site that is paid for with nothing done there costs nothing.
        used = np.zeros(plan.payer.size, bool)
        used[self._problem.site[(plan.week_of >= 0) & (self._problem.site >= 0)]] = True
        plan.payer[~used] = -1
        return plan

    def cost_of_starts(self, cost: Reals) -> Reals:
        """Return the coefficients of an objective that counts starts alone."""
        return np.concatenate([cost, np.zeros(self._site.size + self._spare.size)])

    def _limit_crews(self) -> None:
        """No week takes more crew-days than there are; one week may have the spare ones."""
        problem = self._problem
        start, week = self._going_on()
        share = problem.weekly_crew_days[self.starts[start, 0]]
        spare_week = np.arange(self._spare.size)
        self._builder.add_rows(
            problem.n_weeks,
            [
                (week, self._start[start], share),
                (spare_week, self._spare, -problem.spare_crew_days),
            ],
            lower=-np.inf,
            upper=problem.crew_days_per_week,
        )
        if self._spare.size:
            self._builder.add_rows(1, [(0, self._spare, 1.0)], lower=-np.inf, upper=1.0)

    def _limit_places(self) -> None:
        """No more works go on at one estate in one week than may."""
        problem = self._problem
        crowded = np.bincount(problem.place) > problem.most_at_once
        start, week = self._going_on()
        place = problem.place[self.starts[start, 0]]
        inside = crowded[place]
        rows, at = np.unique(place[inside] * problem.n_weeks + week[inside], return_inverse=True)
        if rows.size:
            self._builder.add_rows(
                rows.size,
                [(at, self._start[start[inside]], 1.0)],
                lower=-np.inf,
                upper=problem.most_at_once,
            )

    def _limit_money(self) -> None:
        """No source spends more than it has; a site is paid once, by a source with a work there."""
        problem = self._problem
        if not problem.sources:
            return
        work = self.starts[:, 0]
        site, source = self._pays.T
        self._builder.add_rows(
            len(problem.sources),
            [
                (problem.source[work], self._start, problem.cost[work]),
                (source, self._site, problem.site_cost[site]),
            ],
            lower=-np.inf,
            upper=problem.budgets,
        )
        if not self._pays.size:
            return
        needs = np.flatnonzero(np.isin(problem.site[work], site))
        works, row = np.unique(work[needs], return_inverse=True)
        of_site = problem.site[works][:, None] == site
        work_row, column = np.nonzero(of_site)
        self._builder.add_rows(
            works.size,
            [(row, self._start[needs], 1.0), (work_row, self._site[column], -1.0)],
            lower=-np.inf,
            upper=0.0,
        )
        there = (problem.site[work] == site[:, None]) & (problem.source[work] == source[:, None])
        pay_row, start = np.nonzero(there)
        self._builder.add_rows(
            site.size,
            [(np.arange(site.size), self._site, 1.0), (pay_row, self._start[start], -1.0)],
            lower=-np.inf,
            upper=0.0,
        )

    def _going_on(self) -> tuple[Whole, Whole]:
        """Return every start with every week that its work takes."""
        lengths = self._problem.weeks[self.starts[:, 0]]
        start = np.repeat(np.arange(len(self.starts)), lengths)
        first = np.repeat(np.cumsum(lengths) - lengths, lengths)
        return start, self.starts[start, 1] + np.arange(start.size) - first


def _possible_payers(problem: WorksProblem, starts: Whole) -> Whole:
    """Return sites that cost something with each source that pays for a work there."""
    if not problem.sources:
        return np.zeros((0, 2), np.int64)
    work = np.unique(starts[:, 0])
    work = work[problem.site[work] >= 0]
    work = work[problem.site_cost[problem.site[work]] > 0]
    pairs = np.stack([problem.site[work], problem.source[work]], axis=1)
    return np.unique(pairs, axis=0)


def greedy_plan(problem: WorksProblem, starts: Whole) -> Plan:
    """Return a plan that takes the starts with the most value per crew-day while they fit."""
    plan = nothing_done(problem)
    work, week = starts.T
    density = problem.value[work, week] / np.maximum(problem.crew_days[work], 1e-9)
    room = problem.crew_days_per_week.copy()
    going_on = problem.at_once(plan.week_of)
    money = np.append(problem.budgets, np.inf)  # the last one is that of no source
    for one, when in starts[np.argsort(-density, kind="stable")]:
        span = slice(when, when + problem.weeks[one])
        payer, site, place = problem.source[one], problem.site[one], problem.place[one]
        opens = site >= 0 and plan.payer[site] < 0 and bool(problem.sources)
        cost = problem.cost[one] + (problem.site_cost[site] if opens else 0.0)
        fits = (
            (problem.weekly_crew_days[one] <= room[span]).all()
            and (going_on[place, span] < problem.most_at_once).all()
            and cost <= money[payer]
        )
        if plan.week_of[one] < 0 and fits:
            plan.week_of[one] = when
            room[span] -= problem.weekly_crew_days[one]
            going_on[place, span] += 1
            money[payer] -= cost
            if opens:
                plan.payer[site] = payer
    return plan
