"""The changes of crews, promise, speeds and days: each a step of a scenario.

What is set to what the workspace has is no change any more, so every change can be taken back by
setting the usual value.
"""

from collections.abc import Sequence
from typing import Any, Final, get_args

from geo.errors import WorkspaceError
from geo.roads import EVERY_CLASS
from geo.scenarios.changes import Change
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import SPEED_CLASSES, Scenario, Season
from geo.scenarios.station_shift import StationShift, refuse_overlaps
from geo.scenarios.under_scenario import crews_listed, skills_listed
from geo.settings import (
    CrewCount,
    DayOfPlan,
    LegMinutes,
    Share,
    SpeedFactor,
    TargetMinutes,
    checked_value,
)
from geo.workdays import DayKind
from geo.workspace import open_stations

__all__ = [
    "WHOLE_YEAR",
    "change_crews",
    "change_day",
    "change_percentile",
    "change_season",
    "change_shifts",
    "change_speed",
    "change_target",
    "change_turnout",
    "close_station",
    "forget_station",
    "open_gate",
    "open_station",
    "station_named",
    "usual_gate",
]

WHOLE_YEAR: Final = "year"
"""The season that is none."""

_EVERY_NAMES: Final = ("all", "全部", "所有")
_MOST_NAMED: Final = 12


def station_named(planner: Planner, scenario: Scenario, named: str) -> str:
    """Return the id of an open or a tried station, by its id or by a name that no other has.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    named : str

    Returns
    -------
    str

    Raises
    ------
    WorkspaceError
        When there is no such station.
    """
    listed = open_stations(planner.district.inputs.stations)
    ids = [*listed["station_id"], *(one.station_id for one in scenario.stations)]
    names = [*listed["name"].astype(str), *(one.name for one in scenario.stations)]
    if named in ids:
        return named
    if names.count(named) == 1:
        return str(ids[names.index(named)])
    valid = ", ".join(ids[:_MOST_NAMED]) + (" …" if len(ids) > _MOST_NAMED else "")
    raise WorkspaceError("condition.no_station", found=named, valid=valid or "–")


def change_crews(planner: Planner, scenario: Scenario, station: str, crews: Any) -> Change:
    """Return the change of the crews that a station has whenever it is on duty.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    station : str
        Id, or a name that no other station has.
    crews : int or str
        At least one; empty, or what the list says, is no change.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When there is no such station.
    SettingsError
        When crews are no whole number from 1 to 500.
    """
    station = station_named(planner, scenario, station)
    asked = {name: own for name, own in scenario.crews if name != station}
    key, detail = "condition.edit_crews_listed", station
    if crews != "":
        number = int(checked_value(f"crews {station}", CrewCount, crews))
        key, detail = "condition.edit_crews", f"{station} = {number}"
        if not _has_listed_crews(planner, station, number):
            asked[station] = number
    changed = scenario.model_copy(update={"crews": tuple(sorted(asked.items()))})
    return Change(changed, key, detail)


def _has_listed_crews(planner: Planner, station: str, crews: int) -> bool:
    """Return whether a station has so many crews in the list, and at each of its shifts."""
    listed = crews_listed(planner.district.inputs.stations).get(station, 1)
    own = {
        shift.crews for shift in planner.district.inputs.duty.shifts if shift.station_id == station
    }
    return {listed} | (own - {0}) == {crews}


def change_shifts(
    planner: Planner, scenario: Scenario, station: str, shifts: Sequence[StationShift]
) -> Change:
    """Return the change of the shifts of a station, in place of all that it has.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    station : str
        Id, or a name that no other station has.
    shifts : sequence of StationShift
        Its shifts; none for those of the lists.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When there is no such station, shifts overlap, or the station's crews have different skills
        and a shift does not say which.
    """
    station = station_named(planner, scenario, station)
    own = tuple(shift.model_copy(update={"station_id": station}) for shift in shifts)
    refuse_overlaps(own)
    if len(skills_listed(planner.district.inputs.duty, station)) > 1:
        # Whose skills a new shift has, nobody can know.
        for shift in own:
            if not shift.skills:
                raise WorkspaceError("condition.which_skills", station=station, found=shift.hours)
    others = [shift for shift in scenario.shifts if shift.station_id != station]
    # Stations in order: however a scenario came about, the same shifts are the same scenario.
    together = tuple(sorted((*others, *own), key=lambda shift: shift.station_id))
    changed = scenario.model_copy(update={"shifts": together})
    if not own:
        return Change(changed, "condition.edit_shifts_listed", station)
    hours = " + ".join(shift.hours for shift in own)
    return Change(changed, "condition.edit_shifts", f"{station} {hours}")


def close_station(planner: Planner, scenario: Scenario, station: str) -> Change:
    """Return the change by which a station of the list answers no calls.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    station : str
        Id, or a name that no other station has.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When no such station is open.
    """
    station = station_named(planner, scenario.without_stations, station)
    return Change(scenario.with_station_closed(station), "condition.edit_station_closed", station)


def open_station(planner: Planner, scenario: Scenario, station: str) -> Change:
    """Return the change by which a closed station answers calls again.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    station : str
        Id, or a name that no other station has.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the scenario closes no such station.
    """
    if station not in scenario.closed_stations:
        station = station_named(planner, scenario.without_stations, station)
    if station not in scenario.closed_stations:
        valid = ", ".join(scenario.closed_stations) or "–"
        raise WorkspaceError("condition.not_closed", found=station, valid=valid)
    kept = tuple(one for one in scenario.closed_stations if one != station)
    changed = scenario.model_copy(update={"closed_stations": kept})
    return Change(changed, "condition.edit_station_opened", station)


def forget_station(scenario: Scenario, station: str) -> Change:
    """Return the change that drops what is said of a station which is on no list any more.

    Parameters
    ----------
    scenario : Scenario
    station : str
        Its id.

    Returns
    -------
    Change
    """
    kept = {
        "crews": tuple(one for one in scenario.crews if one[0] != station),
        "shifts": tuple(one for one in scenario.shifts if one.station_id != station),
        "closed_stations": tuple(one for one in scenario.closed_stations if one != station),
    }
    return Change(scenario.model_copy(update=kept), "condition.edit_forgotten", station)


def change_turnout(planner: Planner, scenario: Scenario, minutes: Any) -> Change:
    """Return the change of the turnout where no shift says otherwise.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    minutes : float or str
        The workspace's own are no change.

    Returns
    -------
    Change

    Raises
    ------
    SettingsError
        When these are no minutes from 0 to a day.
    """
    value = float(checked_value("turnout", LegMinutes, minutes))
    own = planner.district.settings.response.turnout_min
    return _single(scenario, "turnout_min", value, own, f"{value:g}")


def change_target(planner: Planner, scenario: Scenario, minutes: Any) -> Change:
    """Return the change of the minutes that are promised.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    minutes : float or str
        The workspace's own are no change.

    Returns
    -------
    Change

    Raises
    ------
    SettingsError
        When these are no minutes above 0 and up to a day.
    """
    value = float(checked_value("target", TargetMinutes, minutes))
    return _single(
        scenario, "target_min", value, planner.district.settings.target.minutes, f"{value:g}"
    )


def change_percentile(planner: Planner, scenario: Scenario, share: Any) -> Change:
    """Return the change of the share of responses that must keep the promise.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    share : float or str
        Between 0 and 1; the workspace's own is no change.

    Returns
    -------
    Change

    Raises
    ------
    SettingsError
        When it is no share between 0 and 1.
    """
    value = float(checked_value("percentile", Share, share))
    own = planner.district.settings.target.percentile
    return _single(scenario, "percentile", value, own, f"{value:g}")


def change_day(planner: Planner, scenario: Scenario, day: str) -> Change:
    """Return the change to another day: a kind of day or a date.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    day : str
        ``weekday``, ``weekend``, ``holiday`` or a date such as 2026-10-01; the workspace's own is
        no change.

    Returns
    -------
    Change

    Raises
    ------
    SettingsError
        When it is neither.
    """
    value = str(checked_value("day", DayOfPlan, day))
    own = planner.district.settings.shifts.day
    named = f"edit_{value}" if value in {kind.value for kind in DayKind} else ""
    return _single(scenario, "day", value, own, value, key=named)


def change_season(scenario: Scenario, season: str) -> Change:
    """Return the change to the calls of another part of the year.

    Parameters
    ----------
    scenario : Scenario
    season : str
        ``rain``, ``dry``, or ``year`` for the mean of the year.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When it is none of these.
    """
    seasons = (*get_args(Season), WHOLE_YEAR)
    if season not in seasons:
        raise WorkspaceError("condition.no_season", found=season, valid=", ".join(seasons))
    return _single(scenario, "season", season, WHOLE_YEAR, "", key=f"edit_season_{season}")


def _single(
    scenario: Scenario, field: str, value: Any, own: Any, detail: str, *, key: str = ""
) -> Change:
    """Return the change of one figure; the workspace's own is kept as none."""
    changed = scenario.model_copy(update={field: None if value == own else value})
    return Change(changed, f"condition.{key or f'edit_{field}'}", detail)


def open_gate(scenario: Scenario, estate_id: str, number: int) -> Change:
    """Return the change by which a gate of an estate is open at every hour.

    Parameters
    ----------
    scenario : Scenario
    estate_id : str
    number : int
        Of the gate in the list of the estate, from 1.

    Returns
    -------
    Change
    """
    gates = tuple(sorted({*scenario.open_gates, (estate_id, number)}))
    changed = scenario.model_copy(update={"open_gates": gates})
    return Change(changed, "scenario.edit_gate", f"{estate_id} {number}")


def usual_gate(scenario: Scenario, estate_id: str, number: int) -> Change:
    """Return the change by which a gate that the scenario opens has its usual hours again.

    Parameters
    ----------
    scenario : Scenario
    estate_id : str
    number : int
        Of the gate in the list of the estate, from 1.

    Returns
    -------
    Change
    """
    kept = tuple(one for one in scenario.open_gates if one != (estate_id, number))
    changed = scenario.model_copy(update={"open_gates": kept})
    return Change(changed, "scenario.edit_gate_usual", f"{estate_id} {number}")


def change_speed(scenario: Scenario, road_class: str, factor: Any) -> Change:
    """Return the change of the speeds on a class of roads, tagged limits included.

    Parameters
    ----------
    scenario : Scenario
    road_class : str
        One of :data:`SPEED_CLASSES`; ``all`` is ``*``.
    factor : float or str
        What speeds are multiplied by; 1 is no change.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When there is no such class.
    SettingsError
        When the factor is not above 0 and at most 3.
    """
    road_class = EVERY_CLASS if road_class in _EVERY_NAMES else road_class
    if road_class not in SPEED_CLASSES:
        valid = ", ".join((*SPEED_CLASSES[:-1], _EVERY_NAMES[0]))
        raise WorkspaceError("condition.no_class", found=road_class, valid=valid)
    value = float(checked_value(f"speed {road_class}", SpeedFactor, factor))
    asked = {**dict(scenario.speeds), road_class: value}
    if value == 1:
        del asked[road_class]
    changed = scenario.model_copy(update={"speeds": tuple(sorted(asked.items()))})
    name = "every" if road_class == EVERY_CLASS else road_class
    return Change(changed, f"condition.edit_speed_{name}", f"{value:g}")
