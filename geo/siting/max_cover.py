"""Maximal cover: with p stations, cover as much demand as possible."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.siting.assign import lowest_covering
from geo.siting.clock import OnProgress, SearchClock
from geo.siting.cover_rows import CoverRows, merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_seed,
    check_time_limit,
)
from geo.siting.mip import LinearProgram, solve_program
from geo.siting.plan import SitingPlan, solved_plan

__all__ = ["max_cover"]


def max_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SitingPlan:
    """Choose exactly p stations that cover the most demand.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate; any scipy sparse format.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    fixed : iterable of int
        Candidates that must be chosen.
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
        Objective is the demand covered, bound an upper bound on it; `assigned` is the lowest
        chosen candidate that covers.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    clock = SearchClock(check_time_limit(time_limit_s), on_progress, cancelled)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    sites, must = choice.allowed, choice.fixed
    check_seed(seed)
    rows = merge_rows(matrix, weights, sites)
    chosen, bound, exhausted = _solve(rows, count, np.searchsorted(sites, must), clock)
    assigned = lowest_covering(matrix, sites[chosen])
    return solved_plan(
        "max_cover",
        chosen=sites[chosen],
        assigned=assigned,
        objective=float(weights[assigned >= 0].sum()),
        bound=bound,
        exhausted=exhausted,
        seconds=clock.elapsed_s,
        uncoverable=np.flatnonzero(_column_counts(matrix, sites) == 0),
    )


def _column_counts(matrix: sparse.csr_array, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    allowed = matrix if sites.size == matrix.shape[0] else matrix[sites]
    return np.bincount(allowed.indices, minlength=matrix.shape[1])


def _solve(
    rows: CoverRows, p: int, must: NDArray[np.int64], clock: SearchClock
) -> tuple[NDArray[np.int64], float, bool]:
    n, r = rows.n_sites, rows.n_rows
    chosen = _greedy(rows, p, must)
    if not r:
        return chosen, 0.0, True
    whole = bool((rows.weight == np.rint(rows.weight)).all())
    lower = np.zeros(n + r)
    lower[must] = 1.0
    program = LinearProgram(
        cost=np.concatenate([np.zeros(n), rows.weight]),
        matrix=sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([rows.by_row, -sparse.eye_array(r)]),
                    sparse.csr_array(np.concatenate([np.ones(n), np.zeros(r)])[None, :]),
                ]
            )
        ),
        row_lower=np.concatenate([np.zeros(r), [p]]),
        row_upper=np.concatenate([np.full(r, np.inf), [p]]),
        column_lower=lower,
        column_upper=np.ones(n + r),
        whole=np.arange(n + r) < n,
        maximise=True,
    )
    start = np.zeros(n + r)
    start[chosen] = 1.0
    start[n:] = rows.by_row @ start[:n] > 0
    answer = solve_program(program, clock, start=start, absolute_gap=1 - 1e-6 if whole else 0.0)
    if answer.values.size:
        chosen = np.argsort(-answer.values[:n], kind="stable")[:p]
    bound = min(answer.bound, float(rows.weight.sum()))
    return chosen, bound, answer.status == "optimal"


def _greedy(rows: CoverRows, p: int, must: NDArray[np.int64]) -> NDArray[np.int64]:
    by_row = rows.by_row
    open_weight = rows.weight.copy()
    chosen = list(must)
    open_weight[(by_row[:, must].sum(axis=1) > 0)] = 0.0
    while len(chosen) < p:
        gain = by_row.T @ open_weight
        gain[chosen] = -1.0
        best = int(gain.argmax())
        chosen.append(best)
        open_weight[
            rows.net.site_rows[rows.net.site_start[best] : rows.net.site_start[best + 1]]
        ] = 0.0
    return np.array(sorted(chosen), dtype=np.int64)
