"""What a zone costs."""

import numpy as np
from numpy.typing import NDArray

from geo.jit import kernel
from geo.zoning.ground import Ground

__all__ = ["ILLEGAL", "zone_cost"]

ILLEGAL = 1e15
"""Stands for inf where costs are subtracted from each other."""


@kernel
def zone_cost(ground: Ground, member: NDArray[np.int64], size: int) -> float:
    """Return the household-minutes of a zone, inf where it breaks the radius or the cap.

    Connection and the number of estates are the caller's business.
    """
    load = 0.0
    for i in range(size):
        load += ground.workload[member[i]]
    if load > ground.cap and size > 1:
        return np.inf
    best = np.inf
    for i in range(size):
        travel = 0.0
        for j in range(size):
            minutes = ground.minutes[member[i], member[j]]
            if not minutes <= ground.radius_min or minutes == np.inf:
                travel = np.inf
                break
            travel += ground.households[member[j]] * minutes
        best = min(best, travel)
    if load < ground.low:
        best += ground.outside_min * (ground.low - load)
    elif load > ground.high:
        best += ground.outside_min * (load - ground.high)
    return best
