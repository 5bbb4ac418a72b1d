"""The fewest zones that a district can be drawn in: a number that works when it is asked for.

The workload target is the sum over the number of zones, so that every zone more makes each of them
smaller: a district that needs 32 zones where 20 are asked for may need 35 where 32 are. Needs never
fall when more is asked for. So the first number that is enough for itself is reached by asking for
what was needed, again and again, and no number below it works.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.stop import Stop
from geo.zoning.city_search import CitySearch
from geo.zoning.piece_search import first_finite
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules

__all__ = ["FewestZones", "enough_zones", "fewest_zones"]

SEARCH_S = 5.0
"""Seconds that the search for the number takes at most."""


class FewestZones(NamedTuple):
    """A number of zones of which a plan is known.

    Attributes
    ----------
    zones : int
        The number.
    is_least : bool
        Whether it is proven that no smaller number (from the one asked for) works.
    """

    zones: int
    is_least: bool


def fewest_zones(
    problem: ZoningProblem, rules: ZoningRules, *, at_least: int, stop: Stop | None = None
) -> FewestZones | None:
    """Return the fewest zones, from a number up, in which the estates can be drawn.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        Hard rules and weights.
    at_least : int
        Where the search begins.
    stop : Stop, optional
        Limits the search; it takes :data:`SEARCH_S` seconds at most.

    Returns
    -------
    FewestZones or None
        None where no number is known to work.
    """
    within = (stop or Stop()).part(SEARCH_S)
    quick = enough_zones(problem, rules, at_least=at_least)
    last = problem.n_estates if quick is None else quick - 1
    zones, is_least = at_least, True
    least = np.zeros(len(problem.pieces()), dtype=np.int64)
    while zones <= last:
        city = _asked_for(problem, rules, zones, within)
        for search, known in zip(city.searches, least.tolist(), strict=True):
            # What was needed before is needed still.
            search.lower[:known] = np.inf
        needed = _sum_of_fewest([search.lower for search in city.searches])
        if needed is not None and needed <= zones:
            city.find_fewest()
            needed = _sum_of_fewest([search.lower for search in city.searches])
        if needed is not None and needed <= zones and city.upper()[1] is None:
            city.loosen()
        if city.upper()[1] is not None:
            return FewestZones(zones, is_least)
        if within.must_stop or needed is None:
            # Out of time, or estates without a legal zone, which a larger number brings none.
            return None if quick is None else FewestZones(quick, is_least=False)
        is_least &= city.lower()[1] is None
        least = np.array([first_finite(search.lower) for search in city.searches])
        zones = max(zones + 1, needed)
    return None if quick is None else FewestZones(quick, is_least)


def enough_zones(problem: ZoningProblem, rules: ZoningRules, *, at_least: int) -> int | None:
    """Return the first number of zones, from a number up, that merging alone finds enough.

    It is counted work without a clock: the same estates give the same number on every machine. A
    smaller number may work too: :func:`fewest_zones` searches for it.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        Hard rules and weights.
    at_least : int
        Where the search begins.

    Returns
    -------
    int or None
        A number of which zones are known; None where merging finds none.
    """
    zones = at_least
    while zones <= problem.n_estates:
        city = _asked_for(problem, rules, zones, Stop())
        if city.upper()[1] is not None:
            return zones
        needed = _sum_of_fewest([search.curve.cost for search in city.searches])
        if needed is None:
            return None
        zones = max(zones + 1, needed)
    return None


def _asked_for(problem: ZoningProblem, rules: ZoningRules, zones: int, stop: Stop) -> CitySearch:
    """Return a search for so many zones, with the plans that merging finds."""
    return CitySearch(
        problem,
        rules,
        rules.limits(float(problem.workload.sum() / zones)),
        pieces=problem.pieces(),
        zones=zones,
        seed=0,
        stop=stop,
    )


def _sum_of_fewest(by_zones: list[NDArray[np.float64]]) -> int | None:
    """Return the sum over pieces of the first number of zones with a finite figure."""
    fewest = [first_finite(figures) for figures in by_zones]
    return None if None in fewest else sum(number for number in fewest if number is not None)
