"""What a visit calendar drives at the least.

By a set partition over routes, see :mod:`.route_bound`. Where that is too large, or has no time,
every visit is entered and left by one arc, and as many arcs lead between two estates as they have
days in common, in both directions together: on one day a route drives between them once. A linear
program over these arcs forgets that routes are connected and keep their limits, so that its value
is a lower bound.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo.operations.visits.problem import VisitProblem
from geo.operations.visits.route_bound import route_bound
from geo.solver import Certificate, LinearProgram, ProgramBuilder, solve_program
from geo.stop import Stop

__all__ = ["least_drive"]

_MOST_ESTATES_WITH_PAIRS = 150
_MOST_PATTERNS_IN_PAIRS = 5_000


def least_drive(problem: VisitProblem, stop: Stop) -> Certificate:
    """Return a lower bound of the minutes driven, with its proof.

    Parameters
    ----------
    problem : VisitProblem
        With at least one estate, a pattern for each, and a visitor.
    stop : Stop
        Where it strikes first the bound is that of plain sums.

    Returns
    -------
    Certificate
    """
    arcs = _quickest(problem)
    entered = arcs + np.where(np.eye(len(arcs)), np.inf, 0.0)
    fewest, _ = _visits(problem)
    prices = _least_prices(problem)
    plain = float(fewest @ entered.min(axis=0)[1:] + arcs[1:, 0].min()) + prices
    by_routes = route_bound(problem, stop)
    if by_routes > plain:
        return Certificate.ours(by_routes, "lagrangean_bound")
    if not np.isfinite(by_routes):
        answer = solve_program(_program(problem, arcs), stop)
        if answer.status == "optimal" and answer.bound + prices > plain:
            # Its rows hold up to the simplex method's tolerance; the bound gives that much away.
            return replace(answer.certificate, bound=answer.bound * (1 - 1e-9) + prices)
    return Certificate.ours(plain, "arithmetic")


def _quickest(problem: VisitProblem) -> NDArray[np.float64]:
    """Return the minutes of all arcs, those of the base on the day on which they are quickest."""
    arcs = problem.minutes.copy()
    never = ~problem.allowed().T
    arcs[0] = np.where(never, np.inf, problem.leave).min(axis=0)
    arcs[:, 0] = np.where(never, np.inf, problem.back).min(axis=0)
    arcs[0, 0] = 0.0
    return arcs


def _least_prices(problem: VisitProblem) -> float:
    return float(np.minimum.reduceat(problem.price, problem.first[1:-1]).sum())


def _visits(problem: VisitProblem) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the fewest and the most visits of every estate."""
    count = (problem.days_of >= 0).sum(axis=1)
    starts = problem.first[1:-1]
    return np.minimum.reduceat(count, starts), np.maximum.reduceat(count, starts)


def _common_days(problem: VisitProblem) -> NDArray[np.float64]:
    """Return the most days that two estates can have in common, shape (n, n)."""
    allowed = problem.allowed()[1:].astype(np.float64)
    starts = problem.first[1:-1]
    if len(problem.days_of) > _MOST_PATTERNS_IN_PAIRS:
        _, most = _visits(problem)
        return np.minimum(allowed @ allowed.T, np.minimum.outer(most, most))
    on = problem.on_day().astype(np.float64)
    return np.asarray(
        np.maximum.reduceat(np.maximum.reduceat(on @ on.T, starts, axis=0), starts, axis=1)
    )


def _fewest_routes(problem: VisitProblem, fewest: NDArray[np.int64]) -> float:
    needed = [1.0]
    largest = problem.limits.max(axis=0)
    for amount, limit in zip((problem.service, problem.load), largest, strict=True):
        if np.isfinite(limit) and limit > 0:
            needed.append(float(np.ceil(fewest @ amount[1:] / limit - 1e-6)))
    return max(needed)


def _program(problem: VisitProblem, minutes: NDArray[np.float64]) -> LinearProgram:
    n = problem.n_estates
    fewest, most = _visits(problem)
    common = np.zeros((n + 1, n + 1))
    common[1:, 1:] = _common_days(problem)
    common[0, 1:] = common[1:, 0] = most
    np.fill_diagonal(common, 0.0)
    tail, head = np.nonzero(common)
    builder = ProgramBuilder()
    arcs = builder.add_columns(tail.size, cost=minutes[tail, head], upper=common[tail, head])
    routes = float(problem.visitors * problem.n_days)
    visits = builder.add_columns(
        n + 1,
        lower=[min(_fewest_routes(problem, fewest), routes), *fewest],
        upper=[routes, *most],
    )
    for end in (tail, head):
        builder.add_rows(
            n + 1, [(end, arcs, 1.0), (np.arange(n + 1), visits, -1.0)], lower=0.0, upper=0.0
        )
    if n <= _MOST_ESTATES_WITH_PAIRS:
        between = np.flatnonzero((tail > 0) & (head > 0))
        low, high = np.minimum(tail, head)[between], np.maximum(tail, head)[between]
        pairs, row = np.unique(low * (n + 1) + high, return_inverse=True)
        if pairs.size:
            builder.add_rows(
                pairs.size,
                [(row, arcs[between], 1.0)],
                lower=-np.inf,
                upper=common[pairs // (n + 1), pairs % (n + 1)],
            )
    return builder.build()
