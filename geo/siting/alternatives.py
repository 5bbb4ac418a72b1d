"""Answers instead of one number: the k best plans, the sites they share, what each station adds."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import SitingError
from geo.siting.assign import lowest_covering, quickest
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.siting.max_cover import max_cover
from geo.siting.plan import SitingPlan, solved_plan
from geo.solver import Certificate
from geo.stop import Stop

__all__ = ["best_covers", "best_medians", "cover_curve", "no_regret_sites", "probability_cover"]


def _check_plans(k: object) -> int:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise SitingError("siting.plans_not_whole", value=k)
    return int(k)


def best_medians(
    minutes: ArrayLike,
    demand: ArrayLike,
    p: int,
    k: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> list[SitingPlan]:
    """Return the k plans with the smallest sum of demand × minutes, best first.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    k : int
        How many different plans.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    list of SitingPlan
        At most k, fewer when there are no more that serve everybody. Status ``optimal`` of a
        plan means that its rank is proven: no plan outside the list is better than it.

    Raises
    ------
    SitingError
        Malformed input.
    """
    from geo.siting.median_search import search_medians

    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    weights = check_demand(demand, matrix.shape[1])
    count = check_count(p, matrix.shape[0])
    choice = check_choice(fixed, forbidden, matrix.shape[0], count)
    needed = np.flatnonzero(weights > 0)
    cost = matrix[np.ix_(choice.allowed, needed)] * weights[needed]
    found = search_medians(
        cost,
        count,
        choice.fixed_positions,
        stop,
        n_plans=_check_plans(k),
        seed=check_seed(seed),
    )
    return [
        solved_plan(
            "p_median",
            chosen=choice.allowed[sites],
            assigned=quickest(matrix, choice.allowed[sites]),
            objective=value,
            certificate=Certificate.ours(min(value, found.bound)),
            exhausted=found.exhausted,
            seconds=stop.elapsed_s,
        )
        for sites, value in zip(found.plans, found.values, strict=True)
    ]


def best_covers(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    k: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> list[SitingPlan]:
    """Return the k plans that cover the most demand, best first.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    k : int
        How many different plans.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    list of SitingPlan
        At most k; status ``optimal`` means that the rank is proven.

    Raises
    ------
    SitingError
        Malformed input.
    """
    from geo.siting.median_search import search_medians

    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    weights = check_demand(demand, matrix.shape[1])
    count = check_count(p, matrix.shape[0])
    choice = check_choice(fixed, forbidden, matrix.shape[0], count)
    rows = merge_rows(matrix, weights, choice.allowed)
    # leaving a row uncovered costs its weight: the same search as for minutes
    cost = np.where(rows.by_row.toarray().T > 0, 0.0, rows.weight)
    found = search_medians(
        cost,
        count,
        choice.fixed_positions,
        stop,
        n_plans=_check_plans(k),
        seed=check_seed(seed),
    )
    total = float(rows.weight.sum())
    return [
        solved_plan(
            "max_cover",
            chosen=choice.allowed[sites],
            assigned=lowest_covering(matrix, np.sort(choice.allowed[sites])),
            objective=total - value,
            certificate=Certificate.ours(total - min(value, found.bound)),
            exhausted=found.exhausted,
            seconds=stop.elapsed_s,
        )
        for sites, value in zip(found.plans, found.values, strict=True)
    ]


def probability_cover(
    p_on_time: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose p stations with the largest expected demand on time.

    Parameters
    ----------
    p_on_time : array_like, shape (n_candidates, n_estates)
        Probability that a crew from the candidate is on time, 0 to 1.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations to choose, fixed ones included.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × the best chosen probability), bound an upper bound.

    Raises
    ------
    SitingError
        Malformed input.
    """
    from geo.siting.median_search import search_medians

    stop = check_stop(stop, time_limit_s)
    sure = check_minutes(p_on_time)
    if (sure > 1).any():
        raise SitingError("siting.not_a_share", name="p_on_time", value=float(sure.max()))
    weights = check_demand(demand, sure.shape[1])
    count = check_count(p, sure.shape[0])
    choice = check_choice(fixed, forbidden, sure.shape[0], count)
    late = (1.0 - sure[choice.allowed]) * weights
    found = search_medians(late, count, choice.fixed_positions, stop, seed=check_seed(seed))
    chosen = choice.allowed[found.plans[0]]
    best = sure[chosen].max(axis=0)
    assigned = np.where(best > 0, chosen[sure[chosen].argmax(axis=0)], -1)
    return solved_plan(
        "probability_cover",
        chosen=chosen,
        assigned=assigned,
        objective=float((weights * best).sum()),
        certificate=Certificate.ours(float(weights.sum()) - found.bound),
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
    )


def no_regret_sites(plans: Sequence[SitingPlan]) -> NDArray[np.int64]:
    """Return the candidates that every plan holds.

    Parameters
    ----------
    plans : sequence of SitingPlan
        For example the k best ones.

    Returns
    -------
    ndarray of int64
        Sorted candidate indices; empty without plans.
    """
    if not plans:
        return np.empty(0, dtype=np.int64)
    shared = plans[0].chosen
    for plan in plans[1:]:
        shared = np.intersect1d(shared, plan.chosen)
    return shared


def cover_curve(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    most_stations: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    seed: int = 0,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return what each further station adds, every number of stations solved to proof.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    most_stations : int
        Largest number of stations, fixed ones included.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    seed : int
        Seed of the search.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    DataFrame
        ``stations, covered, gained, status, chosen``, from the fixed ones alone (or none) up.

    Raises
    ------
    SitingError
        Malformed input.
    """
    matrix = check_covers(covers)
    weights = check_demand(demand, matrix.shape[1])
    most = check_count(most_stations, matrix.shape[0])
    choice = check_choice(fixed, forbidden, matrix.shape[0], most)
    points: list[tuple[int, float, str, list[int]]] = []
    if not choice.fixed.size:
        points.append((0, 0.0, "optimal", []))
    for stations in range(max(1, choice.fixed.size), most + 1):
        plan = max_cover(
            matrix,
            weights,
            stations,
            fixed=choice.fixed,
            forbidden=np.setdiff1d(np.arange(matrix.shape[0]), choice.allowed),
            seed=seed,
            stop=stop,
        )
        points.append((stations, plan.objective, plan.status, plan.chosen.tolist()))
    curve = pd.DataFrame(points, columns=["stations", "covered", "status", "chosen"])
    curve.insert(2, "gained", curve["covered"].diff().fillna(curve["covered"]))
    return curve
