"""Set cover: the cheapest stations that cover every estate."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice
from geo.siting.assign import lowest_covering
from geo.siting.clock import OnProgress, SearchClock
from geo.siting.cover_rows import CoverRows, merge_rows
from geo.siting.inputs import (
    allowed_candidates,
    check_costs,
    check_covers,
    check_fixed,
    check_forbidden,
    check_seed,
    check_time_limit,
)
from geo.siting.mip import LinearProgram, solve_program
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan

__all__ = ["set_cover"]


def set_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    *,
    cost: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SitingPlan:
    """Choose the cheapest stations that cover every estate.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate; any scipy sparse format.
    cost : array_like, shape (n_candidates,), optional
        Cost of each candidate, at least 0; 1 each when not given.
    fixed : iterable of int
        Candidates that must be chosen; their cost counts.
    forbidden : iterable of int
        Candidates that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search; the same seed gives the same plan.
    on_progress : callable, optional
        Called with (incumbent, bound).
    cancelled : callable, optional
        True stops the solve, which returns its best plan.

    Returns
    -------
    SitingPlan
        Objective is the cost; infeasible when some estate is covered by no allowed candidate,
        and then `uncoverable` lists those estates.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    clock = SearchClock(check_time_limit(time_limit_s), on_progress, cancelled)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    costs = check_costs(cost, n_candidates)
    must = check_fixed(fixed, n_candidates)
    barred = check_forbidden(forbidden, n_candidates, must)
    check_seed(seed)
    sites = allowed_candidates(n_candidates, barred)
    rows = merge_rows(matrix, np.ones(n_estates), sites)
    uncoverable = np.flatnonzero(rows.row_of_estate < 0)
    if uncoverable.size:
        return infeasible_plan(
            "set_cover",
            n_estates=n_estates,
            seconds=clock.elapsed_s,
            uncoverable=uncoverable,
            notes=[Notice("siting.estates_nobody_reaches", estates=tuple(uncoverable.tolist()))],
        )
    chosen, bound, exhausted = _solve(rows, costs[sites], np.searchsorted(sites, must), clock)
    return solved_plan(
        "set_cover",
        chosen=sites[chosen],
        assigned=lowest_covering(matrix, sites[chosen]),
        objective=float(costs[sites[chosen]].sum()),
        bound=bound,
        exhausted=exhausted,
        seconds=clock.elapsed_s,
    )


def _solve(
    rows: CoverRows, cost: NDArray[np.float64], must: NDArray[np.int64], clock: SearchClock
) -> tuple[NDArray[np.int64], float, bool]:
    n, r = rows.n_sites, rows.n_rows
    chosen = _greedy(rows, cost, must)
    if not r:
        return chosen, float(cost[must].sum()), True
    whole = bool((cost == np.rint(cost)).all())
    lower = np.zeros(n)
    lower[must] = 1.0
    start = np.zeros(n)
    start[chosen] = 1.0
    answer = solve_program(
        LinearProgram(
            cost=cost,
            matrix=rows.by_row,
            row_lower=np.ones(r),
            row_upper=np.full(r, np.inf),
            column_lower=lower,
            column_upper=np.ones(n),
            whole=np.ones(n, dtype=bool),
        ),
        clock,
        start=start,
        absolute_gap=1 - 1e-6 if whole else 0.0,
    )
    if answer.values.size:
        found = np.flatnonzero(answer.values > 0.5)
        if cost[found].sum() <= cost[chosen].sum():
            chosen = found
    bound = np.ceil(answer.bound - 1e-6) if whole else answer.bound
    return chosen, max(float(bound), float(cost[must].sum())), answer.status == "optimal"


def _greedy(
    rows: CoverRows, cost: NDArray[np.float64], must: NDArray[np.int64]
) -> NDArray[np.int64]:
    by_row = rows.by_row
    chosen = list(must)
    is_open = ~(by_row[:, must].sum(axis=1) > 0)
    while is_open.any():
        rate = (by_row.T @ is_open.astype(float)) / np.maximum(cost, 1e-300)
        best = int(rate.argmax())
        chosen.append(best)
        is_open[rows.site_rows[rows.site_start[best] : rows.site_start[best + 1]]] = False
    return np.array(sorted(chosen), dtype=np.int64)
