"""Anneal the zones of a piece.

A draft of the plan lives in arrays that moves change in place. A move proposes new members for two
zones; it is taken by Metropolis' rule, with each zone rewarded by a price, so that one run visits
several numbers of zones.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Ground
from geo.zoning.kernels.cost import ILLEGAL, zone_cost
from geo.zoning.kernels.random import chance, pick

__all__ = ["Schedule", "anneal"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHIFTS, SHIFTS_AND_SWAPS = 0.75, 0.9
"""Shares of the moves; the rest are merges."""


class Schedule(NamedTuple):
    """How an annealing runs.

    Each zone earns a price; being off the wanted number of zones costs `hold` times the square of
    how far; the heat falls geometrically by moves.
    """

    price: float
    wanted: int
    hold: float
    first_heat: float
    last_heat: float
    moves: int


class Draft(NamedTuple):
    """Zones as they are: members (n, max_estates + 1), size, cost, and each estate's zone.

    `free` lists numbers without a zone; `tally` holds how many those are and how many zones;
    `seen` is scratch for searches: n stamps, the stamp in use, and n places.
    """

    zone_of: Ints
    member: Ints
    size: Ints
    cost: Floats
    free: Ints
    tally: Ints
    seen: Ints


class Proposal(NamedTuple):
    """New members of two zones, and their numbers: [zone, zone] and [size, size]."""

    one: Ints
    two: Ints
    zone: Ints
    size: Ints


@kernel
def _begin(ground: Ground, zone_of: Ints) -> Draft:
    n = len(zone_of)
    draft = Draft(
        zone_of,
        np.full((n, ground.max_estates + 1), -1, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros(n, np.int64),
        np.zeros(2, np.int64),
        np.zeros(2 * n + 1, np.int64),
    )
    for i in range(n):
        z = zone_of[i]
        draft.member[z, draft.size[z]] = i
        draft.size[z] += 1
    for z in range(n - 1, -1, -1):
        if draft.size[z] == 0:
            draft.free[draft.tally[0]] = z
            draft.tally[0] += 1
        else:
            draft.cost[z] = min(ILLEGAL, zone_cost(ground, draft.member[z], draft.size[z]))
            draft.tally[1] += 1
    return draft


@kernel
def _in_one_part(ground: Ground, draft: Draft, member: Ints, size: int, without: int) -> bool:
    """Tell whether members that share a zone hang together without one of them (-1: with all)."""
    n = len(draft.zone_of)
    wanted = size - (1 if without >= 0 else 0)
    if wanted <= 1:
        return True
    first = member[0] if member[0] != without else member[1]
    zone = draft.zone_of[first]
    seen = draft.seen
    seen[n] += 1
    stamp = seen[n]
    seen[first] = stamp
    seen[n + 1] = first
    found = 1
    at = 0
    while at < found:
        estate = seen[n + 1 + at]
        at += 1
        for q in range(ground.start[estate], ground.start[estate + 1]):
            near = ground.neighbour[q]
            if near != without and draft.zone_of[near] == zone and seen[near] != stamp:
                seen[near] = stamp
                seen[n + 1 + found] = near
                found += 1
    return found == wanted


@kernel
def _shift(ground: Ground, draft: Draft, estate: int, to: int, proposal: Proposal) -> bool:
    """Propose to shift an estate to a neighbouring zone, or to a new one from its own zone."""
    a = draft.zone_of[estate]
    if to == a:
        if draft.size[a] < 2:
            return False
        to = draft.free[draft.tally[0] - 1]
    elif draft.size[to] >= ground.max_estates:
        return False
    if not _in_one_part(ground, draft, draft.member[a], draft.size[a], estate):
        return False
    left = 0
    for j in range(draft.size[a]):
        if draft.member[a, j] != estate:
            proposal.one[left] = draft.member[a, j]
            left += 1
    proposal.two[: draft.size[to]] = draft.member[to, : draft.size[to]]
    proposal.two[draft.size[to]] = estate
    proposal.zone[1] = to
    proposal.size[0] = left
    proposal.size[1] = draft.size[to] + 1
    return True


@kernel
def _swap(ground: Ground, draft: Draft, estate: int, other: int, proposal: Proposal) -> bool:
    """Propose to exchange two estates of different zones."""
    zone_of = draft.zone_of
    a = zone_of[estate]
    b = zone_of[other]
    if a == b:
        return False
    for j in range(draft.size[a]):
        e = draft.member[a, j]
        proposal.one[j] = other if e == estate else e
    for j in range(draft.size[b]):
        e = draft.member[b, j]
        proposal.two[j] = estate if e == other else e
    proposal.size[0] = draft.size[a]
    proposal.size[1] = draft.size[b]
    zone_of[estate] = b
    zone_of[other] = a
    whole = _in_one_part(ground, draft, proposal.one, draft.size[a], -1) and _in_one_part(
        ground, draft, proposal.two, draft.size[b], -1
    )
    zone_of[estate] = a
    zone_of[other] = b
    return whole


@kernel
def _merge(ground: Ground, draft: Draft, a: int, b: int, proposal: Proposal) -> bool:
    """Propose to merge two neighbouring zones."""
    both = draft.size[a] + draft.size[b]
    if a == b or both > ground.max_estates:
        return False
    proposal.two[: draft.size[b]] = draft.member[b, : draft.size[b]]
    proposal.two[draft.size[b] : both] = draft.member[a, : draft.size[a]]
    proposal.size[0] = 0
    proposal.size[1] = both
    return True


@kernel
def _take(draft: Draft, proposal: Proposal, cost_one: float, cost_two: float) -> None:
    a = proposal.zone[0]
    b = proposal.zone[1]
    if draft.size[b] == 0:
        draft.tally[0] -= 1
        draft.tally[1] += 1
    if proposal.size[0] == 0:
        draft.free[draft.tally[0]] = a
        draft.tally[0] += 1
        draft.tally[1] -= 1
    for j in range(proposal.size[0]):
        draft.member[a, j] = proposal.one[j]
        draft.zone_of[proposal.one[j]] = a
    for j in range(proposal.size[1]):
        draft.member[b, j] = proposal.two[j]
        draft.zone_of[proposal.two[j]] = b
    draft.size[a] = proposal.size[0]
    draft.size[b] = proposal.size[1]
    draft.cost[a] = cost_one
    draft.cost[b] = cost_two


@kernel
def anneal(
    ground: Ground,
    schedule: Schedule,
    zone_of: Ints,
    random: NDArray[np.uint64],
    best: tuple[Floats, Ints, int],
) -> None:
    """Anneal from given labels and keep the best plan of every number of zones that is met.

    `zone_of` and `random` go on from call to call. `best` is (cost (n + 1,), plans (window, n),
    first): ``plans[k - first]`` holds the labels of the cheapest plan met with k zones, at
    ``cost[k]``; both are changed in place where a cheaper one is met.
    """
    n = len(zone_of)
    best_cost, best_plan, first = best
    draft = _begin(ground, zone_of)
    proposal = Proposal(
        np.zeros(ground.max_estates + 1, np.int64),
        np.zeros(ground.max_estates + 1, np.int64),
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
    )
    total = draft.cost.sum()
    cooling = (schedule.last_heat / schedule.first_heat) ** (1.0 / schedule.moves)
    heat = schedule.first_heat
    for _ in range(schedule.moves):
        heat *= cooling
        estate = pick(random, n)
        degree = ground.start[estate + 1] - ground.start[estate]
        if degree == 0:
            continue
        a = zone_of[estate]
        b = zone_of[ground.neighbour[ground.start[estate] + pick(random, degree)]]
        proposal.zone[0] = a
        proposal.zone[1] = b
        kind = chance(random)
        if kind < SHIFTS:
            legal = _shift(ground, draft, estate, b, proposal)
        elif kind < SHIFTS_AND_SWAPS:
            other = draft.member[b, pick(random, draft.size[b])]
            legal = _swap(ground, draft, estate, other, proposal)
        else:
            legal = _merge(ground, draft, a, b, proposal)
        if not legal:
            continue
        b = proposal.zone[1]
        cost_one = 0.0
        if proposal.size[0] > 0:
            cost_one = zone_cost(ground, proposal.one, proposal.size[0])
        cost_two = zone_cost(ground, proposal.two, proposal.size[1])
        change = cost_one + cost_two - draft.cost[a] - draft.cost[b]
        if change == np.inf:
            continue
        more = (1 if draft.size[b] == 0 else 0) - (1 if proposal.size[0] == 0 else 0)
        off = draft.tally[1] - schedule.wanted
        loss = change - schedule.price * more + schedule.hold * more * (2 * off + more)
        if loss > 0.0 and chance(random) >= np.exp(-loss / heat):
            continue
        _take(draft, proposal, cost_one, cost_two)
        total += change
        zones = draft.tally[1]
        if total < best_cost[zones] - 1e-9 and first <= zones < first + len(best_plan):
            best_cost[zones] = total
            best_plan[zones - first] = zone_of
