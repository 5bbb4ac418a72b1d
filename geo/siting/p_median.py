"""p-median: with p stations, make the sum of demand × minutes as small as possible."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.errors import Notice
from geo.siting.assign import filled_up, quickest
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_demand,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.stop import Stop

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
    stop: Stop | None = None,
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
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × minutes); infeasible when p stations cannot reach every estate
        that has demand.

    Raises
    ------
    SitingError
        Malformed input; each fault has a key of its own.

    Examples
    --------
    >>> plan = p_median([[0, 4, 9], [5, 0, 3]], [10, 20, 30], 1)
    >>> plan.chosen.tolist(), plan.objective, plan.status
    ([1], 140.0, 'optimal')
    """
    from geo.siting.median_search import search_medians
    from geo.siting.set_search import search_cover

    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    seed = check_seed(seed)
    reach = np.isfinite(matrix[choice.allowed])
    uncoverable = np.flatnonzero(~reach.any(axis=0))
    blocked = uncoverable[weights[uncoverable] > 0]
    if blocked.size:
        return infeasible_plan(
            "p_median",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=uncoverable,
            notes=[estates_nobody_reaches(blocked)],
        )
    needed = np.flatnonzero(weights > 0)
    cost = matrix[np.ix_(choice.allowed, needed)] * weights[needed]
    start = None
    if not reach[:, needed].all():
        # whether p stations can reach everybody is a question of cover, and asked as one
        rows = merge_rows(
            sparse.csr_array(reach[:, needed]),
            np.ones(needed.size),
            np.arange(choice.allowed.size),
        )
        ways = search_cover(
            rows.net,
            np.ones(choice.allowed.size),
            choice.fixed_positions,
            stop,
            wanted=count + 1,
            goal=count,
            seed=seed,
        )
        if ways.value > count and ways.exhausted:
            return infeasible_plan(
                "p_median",
                n_estates=n_estates,
                seconds=stop.elapsed_s,
                uncoverable=uncoverable,
                notes=[Notice("siting.too_few_stations_to_reach_all", p=count)],
            )
        if ways.value <= count:
            start = filled_up(ways.sites, choice.allowed.size, count)
    found = search_medians(cost, count, choice.fixed_positions, stop, start=start, seed=seed)
    if not found.values.size:
        return unknown_plan(
            "p_median",
            n_estates=n_estates,
            certificate=found.certificate,
            seconds=stop.elapsed_s,
            uncoverable=uncoverable,
        )
    chosen = choice.allowed[found.plans[0]]
    return solved_plan(
        "p_median",
        chosen=chosen,
        assigned=quickest(matrix, chosen),
        objective=float(cost[found.plans[0]].min(axis=0).sum()),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=uncoverable,
    )
