"""Compiled parts of the set cover search: dominance, local search, Lagrangean bound."""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below
from geo.siting.cover_rows import Incidence
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


class RowSearch(NamedTuple):
    """State of a row-weighting search.

    Attributes
    ----------
    inside : ndarray of bool, shape (n_sites,)
        The present sites.
    times : ndarray of int32, shape (n_rows,)
        How many of them cover each row.
    score : ndarray of float64, shape (n_sites,)
        Weight of the rows a site outside would newly cover, or one inside covers alone.
    weight : ndarray of float64, shape (n_rows,)
        Weight of each row, growing while it stays uncovered.
    changed : ndarray of int64, shape (n_sites,)
        Step at which each site last came or went.
    open_rows, place : ndarray of int64, shape (n_rows,)
        The uncovered rows, and where each of them stands among them.
    n_open : ndarray of int64, shape (1,)
        How many rows are uncovered.
    """

    inside: Flags
    times: Sites
    score: Floats
    weight: Floats
    changed: Ints
    open_rows: Ints
    place: Ints
    n_open: Ints


def new_row_search(net: Incidence, cover: Flags) -> RowSearch:
    """Return the state of a search that begins with a cover."""
    n, r = net.site_start.size - 1, net.row_start.size - 1
    search = RowSearch(
        inside=np.zeros(n, dtype=bool),
        times=np.zeros(r, dtype=np.int32),
        score=np.diff(net.site_start).astype(np.float64),
        weight=np.ones(r),
        changed=np.zeros(n, dtype=np.int64),
        open_rows=np.arange(r, dtype=np.int64),
        place=np.arange(r, dtype=np.int64),
        n_open=np.array([r], dtype=np.int64),
    )
    for site in np.flatnonzero(cover):
        add_site(int(site), net, search)
    return search


@kernel
def weighted_row_search(
    net: Incidence,
    cost: Floats,
    search: RowSearch,
    best: Flags,
    least: float,
    goal: float,
    first_step: int,
    steps: int,
    random: RandomState,
) -> float:
    """Look for cheaper covers by dropping, re-adding and weighing uncovered rows.

    Whenever all rows are covered, the plan is kept in `best` and its least useful sites dropped;
    otherwise a site leaves and others, that cover a random uncovered row, come in as long as the
    plan stays cheaper than the best. Rows that stay uncovered gain weight, which drives the
    search out of its corners. Stops at a cover that costs at most `goal`; returns the least cost.

    References: Gao, Weise, Li (2015), An efficient local search heuristic with row weighting for
    the unicost set covering problem, EJOR 246(3), section 3.
    """
    spent = cost[search.inside].sum()
    entered = -1
    for step in range(first_step, first_step + steps):
        while search.n_open[0] == 0:
            if spent <= least:
                least = spent
                best[:] = search.inside
                if least <= goal:
                    return least
            leaving = _least_useful(cost, search, -1)
            if leaving < 0:
                return least
            spent -= cost[leaving]
            drop_site(leaving, net, search)
            search.changed[leaving] = step
        leaving = _least_useful(cost, search, entered)
        if leaving >= 0:
            spent -= cost[leaving]
            drop_site(leaving, net, search)
            search.changed[leaving] = step
        while search.n_open[0] > 0:
            row = search.open_rows[below(random, search.n_open[0])]
            entering = _most_useful(row, net, cost, search, step)
            if entering < 0 or spent + cost[entering] >= least:
                break
            spent += cost[entering]
            add_site(entering, net, search)
            search.changed[entering] = step
            entered = entering
        for q in range(search.n_open[0]):
            row = search.open_rows[q]
            search.weight[row] += 1.0
            for b in range(net.row_start[row], net.row_start[row + 1]):
                search.score[net.row_sites[b]] += 1.0
    return least


@kernel
def _most_useful(row: int, net: Incidence, cost: Floats, search: RowSearch, step: int) -> int:
    """Return the best site that covers a row, not one that has just left unless it is alone."""
    found, most = -1, -np.inf
    alone = net.row_start[row + 1] - net.row_start[row] == 1
    for b in range(net.row_start[row], net.row_start[row + 1]):
        site = int(net.row_sites[b])
        if search.changed[site] == step and not alone:
            continue
        rate = search.score[site] / max(cost[site], 1e-12)
        if rate > most or (rate == most and search.changed[site] < search.changed[found]):
            found, most = site, rate
    return found


@kernel
def _least_useful(cost: Floats, search: RowSearch, tabu: int) -> int:
    """Return the inside site that covers least alone per cost, the longest unchanged of equals."""
    found, least = -1, np.inf
    for site in range(search.inside.size):
        if not search.inside[site] or site == tabu:
            continue
        rate = search.score[site] / max(cost[site], 1e-12)
        if rate < least or (rate == least and search.changed[site] < search.changed[found]):
            found, least = site, rate
    return found


@kernel
def drop_site(site: int, net: Incidence, search: RowSearch) -> None:
    """Take a site out of the present ones."""
    search.inside[site] = False
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        search.times[row] -= 1
        if search.times[row] == 0:
            search.place[row] = search.n_open[0]
            search.open_rows[search.n_open[0]] = row
            search.n_open[0] += 1
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if net.row_sites[b] != site:
                    search.score[net.row_sites[b]] += search.weight[row]
        elif search.times[row] == 1:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if search.inside[net.row_sites[b]]:
                    search.score[net.row_sites[b]] += search.weight[row]
                    break


@kernel
def add_site(site: int, net: Incidence, search: RowSearch) -> None:
    """Put a site among the present ones."""
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        search.times[row] += 1
        if search.times[row] == 1:
            search.n_open[0] -= 1
            last = search.open_rows[search.n_open[0]]
            search.open_rows[search.place[row]] = last
            search.place[last] = search.place[row]
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if net.row_sites[b] != site:
                    search.score[net.row_sites[b]] -= search.weight[row]
        elif search.times[row] == 2:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                if search.inside[net.row_sites[b]]:
                    search.score[net.row_sites[b]] -= search.weight[row]
                    break
    search.inside[site] = True


@kernel
def _price_out(
    net: Incidence, cost: Floats, price: Floats, decided: Marks, inside: Flags, served: Sites
) -> tuple[Floats, float]:
    """Return the reduced costs and the bound; mark the sites taken and count who is served."""
    reduced = np.zeros(cost.size)
    bound = price.sum()
    served[:] = 0
    for j in range(cost.size):
        inside[j] = False
        if decided[j] == CLOSED:
            continue
        reduced[j] = cost[j]
        for a in range(net.site_start[j], net.site_start[j + 1]):
            reduced[j] -= price[net.site_rows[a]]
        if reduced[j] < 0.0 or decided[j] == OPEN:
            inside[j] = True
            bound += reduced[j]
            for a in range(net.site_start[j], net.site_start[j + 1]):
                served[net.site_rows[a]] += 1
    return reduced, bound


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
    inside = np.zeros(decided.size, np.bool_)
    served = np.empty(state.price.size, np.int32)
    for _ in range(iterations):
        reduced, bound = _price_out(net, cost, state.price, decided, inside, served)
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        for j in range(decided.size):
            if decided[j] == FREE and bound + abs(reduced[j]) >= prune_at:
                decided[j] = OPEN if inside[j] else CLOSED
        if state.pace[0] < SMALLEST_STEP or not move_prices(
            state, rule, served, max(target - bound, 1e-4 * abs(target))
        ):
            return state.pace[2], CONVERGED
    return state.pace[2], NOT_DONE
