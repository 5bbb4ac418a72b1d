"""The changes that a planner makes to a scenario, each with what the history says of it.

Screen and command line make the same changes through these functions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from geo.errors import WorkspaceError
from geo.scenarios.limits import refuse_beyond
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import MOST_SLOWED, Outline, Scenario
from geo.scenarios.timeline import Edit, Timeline
from geo.scenarios.zone_edits import drawable_zones, with_zoning
from geo.scenarios.zone_redraw import Redrawn
from geo.settings import checked_value
from geo.workspace import Area, refuse_unfit_place

__all__ = [
    "DECIMALS",
    "Change",
    "add_station",
    "apply_change",
    "change_hour",
    "close_area",
    "draw_zones_anew",
    "lift_closure",
    "move_station",
    "remove_station",
    "reopen_roads",
    "slow_area",
    "take_over_plan",
    "usual_speeds",
    "without_numbered",
]

DECIMALS: Final = 6
"""Of degrees: a tenth of a metre, finer than any list of stations."""


@dataclass(frozen=True)
class Change:
    """A step of a scenario.

    Attributes
    ----------
    scenario : Scenario
        What it leads to.
    key : str
        Key of the sentence that says what was done.
    detail : str
        What the sentence names.
    """

    scenario: Scenario
    key: str
    detail: str = ""


def apply_change(timeline: Timeline, change: Change, who: str = "") -> Timeline:
    """Return a timeline one step further; itself where nothing would change.

    Parameters
    ----------
    timeline : Timeline
    change : Change
    who : str
        Who makes it; empty on one's own machine.

    Returns
    -------
    Timeline
    """
    if change.scenario == timeline.present:
        return timeline
    return timeline.edited(change.scenario, Edit.now(change.key, change.detail, who))


def change_hour(planner: Planner, scenario: Scenario, hour: int) -> Change:
    """Return the change to another hour of the day; the workspace's own hour is no change.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    hour : int
        Hour of the day, 0 to 23.

    Returns
    -------
    Change
    """
    own = planner.workspace.settings.response.hour
    return Change(scenario.at_hour(None if hour == own else hour), "ui.edit_hour", str(hour))


def add_station(
    planner: Planner, scenario: Scenario, lon: float, lat: float, name: str = ""
) -> Change:
    """Return the change that tries a further station, named after the estate it lies near.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    lon : float
        Longitude in degrees.
    lat : float
        Latitude in degrees.
    name : str
        Its name.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When no station can stand there: far outside the district, or no road near.
    """
    lon, lat = round(lon, DECIMALS), round(lat, DECIMALS)
    refuse_unfit_place(planner.district, lon, lat)
    changed = scenario.with_station(lon, lat, name)
    return Change(changed, "ui.edit_station_added", name or planner.near(lon, lat))


def move_station(
    planner: Planner, scenario: Scenario, station_id: str, lon: float, lat: float
) -> Change:
    """Return the change that puts a tried station at another place.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    station_id : str
        Id of a station that is tried.
    lon : float
        Longitude in degrees.
    lat : float
        Latitude in degrees.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the scenario tries no such station, or no station can stand there.
    """
    _refuse_stranger(scenario, station_id)
    lon, lat = round(lon, DECIMALS), round(lat, DECIMALS)
    refuse_unfit_place(planner.district, lon, lat)
    moved = scenario.with_station_moved(station_id, lon, lat)
    return Change(moved, "ui.edit_station_moved", station_id)


def remove_station(scenario: Scenario, station_id: str) -> Change:
    """Return the change that takes a tried station away.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.
    station_id : str
        Id of a station that is tried.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the scenario tries no such station.
    """
    _refuse_stranger(scenario, station_id)
    return Change(scenario.without_station(station_id), "ui.edit_station_removed", station_id)


def take_over_plan(
    scenario: Scenario, sites: Sequence[tuple[float, float, str]], closed: Sequence[str]
) -> Change:
    """Return the change that opens the proposed stations of a plan and closes those it closes.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.
    sites : sequence of (lon, lat, name)
        Where the plan proposes stations; one that is tried there already is not tried twice.
    closed : sequence of station_id
        The stations that the plan does without: listed ones answer no calls, tried ones go.

    Returns
    -------
    Change
    """
    tried = {one.station_id for one in scenario.stations}
    changed = scenario
    for station in closed:
        if station in tried:
            changed = changed.without_station(station)
        else:
            changed = changed.with_station_closed(station)
    standing = {(one.lon, one.lat) for one in changed.stations}
    placed = [(round(lon, DECIMALS), round(lat, DECIMALS), name) for lon, lat, name in sites]
    fresh = [site for site in placed if site[:2] not in standing]
    for lon, lat, name in fresh:
        changed = changed.with_station(lon, lat, name)
    return Change(changed, "ui.edit_accepted", str(len(fresh)))


def close_area(planner: Planner, scenario: Scenario, area: Area) -> Change:
    """Return the change that closes the roads of an area.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    area : Area
        Outline as (lon, lat), WGS-84.

    Returns
    -------
    Change

    Raises
    ------
    SettingsError
        When the corners lie around nothing.
    TravelError
        When the area meets no road, or no road would be left.
    WorkspaceError
        When the area has too many corners.
    """
    refuse_beyond("corners", len(area))
    closed = scenario.with_closure(checked_value("area", Outline, area))
    planner.answer(closed)
    return Change(closed, "ui.edit_closure")


def slow_area(planner: Planner, scenario: Scenario, area: Area, factor: float) -> Change:
    """Return the change that lets the roads of an area take longer.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    area : Area
        Outline as (lon, lat), WGS-84.
    factor : float
        What the minutes are multiplied by, above 1.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the factor makes no road slower, or the area has too many corners.
    SettingsError
        When the corners lie around nothing.
    TravelError
        When the area meets no road.
    """
    if not 1 < factor <= MOST_SLOWED:
        raise WorkspaceError("condition.factor", found=f"{factor:g}", most=f"{MOST_SLOWED:g}")
    refuse_beyond("corners", len(area))
    slowed = scenario.with_slowed(checked_value("area", Outline, area), factor)
    planner.answer(slowed)
    return Change(slowed, "condition.edit_slowed", f"{factor:g}")


def usual_speeds(scenario: Scenario, number: int) -> Change:
    """Return the change that gives one slow area its usual speeds, counted from 1.

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
    changed = without_numbered(scenario, "slowed", number, absent="condition.no_slowed")
    return Change(changed, "condition.edit_usual", str(number))


def lift_closure(scenario: Scenario, number: int) -> Change:
    """Return the change that opens the roads of one closed area, counted from 1.

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
    changed = without_numbered(scenario, "closures", number, absent="scenario.no_closure")
    return Change(changed, "certainty.edit_lifted", str(number))


def without_numbered(
    scenario: Scenario,
    drawn: Literal["closures", "slowed", "barriers"],
    number: int,
    *,
    absent: str,
) -> Scenario:
    """Return a scenario without one thing that was drawn on its map, counted from 1.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.
    drawn : {"closures", "slowed", "barriers"}
        What kind of thing.
    number : int
        Which one, counted from 1.
    absent : str
        Key of the sentence that says there are not so many.

    Returns
    -------
    Scenario

    Raises
    ------
    WorkspaceError
        When there are not so many.
    """
    known = getattr(scenario, drawn)
    if not 1 <= number <= len(known):
        raise WorkspaceError(absent, found=number, count=len(known))
    return scenario.model_copy(update={drawn: known[: number - 1] + known[number:]})


def reopen_roads(scenario: Scenario) -> Change:
    """Return the change that opens all closed roads.

    Parameters
    ----------
    scenario : Scenario
        What the planner has changed.

    Returns
    -------
    Change
    """
    return Change(scenario.without_closures(), "ui.edit_reopened")


def draw_zones_anew(planner: Planner, scenario: Scenario, drawn: Redrawn) -> Change:
    """Return the change to zones that were drawn again; those that live on keep their names.

    Parameters
    ----------
    planner : Planner
        The open workspace and its answers.
    scenario : Scenario
        What the planner has changed.
    drawn : Redrawn
        The drawing.

    Returns
    -------
    Change
    """
    bound = drawn.zoning.bound
    if not np.isfinite(bound) and scenario.zone_count == drawn.asked.zones:
        # What was proven for this number of zones holds whoever has drawn them.
        bound = scenario.zone_bound or np.nan
    former = drawable_zones(planner, scenario)
    changed = with_zoning(planner, scenario, former, drawn.zoning, bound)
    return Change(changed, "ui.edit_drawn", str(drawn.asked.zones))


def _refuse_stranger(scenario: Scenario, station_id: str) -> None:
    known = [station.station_id for station in scenario.stations]
    if station_id not in known:
        raise WorkspaceError("scenario.no_station", found=station_id, valid=", ".join(known) or "–")
