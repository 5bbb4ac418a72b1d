"""Branch and bound over the p-median's linear program, for what the relaxation leaves open.

Used where branching on the Lagrangean relaxation alone has not ended soon: a node costs more
here, but its bound is the best that prices can give, and a few nodes are enough.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from geo.siting.median_instance import MedianInstance
from geo.siting.median_kernels import relax
from geo.siting.median_program import MedianProgram, ProgramPoint
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    FREE,
    OPEN,
    PRUNED,
    AscentRule,
    new_ascent,
)
from geo.stop import Stop

__all__ = ["MedianTree", "search_by_programs"]

_WORTH_SHEDDING = 0.7
"""Share of the sites that may be left for the linear program to be made anew without the rest."""

_RULE = AscentRule(smoothing=1.0, patience=1, shrinking=1.0)
"""The relaxation is only evaluated: it takes one step, whose prices nobody uses."""


class MedianTree:
    """The nodes that wait, the best bound, and the program that all nodes share.

    Parameters
    ----------
    instance : MedianInstance
        Costs, lists and names of the sites that are left.
    program : MedianProgram
        Its linear program.
    p : int
        Sites to choose.
    stop : Stop
        Stops the search.
    prune_at : callable
        Returns the bound from which on a node holds no plan that is still wanted.
    improve : callable
        Takes a plan by position, offers it and what a local search makes of it.
    """

    def __init__(
        self,
        instance: MedianInstance,
        program: MedianProgram,
        p: int,
        stop: Stop,
        *,
        prune_at: Callable[[], float],
        improve: Callable[[NDArray[np.int64]], None],
    ) -> None:
        self.instance, self.program, self.p, self.stop = instance, program, p, stop
        self.prune_at, self.improve = prune_at, improve
        self.waiting: list[tuple[NDArray[np.int8], float]] = []

    @property
    def bound(self) -> float:
        """No wanted plan in the waiting nodes is cheaper than this."""
        return min((bound for _, bound in self.waiting), default=np.inf)

    def visit(self) -> bool:
        """Work on the node that was put in last; return False, and leave it, where that fails."""
        decided, bound = self.waiting[-1]
        if bound >= self.prune_at():
            self.waiting.pop()
            return True
        decided = decided.copy()
        raised = self.raised(decided, bound)
        if raised is None:
            return False
        self.waiting.pop()
        point, bound = raised
        if point is not None:
            self.branch(decided, point, bound)
        return True

    def raised(
        self, decided: NDArray[np.int8], bound: float
    ) -> tuple[ProgramPoint | None, float] | None:
        """Solve a node's program to its end, deciding sites in place on the way.

        Parameters
        ----------
        decided : ndarray of int8, shape (n_sites,)
            What is decided at the node; more is afterwards.
        bound : float
            What is proven of the node already.

        Returns
        -------
        tuple of (ProgramPoint or None, float), or None
            The point and the bound, no point where nothing wanted is left in the node; None where
            HiGHS has no answer.
        """
        while True:
            n_open, n_free = int((decided == OPEN).sum()), int((decided == FREE).sum())
            if n_open > self.p or n_open + n_free < self.p:
                return None, np.inf
            point = self.program.solve(decided, self.stop)
            if point is None:
                return None
            proven, end, relaxed = self._proven(decided, point)
            bound = max(bound, proven)
            if end == PRUNED:
                return None, np.inf
            if end == COMPLETE:
                self.improve(relaxed)
                return None, np.inf
            self.improve(np.sort(np.argsort(-point.share, kind="stable")[: self.p]))
            if bound >= self.prune_at():
                return None, np.inf
            if point.is_exact and (decided == FREE).any():
                return point, bound

    def _proven(
        self, decided: NDArray[np.int8], point: ProgramPoint
    ) -> tuple[float, int, NDArray[np.int64]]:
        """Return what the prices of a point prove, and decide sites by their reduced costs."""
        near = self.instance.near
        state = new_ascent(point.price, near.known_to, decided.size, self.p, 1.0)
        limit = self.prune_at()
        bound, end = relax(near, state, _RULE, decided, self.p, limit, limit, 1)
        return bound, end, state.relaxed

    def branch(self, decided: NDArray[np.int8], point: ProgramPoint, bound: float) -> None:
        """Split on the free site whose share is least whole; the likelier half is visited first."""
        free = np.flatnonzero(decided == FREE)
        doubt = np.abs(point.share[free] - 0.5)
        site = free[int(doubt.argmin())]
        likely = OPEN if point.share[site] >= 0.5 else -OPEN
        for choice in (-likely, likely):
            child = decided.copy()
            child[site] = choice
            self.waiting.append((child, bound))


def search_by_programs(
    instance: MedianInstance,
    decided: NDArray[np.int8],
    price: NDArray[np.float64],
    bound: float,
    *,
    grow: Callable[[MedianInstance, NDArray[np.float64]], MedianTree],
    told: Callable[[float], None],
) -> bool:
    """Search a whole tree by linear programs; return whether it was searched to the end.

    Where the first node rules out many sites, the program is made anew without them.

    Parameters
    ----------
    instance : MedianInstance
        Lists and names of the sites that are left.
    decided : ndarray of int8, shape (n_sites,)
        What is decided about each site.
    price : ndarray of float64, shape (n_estates,)
        Good prices to begin with.
    bound : float
        What is proven already.
    grow : callable
        Returns a tree over an instance and good prices for it.
    told : callable
        Hears the bound of the first node, and of what is left after each other one.

    Returns
    -------
    bool
        False where the stop or HiGHS ended it.
    """
    while True:
        tree = grow(instance, price)
        raised = tree.raised(decided, bound)
        if raised is None:
            return False
        point, bound = raised
        if point is None:
            return True
        told(bound)
        kept = decided != CLOSED
        if kept.sum() > _WORTH_SHEDDING * kept.size:
            break
        instance, decided = instance.without_closed(decided), decided[kept]
        price = point.price
    tree.branch(decided, point, bound)
    while tree.waiting:
        if tree.stop.must_stop or not tree.visit():
            return False
        told(tree.bound)
    return True
