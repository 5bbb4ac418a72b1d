"""Why there is no plan: which estates need more zones than there are."""

import numpy as np

from geo.zoning.city_search import CitySearch
from geo.zoning.problem import ZoningProblem
from geo.zoning.violation import Violation

__all__ = ["why_infeasible"]


def why_infeasible(problem: ZoningProblem, city: CitySearch) -> tuple[Violation, ...]:
    """Return the reasons, the sum first, then the estates that need the most zones.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    city : CitySearch
        A search that has proven that no plan exists.
    """
    reasons = []
    needs = 0
    for search in city.searches:
        estates = tuple(int(estate) for estate in search.piece.estates)
        possible = np.flatnonzero(np.isfinite(search.lower))
        if not possible.size:
            reasons.append(_reason(problem, "zoning.no_legal_zones", estates, len(estates), 0))
            continue
        fewest = int(possible[0])
        needs += fewest
        reasons.append(_reason(problem, "zoning.needs_zones", estates, fewest, city.zones))
    reasons.sort(key=lambda reason: (reason.key != "zoning.no_legal_zones", -reason.found))
    if needs > city.zones:
        reasons.insert(0, _reason(problem, "zoning.too_few_zones", (), needs, city.zones))
    else:
        reasons.insert(0, _reason(problem, "zoning.no_such_number", (), city.zones, city.zones))
    return tuple(reasons)


def _reason(
    problem: ZoningProblem, key: str, estates: tuple[int, ...], found: float, wanted: float
) -> Violation:
    return Violation("zones", estates, found, wanted, key=key, names=problem.names)
