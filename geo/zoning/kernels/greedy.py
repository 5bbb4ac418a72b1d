"""Merge neighbouring zones, the cheapest merge first."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Ground
from geo.zoning.kernels.cost import ILLEGAL, zone_cost

__all__ = ["merge_greedily"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def _best_partner(
    ground: Ground, a: int, zone_of: Ints, zones: tuple[Ints, Ints, Floats], both: Ints
) -> tuple[int, float]:
    """Return the neighbouring zone that zone `a` merges with at the least increase, -1 for none."""
    member, size, cost = zones
    partner = -1
    increase = np.inf
    for i in range(size[a]):
        estate = member[a, i]
        for q in range(ground.start[estate], ground.start[estate + 1]):
            b = zone_of[ground.neighbour[q]]
            if b == a or size[a] + size[b] > ground.max_estates:
                continue
            both[: size[a]] = member[a, : size[a]]
            both[size[a] : size[a] + size[b]] = member[b, : size[b]]
            merged = zone_cost(ground, both, size[a] + size[b])
            if merged == np.inf:
                continue
            delta = merged - cost[a] - cost[b]
            if delta < increase or (delta == increase and b < partner):
                increase = delta
                partner = b
    return partner, increase


@kernel
def merge_greedily(ground: Ground) -> tuple[Ints, Floats]:
    """Merge zones of single estates step by step until no merge is legal.

    Returns the kept and the absorbed zone of each merge (a zone is called by the estate it began
    with), and the cost (n + 1,) by number of zones, inf where the merges never came.
    """
    n = len(ground.households)
    member = np.full((n, ground.max_estates), -1, np.int64)
    size = np.ones(n, np.int64)
    cost = np.zeros(n)
    zones = (member, size, cost)
    zone_of = np.arange(n)
    for i in range(n):
        member[i, 0] = i
        cost[i] = min(ILLEGAL, zone_cost(ground, member[i], 1))
    curve = np.full(n + 1, np.inf)
    curve[n] = cost.sum()
    merges = np.full((n, 2), -1, np.int64)
    partner = np.full(n, -1, np.int64)
    increase = np.full(n, np.inf)
    stale = np.ones(n, np.bool_)
    both = np.zeros(ground.max_estates, np.int64)
    for done in range(n):
        a = -1
        for z in range(n):
            if size[z] == 0:
                continue
            if stale[z]:
                partner[z], increase[z] = _best_partner(ground, z, zone_of, zones, both)
                stale[z] = False
            if partner[z] >= 0 and (a < 0 or increase[z] < increase[a]):
                a = z
        if a < 0:
            return merges[:done], curve
        b = max(a, partner[a])
        a = min(a, partner[a])
        for i in range(size[b]):
            member[a, size[a] + i] = member[b, i]
            zone_of[member[b, i]] = a
        size[a] += size[b]
        size[b] = 0
        cost[a] = zone_cost(ground, member[a], size[a])
        cost[b] = 0.0
        merges[done, 0] = a
        merges[done, 1] = b
        curve[n - done - 1] = cost.sum()
        stale[a] = True
        for i in range(size[a]):
            estate = member[a, i]
            for q in range(ground.start[estate], ground.start[estate + 1]):
                stale[zone_of[ground.neighbour[q]]] = True
    return merges, curve
