"""Estates shared out among decided sites by our own search: small questions need no other proof.

The estates are decided one by one, the largest first, each to its cheapest site with room first. A
branch ends where its cost and the cheapest way of every estate left are no better than the best.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from geo.siting.capacity_kernels import Assignment

__all__ = ["SharedOut", "share_out"]

_ROUNDING = 1e-10
"""Share by which a load may exceed a capacity: the rounding of its sum."""

_MOST_ESTATES = 60
"""Larger questions are for a program: the depth of this search is the number of estates."""


class SharedOut(NamedTuple):
    """The cheapest way found to share the estates out.

    Attributes
    ----------
    serving : ndarray of int64, shape (n_estates,), or None
        Site of each estate; None where no way below the limit was found.
    exhausted : bool
        Whether there is none better.
    """

    serving: NDArray[np.int64] | None
    exhausted: bool


def share_out(
    among: "Assignment", useful: NDArray[np.bool_], below: float, most_steps: int
) -> SharedOut:
    """Share estates out among sites at the least cost that the capacities allow.

    Parameters
    ----------
    among : Assignment
        The sites, their capacities, and the estates.
    useful : ndarray of bool, shape (n_sites, n_estates)
        Pairs that a way below the limit may use; every estate has one.
    below : float
        Only ways that cost less than this matter.
    most_steps : int
        Decisions to try.

    Returns
    -------
    SharedOut
        The cheapest way, with the word whether it is the last.
    """
    return _Sharing(among, useful, below, most_steps).run()


class _Sharing:
    """One search, depth first."""

    def __init__(
        self, among: "Assignment", useful: NDArray[np.bool_], below: float, most_steps: int
    ) -> None:
        cost = np.where(useful, among.cost, np.inf)
        self.order = np.argsort(-among.demand, kind="stable")
        self.sites = [
            [int(j) for j in np.argsort(cost[:, i], kind="stable") if np.isfinite(cost[j, i])]
            for i in self.order
        ]
        self.cost, self.demand = cost, among.demand
        self.room = among.capacity + _ROUNDING * (1.0 + among.capacity)
        cheapest = cost.min(axis=0)[self.order]
        self.rest = np.append(np.cumsum(cheapest[::-1])[::-1], 0.0)
        self.best, self.steps_left = below, most_steps
        self.serving = np.zeros(among.demand.size, dtype=np.int64)
        self.found: NDArray[np.int64] | None = None

    def run(self) -> SharedOut:
        """Return the cheapest way found."""
        if self.order.size > _MOST_ESTATES:
            return SharedOut(None, exhausted=False)
        self._decide(0, 0.0)
        return SharedOut(self.found, exhausted=self.steps_left >= 0)

    def _decide(self, place: int, spent: float) -> None:
        if place == self.order.size:
            self.best, self.found = spent, self.serving.copy()
            return
        estate = self.order[place]
        for site in self.sites[place]:
            self.steps_left -= 1
            cost = spent + float(self.cost[site, estate])
            if self.steps_left < 0 or cost + self.rest[place + 1] >= self.best:
                # Dearer sites follow: none of them can be better.
                return
            if self.demand[estate] <= self.room[site]:
                self.room[site] -= self.demand[estate]
                self.serving[estate] = site
                self._decide(place + 1, cost)
                self.room[site] += self.demand[estate]
