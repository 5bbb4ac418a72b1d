"""The compiled exchange search of the p-center: p sites that keep a radius, by weighing rows."""

import numpy as np

from geo.jit import kernel
from geo.random_kernels import RandomState, below
from geo.siting.cover_rows import Incidence
from geo.siting.relaxation_kernels import Floats, Ints
from geo.siting.set_kernels import RowSearch, add_site, drop_site

__all__ = ["exchange_to_cover"]


@kernel
def exchange_to_cover(
    net: Incidence,
    search: RowSearch,
    chosen: Ints,
    n_fixed: int,
    steps: int,
    random: RandomState,
) -> bool:
    """Exchange chosen sites for others until every row is covered; return whether that was done.

    A random uncovered row must be covered: of all its sites and all chosen ones, the pair is
    exchanged that leaves the least weight uncovered, but not one that came or went just now. Where
    that gains nothing, the uncovered rows gain weight. The first `n_fixed` of `chosen` stay.

    References: Zhang, Lü, Su, Li, Fang, Yin (2020), Vertex weighting-based tabu search for
    p-center problem, IJCAI-20, section 3.
    """
    alone = np.zeros(net.row_start.size - 1, np.int64)
    for site in chosen:
        _note(site, 1, net, alone)
    saved = np.zeros(search.inside.size)
    entered, left = -1, -1
    for step in range(1, steps + 1):
        if search.n_open[0] == 0:
            return True
        row = search.open_rows[below(random, search.n_open[0])]
        enter, leave, most = -1, -1, -np.inf
        for b in range(net.row_start[row], net.row_start[row + 1]):
            site = int(net.row_sites[b])
            if site == left and net.row_start[row + 1] - net.row_start[row] > 1:
                continue
            place, gain = _best_exchange(site, net, search, chosen, n_fixed, alone, saved, entered)
            if place >= 0 and (
                gain > most or (gain == most and search.changed[site] < search.changed[enter])
            ):
                enter, leave, most = site, place, gain
        if enter < 0:
            return False
        left, entered = chosen[leave], enter
        drop_site(left, net, search)
        _note(left, -1, net, alone)
        add_site(entered, net, search)
        _note(entered, 1, net, alone)
        chosen[leave] = entered
        search.changed[left] = search.changed[entered] = step
        if most <= 0.0:
            _weigh_open_rows(net, search)
    return bool(search.n_open[0] == 0)


@kernel
def _best_exchange(
    site: int,
    net: Incidence,
    search: RowSearch,
    chosen: Ints,
    n_fixed: int,
    alone: Ints,
    saved: Floats,
    entered: int,
) -> tuple[int, float]:
    """Return the place of the chosen site to be exchanged for `site`, and the weight gained."""
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        if search.times[row] == 1:
            saved[alone[row]] += search.weight[row]
    place, least = -1, np.inf
    for t in range(n_fixed, chosen.size):
        j = chosen[t]
        if j == entered and chosen.size - n_fixed > 1:
            continue
        lost = search.score[j] - saved[j]
        if lost < least or (lost == least and search.changed[j] < search.changed[chosen[place]]):
            place, least = t, lost
    for a in range(net.site_start[site], net.site_start[site + 1]):
        row = net.site_rows[a]
        if search.times[row] == 1:
            saved[alone[row]] = 0.0
    return place, search.score[site] - least


@kernel
def _note(site: int, sign: int, net: Incidence, alone: Ints) -> None:
    """Keep the sum of the chosen sites of each row: the site itself where there is one."""
    for a in range(net.site_start[site], net.site_start[site + 1]):
        alone[net.site_rows[a]] += sign * site


@kernel
def _weigh_open_rows(net: Incidence, search: RowSearch) -> None:
    for q in range(search.n_open[0]):
        row = search.open_rows[q]
        search.weight[row] += 1.0
        for b in range(net.row_start[row], net.row_start[row + 1]):
            search.score[net.row_sites[b]] += 1.0
