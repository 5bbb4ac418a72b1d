"""Plans of many works made better window by window: a few weeks are planned anew, the rest stays.

A search over all weeks at once finds good plans late; one over six weeks of them is solved in a
moment, and a sweep over all windows comes close to what the linear relaxation allows [1]_.

References
----------
.. [1] Pochet, Y., Wolsey, L. A. (2006). Production planning by mixed integer programming. Springer,
   section 3.6.1. Fix-and-optimise over overlapping time windows.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.operations.works.problem import WorksProblem
from geo.solver import LinearProgram, relative_gap, solve_program
from geo.stop import Stop

__all__ = ["better_by_windows"]

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

_WEEKS: Final = 6
_STEP: Final = 4
# By count and not by the clock, so that the same question has the same answer.
_MOST_NODES: Final = 60
_GAP_OF_A_WINDOW: Final = 5e-4
_SHARE_OF_TIME: Final = 0.25


def better_by_windows(
    problem: WorksProblem,
    program: LinearProgram,
    starts: Whole,
    point: Reals,
    stop: Stop,
    *,
    bound: float,
    gap: float,
) -> Reals:
    """Return a point that is no worse: windows of weeks planned anew until none gains any more.

    Parameters
    ----------
    problem : WorksProblem
    program : LinearProgram
        Its program; the first columns are the starts.
    starts : ndarray of int64, shape (n_starts, 2)
        Work and week of every start.
    point : ndarray of float64, shape (n_columns,)
        A point that keeps every limit.
    stop : Stop
        Asked between windows.
    bound : float
        No point has a greater value.
    gap : float
        Share up to which a better point need not be looked for.

    Returns
    -------
    ndarray of float64, shape (n_columns,)
    """
    gained = True
    while gained:
        gained = False
        for first in range(_STEP - _WEEKS, problem.n_weeks, _STEP):
            value = program.value(point)
            if stop.must_stop or relative_gap(value, bound) <= gap:
                return point
            answer = solve_program(
                _free_within(problem, program, starts, point, first),
                stop.part(_SHARE_OF_TIME * stop.remaining_s),
                known=point,
                start=True,
                node_limit=_MOST_NODES,
                mip_rel_gap=_GAP_OF_A_WINDOW,
            )
            if answer.objective > value * (1 + _GAP_OF_A_WINDOW / 10):
                point, gained = answer.point, True
    return point


def _free_within(
    problem: WorksProblem, program: LinearProgram, starts: Whole, point: Reals, first: int
) -> LinearProgram:
    """Return the program in which only works that go on within a window may change."""
    work, week = starts.T
    count = len(starts)
    started = point[:count] > 0.5
    touches = (week < first + _WEEKS) & (week + problem.weeks[work] > first)
    stays = np.zeros(len(problem.value), bool)
    stays[work[started & ~touches]] = True
    lower, upper = program.column_lower.copy(), program.column_upper.copy()
    lower[:count][started & ~touches] = 1.0
    upper[:count][~started & (~touches | stays[work])] = 0.0
    return replace(program, column_lower=lower, column_upper=upper)
