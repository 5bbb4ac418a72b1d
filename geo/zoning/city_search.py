"""All pieces together: how many zones each gets, from above and from below."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.solver import OURS, Certificate
from geo.stop import Stop
from geo.zoning.allocation import allocate, highest_price
from geo.zoning.labels import numbered_by_first
from geo.zoning.loosening import loosened_plans
from geo.zoning.piece_search import SLACK, PieceSearch, Question, first_finite
from geo.zoning.problem import Piece, ZoningProblem
from geo.zoning.regions import regions
from geo.zoning.rules import CandidateZones, Limits, ZoningRules, prices
from geo.zoning.search import PlanCurve, anneal, greedy_plans
from geo.zoning.zone_pool import ZonePool

__all__ = ["CitySearch"]

ROUNDS = 2
STEPS = (0, -1, 1)
"""Numbers of zones tried, from the one that a piece is likely to get."""
MANY_MOVES, FEW_MOVES = 500, 150
"""Moves of an annealing for each estate of a piece, and of one that is easy to prove."""
MOST_PRICES = 3
MOST_TURNS = 12
REGION_ESTATES = 70
LEAST_GAIN = 1e-4
"""Turns of drawing regions anew, their size, and the gain below which they end, a share."""
HIGHEST = 1e4
"""Units within which the price of a zone is looked for, above and below nil."""
SAMPLES = (8, 64)
"""Pieces by whose bounds a price of a zone is found, roughly and then nearly."""
MOST_TRIALS = 6
ZONES_PER_UNIT = 0.1
"""Share of their zones by which pieces ask for more when the price rises by a unit, as a guess."""
NEAR_ENOUGH, NEARLY_BEST = 0.05, 0.25
"""For each piece of a sample: zones that it may be off, and units between its plan and its bound
up to which no better price is looked for."""
MOST_SWEEPS = 200
MOST_NUMBERS = 4
"""Numbers of zones of a piece that are looked for by looser rules."""
MOST_ZONES_KEPT = 8_000_000
"""Listed zones kept in memory, all pieces together; beyond it pieces are listed when needed."""
MOST_PROGRAMS_KEPT = 300
"""Pieces whose linear programs are kept; those of others are made anew when needed."""


class CitySearch:
    """Pieces that share a number of zones.

    Pieces meet only in the number of zones that they share out, so that plans and bounds of each
    piece by its number of zones combine exactly (:func:`~geo.zoning.allocation.allocate`).

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        Hard rules and weights.
    limits : Limits
        The rules for the plan's target.
    pieces : sequence of Piece
        Parts of the problem that share out the zones.
    zones : int
        Number of zones of these pieces in all.
    seed : int
        Of the annealing.
    stop : Stop
        When to stop.
    """

    def __init__(
        self,
        problem: ZoningProblem,
        rules: ZoningRules,
        limits: Limits,
        *,
        pieces: Sequence[Piece],
        zones: int,
        seed: int,
        stop: Stop,
    ) -> None:
        self.zones = zones
        self._problem = problem
        self._rules = rules
        self._limits = limits
        self._seed = seed
        self._stop = stop
        curves = [greedy_plans(piece, limits) for piece in pieces]
        self.unit = _unit(curves)
        self._shared_out: dict[
            str, tuple[NDArray[np.float64], tuple[float, NDArray[np.int64] | None]]
        ] = {}
        self._n_listed = 0
        self._listed_of: dict[PieceSearch, int] = {}
        judge = self._judge if rules.further else None
        self.searches = [
            PieceSearch(piece, limits, self._judged(piece, curve), self.unit, judge)
            for piece, curve in zip(pieces, curves, strict=True)
        ]
        self._number = {search: number for number, search in enumerate(self.searches)}

    def _judge(self, piece: Piece, pool: ZonePool) -> NDArray[np.float64]:
        """Return what the further rules add to zones of a piece."""
        zones = CandidateZones(self._problem, piece.estates[pool.member], pool.start)
        return prices(self._rules.further, zones)

    def _judged(self, piece: Piece, curve: PlanCurve) -> PlanCurve:
        """Return the plans of a curve that the further rules allow, at what they cost then."""
        if not self._rules.further:
            return curve
        judged = PlanCurve(np.full(len(curve.cost), np.inf))
        for zones, plan in curve.plans.items():
            order = np.argsort(plan, kind="stable")
            start = np.append(np.searchsorted(plan[order], np.unique(plan)), len(plan))
            added = prices(
                self._rules.further, CandidateZones(self._problem, piece.estates[order], start)
            )
            judged.offer(zones, float(curve.cost[zones] + added.sum()), plan)
        return judged

    # What is known

    def upper(self) -> tuple[float, NDArray[np.int64] | None]:
        """Return the cost of the best plan known and the zones of each piece in it."""
        return self._allocated("upper", [search.curve.cost for search in self.searches])

    def lower(self) -> tuple[float, NDArray[np.int64] | None]:
        """Return the proven bound and the zones of each piece that it supposes."""
        return self._allocated("lower", [search.lower for search in self.searches])

    def _allocated(
        self, what: str, curves: list[NDArray[np.float64]]
    ) -> tuple[float, NDArray[np.int64] | None]:
        """Share out the zones; the last answer holds as long as no cost has changed."""
        costs = np.concatenate(curves)
        last = self._shared_out.get(what)
        if last is not None and np.array_equal(last[0], costs):
            return last[1]
        answer = allocate(curves, self.zones)
        self._shared_out[what] = (costs, answer)
        return answer

    def is_closed(self) -> bool:
        """Tell whether the best plan is proven, or proven not to exist."""
        lower, upper = self.lower()[0], self.upper()[0]
        return bool(lower == np.inf or lower >= upper - SLACK * self.unit * len(self.searches))

    def certificate(self, bound: float) -> Certificate:
        """Return a bound with its provers: our searches, and HiGHS where it had a hand in them.

        Parameters
        ----------
        bound : float
            What was proven; nan where the proof is that no plan exists.
        """
        others = sorted({search.prover for search in self.searches} - {""})
        return Certificate(bound, "branch_and_bound", ", ".join([OURS, *others])).with_bound(bound)

    def labels(self) -> NDArray[np.int64] | None:
        """Return the zone of each estate in the best plan, None where none is known.

        Estates of no piece are -1.
        """
        _, share = self.upper()
        if share is None:
            return None
        labels = np.full(self._problem.n_estates, -1)
        used = 0
        for search, zones in zip(self.searches, share, strict=True):
            plan = numbered_by_first(search.curve.plans[int(zones)])
            labels[search.piece.estates] = plan + used
            used += int(zones)
        return labels

    # How more gets known

    def anneal(self) -> None:
        """Improve the plans of every piece around the number of zones that it is likely to get.

        Pieces that a list of their legal zones will soon answer exactly are given few moves: these
        say about how many zones each asks for, and are at hand when the time is up. As long as no
        plan of so many zones in all is known, all pieces are annealed at length.
        """
        if self._rules.further:
            # The compiled moves know nothing of further rules.
            return
        for round_number in range(ROUNDS):
            price = self._price()
            _, known = self.upper()
            asked = [search.curve.cheapest(price) for search in self.searches]
            share = asked if known is None else known.tolist()
            for search, begin in zip(self.searches, share, strict=True):
                if known is None or not search.is_easy:
                    self._anneal_around(search, price, begin, round_number)
                elif round_number == 0:
                    self._anneal_some(search, price, begin, (0, 0), FEW_MOVES)

    def _anneal_around(
        self, search: PieceSearch, price: float, begin: int, round_number: int
    ) -> None:
        """Improve the plans of a piece with a number of zones, and with one fewer and more."""
        for number, step in enumerate(STEPS):
            self._anneal_some(search, price, begin, (round_number, number), MANY_MOVES, step)

    def _anneal_some(
        self,
        search: PieceSearch,
        price: float,
        begin: int,
        turn: tuple[int, int],
        moves: int,
        step: int = 0,
    ) -> None:
        round_number, number_of_step = turn
        anneal(
            search.piece,
            self._limits,
            search.curve,
            price=price,
            begin=begin,
            wanted=begin + step,
            unit=self.unit,
            moves=moves * search.piece.n_estates,
            seed=(self._seed, round_number, self._number[search], number_of_step),
            stop=self._stop,
        )

    def redraw_large_pieces(self) -> None:
        """Improve the plans of large pieces by drawing regions of their zones exactly, in turns.

        All regions of a turn share out the zones of the piece among them, so that their number
        stays; regions of the next turn lie across the borders of the last (the idea of POPMUSIC:
        Taillard & Voss 2002).
        """
        _, share = self.upper()
        if share is None:
            return
        for search, zones in zip(self.searches, share.tolist(), strict=True):
            for turn in range(MOST_TURNS if search.is_large else 0):
                before = float(search.curve.cost[zones])
                self._redraw_regions(search, zones, turn)
                gained = before - float(search.curve.cost[zones])
                if self._stop.must_stop or (turn > 1 and gained < LEAST_GAIN * before):
                    break

    def _redraw_regions(self, search: PieceSearch, zones: int, turn: int) -> None:
        piece, plan = search.piece, numbered_by_first(search.curve.plans[zones])
        groups = regions(piece, plan, REGION_ESTATES, (self._seed, turn))
        inner = CitySearch(
            self._problem,
            self._rules,
            self._limits,
            pieces=[piece.part(group) for group in groups],
            zones=zones,
            seed=self._seed,
            stop=self._stop,
        )
        for region, group in zip(inner.searches, groups, strict=True):
            region.know(numbered_by_first(plan[group]))
        inner.anneal()
        inner.prove_at_prices()
        cost, _ = inner.upper()
        labels = inner.labels()
        if labels is not None:
            search.curve.offer(zones, cost, numbered_by_first(labels[piece.estates]))

    def loosen(self) -> None:
        """Where the plans known need more zones than there are, look for some by looser rules."""
        for number, search in enumerate(self.searches):
            if self.upper()[1] is not None or self._stop.must_stop:
                return
            wanted = self._wanted(search)
            for curve in loosened_plans(
                search.piece,
                self._limits,
                wanted,
                seed=(self._seed, ROUNDS, number),
                stop=self._stop,
            ):
                for plan in curve.plans.values():
                    search.know(numbered_by_first(plan))
                if wanted and np.isfinite(search.curve.cost[wanted[0]]):
                    break

    def _wanted(self, search: PieceSearch) -> range:
        """Return the numbers of zones that a piece may need and has no plan of."""
        least, known = first_finite(search.lower), first_finite(search.curve.cost)
        if least is None:
            return range(0)
        most = search.piece.n_estates + 1 if known is None else known
        others = len(self.searches) - 1
        return range(least, min(most, least + MOST_NUMBERS, self.zones - others + 1))

    def find_fewest(self) -> None:
        """Where the plans known need more zones than there are, look for the fewest of a piece."""
        for search in self.searches:
            if self.upper()[1] is not None or self._stop.must_stop:
                return
            if search.is_fewest_open:
                search.find_fewest(self._stop)

    def prove(self) -> None:
        """Close the gap between plans and bounds as far as the limits allow."""
        self.relax_large_pieces()
        self.redraw_large_pieces()
        self.prove_at_prices()
        for _ in range(MOST_SWEEPS):
            if self._stop.must_stop or self.is_closed() or not self._prove_share():
                return

    def prove_at_prices(self) -> None:
        """Find the best plan of each piece for prices of a zone at which all add up."""
        for round_number in range(MOST_PRICES):
            self.relax_large_pieces()
            if self._stop.must_stop or self.is_closed():
                return
            price = self._price()
            if not round_number:
                price = self._price_by_sample(price)
            for search in self._by_size():
                is_answered = search.look_around(price, self._stop)
                self._forget_lists(search)
                if search.is_easy and not (is_answered or round_number or self._rules.further):
                    begin = search.curve.cheapest(price)
                    for again in range(ROUNDS):
                        self._anneal_around(search, price, begin, again)

    def _price_by_sample(self, price: float) -> float:
        """Return a better price of a zone, by the linear bounds of a few pieces.

        Plans of little effort are not equally far from the best for every number of zones, so that
        their price is wrong; the numbers of zones that they ask for at that price are not.
        """
        easy = [search for search in self._by_size() if search.is_easy and search.curve.plans]
        first = price
        for most in SAMPLES:
            some = easy[:: -(-len(easy) // most)] if easy else []
            wanted = sum(search.curve.cheapest(first) for search in some)
            if len(some) == len(self.searches):
                wanted = self.zones
            price = self._price_for(some, wanted, price)
        return price

    def _price_for(self, some: Sequence[PieceSearch], wanted: int, price: float) -> float:
        """Return about the price at which the bounds of some pieces ask for so many zones."""
        per_price = ZONES_PER_UNIT * wanted / self.unit
        tried: list[tuple[float, float]] = []
        for _ in range(MOST_TRIALS):
            asked = np.array([search.ask(price, self._stop) for search in some])
            if np.isnan(asked).any() or self._are_nearly_best(some, price):
                return price
            off = float(asked.sum()) - wanted
            if tried and (off - tried[-1][0]) * (price - tried[-1][1]) > 0.0:
                per_price = (off - tried[-1][0]) / (price - tried[-1][1])
            tried.append((off, price))
            if abs(off) <= max(1.0, NEAR_ENOUGH * len(some)):
                break
            price -= off / per_price
        return min(tried, key=lambda one: abs(one[0]))[1]

    def _are_nearly_best(self, some: Sequence[PieceSearch], price: float) -> bool:
        """Tell whether the plans of some pieces at a price are best, or nearly, by their bounds."""
        question = Question(None, price)
        gap = sum(
            question.answer(search.curve.cost) - question.answer(search.lower) for search in some
        )
        return gap <= NEARLY_BEST * self.unit * len(some)

    def relax_large_pieces(self) -> None:
        """Bound each large piece at the number of zones that it has in the best plan."""
        _, share = self.upper()
        if share is None:
            share = self._even_share()
        for search, zones in zip(self.searches, share.tolist(), strict=True):
            if search.is_large:
                search.relax(zones, self._stop)
                self._forget_lists(search)

    def _even_share(self) -> NDArray[np.int64]:
        """Return for each piece about as many zones as its workload asks for."""
        most = [search.piece.n_estates for search in self.searches]
        load = np.array([float(search.piece.workload.sum()) for search in self.searches])
        weight = load if load.sum() else np.array(most, dtype=np.float64)
        wanted = self.zones * weight / weight.sum()
        share: NDArray[np.int64] = np.clip(np.rint(wanted), 1, most).astype(np.int64)
        return share

    def _prove_share(self) -> bool:
        """Work on the pieces that keep the bound below the plan; say whether any could be."""
        lower, share = self.lower()
        assert share is not None
        upper, _ = self.upper()
        tried = False
        for search, zones in zip(self.searches, share.tolist(), strict=True):
            if search.is_open(zones):
                cutoff = float(search.lower[zones]) + upper - lower
                tried |= search.relax(zones, self._stop) or search.prove(
                    Question(zones), cutoff, self._stop
                )
                self._forget_lists(search)
        return tried

    def _forget_lists(self, latest: PieceSearch) -> None:
        """Drop what was made for the latest piece when that of all takes too much memory."""
        self._n_listed += latest.n_listed - self._listed_of.get(latest, 0)
        if self._n_listed > MOST_ZONES_KEPT:
            self._n_listed -= latest.n_listed
            latest.forget_list()
        self._listed_of[latest] = latest.n_listed
        if self._number[latest] >= MOST_PROGRAMS_KEPT:
            latest.forget_program()

    def _by_size(self) -> list[PieceSearch]:
        return sorted(self.searches, key=lambda search: search.piece.n_estates)

    def _price(self) -> float:
        """Return the highest price of a zone at which the pieces ask for at most so many.

        Small pieces are judged by their plans, which are soon at best near that price; large ones
        by their bounds, once they have any.
        """
        curves = [
            search.lower if search.is_large and search.is_bounded else search.curve.cost
            for search in self.searches
        ]
        return highest_price(curves, self.zones, HIGHEST * self.unit)


def _unit(curves: list[PlanCurve]) -> float:
    """Return the cost of a zone where the greedy plans are cheapest on average, or 1."""
    total = sum(float(curve.cost.min()) for curve in curves)
    zones = sum(int(curve.cost.argmin()) for curve in curves)
    return total / zones if zones and 0 < total < np.inf else 1.0
