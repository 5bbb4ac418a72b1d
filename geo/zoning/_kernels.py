"""Compiled inner loops of the zoning room. Import inside functions: numba loads with this module.

All of them work on one piece with local estate numbers. ``figures`` holds the limits as floats:
radius_min, cap, low, high, outside_min.
"""

import numpy as np
from numpy.typing import NDArray

from geo.roads.hierarchy.jit import kernel

__all__ = ["anneal", "enumerate_zones", "merge_greedily", "reduced_costs"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

ILLEGAL = 1e15
"""Stands for inf where costs are subtracted from each other."""

SHIFTS, SHIFTS_AND_SWAPS = 0.75, 0.9
"""Shares of the moves of the annealing; the rest are merges."""


@kernel
def zone_cost(
    member: Ints, size: int, minutes: Floats, households: Floats, workload: Floats, figures: Floats
) -> float:
    """Return the household-minutes of a zone, inf where it breaks the radius or the cap.

    Connection and the number of estates are the caller's business.
    """
    load = 0.0
    for i in range(size):
        load += workload[member[i]]
    if load > figures[1] and size > 1:
        return np.inf
    best = np.inf
    for i in range(size):
        travel = 0.0
        for j in range(size):
            m = minutes[member[i], member[j]]
            if not (m <= figures[0] and m < np.inf):
                travel = np.inf
                break
            travel += households[member[j]] * m
        best = min(best, travel)
    if load < figures[2]:
        best += figures[4] * (figures[2] - load)
    elif load > figures[3]:
        best += figures[4] * (load - figures[3])
    return best


@kernel
def merge_greedily(
    minutes: Floats,
    households: Floats,
    workload: Floats,
    start: Ints,
    neighbour: Ints,
    figures: Floats,
    max_estates: int,
) -> tuple[Ints, Floats, Ints]:
    """Merge neighbouring zones, the cheapest merge first, until none is legal.

    Returns the kept and the absorbed zone of each merge (a zone is called by the estate it began
    with), the cost (n + 1,) by number of zones, inf where the merges never passed, and the fewest
    zones reached as a one-element array.
    """
    n = len(households)
    member = np.full((n, max_estates), -1, np.int64)
    size = np.ones(n, np.int64)
    zone_of = np.arange(n)
    cost = np.zeros(n)
    for i in range(n):
        member[i, 0] = i
        cost[i] = min(ILLEGAL, zone_cost(member[i], 1, minutes, households, workload, figures))
    curve = np.full(n + 1, np.inf)
    curve[n] = cost.sum()
    merges = np.full((n, 2), -1, np.int64)
    partner = np.full(n, -1, np.int64)
    increase = np.full(n, np.inf)
    both = np.zeros(max_estates, np.int64)
    stale = np.ones(n, np.bool_)
    zones = n
    while True:
        for a in range(n):
            if size[a] == 0 or not stale[a]:
                continue
            stale[a] = False
            partner[a] = -1
            increase[a] = np.inf
            for i in range(size[a]):
                e = member[a, i]
                for q in range(start[e], start[e + 1]):
                    b = zone_of[neighbour[q]]
                    if b == a or size[a] + size[b] > max_estates:
                        continue
                    both[: size[a]] = member[a, : size[a]]
                    both[size[a] : size[a] + size[b]] = member[b, : size[b]]
                    merged = zone_cost(
                        both, size[a] + size[b], minutes, households, workload, figures
                    )
                    if merged == np.inf:
                        continue
                    delta = merged - cost[a] - cost[b]
                    if delta < increase[a] or (delta == increase[a] and b < partner[a]):
                        increase[a] = delta
                        partner[a] = b
        a = -1
        for z in range(n):
            if size[z] > 0 and partner[z] >= 0 and (a < 0 or increase[z] < increase[a]):
                a = z
        if a < 0:
            break
        b = partner[a]
        if b < a:
            a, b = b, a
        for i in range(size[b]):
            member[a, size[a] + i] = member[b, i]
            zone_of[member[b, i]] = a
        size[a] += size[b]
        size[b] = 0
        partner[b] = -1
        cost[a] = zone_cost(member[a], size[a], minutes, households, workload, figures)
        cost[b] = 0.0
        merges[n - zones, 0] = a
        merges[n - zones, 1] = b
        zones -= 1
        curve[zones] = cost.sum()
        stale[a] = True
        for i in range(size[a]):
            e = member[a, i]
            for q in range(start[e], start[e + 1]):
                stale[zone_of[neighbour[q]]] = True
    return merges[: n - zones], curve, np.array([zones])


@kernel
def _draw_bits(state: Words) -> np.uint64:
    """Advance a xorshift64* generator (Vigna 2016) and return its 31 best bits."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return (x * np.uint64(2685821657736338717)) >> np.uint64(33)


@kernel
def _pick(state: Words, below: int) -> int:
    return np.int64(_draw_bits(state) % np.uint64(below))


@kernel
def _chance(state: Words) -> float:
    return np.float64(_draw_bits(state)) / 2147483648.0


@kernel
def _connected(
    member: Ints, size: int, without: int, zone_of: Ints, start: Ints, neighbour: Ints, seen: Ints
) -> bool:
    """Tell whether a zone stays in one part without one of its estates (-1: with all).

    `seen` is scratch: n stamps, the stamp in use, and n places for the search.
    """
    n = len(zone_of)
    first = member[0] if member[0] != without else member[1]
    wanted = size - (1 if without >= 0 else 0)
    if wanted <= 1:
        return True
    zone = zone_of[first]
    seen[n] += 1
    stamp = seen[n]
    seen[first] = stamp
    seen[n + 1] = first
    found = 1
    at = 0
    while at < found:
        e = seen[n + 1 + at]
        at += 1
        for q in range(start[e], start[e + 1]):
            u = neighbour[q]
            if u != without and zone_of[u] == zone and seen[u] != stamp:
                seen[u] = stamp
                seen[n + 1 + found] = u
                found += 1
    return found == wanted


@kernel
def anneal(
    minutes: Floats,
    households: Floats,
    workload: Floats,
    start: Ints,
    neighbour: Ints,
    figures: Floats,
    max_estates: int,
    zone_of: Ints,
    price: float,
    heat: tuple[float, float],
    moves: int,
    random: Words,
    curve: Floats,
    first: int,
    plans: Ints,
) -> None:
    """Anneal zones whose number is free but rewarded by a price; keep the best of every number.

    Shifts an estate to a neighbouring or a new zone, swaps two estates of neighbouring zones, or
    merges two zones, by Metropolis' rule while the heat falls geometrically from ``heat[0]`` to
    ``heat[1]``. `zone_of`, `random`, `curve` (n + 1,) and `plans` (window, n) are changed in
    place: ``plans[k - first]`` holds the labels of the cheapest plan met with k zones, at
    ``curve[k]``.
    """
    n = len(households)
    member = np.full((n, max_estates + 1), -1, np.int64)
    size = np.zeros(n, np.int64)
    cost = np.zeros(n)
    free = np.zeros(n, np.int64)
    seen = np.zeros(2 * n + 1, np.int64)
    one = np.zeros(max_estates + 1, np.int64)
    two = np.zeros(max_estates + 1, np.int64)
    for i in range(n):
        z = zone_of[i]
        member[z, size[z]] = i
        size[z] += 1
    zones = 0
    n_free = 0
    total = 0.0
    for z in range(n - 1, -1, -1):
        if size[z] == 0:
            free[n_free] = z
            n_free += 1
        else:
            cost[z] = min(
                ILLEGAL, zone_cost(member[z], size[z], minutes, households, workload, figures)
            )
            total += cost[z]
            zones += 1
    cooling = (heat[1] / heat[0]) ** (1.0 / moves)
    temperature = heat[0]
    for _ in range(moves):
        temperature *= cooling
        i = _pick(random, n)
        degree = start[i + 1] - start[i]
        if degree == 0:
            continue
        a = zone_of[i]
        b = zone_of[neighbour[start[i] + _pick(random, degree)]]
        kind = _chance(random)
        if kind < SHIFTS:
            if b == a:
                if size[a] < 2:
                    continue
                b = free[n_free - 1]
            elif size[b] >= max_estates:
                continue
            if not _connected(member[a], size[a], i, zone_of, start, neighbour, seen):
                continue
            n_one = 0
            for j in range(size[a]):
                if member[a, j] != i:
                    one[n_one] = member[a, j]
                    n_one += 1
            n_two = size[b] + 1
            two[: n_two - 1] = member[b, : n_two - 1]
            two[n_two - 1] = i
            more = (1 if size[b] == 0 else 0) - (1 if n_one == 0 else 0)
        elif kind < SHIFTS_AND_SWAPS:
            if b == a:
                continue
            other = member[b, _pick(random, size[b])]
            n_one = size[a]
            n_two = size[b]
            for j in range(n_one):
                one[j] = other if member[a, j] == i else member[a, j]
            for j in range(n_two):
                two[j] = i if member[b, j] == other else member[b, j]
            zone_of[i] = b
            zone_of[other] = a
            whole = _connected(one, n_one, -1, zone_of, start, neighbour, seen) and _connected(
                two, n_two, -1, zone_of, start, neighbour, seen
            )
            zone_of[i] = a
            zone_of[other] = b
            if not whole:
                continue
            more = 0
        else:
            if b == a or size[a] + size[b] > max_estates:
                continue
            n_one = 0
            n_two = size[a] + size[b]
            two[: size[b]] = member[b, : size[b]]
            two[size[b] : n_two] = member[a, : size[a]]
            more = -1
        new_one = 0.0
        if n_one > 0:
            new_one = zone_cost(one, n_one, minutes, households, workload, figures)
        new_two = zone_cost(two, n_two, minutes, households, workload, figures)
        if new_one == np.inf or new_two == np.inf:
            continue
        change = new_one + new_two - cost[a] - cost[b]
        gain = change - price * more
        if gain > 0.0 and _chance(random) >= np.exp(-gain / temperature):
            continue
        if size[b] == 0:
            n_free -= 1
        if n_one == 0:
            free[n_free] = a
            n_free += 1
        for j in range(n_one):
            member[a, j] = one[j]
            zone_of[one[j]] = a
        for j in range(n_two):
            member[b, j] = two[j]
            zone_of[two[j]] = b
        size[a] = n_one
        size[b] = n_two
        cost[a] = new_one
        cost[b] = new_two
        total += change
        zones += more
        if total < curve[zones] - 1e-9 and first <= zones < first + len(plans):
            curve[zones] = total
            plans[zones - first] = zone_of


@kernel
def _up_to(index: int, word: int) -> np.uint64:
    """Return the bits of a word of a bit set whose numbers are at most `index`."""
    count = index + 1 - 64 * word
    if count <= 0:
        return np.uint64(0)
    if count >= 64:
        return ~np.uint64(0)
    return (np.uint64(1) << np.uint64(count)) - np.uint64(1)


@kernel
def _take_lowest(words: Words) -> int:
    """Remove the lowest number from a bit set and return it, -1 where it is empty."""
    for w in range(len(words)):
        x = words[w]
        if x != 0:
            words[w] = x & (x - np.uint64(1))
            low = x ^ words[w]
            bit = 0
            for step in (32, 16, 8, 4, 2, 1):
                if low >> np.uint64(step):
                    low >>= np.uint64(step)
                    bit += step
            return 64 * w + bit
    return -1


@kernel
def enumerate_zones(
    minutes: Floats,
    households: Floats,
    workload: Floats,
    figures: Floats,
    max_estates: int,
    next_to: Words,
    reached_by: Words,
    place: Ints,
    member: Ints,
    load: Floats,
    words: Words,
    steps: int,
    out_member: Ints,
    out_size: Ints,
    out_cost: Floats,
) -> tuple[int, int]:
    """List legal zones by extending connected sets, each set once (ESU, Wernicke 2006).

    A set is given up when no estate that it holds or may still take reaches all its members: the
    only pruning by minutes that is safe when ways differ by direction. ``next_to[i]`` and
    ``reached_by[i]`` are bit sets of the neighbours of i and of the estates that reach i within
    the radius.

    The search stops after some steps or when the output is full, and goes on at the next call:
    `place` (root, depth), `member`, `load` and `words` (depth, [extension, seen, reachers], word)
    are its state. Returns the number of zones and of members written; done when ``place[0] == n``.
    """
    n = len(households)
    n_words = next_to.shape[1]
    n_zones = 0
    n_members = 0
    for _ in range(steps):
        if n_zones == len(out_size) or n_members + max_estates > len(out_member):
            break
        root = place[0]
        depth = place[1]
        if depth == 0:
            if root == n:
                break
            new = root
            load[0] = workload[root]
            for w in range(n_words):
                below = _up_to(root, w)
                words[0, 0, w] = next_to[root, w] & ~below
                words[0, 1, w] = next_to[root, w] | below
                words[0, 2, w] = reached_by[root, w] & ~_up_to(root - 1, w)
        else:
            top = depth - 1
            new = _take_lowest(words[top, 0]) if depth < max_estates else -1
            if new < 0:
                place[1] = top
                if top == 0:
                    place[0] = root + 1
                continue
            load[depth] = load[top] + workload[new]
            if load[depth] > figures[1]:
                continue
            reachable = False
            for w in range(n_words):
                words[depth, 0, w] = words[top, 0, w] | (next_to[new, w] & ~words[top, 1, w])
                words[depth, 1, w] = words[top, 1, w] | next_to[new, w]
                words[depth, 2, w] = words[top, 2, w] & reached_by[new, w]
                reachable |= words[depth, 2, w] != 0
            if not reachable:
                continue
        member[depth] = new
        place[1] = depth + 1
        cost = zone_cost(member, depth + 1, minutes, households, workload, figures)
        if cost < np.inf:
            for i in range(depth + 1):
                out_member[n_members + i] = member[i]
            out_size[n_zones] = depth + 1
            out_cost[n_zones] = cost
            n_zones += 1
            n_members += depth + 1
    return n_zones, n_members


@kernel
def reduced_costs(
    member: Ints,
    start: Ints,
    cost: Floats,
    duals: Floats,
    price: float,
    triples: Ints,
    triple_duals: Floats,
    out: Floats,
) -> None:
    """Write each zone's cost less the price of a zone and what its members' rows pay to `out`.

    A triple's row counts the zones that hold two or three of its estates.
    """
    n = len(duals)
    inside = np.zeros(n, np.bool_)
    for z in range(len(cost)):
        reduced = cost[z] - price
        for q in range(start[z], start[z + 1]):
            reduced -= duals[member[q]]
            inside[member[q]] = True
        for c in range(len(triples)):
            held = 0
            for j in range(3):
                held += inside[triples[c, j]]
            if held >= 2:
                reduced -= triple_duals[c]
        for q in range(start[z], start[z + 1]):
            inside[member[q]] = False
        out[z] = reduced


@kernel
def broken_triples(
    member: Ints, start: Ints, value: Floats, n: int, least: float, out: Ints, by: Floats
) -> int:
    """Write triples of estates that fractional zones cover by halves more than once to `out`.

    At most one chosen zone can hold two or three estates of a triple; a triple is written where
    the fractions (`value`) of such zones sum to more than one by `least`. Returns how many were
    found; the rest of the room in `out` is left alone.
    """
    pair = np.zeros((n, n))
    for z in range(len(value)):
        for p in range(start[z], start[z + 1]):
            for q in range(start[z], start[z + 1]):
                if p != q:
                    pair[member[p], member[q]] += value[z]
    found = 0
    for a in range(n):
        for b in range(a + 1, n):
            for c in range(b + 1, n):
                halves = pair[a, b] + pair[a, c] + pair[b, c]
                if halves <= 1.0 + least or found == len(by):
                    continue
                three = 0.0
                for z in range(len(value)):
                    held = 0
                    for q in range(start[z], start[z + 1]):
                        e = member[q]
                        held += e == a or e == b or e == c
                    if held == 3:
                        three += value[z]
                if halves - 2.0 * three > 1.0 + least:
                    out[found, 0] = a
                    out[found, 1] = b
                    out[found, 2] = c
                    by[found] = halves - 2.0 * three - 1.0
                    found += 1
    return found
