"""The cheapest sets around each centre, connection and cap left aside."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Ground

__all__ = ["cheapest_sets"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHARES_OF_CHARGE = (0.0, 0.5, 1.0)
"""Shares of the charge below the band that are spread over members; the best one counts."""


@kernel
def cheapest_sets(
    ground: Ground, duals: Floats, start: Ints, reached: Ints, value: Floats, member: Ints
) -> None:
    """Write a lower bound on the reduced cost of any zone of each centre, and the set behind it.

    Centre ``c`` reaches ``reached[start[c]:start[c + 1]]``, itself included. The charge for too
    little workload is at least any share of it times (low - W), which is a sum over members; then
    the best set holds the centre and those of most gain. ``member[c]`` is filled up with -1;
    a centre that does not reach itself has the value inf.
    """
    n = len(duals)
    most = ground.max_estates
    gain = np.zeros(most)
    chosen = np.zeros(most, np.int64)
    for c in range(n):
        value[c] = -np.inf
        member[c] = -1
        reaches_itself = False
        for share in SHARES_OF_CHARGE:
            charge = share * ground.outside_min
            total = charge * ground.low
            held = 0
            for q in range(start[c], start[c + 1]):
                estate = reached[q]
                cost = (
                    ground.households[estate] * ground.minutes[c, estate]
                    - duals[estate]
                    - charge * ground.workload[estate]
                )
                if estate == c:
                    total += cost
                    reaches_itself = True
                elif cost < 0.0 and most > 1 and (held < most - 1 or cost < gain[held - 1]):
                    place = min(held, most - 2)
                    while place > 0 and gain[place - 1] > cost:
                        gain[place] = gain[place - 1]
                        chosen[place] = chosen[place - 1]
                        place -= 1
                    gain[place] = cost
                    chosen[place] = estate
                    held = min(held + 1, most - 1)
            total += gain[:held].sum()
            if total > value[c]:
                value[c] = total
                member[c] = -1
                member[c, 0] = c
                member[c, 1 : held + 1] = chosen[:held]
        if not reaches_itself:
            value[c] = np.inf
