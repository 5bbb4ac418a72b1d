"""Compiled searches over sets of stations whose value is the weight of the rows they cover."""

from typing import NamedTuple

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below, unit
from geo.siting.cover_rows import Incidence
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    CONVERGED,
    NOT_DONE,
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
    move_prices,
    note_bound,
    pick_smallest,
)


class Overlap(NamedTuple):
    """Sites that share rows, and the weight they share.

    Attributes
    ----------
    start : ndarray of int64, shape (n_sites + 1,)
        Where each site's neighbours begin.
    sites : ndarray of int32, shape (n_pairs,)
        Neighbours.
    weight : ndarray of float64, shape (n_pairs,)
        Weight of the rows that both cover.
    """

    start: Ints
    sites: Sites
    weight: Floats


class Covering(NamedTuple):
    """A set of sites with all that a move needs to be priced at once.

    Attributes
    ----------
    chosen : ndarray of int64, shape (p,)
        Sites in the set.
    best : ndarray of int64, shape (p,)
        The best set so far.
    taken : ndarray of bool, shape (n_sites,)
        Whether each site is in the set.
    times : ndarray of int32, shape (n_rows,)
        How many of the set cover each row.
    owners : ndarray of int64, shape (n_rows,)
        Sum of the numbers of those sites: the site itself where there is one.
    gain : ndarray of float64, shape (n_sites,)
        Weight each site would newly cover.
    loss : ndarray of float64, shape (n_sites,)
        Weight each site of the set covers alone.
    value : ndarray of float64, shape (2,)
        Weight covered, and by the best set.
    """

    chosen: Ints
    best: Ints
    taken: Flags
    times: Sites
    owners: Ints
    gain: Floats
    loss: Floats
    value: Floats


@kernel
def overlap_of(net: Incidence, weight: Floats) -> Overlap:
    """Return for every site the sites that share rows with it."""
    n = net.site_start.size - 1
    start = np.zeros(n + 1, np.int64)
    sites, shared = np.empty(1024, np.int32), np.empty(1024)
    total, met = np.zeros(n), np.full(n, -1, np.int64)
    here = np.empty(n, np.int64)
    held = 0
    for j in range(n):
        count = 0
        for a in range(net.site_start[j], net.site_start[j + 1]):
            row = net.site_rows[a]
            for b in range(net.row_start[row], net.row_start[row + 1]):
                k = net.row_sites[b]
                if met[k] != j:
                    met[k] = j
                    total[k] = 0.0
                    here[count] = k
                    count += 1
                total[k] += weight[row]
        if held + count > sites.size:
            room = 2 * (held + count)
            more_sites, more_shared = np.empty(room, np.int32), np.empty(room)
            more_sites[:held] = sites[:held]
            more_shared[:held] = shared[:held]
            sites, shared = more_sites, more_shared
        for c in range(count):
            if here[c] != j:
                sites[held] = here[c]
                shared[held] = total[here[c]]
                held += 1
        start[j + 1] = held
    return Overlap(start, sites[:held].copy(), shared[:held].copy())


def new_covering(net: Incidence, weight: Floats, chosen: Ints) -> Covering:
    """Return the covering of some sites."""
    n, r = net.site_start.size - 1, weight.size
    covering = Covering(
        chosen=chosen.copy(),
        best=chosen.copy(),
        taken=np.zeros(n, dtype=bool),
        times=np.zeros(r, dtype=np.int32),
        owners=np.zeros(r, dtype=np.int64),
        gain=np.zeros(n),
        loss=np.zeros(n),
        value=np.zeros(2),
    )
    _enter_all(net, weight, covering)
    return covering


@kernel
def _enter_all(net: Incidence, weight: Floats, covering: Covering) -> None:
    for j in range(covering.gain.size):
        for a in range(net.site_start[j], net.site_start[j + 1]):
            covering.gain[j] += weight[net.site_rows[a]]
    for j in covering.chosen:
        covering.value[0] += covering.gain[j]
        enter(j, net, weight, covering)
    covering.value[1] = covering.value[0]


@kernel
def enter(site: int, net: Incidence, weight: Floats, covering: Covering) -> None:
    """Add a site to the set, without its place in `chosen`."""
    covering.taken[site] = True
    covering.loss[site] = 0.0
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        covering.times[row] += 1
        covering.owners[row] += site
        if covering.times[row] == 1:
            covering.loss[site] += weight[row]
            for b in range(net.row_start[row], net.row_start[row + 1]):
                covering.gain[net.row_sites[b]] -= weight[row]
        elif covering.times[row] == 2:
            covering.loss[covering.owners[row] - site] -= weight[row]


@kernel
def leave(site: int, net: Incidence, weight: Floats, covering: Covering) -> None:
    """Take a site out of the set, without its place in `chosen`."""
    covering.taken[site] = False
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        covering.times[row] -= 1
        covering.owners[row] -= site
        if covering.times[row] == 0:
            for b in range(net.row_start[row], net.row_start[row + 1]):
                covering.gain[net.row_sites[b]] += weight[row]
        elif covering.times[row] == 1:
            covering.loss[covering.owners[row]] += weight[row]
    covering.loss[site] = 0.0


@kernel
def add_greedily(net: Incidence, weight: Floats, p: int, must: Ints) -> Ints:
    """Return `must` and then, one after the other, the site that newly covers most."""
    n = net.site_start.size - 1
    gain = np.zeros(n)
    covered = np.zeros(weight.size, np.bool_)
    taken = np.zeros(n, np.bool_)
    chosen = np.empty(p, np.int64)
    for j in range(n):
        for a in range(net.site_start[j], net.site_start[j + 1]):
            gain[j] += weight[net.site_rows[a]]
    for t in range(p):
        best = -1
        if t < must.size:
            best = must[t]
        else:
            for j in range(n):
                if not taken[j] and (best < 0 or gain[j] > gain[best]):
                    best = j
        chosen[t] = best
        taken[best] = True
        for a in range(net.site_start[best], net.site_start[best + 1]):
            row = net.site_rows[a]
            if not covered[row]:
                covered[row] = True
                for b in range(net.row_start[row], net.row_start[row + 1]):
                    gain[net.row_sites[b]] -= weight[row]
    return chosen


@kernel
def swap_sites(
    net: Incidence, weight: Floats, covering: Covering, n_fixed: int, max_turns: int
) -> bool:
    """Replace one site after the other by the best one; False when no replacement is left."""
    movable = covering.chosen.size - n_fixed
    unchanged, t = 0, n_fixed
    for _ in range(max_turns):
        if unchanged >= movable:
            return False
        leaving = covering.chosen[t]
        before = covering.loss[leaving]
        leave(leaving, net, weight, covering)
        entering = leaving
        for j in range(covering.gain.size):
            if not covering.taken[j] and covering.gain[j] > covering.gain[entering]:
                entering = j
        saving = covering.gain[entering] - before
        if saving <= 1e-12 * covering.value[0]:
            entering = leaving
            unchanged += 1
        else:
            covering.value[0] += saving
            unchanged = 0
        covering.chosen[t] = entering
        enter(entering, net, weight, covering)
        t = t + 1 if t + 1 < covering.chosen.size else n_fixed
    if covering.value[0] > covering.value[1]:
        covering.value[1] = covering.value[0]
        covering.best[:] = covering.chosen
    return unchanged < movable


@kernel
def anneal(
    net: Incidence,
    weight: Floats,
    overlap: Overlap,
    covering: Covering,
    n_fixed: int,
    moves: int,
    hot: float,
    cooling: float,
    random: RandomState,
) -> float:
    """Swap sites for their neighbours by simulated annealing; return the heat at the end.

    A move is refused at sight when even the whole weight the two sites share could not make it
    acceptable, so that only promising moves look at rows.
    """
    p, n = covering.chosen.size, covering.gain.size
    heat = hot
    for _ in range(moves):
        heat *= cooling
        t = n_fixed + below(random, p - n_fixed)
        leaving = covering.chosen[t]
        lost = covering.loss[leaving]
        needed = lost + heat * np.log(1.0 - unit(random))
        width = overlap.start[leaving + 1] - overlap.start[leaving]
        shared = lost
        if width > 0 and unit(random) < 0.95:
            pair = overlap.start[leaving] + below(random, width)
            entering = int(overlap.sites[pair])
            shared = min(lost, overlap.weight[pair])
        else:
            entering = below(random, n)
        if covering.taken[entering] or covering.gain[entering] + shared < needed:
            continue
        gained = covering.gain[entering]
        for a in range(net.site_start[entering], net.site_start[entering + 1]):
            row = net.site_rows[a]
            if covering.times[row] == 1 and covering.owners[row] == leaving:
                gained += weight[row]
        if gained < needed:
            continue
        covering.value[0] += gained - lost
        covering.chosen[t] = entering
        # entering first: rows that both cover never become uncovered, which saves most of the work
        enter(entering, net, weight, covering)
        leave(leaving, net, weight, covering)
        if covering.value[0] > covering.value[1]:
            covering.value[1] = covering.value[0]
            covering.best[:] = covering.chosen
    return heat


@kernel
def uncovered_weight(net: Incidence, weight: Floats, chosen: Ints) -> float:
    """Return the weight of the rows that no chosen site covers."""
    covered = np.zeros(weight.size, np.bool_)
    for j in chosen:
        for a in range(net.site_start[j], net.site_start[j + 1]):
            covered[net.site_rows[a]] = True
    total = 0.0
    for i in range(weight.size):
        if not covered[i]:
            total += weight[i]
    return total


@kernel
def relax_cover(
    net: Incidence,
    state: Ascent,
    rule: AscentRule,
    decided: Marks,
    p: int,
    target: float,
    prune_at: float,
    iterations: int,
) -> tuple[float, int]:
    """Raise the lower bound on the weight that p sites leave uncovered, and decide sites.

    A row is paid for (its price, at most its weight) or covered; the p sites with the largest
    sums of prices are picked. `decided` and `state` change in place; ``state.price`` must not
    exceed the weights, which are ``state.upper``. Returns the best bound and how the ascent ended.

    References: Galvão and ReVelle (1996), A Lagrangean heuristic for the maximal covering
    location problem, EJOR 88, section 2.
    """
    n, r = decided.size, state.price.size
    reduced = np.zeros(n)
    inside = np.zeros(n, np.bool_)
    served = np.empty(r, np.int32)
    end = NOT_DONE
    for _ in range(iterations):
        for j in range(n):
            if decided[j] != CLOSED:
                total = 0.0
                for a in range(net.site_start[j], net.site_start[j + 1]):
                    total -= state.price[net.site_rows[a]]
                reduced[j] = total
        picked, last_in, first_out, end = pick_smallest(reduced, decided, p, inside, state.relaxed)
        if end == PRUNED:
            return np.inf, end
        bound = state.price.sum() + picked
        note_bound(state, rule, bound, inside)
        if bound >= prune_at:
            return bound, PRUNED
        if end == COMPLETE:
            break
        decide_sites(reduced, decided, inside, bound, last_in, first_out, prune_at)
        if state.pace[0] < SMALLEST_STEP:
            end = CONVERGED
            break
        served[:] = 0
        for j in state.relaxed:
            for a in range(net.site_start[j], net.site_start[j + 1]):
                served[net.site_rows[a]] += 1
        if not move_prices(state, rule, served, max(target - bound, 1e-5 * abs(target))):
            end = CONVERGED
            break
    return state.pace[2], end
