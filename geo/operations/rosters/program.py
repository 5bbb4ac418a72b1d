"""The roster as a mixed-integer program.

Columns count the crews of every station and pattern. Where everybody must be covered a group of
households is a row: at least one station that covers it has a crew on duty. Where a share is
enough a further column per group, at most 1, says whether it is covered. Every hour is also solved
alone, as a set cover without shifts: the stations that it needs at the least become a row, so that
the bound is never below the sum of the hours taken singly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.operations.rosters.problem import HourOfRoster, RosterProblem, cost_unit
from geo.solver import LinearProgram, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = [
    "RosterProgram",
    "add_needs",
    "cheapest_roster",
    "hourly_needs",
    "largest_cover",
    "rest_of_unit",
    "shift_columns",
]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

# Just under one unit of cost: whatever is that close cannot be better.
_NEARLY_ONE: Final = 1 - 1e-6
_SHARE_OF_TIME_FOR_HOURS: Final = 0.25


@dataclass(frozen=True, eq=False)
class RosterProgram:
    """A program and where its crews stand.

    Attributes
    ----------
    program : LinearProgram
    columns : ndarray of int64, shape (n_stations, n_useful)
        Columns that count crews.
    useful : ndarray of int64, shape (n_useful,)
        The patterns that have columns.
    n_patterns : int
        Of the question.
    """

    program: LinearProgram
    columns: Whole
    useful: Whole
    n_patterns: int

    def shifts(self, values: Reals) -> Whole:
        """Return crews by station and pattern of a point, shape (n_stations, n_patterns)."""
        shifts = np.zeros((len(self.columns), self.n_patterns), dtype=np.int64)
        shifts[:, self.useful] = np.rint(values[self.columns]).astype(np.int64)
        return shifts


def rest_of_unit(cost: Reals) -> float:
    """Return the difference of objectives that counts as nil, given the unit of the costs."""
    return cost_unit(cost) * _NEARLY_ONE


def hourly_needs(problem: RosterProblem, stop: Stop) -> Whole:
    """Return how many stations every hour needs on duty at least, each hour taken alone.

    Parameters
    ----------
    problem : RosterProblem
    stop : Stop
        Where it strikes, the proven bound is taken.

    Returns
    -------
    ndarray of int64, shape (len(problem.hours),)
    """
    known: dict[tuple[bytes, float], int] = {}
    needs = []
    for hour in problem.hours:
        key = hour.groups.tobytes() + hour.weight.tobytes(), hour.needed
        if key not in known:
            known[key] = _fewest_stations(hour, stop) if hour.needed > 0 else 0
        needs.append(known[key])
    return np.array(needs, dtype=np.int64)


def _fewest_stations(hour: HourOfRoster, stop: Stop) -> int:
    builder = ProgramBuilder()
    station = builder.add_columns(hour.groups.shape[1], cost=1.0, whole=True)
    _add_need(builder, hour, station[:, None])
    answer = solve_program(
        builder.build(),
        stop.part(_SHARE_OF_TIME_FOR_HOURS * stop.remaining_s),
        absolute_gap=_NEARLY_ONE,
    )
    # Somebody is needed, so nobody on duty is never enough.
    return max(1, int(np.ceil(answer.bound - 1e-6))) if np.isfinite(answer.bound) else 1


def shift_columns(
    builder: ProgramBuilder, problem: RosterProblem, useful: Whole, *, cost: Reals
) -> Whole:
    """Add the columns that count crews, with least and most crews of every station.

    More crews than one of a station and pattern are of use only to reach the least number.
    """
    n_stations = problem.n_stations
    upper = np.repeat(np.maximum(problem.least, 1), len(useful))
    columns = builder.add_columns(
        n_stations * len(useful), cost=np.tile(cost[useful], n_stations), upper=upper, whole=True
    ).reshape(n_stations, len(useful))
    limited = np.flatnonzero((problem.least > 0) | np.isfinite(problem.most))
    builder.add_rows(
        len(limited),
        [(np.arange(len(limited))[:, None], columns[limited], 1.0)],
        lower=problem.least[limited],
        upper=problem.most[limited],
    )
    return columns


def _add_need(builder: ProgramBuilder, hour: HourOfRoster, crews: Whole) -> None:
    """Add the rows that keep one hour.

    Parameters
    ----------
    builder : ProgramBuilder
    hour : HourOfRoster
    crews : ndarray of int64, shape (n_stations, k)
        Columns of which at least one must be 1 for the station to be on duty.
    """
    if hour.everybody:
        groups = _least_sets(hour.groups)
        row, station = np.nonzero(groups)
        builder.add_rows(
            len(groups), [(row[:, None], crews[station], 1.0)], lower=1.0, upper=np.inf
        )
        return
    covered = _covered_columns(builder, hour, crews, gain=0.0)
    builder.add_rows(
        1, [(np.zeros(len(covered)), covered, hour.weight)], lower=hour.needed, upper=np.inf
    )


def _covered_columns(
    builder: ProgramBuilder, hour: HourOfRoster, crews: Whole, *, gain: Reals | float
) -> Whole:
    """Add a column per group that is at most 1 and at most the crews on duty that cover it."""
    covered = builder.add_columns(len(hour.groups), cost=gain)
    row, station = np.nonzero(hour.groups)
    builder.add_rows(
        len(hour.groups),
        [(row[:, None], crews[station], 1.0), (np.arange(len(covered)), covered, -1.0)],
        lower=0.0,
        upper=np.inf,
    )
    return covered


def _least_sets(groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the groups that hold no other group: whoever covers those covers all."""
    size = groups.sum(axis=1)
    order = np.argsort(size, kind="stable")
    ordered = groups[order].astype(np.float32)
    shared = ordered @ ordered.T  # [a, b]: stations that both have
    holds = shared == size[order][None, :]  # a holds b whole
    np.fill_diagonal(holds, False)
    return np.asarray(groups[order[~holds.any(axis=1)]])


def cheapest_roster(problem: RosterProblem, needs: Whole) -> RosterProgram:
    """Return the program of the cheapest roster that keeps every hour.

    Parameters
    ----------
    problem : RosterProblem
    needs : ndarray of int64, shape (len(problem.hours),)
        From :func:`hourly_needs`.
    """
    useful = problem.useful
    builder = ProgramBuilder()
    columns = shift_columns(builder, problem, useful, cost=problem.cost)
    add_needs(builder, problem, useful, columns, needs)
    return RosterProgram(builder.build(), columns, useful, len(problem.patterns))


def add_needs(
    builder: ProgramBuilder, problem: RosterProblem, useful: Whole, columns: Whole, needs: Whole
) -> None:
    """Add the rows that keep every hour, and the stations that each needs at the least."""
    for hour, need in zip(problem.hours, needs, strict=True):
        if not need:
            continue
        crews = _crews_on(problem, useful, columns, hour)
        builder.add_rows(1, [(np.zeros(crews.size), crews.ravel(), 1.0)], lower=need, upper=np.inf)
        _add_need(builder, hour, crews)


def largest_cover(problem: RosterProblem, budget: float) -> RosterProgram:
    """Return the program that covers the most household-hours for a budget.

    Parameters
    ----------
    problem : RosterProblem
        What its hours need is not asked for.
    budget : float
        Most that all crews may cost.
    """
    useful = problem.useful
    builder = ProgramBuilder()
    columns = shift_columns(builder, problem, useful, cost=np.zeros(len(problem.patterns)))
    builder.add_rows(
        1,
        [(np.zeros(columns.size), columns.ravel(), np.tile(problem.cost[useful], len(columns)))],
        lower=-np.inf,
        upper=budget,
    )
    for hour in problem.hours:
        crews = _crews_on(problem, useful, columns, hour)
        _covered_columns(builder, hour, crews, gain=len(hour.hours) * hour.weight)
    return RosterProgram(builder.build(maximise=True), columns, useful, len(problem.patterns))


def _crews_on(problem: RosterProblem, useful: Whole, columns: Whole, hour: HourOfRoster) -> Whole:
    """Return the columns of crews on duty at an hour, shape (n_stations, k)."""
    return columns[:, problem.patterns[useful, hour.hours[0]]]
