"""Compiled searches over sets of stations whose value is the weight of the rows they cover."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.roads.hierarchy.jit import kernel
from geo.siting.random_kernels import RandomState, below, unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sites = NDArray[np.int32]
Marks = NDArray[np.int8]


class Incidence(NamedTuple):
    """Who covers whom, by row and by site."""

    row_start: Ints
    row_sites: Sites
    site_start: Ints
    site_rows: Sites
    weight: Floats


FREE, OPEN, CLOSED = 0, 1, -1
NOT_DONE, PRUNED, COMPLETE = 0, 1, 2


@kernel
def _enter(site: int, net: Incidence, times: Sites, gain: Floats) -> None:
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        times[row] += 1
        if times[row] == 1:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                gain[net.row_sites[b]] -= net.weight[row]


@kernel
def _leave(site: int, net: Incidence, times: Sites, gain: Floats) -> None:
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        times[row] -= 1
        if times[row] == 0:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                gain[net.row_sites[b]] += net.weight[row]


@kernel
def greedy_swap(net: Incidence, chosen: Ints, n_given: int, n_fixed: int) -> float:
    """Fill up `chosen` greedily, then swap sites while that covers more; return the value."""
    n, r = net.site_start.size - 1, net.weight.size
    times = np.zeros(r, np.int32)
    gain = np.zeros(n)
    taken = np.zeros(n, np.bool_)
    for j in range(n):
        for a in range(net.site_start[j], net.site_start[j + 1]):
            gain[j] += net.weight[net.site_rows[a]]
    value = 0.0
    for t in range(chosen.size):
        best = chosen[t] if t < n_given else -1
        if best < 0:
            for j in range(n):
                if not taken[j] and (best < 0 or gain[j] > gain[best]):
                    best = j
        chosen[t] = best
        taken[best] = True
        value += gain[best]
        _enter(best, net, times, gain)
    unchanged, t = 0, n_fixed
    movable = chosen.size - n_fixed
    while unchanged < movable:
        leaving = chosen[t]
        _leave(leaving, net, times, gain)
        taken[leaving] = False
        best = leaving
        for j in range(n):
            if gain[j] > gain[best] and not taken[j]:
                best = j
        if gain[best] > gain[leaving]:
            value += gain[best] - gain[leaving]
            unchanged = 0
        else:
            best = leaving
            unchanged += 1
        chosen[t] = best
        taken[best] = True
        _enter(best, net, times, gain)
        t = t + 1 if t + 1 < chosen.size else n_fixed
    return value


@kernel
def anneal(
    net: Incidence,
    chosen: Ints,
    n_fixed: int,
    moves: int,
    hot: float,
    cold: float,
    random: RandomState,
) -> float:
    n, r = net.site_start.size - 1, net.weight.size
    p = chosen.size
    times = np.zeros(r, np.int32)
    taken = np.zeros(n, np.bool_)
    value = 0.0
    for j in chosen:
        taken[j] = True
        for a in range(net.site_start[j], net.site_start[j + 1]):
            row = net.site_rows[a]
            if times[row] == 0:
                value += net.weight[row]
            times[row] += 1
    best, best_plan = value, chosen.copy()
    cooling = (cold / hot) ** (1.0 / moves)
    heat = hot
    for _ in range(moves):
        heat *= cooling
        t = n_fixed + below(random, p - n_fixed)
        leaving = chosen[t]
        size = net.site_start[leaving + 1] - net.site_start[leaving]
        if size > 0 and unit(random) < 0.9:
            row = net.site_rows[net.site_start[leaving] + below(random, size)]
            width = net.row_start[row + 1] - net.row_start[row]
            entering = int(net.row_sites[net.row_start[row] + below(random, width)])
        else:
            entering = below(random, n)
        if taken[entering]:
            continue
        change = 0.0
        for a in range(net.site_start[leaving], net.site_start[leaving + 1]):
            row = net.site_rows[a]
            times[row] -= 1
            if times[row] == 0:
                change -= net.weight[row]
        for a in range(net.site_start[entering], net.site_start[entering + 1]):
            row = net.site_rows[a]
            if times[row] == 0:
                change += net.weight[row]
            times[row] += 1
        if change >= 0.0 or unit(random) < np.exp(change / heat):
            value += change
            chosen[t] = entering
            taken[leaving] = False
            taken[entering] = True
            if value > best:
                best = value
                best_plan[:] = chosen
        else:
            for a in range(net.site_start[entering], net.site_start[entering + 1]):
                times[net.site_rows[a]] -= 1
            for a in range(net.site_start[leaving], net.site_start[leaving + 1]):
                times[net.site_rows[a]] += 1
    chosen[:] = best_plan
    return best


@kernel
def relax_cover(
    net: Incidence,
    decided: Marks,
    p: int,
    wanted: float,
    target: float,
    iterations: int,
    step: Floats,
    price: Floats,
    best_price: Floats,
    direction: Floats,
    often: Floats,
    relaxed: Ints,
) -> tuple[float, int]:
    n, r = decided.size, price.size
    sums, rank = np.empty(n), np.empty(n)
    inside = np.zeros(n, np.bool_)
    times = np.zeros(r, np.int32)
    best, stalled = np.inf, 0
    best_price[:] = price
    direction[:] = 0.0
    for _ in range(iterations):
        bound = 0.0
        for i in range(r):
            bound += net.weight[i] - price[i]
        n_open, n_free = 0, 0
        for j in range(n):
            if decided[j] == CLOSED:
                rank[j] = np.inf
                sums[j] = 0.0
                continue
            total = 0.0
            for a in range(net.site_start[j], net.site_start[j + 1]):
                total += price[net.site_rows[a]]
            sums[j] = total
            if decided[j] == OPEN:
                rank[j] = -np.inf
                n_open += 1
            else:
                rank[j] = -total
                n_free += 1
        if n_open > p or n_open + n_free < p:
            return -np.inf, PRUNED
        order = np.argsort(rank)
        inside[:] = False
        for t in range(p):
            relaxed[t] = order[t]
            inside[order[t]] = True
            bound += sums[order[t]]
        if bound < best:
            stalled = 0 if bound < best - 1e-6 * abs(best) else stalled + 1
            best = bound
            best_price[:] = price
        else:
            stalled += 1
        if bound < wanted:
            return bound, PRUNED
        if n_open == p or n_open + n_free == p:
            return best, COMPLETE
        last, following = sums[order[p - 1]], sums[order[p]]
        for j in range(n):
            if decided[j] == FREE:
                if inside[j]:
                    if bound - sums[j] + following < wanted:
                        decided[j] = OPEN
                elif bound - last + sums[j] < wanted:
                    decided[j] = CLOSED
        if stalled >= 12:
            step[0] *= 0.7
            stalled = 0
            price[:] = best_price
            direction[:] = 0.0
            if step[0] < 0.002:
                break
        for j in range(n):
            often[j] *= 0.9
            if inside[j]:
                often[j] += 0.1
        times[:] = 0
        for t in range(p):
            for a in range(net.site_start[relaxed[t]], net.site_start[relaxed[t] + 1]):
                times[net.site_rows[a]] += 1
        length = 0.0
        for i in range(r):
            slope = 1.0 - times[i]
            if (slope > 0.0 and price[i] >= net.weight[i]) or (slope < 0.0 and price[i] <= 0.0):
                slope = 0.0
            direction[i] = 0.7 * slope + 0.3 * direction[i]
            length += direction[i] * direction[i]
        if length < 1e-12:
            break
        stride = step[0] * max(bound - target, 1e-4 * abs(target)) * 1.03 / length
        for i in range(r):
            price[i] = min(max(0.0, price[i] + stride * direction[i]), net.weight[i])
    price[:] = best_price
    return best, NOT_DONE
