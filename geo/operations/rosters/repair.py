"""A roster that breaks some hours, made good: crews added where they help most, then thinned."""

import numpy as np
from numpy.typing import NDArray

from geo.operations.rosters.problem import RosterProblem

__all__ = ["first_roster", "repaired"]

Reals = NDArray[np.float64]
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
    while (filled := _filled_by_station(problem, better)).any():
        choice = _best_addition(problem, better, filled)
        if choice is None:
            return None
        better[choice] += 1
    return _thinned(problem, better) if problem.is_kept(better) else None


def first_roster(problem: RosterProblem) -> Whole | None:
    """Return a roster by greed alone, None where it finds none.

    Parameters
    ----------
    problem : RosterProblem
    """
    shifts = np.zeros((problem.n_stations, len(problem.patterns)), dtype=np.int64)
    cheapest = problem.useful[np.argmin(problem.cost[problem.useful])]
    shifts[:, cheapest] = problem.least
    return repaired(problem, shifts)


def _filled_by_station(problem: RosterProblem, shifts: Whole) -> Reals:
    """Return the household-hours that are missing and that each station would fill, by hour.

    Returns
    -------
    ndarray, shape (n_hours, n_stations)
    """
    on = problem.on_duty(shifts) > 0
    filled = np.zeros((problem.patterns.shape[1], problem.n_stations))
    for hour in problem.hours:
        present = on[:, hour.hours[0]]
        if not hour.is_kept(present):
            left = hour.weight * ~(hour.groups & present).any(axis=1)
            missing = hour.needed - hour.covered(present)
            filled[list(hour.hours)] = np.minimum(left @ hour.groups, missing)
    return filled


def _best_addition(problem: RosterProblem, shifts: Whole, filled: Reals) -> tuple[int, int] | None:
    """Return the station and pattern whose crew fills most of what is missing for its cost."""
    for_cost = (problem.patterns @ filled).T / np.maximum(problem.cost, 1e-9)
    for_cost[shifts.sum(axis=1) >= problem.most] = 0.0
    for_cost[shifts > 0] = 0.0
    unused = np.setdiff1d(np.arange(len(problem.patterns)), problem.useful)
    for_cost[:, unused] = 0.0
    if not for_cost.any():
        return None
    station, pattern = np.unravel_index(int(np.argmax(for_cost)), for_cost.shape)
    return int(station), int(pattern)


def _thinned(problem: RosterProblem, shifts: Whole) -> Whole:
    """Take out crews, the dearest first, as long as every limit and hour is kept."""
    stations, patterns = np.nonzero(shifts)
    for place in np.argsort(-problem.cost[patterns], kind="stable"):
        shifts[stations[place], patterns[place]] -= 1
        if not problem.is_kept(shifts):
            shifts[stations[place], patterns[place]] += 1
    return shifts
