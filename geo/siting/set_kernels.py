"""Compiled parts of the set cover search: dominance, local search, Lagrangean bound."""

import numpy as np

from geo.roads.hierarchy.jit import kernel
from geo.siting.cover_rows import Incidence
from geo.siting.random_kernels import RandomState, below
from geo.siting.relaxation_kernels import (
    CLOSED,
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
    move_prices,
    note_bound,
)


@kernel
def _contains(small_from: int, small_to: int, large_from: int, large_to: int, items: Sites) -> bool:
    """Whether one ascending stretch of `items` lies inside another."""
    b = large_from
    for a in range(small_from, small_to):
        while b < large_to and items[b] < items[a]:
            b += 1
        if b == large_to or items[b] != items[a]:
            return False
        b += 1
    return True


@kernel
def implied_rows(net: Incidence) -> Flags:
    """Mark rows that contain another row: covering the smaller one covers them too.

    Of equal rows the first stays. Only rows that share the rarest site of the smaller row can
    contain it, so only those are compared.
    """
    n_rows = net.row_start.size - 1
    implied = np.zeros(n_rows, np.bool_)
    for i in range(n_rows):
        low, high = net.row_start[i], net.row_start[i + 1]
        if implied[i] or low == high:
            continue
        rarest = net.row_sites[low]
        for a in range(low, high):
            j = net.row_sites[a]
            if (
                net.site_start[j + 1] - net.site_start[j]
                < net.site_start[rarest + 1] - net.site_start[rarest]
            ):
                rarest = j
        for b in range(net.site_start[rarest], net.site_start[rarest + 1]):
            k = net.site_rows[b]
            if k == i or implied[k]:
                continue
            size = net.row_start[k + 1] - net.row_start[k]
            if (size > high - low or (size == high - low and k > i)) and _contains(
                low, high, net.row_start[k], net.row_start[k + 1], net.row_sites
            ):
                implied[k] = True
    return implied


@kernel
def dominated_sites(net: Incidence, cost: Floats) -> Flags:
    """Mark sites whose rows another site covers at no higher cost; of equal sites the first stays.

    A dominating site is in every row of the dominated one, so only the sites of its shortest row
    are compared.
    """
    n_sites = net.site_start.size - 1
    dominated = np.zeros(n_sites, np.bool_)
    for j in range(n_sites):
        low, high = net.site_start[j], net.site_start[j + 1]
        if low == high:
            dominated[j] = True
            continue
        shortest = net.site_rows[low]
        for a in range(low, high):
            i = net.site_rows[a]
            if (
                net.row_start[i + 1] - net.row_start[i]
                < net.row_start[shortest + 1] - net.row_start[shortest]
            ):
                shortest = i
        for b in range(net.row_start[shortest], net.row_start[shortest + 1]):
            k = net.row_sites[b]
            if k == j or dominated[k] or cost[k] > cost[j]:
                continue
            size = net.site_start[k + 1] - net.site_start[k]
            if size < high - low or (size == high - low and cost[k] == cost[j] and k > j):
                continue
            if _contains(low, high, net.site_start[k], net.site_start[k + 1], net.site_rows):
                dominated[j] = True
                break
    return dominated


@kernel
def weighted_row_search(
    net: Incidence, cost: Floats, best: Flags, goal: float, steps: int, random: RandomState
) -> float:
    """Look for cheaper covers by dropping, re-adding and weighing uncovered rows.

    Whenever all rows are covered, the plan is kept and its least useful site dropped; otherwise a
    site leaves and another, that covers a random uncovered row, comes in. Rows that stay
    uncovered gain weight, which drives the search out of its corners. Stops at a cover that costs
    at most `goal`. `best` holds a cover when called and the best one on return; its cost is
    returned.

    References: Gao, Weise, Li (2015), An efficient local search heuristic with row weighting for
    the unicost set covering problem, EJOR 246(3), section 3.
    """
    n, r = net.site_start.size - 1, net.row_start.size - 1
    weight = np.ones(r)
    times = np.zeros(r, np.int32)
    score = np.zeros(n)
    changed = np.zeros(n, np.int64)
    open_rows, place = np.empty(r, np.int64), np.full(r, -1, np.int64)
    n_open = 0
    inside = best.copy()
    least, spent = 0.0, 0.0
    for j in range(n):
        if inside[j]:
            spent += cost[j]
            for a in range(net.site_start[j], net.site_start[j + 1]):
                times[net.site_rows[a]] += 1
    least = spent
    # score: weight a free site would newly cover, or that an inside site covers alone
    for i in range(r):
        for b in range(net.row_start[i], net.row_start[i + 1]):
            j = net.row_sites[b]
            if (times[i] == 1 and inside[j]) or times[i] == 0:
                score[j] += weight[i]
    entered = -1
    for step in range(1, steps + 1):
        while n_open == 0:
            if spent <= least:
                least = spent
                best[:] = inside
                if least <= goal:
                    return least
            leaving = _least_useful(inside, score, cost, changed, -1)
            if leaving < 0:
                return least
            spent -= cost[leaving]
            n_open = _drop(leaving, net, inside, times, score, weight, open_rows, place, n_open)
            changed[leaving] = step
        leaving = _least_useful(inside, score, cost, changed, entered)
        if leaving >= 0:
            spent -= cost[leaving]
            n_open = _drop(leaving, net, inside, times, score, weight, open_rows, place, n_open)
            changed[leaving] = step
        while n_open > 0:
            row = open_rows[below(random, n_open)]
            entering = -1
            for b in range(net.row_start[row], net.row_start[row + 1]):
                j = net.row_sites[b]
                if changed[j] == step and net.row_start[row + 1] - net.row_start[row] > 1:
                    continue
                if entering < 0:
                    entering = j
                    continue
                lead = score[j] * max(cost[entering], 1e-12) - score[entering] * max(cost[j], 1e-12)
                if lead > 0.0 or (lead == 0.0 and changed[j] < changed[entering]):
                    entering = j
            if entering < 0 or spent + cost[entering] >= least:
                break
            spent += cost[entering]
            n_open = _add(entering, net, inside, times, score, weight, open_rows, place, n_open)
            changed[entering] = step
            entered = entering
        for q in range(n_open):
            row = open_rows[q]
            weight[row] += 1.0
            for b in range(net.row_start[row], net.row_start[row + 1]):
                score[net.row_sites[b]] += 1.0
    return least


@kernel
def _least_useful(inside: Flags, score: Floats, cost: Floats, changed: Ints, tabu: int) -> int:
    """Return the inside site that loses least per cost, the longest unchanged among equals."""
    found = -1
    for j in range(inside.size):
        if not inside[j] or j == tabu:
            continue
        if found < 0:
            found = j
            continue
        lead = score[found] * max(cost[j], 1e-12) - score[j] * max(cost[found], 1e-12)
        if lead > 0.0 or (lead == 0.0 and changed[j] < changed[found]):
            found = j
    return found


@kernel
def _drop(
    site: int,
    net: Incidence,
    inside: Flags,
    times: Sites,
    score: Floats,
    weight: Floats,
    open_rows: Ints,
    place: Ints,
    n_open: int,
) -> int:
    inside[site] = False
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        times[row] -= 1
        if times[row] == 0:
            place[row] = n_open
            open_rows[n_open] = row
            n_open += 1
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if net.row_sites[b] != site:
                    score[net.row_sites[b]] += weight[row]
        elif times[row] == 1:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if inside[net.row_sites[b]]:
                    score[net.row_sites[b]] += weight[row]
                    break
    return n_open


@kernel
def _add(
    site: int,
    net: Incidence,
    inside: Flags,
    times: Sites,
    score: Floats,
    weight: Floats,
    open_rows: Ints,
    place: Ints,
    n_open: int,
) -> int:
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        times[row] += 1
        if times[row] == 1:
            n_open -= 1
            last = open_rows[n_open]
            open_rows[place[row]] = last
            place[last] = place[row]
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if net.row_sites[b] != site:
                    score[net.row_sites[b]] -= weight[row]
        elif times[row] == 2:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if inside[net.row_sites[b]]:
                    score[net.row_sites[b]] -= weight[row]
                    break
    inside[site] = True
    return n_open


@kernel
def relax_set(
    net: Incidence,
    cost: Floats,
    state: Ascent,
    rule: AscentRule,
    decided: Marks,
    target: float,
    prune_at: float,
    iterations: int,
) -> tuple[float, int]:
    """Raise the Lagrangean bound on the cost of a cover and decide sites on the way.

    Any prices of at least 0 give a valid bound, sum(prices) + sum of the negative reduced costs.
    `decided` and `state` change in place. Returns the best bound and how the ascent ended.

    References: Beasley (1990), A Lagrangian heuristic for set covering, NRL 37, section 3.
    """
    n, r = decided.size, state.price.size
    reduced = np.empty(n)
    inside = np.zeros(n, np.bool_)
    served = np.empty(r, np.int32)
    end = NOT_DONE
    for _ in range(iterations):
        bound = state.price.sum()
        served[:] = 0
        for j in range(n):
            inside[j] = False
            if decided[j] == CLOSED:
                continue
            total = cost[j]
            for a in range(net.site_start[j], net.site_start[j + 1]):
                total -= state.price[net.site_rows[a]]
            reduced[j] = total
            if total < 0.0 or decided[j] == OPEN:
                inside[j] = True
                bound += total
                for a in range(net.site_start[j], net.site_start[j + 1]):
                    served[net.site_rows[a]] += 1
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        for j in range(n):
            if decided[j] == FREE:
                if inside[j]:
                    if bound - reduced[j] >= prune_at:
                        decided[j] = OPEN
                elif bound + reduced[j] >= prune_at:
                    decided[j] = CLOSED
        if state.pace[0] < SMALLEST_STEP:
            end = CONVERGED
            break
        if not move_prices(state, rule, served, max(target - bound, 1e-4 * abs(target))):
            end = CONVERGED
            break
    return state.pace[2], end
