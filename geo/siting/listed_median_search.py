"""The p-median over lists of nearest sites: as the search over a matrix, in memory for the lists.

The bound is that of the same relaxation. Its prices stay at or below what a list knows, so that a
short list proves less and never too much; where prices press against that limit, the lists of the
sites that are left are made anew, and longer.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.list_exchange_kernels import (
    SiteLists,
    Standing,
    estates_of_sites,
    exchange_nearby,
    shake_nearby,
    spread_sites,
    stand,
)
from geo.siting.listed_costs import ListedCosts
from geo.siting.median_cut_kernels import least_costs
from geo.siting.median_instance import MedianInstance
from geo.siting.median_kernels import NearestSites, perturb, relax
from geo.siting.median_program import MedianProgram
from geo.siting.median_search import MedianResult
from geo.siting.median_tree import MedianTree, search_by_programs
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    CONVERGED,
    NOT_DONE,
    OPEN,
    PRUNED,
    AscentRule,
    new_ascent,
)
from geo.stop import Stop

__all__ = ["search_listed_medians"]

_SITES_PER_STATION, _SHORTEST = 3, 48
"""Length of the first lists: so many times the sites that a station has to itself, at least."""

_MOST_ENTRIES = 60_000_000
"""Entries of all lists together, at 24 bytes; lists are shorter where they would be more."""

_ROUNDS = 4
"""How often lists are made: longer each time, as long as prices press against their ends."""

_CHUNKS, _CHUNK = 40, 25
"""A relaxation: at most so many chunks of so many steps, the best plan shaken between."""

_STEP_WORK, _SHAKE_WORK = 150_000_000, 10_000_000
"""List entries a compiled call may look at before the stop is asked again: of the relaxation,
whose lists end at the prices, and of exchanges, which do more than look."""

_NEAR = 0.01
"""Share of the best value within which the bound lies when relaxed plans are worth mending."""

_MOST_SHAKES = 12
"""Times the best plan is shaken after a chunk, as long as that gains more than the bound did."""

_MENDING = 4
"""After so many chunks a relaxed plan is mended."""

_FIRST_PRICES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
"""Shares of the way from the nearest to the second nearest station."""

_RESTARTS = 1
"""Perturbed restarts of the exchange before the bound is raised."""

_PROGRAM_ENTRIES = 2_000_000
"""List entries below the prices up to which linear programs are tried."""

_WORTH_GOING_ON = 1e-6
"""Share of the best value by which the gap must have shrunk for another relaxation."""

_FIRST_PACE = 0.1
"""Step factor at the beginning: prices between nearest and second nearest are good already."""

_RULE = AscentRule(smoothing=0.15, patience=20, shrinking=0.7)


def search_listed_medians(
    costs: ListedCosts,
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    start: NDArray[np.int64] | None = None,
    seed: int = 0,
) -> MedianResult:
    """Find a cheap set of p sites, and a bound, from lists of nearest sites.

    Parameters
    ----------
    costs : ListedCosts
        What serving the estates costs.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    start : ndarray of int64, shape (p,), optional
        A plan to begin with.
    seed : int
        Seed of the draws.

    Returns
    -------
    MedianResult
        The best plan that serves everybody, if there is one, with the proof.

    References
    ----------
    García, Labbé, Marín (2011), Solving large p-median problems with a radius formulation,
    INFORMS Journal on Computing 23: only the nearest sites of each estate matter where p is large.
    Beltran, Tadonki, Vial (2006), Solving the p-median problem with a semi-Lagrangian relaxation,
    Computational Optimization and Applications 35: short lists first, longer where prices ask.
    """
    return _ListedSearch(costs, p, must, stop, seed).run(start)


@dataclass(frozen=True, eq=False)
class _Lists:
    """The first lists, in both directions, which plans are improved by."""

    near: NearestSites
    by_site: SiteLists
    beyond: NDArray[np.float64]


class _ListedSearch:
    """One search: a plan by exchange, the relaxation over lists, then linear programs."""

    def __init__(
        self, costs: ListedCosts, p: int, must: NDArray[np.int64], stop: Stop, seed: int
    ) -> None:
        self.costs, self.p, self.must, self.stop = costs, p, must, stop
        self.n_sites, self.n_estates = costs.shape
        self.best: NDArray[np.int64] | None = None
        self.value = np.inf
        self.bound = 0.0
        self.random = seeded(seed)
        self.nodes = 0

    def run(self, start: NDArray[np.int64] | None) -> MedianResult:
        """Return the best plan and the bound."""
        every = np.arange(self.n_sites)
        fixed_first = np.concatenate([self.must, np.setdiff1d(every, self.must)])
        self._offer(fixed_first[: self.p] if start is None else self._fixed_first(start))
        near = self.costs.lists(every, self._length(1), self.stop)
        if near is None or not near.costs.size:
            return self._result(exhausted=False)
        self.lists = _Lists(near, estates_of_sites(near, self.n_sites), self.costs.beyond(near))
        limit = np.minimum(near.known_to, self.costs.unserved)
        self.bound = float(least_costs(near, limit).sum())
        plan = self._first_plan()
        if self.best is None or self.stop.must_stop:
            return self._result(exhausted=False)
        return self._result(exhausted=self._prove(near, plan))

    @property
    def _worst(self) -> float:
        """Cost from which on a plan is no longer wanted."""
        return min(self.value, self.costs.unserved)

    def _result(self, *, exhausted: bool) -> MedianResult:
        held = [] if self.best is None else [self.best]
        return MedianResult(
            plans=np.array(held, dtype=np.int64).reshape(len(held), self.p),
            values=np.full(len(held), self.value),
            bound=min(self.bound, self._worst),
            exhausted=exhausted,
            nodes=self.nodes,
        )

    def _length(self, turn: int) -> int:
        """Return how long lists are in a turn, as far as there is room for them."""
        asked = max(_SHORTEST, -(-_SITES_PER_STATION * self.n_sites // self.p)) << (turn - 1)
        return max(1, min(asked, _MOST_ENTRIES // max(1, self.n_estates)))

    def _fixed_first(self, plan: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([self.must, np.setdiff1d(plan, self.must)])

    def _offer(self, plan: NDArray[np.int64]) -> None:
        value = self.costs.value(plan)
        if value < self.value:
            self.value, self.best = value, np.sort(plan)
        self._tell()

    def _tell(self) -> None:
        if self.best is not None:
            self.stop.report(self.value, self.bound)

    # ------------------------------------------------------------ plans

    def _first_plan(self) -> NDArray[np.int64]:
        """Return a plan of the lists: drawn, exchanged, and drawn anew in part."""
        lists = self.lists
        best = np.concatenate([self.must, np.zeros(self.p - self.must.size, dtype=np.int64)])
        spread_sites(lists.near, lists.by_site, lists.beyond, best, self.must.size, self.random)
        least = self._improve(best)
        for _ in range(_RESTARTS if self.p > self.must.size else 0):
            if self.stop.must_stop:
                break
            plan = best.copy()
            perturb(plan, self.must.size, self.n_sites, max(2, self.p // 8), self.random)
            value = self._improve(plan)
            if value < least:
                best, least = plan, value
        return best

    def _improve(self, plan: NDArray[np.int64]) -> float:
        """Exchange sites of the plan, in place, until nothing is saved; return the lists' cost."""
        lists = self.lists
        cursor = np.zeros(2, dtype=np.int64)
        standing, least = self._stand(plan, cursor)
        while True:
            ended = exchange_nearby(
                lists.near, lists.by_site, lists.beyond, standing, self.must.size, _SHAKE_WORK
            )
            # everything is summed anew: rounding can neither pile up nor go round in circles
            standing, value = self._stand(standing.chosen, standing.cursor)
            if value < least:
                plan[:], least = standing.chosen, value
            elif not ended:
                break
            if ended or self.stop.must_stop:
                break
        self._offer(plan)
        return least

    def _shake(self, work: int) -> float:
        """Try to make the best plan cheaper, one neighbourhood at a time; return what was saved."""
        if self.best is None or self.stop.must_stop:
            return 0.0
        lists = self.lists
        standing, _ = self._stand(self._fixed_first(self.best), np.zeros(2, dtype=np.int64))
        saved = 0.0
        while work > 0 and not self.stop.must_stop:
            saved += shake_nearby(
                lists.near,
                lists.by_site,
                lists.beyond,
                standing,
                self.must.size,
                min(work, _SHAKE_WORK),
                self.random,
            )
            work -= _SHAKE_WORK
        if saved > 0.0:
            self._offer(standing.chosen)
        return saved

    def _stand(self, plan: NDArray[np.int64], cursor: NDArray[np.int64]) -> tuple[Standing, float]:
        standing = stand(self.lists.near, self.lists.beyond, plan, self.n_sites)
        standing.cursor[:] = cursor
        return standing, float(standing.cost.sum())

    # ------------------------------------------------------------ proof

    def _prove(self, near: NearestSites, plan: NDArray[np.int64]) -> bool:
        """Raise the bound over lists that grow; return whether nothing is left to search."""
        instance = _unmatrixed(near, np.arange(self.n_sites))
        price = self._first_prices(instance, plan)
        for turn in range(2, _ROUNDS + 2):
            instance, decided, price, done = self._relax(instance, price)
            if done or self.stop.must_stop:
                return done
            presses = price >= instance.near.known_to * (1 - 1e-9)
            if not presses.any() or turn > _ROUNDS:
                break
            longer = self.costs.lists(instance.names, self._length(turn), self.stop)
            if longer is None:
                return False
            if longer.costs.size <= instance.near.costs.size:
                break
            instance = _unmatrixed(longer, instance.names)
        # a tree ends in single plans, whose values it must know
        if not self.costs.knows_all or _entries_below(instance.near, price) > _PROGRAM_ENTRIES:
            return self._relax_on(instance, price)
        return search_by_programs(
            instance, decided, price, self.bound, grow=self._tree, told=self._note_node
        )

    def _relax_on(self, instance: MedianInstance, price: NDArray[np.float64]) -> bool:
        """Use a time limit for more of the same while that gains; return whether it is a proof."""
        done, before = False, np.inf
        while not done and math.isfinite(self.stop.remaining_s) and not self.stop.must_stop:
            if before - (self.value - self.bound) < _WORTH_GOING_ON * self.value:
                break
            before = self.value - self.bound
            instance, _, price, done = self._relax(instance, price)
        return done

    def _first_prices(
        self, instance: MedianInstance, plan: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return those of the prices between nearest and second nearest that prove most.

        Beasley (1993), section 3, begins with the second nearest.
        """
        near = instance.near
        standing = self._stand(plan, np.zeros(2, dtype=np.int64))[0]
        most, best = -np.inf, standing.cost
        for share in _FIRST_PRICES:
            price = standing.cost + share * (standing.next_cost - standing.cost)
            price = np.minimum(price, near.known_to)
            state = new_ascent(price, near.known_to, self.n_sites, self.p, 1.0)
            decided = self._undecided(instance)
            proven, _ = relax(near, state, _RULE, decided, self.p, 1.0, np.inf, 1)
            if proven > most:
                most, best = proven, price
        return best

    def _undecided(self, instance: MedianInstance) -> NDArray[np.int8]:
        decided = np.zeros(instance.names.size, dtype=np.int8)
        decided[np.searchsorted(instance.names, self.must)] = OPEN
        return decided

    def _relax(
        self, instance: MedianInstance, price: NDArray[np.float64]
    ) -> tuple[MedianInstance, NDArray[np.int8], NDArray[np.float64], bool]:
        """Raise the bound, improve the relaxed plans, and shed the sites that are ruled out."""
        decided = self._undecided(instance)
        state = new_ascent(price, instance.near.known_to, decided.size, self.p, _FIRST_PACE)
        for turn in range(_CHUNKS):
            entries, before = max(1, instance.near.costs.size), self.bound
            bound, end = relax(
                instance.near,
                state,
                _RULE,
                decided,
                self.p,
                float(min(self._worst, self.value * 1.05 + 1.0)),
                self._worst - self.costs.resolution,
                int(np.clip(_STEP_WORK // entries, 1, _CHUNK)),
            )
            self._raise_bound(bound)
            if end == PRUNED:
                return instance, decided, state.best_price, True
            if end != NOT_DONE or (turn % _MENDING == 0 and bound >= self.value * (1 - _NEAR)):
                self._improve(self._fixed_first(instance.names[state.relaxed]))
            # whichever brings bound and plan nearer to each other
            for _ in range(_MOST_SHAKES):
                if self._shake(min(2 * entries, _SHAKE_WORK)) <= self.bound - before:
                    break
            if end in (COMPLETE, CONVERGED) or self.stop.must_stop:
                break
            if (decided != CLOSED).sum() < 0.8 * decided.size:
                instance, decided, state = instance.shed(decided, state)
        instance, decided, state = instance.shed(decided, state)
        return instance, decided, state.best_price, False

    def _tree(self, instance: MedianInstance, price: NDArray[np.float64]) -> MedianTree:
        def improve(plan: NDArray[np.int64]) -> None:
            self._improve(self._fixed_first(instance.names[plan]))

        program = MedianProgram(
            instance.near, instance.names.size, self.p, self.costs.unserved, price
        )
        return MedianTree(
            instance,
            program,
            self.p,
            self.stop,
            prune_at=lambda: self._worst - self.costs.resolution,
            improve=improve,
        )

    def _note_node(self, bound: float) -> None:
        self.nodes += 1
        self._raise_bound(bound)

    def _raise_bound(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self._worst))
        self._tell()


def _unmatrixed(near: NearestSites, names: NDArray[np.int64]) -> MedianInstance:
    return MedianInstance(np.empty((names.size, 0)), near, names)


def _entries_below(near: NearestSites, price: NDArray[np.float64]) -> int:
    return int((near.costs < np.repeat(price, np.diff(near.start))).sum())
