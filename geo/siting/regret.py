"""What a plan gives away in a scenario that it was not made for."""

from collections.abc import Mapping

import pandas as pd
from numpy.typing import ArrayLike

from geo.errors import SitingError
from geo.siting.max_cover import max_cover
from geo.siting.plan import SitingPlan
from geo.siting.scenarios import Covers, check_scenarios, covered_demand

__all__ = ["regret_table"]


def regret_table(
    plans: Mapping[str, SitingPlan], scenarios: Mapping[str, Covers], demand: ArrayLike
) -> pd.DataFrame:
    """Return how much each plan falls short of the best plan for each scenario.

    Parameters
    ----------
    plans : mapping of str to SitingPlan
        Plans by name.
    scenarios : mapping of str to sparse matrix of bool, shape (n_candidates, n_estates)
        Who covers whom, by name of the scenario.
    demand : array_like, shape (n_estates,)
        Households or any other weight, at least 0.

    Returns
    -------
    DataFrame
        ``plan, scenario, covered, best, regret``: the best is the proven maximal cover of that
        scenario with as many stations as the plan has.

    Raises
    ------
    SitingError
        Malformed input, or plans made for other candidates.
    """
    matrices, households = check_scenarios(list(scenarios.values()), demand)
    last = matrices[0].shape[0] - 1
    best: dict[tuple[str, int], float] = {}
    lines: list[tuple[str, str, float, float, float]] = []
    for plan_name, plan in plans.items():
        beyond = plan.chosen[plan.chosen > last]
        if beyond.size:
            raise SitingError("siting.plan_site_out_of_range", index=int(beyond[0]), last=last)
        for scenario, matrix in zip(scenarios, matrices, strict=True):
            key = (scenario, plan.chosen.size)
            if key not in best:
                best[key] = (
                    max_cover(matrix, households, plan.chosen.size).objective
                    if plan.chosen.size
                    else 0.0
                )
            covered = covered_demand(matrix, households, plan.chosen)
            lines.append((plan_name, scenario, covered, best[key], best[key] - covered))
    return pd.DataFrame(lines, columns=["plan", "scenario", "covered", "best", "regret"])
