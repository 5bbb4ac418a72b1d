"""Lagrangean branch and bound over sets of p sites: the engine of the p-median family."""

import sys
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.median_instance import MedianInstance, nearest_sites
from geo.siting.median_kernels import (
    NearestSites,
    Waiting,
    best_addition,
    branch,
    offer,
    perturb,
    relax,
    swap_search,
)
from geo.siting.median_program import MedianProgram
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
from geo.siting.served_costs import served_costs
from geo.solver import Certificate
from geo.stop import Stop

__all__ = ["MedianResult", "search_medians"]

_RESTARTS = 3
"""Perturbed restarts of the swap search before the bound is raised."""

_ROOT_CHUNKS, _ROOT_CHUNK = 60, 25
"""The root relaxation: at most so many chunks of so many steps, a plan improved after each."""

_NODE_STEPS = 60
"""Steps of the relaxation at a node below the root."""

_WORK_PER_CALL = 50_000_000
"""List entries a compiled call may look at before the stop is asked again."""

_NODES_BEFORE_PROGRAM = (50, 600)
"""Nodes at least and at most that branching on the relaxation is given before linear programs."""

_ROOT_RULE = AscentRule(smoothing=0.7, patience=12, shrinking=0.7)
_NODE_RULE = AscentRule(smoothing=0.5, patience=12, shrinking=0.8)


@dataclass(frozen=True, eq=False)
class MedianResult:
    """What the search found and proved.

    Attributes
    ----------
    plans : ndarray of int64, shape (n_plans, p)
        The best distinct plans, cheapest first, each sorted.
    values : ndarray of float64, shape (n_plans,)
        Their costs.
    bound : float
        No plan outside the list is cheaper than this.
    exhausted : bool
        Whether nothing is left to search.
    nodes : int
        Branch-and-bound nodes.
    """

    plans: NDArray[np.int64]
    values: NDArray[np.float64]
    bound: float
    exhausted: bool
    nodes: int

    @property
    def certificate(self) -> Certificate:
        """What the search proved."""
        return Certificate.ours(self.bound)


def search_medians(
    cost: NDArray[np.float64],
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    n_plans: int = 1,
    ceiling: float = np.inf,
    start: NDArray[np.int64] | None = None,
    node_limit: int | None = None,
    seed: int = 0,
) -> MedianResult:
    """Find the cheapest sets of p sites, where a set costs the sum of its nearest distances.

    Parameters
    ----------
    cost : ndarray of float64, shape (n_sites, n_estates)
        Cost of serving each estate from each site, inf where it cannot; at least 0.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    n_plans : int
        How many of the best distinct plans to find.
    ceiling : float
        Only plans cheaper than this are wanted.
    start : ndarray of int64, shape (p,), optional
        A plan to begin with, beside those the search finds itself.
    node_limit : int, optional
        Branch-and-bound nodes after which to stop.
    seed : int
        Seed of the restarts.

    Returns
    -------
    MedianResult
        The plans with the proof.
    """
    search = _MedianSearch(cost, p, must, stop, n_plans, ceiling, seed)
    return search.run(start, node_limit)


class _MedianSearch:
    """One search: swap search, root relaxation that sheds sites, then branching."""

    def __init__(
        self,
        cost: NDArray[np.float64],
        p: int,
        must: NDArray[np.int64],
        stop: Stop,
        n_plans: int,
        ceiling: float,
        seed: int,
    ) -> None:
        self.p, self.must, self.stop, self.seed = p, must, stop, seed
        served = served_costs(cost)
        self.cost, self.resolution, self.unserved = served.cost, served.resolution, served.unserved
        # an estate left unserved costs more than any plan that serves all
        self.ceiling = min(ceiling, served.ceiling)
        self.bound = float(cost.min(axis=0).sum())
        self.pool = np.zeros((n_plans, p), dtype=np.int64)
        self.pool_value = np.full(n_plans, np.inf)
        self.held = 0
        self.nodes = 0

    def run(self, start: NDArray[np.int64] | None, node_limit: int | None) -> MedianResult:
        """Return the best plans and the bound."""
        if self.bound >= self.ceiling:  # some estate has no site, or nothing so cheap is there
            return self._result(exhausted=True)
        n = self.cost.shape[0]
        best = self._greedy()
        self._offer(best, float(self.cost[best].min(axis=0).sum()))
        served = np.where(self.cost < self.ceiling, self.cost, np.inf)
        near = nearest_sites(served, max(64, -(-8 * n // self.p)), self.stop)
        if near is None:
            return self._result(exhausted=False)
        whole = MedianInstance(self.cost, near, np.arange(n))
        best = self._restart_swaps(whole, best)
        if start is not None:
            given = self._fixed_first(start)
            if self._improve(whole, given) < self.cost[best].min(axis=0).sum():
                best = given
        instance, decided, price, done = self._relax_root(whole, best)
        if not done and not self.stop.must_stop:
            most = _nodes_before_program(instance) * self.pool_value.size
            most = most if node_limit is None else node_limit
            done = self._branch(instance, decided, price, most)
        if not done and node_limit is None and not self.stop.must_stop:
            done = search_by_programs(
                instance,
                decided,
                price,
                self.bound,
                grow=partial(self._tree, whole),
                told=self._note_node,
            )
            if not done and not self.stop.must_stop:  # HiGHS had no answer
                done = self._branch(instance, decided, price, sys.maxsize)
        return self._result(exhausted=done)

    @property
    def worst(self) -> float:
        """Cost from which on a plan is no longer wanted."""
        full = self.held == self.pool_value.size
        return float(min(self.ceiling, self.pool_value[-1] if full else np.inf))

    def _result(self, *, exhausted: bool) -> MedianResult:
        return MedianResult(
            plans=self.pool[: self.held].copy(),
            values=self.pool_value[: self.held].copy(),
            bound=min(self.bound, self.worst),
            exhausted=exhausted,
            nodes=self.nodes,
        )

    def _fixed_first(self, plan: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([self.must, np.setdiff1d(plan, self.must)])

    def _offer(self, plan: NDArray[np.int64], value: float) -> None:
        self.held = offer(value, plan, self.pool, self.pool_value, self.held, self.ceiling)
        if self.held:
            self.stop.report(float(self.pool_value[0]), self.bound)

    def _greedy(self) -> NDArray[np.int64]:
        """Add the site that saves most, p times; fill up by number when time is out."""
        n, m = self.cost.shape
        taken = np.zeros(n, dtype=bool)
        nearest = np.full(m, np.inf)
        plan: list[int] = []
        for position in range(self.p):
            if position < self.must.size:
                site = int(self.must[position])
            elif position and self.stop.must_stop:
                site = int(np.flatnonzero(~taken)[0])
            else:
                site = best_addition(self.cost, nearest, taken)
            plan.append(site)
            taken[site] = True
            np.minimum(nearest, self.cost[site], out=nearest)
        return np.array(plan, dtype=np.int64)

    def _improve(self, instance: MedianInstance, plan: NDArray[np.int64]) -> float:
        """Exchange sites of the plan, in place, until no exchange saves anything."""
        swaps = max(1, _WORK_PER_CALL // max(1, instance.near.costs.size))
        while True:
            value, made = swap_search(instance.cost, instance.near, plan, self.must.size, swaps)
            if made < swaps or self.stop.must_stop:
                self._offer(plan, value)
                return value

    def _restart_swaps(
        self, instance: MedianInstance, plan: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        best = plan.copy()
        least = self._improve(instance, best)
        random = seeded(self.seed)
        for _ in range(_RESTARTS if self.p > self.must.size else 0):
            if self.stop.must_stop:
                break
            plan = best.copy()
            perturb(plan, self.must.size, self.cost.shape[0], max(2, self.p // 8), random)
            value = self._improve(instance, plan)
            if value < least:
                best, least = plan, value
        return best

    def _first_prices(self, near: NearestSites, plan: NDArray[np.int64]) -> NDArray[np.float64]:
        """Start from the second nearest cost of a good plan (Beasley 1993, section 3)."""
        nearest = np.sort(self.cost[plan], axis=0)
        price = nearest[1] if self.p > 1 else nearest[0] * 1.2
        farthest = near.costs[near.start[1:] - 1] * 1.001 + 1e-9
        capped: NDArray[np.float64] = np.minimum(np.minimum(price, farthest), near.known_to)
        return capped

    def _relax_root(
        self, instance: MedianInstance, plan: NDArray[np.int64]
    ) -> tuple[MedianInstance, NDArray[np.int8], NDArray[np.float64], bool]:
        """Raise the bound, improve the relaxed plans, and shed the sites that are ruled out."""
        decided = np.zeros(instance.names.size, dtype=np.int8)
        decided[self.must] = OPEN
        price = self._first_prices(instance.near, plan)
        state = new_ascent(price, instance.near.known_to, decided.size, self.p, 1.5)
        whole = instance
        for _ in range(_ROOT_CHUNKS):
            entries = max(1, instance.near.costs.size)
            bound, end = relax(
                instance.near,
                state,
                _ROOT_RULE,
                decided,
                self.p,
                self._target(),
                self.worst - self.resolution,
                int(np.clip(_WORK_PER_CALL // entries, 1, _ROOT_CHUNK)),
            )
            self.bound = max(self.bound, min(bound, self.worst))
            if end == PRUNED:
                return instance, decided, state.best_price, True
            relaxed = self._fixed_first(instance.names[state.relaxed])
            self._improve(whole, relaxed)
            if end in (COMPLETE, CONVERGED) or self.stop.must_stop:
                break
            if (decided != CLOSED).sum() < 0.8 * decided.size:
                instance, decided, state = instance.shed(decided, state)
        instance, decided, state = instance.shed(decided, state)
        return instance, decided, state.best_price, False

    def _target(self) -> float:
        """Return the bound the ascent aims at: not far above the best plan."""
        best = self.pool_value[0] if self.held else self.ceiling
        return float(min(self.worst, best * 1.05 + 1.0))

    def _branch(
        self,
        instance: MedianInstance,
        decided: NDArray[np.int8],
        price: NDArray[np.float64],
        node_limit: int,
    ) -> bool:
        """Search the tree below the root; return whether it was searched to the end."""
        n, m = instance.cost.shape
        waiting = Waiting(
            np.zeros((n + 2, n), dtype=np.int8), np.zeros((n + 2, m)), np.zeros(n + 2)
        )
        waiting.decided[0], waiting.price[0], waiting.bound[0] = decided, price, self.bound
        n_waiting = 1
        work = max(1, _NODE_STEPS * instance.near.costs.size)
        while n_waiting:
            if self.stop.must_stop or self.nodes >= node_limit:
                return False
            n_waiting, self.held, nodes = branch(
                instance.cost,
                instance.near,
                instance.names,
                _NODE_RULE,
                waiting,
                n_waiting,
                self.pool,
                self.pool_value,
                self.held,
                self.ceiling,
                self.resolution,
                _NODE_STEPS,
                int(np.clip(4 * _WORK_PER_CALL // work, 1, 1000)),
            )
            self.nodes += nodes
            self.bound = float(waiting.bound[:n_waiting].min(initial=self.worst))
            if self.held:
                self.stop.report(float(self.pool_value[0]), self.bound)
        return True

    def _tree(
        self, whole: MedianInstance, instance: MedianInstance, price: NDArray[np.float64]
    ) -> MedianTree:
        def improve(plan: NDArray[np.int64]) -> None:
            sites = self._fixed_first(instance.names[plan])
            self._offer(sites, float(self.cost[sites].min(axis=0).sum()))
            self._improve(whole, sites)

        program = MedianProgram(
            instance.near, instance.names.size, self.p, min(self.unserved, self.ceiling), price
        )
        return MedianTree(
            instance,
            program,
            self.p,
            self.stop,
            prune_at=lambda: self.worst - self.resolution,
            improve=improve,
        )

    def _note_node(self, bound: float) -> None:
        self.nodes += 1
        self.bound = max(self.bound, min(bound, self.worst))
        if self.held:
            self.stop.report(float(self.pool_value[0]), self.bound)


def _nodes_before_program(instance: MedianInstance) -> int:
    """Return the nodes of the relaxation after which linear programs are the better tool.

    Short lists make small programs, which then are far quicker; with long lists they are slow.
    """
    mean_length = instance.near.costs.size / max(1, instance.near.known_to.size)
    return int(np.clip(2 * mean_length, *_NODES_BEFORE_PROGRAM))
