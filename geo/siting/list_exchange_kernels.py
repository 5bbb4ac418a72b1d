"""Compiled exchange search of the p-median over lists alone: no row of all pairs is looked at.

A site that is not in an estate's list serves it at one finite cost, `beyond`. So a plan has a cost
that the lists alone give, which is the true one wherever an estate has its station in its list.
"""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below, unit
from geo.siting.median_kernels import NearestSites
from geo.siting.relaxation_kernels import Flags, Floats, Ints, Sites

__all__ = [
    "SiteLists",
    "Standing",
    "estates_of_sites",
    "exchange_nearby",
    "shake_nearby",
    "spread_sites",
    "stand",
]

_MOST_SHAKEN, _MOST_EXCHANGES = 3, 60
"""Random exchanges of one shake at most, and exchanges until it is given up."""

_SUMMED = 512
"""Estates whose costs are summed together, so that a draw by cost looks at few."""


class SiteLists(NamedTuple):
    """The estates in whose lists each site stands.

    Attributes
    ----------
    start : ndarray of int64, shape (n_sites + 1,)
        Where the estates of each site begin.
    estates : ndarray of int32, shape (n_entries,)
        Estates, ascending.
    costs : ndarray of float64, shape (n_entries,)
        What serving them costs.
    """

    start: Ints
    estates: Sites
    costs: Floats


class Standing(NamedTuple):
    """A plan, and who serves whom in it.

    Attributes
    ----------
    chosen : ndarray of int64, shape (p,)
        Sites, fixed ones first.
    place : ndarray of int64, shape (n_sites,)
        Where each site stands in `chosen`, -1 outside.
    first, second : ndarray of int32, shape (n_estates,)
        The nearest and second nearest chosen site of each list, -1 for none.
    cost, next_cost : ndarray of float64, shape (n_estates,)
        What they cost; `beyond` for none.
    loss : ndarray of float64, shape (p,)
        What closing each chosen site costs.
    cursor : ndarray of int64, shape (2,)
        The next site to be tried, and how many in a row were tried in vain.
    cheapest : ndarray of int64, shape (1,)
        The place of the chosen site, not a fixed one, of least loss; -1 until it is asked for.
    """

    chosen: Ints
    place: Ints
    first: Sites
    second: Sites
    cost: Floats
    next_cost: Floats
    loss: Floats
    cursor: Ints
    cheapest: Ints


@kernel
def estates_of_sites(near: NearestSites, n_sites: int) -> SiteLists:
    """Return the lists by site."""
    start = np.zeros(n_sites + 1, np.int64)
    for j in near.sites:
        start[j + 1] += 1
    start = np.cumsum(start)
    at = start[:-1].copy()
    estates, costs = np.empty(near.sites.size, np.int32), np.empty(near.sites.size)
    for i in range(near.start.size - 1):
        for k in range(near.start[i], near.start[i + 1]):
            j = near.sites[k]
            estates[at[j]], costs[at[j]] = i, near.costs[k]
            at[j] += 1
    return SiteLists(start, estates, costs)


@kernel
def spread_sites(
    near: NearestSites, lists: SiteLists, beyond: Floats, plan: Ints, n_given: int, r: RandomState
) -> None:
    """Fill a plan up: an estate is drawn with a chance like its cost, and its nearest site joins.

    References: Arthur, Vassilvitskii (2007), k-means++, SODA, section 2, with costs as they are.
    """
    n, m = lists.start.size - 1, beyond.size
    cost, taken = beyond.copy(), np.zeros(n, np.bool_)
    sums = np.zeros(m // _SUMMED + 1)
    for i in range(m):
        sums[i // _SUMMED] += cost[i]
    for position in range(plan.size):
        site = plan[position] if position < n_given else _drawn(near, cost, sums, taken, r)
        plan[position] = site
        taken[site] = True
        for a in range(lists.start[site], lists.start[site + 1]):
            i = lists.estates[a]
            if lists.costs[a] < cost[i]:
                sums[i // _SUMMED] -= cost[i] - lists.costs[a]
                cost[i] = lists.costs[a]


@kernel
def _drawn(near: NearestSites, cost: Floats, sums: Floats, taken: Flags, r: RandomState) -> int:
    """Return the nearest site, not yet taken, of an estate drawn by cost; else any site."""
    left = unit(r) * sums.sum()
    block = 0
    while block < sums.size - 1 and left >= sums[block]:
        left -= sums[block]
        block += 1
    i = min(block * _SUMMED, cost.size - 1)
    while i < min((block + 1) * _SUMMED, cost.size) - 1 and left >= cost[i]:
        left -= cost[i]
        i += 1
    for k in range(near.start[i], near.start[i + 1]):
        if not taken[near.sites[k]]:
            return int(near.sites[k])
    site = below(r, taken.size)
    while taken[site]:
        site = (site + 1) % taken.size
    return site


@kernel
def stand(near: NearestSites, beyond: Floats, plan: Ints, n_sites: int) -> Standing:
    """Return who serves whom in a plan (copied)."""
    m = beyond.size
    standing = Standing(
        plan.copy(),
        np.full(n_sites, -1, np.int64),
        np.empty(m, np.int32),
        np.empty(m, np.int32),
        np.empty(m),
        np.empty(m),
        np.zeros(plan.size),
        np.zeros(2, np.int64),
        np.full(1, -1, np.int64),
    )
    for position in range(plan.size):
        standing.place[plan[position]] = position
    for i in range(m):
        _settle(i, near, beyond, standing)
    return standing


@kernel
def _settle(i: int, near: NearestSites, beyond: Floats, standing: Standing) -> None:
    """Find an estate's two nearest chosen sites anew, and add it to the loss of the first."""
    standing.first[i] = standing.second[i] = -1
    standing.cost[i] = standing.next_cost[i] = beyond[i]
    for k in range(near.start[i], near.start[i + 1]):
        if near.costs[k] >= beyond[i]:
            break
        if standing.place[near.sites[k]] < 0:
            continue
        if standing.first[i] < 0:
            standing.first[i], standing.cost[i] = near.sites[k], near.costs[k]
        else:
            standing.second[i], standing.next_cost[i] = near.sites[k], near.costs[k]
            break
    _count_loss(i, 1.0, standing)


@kernel
def _count_loss(i: int, sign: float, standing: Standing) -> None:
    if standing.first[i] >= 0:
        place = standing.place[standing.first[i]]
        if place >= 0:
            standing.loss[place] += sign * (standing.next_cost[i] - standing.cost[i])


@kernel
def exchange_nearby(
    near: NearestSites,
    lists: SiteLists,
    beyond: Floats,
    standing: Standing,
    n_fixed: int,
    work: int,
) -> bool:
    """Exchange a chosen site for another as soon as that saves something, site after site.

    For a site that may come in, its list says what it would gain, and which chosen sites would be
    missed less with it; the one that is missed least leaves. Returns whether no exchange is left
    that saves anything; ends sooner after `work` entries of lists.

    References: Whitaker (1983), INFOR 21, the fast interchange; Hansen, Mladenović (1997),
    Variable neighborhood search for the p-median, Location Science 5, section 2.
    """
    n, p = standing.place.size, standing.chosen.size
    if p in (n_fixed, n):
        return True
    extra, touched = np.zeros(p), np.empty(p, np.int64)
    least_saving = 1e-9 * max(1.0, standing.cost.sum())
    while standing.cursor[1] < n:
        if work <= 0:
            return False
        site = standing.cursor[0]
        standing.cursor[0] = (site + 1) % n
        standing.cursor[1] += 1
        if standing.place[site] >= 0:
            continue
        work -= lists.start[site + 1] - lists.start[site] + 1
        place, saving = _best_leaving(site, lists, standing, n_fixed, extra, touched)
        if saving > least_saving:
            _exchange(site, place, near, lists, beyond, standing)
            standing.cursor[1] = 0
    return True


@kernel
def _best_leaving(
    site: int,
    lists: SiteLists,
    standing: Standing,
    n_fixed: int,
    extra: Floats,
    touched: Ints,
) -> tuple[int, float]:
    """Return the place of the chosen site best exchanged for `site`, and what that saves.

    `extra` is zero before and after.
    """
    gain, n_touched = _weigh_entry(site, lists, standing, extra, touched)
    if standing.cheapest[0] < 0:
        standing.cheapest[0] = n_fixed + np.argmin(standing.loss[n_fixed:])
    leave = int(standing.cheapest[0])
    least = standing.loss[leave]
    for t in range(n_touched):
        place = touched[t]
        if place >= n_fixed and standing.loss[place] - extra[place] < least:
            leave, least = place, standing.loss[place] - extra[place]
        extra[place] = 0.0
    return leave, gain - least


@kernel
def _weigh_entry(
    site: int, lists: SiteLists, standing: Standing, extra: Floats, touched: Ints
) -> tuple[float, int]:
    """Return what a site would gain; note how much less chosen sites would then be missed."""
    gain, n_touched = 0.0, 0
    for a in range(lists.start[site], lists.start[site + 1]):
        i, c = lists.estates[a], lists.costs[a]
        if c >= standing.next_cost[i]:
            continue
        spared = standing.next_cost[i] - max(c, standing.cost[i])
        if c < standing.cost[i]:
            gain += standing.cost[i] - c
        if standing.first[i] >= 0 and spared > 0.0:
            place = standing.place[standing.first[i]]
            if extra[place] == 0.0:
                touched[n_touched] = place
                n_touched += 1
            extra[place] += spared
    return gain, n_touched


@kernel
def _exchange(
    enter: int,
    place: int,
    near: NearestSites,
    lists: SiteLists,
    beyond: Floats,
    standing: Standing,
) -> float:
    """Put one site in the place of another; return by how much that makes the plan dearer."""
    leave, dearer = standing.chosen[place], 0.0
    standing.place[leave] = -1
    standing.loss[place] = 0.0
    standing.cheapest[0] = -1
    standing.chosen[place] = enter
    for a in range(lists.start[leave], lists.start[leave + 1]):
        i = lists.estates[a]
        if standing.first[i] == leave or standing.second[i] == leave:
            dearer += _settle_anew(i, near, beyond, standing)
    standing.place[enter] = place
    for a in range(lists.start[enter], lists.start[enter + 1]):
        i = lists.estates[a]
        if lists.costs[a] < standing.next_cost[i]:
            dearer += _settle_anew(i, near, beyond, standing)
    return dearer


@kernel
def _settle_anew(i: int, near: NearestSites, beyond: Floats, standing: Standing) -> float:
    before = standing.cost[i]
    _count_loss(i, -1.0, standing)
    _settle(i, near, beyond, standing)
    return float(standing.cost[i] - before)


class Shaking(NamedTuple):
    """What a search by shaking works with.

    Attributes
    ----------
    queue : ndarray of int64, shape (n_sites,)
        Sites to be tried, in a ring.
    queued : ndarray of bool, shape (n_sites,)
        Whether each site waits there.
    ends : ndarray of int64, shape (2,)
        Where the first waits, and how many do.
    left, places : ndarray of int64, shape (capacity,)
        The sites that left since the shake, and from where.
    """

    queue: Ints
    queued: Flags
    ends: Ints
    left: Ints
    places: Ints


@kernel
def shake_nearby(
    near: NearestSites,
    lists: SiteLists,
    beyond: Floats,
    standing: Standing,
    n_fixed: int,
    work: int,
    random: RandomState,
) -> float:
    """Exchange a few sites of one neighbourhood at random, mend it, and keep what is cheaper.

    Only sites around an exchange are tried after it, so that a shake costs as much in a large
    problem as in a small one. Ends after `work` entries of lists; returns what was saved.

    References: Mladenović, Brimberg, Hansen, Moreno-Pérez (2007), The p-median problem: a survey
    of metaheuristic approaches, EJOR 179, section 4: search by variable neighbourhoods.
    """
    n, p, m = standing.place.size, standing.chosen.size, beyond.size
    saved = 0.0
    if p in (n_fixed, n):
        return saved
    shaking = Shaking(
        np.empty(n, np.int64),
        np.zeros(n, np.bool_),
        np.zeros(2, np.int64),
        np.empty(_MOST_EXCHANGES, np.int64),
        np.empty(_MOST_EXCHANGES, np.int64),
    )
    extra, touched = np.zeros(p), np.empty(p, np.int64)
    least_saving = 1e-9 * max(1.0, standing.cost.sum())
    while work > 0:
        work -= m // 1000 + 1
        estate = below(random, m)
        dearer, count = 0.0, 0
        for _ in range(1 + below(random, _MOST_SHAKEN)):
            enter, place = _drawn_exchange(estate, near, lists, standing, n_fixed, random)
            if enter < 0:
                continue
            dearer += _noted_exchange(enter, place, count, near, lists, beyond, standing, shaking)
            count += 1
        while shaking.ends[1] > 0:
            site = _next_queued(shaking)
            if standing.place[site] >= 0 or count == _MOST_EXCHANGES:
                continue
            work -= lists.start[site + 1] - lists.start[site] + 1
            place, saving = _best_leaving(site, lists, standing, n_fixed, extra, touched)
            if saving > least_saving:
                dearer += _noted_exchange(
                    site, place, count, near, lists, beyond, standing, shaking
                )
                count += 1
        if dearer < -least_saving:
            saved -= dearer
            continue
        for t in range(count - 1, -1, -1):
            _exchange(shaking.left[t], shaking.places[t], near, lists, beyond, standing)
    return saved


@kernel
def _drawn_exchange(
    estate: int,
    near: NearestSites,
    lists: SiteLists,
    standing: Standing,
    n_fixed: int,
    random: RandomState,
) -> tuple[int, int]:
    """Return a site near an estate to come in, and the place of one near that to leave; -1 none."""
    length = near.start[estate + 1] - near.start[estate]
    if length == 0:
        return -1, -1
    enter = int(near.sites[near.start[estate] + below(random, length)])
    if standing.place[enter] >= 0:
        return -1, -1
    around = lists.start[enter + 1] - lists.start[enter]
    leave = standing.first[lists.estates[lists.start[enter] + below(random, around)]]
    if leave < 0 or standing.place[leave] < n_fixed:
        return -1, -1
    return enter, int(standing.place[leave])


@kernel
def _noted_exchange(
    enter: int,
    place: int,
    count: int,
    near: NearestSites,
    lists: SiteLists,
    beyond: Floats,
    standing: Standing,
    shaking: Shaking,
) -> float:
    """Exchange, note how to go back, and queue the sites around; return what it costs."""
    leave = standing.chosen[place]
    shaking.left[count], shaking.places[count] = leave, place
    dearer = _exchange(enter, place, near, lists, beyond, standing)
    for site in (leave, enter):
        for a in range(lists.start[site], lists.start[site + 1]):
            i = lists.estates[a]
            if lists.costs[a] > standing.next_cost[i]:
                continue
            for k in range(near.start[i], near.start[i + 1]):
                if near.costs[k] >= standing.next_cost[i]:
                    break
                _queue(near.sites[k], shaking)
    return dearer


@kernel
def _queue(site: int, shaking: Shaking) -> None:
    if not shaking.queued[site]:
        shaking.queued[site] = True
        shaking.queue[(shaking.ends[0] + shaking.ends[1]) % shaking.queue.size] = site
        shaking.ends[1] += 1


@kernel
def _next_queued(shaking: Shaking) -> int:
    site = shaking.queue[shaking.ends[0]]
    shaking.ends[0] = (shaking.ends[0] + 1) % shaking.queue.size
    shaking.ends[1] -= 1
    shaking.queued[site] = False
    return int(site)
