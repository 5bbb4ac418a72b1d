"""What an edit of zones would do: where estates can go, how a zone splits best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.zoning.draw import draw
from geo.zoning.problem import ZoningProblem
from geo.zoning.rules import ZoningRules
from geo.zoning.violation import Violation
from geo.zoning.zoning import Zoning

__all__ = [
    "Foretold",
    "best_split",
    "foretold",
    "locked_zones",
    "near_zones",
]

_MOST_OFFERED = 24


def locked_zones(plan: Zoning) -> list[int]:
    """Return the zones that hold a locked estate, ascending.

    Parameters
    ----------
    plan : Zoning
        The plan of a district.

    Returns
    -------
    list of int
    """
    rows = np.array(sorted(plan.locked), dtype=np.int64)
    return [int(zone) for zone in np.unique(plan.zone_of[rows])]


@dataclass(frozen=True)
class Foretold:
    """What an edit would do.

    Attributes
    ----------
    zone : int
        The zone that it leads to; :data:`geo.zoning.NEW` for a new one.
    change : float
        Household-minutes that the objective would rise by.
    broken : tuple of Violation
        Rules that would be broken and are not broken now.
    healed : int
        Rules broken now that would be kept.
    """

    zone: int
    change: float
    broken: tuple[Violation, ...]
    healed: int


def near_zones(plan: Zoning, estates: Sequence[int]) -> list[int]:
    """Return the zones that estates can go to: those they touch, else those of their street.

    Parameters
    ----------
    plan : Zoning
    estates : sequence of int
        Rows of the estates.
    """
    chosen = np.asarray(estates, dtype=np.int64)
    home = set(plan.zone_of[chosen].tolist()) if len(set(plan.zone_of[chosen])) == 1 else set()
    touching = set(plan.zone_of[plan.problem.adjacency[chosen].indices].tolist()) - home
    streets = set(plan.problem.street[chosen].tolist())
    same_street = {
        zone
        for zone, members in enumerate(plan.members)
        if int(plan.problem.street[members[0]]) in streets
    }
    return sorted(touching or same_street - home)[:_MOST_OFFERED]


def foretold(plan: Zoning, estates: Sequence[int], zones: Sequence[int]) -> list[Foretold]:
    """Return what moving estates together to each of some zones would do, the best first.

    What breaks a rule comes after all that breaks none. Where every zone breaks a rule, those
    rules force the estates to stay.

    Parameters
    ----------
    plan : Zoning
        The plan of a district.
    estates : sequence of int
        The estates.
    zones : sequence of int
        The zones of a plan.

    Returns
    -------
    list of Foretold
    """
    present = set(plan.violations)
    found = []
    for zone in zones:
        moved = plan.move(dict.fromkeys(estates, zone))
        after = set(moved.violations)
        broken = tuple(one for one in moved.violations if one not in present)
        change = moved.objective - plan.objective
        found.append(Foretold(zone, change, broken, len(present - after)))
    return sorted(
        found, key=lambda one: (bool(one.broken), len(one.broken) - one.healed, one.change)
    )


def best_split(plan: Zoning, zone: int) -> list[int] | None:
    """Return the estates to set apart for the cheapest two zones that keep every rule.

    The zone's estates are drawn anew as two zones, with the workload target of the whole plan.

    Parameters
    ----------
    plan : Zoning
        The plan of a district.
    zone : int
        Number of the zone.

    Returns
    -------
    list of int or None
        The part of fewer households; None where no two zones keep the rules.
    """
    members = plan.members[zone]
    if len(members) < 2:
        return None
    problem, rules = plan.problem, plan.rules
    workload = problem.workload[members]
    # The search sets its target by the zones it draws: the figures are scaled to the plan's.
    scale = plan.target / (workload.sum() / 2) if workload.sum() else 1.0
    near = problem.adjacency[members][:, members].tocoo()
    part = ZoningProblem(
        problem.households[members],
        problem.minutes_between(members),
        np.column_stack([near.row, near.col]),
        problem.street[members],
        names=[problem.name(int(estate)) for estate in members],
        workload=workload,
    )
    scaled = ZoningRules(
        max_estates=rules.max_estates,
        radius_min=rules.radius_min,
        cap=rules.cap * scale,
        band=(rules.band[0] * scale, rules.band[1] * scale),
        outside_min=rules.outside_min,
    )
    halves = draw(part, zones=2, rules=scaled)
    if not halves.n_zones:
        return None
    apart = min(halves.members, key=lambda half: float(problem.households[members[half]].sum()))
    return [int(estate) for estate in members[apart]]
