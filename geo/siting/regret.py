"""What a plan gives away in a scenario that it was not made for."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.errors import SitingError
from geo.siting.max_cover import max_cover
from geo.siting.plan import SitingPlan
from geo.siting.scenarios import Covers, check_scenarios, covered_demand
from geo.stop import Stop

__all__ = ["regret_table"]


def regret_table(
    plans: Mapping[str, SitingPlan],
    scenarios: Mapping[str, Covers],
    demand: ArrayLike,
    *,
    fixed: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    stop: Stop | None = None,
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
    fixed, forbidden : iterable of int
        What the best plans must keep as well: candidates that must, and that must not be chosen.
    stop : Stop, optional
        The caller's limit and cancel flag.

    Returns
    -------
    DataFrame
        ``plan, scenario, covered, best, regret, status``: the best has as many stations as the
        plan and is proven where status is ``optimal``. A plan that keeps less than what the best
        must keep can be better than it: its regret is 0.

    Raises
    ------
    SitingError
        Malformed input, or plans made for other candidates.
    """
    matrices, households = check_scenarios(list(scenarios.values()), demand)
    last = matrices[0].shape[0] - 1
    within = Stop.within(stop).part()
    best: dict[tuple[str, int], tuple[float, str]] = {}
    lines: list[tuple[str, str, float, float, float, str]] = []
    for plan_name, plan in plans.items():
        chosen = np.unique(plan.chosen)
        if chosen.size and chosen[-1] > last:
            beyond = int(chosen[chosen > last][0])
            raise SitingError("siting.plan_site_out_of_range", index=beyond, last=last)
        for scenario, matrix in zip(scenarios, matrices, strict=True):
            key = (scenario, chosen.size)
            if key not in best:
                best[key] = (0.0, "optimal")
                if chosen.size:
                    found = max_cover(
                        matrix,
                        households,
                        chosen.size,
                        fixed=fixed,
                        forbidden=forbidden,
                        stop=within,
                    )
                    best[key] = (found.objective, found.status)
            covered = covered_demand(matrix, households, chosen)
            most, status = best[key]
            lines.append((plan_name, scenario, covered, most, max(0.0, most - covered), status))
    columns = ["plan", "scenario", "covered", "best", "regret", "status"]
    return pd.DataFrame(lines, columns=columns)
