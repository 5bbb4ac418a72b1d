"""Maximal cover: annealing for the plan, Lagrangean branch and bound for the proof.

The search counts the weight that stays uncovered. A problem shrinks as it goes: sites decided
open take their rows away, sites decided closed leave rows that have become equal and are merged.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.cover_kernels import (
    add_greedily,
    anneal,
    new_covering,
    overlap_of,
    relax_cover,
    swap_sites,
    uncovered_weight,
)
from geo.siting.cover_rows import Incidence, equal_rows, incidence
from geo.siting.relaxation_kernels import (
    CLOSED,
    COMPLETE,
    CONVERGED,
    FREE,
    OPEN,
    PRUNED,
    Ascent,
    AscentRule,
    new_ascent,
)
from geo.stop import Stop

__all__ = ["MaxCoverResult", "search_max_cover"]

_ROOT_RULE = AscentRule(smoothing=0.1, patience=40, shrinking=0.9)
_NODE_RULE = AscentRule(smoothing=0.3, patience=20, shrinking=0.9)
_ROOT_STEPS, _NODE_STEPS = 6000, 250

_WORK_PER_CALL = 100_000_000
"""Entries a compiled call may look at before the stop is asked again."""

_MOVES_PER_CALL = 500_000

_CORE_SITES_PER_STATION = 10
"""Annealing below the root keeps so many sites for each station, those of best reduced cost."""


@dataclass(frozen=True, eq=False)
class MaxCoverResult:
    """What the search found and proved.

    Attributes
    ----------
    sites : ndarray of int64, shape (p,)
        The best sites found, sorted.
    uncovered : float
        Weight of the rows they do not cover.
    bound : float
        No p sites leave less uncovered.
    exhausted : bool
        Whether nothing is left to search.
    nodes : int
        Branch-and-bound nodes.
    """

    sites: NDArray[np.int64]
    uncovered: float
    bound: float
    exhausted: bool
    nodes: int


@dataclass(frozen=True, eq=False)
class _Problem:
    """Sites still free, the rows they cover, and what was decided on the way here."""

    net: Incidence
    weight: NDArray[np.float64]
    names: NDArray[np.int64]
    opened: NDArray[np.int64]
    lost: float
    p: int

    def shrunk(
        self, decided: NDArray[np.int8], price: NDArray[np.float64]
    ) -> tuple["_Problem", NDArray[np.float64]]:
        """Return the problem over the free sites alone, and the prices of its rows."""
        opened = np.flatnonzero(decided == OPEN)
        covered = np.zeros(self.weight.size, dtype=bool)
        for site in opened:
            begin, end = self.net.site_start[site], self.net.site_start[site + 1]
            covered[self.net.site_rows[begin:end]] = True
        free = decided == FREE
        length = np.diff(self.net.row_start)
        keep = np.repeat(~covered, length) & free[self.net.row_sites]
        kept_before = np.concatenate([[0], np.cumsum(keep)])
        start = kept_before[self.net.row_start]
        number = np.cumsum(free) - 1
        sites = number[self.net.row_sites[keep]].astype(np.int32)
        counted = np.flatnonzero(np.diff(start) > 0)
        first, group = equal_rows(start, sites, counted, int(free.sum()))
        representative = counted[first]
        lengths = np.diff(start)[representative]
        row_start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        inside = np.arange(row_start[-1]) - np.repeat(row_start[:-1], lengths)
        row_sites = sites[np.repeat(start[representative], lengths) + inside]
        lost = ~covered
        lost[counted] = False
        return (
            _Problem(
                net=incidence(row_start, row_sites, int(free.sum())),
                weight=_sums(group, self.weight[counted], first.size),
                names=self.names[free],
                opened=np.concatenate([self.opened, self.names[opened]]),
                lost=self.lost + float(self.weight[lost].sum()),
                p=self.p - opened.size,
            ),
            _sums(group, price[counted], first.size),
        )

    def plan(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a choice among the free sites with all that was opened before."""
        return np.sort(np.concatenate([self.opened, self.names[sites]]))


def _sums(
    group: NDArray[np.int64], values: NDArray[np.float64], n_groups: int
) -> NDArray[np.float64]:
    return np.bincount(group, values, minlength=n_groups).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Node:
    """A part of the search: what is decided in a problem, and prices to begin with."""

    problem: _Problem
    decided: NDArray[np.int8]
    price: NDArray[np.float64]
    bound: float


def search_max_cover(
    net: Incidence,
    weight: NDArray[np.float64],
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    node_limit: int | None = None,
    seed: int = 0,
) -> MaxCoverResult:
    """Find the p sites that leave the least weight uncovered.

    Parameters
    ----------
    net : Incidence
        Who covers whom.
    weight : ndarray of float64, shape (n_rows,)
        Weight of each row, above 0.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    node_limit : int, optional
        Branch-and-bound nodes after which to stop.
    seed : int
        Seed of the annealing.

    Returns
    -------
    MaxCoverResult
        The sites with the proof.
    """
    return _MaxCoverSearch(net, weight, p, must, stop, seed).run(node_limit)


@dataclass(eq=False)
class _MaxCoverSearch:
    """One search: greedy, swaps, annealing, root relaxation, then rounds of both and branching."""

    net: Incidence
    weight: NDArray[np.float64]
    p: int
    must: NDArray[np.int64]
    stop: Stop
    seed: int
    value: float = field(default=np.inf, init=False)
    bound: float = field(default=0.0, init=False)
    nodes: int = field(default=0, init=False)
    streams: Iterator[int] = field(default_factory=count, init=False)
    waiting: list[tuple[float, int, _Node]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.whole = bool((self.weight == np.rint(self.weight)).all())
        self.resolution = 1 - 1e-6 if self.whole else 1e-11 * (1.0 + float(self.weight.sum()))
        self.sites = add_greedily(self.net, self.weight, self.p, self.must)

    @property
    def prune_at(self) -> float:
        """Bound from which on a node holds nothing better."""
        return self.value - self.resolution

    def run(self, node_limit: int | None) -> MaxCoverResult:
        """Return the best sites and the bound."""
        self._keep(self.sites)
        n = self.net.site_start.size - 1
        problem, price = self._root_problem(n)
        moves = min(5_000_000, 100 * n * self.p)
        self._anneal(problem, moves // 4)
        done, node, core = self._relax_root(problem, price)
        turn = 0
        if not done:
            self._push(node)
        while self.waiting and not self._must_stop(node_limit):
            for _ in range(2):
                self._anneal(core, moves << turn)
            work = _NODE_STEPS * max(1, node.problem.net.row_sites.size)
            self._branch(int(np.clip((moves << turn) * 400 // work, 10, 10_000)), node_limit)
            turn = min(turn + 1, 4)
        exhausted = done or not self.waiting
        return MaxCoverResult(
            sites=np.sort(self.sites),
            uncovered=self.value,
            bound=self.value if exhausted else min(self.bound, self.value),
            exhausted=exhausted,
            nodes=self.nodes,
        )

    def _must_stop(self, node_limit: int | None) -> bool:
        return self.stop.must_stop or (node_limit is not None and self.nodes >= node_limit)

    def _keep(self, sites: NDArray[np.int64]) -> None:
        value = float(uncovered_weight(self.net, self.weight, sites))
        if value < self.value:
            self.value, self.sites = value, sites.copy()
            self.stop.report(self.value, self.bound)

    def _root_problem(self, n: int) -> tuple[_Problem, NDArray[np.float64]]:
        everything = _Problem(
            self.net, self.weight, np.arange(n), np.empty(0, dtype=np.int64), 0.0, self.p
        )
        decided = np.zeros(n, dtype=np.int8)
        decided[self.must] = OPEN
        return everything.shrunk(decided, 0.5 * self.weight)

    def _anneal(self, problem: _Problem, moves: int) -> None:
        """Anneal from a greedy plan of the problem, then swap; keep what is better."""
        if problem.p in (0, problem.names.size) or self.stop.must_stop:
            return
        net, weight = problem.net, problem.weight
        chosen = add_greedily(net, weight, problem.p, np.empty(0, dtype=np.int64))
        covering = new_covering(net, weight, chosen)
        overlap = overlap_of(net, weight)
        random = seeded(self.seed, next(self.streams))
        heat = max(0.03 * covering.value[0] / problem.p, 1e-300)
        cooling = 0.2 ** (1.0 / moves)
        rows_per_site = max(1, net.site_rows.size // problem.names.size)
        per_call = int(np.clip(_WORK_PER_CALL // (8 * rows_per_site), 1_000, _MOVES_PER_CALL))
        for begin in range(0, moves, per_call):
            if self.stop.must_stop:
                break
            batch = min(per_call, moves - begin)
            heat = anneal(net, weight, overlap, covering, 0, batch, heat, cooling, random)
        polished = new_covering(net, weight, covering.best)
        while swap_sites(net, weight, polished, 0, 200) and not self.stop.must_stop:
            pass
        self._keep(problem.plan(covering.best))
        self._keep(problem.plan(polished.chosen))

    def _relax_root(
        self, problem: _Problem, price: NDArray[np.float64]
    ) -> tuple[bool, _Node, _Problem]:
        """Raise the first bound; return whether that was the proof, the root and the core."""
        decided = np.zeros(problem.names.size, dtype=np.int8)
        state = new_ascent(price, problem.weight, decided.size, problem.p, 1.0)
        chunk = int(np.clip(_WORK_PER_CALL // max(1, problem.net.row_sites.size), 5, 500))
        for _ in range(0, _ROOT_STEPS, chunk):
            bound, end = relax_cover(
                problem.net,
                state,
                _ROOT_RULE,
                decided,
                problem.p,
                self.value - problem.lost,
                self.prune_at - problem.lost,
                chunk,
            )
            self._lift(problem.lost + bound)
            if end == PRUNED:
                return True, _Node(problem, decided, price, self.bound), problem
            self._keep(problem.plan(state.relaxed))
            if self.bound >= self.prune_at:
                return True, _Node(problem, decided, price, self.bound), problem
            if end in (COMPLETE, CONVERGED) or self.stop.must_stop:
                break
        core = self._core(problem, decided, state)
        return False, _Node(problem, decided, state.best_price, self.bound), core

    def _lift(self, bound: float) -> None:
        rounded = float(np.ceil(bound - 1e-6)) if self.whole and np.isfinite(bound) else bound
        self.bound = min(max(self.bound, rounded), self.value)
        self.stop.report(self.value, self.bound)

    def _core(self, problem: _Problem, decided: NDArray[np.int8], state: Ascent) -> _Problem:
        """Return the problem over the sites whose reduced cost is most promising."""
        sums = np.bincount(
            problem.net.row_sites,
            np.repeat(state.best_price, np.diff(problem.net.row_start)),
            minlength=problem.names.size,
        )
        promising = np.argsort(-sums, kind="stable")[: _CORE_SITES_PER_STATION * problem.p]
        kept = np.full(decided.size, CLOSED, dtype=np.int8)
        kept[promising] = np.where(decided[promising] == CLOSED, CLOSED, FREE)
        kept[decided == OPEN] = OPEN
        return problem.shrunk(kept, state.best_price)[0]

    def _push(self, node: _Node) -> None:
        heapq.heappush(self.waiting, (node.bound, next(self.streams), node))

    def _branch(self, nodes: int, node_limit: int | None) -> None:
        """Search nodes, those of lowest bound first, each followed down its likelier side."""
        last = self.nodes + nodes
        while self.waiting and self.nodes < last and not self._must_stop(node_limit):
            self._lift(self.waiting[0][0])
            node: _Node | None = heapq.heappop(self.waiting)[2]
            while node is not None and not self.stop.must_stop:
                node = self._expand(node)
            if node is not None:
                self._push(node)
        while self.waiting and self.waiting[0][0] >= self.prune_at:
            heapq.heappop(self.waiting)

    def _expand(self, node: _Node) -> _Node | None:
        """Relax a node; return the child to go on with, the other one waits."""
        if node.bound >= self.prune_at:
            return None
        self.nodes += 1
        problem, price = node.problem, node.price
        decided = node.decided.copy()
        if (decided == FREE).sum() < 0.7 * decided.size:
            problem, price = problem.shrunk(decided, price)
            decided = np.zeros(problem.names.size, dtype=np.int8)
        state = new_ascent(price, problem.weight, decided.size, problem.p, 0.5)
        bound, end = relax_cover(
            problem.net,
            state,
            _NODE_RULE,
            decided,
            problem.p,
            self.value - problem.lost,
            self.prune_at - problem.lost,
            _NODE_STEPS,
        )
        if end == PRUNED:
            return None
        self._keep(problem.plan(state.relaxed))
        n_open, n_free = int((decided == OPEN).sum()), int((decided == FREE).sum())
        if n_open >= problem.p or n_open + n_free <= problem.p:
            if n_open <= problem.p <= n_open + n_free:
                last = decided == OPEN if n_open == problem.p else decided != CLOSED
                self._keep(problem.plan(np.flatnonzero(last)))
            return None
        bound = max(node.bound, problem.lost + bound)
        if bound >= self.prune_at:
            return None
        doubt = np.where(decided == FREE, state.often * (1.0 - state.often), -1.0)
        site = int(doubt.argmax())
        likely = OPEN if state.often[site] >= 0.5 else CLOSED
        first, second = decided.copy(), decided.copy()
        first[site], second[site] = likely, -likely
        self._push(_Node(problem, second, state.best_price, bound))
        return _Node(problem, first, state.best_price, bound)
