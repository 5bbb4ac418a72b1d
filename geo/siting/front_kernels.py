"""Compiled search for the quickest plan that leaves no more than so much demand late.

The limit on late demand is priced like the service of the estates: its price turns demand into
minutes and moves with the others, node by node.
"""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    CONVERGED,
    FREE,
    NOT_DONE,
    OPEN,
    PRUNED,
    SMALLEST_STEP,
    Ascent,
    AscentRule,
    Floats,
    Ints,
    Marks,
    Sites,
    decide_sites,
    least_sure,
    move_prices,
    note_bound,
    pick_smallest,
)


class TwoAims(NamedTuple):
    """What serving each row costs in minutes and in late demand, its sites best first.

    Along a row neither of the two falls, so that the order holds for every weighted sum.

    Attributes
    ----------
    order : ndarray of int32, shape (n_rows, n_sites)
        Sites.
    minutes, late : ndarray of float64, shape (n_rows, n_sites)
        Their costs, in the same order.
    """

    order: Sites
    minutes: Floats
    late: Floats


class Pending(NamedTuple):
    """Nodes that wait to be searched, as a stack.

    Attributes
    ----------
    decided : ndarray of int8, shape (capacity, n_sites)
        What is decided at each node.
    price : ndarray of float64, shape (capacity, n_rows + 1)
        Prices its relaxation begins with, that of late demand last.
    bound : ndarray of float64, shape (capacity,)
        Bound of its parent.
    """

    decided: Marks
    price: Floats
    bound: Floats


@kernel
def plan_aims(aims: TwoAims, taken: Marks) -> tuple[float, float]:
    """Return minutes and late demand of the sites marked as OPEN."""
    minutes, late = 0.0, 0.0
    for r in range(aims.order.shape[0]):
        for k in range(aims.order.shape[1]):
            if taken[aims.order[r, k]] == OPEN:
                minutes += aims.minutes[r, k]
                late += aims.late[r, k]
                break
    return minutes, late


@kernel
def relax_within(
    aims: TwoAims,
    most_late: float,
    unit: float,
    state: Ascent,
    rule: AscentRule,
    decided: Marks,
    p: int,
    target: float,
    prune_at: float,
    iterations: int,
) -> tuple[float, int]:
    """Raise the bound on the minutes of plans with at most so much late demand; decide sites.

    The last price is that of `unit` late demand. `decided` and `state` change in place. Returns
    the best bound and how the ascent ended.
    """
    n_rows, n = aims.order.shape
    reduced, served = np.empty(n), np.empty(n_rows + 1)
    inside = np.zeros(n, np.bool_)
    for _ in range(iterations):
        weight = float(state.price[n_rows] / unit)
        reduced[:] = 0.0
        bound = -weight * most_late
        for r in range(n_rows):
            price = float(state.price[r])
            bound += price
            for k in range(n):
                saved = aims.minutes[r, k] + weight * aims.late[r, k] - price
                if saved >= 0.0:
                    break
                reduced[aims.order[r, k]] += saved
        picked, last_in, first_out, end = pick_smallest(reduced, decided, p, inside, state.relaxed)
        if end == PRUNED:
            return np.inf, end
        bound += picked
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        if end == COMPLETE:
            return state.pace[2], end
        decide_sites(reduced, decided, inside, bound, last_in, first_out, prune_at)
        if state.pace[0] < SMALLEST_STEP:
            return state.pace[2], CONVERGED
        late = -most_late
        for r in range(n_rows):
            served[r] = 0.0
            for k in range(n):
                if aims.minutes[r, k] + weight * aims.late[r, k] >= state.price[r]:
                    break
                if inside[aims.order[r, k]]:
                    served[r] += 1.0
                    late += aims.late[r, k]
        served[n_rows] = 1.0 - late / unit
        if not move_prices(state, rule, served, max(target - bound, 1e-4 * abs(target))):
            return state.pace[2], CONVERGED
    return state.pace[2], NOT_DONE


@kernel
def branch_within(
    aims: TwoAims,
    most_late: float,
    unit: float,
    rule: AscentRule,
    pending: Pending,
    n_pending: int,
    plan: Ints,
    value: float,
    resolution: float,
    iterations: int,
    max_nodes: int,
) -> tuple[int, float]:
    """Search the waiting nodes depth first; return how many wait and the best minutes.

    `plan` is overwritten by each plan that is quicker than `value` by `resolution` at least.
    """
    n_rows, n = aims.order.shape
    p = plan.size
    decided, taken = np.empty(n, np.int8), np.empty(n, np.int8)
    state = Ascent(
        np.empty(n_rows + 1),
        np.empty(n_rows + 1),
        np.empty(n_rows + 1),
        np.full(n_rows + 1, np.inf),
        np.empty(n),
        np.empty(p, np.int64),
        np.empty(3),
    )
    for _ in range(max_nodes):
        if n_pending == 0:
            break
        n_pending -= 1
        parent_bound = pending.bound[n_pending]
        if parent_bound >= value - resolution:
            continue
        decided[:] = pending.decided[n_pending]
        state.price[:] = pending.price[n_pending]
        state.best_price[:] = state.price
        state.direction[:] = 0.0
        state.often[:] = 0.0
        state.pace[:] = (0.3, 0.0, -np.inf)
        bound, end = relax_within(
            aims, most_late, unit, state, rule, decided, p, value, value - resolution, iterations
        )
        if end == PRUNED:
            continue
        taken[:] = CLOSED
        taken[state.relaxed] = OPEN
        minutes, late = plan_aims(aims, taken)
        if late <= most_late and minutes < value - resolution:
            value = minutes
            plan[:] = state.relaxed
        if end == COMPLETE:
            continue
        bound = max(bound, parent_bound)
        n_open, n_free, split = least_sure(state.often, decided)
        if n_open == p or n_open + n_free == p:
            # decided by the last step: the node comes back as the one plan it holds
            decided[decided == FREE] = CLOSED if n_open == p else OPEN
            pending.decided[n_pending] = decided
            pending.price[n_pending] = state.best_price
            pending.bound[n_pending] = bound
            n_pending += 1
            continue
        if n_open > p or n_open + n_free < p or bound >= value - resolution:
            continue
        likely = OPEN if state.often[split] >= 0.5 else CLOSED
        for choice in (-likely, likely):
            pending.decided[n_pending] = decided
            pending.decided[n_pending, split] = choice
            pending.price[n_pending] = state.best_price
            pending.bound[n_pending] = bound
            n_pending += 1
    return n_pending, value
