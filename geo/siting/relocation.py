"""Stations that stand already and may move: the best plan that closes only so many of them."""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice, SitingError
from geo.siting.assign import lowest_covering, quickest
from geo.siting.compact import Compact, Stations, first_columns, move_one, solve_compact
from geo.siting.cover_rows import CoverRows, add_covered_rows, merge_rows
from geo.siting.inputs import (
    SiteChoice,
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_moves,
    check_seed,
    check_standing,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan, unknown_plan
from geo.siting.reasons import estates_nobody_reaches
from geo.solver import Certificate, ProgramBuilder
from geo.stop import Stop

__all__ = ["StationMoves", "relocated_cover", "relocated_median", "station_moves"]


class StationMoves(NamedTuple):
    """What becomes of the stations that stand.

    Attributes
    ----------
    kept, closed, opened : ndarray of int64
        Sorted candidates: standing ones that stay, standing ones that close, and new ones.
    """

    kept: NDArray[np.int64]
    closed: NDArray[np.int64]
    opened: NDArray[np.int64]


def station_moves(plan: SitingPlan, standing: Iterable[int]) -> StationMoves:
    """Compare a plan with the stations that stand.

    Parameters
    ----------
    plan : SitingPlan
        The plan.
    standing : iterable of int
        Candidates where a station stands today.

    Returns
    -------
    StationMoves
        Each station that closes and each that opens; a move is one of both.
    """
    today = np.unique(np.array(list(standing), dtype=np.int64))
    return StationMoves(
        kept=np.intersect1d(today, plan.chosen),
        closed=np.setdiff1d(today, plan.chosen),
        opened=np.setdiff1d(plan.chosen, today),
    )


class _Moving(NamedTuple):
    """The standing candidates that may be chosen at all, and how many of them must be."""

    standing: NDArray[np.int64]
    least_kept: int


def _check_moving(
    standing: Iterable[int], most_moves: int, choice: SiteChoice, p: int, n_candidates: int
) -> _Moving:
    today, moves = check_standing(standing, n_candidates), check_moves(most_moves)
    may_stay = np.intersect1d(today, choice.allowed)
    new_and_fixed = np.setdiff1d(choice.fixed, today).size
    needed = today.size - min(p - new_and_fixed, may_stay.size)
    if needed > moves:
        raise SitingError("siting.too_few_moves", needed=needed, moves=moves)
    return _Moving(may_stay, max(0, today.size - moves))


def relocated_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    standing: Iterable[int],
    most_moves: int,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose exactly p stations that cover the most demand and close few that stand.

    With p as many as stand, stations move; with a larger p the rest is built beside them, with a
    smaller one the network shrinks.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations in the end, kept and new ones.
    standing : iterable of int
        Candidates where a station stands today.
    most_moves : int
        Most of the standing stations that may close; 0 keeps them all.
    fixed, forbidden : iterable of int
        Candidates that must be chosen (a standing one among them may not move), and that must
        not (a standing one among them has to close).
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand covered; :func:`station_moves` tells who stays, closes and opens.

    Raises
    ------
    SitingError
        Malformed input, or more stations have to close than may.

    References
    ----------
    Church, ReVelle (1974), The maximal covering location problem, Papers in Regional Science 32:
    with one more row that counts the standing stations that stay.
    """
    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    moving = _check_moving(standing, most_moves, choice, count, n_candidates)
    rows = merge_rows(matrix, weights, choice.allowed)
    stays = np.searchsorted(choice.allowed, moving.standing)
    model = _model(rows, count, choice.fixed_positions, stays, moving.least_kept)
    first = np.zeros(rows.n_sites, dtype=np.int64)
    first[np.searchsorted(choice.allowed, _any_plan(choice, moving, count))] = 1
    found = solve_compact(model, first, stop)
    assert found.stations is not None, "the first plan keeps the rules"
    chosen = choice.allowed[found.stations > 0]
    assigned = lowest_covering(matrix, chosen)
    return solved_plan(
        "relocated_cover",
        chosen=chosen,
        assigned=assigned,
        objective=float(weights[assigned >= 0].sum()),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(n_estates), matrix[choice.allowed].indices),
    )


def _model(
    rows: CoverRows,
    p: int,
    must: NDArray[np.int64],
    stays: NDArray[np.int64],
    least_kept: int,
) -> Compact:
    """Return the model: a maximal cover with one more row that counts who stays."""
    least = np.zeros(rows.n_sites)
    least[must] = 1.0
    builder = ProgramBuilder()
    opened = builder.add_columns(rows.n_sites, lower=least, whole=True)
    builder.add_rows(1, [(0, opened, 1.0)], lower=p, upper=p)
    builder.add_rows(1, [(0, opened[stays], 1.0)], lower=least_kept, upper=np.inf)
    add_covered_rows(builder, rows, opened, gain=rows.weight)

    def worth(stations: Stations) -> float:
        kept = int(stations[stays].sum())
        return rows.covered_weight(stations) if kept >= least_kept else float(kept - least_kept)

    return Compact(
        program=builder.build(maximise=True),
        point=lambda stations: np.concatenate([stations, rows.covered_point(stations)]),
        read=first_columns(rows.n_sites),
        worth=worth,
        moves=move_one(least, 1),
        ceiling=float(rows.weight.sum()),
    )


def _any_plan(choice: SiteChoice, moving: _Moving, p: int) -> NDArray[np.int64]:
    """Return the fixed stations, then standing ones, then the lowest others, p in all."""
    in_order = np.concatenate([choice.fixed, moving.standing, choice.allowed])
    _, first = np.unique(in_order, return_index=True)
    return np.sort(in_order[np.sort(first)[:p]])


def relocated_median(
    minutes: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    standing: Iterable[int],
    most_moves: int,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose exactly p stations of least demand × minutes and close few that stand.

    One p-median for each set of standing stations that stays, each only as far as it could beat
    the best so far. With s standing stations and m moves these are s over m searches.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes from each candidate to each estate, inf where there is no way.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    p : int
        Stations in the end, kept and new ones.
    standing : iterable of int
        Candidates where a station stands today.
    most_moves : int
        Most of the standing stations that may close; 0 keeps them all.
    fixed, forbidden : iterable of int
        As in :func:`relocated_cover`.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    seed : int
        Seed of the searches; the same seed gives the same plan.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is sum(demand × minutes).

    Raises
    ------
    SitingError
        Malformed input, or more stations have to close than may.
    """
    from geo.siting.median_search import search_medians

    stop = check_stop(stop, time_limit_s)
    matrix = check_minutes(minutes)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    count = check_count(p, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, count)
    moving = _check_moving(standing, most_moves, choice, count, n_candidates)
    seed = check_seed(seed)
    needed = np.flatnonzero(weights > 0)
    cost = matrix[np.ix_(choice.allowed, needed)] * weights[needed]
    blocked = needed[~np.isfinite(cost).any(axis=0)]
    if blocked.size:
        return infeasible_plan(
            "relocated_median",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            uncoverable=blocked,
            notes=[estates_nobody_reaches(blocked)],
        )
    locked = np.intersect1d(moving.standing, choice.fixed)
    movable = np.setdiff1d(moving.standing, locked)
    best, value, bound = None, np.inf, np.inf
    for staying in combinations(movable, max(0, moving.least_kept - locked.size)):
        if stop.must_stop and np.isfinite(bound):
            # of the sets that are not looked at, only this is known
            bound = min(bound, float(cost.min(axis=0).sum()))
            break
        must = np.union1d(choice.fixed, np.array(staying, dtype=np.int64))
        found = search_medians(
            cost, count, np.searchsorted(choice.allowed, must), stop, ceiling=value, seed=seed
        )
        if found.values.size:
            best, value = choice.allowed[found.plans[0]], float(found.values[0])
        bound = min(bound, value if found.exhausted else found.bound)
        stop.report(value if best is not None else np.nan, bound)
    is_proven = bound >= value
    if best is None and is_proven:
        return infeasible_plan(
            "relocated_median",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            notes=[Notice("siting.too_few_stations_to_reach_all", p=count)],
            kind="branch_and_bound",
        )
    certificate = Certificate.ours(min(value, bound))
    if best is None:
        return unknown_plan(
            "relocated_median",
            n_estates=n_estates,
            certificate=certificate,
            seconds=stop.elapsed_s,
        )
    return solved_plan(
        "relocated_median",
        chosen=best,
        assigned=quickest(matrix, best),
        objective=value,
        certificate=certificate,
        exhausted=is_proven,
        seconds=stop.elapsed_s,
    )
