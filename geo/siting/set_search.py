"""Cheapest covers: reduction, local search, Lagrangean bound, and HiGHS for what is left."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.random_kernels import seeded
from geo.siting.cover_rows import Incidence, incidence
from geo.siting.relaxation_kernels import CLOSED, CONVERGED, OPEN, PRUNED, AscentRule, new_ascent
from geo.siting.set_kernels import (
    dominated_sites,
    implied_rows,
    new_row_search,
    relax_set,
    weighted_row_search,
)
from geo.solver import OURS, Certificate, LinearProgram, solve_program
from geo.stop import Stop

__all__ = ["CoverResult", "search_cover"]

_SEARCH_STEPS = 20_000

_SEARCH_ROUNDS = 4

_STEPS_PER_CALL = 2_000

_RULE = AscentRule(smoothing=0.2, patience=30, shrinking=0.85)


@dataclass(frozen=True, eq=False)
class CoverResult:
    """What the search found and proved.

    Attributes
    ----------
    sites : ndarray of int64
        Sites of the cheapest cover found, sorted.
    value : float
        Its cost.
    bound : float
        No cover is cheaper than this, or than `wanted` where that is smaller.
    exhausted : bool
        Whether it is proven that no cover cheaper than both `value` and `wanted` exists.
    provers : str
        Who had a hand in the proof.
    """

    sites: NDArray[np.int64]
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


@dataclass(frozen=True, eq=False)
class _Instance:
    """Rows still to be covered, by the sites that are still free."""

    net: Incidence
    cost: NDArray[np.float64]
    names: NDArray[np.int64]

    @property
    def n_rows(self) -> int:
        return self.net.row_start.size - 1

    def restricted(
        self, keep_rows: NDArray[np.bool_], keep_sites: NDArray[np.bool_]
    ) -> "_Instance":
        """Return the instance with some rows and sites only."""
        number = np.cumsum(keep_sites) - 1
        length = np.diff(self.net.row_start)
        keep = np.repeat(keep_rows, length) & keep_sites[self.net.row_sites]
        owner = np.repeat(np.arange(self.n_rows), length)[keep]
        counts = np.bincount(owner, minlength=self.n_rows)[keep_rows]
        return _Instance(
            incidence(
                np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
                number[self.net.row_sites[keep]],
                int(keep_sites.sum()),
            ),
            self.cost[keep_sites],
            self.names[keep_sites],
        )

    def rows_of(self, sites: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which rows some of these sites cover."""
        covered = np.zeros(self.n_rows, dtype=bool)
        for site in sites:
            begin, end = self.net.site_start[site], self.net.site_start[site + 1]
            covered[self.net.site_rows[begin:end]] = True
        return covered


def search_cover(
    net: Incidence,
    cost: NDArray[np.float64],
    must: NDArray[np.int64],
    stop: Stop,
    *,
    wanted: float = np.inf,
    goal: float = -np.inf,
    seed: int = 0,
    rounds: int = _SEARCH_ROUNDS,
    steps: int = _SEARCH_STEPS,
    prove: bool = True,
) -> CoverResult:
    """Find the cheapest sites that cover every row.

    Parameters
    ----------
    net : Incidence
        Who covers whom; every row has a site.
    cost : ndarray of float64, shape (n_sites,)
        Cost of each site, at least 0.
    must : ndarray of int64
        Sites that belong to every cover.
    stop : Stop
        Stops the search and hears its progress.
    wanted : float
        Only covers cheaper than this matter; the search may end with the proof that there is none.
    goal : float
        A cover that costs at most this is good enough.
    seed : int
        Seed of the local search.
    rounds : int
        Rounds of local search and relaxation before HiGHS has its turn.
    steps : int
        Steps of the local search in the first round; each later round takes twice as many.
    prove : bool
        Whether it has one.

    Returns
    -------
    CoverResult
        A cover always, with the proof as far as it went.
    """
    return _CoverSearch(net, cost, must, stop, wanted, goal, seed).run(rounds, steps, prove=prove)


class _CoverSearch:
    """One search; costs inside are those of the sites beyond the ones that are decided open."""

    def __init__(
        self,
        net: Incidence,
        cost: NDArray[np.float64],
        must: NDArray[np.int64],
        stop: Stop,
        wanted: float,
        goal: float,
        seed: int,
    ) -> None:
        self.net, self.cost, self.stop, self.seed = net, cost, stop, seed
        self.wanted, self.goal = wanted, goal
        self.whole = bool((cost == np.rint(cost)).all())
        self.resolution = 1 - 1e-6 if self.whole else 1e-11 * (1.0 + float(cost.sum()))
        self.provers = OURS
        self.opened = list(must)
        self.sites = np.arange(cost.size)
        self.value = np.inf
        self.bound = self.spent

    @property
    def spent(self) -> float:
        """Cost of the sites decided open."""
        return float(self.cost[self.opened].sum())

    @property
    def prune_at(self) -> float:
        """Bound on the remaining cost from which on nothing wanted is left."""
        return min(self.value, self.wanted) - self.resolution - self.spent

    def run(self, rounds: int, steps: int, *, prove: bool) -> CoverResult:
        """Return the best cover and the bound."""
        instance = self._first_instance()
        self._keep_plan(instance, _greedy(instance))
        for turn in range(rounds):
            if self._done(instance):
                return self._result(exhausted=True)
            self._search(instance, steps, turn)
            if self.value <= self.goal or self.stop.must_stop:
                return self._result(exhausted=False)
            instance, done = self._relax(instance)
            if done:
                return self._result(exhausted=True)
            steps *= 2
        return self._result(exhausted=self._done(instance) or (prove and self._prove(instance)))

    def _result(self, *, exhausted: bool) -> CoverResult:
        limit = min(self.value, self.wanted)
        return CoverResult(
            sites=np.sort(self.sites),
            value=self.value,
            bound=limit if exhausted else min(self.bound, limit),
            exhausted=exhausted,
            provers=self.provers,
        )

    def _done(self, instance: _Instance) -> bool:
        """Whether nothing is left to cover, or nothing cheaper can be left."""
        if not instance.n_rows:
            self._keep_plan(instance, np.empty(0, dtype=np.int64))
            return True
        return self.bound - self.spent >= self.prune_at

    def _keep_plan(self, instance: _Instance, sites: NDArray[np.int64]) -> None:
        value = self.spent + float(instance.cost[sites].sum())
        if value < self.value:
            self.value = value
            self.sites = np.concatenate(
                [np.array(self.opened, dtype=np.int64), instance.names[sites]]
            )
            self.stop.report(self.value, self.bound)

    def _first_instance(self) -> _Instance:
        everything = _Instance(self.net, self.cost, np.arange(self.cost.size))
        must = np.array(self.opened, dtype=np.int64)
        is_free = np.ones(self.cost.size, dtype=bool)
        is_free[must] = False
        return self._reduced(everything.restricted(~everything.rows_of(must), is_free))

    def _reduced(self, instance: _Instance) -> _Instance:
        """Drop implied rows and dominated sites, and open sites that are alone on a row."""
        while instance.n_rows and not self.stop.must_stop:
            keep_rows = ~implied_rows(instance.net)
            smaller = instance.restricted(keep_rows, np.ones(instance.cost.size, dtype=bool))
            keep_sites = ~dominated_sites(smaller.net, smaller.cost)
            smaller = smaller.restricted(np.ones(smaller.n_rows, dtype=bool), keep_sites)
            smaller = self._with_lone_sites_open(smaller)
            if smaller.n_rows == instance.n_rows and smaller.cost.size == instance.cost.size:
                return smaller
            instance = smaller
        return instance

    def _with_lone_sites_open(self, instance: _Instance) -> _Instance:
        alone = np.flatnonzero(np.diff(instance.net.row_start) == 1)
        lone = np.unique(instance.net.row_sites[instance.net.row_start[alone]]).astype(np.int64)
        return self._with_open(instance, lone, np.empty(0, dtype=np.int64))

    def _with_open(
        self, instance: _Instance, opened: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> _Instance:
        if not opened.size and not closed.size:
            return instance
        self.opened += instance.names[opened].tolist()
        stays = np.ones(instance.cost.size, dtype=bool)
        stays[opened] = stays[closed] = False
        return instance.restricted(~instance.rows_of(opened), stays)

    def _search(self, instance: _Instance, steps: int, turn: int) -> None:
        plan = np.zeros(instance.cost.size, dtype=bool)
        plan[_greedy(instance)] = True
        search = new_row_search(instance.net, plan)
        least = float(instance.cost[plan].sum())
        good_enough = max(self.goal, self.bound) + 1e-9
        random = seeded(self.seed, turn)
        for step in range(1, steps, _STEPS_PER_CALL):
            least = weighted_row_search(
                instance.net,
                instance.cost,
                search,
                plan,
                least,
                good_enough - self.spent,
                step,
                _STEPS_PER_CALL,
                random,
            )
            self._keep_plan(instance, np.flatnonzero(plan))
            if self.value <= good_enough or self.stop.must_stop:
                return

    def _relax(self, instance: _Instance) -> tuple[_Instance, bool]:
        """Raise the bound and shed sites; return whether that was the proof."""
        lengths = np.diff(instance.net.row_start)
        dearest = np.maximum.reduceat(
            instance.cost[instance.net.row_sites], instance.net.row_start[:-1]
        )
        state = new_ascent(dearest / np.maximum(lengths, 1), dearest, instance.cost.size, 0, 1.0)
        decided = np.zeros(instance.cost.size, dtype=np.int8)
        for _ in range(60):
            limit = min(self.value, self.wanted) - self.spent
            bound, end = relax_set(
                instance.net, instance.cost, state, _RULE, decided, limit, self.prune_at, 100
            )
            if end == PRUNED:
                return instance, True
            lifted = self.spent + bound
            if self.whole:
                lifted = np.ceil(lifted - 1e-6)
            self.bound = max(self.bound, float(lifted))
            if end == CONVERGED or self.stop.must_stop:
                break
        self.stop.report(self.value, self.bound)
        opened, closed = np.flatnonzero(decided == OPEN), np.flatnonzero(decided == CLOSED)
        shed = self._with_open(instance, opened, closed)
        if shed.n_rows and (np.diff(shed.net.row_start) == 0).any():
            return shed, True
        return (self._reduced(shed) if shed is not instance else instance), False

    def _prove(self, instance: _Instance) -> bool:
        """Let HiGHS look for a cover cheaper than what is wanted, or prove that none exists."""
        if self._done(instance):
            return True
        n, r = instance.cost.size, instance.n_rows
        answer = solve_program(
            LinearProgram(
                cost=instance.cost,
                matrix=sparse.csr_array(
                    (
                        np.concatenate([np.ones(instance.net.row_sites.size), instance.cost]),
                        np.concatenate([instance.net.row_sites, np.arange(n)]),
                        np.concatenate([instance.net.row_start, [instance.net.row_sites.size + n]]),
                    ),
                    shape=(r + 1, n),
                ),
                row_lower=np.concatenate([np.ones(r), [self.bound - self.spent]]),
                row_upper=np.concatenate([np.full(r, np.inf), [self.prune_at]]),
                column_lower=np.zeros(n),
                column_upper=np.ones(n),
                whole=np.ones(n, dtype=bool),
            ),
            self.stop,
            absolute_gap=1 - 1e-6 if self.whole else 0.0,
        )
        if answer.certificate.prover:
            self.provers = f"{OURS}, {answer.certificate.prover}"
        if answer.has_point:
            self._keep_plan(instance, np.flatnonzero(answer.point > 0.5))
        if answer.status in ("optimal", "infeasible"):
            return True
        if np.isfinite(answer.bound):
            lifted = self.spent + answer.bound
            self.bound = max(self.bound, float(np.ceil(lifted - 1e-6)) if self.whole else lifted)
        return False


def _greedy(instance: _Instance) -> NDArray[np.int64]:
    """Add the site that covers most open rows per cost until all are covered."""
    net, n = instance.net, instance.cost.size
    is_open = np.ones(instance.n_rows, dtype=bool)
    gain = np.diff(net.site_start).astype(np.float64)
    rate_cost = np.maximum(instance.cost, 1e-12)
    chosen: list[int] = []
    while is_open.any():
        best = int((gain / rate_cost).argmax())
        chosen.append(best)
        rows = net.site_rows[net.site_start[best] : net.site_start[best + 1]]
        newly = rows[is_open[rows]]
        is_open[newly] = False
        for row in newly:
            gain[net.row_sites[net.row_start[row] : net.row_start[row + 1]]] -= 1.0
    return np.array(chosen, dtype=np.int64) if n else np.empty(0, dtype=np.int64)
