"""Compiled searches over sets of stations whose cost is a sum of nearest distances.

Two forms of the same costs are used side by side: a matrix (n_sites, n_estates) to evaluate a
set of sites, and for every estate the list of its nearest sites in ascending cost, which is all
that the swap search and the Lagrangean relaxation look at.
"""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below
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
    Flags,
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


class NearestSites(NamedTuple):
    """The sites of each estate in ascending cost.

    Attributes
    ----------
    start : ndarray of int64, shape (n_estates + 1,)
        Where each estate's list begins.
    sites : ndarray of int32, shape (n_entries,)
        Sites.
    costs : ndarray of float64, shape (n_entries,)
        Their finite costs.
    known_to : ndarray of float64, shape (n_estates,)
        Every site cheaper than this is in the list.
    """

    start: Ints
    sites: Sites
    costs: Floats
    known_to: Floats


@kernel
def nearest_two(
    cost: Floats, chosen: Ints, first: Ints, first_cost: Floats, second_cost: Floats
) -> float:
    """Fill in the nearest chosen position and the two smallest costs; return their sum."""
    first_cost[:] = np.inf
    second_cost[:] = np.inf
    for position in range(chosen.size):
        row = cost[chosen[position]]
        for i in range(row.size):
            c = row[i]
            if c < first_cost[i]:
                second_cost[i] = first_cost[i]
                first_cost[i] = c
                first[i] = position
            elif c < second_cost[i]:
                second_cost[i] = c
    return float(first_cost.sum())


@kernel
def plan_cost(cost: Floats, chosen: Ints) -> float:
    """Return the sum over estates of the cost of the nearest chosen site."""
    nearest = cost[chosen[0]].copy()
    for position in range(1, chosen.size):
        row = cost[chosen[position]]
        for i in range(row.size):
            nearest[i] = min(nearest[i], row[i])
    return float(nearest.sum())


@kernel
def best_addition(cost: Floats, nearest: Floats, taken: Flags) -> int:
    """Return the site, not yet taken, that leaves the smallest sum of nearest costs."""
    best, least = -1, np.inf
    for j in range(taken.size):
        if taken[j]:
            continue
        total = 0.0
        for i in range(nearest.size):
            total += min(nearest[i], cost[j, i])
        if best < 0 or total < least:
            least, best = total, j
    return best


@kernel
def swap_search(
    cost: Floats, near: NearestSites, chosen: Ints, n_fixed: int, max_swaps: int
) -> tuple[float, int]:
    """Exchange a chosen site for another while the best exchange saves something.

    All exchanges are priced together from the estates' lists: an estate's list is read only up to
    its second nearest chosen site, beyond which no exchange can touch it. The first `n_fixed`
    positions of `chosen` stay. Returns the cost reached and the exchanges made, `max_swaps` when
    there may be more.

    References: Whitaker (1983), INFOR 21; Resende and Werneck (2007), EJOR 179, section 3.
    """
    n, m = cost.shape
    p = chosen.size
    first = np.zeros(m, np.int64)
    nearest, second = np.empty(m), np.empty(m)
    total = nearest_two(cost, chosen, first, nearest, second)
    gain, loss, extra = np.empty(n), np.empty(p), np.empty((n, p))
    taken = np.zeros(n, np.bool_)
    taken[chosen] = True
    for swap in range(max_swaps):
        gain[:] = 0.0
        loss[:] = 0.0
        extra[:] = 0.0
        for i in range(m):
            d1, d2, r = nearest[i], second[i], first[i]
            loss[r] += d2 - d1 if p > 1 else 0.0
            for k in range(near.start[i], near.start[i + 1]):
                c = near.costs[k]
                if c >= d2:
                    break
                j = near.sites[k]
                if c < d1:
                    gain[j] += d1 - c
                    extra[j, r] += d2 - d1 if p > 1 else 0.0
                elif p > 1:
                    extra[j, r] += d2 - c
                else:
                    gain[j] += d1 - c
        best_saving, leave, enter = 1e-9 * max(1.0, abs(total)), -1, -1
        for j in range(n):
            if taken[j]:
                continue
            for r in range(n_fixed, p):
                saving = gain[j] - loss[r] + extra[j, r]
                if saving > best_saving:
                    best_saving, leave, enter = saving, r, j
        if enter < 0:
            return total, swap
        taken[chosen[leave]] = False
        taken[enter] = True
        previous = chosen[leave]
        chosen[leave] = enter
        changed = nearest_two(cost, chosen, first, nearest, second)
        if not changed < total:
            chosen[leave] = previous
            return total, swap
        total = changed
    return total, max_swaps


@kernel
def perturb(chosen: Ints, n_fixed: int, n_sites: int, moves: int, random: RandomState) -> None:
    """Replace some chosen sites, not the first `n_fixed`, by random others."""
    taken = np.zeros(n_sites, np.bool_)
    taken[chosen] = True
    for _ in range(moves):
        enter = below(random, n_sites)
        if not taken[enter]:
            leave = n_fixed + below(random, chosen.size - n_fixed)
            taken[chosen[leave]] = False
            taken[enter] = True
            chosen[leave] = enter


@kernel
def relax(
    near: NearestSites,
    state: Ascent,
    rule: AscentRule,
    decided: Marks,
    p: int,
    target: float,
    prune_at: float,
    iterations: int,
) -> tuple[float, int]:
    """Raise the Lagrangean bound of a node and decide sites on the way.

    A cut-off list stays exact because prices never pass ``near.known_to``, which is the upper
    limit of the ascent. `decided` and `state` change in place; the prices end at the best ones.
    Returns the best bound and how the ascent ended.
    """
    m, n = state.price.size, decided.size
    reduced, served = np.empty(n), np.empty(m, np.int32)
    inside = np.zeros(n, np.bool_)
    end = NOT_DONE
    for _ in range(iterations):
        reduced[:] = 0.0
        bound = 0.0
        for i in range(m):
            price = state.price[i]
            bound += price
            for k in range(near.start[i], near.start[i + 1]):
                if near.costs[k] >= price:
                    break
                reduced[near.sites[k]] += near.costs[k] - price
        picked, last_in, first_out, end = pick_smallest(reduced, decided, p, inside, state.relaxed)
        if end == PRUNED:
            return np.inf, end
        bound += picked
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        if end == COMPLETE:
            break
        decide_sites(reduced, decided, inside, bound, last_in, first_out, prune_at)
        if state.pace[0] < SMALLEST_STEP:
            end = CONVERGED
            break
        for i in range(m):
            served[i] = 0
            for k in range(near.start[i], near.start[i + 1]):
                if near.costs[k] >= state.price[i]:
                    break
                if inside[near.sites[k]]:
                    served[i] += 1
        if not move_prices(state, rule, served, max(target - bound, 1e-4 * abs(target))):
            end = CONVERGED
            break
    return state.pace[2], end


@kernel
def offer(
    value: float, plan: Ints, pool: Ints, pool_value: Floats, held: int, ceiling: float
) -> int:
    """Put a plan into the pool of the best distinct plans, cheapest first; return its new size."""
    room = pool_value.size
    if value >= ceiling or (held == room and value >= pool_value[room - 1]):
        return held
    ordered = np.sort(plan)
    for q in range(held):
        if (pool[q] == ordered).all():
            return held
    q = min(held, room - 1)
    while q > 0 and pool_value[q - 1] > value:
        pool_value[q] = pool_value[q - 1]
        pool[q] = pool[q - 1]
        q -= 1
    pool_value[q] = value
    pool[q] = ordered
    return min(room, held + 1)


@kernel
def pruning_value(pool_value: Floats, held: int, ceiling: float, resolution: float) -> float:
    """Return the bound from which on a node cannot hold a plan that is still wanted.

    A wanted plan is cheaper than the worst of a full pool and than `ceiling` by at least
    `resolution`, a whole unit where costs are whole and nearly nothing elsewhere.
    """
    worst = ceiling
    if held == pool_value.size:
        worst = min(worst, pool_value[held - 1])
    return worst - resolution


class Waiting(NamedTuple):
    """Nodes that wait to be searched, as a stack.

    Attributes
    ----------
    decided : ndarray of int8, shape (capacity, n_sites)
        What is decided at each node.
    price : ndarray of float64, shape (capacity, n_estates)
        Prices its relaxation begins with.
    bound : ndarray of float64, shape (capacity,)
        Bound of its parent.
    """

    decided: Marks
    price: Floats
    bound: Floats


@kernel
def branch(
    cost: Floats,
    near: NearestSites,
    names: Ints,
    rule: AscentRule,
    waiting: Waiting,
    n_waiting: int,
    pool: Ints,
    pool_value: Floats,
    held: int,
    ceiling: float,
    resolution: float,
    iterations: int,
    max_nodes: int,
) -> tuple[int, int, int]:
    """Search the waiting nodes depth first; return (waiting, held, nodes visited).

    A node is relaxed, its sites are decided where the reduced cost allows, and what remains is
    split on the site the relaxation is least sure of. `names` gives the number of each site in
    the pool.
    """
    n, m = cost.shape
    p = pool.shape[1]
    decided = np.empty(n, np.int8)
    state = Ascent(
        np.empty(m),
        np.empty(m),
        np.empty(m),
        near.known_to,
        np.empty(n),
        np.empty(p, np.int64),
        np.empty(3),
    )
    nodes = 0
    while n_waiting > 0 and nodes < max_nodes:
        prune_at = pruning_value(pool_value, held, ceiling, resolution)
        n_waiting -= 1
        parent_bound = waiting.bound[n_waiting]
        if parent_bound >= prune_at:
            continue
        nodes += 1
        decided[:] = waiting.decided[n_waiting]
        state.price[:] = waiting.price[n_waiting]
        state.best_price[:] = state.price
        state.direction[:] = 0.0
        state.often[:] = 0.0
        state.pace[:] = (0.6, 0.0, -np.inf)
        target = min(prune_at + resolution, parent_bound + 0.05 * abs(parent_bound) + 1.0)
        bound, end = relax(near, state, rule, decided, p, target, prune_at, iterations)
        if end == PRUNED:
            continue
        relaxed = state.relaxed
        held = offer(plan_cost(cost, relaxed), names[relaxed], pool, pool_value, held, ceiling)
        bound = max(bound, parent_bound)
        prune_at = pruning_value(pool_value, held, ceiling, resolution)
        n_open, n_free, split = least_sure(state.often, decided)
        if n_open > p or n_open + n_free < p:
            continue
        if n_open == p or n_open + n_free == p:
            t = 0
            for j in range(n):
                if decided[j] == OPEN or (decided[j] == FREE and n_open < p):
                    relaxed[t] = j
                    t += 1
            held = offer(plan_cost(cost, relaxed), names[relaxed], pool, pool_value, held, ceiling)
            continue
        if bound >= prune_at:
            continue
        likely = OPEN if state.often[split] >= 0.5 else CLOSED
        for choice in (-likely, likely):
            waiting.decided[n_waiting] = decided
            waiting.decided[n_waiting, split] = choice
            waiting.price[n_waiting] = state.best_price
            waiting.bound[n_waiting] = bound
            n_waiting += 1
    return n_waiting, held, nodes
