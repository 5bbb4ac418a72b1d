"""Helpers for changing a plan by hand: what a move would do, and repairing broken zones."""

from dataclasses import dataclass

import numpy as np

from geo.zoning.violation import Violation
from geo.zoning.zoning import Zoning

__all__ = ["MoveOption", "move_options", "repair"]

MOST_REPAIRS = 10_000


@dataclass(frozen=True)
class MoveOption:
    """What it would mean to move an estate to a neighbouring zone.

    Attributes
    ----------
    zone : int
        The zone in question.
    change : float
        Household-minutes that the objective would rise by.
    violations : tuple of Violation
        Rules that the plan would break and does not break now; each names its smallest relaxation.
    """

    zone: int
    change: float
    violations: tuple[Violation, ...]


def move_options(plan: Zoning, estate: int) -> list[MoveOption]:
    """Return what a move to each zone that touches an estate would do, legal and cheap first.

    Where all options break a rule, those rules force the estate to stay.

    Parameters
    ----------
    plan : Zoning
        A plan with zones.
    estate : int
        An estate that is not locked.

    Raises
    ------
    ZoningError
        The estate does not exist or is locked.
    """
    near = plan.problem.adjacency[[estate]].indices
    zones = np.setdiff1d(plan.zone_of[near], plan.zone_of[estate])
    present = set(plan.violations)
    options = []
    for zone in zones.tolist():
        moved = plan.move({estate: zone})
        broken = tuple(found for found in moved.violations if found not in present)
        options.append(MoveOption(zone, moved.objective - plan.objective, broken))
    return sorted(options, key=lambda option: (len(option.violations), option.change))


def repair(plan: Zoning) -> Zoning:
    """Return the plan with loose parts of zones given to zones that they touch.

    Of each zone in several parts the one of most households stays, or the one with locked estates;
    the estates of the others move one by one to a touching zone, the one that breaks least and
    costs least. A part that touches no other zone becomes a zone of its own.

    Parameters
    ----------
    plan : Zoning
        The plan of a district.

    Returns
    -------
    Zoning
    """
    for _ in range(MOST_REPAIRS):
        loose = _loose_estates(plan)
        if not loose:
            return plan
        plan = _reattached(plan, loose)
    return plan


def _loose_estates(plan: Zoning) -> list[int]:
    """Return the smallest loose part of a zone, empty where all zones hang together."""
    for violation in plan.violations:
        if violation.rule == "connected":
            parts = _parts(plan, violation.estates)
            kept = max(
                parts,
                key=lambda part: (
                    len(plan.locked.intersection(part)),
                    float(plan.problem.households[part].sum()),
                    -part[0],
                ),
            )
            free = [
                part for part in parts if part is not kept and not plan.locked.intersection(part)
            ]
            if free:
                return min(free, key=lambda part: (len(part), part[0]))
    return []


def _reattached(plan: Zoning, loose: list[int]) -> Zoning:
    """Move one estate of a loose part to a zone it touches, or make the part a zone."""
    best: tuple[int, float, int, int] | None = None
    for estate in loose:
        for option in move_options(plan, estate):
            rank = (len(option.violations), option.change, estate, option.zone)
            if best is None or rank < best:
                best = rank
    if best is None:
        return plan.split(int(plan.zone_of[loose[0]]), loose)
    return plan.move({best[2]: best[3]})


def _parts(plan: Zoning, estates: tuple[int, ...]) -> list[list[int]]:
    """Return the connected parts of some estates, each ascending."""
    adjacency = plan.problem.adjacency
    left = set(estates)
    parts = []
    while left:
        part = [min(left)]
        left.discard(part[0])
        for estate in part:
            near = sorted(left.intersection(adjacency[[estate]].indices.tolist()))
            left.difference_update(near)
            part.extend(near)
        parts.append(sorted(part))
    return parts
