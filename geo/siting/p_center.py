"""p-center: with p stations, make the longest minutes as short as possible."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from geo.errors import Notice
from geo.siting.center_minutes import DenseMinutes, MinutesOnDemand
from geo.siting.inputs import (
    SiteChoice,
    check_choice,
    check_count,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.stop import Stop

__all__ = ["answer_center", "p_center"]


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
    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    count = check_count(p, len(matrix))
    choice = check_choice(fixed, forbidden, len(matrix), count)
    return answer_center(DenseMinutes(matrix), count, choice, stop, check_seed(seed))


def answer_center(
    minutes: MinutesOnDemand, p: int, choice: SiteChoice, stop: Stop, seed: int
) -> SitingPlan:
    """Return the plan of a p-center question whose parts have been checked.

    Parameters
    ----------
    minutes : MinutesOnDemand
        Minutes between all candidates and estates.
    p : int
        Stations to choose.
    choice : SiteChoice
        Candidates that must and must not be chosen.
    stop : Stop
        Stops the search and hears its progress.
    seed : int
        Seed of the search.

    Returns
    -------
    SitingPlan
        As :func:`p_center` returns it.
    """
    from geo.siting.center_search import search_radius

    n_estates = minutes.shape[1]
    allowed = minutes.only(choice.allowed)
    uncoverable = np.flatnonzero(~np.isfinite(allowed.least()))
    if uncoverable.size:
        return infeasible_plan(
            "p_center",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=uncoverable,
            notes=[estates_nobody_reaches(uncoverable)],
        )
    found = search_radius(allowed, p, choice.fixed_positions, stop, seed=seed)
    if found.sites is None:
        if found.exhausted:
            return infeasible_plan(
                "p_center",
                n_estates=n_estates,
                seconds=stop.elapsed_s,
                notes=[Notice("siting.too_few_stations_to_reach_all", p=p)],
            )
        return unknown_plan(
            "p_center", n_estates=n_estates, certificate=found.certificate, seconds=stop.elapsed_s
        )
    chosen = choice.allowed[found.sites]
    reached, place = minutes.nearest(chosen)
    return solved_plan(
        "p_center",
        chosen=chosen,
        assigned=chosen[place],
        objective=float(reached.max(initial=0.0)),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )
