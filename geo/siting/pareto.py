"""The front stations × demand covered × mean minutes: what one aim costs in terms of another."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.search_clock import SearchClock
from geo.siting.cover_rows import merge_rows
from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_seed,
    check_time_limit,
)
from geo.siting.plan import PROOF_TOLERANCE, relative_gap

__all__ = ["front"]

_FIRST_PLANS, _MOST_PLANS = 1, 512
"""Plans ranked per direction at first, and before an interval is left with its gap."""


class _Point(NamedTuple):
    """Sum of demand × minutes, demand left uncovered, and the sites."""

    minutes: float
    late: float
    sites: tuple[int, ...]


class _Ranked(NamedTuple):
    """The best plans in one direction, and what every other plan costs at least."""

    points: list[_Point]
    floor: float


class _Aims(NamedTuple):
    """Both aims as costs of serving an estate, or of leaving a row uncovered."""

    minutes: NDArray[np.float64]
    late: NDArray[np.float64]
    fixed: NDArray[np.int64]
    step: float
    seed: int


def front(
    minutes: ArrayLike,
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    most_stations: int,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the plans that no other plan beats in stations, demand covered and mean minutes.

    For each number of stations the plans on the hull come from weighted sums of both aims; the
    plans between two of them from ranking plans by the same weighted sum until every corner
    where an unseen plan could lie is ruled out.

    Parameters
    ----------
    minutes : array_like, shape (n_candidates, n_estates)
        Minutes, inf where there is no way.
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    most_stations : int
        Largest number of stations, fixed ones included.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds for all of it, shared equally between the numbers of stations that are left;
        None runs to proof.
    seed : int
        Seed of the search.

    Returns
    -------
    DataFrame
        ``stations, covered, mean_min, gap, status, chosen``, by stations and mean minutes. A gap
        of 0 says that no plan is missing between this one and the quicker one before it;
        otherwise it is the share by which the weighted sum of a missing plan could be lower than
        that of the corner between the two. Plans that do not reach every estate are left out.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Przybylski, Gandibleux, Ehrgott (2008), Two phase algorithms for the bi-objective assignment
    problem, EJOR 185(2), section 4.
    """
    clock = SearchClock(check_time_limit(time_limit_s))
    matrix, covered_by = check_minutes(minutes), check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_count(most_stations, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, most)
    needed = np.flatnonzero(weights > 0)
    rows = merge_rows(covered_by, weights, choice.allowed)
    aims = _Aims(
        minutes=matrix[np.ix_(choice.allowed, needed)] * weights[needed],
        late=np.where(rows.by_row.toarray().T > 0, 0.0, rows.weight),
        fixed=choice.fixed_positions,
        step=1.0 if (weights == np.rint(weights)).all() else 1e-6 * float(weights.sum()),
        seed=check_seed(seed),
    )
    total, reachable = float(weights.sum()), float(rows.weight.sum())
    lines: list[tuple[int, float, float, float, str, list[int]]] = []
    kept: list[_Point] = []
    for stations in range(max(1, choice.fixed.size), most + 1):
        part = clock.part(clock.remaining_s / (most + 1 - stations))
        for point, gap in _front_of(aims, stations, part):
            # the same with fewer stations is better
            if any(k.minutes <= point.minutes and k.late <= point.late for k in kept):
                continue
            kept.append(point)
            chosen = choice.allowed[list(point.sites)].tolist()
            status = "optimal" if gap == 0.0 else "feasible"
            mean = point.minutes / max(total, 1e-9)
            lines.append((stations, reachable - point.late, mean, gap, status, chosen))
    return pd.DataFrame(
        lines, columns=["stations", "covered", "mean_min", "gap", "status", "chosen"]
    )


def _front_of(aims: _Aims, p: int, clock: SearchClock) -> list[tuple[_Point, float]]:
    """Return the front of p stations from the quickest plan on, each point with its gap."""
    heavy = aims.minutes[np.isfinite(aims.minutes)].sum() / aims.step + 1.0
    ends = [_rank(aims, p, weight, 1, clock) for weight in (0.0, heavy)]
    if not all(end.points for end in ends):
        return []
    quickest, widest = (end.points[0] for end in ends)
    pool = {quickest, widest}
    gap_of: dict[_Point, float] = {}
    quickest_gap = relative_gap(quickest.minutes, min(quickest.minutes, ends[0].floor))
    open_intervals = [(quickest, widest)]
    while open_intervals:
        left, right = open_intervals.pop()
        if left.late <= right.late or left.minutes >= right.minutes:
            continue
        weight = (right.minutes - left.minutes) / (left.late - right.late)
        lower = _between(aims, p, weight, (left, right), pool, gap_of, clock)
        if lower is not None:
            open_intervals += [(left, lower), (lower, right)]
    points = _undominated(pool)
    gaps = [gap_of.get(point, 0.0) for point in points]
    gaps[0] = quickest_gap if quickest_gap > PROOF_TOLERANCE else 0.0
    return list(zip(points, gaps, strict=True))


def _between(
    aims: _Aims,
    p: int,
    weight: float,
    ends: tuple[_Point, _Point],
    pool: set[_Point],
    gap_of: dict[_Point, float],
    clock: SearchClock,
) -> _Point | None:
    """Find every plan between two ends, or return one below the line that joins them."""
    left, right = ends
    line = left.minutes + weight * left.late
    n_plans, floor = _FIRST_PLANS, -np.inf
    while True:
        ranked = _rank(aims, p, weight, n_plans, clock)
        # a longer list that was cut short must not undo what a shorter one has proven
        floor = max(floor, ranked.floor)
        pool.update(ranked.points)
        if ranked.points:
            best = ranked.points[0]
            if best.minutes + weight * best.late < line * (1.0 - PROOF_TOLERANCE):
                return best
        inside = [
            point
            for point in _undominated(pool)
            if left.minutes <= point.minutes <= right.minutes
            and right.late <= point.late <= left.late
        ]
        corners = {
            slower: slower.minutes + weight * (quicker.late - aims.step)
            for quicker, slower in pairwise(inside)
        }
        is_closed = all(floor >= corner for corner in corners.values())
        if is_closed or n_plans >= _MOST_PLANS or clock.must_stop:
            for slower, corner in corners.items():
                if corner > floor:
                    gap_of[slower] = relative_gap(corner, floor)
            return None
        n_plans *= 8


def _rank(aims: _Aims, p: int, weight: float, n_plans: int, clock: SearchClock) -> _Ranked:
    from geo.siting.median_search import search_medians

    found = search_medians(
        np.ascontiguousarray(np.hstack([aims.minutes, weight * aims.late])),
        p,
        aims.fixed,
        clock,
        n_plans=n_plans,
        seed=aims.seed,
    )
    points = [_point(aims, sites) for sites in found.plans]
    if not found.exhausted:
        floor = found.bound
    elif len(points) < n_plans:
        floor = np.inf
    else:
        floor = max(point.minutes + weight * point.late for point in points)
    return _Ranked(points, floor)


def _point(aims: _Aims, sites: NDArray[np.int64]) -> _Point:
    return _Point(
        float(aims.minutes[sites].min(axis=0).sum()),
        float(aims.late[sites].min(axis=0).sum()),
        tuple(np.sort(sites).tolist()),
    )


def _undominated(pool: set[_Point]) -> list[_Point]:
    """Return the points that no other beats, from the quickest on; of equal ones the first."""
    best: list[_Point] = []
    for point in sorted(pool):
        if not best or point.late < best[-1].late:
            best.append(point)
    return best
