"""A bound for pieces whose legal zones are too many to list.

Every zone has a centre, and no two zones share one. Leaving connection and the cap aside and
paying for the rule "each estate once" by duals, the best set of each centre is found by itself,
and no plan of k zones costs less than the duals and the k cheapest centres. Duals are improved by
subgradients (Held, Wolfe & Crowder 1974, "Validation of subgradient optimization").
"""

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.zoning.ground import ground_of
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits

__all__ = ["centre_bounds"]

MOST_STEPS = 400
PATIENCE = 20
"""Steps without a better bound after which the step length is halved."""


def centre_bounds(
    piece: Piece, limits: Limits, zones: int, goal: float, stop: Stop
) -> NDArray[np.float64]:
    """Return lower bounds (n + 1,) on the cost of a piece by number of zones.

    Parameters
    ----------
    piece : Piece
        The piece.
    limits : Limits
        Rules for the plan's target.
    zones : int
        Number of zones at which the bound is improved; the others follow from the same duals.
    goal : float
        Cost of a plan with so many zones, or a guess: it sets the length of steps.
    stop : Stop
        When to stop.
    """
    from geo.zoning.kernels.centres import cheapest_sets

    n = piece.n_estates
    ground = ground_of(piece, limits)
    centre, reached = np.nonzero(limits.reaches(piece.minutes))
    start = np.searchsorted(centre, np.arange(n + 1))
    value, member = np.empty(n), np.empty((n, ground.max_estates), dtype=np.int64)
    duals = np.full(n, max(goal, 0.0) / n)
    bounds = np.zeros(n + 1)
    best, length, waited = -np.inf, 1.0, 0
    for _ in range(MOST_STEPS):
        if stop.must_stop:
            break
        cheapest_sets(ground, duals, start, reached, value, member)
        order = np.argsort(value, kind="stable")
        by_zones = duals.sum() + np.concatenate([[0.0], np.cumsum(value[order])])
        np.maximum(bounds, by_zones, out=bounds)
        waited = 0 if by_zones[zones] > best else waited + 1
        best = max(best, float(by_zones[zones]))
        if waited == PATIENCE:
            length, waited = length / 2, 0
        held = member[order[:zones]]
        slope = 1.0 - np.bincount(held[held >= 0], minlength=n)
        steepness = float(slope @ slope)
        if not np.isfinite(by_zones[zones]) or steepness == 0.0 or goal <= best:
            break
        duals = duals + length * (goal - by_zones[zones]) / steepness * slope
    bounds[0] = np.inf
    return bounds
