"""Draw zones: first plans by merging and annealing, best ones by set partition of each piece."""

import math

import numpy as np

from geo.errors import ZoningError
from geo.stop import Stop
from geo.zoning.city_search import CitySearch
from geo.zoning.infeasibility import why_infeasible
from geo.zoning.labels import numbered_by_first
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules
from geo.zoning.zoning import Zoning

__all__ = ["draw"]

DEFAULT_RULES = ZoningRules()


def draw(
    problem: ZoningProblem,
    *,
    zones: int,
    rules: ZoningRules = DEFAULT_RULES,
    seed: int = 0,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> Zoning:
    """Group the estates into zones at the least household-minutes, with proof where possible.

    Streets fall into connected pieces that meet only in the number of zones. Each piece gets a
    first plan by greedy merging and annealing; then all its legal zones are listed, and a set
    partition with linear bounds finds and proves the best plan for each number of zones that
    matters.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    zones : int
        How many zones, exactly; 1 .. n_estates.
    rules : ZoningRules
        Hard rules and weights.
    seed : int
        Of the annealing; the same seed gives the same plan.
    time_limit_s : float, optional
        Wall seconds; None: until proven, bounded by counted work.
    stop : Stop, optional
        The caller's limit and cancel flag; the search ends with the best plan so far.

    Returns
    -------
    Zoning
        ``optimal``, ``feasible`` with its gap, ``infeasible`` with reasons, or ``unknown`` where a
        limit came before a plan.

    Raises
    ------
    ZoningError
        A number of zones that is not whole, below 1 or above the number of estates; a negative
        seed or time limit.
    """
    zones = _checked_zones(zones, problem.n_estates)
    if isinstance(seed, bool) or int(seed) != seed or seed < 0:
        raise ZoningError("zoning.seed", found=seed)
    if time_limit_s is not None and not time_limit_s >= 0:
        raise ZoningError("zoning.time_limit", found=time_limit_s)
    stop = Stop.within(stop, time_limit_s)
    city = CitySearch(
        problem,
        rules,
        rules.limits(float(problem.workload.sum() / zones)),
        pieces=problem.pieces(),
        zones=zones,
        seed=int(seed),
        stop=stop,
    )
    city.anneal()
    if city.upper()[1] is None:
        city.loosen()
        city.anneal()
    city.find_fewest()
    city.prove()
    labels = city.labels()
    if labels is None:
        proven = math.nan if city.lower()[1] is None else city.lower()[0]
        reasons = why_infeasible(problem, rules, city, stop) if city.lower()[1] is None else ()
        return Zoning(
            problem,
            rules,
            zones,
            np.full(problem.n_estates, -1),
            status="infeasible" if reasons else "unknown",
            reasons=reasons,
            seconds=stop.elapsed_s,
            certificate=city.certificate(proven),
        )
    plan = Zoning(problem, rules, zones, numbered_by_first(labels), seconds=stop.elapsed_s)
    lower = min(city.lower()[0], plan.objective)
    return plan.certified(city.certificate(lower), exhausted=city.is_closed())


def _checked_zones(zones: float, n_estates: int) -> int:
    if isinstance(zones, bool) or not math.isfinite(zones) or int(zones) != zones:
        raise ZoningError("zoning.zones_not_whole", found=zones)
    if not 1 <= zones <= n_estates:
        raise ZoningError("zoning.zones_range", found=int(zones), last=n_estates)
    return int(zones)
