"""Maximal cover under a budget: stations that cost different amounts."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.errors import Notice, SitingError
from geo.siting.assign import lowest_covering
from geo.siting.compact import Compact, Stations, first_columns, move_one, solve_compact, within
from geo.siting.cover_rows import CoverRows, add_covered_rows, merge_rows
from geo.siting.inputs import (
    check_budget,
    check_choice,
    check_costs,
    check_covers,
    check_demand,
    check_stop,
)
from geo.siting.plan import SitingPlan, infeasible_plan, solved_plan
from geo.solver import ProgramBuilder
from geo.stop import Stop

__all__ = ["budget_cover"]


def budget_cover(
    covers: sparse.sparray | sparse.spmatrix | ArrayLike,
    demand: ArrayLike,
    *,
    cost: ArrayLike,
    budget: float,
    closing_cost: ArrayLike | None = None,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> SitingPlan:
    """Choose stations within a budget that cover the most demand.

    Parameters
    ----------
    covers : sparse matrix of bool, shape (n_candidates, n_estates)
        True where the candidate covers the estate.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.
    cost : array_like, shape (n_candidates,)
        Cost of each candidate; give stations that stand already a cost of 0.
    budget : float
        Most that the chosen stations may cost together, fixed ones and closings included.
    closing_cost : array_like, shape (n_candidates,), optional
        What it costs not to choose a candidate: to close a station that stands, 0 elsewhere.
        None: nothing stands, or closing is free.
    fixed, forbidden : iterable of int
        Candidates that must, and that must not be chosen.
    time_limit_s : float, optional
        Wall seconds; None runs to proof.
    stop : Stop, optional
        The caller's limit, cancel flag and listener; the best plan so far is returned.

    Returns
    -------
    SitingPlan
        Objective is the demand covered, bound an upper bound. Infeasible where keeping or
        closing what stands costs more than the budget already.

    Raises
    ------
    SitingError
        Malformed input, or fixed stations that cost more than the budget.

    References
    ----------
    Khuller, Moss, Naor (1999), The budgeted maximum coverage problem, Information Processing
    Letters 70(1).
    """
    stop = check_stop(stop, time_limit_s)
    matrix = check_covers(covers)
    n_candidates, n_estates = matrix.shape
    weights = check_demand(demand, n_estates)
    costs = check_costs(cost, n_candidates)
    most = check_budget(budget)
    choice = check_choice(fixed, forbidden, n_candidates)
    spent = float(costs[choice.fixed].sum())
    if spent > most:
        raise SitingError("siting.fixed_exceeds_budget", cost=spent, budget=most)
    closing = (
        np.zeros(n_candidates) if closing_cost is None else check_costs(closing_cost, n_candidates)
    )
    cheaper = np.minimum(costs, closing)
    cheaper[choice.fixed] = costs[choice.fixed]
    is_barred = np.ones(n_candidates, dtype=bool)
    is_barred[choice.allowed] = False
    cheaper[is_barred] = closing[is_barred]
    least = float(cheaper.sum())
    if least > most:
        return infeasible_plan(
            "budget_cover",
            n_estates=n_estates,
            seconds=stop.elapsed_s,
            notes=[Notice("siting.budget_too_small", least=least, budget=most)],
        )
    rows = merge_rows(matrix, weights, choice.allowed)
    extra = (costs - closing)[choice.allowed]
    model = _model(rows, choice.fixed_positions, extra, most - float(closing.sum()))
    first = (extra < 0).astype(np.int64)
    first[choice.fixed_positions] = 1
    found = solve_compact(model, first, stop, tell=True)
    stations = first if found.stations is None else found.stations
    chosen = choice.allowed[stations > 0]
    assigned = lowest_covering(matrix, chosen)
    return solved_plan(
        "budget_cover",
        chosen=chosen,
        assigned=assigned,
        objective=float(weights[assigned >= 0].sum()),
        certificate=found.certificate,
        exhausted=found.exhausted,
        seconds=stop.elapsed_s,
        uncoverable=np.setdiff1d(np.arange(n_estates), matrix[choice.allowed].indices),
    )


def _model(
    rows: CoverRows, must: NDArray[np.int64], cost: NDArray[np.float64], budget: float
) -> Compact:
    """Return the model: what closing saves is taken off both the costs and the budget."""
    builder = ProgramBuilder()
    least = np.zeros(rows.n_sites)
    least[must] = 1.0
    opened = builder.add_columns(rows.n_sites, lower=least, whole=True)
    builder.add_rows(1, [(0, opened, cost)], lower=-np.inf, upper=budget)
    add_covered_rows(builder, rows, opened, gain=rows.weight)

    def worth(stations: Stations) -> float:
        spent = float(cost[stations > 0].sum())
        return rows.covered_weight(stations) if within(spent, budget) else budget - spent - 1.0

    return Compact(
        program=builder.build(maximise=True),
        point=lambda stations: np.concatenate([stations, rows.covered_point(stations)]),
        read=first_columns(rows.n_sites),
        worth=worth,
        moves=move_one(least, 1, open_count=True),
        ceiling=float(rows.weight.sum()),
    )
