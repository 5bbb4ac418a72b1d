"""Reduced costs of listed zones, and rows that fractional plans break."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel

__all__ = [
    "Duals",
    "Listed",
    "cheapest_holding",
    "find_broken_triples",
    "reduced_costs",
    "spread",
    "take_zones",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Listed(NamedTuple):
    """Zones: members one after the other, where each begins, a figure for each, members shared.

    ``shared`` tells with how many of the same members as the zone before each begins, or fewer.
    """

    member: NDArray[np.int32]
    start: Ints
    figure: Floats
    shared: NDArray[np.uint8]


class Duals(NamedTuple):
    """What the rows of a partition pay: each estate, each zone, and triples (m, 3) of estates."""

    estate: Floats
    zone: float
    triples: Ints
    triple: Floats


@kernel
def take_zones(
    zones: Listed, some: Ints, member: NDArray[np.int32], shared: NDArray[np.uint8]
) -> None:
    """Write the members of some zones one after the other, and how many they begin with alike."""
    at = 0
    last = -1
    for place in range(len(some)):
        z = some[place]
        for q in range(zones.start[z], zones.start[z + 1]):
            member[at] = zones.member[q]
            at += 1
        if 0 <= last < z:
            alike = zones.shared[z]
            for between in range(last + 1, z):
                alike = min(alike, zones.shared[between])
                if alike == 0:
                    break
            shared[place] = alike
        last = z


@kernel
def spread(zones: Listed, some: Ints, n_estates: int, most: int) -> NDArray[np.bool_]:
    """Return which of some zones to take so that no estate lies in more than `most` of them.

    They are looked at in the order given. A zone is left out when any of its estates has enough.
    """
    taken = np.zeros(len(some), np.bool_)
    count = np.zeros(n_estates, np.int64)
    for place in range(len(some)):
        z = some[place]
        taken[place] = True
        for q in range(zones.start[z], zones.start[z + 1]):
            taken[place] &= count[zones.member[q]] < most
        if taken[place]:
            for q in range(zones.start[z], zones.start[z + 1]):
                count[zones.member[q]] += 1
    return taken


@kernel
def reduced_costs(zones: Listed, duals: Duals, out: Floats) -> None:
    """Write each zone's cost less what the rows that it enters pay to `out`.

    A triple's row counts the zones that hold two or three of its estates.
    """
    paid = np.zeros(len(duals.estate) + 1)
    for z in range(len(zones.figure)):
        size = 0
        for q in range(zones.start[z] + zones.shared[z], zones.start[z + 1]):
            size = q - zones.start[z] + 1
            paid[size] = paid[size - 1] + duals.estate[zones.member[q]]
        out[z] = zones.figure[z] - duals.zone - paid[zones.start[z + 1] - zones.start[z]]
    if len(duals.triples):
        _less_triples(zones, duals, out)


@kernel
def _less_triples(zones: Listed, duals: Duals, out: Floats) -> None:
    """Take what triples pay from the figures in `out`."""
    inside = np.zeros(len(duals.estate), np.bool_)
    for z in range(len(zones.figure)):
        for q in range(zones.start[z], zones.start[z + 1]):
            inside[zones.member[q]] = True
        for c in range(len(duals.triples)):
            held = 0
            for j in range(3):
                held += inside[duals.triples[c, j]]
            if held >= 2:
                out[z] -= duals.triple[c]
        for q in range(zones.start[z], zones.start[z + 1]):
            inside[zones.member[q]] = False


@kernel
def cheapest_holding(zones: Listed, n_estates: int) -> Ints:
    """Return for each estate the zone of least figure per member that holds it, -1 for none."""
    best = np.full(n_estates, np.inf)
    holding = np.full(n_estates, -1)
    for z in range(len(zones.figure)):
        share = zones.figure[z] / (zones.start[z + 1] - zones.start[z])
        for q in range(zones.start[z], zones.start[z + 1]):
            estate = zones.member[q]
            if share < best[estate]:
                best[estate] = share
                holding[estate] = z
    return holding


@kernel
def find_broken_triples(
    zones: Listed, n_estates: int, least: float, triples: Ints, breach: Floats
) -> int:
    """Write triples of estates that fractional zones cover by halves more than once.

    At most one chosen zone can hold two or three estates of a triple. A triple is broken where the
    fractions of such zones (the zones' figures) sum to more than one, here by more than `least`.
    Returns how many were found; the search ends when `breach` is full.
    """
    pair = np.zeros((n_estates, n_estates))
    for z in range(len(zones.figure)):
        for p in range(zones.start[z], zones.start[z + 1]):
            for q in range(zones.start[z], zones.start[z + 1]):
                pair[zones.member[p], zones.member[q]] += zones.figure[z]
    found = 0
    for a in range(n_estates):
        for b in range(a + 1, n_estates):
            for c in range(b + 1, n_estates):
                over = pair[a, b] + pair[a, c] + pair[b, c] - 1.0
                if over <= least:
                    continue
                # A zone with all three was counted three times.
                over -= 2.0 * _with_all(zones, a, b, c)
                if over > least:
                    triples[found, 0] = a
                    triples[found, 1] = b
                    triples[found, 2] = c
                    breach[found] = over
                    found += 1
                    if found == len(breach):
                        return found
    return found


@kernel
def _with_all(zones: Listed, a: int, b: int, c: int) -> float:
    """Return the sum of the figures of the zones that hold three estates."""
    total = 0.0
    for z in range(len(zones.figure)):
        held = 0
        for q in range(zones.start[z], zones.start[z + 1]):
            estate = zones.member[q]
            if estate in (a, b, c):
                held += 1
        if held == 3:
            total += zones.figure[z]
    return total
