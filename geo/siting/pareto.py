"""The front stations × demand covered × mean minutes: what one aim costs in terms of another."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from geo.siting.inputs import (
    check_choice,
    check_count,
    check_covers,
    check_demand,
    check_minutes,
    check_seed,
    check_stop,
)
from geo.solver import PROOF_TOLERANCE
from geo.stop import Stop

if TYPE_CHECKING:
    from geo.siting.front_search import Front, Point

__all__ = ["front"]


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
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return the plans that no other plan beats in stations, demand covered and mean minutes.

    For each number of stations the front is walked from the quickest plan on: what is the
    quickest plan that covers more than the last one? Plans on the hull, from weighted sums of
    both aims, are what each step begins with.

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
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    DataFrame
        ``stations, covered, mean_min, gap, status, chosen``, by stations and mean minutes. The
        gap is the share by which a plan that covers more than the quicker point before it could
        still be quicker than this one; 0 says that no plan is missing between the two. Plans that
        do not reach every estate are left out.

    Raises
    ------
    SitingError
        Malformed input.

    References
    ----------
    Haimes, Lasdon, Wismer (1971), On a bicriterion formulation of the problems of integrated
    system identification and system optimization, IEEE Transactions on SMC 1(3).
    """
    from geo.siting.front_search import Front

    stop = check_stop(stop, time_limit_s)
    matrix, covered_by = check_minutes(minutes), check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    most = check_count(most_stations, n_candidates)
    choice = check_choice(fixed, forbidden, n_candidates, most)
    needed = np.flatnonzero(weights > 0)
    spent = matrix[np.ix_(choice.allowed, needed)] * weights[needed]
    within = covered_by[choice.allowed][:, needed].toarray()
    coverable = np.where(within.any(axis=0), weights[needed], 0.0)
    late = np.where(within, 0.0, coverable)
    slowest_within = np.where(within, spent, -np.inf).max(axis=0)
    apart = slowest_within > np.where(within, np.inf, spent).min(axis=0)
    nothing = np.zeros((choice.allowed.size, int(apart.sum())))
    aims = Front(
        minutes=np.hstack([spent[:, ~apart], spent[:, apart], nothing]),
        late=np.hstack([late[:, ~apart], nothing, late[:, apart]]),
        fixed=choice.fixed_positions,
        step=1.0 if (weights == np.rint(weights)).all() else 1e-6 * float(weights.sum()),
        seed=check_seed(seed),
    )
    total, reachable = float(weights.sum()), float(coverable.sum())
    lines: list[tuple[int, float, float, float, str, list[int]]] = []
    kept: list[Point] = []
    for stations in range(max(1, choice.fixed.size), most + 1):
        if stop.is_cancelled or (lines and stop.must_stop):
            break
        part = stop.part(stop.remaining_s / (most + 1 - stations))
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


def _front_of(front: "Front", p: int, stop: Stop) -> list[tuple["Point", float]]:
    """Return the front of p stations from the quickest plan on, each point with its gap."""
    from geo.siting.front_search import cheapest, quickest_within, widest

    quickest = cheapest(front, p, 0.0, stop)
    last = widest(front, p, stop)
    if quickest is None or last is None:
        return []
    plans = _hull(front, p, quickest.point, last.point, stop)
    found = [(quickest.point, quickest.gap)]
    while not stop.is_cancelled:
        left = found[-1][0]
        beyond = [point for point in plans if point.late < left.late]
        if not beyond:
            break
        found.append(quickest_within(front, p, left, min(beyond), stop))
    if not stop.is_cancelled:
        end, gap = found[-1]
        found[-1] = end, max(gap, last.gap)
    # of plans with equal minutes the one that covers most stands for them
    return [
        point
        for point, following in zip(found, [*found[1:], None], strict=True)
        if following is None or following[0].minutes > point[0].minutes
    ]


def _hull(front: "Front", p: int, quickest: "Point", widest: "Point", stop: Stop) -> set["Point"]:
    """Return plans on the lower hull between two plans, both of them included."""
    from geo.siting.front_search import cheapest

    plans = {quickest, widest}
    open_intervals = [(quickest, widest)]
    while open_intervals and not stop.must_stop:
        left, right = open_intervals.pop()
        if left.late <= right.late or left.minutes >= right.minutes:
            continue
        weight = (right.minutes - left.minutes) / (left.late - right.late)
        lower = cheapest(front, p, weight, stop)
        if lower is None:
            continue
        plans.add(lower.point)
        line = left.minutes + weight * left.late
        if lower.point.minutes + weight * lower.point.late < line * (1.0 - PROOF_TOLERANCE):
            open_intervals += [(left, lower.point), (lower.point, right)]
    return plans
