"""What is known of one piece: plans from above and bounds from below, by number of zones."""

import math

import numpy as np
from numpy.typing import NDArray

from geo.zoning.clock import Clock
from geo.zoning.partition import Line, Relaxation, whole_partition
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits
from geo.zoning.search import PlanCurve, fill_by_peeling
from geo.zoning.zone_pool import ZonePool, list_zones

__all__ = ["PieceSearch"]

MOST_COLUMNS_OF_WHOLE_PLAN = 40_000
SLACK = 1e-7
"""Allowance of bounds and budgets for rounding, in units."""


class PieceSearch:
    """Narrows the cost of a piece between known plans and proven bounds.

    Parameters
    ----------
    piece : Piece
        The connected part of a street.
    limits : Limits
        Rules for the plan's target.
    curve : PlanCurve
        Plans known so far; better ones are offered to it.
    unit : float
        Household-minutes of an average zone, above zero: the scale of costs.

    Attributes
    ----------
    lower : float64 (n_estates + 1,)
        No plan of the piece with so many zones costs less; inf where there is none.
    """

    def __init__(self, piece: Piece, limits: Limits, curve: PlanCurve, unit: float) -> None:
        self.piece = piece
        self.limits = limits
        self.curve = curve
        n = piece.n_estates
        self.lower = np.zeros(n + 1)
        self.lower[: -(-n // limits.max_estates)] = np.inf
        self._unit = unit
        self._every_number = np.arange(n + 1)
        self._pool: ZonePool | None = None
        self._listed = False
        self._relaxation: Relaxation | None = None
        self._relaxed: set[int] = set()
        self._proven: set[int] = set()

    def pool(self, clock: Clock) -> ZonePool | None:
        """Return the list of all legal zones; None where it is too long or the time is up."""
        if not self._listed and not clock.must_stop:
            self._pool = list_zones(self.piece, self.limits, clock)
            self._listed = self._pool is not None or not clock.must_stop
        return self._pool

    def is_open(self, zones: int) -> bool:
        """Tell whether the cost with a number of zones is still uncertain."""
        return bool(self.lower[zones] < self.curve.cost[zones] - SLACK * self._unit)

    def relax(self, zones: int, clock: Clock) -> bool:
        """Tighten the bound by the linear relaxation; say whether that was tried."""
        if zones in self._relaxed or not self._start_relaxation(clock):
            return False
        assert self._relaxation is not None
        self._relaxed.add(zones)
        self._raise_to(self._relaxation.solve(zones, clock))
        return True

    def prove_priced(self, price: float, clock: Clock) -> bool:
        """Find the cheapest plan when each zone earns a price; say whether that was tried."""
        if not self._start_relaxation(clock):
            return False
        assert self._relaxation is not None
        assert self._pool is not None
        earned = price * self._every_number
        cutoff = float(np.min(self.curve.cost - earned))
        line = self._relaxation.solve_priced(price, clock)
        while cutoff - line.intercept > SLACK * self._unit and not clock.must_stop:
            if not self._relaxation.cut():
                break
            line = self._relaxation.solve_priced(price, clock)
        self._raise_to(line)
        kept = self._relaxation.within(cutoff - line.intercept + SLACK * self._unit)
        if len(kept) > MOST_COLUMNS_OF_WHOLE_PLAN or clock.must_stop:
            return False
        found = whole_partition(self._pool.take(kept).priced(price), None, self._unit, clock)
        if found.zones is not None:
            self._offer(kept[found.zones])
        np.maximum(self.lower, min(found.bound, cutoff) + earned, out=self.lower)
        return True

    def prove(self, zones: int, cutoff: float, clock: Clock) -> bool:
        """Find the cheapest plan with a number of zones, or prove that none is below a cutoff."""
        if zones in self._proven or not self._start_relaxation(clock):
            return False
        assert self._relaxation is not None
        assert self._pool is not None
        cutoff = min(cutoff, float(self.curve.cost[zones]))
        line = self._relaxation.solve(zones, clock)
        while cutoff - self._at(line, zones) > SLACK * self._unit and not clock.must_stop:
            if not self._relaxation.cut():
                break
            line = self._relaxation.solve(zones, clock)
        self._raise_to(line)
        kept = self._relaxation.within(cutoff - self._at(line, zones) + SLACK * self._unit)
        if len(kept) > MOST_COLUMNS_OF_WHOLE_PLAN or clock.must_stop:
            return False
        found = whole_partition(self._pool.take(kept), zones, self._unit, clock)
        self._proven.add(zones)
        if found.zones is not None:
            self._offer(kept[found.zones])
        self.lower[zones] = max(self.lower[zones], min(found.bound, cutoff))
        return True

    def find_fewest(self, clock: Clock) -> bool:
        """Find a plan with the fewest zones, or raise their proven number; say whether tried."""
        pool = self.pool(clock)
        if pool is None:
            return False
        counting = ZonePool(pool.n_estates, pool.member, pool.start, np.ones(pool.n_zones))
        relaxation = Relaxation(counting, 1.0)
        relaxation.activate(_cheapest_by_estate(pool))
        least = relaxation.solve_priced(0.0, clock).intercept
        for zones in range(max(1, math.ceil(least - SLACK)), self.piece.n_estates + 1):
            self.lower[:zones] = np.inf
            kept = relaxation.within(zones - least + SLACK)
            found = whole_partition(counting.take(kept), zones, 1.0, clock)
            if found.zones is not None:
                self._offer(kept[found.zones])
                fill_by_peeling(self.piece, self.limits, self.curve, zones)
                return True
            if clock.must_stop or np.isfinite(found.bound):
                return False
        self.lower[:] = np.inf
        return True

    def _start_relaxation(self, clock: Clock) -> bool:
        """Make the linear relaxation ready; say whether the piece has one."""
        pool = self.pool(clock)
        if pool is None:
            return False
        if self._relaxation is None:
            self._relaxation = Relaxation(pool, self._unit)
            self._relaxation.activate(np.flatnonzero(pool.size == 1))
            self._relaxation.activate(_cheapest_by_estate(pool))
        return True

    @staticmethod
    def _at(line: Line, zones: int) -> float:
        return line.intercept + line.slope * zones

    def _raise_to(self, line: Line) -> None:
        np.maximum(self.lower, line.at(self._every_number), out=self.lower)

    def _offer(self, zones: NDArray[np.int64]) -> None:
        assert self._pool is not None
        plan = np.empty(self.piece.n_estates, dtype=np.int64)
        for label, zone in enumerate(zones):
            plan[self._pool.members(int(zone))] = label
        self.curve.offer(len(zones), float(self._pool.cost[zones].sum()), plan)


def _cheapest_by_estate(pool: ZonePool) -> NDArray[np.int64]:
    """Return for each estate the zone of least cost per member that holds it."""
    share = np.repeat(pool.cost / pool.size, pool.size)
    order = np.lexsort((share, pool.member))
    held, first = np.unique(pool.member[order], return_index=True)
    zone = np.repeat(np.arange(pool.n_zones), pool.size)[order]
    return np.unique(zone[first[held >= 0]])
