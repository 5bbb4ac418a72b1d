"""Compiled parts of the capacitated searches: knapsacks, their relaxation, sharing estates out.

Estates are priced as in :mod:`geo.siting.relaxation_kernels`; what is left at each site is a
knapsack: the estates whose price exceeds their cost compete for the site's capacity.
"""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    CONVERGED,
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
    decide_sites,
    move_prices,
    note_bound,
    pick_smallest,
)

_KNAPSACK_NODES = 200
"""Nodes after which a knapsack keeps its best filling and its fractional bound."""


class Assignment(NamedTuple):
    """p sites of limited capacity, each estate served by one of them as a whole.

    Attributes
    ----------
    cost : ndarray of float64, shape (n_sites, n_estates)
        Cost of serving each estate from each site, inf where it cannot.
    demand : ndarray of float64, shape (n_estates,)
        What each estate takes of a capacity, above 0.
    capacity : ndarray of float64, shape (n_sites,)
        Finite.
    """

    cost: Floats
    demand: Floats
    capacity: Floats


@kernel
def _fractional(gain: Floats, size: Floats, order: Ints, begin: int, room: float) -> float:
    """Return the gain of filling the room with items in order, the last one in part."""
    value = 0.0
    for t in range(begin, order.size):
        if size[order[t]] > room:
            return float(value + gain[order[t]] * room / size[order[t]])
        room -= size[order[t]]
        value += gain[order[t]]
    return value


@kernel
def fill_knapsack(
    gain: Floats, size: Floats, order: Ints, room: float, taken: Flags, too_little: float
) -> float:
    """Fill a room with the items of most gain; return what no filling exceeds.

    `order` lists the items by gain per size. The search is depth first under the fractional
    bound (Horowitz, Sahni 1974, JACM 21). What is returned is the gain of the filling marked in
    `taken`, or the fractional bound where that is at most `too_little` or nodes ran out.
    """
    ceiling = _fractional(gain, size, order, 0, room)
    if ceiling <= too_little:
        return ceiling
    n_items, tolerance = order.size, 1e-12 * (1.0 + ceiling)
    inside = np.zeros(n_items, np.bool_)
    best, value, t = -1.0, 0.0, 0
    for _ in range(_KNAPSACK_NODES):
        if value + _fractional(gain, size, order, t, room) > best + tolerance:
            while t < n_items and size[order[t]] <= room:
                inside[t] = True
                room -= size[order[t]]
                value += gain[order[t]]
                t += 1
            if t < n_items:
                t += 1  # the first that does not fit is left out
                if t < n_items:
                    continue
            if value > best:
                best = value
                taken[:] = False
                taken[order[inside]] = True
        t -= 1
        while t >= 0 and not inside[t]:
            t -= 1
        if t < 0:
            return best
        inside[t] = False
        room += size[order[t]]
        value -= gain[order[t]]
        t += 1
    if best < 0.0:
        taken[order[inside]] = True
    return ceiling


@kernel
def _wanted(problem: Assignment, site: int, price: Floats, gain: Floats) -> Ints:
    """Return the estates that gain at a site and fit in it, by gain per demand; fill `gain`."""
    wanted = np.empty(price.size, np.int64)
    rate = np.empty(price.size)
    n_wanted = 0
    for i in range(price.size):
        gain[i] = price[i] - problem.cost[site, i]
        if gain[i] > 0.0 and problem.demand[i] <= problem.capacity[site]:
            wanted[n_wanted] = i
            rate[n_wanted] = -gain[i] / problem.demand[i]
            n_wanted += 1
    return wanted[:n_wanted][np.argsort(rate[:n_wanted])]


@kernel
def price_sites(
    problem: Assignment,
    price: Floats,
    decided: Marks,
    p: int,
    reduced: Floats,
    taken: Flags,
) -> None:
    """Fill in what each site costs at these prices at least, and what the best ones take.

    The p sites of least cost are exact; the others stop at a bound that rules them out of the p:
    first without their capacity, then with a part of an estate.
    """
    n, m = problem.cost.shape
    gain = np.empty(m)
    for j in range(n):
        reduced[j] = 0.0
        if decided[j] != CLOSED:
            for i in range(m):
                if problem.cost[j, i] < price[i]:
                    reduced[j] += problem.cost[j, i] - price[i]
    least = np.full(p, np.inf)
    for j in np.argsort(reduced):
        if decided[j] == CLOSED or (decided[j] != OPEN and reduced[j] >= least[p - 1]):
            continue
        order = _wanted(problem, j, price, gain)
        too_little = -np.inf if decided[j] == OPEN else -least[p - 1]
        reduced[j] = -fill_knapsack(
            gain, problem.demand, order, problem.capacity[j], taken[j], too_little
        )
        q = p - 1
        if reduced[j] < least[q]:
            while q > 0 and least[q - 1] > reduced[j]:
                least[q] = least[q - 1]
                q -= 1
            least[q] = reduced[j]


@kernel
def relax_capacities(
    problem: Assignment,
    state: Ascent,
    rule: AscentRule,
    decided: Marks,
    p: int,
    target: float,
    prune_at: float,
    iterations: int,
) -> tuple[float, int]:
    """Raise the Lagrangean bound of a node and decide sites on the way.

    `decided` and `state` change in place. Returns the best bound and how the ascent ended.

    References: Pirkul (1987), Efficient algorithms for the capacitated concentrator location
    problem, Computers & Operations Research 14.
    """
    n, m = problem.cost.shape
    reduced, served = np.empty(n), np.empty(m, np.int32)
    inside = np.zeros(n, np.bool_)
    taken = np.zeros((n, m), np.bool_)
    for _ in range(iterations):
        price_sites(problem, state.price, decided, p, reduced, taken)
        picked, last_in, first_out, end = pick_smallest(reduced, decided, p, inside, state.relaxed)
        if end == PRUNED:
            return np.inf, end
        bound = state.price.sum() + picked
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        if end != COMPLETE:
            decide_sites(reduced, decided, inside, bound, last_in, first_out, prune_at)
        if state.pace[0] < SMALLEST_STEP:
            return state.pace[2], CONVERGED
        served[:] = 0
        for j in state.relaxed:
            for i in range(m):
                if taken[j, i]:
                    served[i] += 1
        if not move_prices(state, rule, served, max(target - bound, 1e-4 * abs(target))):
            return state.pace[2], CONVERGED
    return state.pace[2], NOT_DONE


@kernel
def _overload(load: Floats, room: Floats, position: int, more: float) -> float:
    return float(max(0.0, load[position] + more - room[position]))


@kernel
def _settle(
    cost: Floats, demand: Floats, room: Floats, serving: Ints, fine: float, passes: Ints
) -> float:
    """Move estates and exchange pairs of them while that saves; return cost plus fines.

    `cost` and `room` are those of the chosen sites, `serving` holds positions among them, a unit
    of demand above the room costs `fine`. `passes` holds how often all may still be gone through.

    References: Osman (1995), Heuristics for the generalised assignment problem, OR Spektrum 17:
    the shift and interchange neighbourhood.
    """
    p, m = cost.shape
    load = np.zeros(p)
    total = 0.0
    for i in range(m):
        load[serving[i]] += demand[i]
        total += cost[serving[i], i]
    for a in range(p):
        total += fine * _overload(load, room, a, 0.0)
    enough = -1e-9 * (1.0 + abs(total))
    changed = True
    while changed and passes[0] > 0:
        passes[0] -= 1
        changed = False
        for i in range(m):
            a, best, least = serving[i], -1, enough
            freed = _overload(load, room, a, -demand[i]) - _overload(load, room, a, 0.0)
            for b in range(p):
                if b != a:
                    filled = _overload(load, room, b, demand[i]) - _overload(load, room, b, 0.0)
                    change = cost[b, i] - cost[a, i] + fine * (freed + filled)
                    if change < least:
                        least, best = change, b
            if best >= 0:
                load[a] -= demand[i]
                load[best] += demand[i]
                serving[i] = best
                total += least
                changed = True
        for i in range(m):
            for k in range(i + 1, m):
                a, b = serving[i], serving[k]
                if a == b:
                    continue
                change = cost[b, i] + cost[a, k] - cost[a, i] - cost[b, k]
                if change >= 0.0 and (load[a] <= room[a] and load[b] <= room[b]):
                    continue
                more = demand[k] - demand[i]
                change += fine * (
                    _overload(load, room, a, more)
                    + _overload(load, room, b, -more)
                    - _overload(load, room, a, 0.0)
                    - _overload(load, room, b, 0.0)
                )
                if change < enough:
                    load[a] += more
                    load[b] -= more
                    serving[i], serving[k] = b, a
                    total += change
                    changed = True
    return total


@kernel
def share_out(problem: Assignment, sites: Ints, serving: Ints, fine: float, passes: Ints) -> float:
    """Share the estates out among sites afresh; return cost plus fines, positions in `serving`.

    Those who would lose most by their second choice choose first.
    """
    p, m = sites.size, problem.demand.size
    cost, room = problem.cost[sites], problem.capacity[sites]
    regret = np.zeros(m)
    for i in range(m):
        first, second = np.inf, np.inf
        for a in range(p):
            if cost[a, i] < first:
                first, second = cost[a, i], first
            elif cost[a, i] < second:
                second = cost[a, i]
        regret[i] = first - second if p > 1 else 0.0
    load = np.zeros(p)
    for i in np.argsort(regret):
        best, least = 0, np.inf
        for a in range(p):
            filled = _overload(load, room, a, problem.demand[i])
            price = cost[a, i] + fine * (filled - _overload(load, room, a, 0.0))
            if price < least:
                best, least = a, price
        serving[i] = best
        load[best] += problem.demand[i]
    return _settle(cost, problem.demand, room, serving, fine, passes)


@kernel
def _recentre(problem: Assignment, sites: Ints, n_fixed: int, serving: Ints) -> bool:
    """Give each cluster the site that serves it at least cost; return whether any changed.

    References: Cooper (1964), Heuristic methods for location-allocation problems, SIAM Review 6.
    """
    n, m = problem.cost.shape
    is_taken = np.zeros(n, np.bool_)
    is_taken[sites] = True
    changed = False
    for a in range(n_fixed, sites.size):
        load = 0.0
        for i in range(m):
            if serving[i] == a:
                load += problem.demand[i]
        best, least = -1, np.inf
        for j in range(n):
            if j != sites[a] and (is_taken[j] or problem.capacity[j] < load):
                continue
            total = 0.0
            for i in range(m):
                if serving[i] == a:
                    total += problem.cost[j, i]
            # of equal ones the present site stays
            if total < least or (total == least and j == sites[a]):
                best, least = j, total
        if best >= 0 and best != sites[a]:
            is_taken[sites[a]] = False
            is_taken[best] = True
            sites[a] = best
            changed = True
    return changed


@kernel
def improve_plan(
    problem: Assignment, sites: Ints, n_fixed: int, serving: Ints, fine: float, most_passes: int
) -> float:
    """Share out and move sites to the middle of their clusters in turns until nothing is saved.

    `sites` (the first `n_fixed` stay) and `serving` change in place; returns cost plus fines. All
    estates are gone through `most_passes` times at most.
    """
    passes = np.full(1, most_passes, np.int64)
    value = share_out(problem, sites, serving, fine, passes)
    moved, shared = sites.copy(), serving.copy()
    while passes[0] > 0 and _recentre(problem, moved, n_fixed, shared):
        changed = share_out(problem, moved, shared, fine, passes)
        if changed >= value - 1e-9 * (1.0 + abs(value)):
            break
        value = changed
        sites[:] = moved
        serving[:] = shared
    return value


@kernel
def wander(
    problem: Assignment,
    sites: Ints,
    n_fixed: int,
    serving: Ints,
    value: float,
    fine: float,
    tries: int,
    most_passes: int,
    likely: Ints,
    random: RandomState,
) -> float:
    """Replace a random site by a likely one and improve, again and again; keep what is no worse.

    `sites` and `serving` change in place; returns the cost plus fines reached.
    """
    n = problem.capacity.size
    is_taken = np.zeros(n, np.bool_)
    for _ in range(tries if sites.size > n_fixed else 0):
        moved, shared = sites.copy(), serving.copy()
        is_taken[:] = False
        is_taken[sites] = True
        for _ in range(1 + below(random, 2)):
            enter = likely[below(random, likely.size)]
            leave = n_fixed + below(random, sites.size - n_fixed)
            if not is_taken[enter]:
                is_taken[moved[leave]] = False
                is_taken[enter] = True
                moved[leave] = enter
        changed = improve_plan(problem, moved, n_fixed, shared, fine, most_passes)
        if changed <= value:  # equal plans are accepted, to cross plateaus
            value = changed
            sites[:] = moved
            serving[:] = shared
    return value


@kernel
def pair_bounds(problem: Assignment, price: Floats) -> Floats:
    """Return for each pair what plans that open all these sites and use the pair cost at least.

    The tolls of the fractional knapsacks price a unit of each capacity; a pair adds its reduced
    cost where that is above 0.
    """
    n, m = problem.cost.shape
    gain, bounds = np.empty(m), np.empty((n, m))
    total = price.sum()
    for j in range(n):
        order = _wanted(problem, j, price, gain)
        room, toll = problem.capacity[j], 0.0
        for i in order:
            room -= problem.demand[i]
            if room < 0.0:
                toll = gain[i] / problem.demand[i]
                break
        total -= toll * problem.capacity[j]
        for i in range(m):
            bounds[j, i] = np.inf
            if problem.demand[i] <= problem.capacity[j]:
                reduced = problem.cost[j, i] - price[i] + toll * problem.demand[i]
                total += min(0.0, reduced)
                bounds[j, i] = max(0.0, reduced)
    bounds += total
    return bounds
