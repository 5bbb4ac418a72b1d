"""Points of a front: the best plan of a weighted sum, and the quickest plan within a limit."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.siting.front_kernels import Pending, TwoAims, branch_within, relax_within
from geo.siting.median_search import search_medians
from geo.siting.relaxation_kernels import (
    CLOSED,
    CONVERGED,
    OPEN,
    PRUNED,
    Ascent,
    AscentRule,
    new_ascent,
)
from geo.siting.served_costs import served_costs
from geo.solver import relative_gap
from geo.stop import Stop

__all__ = ["Cheapest", "Front", "Point", "cheapest", "quickest_within", "widest"]

_ROOT_RULE = AscentRule(smoothing=0.3, patience=15, shrinking=0.8)
_NODE_RULE = AscentRule(smoothing=0.3, patience=10, shrinking=0.7)
_ROOT_CHUNKS, _ROOT_CHUNK, _NODE_STEPS = 10, 40, 40

_WORK_PER_CALL = 50_000_000
"""Costs that a compiled call may look at before the stop is asked again."""


class Point(NamedTuple):
    """Sum of demand × minutes, demand left uncovered, and the sites."""

    minutes: float
    late: float
    sites: tuple[int, ...]


class Front(NamedTuple):
    """Two aims as costs of serving rows from sites.

    A row is an estate, with both costs, where every covering site is at least as quick as any
    other: the same site is best for both aims. Elsewhere an estate is two rows with one cost each.

    Attributes
    ----------
    minutes : ndarray of float64, shape (n_sites, n_rows)
        Demand × minutes, inf where there is no way.
    late : ndarray of float64, shape (n_sites, n_rows)
        Demand that the site does not cover.
    fixed : ndarray of int64
        Sites that every plan holds.
    step : float
        Least difference in late demand between two plans.
    seed : int
        Seed of the searches.
    """

    minutes: NDArray[np.float64]
    late: NDArray[np.float64]
    fixed: NDArray[np.int64]
    step: float
    seed: int

    def point(self, sites: NDArray[np.int64]) -> Point:
        """Return both aims of a plan."""
        return Point(
            float(self.minutes[sites].min(axis=0).sum()),
            float(self.late[sites].min(axis=0).sum()),
            tuple(np.sort(sites).tolist()),
        )


class Cheapest(NamedTuple):
    """The best plan found for a weighted sum, and how far below it another could be, a share."""

    point: Point
    gap: float


def cheapest(front: Front, p: int, weight: float, stop: Stop) -> Cheapest | None:
    """Return the plan of least minutes + weight × late demand, None where none was found.

    Parameters
    ----------
    front : Front
        The two aims.
    p : int
        Sites to choose.
    weight : float
        Minutes per unit of late demand.
    stop : Stop
        Stops the search.

    Returns
    -------
    Cheapest or None
        Gap 0 where the plan is proven best.
    """
    return _least(front, p, front.minutes + weight * front.late, stop)


def widest(front: Front, p: int, stop: Stop) -> Cheapest | None:
    """Return a plan of least late demand among those that reach everybody.

    Parameters
    ----------
    front : Front
        The two aims.
    p : int
        Sites to choose.
    stop : Stop
        Stops the search.

    Returns
    -------
    Cheapest or None
        Gap 0 where the late demand is proven least; the minutes are those of any such plan.
    """
    return _least(front, p, np.where(np.isfinite(front.minutes), front.late, np.inf), stop)


def _least(front: Front, p: int, cost: NDArray[np.float64], stop: Stop) -> Cheapest | None:
    found = search_medians(np.ascontiguousarray(cost), p, front.fixed, stop, seed=front.seed)
    if not len(found.plans):
        return None
    gap = 0.0 if found.exhausted else relative_gap(float(found.values[0]), found.bound)
    return Cheapest(front.point(found.plans[0]), gap)


def quickest_within(
    front: Front, p: int, left: Point, right: Point, stop: Stop
) -> tuple[Point, float]:
    """Return the quickest plan that leaves less demand late than `left` does.

    Parameters
    ----------
    front : Front
        The two aims.
    p : int
        Sites to choose.
    left : Point
        A plan with more late demand.
    right : Point
        Such a plan, to begin with.
    stop : Stop
        Stops the search.

    Returns
    -------
    point : Point
        The quickest plan found, `right` where none is quicker.
    gap : float
        Share by which another could be quicker; 0 where that is ruled out.

    References
    ----------
    Haimes, Lasdon, Wismer (1971), IEEE Transactions on Systems, Man, and Cybernetics 1: one aim
    is minimised under a limit on the other.
    """
    if stop.must_stop:
        least = float(front.minutes.min(axis=0).sum())
        return right, relative_gap(right.minutes, min(least, right.minutes))
    served = served_costs(front.minutes)
    aims = _sorted_aims(served.cost, front.late, np.arange(served.cost.shape[0]))
    n_rows, n = aims.order.shape
    most_late = left.late - (1.0 - 1e-6) * front.step
    weight = max(0.0, right.minutes - left.minutes) / (left.late - right.late)
    both = np.sort(served.cost[list(right.sites)] + weight * front.late[list(right.sites)], axis=0)
    unit = max(front.step, float(front.late.max(axis=0, initial=0.0).mean()))
    price = np.append(both[min(1, p - 1)], weight * unit)
    decided = np.zeros(n, dtype=np.int8)
    decided[front.fixed] = OPEN
    state = new_ascent(price, np.full(n_rows + 1, np.inf), n, p, 0.5)
    bound = -np.inf
    for _ in range(_ROOT_CHUNKS):
        bound, end = relax_within(
            aims,
            most_late,
            unit,
            state,
            _ROOT_RULE,
            decided,
            p,
            right.minutes,
            right.minutes - served.resolution,
            int(np.clip(_WORK_PER_CALL // aims.order.size, 1, _ROOT_CHUNK)),
        )
        if end == PRUNED:
            return right, 0.0
        if end == CONVERGED or stop.must_stop:
            break
    names = np.flatnonzero(decided != CLOSED)
    aims = _sorted_aims(served.cost, front.late, names)
    pending = _pending(decided[names], state, bound)
    plan, value, n_pending = np.zeros(p, dtype=np.int64), right.minutes, 1
    while n_pending and not stop.must_stop:
        n_pending, value = branch_within(
            aims,
            most_late,
            unit,
            _NODE_RULE,
            pending,
            n_pending,
            plan,
            value,
            served.resolution,
            _NODE_STEPS,
            int(np.clip(_WORK_PER_CALL // (_NODE_STEPS * aims.order.size), 1, 1000)),
        )
    point = front.point(names[plan]) if value < right.minutes else right
    bound = float(pending.bound[:n_pending].min(initial=value))
    return point, relative_gap(value, bound) if bound < value else 0.0


def _sorted_aims(
    minutes: NDArray[np.float64], late: NDArray[np.float64], sites: NDArray[np.int64]
) -> TwoAims:
    """Return both costs by row over some sites, numbered anew, the quickest first."""
    spent, missed = minutes[sites].T, late[sites].T
    order = np.lexsort((missed, spent), axis=1)
    return TwoAims(
        order.astype(np.int32),
        np.take_along_axis(spent, order, axis=1),
        np.take_along_axis(missed, order, axis=1),
    )


def _pending(decided: NDArray[np.int8], state: Ascent, bound: float) -> Pending:
    n, capacity = decided.size, decided.size + 2
    pending = Pending(
        np.zeros((capacity, n), dtype=np.int8),
        np.zeros((capacity, state.price.size)),
        np.zeros(capacity),
    )
    pending.decided[0], pending.price[0], pending.bound[0] = decided, state.best_price, bound
    return pending
