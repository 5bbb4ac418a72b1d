"""Solves questions about works with CP-SAT, in a process of its own: JSON in, best values out.

OR-tools cannot share a process with HiGHS. Everything is whole: values, crew-days of a week, money.
"""

import json
import sys
from typing import Any

from ortools.sat.python import cp_model


def best(question: dict[str, Any]) -> float:
    """Return the greatest value of one question."""
    model = cp_model.CpModel()
    n_weeks = len(question["crew_days_per_week"])
    starts = {
        (work, week): model.NewBoolVar("")
        for work, length in enumerate(question["weeks"])
        for week in range(question["first_week"][work], question["last_week"][work] + 1)
        if week + length <= n_weeks
    }
    works = range(len(question["weeks"]))
    done = {one: [x for (work, _), x in starts.items() if work == one] for one in works}
    for one in works:
        model.Add(sum(done[one]) <= 1)
    for week in range(n_weeks):
        going_on = [
            (work, x)
            for (work, start), x in starts.items()
            if start <= week < start + question["weeks"][work]
        ]
        model.Add(
            sum(question["weekly"][work] * x for work, x in going_on)
            <= question["crew_days_per_week"][week]
        )
        for place in set(question["place"]):
            here = [x for work, x in going_on if question["place"][work] == place]
            model.Add(sum(here) <= question["most_at_once"])
    pays = {}
    for site in sorted(set(question["site"])):
        own = [one for one in works if question["site"][one] == site]
        for source in question["budgets"]:
            pays[site, source] = model.NewBoolVar("")
            payers = [x for one in own if question["source"][one] == source for x in done[one]]
            model.Add(pays[site, source] <= sum(payers))
        for one in own:
            model.Add(sum(done[one]) <= sum(pays[site, source] for source in question["budgets"]))
    for source, budget in question["budgets"].items():
        spent = [
            question["cost"][one] * x
            for one in works
            if question["source"][one] == source
            for x in done[one]
        ]
        sites = [question["site_cost"] * x for (_, payer), x in pays.items() if payer == source]
        model.Add(sum(spent) + sum(sites) <= budget)
    model.Maximize(sum(question["value"][work][week] * x for (work, week), x in starts.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.Solve(model) != cp_model.OPTIMAL:
        raise SystemExit("not solved to proof")
    return solver.ObjectiveValue()


if __name__ == "__main__":
    json.dump([best(question) for question in json.load(sys.stdin)], sys.stdout)
