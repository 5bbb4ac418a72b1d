"""What is known of one piece: plans from above and bounds from below, by number of zones."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.solver import prover
from geo.stop import Stop
from geo.zoning.centre_bound import centre_bounds
from geo.zoning.labels import numbered_by_first
from geo.zoning.partition import Relaxation, whole_partition
from geo.zoning.problem import Piece
from geo.zoning.rules import Limits
from geo.zoning.search import PlanCurve, fill_by_peeling, legal_cost
from geo.zoning.zone_pool import Beaten, ZonePool, list_zones

__all__ = ["Judge", "PieceSearch", "Question", "first_finite"]

EASY, LARGE = 100, 200
"""Estates of a piece up to which a list of its zones soon answers, and beyond which it may not."""
FEW_COLUMNS = 500
MOST_COLUMNS = 32_000
"""Zones of least reduced cost that a search for whole plans begins and ends with."""
KEPT = 0.5
"""Units above the bound up to which listed zones are kept when a plan is proven."""
BESIDE, MOST_BESIDE = 0.2, 4
"""Numbers of zones beside the best one are looked at until one more costs so many units more than
the price of a zone, and at most so many."""
FIRST_BUDGET = 0.05
MOST_COVERING, MOST_STEPS = 1_500, 20_000
"""Units above the bound that a search for whole plans begins with; its most zones and steps."""
SLACK = 1e-7
"""Allowance of bounds and budgets for rounding, in units."""


@dataclass(frozen=True)
class Question:
    """What a piece is asked: its cheapest plan of a number of zones, or when each earns a price.

    Attributes
    ----------
    zones : int or None
        The number of zones; None: any number.
    price : float
        Household-minutes that each zone earns.
    """

    zones: int | None
    price: float = 0.0

    def answer(self, cost: NDArray[np.float64]) -> float:
        """Return the answer when costs by number of zones (n + 1,) are as given."""
        if self.zones is None:
            return float(np.min(cost - self.price * np.arange(len(cost))))
        return float(cost[self.zones])


def first_finite(by_zones: NDArray[np.float64]) -> int | None:
    """Return the first number of zones whose figure is finite, None where none is."""
    finite = np.flatnonzero(np.isfinite(by_zones))
    return int(finite[0]) if finite.size else None


def _fewest_by_sums(piece: Piece, limits: Limits) -> int:
    """Return the zones that a piece needs by number of estates and by workload alone.

    An estate over the cap is a zone of its own; the others share zones up to the cap.
    """
    by_size = -(-piece.n_estates // limits.max_estates)
    if not 0.0 < limits.cap < np.inf:
        return by_size
    alone = piece.workload > limits.cap
    shared = float(piece.workload[~alone].sum()) / limits.cap
    return max(by_size, int(alone.sum()) + math.ceil(shared - SLACK))


Judge = Callable[[Piece, ZonePool], NDArray[np.float64]]
"""Returns (n_zones,) household-minutes that further rules add to the zones of a piece's pool."""


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
    judge : callable, optional
        Returns what further rules add to listed zones, inf to forbid one.

    Attributes
    ----------
    lower : float64 (n_estates + 1,)
        No plan of the piece with so many zones costs less; inf where there is none.
    prover : str
        Who had a hand in the bounds beside our own arithmetic; empty where nobody had.
    """

    def __init__(
        self,
        piece: Piece,
        limits: Limits,
        curve: PlanCurve,
        unit: float,
        judge: Judge | None = None,
    ) -> None:
        self.piece = piece
        self._judge = judge
        self.limits = limits
        self.curve = curve
        n = piece.n_estates
        self.lower = np.zeros(n + 1)
        self.lower[: _fewest_by_sums(piece, limits)] = np.inf
        self.prover = ""
        self._unit = unit
        self._every_number = np.arange(n + 1)
        self._beyond = np.full(n + 1, np.inf)
        self._pool: ZonePool | None = None
        self._listed = False
        self._relaxation: Relaxation | None = None
        self._relaxed: set[int] = set()
        self._asked: set[Question] = set()

    def pool(self, stop: Stop) -> ZonePool | None:
        """Return the list of all legal zones; None where it is too long or the time is up."""
        if not self._listed and not stop.must_stop:
            self._pool = self._judged(list_zones(self.piece, self.limits, stop))
            self._listed = self._pool is not None or not stop.must_stop
        return self._pool

    def _judged(self, pool: ZonePool | None) -> ZonePool | None:
        if pool is None or self._judge is None:
            return pool
        cost = pool.cost + self._judge(self.piece, pool)
        return pool.costing(cost).take(np.flatnonzero(np.isfinite(cost)))

    @property
    def is_large(self) -> bool:
        """Whether annealing is likely to fall short of the best plan, or was not possible."""
        return self.piece.n_estates > LARGE or not self.curve.plans

    @property
    def is_easy(self) -> bool:
        """Whether a list of its legal zones is likely to answer soon."""
        return self.piece.n_estates <= EASY

    @property
    def is_fewest_open(self) -> bool:
        """Whether a plan of fewer zones than are known may exist."""
        return first_finite(self.lower) != first_finite(self.curve.cost)

    @property
    def is_bounded(self) -> bool:
        """Whether the linear relaxation has been solved for some number of zones."""
        return bool(self._relaxed)

    @property
    def n_listed(self) -> int:
        """Zones held in memory."""
        return self._pool.n_zones if self._pool is not None else 0

    def forget_list(self) -> None:
        """Give the memory of the listed zones back; they are listed anew when needed."""
        self._pool, self._relaxation, self._listed = None, None, False
        self._beyond[:] = np.inf

    def forget_program(self) -> None:
        """Give the memory of the linear program back; it is made anew when needed."""
        self._relaxation = None

    def know(self, plan: NDArray[np.int64]) -> None:
        """Take over a plan of connected zones, labels 0 .. zones - 1, if it keeps the rules."""
        if np.bincount(plan).max() > self.limits.max_estates:
            return
        order = np.argsort(plan, kind="stable")
        start = np.searchsorted(plan[order], np.arange(plan.max() + 2))
        zones = ZonePool(
            self.piece.n_estates,
            order.astype(np.int32),
            start,
            np.array(
                [
                    legal_cost(self.piece, self.limits, order[a:b])
                    for a, b in pairwise(start.tolist())
                ]
            ),
            np.zeros(len(start) - 1, dtype=np.uint8),
        )
        cost = zones.cost if self._judge is None else zones.cost + self._judge(self.piece, zones)
        self.curve.offer(zones.n_zones, float(cost.sum()), plan)

    def is_open(self, zones: int) -> bool:
        """Tell whether the cost with a number of zones is still uncertain."""
        return bool(self.lower[zones] < self.curve.cost[zones] - SLACK * self._unit)

    def relax(self, zones: int, stop: Stop) -> bool:
        """Tighten the bound by the linear relaxation; say whether that was new."""
        if zones in self._relaxed or stop.must_stop:
            return False
        self._relaxed.add(zones)
        if self._start_relaxation(stop):
            self._bound(Question(zones), stop)
        elif self._listed and self._pool is None:
            goal = float(self.curve.cost[zones])
            guess = goal if np.isfinite(goal) else zones * self._unit
            bounds = centre_bounds(self.piece, self.limits, zones, guess, stop)
            np.maximum(self.lower, bounds, out=self.lower)
        return True

    def ask(self, price: float, stop: Stop) -> float:
        """Return how many zones the linear relaxation has at a price of a zone; nan without one.

        Where its solution is a plan, that is kept.
        """
        if not self._start_relaxation(stop):
            return np.nan
        assert self._relaxation is not None
        self._bound(Question(None, price), stop)
        chosen = self._relaxation.whole_choice()
        if chosen is not None:
            self._offer(chosen)
        return self._relaxation.n_chosen

    def look_around(self, price: float, stop: Stop) -> bool:
        """Find the best plan at a price of a zone, and look at numbers of zones beside it.

        Of the listed zones those are kept that may still matter near that price. Returns whether
        the best plan at the price is proven.
        """
        question = Question(None, price)
        known = question.answer(self.curve.cost)
        if self._asked and question.answer(self.lower) >= known - SLACK * self._unit:
            return True
        if not self.prove(question, np.inf, stop):
            return False
        assert self._relaxation is not None
        near = self._relaxation.reduced <= KEPT * self._unit
        beyond = self._relaxation.line.at(self._every_number) + KEPT * self._unit
        best = self.curve.cheapest(price)
        for side in (-1, 1):
            for zones in range(best + side, best + side * (MOST_BESIDE + 1), side):
                if not (0 < zones < len(self.lower) and self.is_open(zones)):
                    break
                self._look_at(zones, stop)
                if side * (self._relaxation.line.slope - price) > BESIDE * self._unit:
                    break
        self._relaxation.keep(near)
        self._pool = self._relaxation.pool
        np.minimum(self._beyond, beyond, out=self._beyond)
        return True

    def _look_at(self, zones: int, stop: Stop) -> None:
        """Bound the cost of a number of zones, and find its best plan where that is soon done."""
        self._relaxed.add(zones)
        question = Question(zones)
        bound = self._bound(question, stop)
        cutoff = min(float(self.curve.cost[zones]), bound + KEPT * self._unit)
        answer = self._cover(question, bound, cutoff, stop)
        if answer is not None:
            self._raise(question, min(answer, self._answer_beyond(question)))

    def prove(self, question: Question, cutoff: float, stop: Stop) -> bool:
        """Find the best answer to a question, or prove that none is below a cutoff.

        Returns whether that succeeded; plans and bounds met on the way are kept in any case.
        """
        if question in self._asked:
            return False
        proven = self._prove_by_list(question, cutoff, stop)
        cutoff = min(cutoff, question.answer(self.curve.cost))
        if not proven and self._answer_beyond(question) < cutoff - SLACK * self._unit:
            self.forget_list()
            proven = self._prove_by_list(question, cutoff, stop)
        # A priced question has one answer; a number of zones may be asked for up to a new cutoff.
        if self._listed and not stop.must_stop and not (proven and question.zones is not None):
            self._asked.add(question)
        return proven

    def _answer_beyond(self, question: Question) -> float:
        """Return what a plan with a zone that is kept no longer answers at least."""
        return question.answer(np.maximum(self._beyond, self.lower))

    def _prove_by_list(self, question: Question, cutoff: float, stop: Stop) -> bool:
        """Look for the best answer among the listed zones; say whether it is proven."""
        if not self._start_relaxation(stop):
            return False
        assert self._relaxation is not None
        cutoff = min(cutoff, question.answer(self.curve.cost))
        while True:
            bound = self._bound(question, stop)
            answer = self._cover(question, bound, cutoff, stop)
            cutoff = min(cutoff, question.answer(self.curve.cost))
            if answer is not None or stop.must_stop or not self._relaxation.cut():
                break
        if answer is None:
            answer = self._answer_by_program(question, bound, cutoff, stop)
        if answer is None:
            return False
        answer = min(answer, self._answer_beyond(question))
        self._raise(question, answer)
        return answer >= min(cutoff, question.answer(self.curve.cost)) - SLACK * self._unit

    def _cover(self, question: Question, bound: float, cutoff: float, stop: Stop) -> float | None:
        """Search the plans whose zones add least to the bound, ever more of them, to the end.

        Returns the answer of the listed zones, or the cutoff where none is below it; None where
        that would take too long.
        """
        assert self._relaxation is not None
        slack = SLACK * self._unit
        budget = FIRST_BUDGET * self._unit
        best = cutoff
        while not stop.must_stop:
            budget = min(budget, best - bound + slack)
            kept = self._relaxation.within(budget)
            if len(kept) > MOST_COVERING:
                return None
            if len(kept) == self._relaxation.pool.n_zones:
                budget = best - bound + slack
            part = self._relaxation.pool.take(kept).priced(question.price)
            # As good a plan as the one that is known counts as well: it tells what such a plan
            # costs by these zones.
            found, is_exhausted = part.cheapest_cover(
                self._relaxation.reduced[kept],
                question.zones,
                Beaten(bound - slack, budget, best + slack),
                MOST_STEPS,
            )
            if len(found):
                self._offer(kept[found])
                best = min(best, float(part.cost[found].sum()))
            if not is_exhausted:
                return None
            if budget >= best - bound + slack:
                return best
            budget *= 4
        return None

    def _answer_by_program(
        self, question: Question, bound: float, cutoff: float, stop: Stop
    ) -> float | None:
        """Return the same by whole-number programmes, None where they come to no end."""
        assert self._relaxation is not None
        slack = SLACK * self._unit
        few = FEW_COLUMNS
        while not stop.must_stop and few <= MOST_COLUMNS:
            kept = self._relaxation.within(cutoff - bound + slack)
            if len(kept) > 2 * few:
                kept = kept[np.argpartition(self._relaxation.reduced[kept], few)[:few]]
            found = self._search(kept, question, stop)
            cutoff = min(cutoff, question.answer(self.curve.cost))
            # A better plan leaves fewer zones to look at: perhaps those were all.
            left = self._relaxation.within(cutoff - bound + slack)
            if np.isin(left, kept).all():
                return min(found, cutoff)
            few *= 4
        return None

    def find_fewest(self, stop: Stop) -> bool:
        """Find a plan with the fewest zones, or raise their proven number; say whether tried."""
        if np.isfinite(self._beyond).any():
            self.forget_list()
        pool = self.pool(stop)
        if pool is None:
            return False
        if not pool.n_zones:
            self.lower[:] = np.inf
            return True
        counting = pool.costing(np.ones(pool.n_zones))
        relaxation = Relaxation(counting, 1.0)
        relaxation.activate(pool.cheapest_holding())
        least = relaxation.solve_priced(0.0, stop).intercept
        for zones in range(max(1, math.ceil(least - SLACK)), self.piece.n_estates + 1):
            self.lower[:zones] = np.inf
            kept = relaxation.within(zones - least + SLACK)
            found = whole_partition(counting.take(kept), zones, 1.0, stop)
            self.prover = self.prover or found.prover
            if found.zones is not None:
                self._offer(kept[found.zones])
                if self._judge is None:
                    fill_by_peeling(self.piece, self.limits, self.curve, zones)
                return True
            if found.bound < np.inf:
                # Nothing was found, and nothing proven.
                return False
        self.lower[:] = np.inf
        return True

    def _start_relaxation(self, stop: Stop) -> bool:
        """Make the linear relaxation ready; say whether the piece has one."""
        pool = self.pool(stop)
        if pool is None:
            return False
        if not pool.n_zones:
            self.lower[:] = np.inf
            return False
        if self._relaxation is None:
            self._relaxation = Relaxation(pool, self._unit)
            self._relaxation.activate(np.flatnonzero(pool.size == 1))
            self._relaxation.activate(pool.cheapest_holding())
        return True

    def _bound(self, question: Question, stop: Stop) -> float:
        """Return the bound of the linear relaxation on the answer to a question."""
        assert self._relaxation is not None
        if question.zones is None:
            line = self._relaxation.solve_priced(question.price, stop)
        else:
            line = self._relaxation.solve(question.zones, stop)
        self.prover = self.prover or prover()
        bounds = line.at(self._every_number)
        np.maximum(self.lower, np.minimum(bounds, self._beyond), out=self.lower)
        return question.answer(bounds)

    def _search(self, kept: NDArray[np.int64], question: Question, stop: Stop) -> float:
        """Search the plans made of some zones, keep the best, return a bound on all of them."""
        assert self._pool is not None
        part = self._pool.take(kept).priced(question.price)
        wanted = self.curve.cheapest(question.price) if question.zones is None else question.zones
        known = self.curve.plans.get(wanted)
        found = whole_partition(
            part,
            question.zones,
            self._unit,
            stop,
            known=None if known is None else numbered_by_first(known),
        )
        self.prover = self.prover or found.prover
        if found.zones is not None:
            self._offer(kept[found.zones])
        return found.bound

    def _raise(self, question: Question, bound: float) -> None:
        """Raise the bounds to what an answered question says."""
        if question.zones is None:
            np.maximum(self.lower, bound + question.price * self._every_number, out=self.lower)
        else:
            self.lower[question.zones] = max(self.lower[question.zones], bound)

    def _offer(self, zones: NDArray[np.int64]) -> None:
        assert self._pool is not None
        plan = np.empty(self.piece.n_estates, dtype=np.int64)
        for label, zone in enumerate(zones):
            plan[self._pool.members(int(zone))] = label
        self.curve.offer(len(zones), float(self._pool.cost[zones].sum()), plan)
