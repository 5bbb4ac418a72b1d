"""Drawing zones again: locked ones kept, close to a plan in force, for one or several numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo import zoning
from geo.errors import ZonesRefusedError, ZoningError
from geo.scenarios.planner import Planner, ScenarioZones
from geo.scenarios.scenario import Scenario
from geo.stop import Progress, Stop
from geo.summary import Summarized
from geo.workspace import decide_management, zoning_problem, zoning_rules
from geo.zoning import Zoning, ZoningProblem, ZoningRules

__all__ = ["CURVE_PRICES", "Asked", "Redrawn", "redraw", "redraw_several"]

CURVE_PRICES: Final = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0)
"""Household-minutes for each estate that moves, of the curve of moves against objective."""


@dataclass(frozen=True)
class Asked:
    """One drawing that is asked for.

    Attributes
    ----------
    zones : int
        How many zones.
    price : float
        Household-minutes charged for each estate that leaves its present zone.
    """

    zones: int
    price: float = 0.0


@dataclass(frozen=True, eq=False, repr=False)
class Redrawn(Summarized):
    """A drawing to choose.

    Attributes
    ----------
    asked : Asked
    zoning : Zoning
        Scored without the charge for moves.
    moved : int
        Estates that have left their present zone.
    moved_households : float
    """

    asked: Asked
    zoning: Zoning
    moved: int
    moved_households: float


def redraw(
    planner: Planner,
    present: ScenarioZones | None,
    asked: Asked,
    stop: Stop,
    reference: NDArray[np.int64] | None = None,
    scenario: Scenario | None = None,
) -> Redrawn:
    """Draw zones again.

    Parameters
    ----------
    planner : Planner
    present : ScenarioZones or None
        The zones as they are, with their locks; locked zones stay.
    asked : Asked
    stop : Stop
        Can call the search off; the best plan so far is then returned.
    reference : int (n,), optional
        Zone of each estate in the plan that moves are counted against, -1 for one without.
        Default: the zones as they are.
    scenario : Scenario, optional
        Whose roads, barriers and seeds count where there are no zones yet.

    Returns
    -------
    Redrawn

    Raises
    ------
    ZoningError
        When no such zones exist: every rule that cannot be kept, with its estates. When the
        search was called off before it had found any.
    """
    problem, rules = _problem_and_rules(planner, present, scenario)
    if present is not None and reference is None:
        reference = present.zoning.zone_of
    drawn = zoning.redraw(
        problem,
        reference,
        zones=asked.zones,
        price=asked.price,
        rules=rules,
        own_rules=rules if present is None else present.zoning.rules,
        stop=stop.part(),
    )
    if not drawn.zoning.n_zones:
        if drawn.zoning.status == "unknown":
            raise ZoningError("zone_edit.called_off")
        raise ZonesRefusedError("workspace.zones_infeasible", faults=drawn.zoning.reasons)
    return Redrawn(asked, drawn.zoning, drawn.moved, drawn.moved_households)


def redraw_several(
    planner: Planner,
    present: ScenarioZones | None,
    asked: Sequence[Asked],
    stop: Stop,
    reference: NDArray[np.int64] | None = None,
    scenario: Scenario | None = None,
) -> list[Redrawn]:
    """Draw zones for one wish after another; those that were done when it was called off.

    A wish that no zones fulfil is left out unless it is the only one.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    present : ScenarioZones, optional
        The zones as they are.
    asked : sequence of Asked
        The drawings that are asked for.
    stop : Stop
        Limit, progress and cancel.
    reference : ndarray, optional
        Zone of each estate in the plan that moves are counted against.
    scenario : Scenario, optional
        Whose roads, barriers and seeds count where there are no zones yet.

    Returns
    -------
    list of Redrawn

    Raises
    ------
    ZoningError
        As :func:`redraw`, when no wish could be fulfilled: of the last one, with the smallest
        relaxations of the rules that would do.
    """
    drawn: list[Redrawn] = []
    refused: ZoningError | None = None
    refused_zones = 0
    for done, wish in enumerate(asked):
        stop.tell(Progress(done=done, of=len(asked)))
        if stop.must_stop and drawn:
            break
        try:
            drawn.append(redraw(planner, present, wish, stop, reference, scenario))
        except ZoningError as error:
            refused, refused_zones = error, wish.zones
    stop.tell(Progress(done=len(asked), of=len(asked)))
    if drawn or refused is None:
        return drawn
    if not refused.faults or stop.must_stop:
        raise refused
    problem, rules = _problem_and_rules(planner, present, scenario)
    eased = zoning.smallest_relaxations(problem, zones=refused_zones, rules=rules, stop=stop)
    first, *others = refused.faults
    raise ZonesRefusedError(refused.key, faults=[first, *eased, *others]) from refused


def _problem_and_rules(
    planner: Planner, present: ScenarioZones | None, scenario: Scenario | None
) -> tuple[ZoningProblem, ZoningRules]:
    """Return what is drawn and the rules that hold: the workspace's, and the locks of a plan."""
    if present is None:
        district = planner.zoned_district(scenario or Scenario())
        operator = decide_management(district)["operator"]
        return zoning_problem(district, operator), zoning_rules(district)
    return present.zoning.problem, zoning.keeping_locked(present.zoning)
