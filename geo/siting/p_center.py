"""p-center: with p stations, make the longest minutes as short as possible."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from geo.errors import Notice
from geo.siting.assign import quickest
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.stop import Stop

__all__ = ["p_center"]


def p_center(
    minutes: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
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
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

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
    from geo.siting.center_search import search_radius

    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    seed = check_seed(seed)
    allowed = matrix[choice.allowed]
    uncoverable = np.flatnonzero(~np.isfinite(allowed).any(axis=0))
    if uncoverable.size:
        return infeasible_plan(
            "p_center",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=uncoverable,
            notes=[estates_nobody_reaches(uncoverable)],
        )
    found = search_radius(allowed, count, choice.fixed_positions, stop, seed=seed)
    if found.sites is None:
        if found.exhausted:
            return infeasible_plan(
                "p_center",
                n_estates=n_estates,
                seconds=stop.elapsed_s,
                notes=[Notice("siting.too_few_stations_to_reach_all", p=count)],
            )
        return unknown_plan(
            "p_center", n_estates=n_estates, certificate=found.certificate, seconds=stop.elapsed_s
        )
    chosen = choice.allowed[found.sites]
    return solved_plan(
        "p_center",
        chosen=chosen,
        assigned=quickest(matrix, chosen),
        objective=float(matrix[chosen].min(axis=0).max(initial=0.0)),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )
