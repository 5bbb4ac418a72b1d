"""Why no roster exists, and the smallest change that would let one exist."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo.errors import Notice
from geo.operations.rosters.problem import RosterProblem
from geo.operations.rosters.program import add_needs, hourly_needs, shift_columns
from geo.solver import ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["plain_reasons", "too_few_crews"]

_NEARLY_ONE = 1 - 1e-6


def plain_reasons(problem: RosterProblem, *, budget: float | None = None) -> tuple[Notice, ...]:
    """Return the reasons for which no roster can exist, as far as plain counting shows them.

    Parameters
    ----------
    problem : RosterProblem
    budget : float, optional
        Most that all crews may cost, where hours need nothing.

    Returns
    -------
    tuple of Notice
        Stations and hours by their numbers; empty where counting shows nothing.
    """
    reasons = []
    crowded = np.flatnonzero(problem.least > problem.most)
    if crowded.size:
        reasons.append(
            Notice(
                "roster.least_above_most",
                stations=tuple(crowded.tolist()),
                most=int(problem.most[crowded].min()),
                least=int(problem.least[crowded].max()),
            )
        )
    if budget is not None:
        cheapest = float(problem.cost.min(initial=np.inf))
        asked = float(problem.least.sum())
        if asked and asked * cheapest > budget:
            reasons.append(Notice("roster.budget_too_small", budget=budget, least=asked * cheapest))
        return tuple(reasons)
    empty = np.logical_not(problem.patterns.any(axis=0))
    unmanned = sorted(
        number
        for hour in problem.hours
        for number in hour.hours
        if hour.needed > 0 and empty[number]
    )
    if unmanned:
        reasons.append(Notice("roster.hours_without_pattern", hours=tuple(unmanned)))
    if not len(problem.patterns) and problem.least.any():
        reasons.append(Notice("roster.no_patterns"))
    return tuple(reasons)


def too_few_crews(problem: RosterProblem, stop: Stop) -> tuple[Notice, ...]:
    """Return by how much the most crews of a station are too few, and what they can do at best.

    Parameters
    ----------
    problem : RosterProblem
        Whose most crews of a station forbid every roster.
    stop : Stop
        Limits the search for the smallest relaxation.

    Returns
    -------
    tuple of Notice
        One reason; its relaxation is left open where the stop strikes first.
    """
    limited = np.flatnonzero(np.isfinite(problem.most))
    most = int(problem.most[limited].max(initial=0))
    builder = ProgramBuilder()
    columns, useful = _free_columns(builder, problem)
    more = builder.add_columns(1, cost=1.0, upper=float(len(problem.patterns)), whole=True)
    _limit(builder, problem, columns, limited, more)
    add_needs(builder, problem, useful, columns, hourly_needs(problem, stop))
    answer = solve_program(builder.build(), stop, absolute_gap=_NEARLY_ONE)
    if answer.status != "optimal":
        return (Notice("roster.too_few_crews", most=most),)
    return (Notice("roster.too_few_crews_by", most=most, enough=most + round(answer.objective)),)


def _free_columns(
    builder: ProgramBuilder, problem: RosterProblem
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    useful = problem.useful
    free = replace(problem, most=np.full(problem.n_stations, np.inf))
    return shift_columns(builder, free, useful, cost=np.zeros(len(problem.patterns))), useful


def _limit(
    builder: ProgramBuilder,
    problem: RosterProblem,
    columns: NDArray[np.int64],
    limited: NDArray[np.int64],
    more: NDArray[np.int64],
) -> None:
    """Let every limited station have so many crews more than its most."""
    rows = np.arange(len(limited))
    builder.add_rows(
        len(limited),
        [(rows[:, None], columns[limited], 1.0), (rows, more, -1.0)],
        lower=-np.inf,
        upper=problem.most[limited],
    )
