"""Stations with capacities: every estate has one station, and no station serves too many."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice
from geo.siting.assign import lowest_covering, quickest
from geo.siting.inputs import (
    SiteChoice,
    check_capacity,
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.solver import Certificate
from geo.stop import Stop

if TYPE_CHECKING:
    from geo.siting.capacity_kernels import Assignment
    from geo.siting.capacity_search import AssignmentResult

__all__ = ["capacitated_cover", "capacitated_median"]


def capacitated_median(
    minutes: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    capacity: ArrayLike,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations of limited capacity with the smallest sum of demand × minutes.

    Each estate is served by one station as a whole. Every pair of candidate and estate takes
    part: there is no cut-off by distance, and bound and proof hold for all of them.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes from each candidate to each estate, inf where there is no way.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    capacity : array_like, shape (n_candidates,) or scalar
        Most demand that a station can serve; inf for no limit.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × minutes to the assigned station).

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Ceselli, Righini (2005), A branch-and-price algorithm for the capacitated p-median problem,
    Networks 45(3): the same knapsacks, priced by column generation.
    """
    from geo.siting.capacity_kernels import Assignment
    from geo.siting.capacity_search import search_assignment

    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_capacity(capacity, n_candidates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    seed = check_seed(seed)
    needed = np.flatnonzero(weights > 0)
    blocked = needed[~np.isfinite(matrix[np.ix_(choice.allowed, needed)]).any(axis=0)]
    problem = Assignment(
        cost=matrix[np.ix_(choice.allowed, needed)] * weights[needed],
        demand=weights[needed],
        capacity=np.minimum(most[choice.allowed], weights.sum()),
    )
    if blocked.size:
        reason: Notice | None = estates_nobody_reaches(blocked)
    else:
        reason = _too_little_capacity(problem, count, choice.fixed_positions)
    if reason is not None:
        return infeasible_plan(
            "capacitated_median",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=blocked,
            notes=[reason],
        )
    if not needed.size:
        chosen = choice.first(count)
        return solved_plan(
            "capacitated_median",
            chosen=chosen,
            assigned=quickest(matrix, chosen),
            objective=0.0,
            certificate=Certificate.ours(0.0, "arithmetic"),
            exhausted=True,
            seconds=stop.elapsed_s,
        )
    found = search_assignment(problem, count, choice.fixed_positions, stop, seed=seed)
    if found.sites is None and found.exhausted:
        return infeasible_plan(
            "capacitated_median",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            notes=[Notice("siting.capacities_do_not_fit", p=count)],
        )
    if found.sites is None:
        return unknown_plan(
            "capacitated_median",
            n_estates=n_estates,
            certificate=found.certificate,
            seconds=stop.elapsed_s,
        )
    chosen = choice.allowed[found.sites]
    assigned = quickest(matrix, chosen)
    assigned[needed] = choice.allowed[found.site_of_estate]
    return solved_plan(
        "capacitated_median",
        chosen=chosen,
        assigned=assigned,
        objective=found.value,
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )


def _too_little_capacity(problem: "Assignment", p: int, must: NDArray[np.int64]) -> Notice | None:
    largest = np.sort(np.delete(problem.capacity, must))[::-1][: p - must.size]
    room = float(problem.capacity[must].sum() + largest.sum())
    wanted = float(problem.demand.sum())
    if room >= wanted:
        return None
    return Notice("siting.capacity_too_small", p=p, capacity=room, demand=wanted)


def capacitated_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    capacity: ArrayLike,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations of limited capacity that serve the most demand within the target.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    capacity : array_like, shape (n_candidates,) or scalar
        Most demand that a station can serve; inf for no limit.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand served, each estate by one covering station as a whole;
        `assigned` is -1 for estates that nobody has room for.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Current, Storbeck (1988), Capacitated covering models, Environment and Planning B 15(2).
    """
    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_capacity(capacity, n_candidates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    seed = check_seed(seed)
    reachable = np.unique(matrix[choice.allowed].indices).astype(np.int64)
    needed = reachable[weights[reachable] > 0]
    found = _serve_the_most(matrix, weights, needed, most, count, choice, stop, seed)
    chosen = choice.first(count) if found.sites is None else found.sites
    # without demand an estate takes no capacity: any chosen station that covers it will do
    assigned = np.where(weights > 0, -1, lowest_covering(matrix, chosen))
    assigned[needed] = found.site_of_estate
    return solved_plan(
        "capacitated_cover",
        chosen=chosen,
        assigned=assigned,
        objective=found.value,
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(n_estates), reachable),
    )


def _serve_the_most(
    covers: sparse.csr_array,
    weights: NDArray[np.float64],
    needed: NDArray[np.int64],
    most: NDArray[np.float64],
    p: int,
    choice: SiteChoice,
    stop: Stop,
    seed: int,
) -> "AssignmentResult":
    """Search with one more site, always open: nobody. It serves anyone at the cost of a demand.

    The result holds candidates, -1 for nobody, and counts the demand served.
    """
    from geo.siting.capacity_kernels import Assignment
    from geo.siting.capacity_search import AssignmentResult, search_assignment

    nobody, wanted = choice.allowed.size, weights[needed]
    if not needed.size:
        return AssignmentResult(None, np.empty(0, dtype=np.int64), 0.0, 0.0, exhausted=True)
    within = covers[choice.allowed][:, needed].toarray()
    total = float(wanted.sum())
    found = search_assignment(
        Assignment(
            cost=np.vstack([np.where(within, 0.0, np.inf), wanted]),
            demand=wanted,
            capacity=np.append(np.minimum(most[choice.allowed], total), total),
        ),
        p + 1,
        np.append(choice.fixed_positions, nobody),
        stop,
        # at these prices the bound is what the capacities add up to
        price=wanted,
        seed=seed,
    )
    if found.sites is None:
        return AssignmentResult(None, np.full(needed.size, -1), 0.0, total, exhausted=False)
    return AssignmentResult(
        sites=choice.allowed[found.sites[found.sites != nobody]],
        site_of_estate=np.append(choice.allowed, -1)[found.site_of_estate],
        value=total - found.value,
        bound=total - found.bound,
        exhausted=found.exhausted,
        provers=found.provers,
    )
