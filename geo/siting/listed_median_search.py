"""The p-median over lists of nearest sites: as the search over a matrix, in memory for the lists.

The bound is that of the same relaxation. Its prices stay at or below what a list knows, so that a
short list proves less and never too much; where prices press against that limit, the lists of the
sites that are left are made anew, and longer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.list_exchange_kernels import (
    SiteLists,
    Standing,
    estates_of_sites,
    exchange_nearby,
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
"""A relaxation: at most so many chunks of so many steps, a plan improved after each."""

_WORK_PER_CALL = 50_000_000
"""List entries a compiled call may look at before the stop is asked again."""

_RESTARTS = 2
"""Perturbed restarts of the exchange before the bound is raised."""

_PROGRAM_ENTRIES = 8_000_000
"""List entries below the prices up to which linear programs are tried."""

_RULE = AscentRule(smoothing=0.7, patience=12, shrinking=0.7)


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
        self.costs, self.p, self.must, self.stop, self.seed = costs, p, must, stop, seed
        self.n_sites, self.n_estates = costs.shape
        self.best: NDArray[np.int64] | None = None
        self.value = np.inf
        self.bound = 0.0
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
        random = seeded(self.seed)
        best = np.concatenate([self.must, np.zeros(self.p - self.must.size, dtype=np.int64)])
        spread_sites(lists.near, lists.by_site, lists.beyond, best, self.must.size, random)
        least = self._improve(best)
        for _ in range(_RESTARTS if self.p > self.must.size else 0):
            if self.stop.must_stop:
                break
            plan = best.copy()
            perturb(plan, self.must.size, self.n_sites, max(2, self.p // 8), random)
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
                lists.near, lists.by_site, lists.beyond, standing, self.must.size, _WORK_PER_CALL
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

    def _stand(self, plan: NDArray[np.int64], cursor: NDArray[np.int64]) -> tuple[Standing, float]:
        standing = stand(self.lists.near, self.lists.beyond, plan, self.n_sites)
        standing.cursor[:] = cursor
        return standing, float(standing.cost.sum())

    # ------------------------------------------------------------ proof

    def _prove(self, near: NearestSites, plan: NDArray[np.int64]) -> bool:
        """Raise the bound over lists that grow; return whether nothing is left to search."""
        instance = _unmatrixed(near, np.arange(self.n_sites))
        price = self._first_prices(plan)
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
            return False
        return search_by_programs(
            instance, decided, price, self.bound, grow=self._tree, told=self._note_node
        )

    def _first_prices(self, plan: NDArray[np.int64]) -> NDArray[np.float64]:
        """Start from the second nearest cost of a good plan (Beasley 1993, section 3)."""
        near = self.lists.near
        price = self._stand(plan, np.zeros(2, dtype=np.int64))[0].next_cost
        lasts = np.where(np.diff(near.start) > 0, near.start[1:] - 1, 0)
        farthest = near.costs[lasts] * 1.001 + 1e-9
        return np.minimum(np.minimum(price, farthest), near.known_to)

    def _relax(
        self, instance: MedianInstance, price: NDArray[np.float64]
    ) -> tuple[MedianInstance, NDArray[np.int8], NDArray[np.float64], bool]:
        """Raise the bound, improve the relaxed plans, and shed the sites that are ruled out."""
        decided = np.zeros(instance.names.size, dtype=np.int8)
        decided[np.searchsorted(instance.names, self.must)] = OPEN
        state = new_ascent(price, instance.near.known_to, decided.size, self.p, 1.5)
        for _ in range(_CHUNKS):
            entries = max(1, instance.near.costs.size)
            bound, end = relax(
                instance.near,
                state,
                _RULE,
                decided,
                self.p,
                float(min(self._worst, self.value * 1.05 + 1.0)),
                self._worst - self.costs.resolution,
                int(np.clip(_WORK_PER_CALL // entries, 1, _CHUNK)),
            )
            self._raise_bound(bound)
            if end == PRUNED:
                return instance, decided, state.best_price, True
            self._improve(self._fixed_first(instance.names[state.relaxed]))
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
