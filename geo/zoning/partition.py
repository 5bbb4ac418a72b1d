"""Set partition of one piece into zones of its pool: linear bounds and whole-number plans.

Minimise the cost of the chosen zones so that every estate lies in exactly one and, where a number
is asked for, so many zones are chosen (Garfinkel & Nemhauser 1970 for districting; columns priced
from the full list as in Mehrotra, Johnson & Nemhauser 1998). The relaxation is sharpened by
subset-row cuts on triples of estates (Jepsen, Petersen, Spoorendonk & Pisinger 2008).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.search_clock import SearchClock
from geo.zoning.zone_pool import ZonePool

__all__ = ["Line", "Relaxation", "WholePlan", "whole_partition"]

LEAST_COLUMNS_PER_ROUND = 200
MOST_ROUNDS = 400
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
        Indices of the chosen zones in the pool that was handed in; None where none was found.
    cost : float
        Their cost, inf where none was found.
    bound : float
        No choice from that pool costs less; inf where none exists.
    """

    zones: NDArray[np.int64] | None
    cost: float
    bound: float


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
    """

    def __init__(self, pool: ZonePool, unit: float) -> None:
        self.pool = pool
        self.duals = np.zeros(pool.n_estates)
        self.price = 0.0
        self.reduced = pool.cost
        self._unit = unit
        self._active = np.zeros(pool.n_zones, dtype=bool)
        self._columns = np.zeros(0, dtype=np.int64)
        self._triples = np.zeros((0, 3), dtype=np.int64)
        self._triple_duals = np.zeros(0)
        self._first_column = 2 * (pool.n_estates + 1)
        self._model = _empty_model(pool.n_estates)

    def activate(self, zones: NDArray[np.int64]) -> None:
        """Add zones of the pool to the columns of the model."""
        new = np.unique(zones[~self._active[zones]])
        if not len(new):
            return
        self._active[new] = True
        self._columns = np.concatenate([self._columns, new])
        part = self.pool.take(new)
        n, k = self.pool.n_estates, part.n_zones
        in_triple, triple = np.nonzero(part.holds_most_of(self._triples))
        column = np.concatenate([np.repeat(np.arange(k), part.size), np.arange(k), in_triple])
        row = np.concatenate([part.member, np.full(k, n), n + 1 + triple])
        order = np.argsort(column, kind="stable")
        self._model.addCols(
            k,
            part.cost / self._unit,
            np.zeros(k),
            np.full(k, np.inf),
            len(row),
            np.searchsorted(column[order], np.arange(k)).astype(np.int32),
            row[order].astype(np.int32),
            np.ones(len(row)),
        )

    def solve(self, zones: int, clock: SearchClock) -> Line:
        """Return the bound of the relaxation with a number of zones, as a line valid for all."""
        self._count_zones(zones, short=PENALTY, over=PENALTY)
        return self._price_out(clock)

    def solve_priced(self, price: float, clock: SearchClock) -> Line:
        """Return the bound of the relaxation where any number of zones each earns a price."""
        self._count_zones(0, short=0.0, over=-price / self._unit)
        return self._price_out(clock)

    def cut(self) -> bool:
        """Add the most broken triple rows to the model; say whether there were any.

        Of the zones that hold two or three estates of a triple at most one can be chosen.
        """
        from geo.zoning.kernels.pricing import Listed, find_broken_triples

        value = np.array(self._model.getSolution().col_value)[self._first_column :]
        used = np.flatnonzero(value > 1e-9)
        part = self.pool.take(self._columns[used])
        triples = np.empty((MOST_TRIPLES_FOUND, 3), dtype=np.int64)
        breach = np.empty(MOST_TRIPLES_FOUND)
        found = find_broken_triples(
            Listed(part.member, part.start, value[used]),
            self.pool.n_estates,
            LEAST_BREACH,
            triples,
            breach,
        )
        if not found or len(self._triples) >= MOST_CUTS:
            return False
        chosen = triples[:found][np.argsort(-breach[:found], kind="stable")[:CUTS_PER_ROUND]]
        row, place = np.nonzero(self.pool.take(self._columns).holds_most_of(chosen).T)
        self._model.addRows(
            len(chosen),
            np.full(len(chosen), -np.inf),
            np.ones(len(chosen)),
            len(place),
            np.searchsorted(row, np.arange(len(chosen))).astype(np.int32),
            (self._first_column + place).astype(np.int32),
            np.ones(len(place)),
        )
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
        self._model.changeRowBounds(n, float(wanted), float(wanted))
        self._model.changeColCost(n, short)
        self._model.changeColCost(2 * n + 1, over)
        self._model.changeColBounds(n, 0.0, np.inf if wanted else 0.0)

    def _price_out(self, clock: SearchClock) -> Line:
        """Add columns until none of the pool has a negative reduced cost.

        Any duals give a valid line (the least reduced cost of the whole pool mends what they
        lack), so that an early stop weakens the bound and never breaks it.
        """
        n = self.pool.n_estates
        for _ in range(MOST_ROUNDS):
            if np.isfinite(clock.remaining_s):
                self._model.setOptionValue(
                    "time_limit", self._model.getRunTime() + clock.remaining_s
                )
            self._model.run()
            solution = self._model.getSolution()
            if not solution.dual_valid:
                break
            duals = np.array(solution.row_dual) * self._unit
            self.duals, self.price = duals[:n], float(duals[n])
            # A dual of the wrong sign within the solver's tolerance would spoil the bound.
            self._triple_duals = np.minimum(duals[n + 1 :], 0.0)
            self.reduced = self.pool.reduced_costs(
                self.duals, self.price, self._triples, self._triple_duals
            )
            entering = self._entering()
            if not len(entering) or clock.must_stop:
                break
            self.activate(entering)
        slack = min(0.0, float(self.reduced.min()))
        return Line(float(self.duals.sum() + self._triple_duals.sum()), self.price + slack)

    def _entering(self) -> NDArray[np.int64]:
        """Return the zones of most negative reduced cost that are no columns yet."""
        tolerance = REDUCED_COST_TOLERANCE * self._unit
        wanted = np.flatnonzero((self.reduced < -tolerance) & ~self._active)
        most = max(LEAST_COLUMNS_PER_ROUND, 2 * self.pool.n_estates)
        if len(wanted) > most:
            wanted = wanted[np.argpartition(self.reduced[wanted], most)[:most]]
        return wanted


def whole_partition(
    pool: ZonePool, zones: int | None, unit: float, clock: SearchClock
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
    clock : SearchClock
        When to stop.
    """
    import highspy

    if pool.n_zones == 0:
        return WholePlan(None, np.inf, np.inf)
    n = pool.n_estates
    lp = highspy.HighsLp()
    lp.num_col_ = pool.n_zones
    lp.num_row_ = n + 1
    lp.col_cost_ = pool.cost / unit
    lp.col_lower_ = np.zeros(pool.n_zones)
    lp.col_upper_ = np.ones(pool.n_zones)
    ones = np.ones(n)
    lp.row_lower_ = np.append(ones, 0 if zones is None else zones)
    lp.row_upper_ = np.append(ones, n if zones is None else zones)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    # One entry more per column: the row that counts the zones.
    lp.a_matrix_.start_ = (pool.start + np.arange(pool.n_zones + 1)).astype(np.int32)
    lp.a_matrix_.index_ = np.insert(pool.member, pool.start[1:], n).astype(np.int32)
    lp.a_matrix_.value_ = np.ones(len(pool.member) + pool.n_zones)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * pool.n_zones
    model = _silent_model()
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 1e-9)
    model.setOptionValue("mip_max_nodes", MOST_NODES)
    if np.isfinite(clock.remaining_s):
        model.setOptionValue("time_limit", clock.remaining_s)
    model.passModel(lp)
    model.run()
    status, info = model.getModelStatus(), model.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return WholePlan(None, np.inf, np.inf)
    bound = float(info.mip_dual_bound) * unit
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return WholePlan(None, np.inf, bound)
    chosen = np.flatnonzero(np.array(model.getSolution().col_value) > 0.5)
    cost = float(pool.cost[chosen].sum())
    proven = status == highspy.HighsModelStatus.kOptimal
    return WholePlan(chosen, cost, cost if proven else min(bound, cost))


def _silent_model() -> Any:
    import highspy

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 0)
    return model


def _empty_model(n_estates: int) -> Any:
    """Return the rows "each estate once" and "so many zones" with priced slack both ways."""
    model = _silent_model()
    n_rows = n_estates + 1
    model.addRows(
        n_rows,
        np.ones(n_rows),
        np.ones(n_rows),
        0,
        np.zeros(n_rows, dtype=np.int32),
        np.zeros(0, dtype=np.int32),
        np.zeros(0),
    )
    every = np.arange(n_rows, dtype=np.int32)
    model.addCols(
        2 * n_rows,
        np.full(2 * n_rows, PENALTY),
        np.zeros(2 * n_rows),
        np.full(2 * n_rows, np.inf),
        2 * n_rows,
        np.arange(2 * n_rows, dtype=np.int32),
        np.concatenate([every, every]),
        np.concatenate([np.ones(n_rows), -np.ones(n_rows)]),
    )
    return model
