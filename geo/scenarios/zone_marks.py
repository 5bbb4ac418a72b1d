"""Marks on the map of zones: barriers that none crosses, and seeds that each get their own."""

from collections.abc import Sequence

from geo.errors import WorkspaceError
from geo.scenarios.changes import DECIMALS, Change, without_numbered
from geo.scenarios.limits import refuse_beyond
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.workspace import Area, seed_estates

__all__ = ["add_barrier", "remove_barrier", "set_seeds"]


def add_barrier(scenario: Scenario, line: Area) -> Change:
    """Return the change that no zone crosses a line any more.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.
    line : Area
        Points as (lon, lat), WGS-84.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the line has no length, or too many corners.
    """
    refuse_beyond("corners", len(line))
    rounded = tuple((round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in line)
    if len(set(rounded)) < 2:
        raise WorkspaceError("zone_marks.no_line")
    changed = scenario.model_copy(update={"barriers": (*scenario.barriers, rounded)})
    return Change(changed, "zone_marks.edit_barrier")


def remove_barrier(scenario: Scenario, number: int) -> Change:
    """Return the change that takes one barrier away, counted from 1.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.
    number : int
        Which one, counted from 1.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When there are not so many.
    """
    changed = without_numbered(scenario, "barriers", number, absent="zone_marks.no_number")
    return Change(changed, "zone_marks.edit_removed", str(number))


def set_seeds(planner: Planner, scenario: Scenario, seeds: Sequence[str]) -> Change:
    """Return the change that each of some estates gets a zone of its own.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    seeds : sequence of str
        Ids of estates, or places as ``LON,LAT``; empty for none.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        For seeds that are no estate and no place, or two at one estate.
    """
    changed = scenario.model_copy(update={"seeds": tuple(dict.fromkeys(seeds))})
    seed_estates(planner.zoned_district(changed))
    return Change(changed, "zone_marks.edit_seeds", str(len(changed.seeds)))
