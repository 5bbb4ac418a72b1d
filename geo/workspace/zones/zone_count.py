"""How many zones a list asks for by itself, where nobody says a number."""

from geo import zoning
from geo.errors import Notice
from geo.zoning import Zoning, ZoningProblem, ZoningRules

__all__ = ["count_notices", "proposed_count"]


def proposed_count(problem: ZoningProblem, rules: ZoningRules, *, at_least: int = 1) -> int:
    """Return a number of zones that follows from the estates and the rules alone.

    It is the first number, from the estates over the most that a zone may hold, of which zones
    are known. Where no number works it is the one that the search began with: drawing then says
    which rule forbids it.

    Parameters
    ----------
    problem : ZoningProblem
        The estates.
    rules : ZoningRules
        What every zone must keep.
    at_least : int
        A number that the list asks for, such as that of its seeds.
    """
    fewest = max(1, at_least, -(-problem.n_estates // rules.max_estates))
    return zoning.enough_zones(problem, rules, at_least=fewest) or fewest


def count_notices(drawn: Zoning) -> list[Notice]:
    """Return the sentence that says how the number of zones came about.

    Parameters
    ----------
    drawn : Zoning
        Zones whose number was proposed.
    """
    return [
        Notice(
            "workspace.zone_count_proposed",
            zones=drawn.target_zones,
            estates=drawn.problem.n_estates,
            max_estates=drawn.rules.max_estates,
            radius_min=f"{drawn.rules.radius_min:g}",
        )
    ]
