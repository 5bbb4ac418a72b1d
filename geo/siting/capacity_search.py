"""Lagrangean branch and bound over p sites of limited capacity, every estate at one of them.

The tree is searched best bound first. It branches on sites; where the p sites are decided, what
is left is to share the estates out among them, and HiGHS does that over the pairs whose reduced
cost still allows a better plan.
"""

import heapq
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.random_kernels import seeded
from geo.siting.capacity_kernels import (
    Assignment,
    improve_plan,
    pair_bounds,
    relax_capacities,
    wander,
)
from geo.siting.median_search import search_medians
from geo.siting.relaxation_kernels import CLOSED, FREE, OPEN, PRUNED, AscentRule, new_ascent
from geo.siting.served_costs import served_costs
from geo.siting.sharing_out import share_out
from geo.solver import OURS, Certificate, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["AssignmentResult", "search_assignment"]

_ROOT_RULE = AscentRule(smoothing=0.3, patience=20, shrinking=0.9)
_NODE_RULE = AscentRule(smoothing=0.15, patience=15, shrinking=0.8)
_SHARING_STEPS = 2_000
"""Decisions of our own search among decided sites, before a program is asked."""

_ROOT_CHUNKS, _ROOT_CHUNK, _NODE_STEPS, _LEAF_STEPS = 20, 100, 60, 400

_WORK_PER_CALL = 50_000_000
"""Pairs that a compiled call may look at before the stop is asked again."""

_FIRST_TRIES, _NODE_TRIES, _PROMISING = 300, 3, 1.01
"""Random replacements at the root, and at nodes whose plan is within 1 % of the best."""

_STALLED_CHUNKS = 4
"""The root is left after so many chunks that raise its bound by less than a hundred-thousandth."""

_WANDER_EVERY, _BEST_TRIES = 16, 40
"""After so many nodes the best plan is wandered from again, by so many replacements."""

_MEDIAN_NODES, _MEDIAN_SHARE = 10, 0.1
"""Effort of the plain p-median that gives the first sites: nodes, and share of a time limit."""


@dataclass(frozen=True, eq=False)
class AssignmentResult:
    """What the search found and proved.

    Attributes
    ----------
    sites : ndarray of int64, shape (p,), or None
        The best sites found, sorted; None without a plan.
    site_of_estate : ndarray of int64, shape (n_estates,)
        Site that serves each estate; empty without a plan.
    value : float
        Cost of the plan, inf without one.
    bound : float
        No plan is cheaper than this.
    exhausted : bool
        Whether nothing is left to search.
    provers : str
        Who had a hand in the proof.
    """

    sites: NDArray[np.int64] | None
    site_of_estate: NDArray[np.int64]
    value: float
    bound: float
    exhausted: bool
    provers: str = OURS

    @property
    def certificate(self) -> Certificate:
        """What the search proved."""
        if np.isinf(self.bound):
            return Certificate.ours(self.bound)
        return Certificate(self.bound, "branch_and_bound", self.provers)


class _Node(NamedTuple):
    """A part of the search: a bound, what is decided, prices to go on from."""

    bound: float
    number: int
    decided: NDArray[np.int8]
    price: NDArray[np.float64]
    often: NDArray[np.float64]


def search_assignment(
    problem: Assignment,
    p: int,
    must: NDArray[np.int64],
    stop: Stop,
    *,
    price: NDArray[np.float64] | None = None,
    seed: int = 0,
) -> AssignmentResult:
    """Find p sites and the estates of each, at the least cost that the capacities allow.

    Parameters
    ----------
    problem : Assignment
        Costs (inf where a site cannot serve), demand above 0, finite capacities.
    p : int
        Sites to choose.
    must : ndarray of int64
        Sites that every plan holds.
    stop : Stop
        Stops the search and hears its progress.
    price : ndarray of float64, shape (n_estates,), optional
        Prices that the relaxation begins with; by default each estate's cost at the second
        nearest site of a plan.
    seed : int
        Seed of the random replacements.

    Returns
    -------
    AssignmentResult
        The plan with the proof.
    """
    return _AssignmentSearch(problem, p, must, stop, seed, price).run()


@dataclass(eq=False)
class _AssignmentSearch:
    """One search: the plain p-median shared out, root relaxation, then the tree."""

    given: Assignment
    p: int
    must: NDArray[np.int64]
    stop: Stop
    seed: int
    first_price: NDArray[np.float64] | None
    value: float = field(default=np.inf, init=False)
    bound: float = field(default=0.0, init=False)
    sites: NDArray[np.int64] | None = field(default=None, init=False)
    provers: str = field(default=OURS, init=False)
    site_of_estate: NDArray[np.int64] = field(init=False)
    waiting: list[_Node] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        costs = served_costs(self.given.cost)
        self.ceiling, self.resolution = costs.unserved, costs.resolution
        self.problem = self.given._replace(cost=np.ascontiguousarray(costs.cost))
        # above any saving, so that nobody is served beyond a capacity to be nearer
        self.fine = costs.unserved / float(self.given.demand.min())
        self.names = np.arange(self.given.capacity.size)
        self.site_of_estate = np.empty(0, dtype=np.int64)
        self.random = seeded(self.seed)
        self.numbers = count()
        self.bound = float(self.given.cost.min(axis=0).sum())

    @property
    def prune_at(self) -> float:
        """Bound from which on a node holds nothing better."""
        return min(self.value, self.ceiling) - self.resolution

    def run(self) -> AssignmentResult:
        """Return the best plan and the bound."""
        sites = self._first_sites()
        self._improve(sites, _FIRST_TRIES)
        root = self._relax_root(sites)
        if root is not None:
            self._push(root)
        visited = 0
        while self.waiting and not self.stop.must_stop:
            node = heapq.heappop(self.waiting)
            self._raise_bound(node.bound)
            if node.bound < self.prune_at and not self._is_closed(node):
                heapq.heappush(self.waiting, node)  # stopped inside it
                break
            visited += 1
            if visited % _WANDER_EVERY == 0:
                self._wander_from_best()
        exhausted = not self.waiting
        return AssignmentResult(
            sites=self.sites,
            site_of_estate=self.site_of_estate,
            value=self.value,
            bound=self.value if exhausted else self.bound,
            exhausted=exhausted,
            provers=self.provers,
        )

    def _first_sites(self) -> NDArray[np.int64]:
        part = self.stop.part(_MEDIAN_SHARE * self.stop.remaining_s)
        found = search_medians(
            self.problem.cost, self.p, self.must, part, node_limit=_MEDIAN_NODES, seed=self.seed
        )
        self._raise_bound(found.bound)
        first: NDArray[np.int64] = found.plans[0]
        return first

    def _raise_bound(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.value))
        self.stop.report(self.value if self.sites is not None else np.nan, self.bound)

    def _fixed_first(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return positions in the present problem, those that must stay in front."""
        must = np.searchsorted(self.names, self.must)
        return np.concatenate([must, np.setdiff1d(sites, must)])

    def _tries(self, tries: int) -> int:
        m, n = self.problem.demand.size, self.problem.capacity.size
        work = 5 * m * m + 3 * n * m + self.p * m
        return int(np.clip(_WORK_PER_CALL // work, 1, tries))

    @property
    def _most_passes(self) -> int:
        """How often a compiled call may go through all estates and pairs of them."""
        m = self.problem.demand.size
        return max(2, _WORK_PER_CALL // (m * m // 2 + self.p * m + 1))

    def _improve(self, sites: NDArray[np.int64], tries: int) -> None:
        """Share the estates out among sites, and go on from there where that is promising."""
        plan = self._fixed_first(sites)
        serving = np.zeros(self.problem.demand.size, dtype=np.int64)
        value = improve_plan(
            self.problem, plan, self.must.size, serving, self.fine, self._most_passes
        )
        self._keep(plan, serving)
        if value <= _PROMISING * self.value:
            self._wander(plan, serving, value, tries)

    def _wander_from_best(self) -> None:
        """Improve the best plan for as long as that succeeds."""
        before = np.inf
        while self.sites is not None and self.value < before and not self.stop.must_stop:
            before = self.value
            plan = self._fixed_first(np.searchsorted(self.names, self.sites))
            position = np.empty(self.names.size, dtype=np.int64)
            position[plan] = np.arange(plan.size)
            serving = position[np.searchsorted(self.names, self.site_of_estate)]
            self._wander(plan, serving, self.value, _BEST_TRIES)

    def _wander(
        self, plan: NDArray[np.int64], serving: NDArray[np.int64], value: float, tries: int
    ) -> None:
        """Improve a plan by random replacements."""
        likely = np.arange(self.names.size)
        for _ in range(0, tries, self._tries(tries)):
            if self.stop.must_stop:
                break
            value = wander(
                self.problem,
                plan,
                self.must.size,
                serving,
                value,
                self.fine,
                self._tries(tries),
                self._most_passes,
                likely,
                self.random,
            )
            self._keep(plan, serving)

    def _keep(self, plan: NDArray[np.int64], serving: NDArray[np.int64]) -> None:
        """Keep a plan that is better than the best and obeys the capacities."""
        problem = self.problem
        load = np.bincount(serving, weights=problem.demand, minlength=plan.size)
        room = problem.capacity[plan]
        value = float(problem.cost[plan[serving], np.arange(serving.size)].sum())
        if value < min(self.value, self.ceiling) and (load <= room + 1e-9 * (1 + room)).all():
            self.value = value
            self.sites = np.sort(self.names[plan])
            self.site_of_estate = self.names[plan[serving]]
            self.stop.report(self.value, self.bound)

    def _relax_root(self, sites: NDArray[np.int64]) -> _Node | None:
        """Raise the bound and improve the relaxed plans; drop the sites that are ruled out."""
        n, m = self.problem.cost.shape
        decided = np.full(n, FREE, dtype=np.int8)
        decided[self.must] = OPEN
        price = self.first_price
        if price is None:
            price = np.sort(self.problem.cost[sites], axis=0)[min(1, self.p - 1)]
        state = new_ascent(price, np.full(m, self.ceiling), n, self.p, 0.5)
        stalled = 0
        for _ in range(_ROOT_CHUNKS):
            bound, end = relax_capacities(
                self.problem,
                state,
                _ROOT_RULE,
                decided,
                self.p,
                self._target(),
                self.prune_at,
                int(np.clip(_WORK_PER_CALL // (4 * n * m), 1, _ROOT_CHUNK)),
            )
            if end == PRUNED:
                return None
            stalled = stalled + 1 if bound <= self.bound * (1.0 + 1e-5) else 0
            self._raise_bound(bound)
            self._improve(state.relaxed, _NODE_TRIES)
            if end or stalled == _STALLED_CHUNKS or self.stop.must_stop:
                break
        kept = decided != CLOSED
        self.problem = self.problem._replace(
            cost=np.ascontiguousarray(self.problem.cost[kept]),
            capacity=self.problem.capacity[kept],
        )
        self.names = self.names[kept]
        return _Node(self.bound, 0, decided[kept], state.best_price, state.often[kept])

    def _target(self) -> float:
        return min(self.value, self.bound * 1.05 + 1.0)

    def _push(self, node: _Node) -> None:
        heapq.heappush(self.waiting, node._replace(number=next(self.numbers)))

    def _is_closed(self, node: _Node) -> bool:
        """Split a node, or settle it where its sites are decided; False when time cut it off."""
        n_open = int((node.decided == OPEN).sum())
        n_free = int((node.decided == FREE).sum())
        if n_open == self.p or n_open + n_free == self.p:
            return self._settle_leaf(node)
        doubt = np.where(node.decided == FREE, node.often * (1.0 - node.often), -1.0)
        for choice in (OPEN, CLOSED):
            decided = node.decided.copy()
            decided[doubt.argmax()] = choice
            child = self._relaxed(node._replace(decided=decided), _NODE_RULE, _NODE_STEPS)
            if child is not None:
                self._push(child)
        return True

    def _relaxed(self, node: _Node, rule: AscentRule, steps: int) -> _Node | None:
        """Raise the bound of a node; None when it holds nothing better."""
        n, m = self.problem.cost.shape
        state = new_ascent(node.price, np.full(m, self.ceiling), n, self.p, 0.1)
        state.often[:] = node.often
        bound, end = relax_capacities(
            self.problem,
            state,
            rule,
            node.decided,
            self.p,
            self._target(),
            self.prune_at,
            steps,
        )
        if end == PRUNED or bound >= self.prune_at:
            return None
        self._improve(state.relaxed, _NODE_TRIES)
        return node._replace(
            bound=max(bound, node.bound), price=state.best_price, often=state.often
        )

    def _settle_leaf(self, leaf: _Node) -> bool:
        """Share the estates out among decided sites; False when time cut that off."""
        decided = np.where(leaf.decided == CLOSED, CLOSED, OPEN).astype(np.int8)
        if (leaf.decided == OPEN).sum() == self.p:
            decided[leaf.decided == FREE] = CLOSED
        node = self._relaxed(leaf._replace(decided=decided), _ROOT_RULE, _LEAF_STEPS)
        if node is None:
            return True
        self._raise_bound(min([node.bound, *(other.bound for other in self.waiting[:1])]))
        plan = self._fixed_first(np.flatnonzero(decided == OPEN))
        among = Assignment(
            self.problem.cost[plan], self.problem.demand, self.problem.capacity[plan]
        )
        useful = pair_bounds(among, node.price) < self.prune_at
        if not useful.any(axis=0).all():
            return True
        shared = share_out(among, useful, self.prune_at, _SHARING_STEPS)
        if shared.serving is not None:
            self._keep(plan, shared.serving)
        return shared.exhausted or self._settled_by_program(plan, among, useful, shared.serving)

    def _settled_by_program(
        self,
        plan: NDArray[np.int64],
        among: Assignment,
        useful: NDArray[np.bool_],
        known: NDArray[np.int64] | None,
    ) -> bool:
        """Share the estates out among decided sites by a program; False when time cut that off.

        A way that is known is given along, so that nothing is believed against it; else only what
        is better than the best plan is asked for.
        """
        site, estate = np.nonzero(useful)
        builder = ProgramBuilder()
        served = builder.add_columns(site.size, cost=among.cost[site, estate], whole=True)
        builder.add_rows(among.demand.size, [(estate, served, 1.0)], lower=1.0, upper=1.0)
        builder.add_rows(
            plan.size,
            [(site, served, among.demand[estate])],
            lower=-np.inf,
            upper=among.capacity,
        )
        if known is None:
            builder.add_rows(
                1, [(0, served, among.cost[site, estate])], lower=-np.inf, upper=self.prune_at
            )
        answer = solve_program(
            builder.build(),
            self.stop,
            known=None if known is None else (known[estate] == site).astype(np.float64),
            start=True,
            random_seed=self.seed,
            mip_feasibility_tolerance=1e-9,
            primal_feasibility_tolerance=1e-9,
        )
        if answer.certificate.prover:
            self.provers = f"{OURS}, {answer.certificate.prover}"
        if answer.has_point:
            used = answer.point > 0.5
            serving = np.zeros(among.demand.size, dtype=np.int64)
            serving[estate[used]] = site[used]
            self._keep(plan, serving)
        return answer.status in ("optimal", "infeasible")
