"""p-median: with p stations, make the sum of demand × minutes as small as possible."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice
from geo.siting.assign import quickest
from geo.siting.clock import OnProgress, SearchClock
from geo.siting.inputs import (
    allowed_candidates,
    check_count,
    check_demand,
    check_fixed,
    check_forbidden,
    check_minutes,
    check_seed,
    check_time_limit,
)
from geo.siting.mip import LinearProgram, solve_program
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan

__all__ = ["p_median"]


def p_median(
    minutes: ArrayLike,
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
    """Choose exactly p stations with the smallest sum of demand × minutes.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes from each candidate to each estate, inf where there is no way.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0; zero demand never makes a plan infeasible.
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
        Objective is sum(demand × minutes); infeasible when p stations cannot reach every estate
        that has demand.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    clock = SearchClock(check_time_limit(time_limit_s), on_progress, cancelled)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    must = check_fixed(fixed, n_candidates, count)
    barred = check_forbidden(forbidden, n_candidates, must, count)
    check_seed(seed)
    sites = allowed_candidates(n_candidates, barred)
    uncoverable = np.flatnonzero(~np.isfinite(matrix[sites]).any(axis=0))
    blocked = uncoverable[weights[uncoverable] > 0]
    if blocked.size:
        return infeasible_plan(
            "p_median",
            n_estates=n_estates,
            seconds=clock.elapsed_s,
            uncoverable=uncoverable,
            notes=[Notice("siting.estates_nobody_reaches", estates=tuple(blocked.tolist()))],
        )
    needed = np.flatnonzero(weights > 0)
    cost = matrix[np.ix_(sites, needed)] * weights[needed]
    chosen, bound, status = _solve(cost, count, np.searchsorted(sites, must), clock)
    if status == "infeasible":
        return infeasible_plan(
            "p_median",
            n_estates=n_estates,
            seconds=clock.elapsed_s,
            uncoverable=uncoverable,
            notes=[Notice("siting.too_few_stations_to_reach_all", p=count)],
        )
    if status == "unknown":
        return unknown_plan(
            "p_median",
            n_estates=n_estates,
            bound=bound,
            seconds=clock.elapsed_s,
            uncoverable=uncoverable,
        )
    return solved_plan(
        "p_median",
        chosen=sites[chosen],
        assigned=quickest(matrix, sites[chosen]),
        objective=float(cost[chosen].min(axis=0).sum()) if needed.size else 0.0,
        bound=bound,
        exhausted=status == "optimal",
        seconds=clock.elapsed_s,
        uncoverable=uncoverable,
    )


def _solve(
    cost: NDArray[np.float64], p: int, must: NDArray[np.int64], clock: SearchClock
) -> tuple[NDArray[np.int64], float, str]:
    n, m = cost.shape
    if not m:
        others = np.setdiff1d(np.arange(n), must)
        return np.concatenate([must, others[: p - must.size]]), 0.0, "optimal"
    site, estate = np.nonzero(np.isfinite(cost))
    pairs = np.arange(site.size)
    columns = n + site.size
    scale = float(cost[site, estate].max(initial=0.0)) or 1.0
    serve = sparse.coo_array((np.ones(site.size), (estate, n + pairs)), shape=(m, columns))
    link = sparse.coo_array(
        (
            np.concatenate([-np.ones(site.size), np.ones(site.size)]),
            (np.concatenate([pairs, pairs]), np.concatenate([n + pairs, site])),
        ),
        shape=(site.size, columns),
    )
    total = sparse.coo_array(
        (np.ones(n), (np.zeros(n, dtype=np.int64), np.arange(n))), shape=(1, columns)
    )
    lower = np.zeros(columns)
    lower[must] = 1.0
    answer = solve_program(
        LinearProgram(
            cost=np.concatenate([np.zeros(n), cost[site, estate] / scale]),
            matrix=sparse.csr_array(sparse.vstack([serve, link, total])),
            row_lower=np.concatenate([np.ones(m), np.zeros(site.size), [p]]),
            row_upper=np.concatenate([np.ones(m), np.full(site.size, np.inf), [p]]),
            column_lower=lower,
            column_upper=np.ones(columns),
            whole=np.arange(columns) < n,
        ),
        clock,
    )
    chosen = np.sort(np.argsort(-answer.values[:n], kind="stable")[:p])
    return chosen, answer.bound * scale, answer.status
