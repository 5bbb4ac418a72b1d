"""What a scenario changes about crews, promise, speeds and days, in one sentence each."""

from collections.abc import Iterator

from geo.errors import Notice
from geo.i18n import format_share
from geo.roads import EVERY_CLASS
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.station_shift import KINDS_OF_DAYS, StationShift
from geo.scenarios.under_scenario import crews_listed
from geo.settings import Settings
from geo.workdays import DayKind

__all__ = ["changes_told", "conditions_told"]


def changes_told(planner: Planner, scenario: Scenario) -> tuple[Notice, ...]:
    """Return what a scenario changes about crews, promise, speeds and days.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario

    Returns
    -------
    tuple of Notice
        None for a scenario that changes nothing of this.
    """
    return (*_crews_told(planner, scenario), *_without_hour(planner.district.settings, scenario))


def conditions_told(planner: Planner, scenario: Scenario) -> tuple[Notice, ...]:
    """Return under which conditions a scenario is judged that are not the workspace's own.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario

    Returns
    -------
    tuple of Notice
        Hour, day, season, promise and speeds.
    """
    hour = () if scenario.hour is None else (Notice("condition.told_hour", hour=scenario.hour),)
    return (*hour, *_without_hour(planner.district.settings, scenario))


def _without_hour(settings: Settings, scenario: Scenario) -> Iterator[Notice]:
    if scenario.day is not None:
        yield Notice("condition.told_day", day=_day(scenario.day), usual=_day(settings.shifts.day))
    if scenario.season is not None:
        yield Notice(
            f"condition.told_season_{scenario.season}",
            factor=f"{settings.season.factor(scenario.season):.3g}",
        )
    if scenario.target_min is not None:
        yield Notice(
            "condition.told_target",
            minutes=f"{scenario.target_min:g}",
            usual=f"{settings.target.minutes:g}",
        )
    if scenario.percentile is not None:
        yield Notice(
            "condition.told_percentile",
            share=format_share(scenario.percentile),
            usual=format_share(settings.target.percentile),
        )
    for road_class, factor in scenario.speeds:
        name = "every" if road_class == EVERY_CLASS else road_class
        road = Notice(f"condition.road_{name}")
        yield Notice("condition.told_speed", road=road, factor=f"{factor:g}")


def _crews_told(planner: Planner, scenario: Scenario) -> Iterator[Notice]:
    stations = planner.district.inputs.stations
    name = dict(zip(stations["station_id"], stations["name"].astype(str), strict=True))
    name |= {one.station_id: one.name or one.station_id for one in scenario.stations}
    listed = crews_listed(stations)
    for station in scenario.closed_stations:
        if station in name:
            yield Notice("condition.told_closed", station=name[station])
    for station, crews in scenario.crews:
        if station in name:
            usual = listed.get(station, 1)
            yield Notice("condition.told_crews", station=name[station], crews=crews, usual=usual)
    usual_turnout = planner.district.settings.response.turnout_min
    if scenario.turnout_min is not None:
        yield Notice(
            "condition.told_turnout",
            minutes=f"{scenario.turnout_min:g}",
            usual=f"{usual_turnout:g}",
        )
    turnout = usual_turnout if scenario.turnout_min is None else scenario.turnout_min
    crews_of = {**listed, **dict(scenario.crews)}
    for shift in scenario.shifts:
        if shift.station_id in name:
            own = crews_of.get(shift.station_id, 1)
            yield _shift_told(shift, name[shift.station_id], own, turnout)
    yield from _strangers(scenario, set(name))


def _shift_told(shift: StationShift, station: str, crews: int, turnout_min: float) -> Notice:
    known = shift.days in KINDS_OF_DAYS
    minutes = turnout_min if shift.turnout_min is None else shift.turnout_min
    return Notice(
        "condition.told_shift",
        station=station,
        days=Notice(f"condition.days_{shift.days}") if known else shift.days,
        hours=shift.hours,
        crews=crews if shift.crews is None else shift.crews,
        turnout=f"{minutes:g}",
    )


def _strangers(scenario: Scenario, known: set[str]) -> Iterator[Notice]:
    """Yield the stations that a scenario means and that are on no list any more."""
    meant = {
        *scenario.closed_stations,
        *(station for station, _ in scenario.crews),
        *(shift.station_id for shift in scenario.shifts),
    }
    for station in sorted(meant - known):
        yield Notice("condition.told_stranger", station=station)


def _day(day: str) -> Notice | str:
    return Notice(f"hours.{day}") if day in {kind.value for kind in DayKind} else day
