"""Stations with capacities: every estate has one station, and no station serves too many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice
from geo.search_clock import SearchClock
from geo.siting.assign import lowest_covering, quickest
from geo.siting.inputs import (
    check_capacity,
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_nearest,
    check_seed,
    check_time_limit,
)
from geo.siting.mip import LinearProgram, ProgramAnswer, solve_program
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.program_builder import ProgramBuilder
from geo.siting.reasons import estates_nobody_reaches

__all__ = ["capacitated_cover", "capacitated_median"]

PRICE_TOLERANCE = 1e-7
"""Reduced costs this far below zero, as a share of the largest cost, count as negative."""

PRICING_SHARE = 0.4
"""Share of a time limit that prices may take before plans are searched."""

START_SHARE, START_GAP = 0.4, 0.005
"""Share of the time left for a first plan, and how well its estates are shared out."""


def capacitated_median(
    minutes: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    capacity: ArrayLike,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    nearest: int = 40,
    time_limit_s: float | None = None,
    seed: int = 0,
) -> SitingPlan:
    """Choose p stations of limited capacity with the smallest sum of demand × minutes.

    Each estate is served by one station as a whole. The program begins with the nearest
    candidates of every estate only; prices then tell which pairs left out could be part of a
    better plan, and those are added until none is left.

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
    nearest : int
        Candidates per estate to begin with.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the solver; the same seed gives the same plan.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × minutes to the assigned station); bound holds for all pairs,
        those left out included.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Ceselli, Righini (2005), A branch-and-price algorithm for the capacitated p-median problem,
    Networks 45(3): the relaxation whose prices are used here.
    """
    clock = SearchClock(check_time_limit(time_limit_s))
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_capacity(capacity, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, check_count(p, n_candidates))
    needed = np.flatnonzero(weights > 0)
    blocked = needed[~np.isfinite(matrix[np.ix_(choice.allowed, needed)]).any(axis=0)]
    problem = _Assignment(
        cost=matrix[np.ix_(choice.allowed, needed)] * weights[needed],
        demand=weights[needed],
        capacity=np.minimum(most[choice.allowed], weights.sum()),
        p=int(p),
        fixed=choice.fixed_positions,
    )
    reason = estates_nobody_reaches(blocked) if blocked.size else _too_little_capacity(problem)
    if reason is not None:
        return infeasible_plan(
            "capacitated_median",
            n_estates=n_estates,
            seconds=clock.elapsed_s,
            uncoverable=blocked,
            notes=[reason],
        )
    if not needed.size:
        sites = np.union1d(
            choice.fixed, np.setdiff1d(choice.allowed, choice.fixed)[: int(p) - choice.fixed.size]
        )
        found = _Assigned(np.searchsorted(choice.allowed, sites), np.empty(0, int), 0.0, 0.0, True)
    else:
        found = _solve_by_pricing(problem, check_nearest(nearest), clock, check_seed(seed))
    if found.sites is None:
        if found.exhausted:
            return infeasible_plan(
                "capacitated_median",
                n_estates=n_estates,
                seconds=clock.elapsed_s,
                notes=[Notice("siting.capacities_do_not_fit", p=int(p))],
            )
        return unknown_plan(
            "capacitated_median", n_estates=n_estates, bound=found.bound, seconds=clock.elapsed_s
        )
    chosen = choice.allowed[found.sites]
    assigned = quickest(matrix, chosen)
    assigned[needed] = choice.allowed[found.site_of_estate]
    return solved_plan(
        "capacitated_median",
        chosen=chosen,
        assigned=assigned,
        objective=found.value,
        bound=min(found.value, found.bound),
        exhausted=found.exhausted,
        seconds=clock.elapsed_s,
    )


@dataclass(frozen=True, eq=False)
class _Assignment:
    """p of the sites, each estate to one of them, no site above its capacity."""

    cost: NDArray[np.float64]
    demand: NDArray[np.float64]
    capacity: NDArray[np.float64]
    p: int
    fixed: NDArray[np.int64]


class _Assigned(NamedTuple):
    """Sites (None without a plan), the site of each estate, value, bound, whether proven."""

    sites: NDArray[np.int64] | None
    site_of_estate: NDArray[np.int64]
    value: float
    bound: float
    exhausted: bool


class _Priced(NamedTuple):
    """What prices prove: a bound on every plan, and on the plans that use each pair."""

    bound: float
    pair_bound: NDArray[np.float64]
    reduced: NDArray[np.float64]


def _too_little_capacity(problem: _Assignment) -> Notice | None:
    others = np.delete(problem.capacity, problem.fixed)
    largest = np.sort(others)[::-1][: problem.p - problem.fixed.size]
    room = float(problem.capacity[problem.fixed].sum() + largest.sum())
    wanted = float(problem.demand.sum())
    if room >= wanted:
        return None
    return Notice("siting.capacity_too_small", p=problem.p, capacity=room, demand=wanted)


def _solve_by_pricing(
    problem: _Assignment, nearest: int, clock: SearchClock, seed: int
) -> _Assigned:
    legal = np.isfinite(problem.cost)
    pairs = _nearest_pairs(problem, nearest) & legal
    priced = _Priced(-np.inf, np.full(problem.cost.shape, -np.inf), problem.cost)
    pricing = clock.part(PRICING_SHARE * clock.remaining_s)
    while not pricing.must_stop:
        relaxed = solve_program(_program(problem, pairs, whole=False).program, pricing)
        if relaxed.status != "optimal":
            break
        newest = _price(problem, relaxed)
        if newest.bound > priced.bound:
            priced = newest
        scale = PRICE_TOLERANCE * problem.cost[legal].max(initial=1.0)
        paying = legal & ~pairs & (newest.reduced < -scale)
        if not paying.any():
            break
        pairs |= paying
    best = _first_plan(problem, legal, clock, seed)._replace(bound=priced.bound, exhausted=False)
    if best.sites is not None:
        pairs[best.site_of_estate, np.arange(problem.demand.size)] = True
    while not clock.must_stop:
        built = _program(problem, pairs, whole=True)
        answer = solve_program(built.program, clock, start=_start(built, best), random_seed=seed)
        if answer.values.size:
            best = _better(best, _read(problem, built, answer))
        # plans inside the chosen pairs obey the solver's bound, the others use a pair left out
        could_pay = legal & ~pairs & (priced.pair_bound < best.value)
        outside = float(priced.pair_bound[legal & ~pairs].min(initial=np.inf))
        inside = np.inf if answer.status == "infeasible" else answer.bound
        best = best._replace(bound=max(priced.bound, min(inside, outside, best.value)))
        if answer.status in ("feasible", "unknown"):
            break
        if not could_pay.any():
            return best._replace(exhausted=True)
        pairs |= could_pay
    return best


def _first_plan(
    problem: _Assignment, legal: NDArray[np.bool_], clock: SearchClock, seed: int
) -> _Assigned:
    """Return the sites of the plain p-median, the estates shared out among them."""
    from geo.siting.median_search import search_medians

    nothing = _Assigned(None, np.empty(0, dtype=np.int64), np.inf, -np.inf, exhausted=False)
    part = clock.part(START_SHARE * clock.remaining_s)
    found = search_medians(problem.cost, problem.p, problem.fixed, part, seed=seed)
    if not len(found.plans):
        return nothing
    pairs = np.zeros_like(legal)
    pairs[found.plans[0]] = legal[found.plans[0]]
    built = _program(problem, pairs, whole=True)
    answer = solve_program(built.program, part, random_seed=seed, mip_rel_gap=START_GAP)
    return _read(problem, built, answer) if answer.values.size else nothing


def _nearest_pairs(problem: _Assignment, nearest: int) -> NDArray[np.bool_]:
    rank = problem.cost.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    pairs = rank < nearest
    pairs[problem.fixed] = True
    return np.asarray(pairs)


def _better(old: _Assigned, new: _Assigned) -> _Assigned:
    return new._replace(bound=old.bound) if new.value < old.value else old


def _price(problem: _Assignment, relaxed: ProgramAnswer) -> _Priced:
    """Bound all plans at the prices of the relaxation; any prices give a bound.

    With estates priced at `price` and a unit of capacity at `toll`, an open site is worth
    ``-capacity × toll`` plus every pair of negative reduced cost.
    """
    n_sites, n_estates = problem.cost.shape
    price = relaxed.row_duals[:n_estates]
    toll = np.maximum(0.0, -relaxed.row_duals[n_estates : n_estates + n_sites])
    reduced = problem.cost - price + toll[:, None] * problem.demand
    worth = -problem.capacity * toll + np.minimum(reduced, 0.0).sum(axis=1)
    is_free = np.ones(n_sites, dtype=bool)
    is_free[problem.fixed] = False
    ranked = np.sort(worth[is_free])
    n_free = problem.p - problem.fixed.size
    bound = float(price.sum() + worth[problem.fixed].sum() + ranked[:n_free].sum())
    last = ranked[n_free - 1] if n_free else -np.inf
    opening = np.where(is_free, np.maximum(0.0, worth - last), 0.0)
    return _Priced(bound, bound + opening[:, None] + np.maximum(0.0, reduced), reduced)


class _Built(NamedTuple):
    """A program and which pair each of its columns after the sites stands for."""

    program: LinearProgram
    site: NDArray[np.int64]
    estate: NDArray[np.int64]


def _program(problem: _Assignment, pairs: NDArray[np.bool_], *, whole: bool) -> _Built:
    """Return the program over some pairs: estates first, then capacities, then x <= y."""
    site, estate = (index.astype(np.int64) for index in np.nonzero(pairs))
    opening = _assignment(
        site, estate, problem, cost=problem.cost[site, estate], least_served=1.0, whole=whole
    )
    pair = np.arange(site.size)
    opening.builder.add_rows(
        site.size,
        [(pair, opening.served, 1.0), (pair, opening.opened[site], -1.0)],
        lower=-np.inf,
        upper=0.0,
    )
    return _Built(opening.builder.build(), site, estate)


class _Opening(NamedTuple):
    """A program in the making, its columns of sites and its columns of pairs."""

    builder: ProgramBuilder
    opened: NDArray[np.int64]
    served: NDArray[np.int64]


def _assignment(
    site: NDArray[np.int64],
    estate: NDArray[np.int64],
    problem: _Assignment,
    *,
    cost: NDArray[np.float64],
    least_served: float,
    whole: bool,
) -> _Opening:
    n_sites, n_estates = problem.capacity.size, problem.demand.size
    builder = ProgramBuilder()
    must = np.zeros(n_sites)
    must[problem.fixed] = 1.0
    opened = builder.add_columns(n_sites, lower=must, whole=whole)
    served = builder.add_columns(site.size, cost=cost, whole=whole)
    builder.add_rows(n_estates, [(estate, served, 1.0)], lower=least_served, upper=1.0)
    builder.add_rows(
        n_sites,
        [
            (site, served, problem.demand[estate]),
            (np.arange(n_sites), opened, -problem.capacity),
        ],
        lower=-np.inf,
        upper=0.0,
    )
    builder.add_rows(1, [(0, opened, 1.0)], lower=problem.p, upper=problem.p)
    return _Opening(builder, opened, served)


def _start(built: _Built, best: _Assigned) -> NDArray[np.float64] | None:
    if best.sites is None:
        return None
    opened = np.zeros(built.program.cost.size - built.site.size)
    opened[best.sites] = 1.0
    return np.concatenate([opened, best.site_of_estate[built.estate] == built.site])


def _read(problem: _Assignment, built: _Built, answer: ProgramAnswer) -> _Assigned:
    n_sites, n_estates = problem.capacity.size, problem.demand.size
    serving = np.full(n_estates, -1, dtype=np.int64)
    used = answer.values[n_sites:] > 0.5
    serving[built.estate[used]] = built.site[used]
    is_served = serving >= 0
    value = float(problem.cost[serving[is_served], np.flatnonzero(is_served)].sum())
    sites = np.flatnonzero(answer.values[:n_sites] > 0.5)
    return _Assigned(sites, serving, value, answer.bound, answer.status == "optimal")


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
        Seed of the solver; the same seed gives the same plan.

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
    clock = SearchClock(check_time_limit(time_limit_s))
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_capacity(capacity, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, check_count(p, n_candidates))
    site, estate = (index.astype(np.int64) for index in matrix[choice.allowed].nonzero())
    reachable = np.unique(estate)
    # without demand an estate takes no capacity: any chosen station that covers it will do
    counted = weights[estate] > 0
    site, estate = site[counted], estate[counted]
    problem = _Assignment(
        cost=np.broadcast_to(-weights, (choice.allowed.size, n_estates)),
        demand=weights,
        capacity=np.minimum(most[choice.allowed], weights.sum()),
        p=int(p),
        fixed=choice.fixed_positions,
    )
    # rows x <= y are left out: with capacities that bind they slow HiGHS down and add little
    program = _assignment(
        site, estate, problem, cost=-weights[estate], least_served=0.0, whole=True
    ).builder.build()
    answer = solve_program(program, clock, random_seed=check_seed(seed))
    if answer.values.size:
        found = _read(problem, _Built(program, site, estate), answer)
    else:
        others = np.setdiff1d(np.arange(choice.allowed.size), choice.fixed_positions)
        sites = np.union1d(choice.fixed_positions, others[: int(p) - choice.fixed.size])
        found = _Assigned(sites, np.full(n_estates, -1), 0.0, -np.inf, exhausted=False)
    chosen = choice.allowed[found.sites]
    assigned = np.where(
        weights > 0,
        np.where(found.site_of_estate >= 0, choice.allowed[found.site_of_estate], -1),
        lowest_covering(matrix, chosen),
    )
    return solved_plan(
        "capacitated_cover",
        chosen=chosen,
        assigned=assigned,
        objective=-found.value,
        bound=max(-found.value, min(-answer.bound, float(weights[reachable].sum()))),
        exhausted=found.exhausted,
        seconds=clock.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(n_estates), reachable),
    )
