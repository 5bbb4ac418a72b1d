"""All legal ways to part a few estates into two zones, so that one may be drawn by lot."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.random_kernels import RandomState, below

__all__ = ["draw_split", "is_legal_zone"]

Words = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel
def is_legal_zone(
    zone: int,
    next_to: Words,
    reaches: Words,
    workload: Floats,
    cap: float,
    max_estates: int,
) -> bool:
    """Tell whether a set of estates, as bits, keeps the rules of a zone.

    ``next_to`` and ``reaches`` hold for each estate the bits of its neighbours, and of those that
    it reaches within the radius.
    """
    size, load, has_centre, first = 0, 0.0, False, -1
    for one in range(workload.size):
        if zone >> one & 1:
            size += 1
            load += workload[one]
            first = one if first < 0 else first
            has_centre = has_centre or (reaches[one] & zone) == zone
    if size == 0 or size > max_estates or not has_centre or (size > 1 and load > cap):
        return False
    reached, grown = 0, 1 << first
    while reached != grown:
        reached = grown
        for one in range(workload.size):
            if reached >> one & 1:
                grown |= next_to[one] & zone
    return bool(reached == zone)


@kernel
def draw_split(
    first: int,
    second: int,
    next_to: Words,
    reaches: Words,
    workload: Floats,
    cap: float,
    max_estates: int,
    state: RandomState,
) -> tuple[int, int]:
    """Draw one of all legal ways to part the estates so that two of them lie apart.

    Returns
    -------
    zone : int
        Bits of the zone that holds ``first``, each legal one as likely as any other; -1 where
        there is none.
    count : int
        How many legal ways there are.
    """
    n = workload.size
    everyone = (1 << n) - 1
    free = everyone & ~(1 << first) & ~(1 << second)
    drawn, count = -1, 0
    rest = free
    while True:
        zone = rest | 1 << first
        if is_legal_zone(zone, next_to, reaches, workload, cap, max_estates) and is_legal_zone(
            everyone & ~zone, next_to, reaches, workload, cap, max_estates
        ):
            count += 1
            if below(state, count) == 0:
                drawn = zone
        if rest == 0:
            return drawn, count
        rest = (rest - 1) & free
