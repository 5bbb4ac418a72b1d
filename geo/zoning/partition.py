"""Set partition of one piece into zones of its pool: linear bounds and whole-number plans.

Minimise the cost of the chosen zones so that every estate lies in exactly one and, where a number
is asked for, so many zones are chosen (Garfinkel & Nemhauser 1970 for districting; columns priced
from the full list as in Mehrotra, Johnson & Nemhauser 1998). The relaxation is sharpened by
subset-row cuts on triples of estates (Jepsen, Petersen, Spoorendonk & Pisinger 2008).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.solver import GrowingProgram, LinearProgram, solve_program
from geo.stop import Stop
from geo.zoning.zone_pool import ZonePool

__all__ = ["Line", "Relaxation", "WholePlan", "whole_partition"]

MOST_RANKED, COLUMNS_OF_AN_ESTATE = 4_000, 30
MOST_ROUNDS = 400
WHOLE = 1e-6
"""Share of a zone that a solution may leave out of it and still have chosen it."""
CUTS_PER_ROUND = 30
MOST_CUTS = 600
MOST_TRIPLES_FOUND = 5000
LEAST_BREACH = 0.02
REDUCED_COST_TOLERANCE = 1e-9
PENALTY = 1e4
MOST_NODES = 20_000


@dataclass(frozen=True)
class Line:
    """A lower bound on the cost of a piece for every number of zones: intercept + slope × zones."""

    intercept: float
    slope: float

    def at(self, zones: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the bound for numbers of zones."""
        return np.asarray(self.intercept + self.slope * zones, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class WholePlan:
    """Answer of the whole-number partition.

    Attributes
    ----------
    zones : int (k,) or None
        Indices of the chosen zones in the pool that was uploaded; None where none was found.
    cost : float
        Their cost, inf where none was found.
    bound : float
        No choice from that pool costs less; inf where none exists.
    prover : str
        Who proved that; empty where nothing was proven.
    """

    zones: NDArray[np.int64] | None
    cost: float
    bound: float
    prover: str = ""


class Relaxation:
    """The linear relaxation of a piece's partition, its columns priced from the whole pool.

    Leaving an estate out, covering it twice, and a zone too many or too few are allowed at a
    price: that keeps every number of zones solvable and the duals finite.

    Parameters
    ----------
    pool : ZonePool
        All legal zones of the piece.
    unit : float
        Household-minutes that the solver is told as one, above zero: it keeps its figures near
        one, where its tolerances belong.

    Attributes
    ----------
    pool : ZonePool
        The zones that columns are priced from.
    reduced : float64 (n_zones,)
        Reduced costs by the last duals.
    line : Line
        The bound that those duals prove.
    """

    def __init__(self, pool: ZonePool, unit: float) -> None:
        self.pool = pool
        self.duals = np.zeros(pool.n_estates)
        self.price = 0.0
        self.reduced = pool.cost
        self.line = Line(-np.inf, 0.0)
        self._unit = unit
        self._active = np.zeros(pool.n_zones, dtype=bool)
        self._columns = np.zeros(0, dtype=np.int64)
        self._triples = np.zeros((0, 3), dtype=np.int64)
        self._triple_duals = np.zeros(0)
        self._first_column = 2 * (pool.n_estates + 1)
        self._program = _empty_program(pool.n_estates)
        self._values = np.zeros(0)

    def keep(self, near: NDArray[np.bool_]) -> None:
        """Forget all zones (n_zones,) but those that are near; columns of the model stay."""
        kept = np.flatnonzero(near | self._active)
        place = np.full(self.pool.n_zones, -1)
        place[kept] = np.arange(len(kept))
        self.pool = self.pool.take(kept)
        self.reduced = self.reduced[kept]
        self._active = self._active[kept]
        self._columns = place[self._columns]

    def activate(self, zones: NDArray[np.int64]) -> bool:
        """Add zones of the pool to the columns of the model; say whether there were new ones."""
        new = np.unique(zones[~self._active[zones]])
        if not len(new):
            return False
        self._active[new] = True
        self._columns = np.concatenate([self._columns, new])
        part = self.pool.take(new)
        n, k = self.pool.n_estates, part.n_zones
        in_triple, triple = np.nonzero(part.holds_most_of(self._triples))
        column = np.concatenate([np.repeat(np.arange(k), part.size), np.arange(k), in_triple])
        row = np.concatenate([part.member, np.full(k, n), n + 1 + triple])
        order = np.argsort(column, kind="stable")
        entries = sparse.csc_array(
            (
                np.ones(len(row)),
                row[order],
                np.searchsorted(column[order], np.arange(k + 1)),
            ),
            shape=(self._program.n_rows, k),
        )
        self._program.add_columns(part.cost / self._unit, entries)
        return True

    def solve(self, zones: int, stop: Stop) -> Line:
        """Return the bound of the relaxation with a number of zones, as a line valid for all."""
        self._count_zones(zones, short=PENALTY, over=PENALTY)
        return self._price_out(stop)

    def solve_priced(self, price: float, stop: Stop) -> Line:
        """Return the bound of the relaxation where any number of zones each earns a price."""
        self._count_zones(0, short=0.0, over=-price / self._unit)
        return self._price_out(stop)

    @property
    def n_chosen(self) -> float:
        """Zones of the last solution, fractions added up."""
        return float(self._values[self._first_column :].sum())

    def whole_choice(self) -> NDArray[np.int64] | None:
        """Return the zones of the last solution where it chooses each wholly or not at all."""
        value = self._values[self._first_column :]
        chosen = self._columns[value > 1.0 - WHOLE]
        members = np.sort(self.pool.take(chosen).member)
        is_whole = np.array_equal(members, np.arange(self.pool.n_estates))
        return np.sort(chosen) if is_whole else None

    def cut(self) -> bool:
        """Add the most broken triple rows to the model; say whether there were any.

        Of the zones that hold two or three estates of a triple at most one can be chosen.
        """
        from geo.zoning.kernels.pricing import find_broken_triples

        value = self._values[self._first_column :]
        used = np.flatnonzero(value > 1e-9)
        part = self.pool.take(self._columns[used])
        triples = np.empty((MOST_TRIPLES_FOUND, 3), dtype=np.int64)
        breach = np.empty(MOST_TRIPLES_FOUND)
        found = find_broken_triples(
            part.costing(value[used]).listed,
            self.pool.n_estates,
            LEAST_BREACH,
            triples,
            breach,
        )
        if not found or len(self._triples) >= MOST_CUTS:
            return False
        chosen = triples[:found][np.argsort(-breach[:found], kind="stable")[:CUTS_PER_ROUND]]
        row, place = np.nonzero(self.pool.take(self._columns).holds_most_of(chosen).T)
        entries = sparse.csr_array(
            (
                np.ones(len(place)),
                self._first_column + place,
                np.searchsorted(row, np.arange(len(chosen) + 1)),
            ),
            shape=(len(chosen), self._program.n_columns),
        )
        self._program.add_rows(np.full(len(chosen), -np.inf), np.ones(len(chosen)), entries)
        self._triples = np.concatenate([self._triples, chosen])
        return True

    def within(self, budget: float) -> NDArray[np.int64]:
        """Return the zones whose reduced cost by the last duals is at most a budget.

        A plan that costs at most the bound plus the budget uses no other zone.
        """
        return np.flatnonzero(self.reduced <= budget)

    def _count_zones(self, wanted: int, *, short: float, over: float) -> None:
        """Ask for a number of zones; a zone short of it and one over it have their costs."""
        n = self.pool.n_estates
        self._program.limit_row(n, wanted, wanted)
        self._program.price_column(n, short)
        self._program.price_column(2 * n + 1, over)
        self._program.limit_column(n, 0.0, np.inf if wanted else 0.0)

    def _price_out(self, stop: Stop) -> Line:
        """Add columns until none of the pool has a negative reduced cost.

        Any duals give a valid line (the least reduced cost of the whole pool mends what they
        lack), so that an early stop weakens the bound and never breaks it.
        """
        has_duals = self._take_duals(stop)
        for _ in range(MOST_ROUNDS if has_duals else 0):
            self.reduced = self._reduced_costs(self.pool)
            if stop.must_stop or not self.activate(self._entering(self.reduced)):
                break
            if not self._take_duals(stop):
                break
        slack = min(0.0, float(self.reduced.min()))
        self.line = Line(float(self.duals.sum() + self._triple_duals.sum()), self.price + slack)
        return self.line

    def _take_duals(self, stop: Stop) -> bool:
        """Solve the model and take over its values and duals; say whether it has duals."""
        n = self.pool.n_estates
        answer = self._program.solve(stop)
        if answer.point is not None:
            self._values = answer.point
        if answer.row_duals is None:
            return False
        duals = answer.row_duals * self._unit
        self.duals, self.price = duals[:n], float(duals[n])
        # A dual of the wrong sign within the solver's tolerance would spoil the bound.
        self._triple_duals = np.minimum(duals[n + 1 :], 0.0)
        return True

    def _reduced_costs(self, zones: ZonePool) -> NDArray[np.float64]:
        return zones.reduced_costs(self.duals, self.price, self._triples, self._triple_duals)

    def _entering(self, reduced: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the zones of most negative reduced cost that are no columns yet."""
        tolerance = REDUCED_COST_TOLERANCE * self._unit
        wanted = np.flatnonzero((reduced < -tolerance) & ~self._active)
        if len(wanted) > MOST_RANKED:
            wanted = wanted[np.argpartition(reduced[wanted], MOST_RANKED)[:MOST_RANKED]]
        wanted = wanted[np.argsort(reduced[wanted], kind="stable")]
        return self.pool.spread(wanted, COLUMNS_OF_AN_ESTATE)


def whole_partition(
    pool: ZonePool,
    zones: int | None,
    unit: float,
    stop: Stop,
    *,
    known: NDArray[np.int64] | None = None,
) -> WholePlan:
    """Return the cheapest choice of zones from a pool that holds every estate exactly once.

    Parameters
    ----------
    pool : ZonePool
        The zones to choose from.
    zones : int or None
        How many zones; None: any number.
    unit : float
        Household-minutes that the solver is told as one, above zero.
    stop : Stop
        When to stop.
    known : int (n_estates,), optional
        Zone of each estate in a plan that is known: where the pool holds it, nothing that HiGHS
        says against it is believed.
    """
    if pool.n_zones == 0:
        return WholePlan(None, np.inf, np.inf)
    n, k = pool.n_estates, pool.n_zones
    # One entry more per column: the row that counts the zones.
    by_zone = sparse.csc_array(
        (
            np.ones(len(pool.member) + k),
            np.insert(pool.member, pool.start[1:], n),
            pool.start + np.arange(k + 1),
        ),
        shape=(n + 1, k),
    )
    answer = solve_program(
        LinearProgram(
            cost=pool.cost / unit,
            matrix=sparse.csr_array(by_zone),
            row_lower=np.append(np.ones(n), 0 if zones is None else zones),
            row_upper=np.append(np.ones(n), n if zones is None else zones),
            column_lower=np.zeros(k),
            column_upper=np.ones(k),
            whole=np.ones(k, dtype=bool),
        ),
        stop,
        known=_point_of(pool, known, zones),
        absolute_gap=1e-9,
        node_limit=MOST_NODES,
    )
    prover = answer.certificate.prover
    if answer.status == "infeasible":
        return WholePlan(None, np.inf, np.inf, prover)
    if not answer.has_point:
        return WholePlan(None, np.inf, answer.bound * unit, prover)
    chosen = np.flatnonzero(answer.point)
    cost = float(pool.cost[chosen].sum())
    bound = cost if answer.is_exhausted else min(answer.bound * unit, cost)
    return WholePlan(chosen, cost, bound, prover)


def _point_of(
    pool: ZonePool, plan: NDArray[np.int64] | None, zones: int | None
) -> NDArray[np.float64] | None:
    """Return a plan as a choice from the pool; None where it is none of so many zones."""
    if plan is None or (zones is not None and int(plan.max()) + 1 != zones):
        return None
    chosen = pool.zones_of(plan)
    if chosen is None:
        return None
    point = np.zeros(pool.n_zones)
    point[chosen] = 1.0
    return point


def _empty_program(n_estates: int) -> GrowingProgram:
    """Return the rows "each estate once" and "so many zones" with priced slack both ways."""
    n_rows = n_estates + 1
    program = GrowingProgram(np.ones(n_rows), np.ones(n_rows))
    every = sparse.eye_array(n_rows)
    program.add_columns(
        np.full(2 * n_rows, PENALTY), sparse.csc_array(sparse.hstack([every, -every]))
    )
    return program
