"""Compiled parts of the p-median's linear program: what an estate costs at fractional sites.

With a share of each site open, an estate takes the nearest sites until its shares sum to 1. The
cost at which they do is its level c, and no choice of sites serves it for less than
``c - sum of (c - cost of j) x share of j over its sites cheaper than c``: a cut in closed form.

References
----------
Duran-Mateluna, Ales, Elloumi (2023), An efficient Benders decomposition for the p-median problem,
EJOR 308, section 3.
"""

import numpy as np

from geo.jit import kernel
from geo.siting.median_kernels import NearestSites
from geo.siting.relaxation_kernels import Floats, Ints, Sites

__all__ = ["cut_entries", "least_costs", "levels_around", "served_levels"]

_WHOLE = 1 - 1e-9
"""Shares that sum to this serve an estate."""


@kernel
def least_costs(near: NearestSites, limit: Floats) -> Floats:
    """Return the cost of each estate's nearest site, its limit where the list is empty."""
    least = limit.copy()
    for i in range(limit.size):
        if near.start[i] < near.start[i + 1]:
            least[i] = min(limit[i], near.costs[near.start[i]])
    return least


@kernel
def levels_around(near: NearestSites, limit: Floats, price: Floats, level: Floats) -> None:
    """Fill in the costs around each price: the first not below it, the next, and the one before.

    `level` has shape (3, n_estates) and is nan where the list has no such cost.
    """
    level[:] = np.nan
    for i in range(price.size):
        before, here = np.nan, np.nan
        for k in range(near.start[i], near.start[i + 1]):
            c = near.costs[k]
            if c >= limit[i]:
                break
            if c < price[i]:
                before = c
            elif np.isnan(here):
                here = c
            elif c > here:
                level[1, i] = c
                break
        if np.isnan(here):
            here = limit[i]
        elif np.isnan(level[1, i]):
            level[1, i] = limit[i]
        level[0, i] = here
        level[2, i] = before


@kernel
def served_levels(
    near: NearestSites, limit: Floats, share: Floats, level: Floats, cost: Floats
) -> None:
    """Fill in the level of each estate at these shares of the sites, and what it costs there."""
    for i in range(limit.size):
        left, spent = 1.0, 0.0
        level[i] = limit[i]
        for k in range(near.start[i], near.start[i + 1]):
            c = near.costs[k]
            if c >= limit[i]:
                break
            taken = share[near.sites[k]]
            if taken <= 0.0:
                continue
            if taken >= left * _WHOLE:
                spent += left * c
                left = 0.0
                level[i] = c
                break
            spent += taken * c
            left -= taken
        cost[i] = spent + left * limit[i] if left > 0.0 else spent


@kernel
def cut_entries(near: NearestSites, estates: Ints, levels: Floats) -> tuple[Ints, Sites, Floats]:
    """Return where each cut's entries begin, their sites, and what each saves below the level."""
    start = np.zeros(estates.size + 1, np.int64)
    for t in range(estates.size):
        i = estates[t]
        k = near.start[i]
        while k < near.start[i + 1] and near.costs[k] < levels[t]:
            k += 1
        start[t + 1] = start[t] + k - near.start[i]
    sites = np.empty(start[-1], np.int32)
    saving = np.empty(start[-1])
    for t in range(estates.size):
        first = near.start[estates[t]]
        for k in range(start[t + 1] - start[t]):
            sites[start[t] + k] = near.sites[first + k]
            saving[start[t] + k] = levels[t] - near.costs[first + k]
    return start, sites, saving
