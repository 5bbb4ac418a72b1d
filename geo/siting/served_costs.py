"""Costs of serving estates, made finite: what a search over sums of such costs begins with."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ServedCosts", "served_costs"]


class ServedCosts(NamedTuple):
    """Finite costs, and what they say about plans.

    Attributes
    ----------
    cost : ndarray of float64, shape (n_sites, n_estates)
        With `unserved` in place of inf.
    unserved : float
        More than any plan costs that serves every estate at a finite cost.
    ceiling : float
        Plans that cost this or more are not wanted: `unserved` where some cost is infinite.
    resolution : float
        Least difference between two plans: just under 1 where costs are whole, else nearly 0.
    """

    cost: NDArray[np.float64]
    unserved: float
    ceiling: float
    resolution: float


def served_costs(cost: NDArray[np.float64]) -> ServedCosts:
    """Replace infinite costs by one that no plan that serves everybody reaches.

    Parameters
    ----------
    cost : ndarray of float64, shape (n_sites, n_estates)
        Cost of serving each estate from each site, inf where it cannot; at least 0.

    Returns
    -------
    ServedCosts
        The costs themselves, not a copy, where all are finite.
    """
    finite = np.isfinite(cost)
    largest = float(np.where(finite, cost, 0.0).max(axis=0, initial=0.0).sum())
    whole = bool((cost[finite] == np.rint(cost[finite])).all())
    unserved = 1.0 + float(np.ceil(largest))
    return ServedCosts(
        cost=cost if finite.all() else np.where(finite, cost, unserved),
        unserved=unserved,
        ceiling=np.inf if finite.all() else unserved,
        resolution=1 - 1e-6 if whole else 1e-11 * (1.0 + largest),
    )
