"""A roster that breaks some hours, made good: crews added where they help most, then thinned."""

import numpy as np
from numpy.typing import NDArray

from geo.operations.rosters.problem import RosterProblem

__all__ = ["repaired"]

Whole = NDArray[np.int64]


def repaired(problem: RosterProblem, shifts: Whole) -> Whole | None:
    """Return a roster near another one that keeps every hour; None where greed finds none.

    Parameters
    ----------
    problem : RosterProblem
    shifts : ndarray of int64, shape (n_stations, n_patterns)
        Within the least and most crews of every station.

    Returns
    -------
    ndarray of int64 or None
    """
    better = shifts.copy()
    while (missing := _missing(problem, better)) > 0:
        choice = _best_addition(problem, better, missing)
        if choice is None:
            return None
        better[choice] += 1
    return _thinned(problem, better)


def _missing(problem: RosterProblem, shifts: Whole) -> float:
    """Return the household-hours that are missing over all hours."""
    on = problem.on_duty(shifts) > 0
    return sum(
        len(hour.hours) * max(0.0, hour.needed - hour.covered(on[:, hour.hours[0]]))
        for hour in problem.hours
        if not hour.is_kept(on[:, hour.hours[0]])
    )


def _best_addition(problem: RosterProblem, shifts: Whole, missing: float) -> tuple[int, int] | None:
    """Return the station and pattern whose crew fills most of what is missing for its cost."""
    best: tuple[int, int] | None = None
    most_for_cost = 0.0
    for station in np.flatnonzero(shifts.sum(axis=1) < problem.most):
        for pattern in problem.useful:
            if shifts[station, pattern]:
                continue
            shifts[station, pattern] = 1
            filled = missing - _missing(problem, shifts)
            shifts[station, pattern] = 0
            for_cost = filled / max(float(problem.cost[pattern]), 1e-9)
            if for_cost > most_for_cost:
                best, most_for_cost = (int(station), int(pattern)), for_cost
    return best


def _thinned(problem: RosterProblem, shifts: Whole) -> Whole:
    """Take out crews, the dearest first, as long as every limit and hour is kept."""
    stations, patterns = np.nonzero(shifts)
    for place in np.argsort(-problem.cost[patterns], kind="stable"):
        shifts[stations[place], patterns[place]] -= 1
        if not problem.is_kept(shifts):
            shifts[stations[place], patterns[place]] += 1
    return shifts
