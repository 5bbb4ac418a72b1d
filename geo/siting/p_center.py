"""p-center: with p stations, make the longest minutes as short as possible."""

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
    check_fixed,
    check_forbidden,
    check_minutes,
    check_seed,
    check_time_limit,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.set_cover import set_cover

__all__ = ["p_center"]


def p_center(
    minutes: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SitingPlan:
    """Choose exactly p stations so that the farthest estate is as near as possible.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes from each candidate to each estate, inf where there is no way.
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
        Objective is the largest minutes over all estates; infeasible when p stations cannot
        reach every estate.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.
    """
    clock = SearchClock(check_time_limit(time_limit_s), on_progress, cancelled)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    count = check_count(p, n_candidates)
    must = check_fixed(fixed, n_candidates, count)
    barred = check_forbidden(forbidden, n_candidates, must, count)
    check_seed(seed)
    sites = allowed_candidates(n_candidates, barred)
    uncoverable = np.flatnonzero(~np.isfinite(matrix[sites]).any(axis=0))
    if uncoverable.size:
        return infeasible_plan(
            "p_center",
            n_estates=n_estates,
            seconds=clock.elapsed_s,
            uncoverable=uncoverable,
            notes=[Notice("siting.estates_nobody_reaches", estates=tuple(uncoverable.tolist()))],
        )
    radii = np.unique(matrix[sites][np.isfinite(matrix[sites])])
    if not radii.size:
        radii = np.zeros(1)
    low, high, best = 0, radii.size, None
    exhausted = True
    while low < high:
        middle = (low + high) // 2 if high < radii.size else radii.size - 1
        cover = set_cover(
            sparse.csr_array(matrix <= radii[middle]),
            fixed=must,
            forbidden=barred,
            time_limit_s=None if np.isinf(clock.remaining_s) else clock.remaining_s,
        )
        if cover.has_plan and cover.chosen.size <= count:
            best, high = cover.chosen, middle
        elif cover.status == "infeasible" or cover.bound > count:
            low = middle + 1
        else:
            exhausted = False
            break
    if best is None:
        if exhausted:
            return infeasible_plan(
                "p_center",
                n_estates=n_estates,
                seconds=clock.elapsed_s,
                notes=[Notice("siting.too_few_stations_to_reach_all", p=count)],
            )
        return unknown_plan("p_center", n_estates=n_estates, bound=0.0, seconds=clock.elapsed_s)
    chosen = _filled(best, sites, count)
    assigned = quickest(matrix, chosen)
    objective = float(matrix[chosen].min(axis=0).max()) if n_estates else 0.0
    return solved_plan(
        "p_center",
        chosen=chosen,
        assigned=assigned,
        objective=objective,
        bound=float(radii[low]) if n_estates else 0.0,
        exhausted=exhausted,
        seconds=clock.elapsed_s,
    )


def _filled(chosen: NDArray[np.int64], sites: NDArray[np.int64], p: int) -> NDArray[np.int64]:
    """Add the lowest unused candidates until there are p."""
    spare = np.setdiff1d(sites, chosen)[: p - chosen.size]
    return np.union1d(chosen, spare)
