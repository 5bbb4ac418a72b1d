"""An independent model of the same problem: one mixed-integer programme for HiGHS.

``python -m benchmarks.zoning.compact_model N ZONES SEED TARGET LIMIT_S`` prints status, objective,
bound and seconds. Estates are assigned to centres (Hess et al. 1965); connection is a flow from
each centre (Shirabe 2009). It stops when it reaches the target objective.
"""

import json
import sys
import time
from typing import Any

import highspy
import numpy as np

from benchmarks.zoning.cities import made_up_city
from geo.zoning import ZoningProblem, ZoningRules
from geo.zoning.problem import Piece


def build(problem: ZoningProblem, zones: int, rules: ZoningRules) -> Any:
    """Return the model."""
    limits = rules.limits(float(problem.workload.sum() / zones))
    model: Any = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 1)
    centres: list[Any] = []
    costs: list[Any] = []
    for piece in problem.pieces():
        _add_piece(model, piece, limits, centres, costs)
    model.addConstr(model.qsum(centres) == zones)
    return model, model.qsum(costs)


def _add_piece(model: Any, piece: Piece, limits: Any, centres: list[Any], costs: list[Any]) -> None:
    n, households = piece.n_estates, piece.households
    joins: dict[tuple[int, int], Any] = {}
    for c in range(n):
        for i in range(n):
            fits = i == c or households[i] + households[c] <= limits.cap
            if piece.minutes[c, i] <= limits.radius_min and fits:
                joins[c, i] = model.addBinary()
                costs.append(float(households[i] * piece.minutes[c, i]) * joins[c, i])
    for i in range(n):
        model.addConstr(model.qsum(joins[c, i] for c in range(n) if (c, i) in joins) == 1)
    for c in range(n):
        _add_centre(model, piece, limits, joins, c, costs)
        centres.append(joins[c, c])


def _add_centre(
    model: Any, piece: Piece, limits: Any, joins: dict[tuple[int, int], Any], c: int, costs: Any
) -> None:
    households = piece.households
    members = [i for i in range(piece.n_estates) if (c, i) in joins]
    others = [i for i in members if i != c]
    open_ = joins[c, c]
    load = model.qsum(float(households[i]) * joins[c, i] for i in members)
    below, above = model.addVariable(lb=0.0), model.addVariable(lb=0.0)
    model.addConstr(load + below >= limits.low * open_)
    model.addConstr(load - above <= limits.high * open_)
    costs += [limits.outside_min * below, limits.outside_min * above]
    if households[c] <= limits.cap:
        model.addConstr(load <= limits.cap * open_)
    elif others:
        model.addConstr(model.qsum(joins[c, i] for i in others) <= 0)
    most = limits.max_estates - 1
    if others:
        model.addConstr(model.qsum(joins[c, i] for i in others) <= most * open_)
    flow: dict[tuple[int, int], Any] = {}
    for a in members:
        for b in piece.neighbour[piece.start[a] : piece.start[a + 1]].tolist():
            if (c, b) in joins and b != c:
                flow[a, b] = model.addVariable(lb=0.0, ub=float(most))
    for i in others:
        model.addConstr(joins[c, i] <= open_)
        into = model.qsum(arc for (_, b), arc in flow.items() if b == i)
        out = model.qsum(arc for (a, _), arc in flow.items() if a == i)
        model.addConstr(into - out == joins[c, i])
        model.addConstr(into <= most * joins[c, i])


def main() -> None:
    """Solve one city and print the answer as JSON."""
    n, zones, seed = map(int, sys.argv[1:4])
    target, limit_s = float(sys.argv[4]), float(sys.argv[5])
    model, cost = build(made_up_city(n, seed).problem(), zones, ZoningRules())
    # Relative to a whole: the target counts as reached at one part in a million.
    model.setOptionValue("objective_target", target * (1 + 1e-6))
    model.setOptionValue("time_limit", limit_s)
    cpu, wall = time.process_time(), time.perf_counter()
    model.minimize(cost)
    info = model.getInfo()
    answer = {
        "status": model.modelStatusToString(model.getModelStatus()),
        "objective": float(info.objective_function_value),
        "bound": float(info.mip_dual_bound),
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
    }
    print(
        json.dumps(
            {
                k: v if not isinstance(v, float) or np.isfinite(v) else None
                for k, v in answer.items()
            }
        )
    )


if __name__ == "__main__":
    main()
