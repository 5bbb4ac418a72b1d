"""What a scenario changes about crews, promise, days and sites, and the way back of each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from geo.errors import Notice
from geo.i18n import format_share
from geo.roads import EVERY_CLASS
from geo.scenarios import condition_changes as changes
from geo.scenarios.changes import Change
from geo.scenarios.own_candidates import remove_candidates
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.station_shift import KINDS_OF_DAYS, StationShift
from geo.scenarios.under_scenario import crews_listed
from geo.workdays import DayKind
from geo.workspace import open_stations

__all__ = ["Told", "changes_told", "conditions_told", "told_with_ways_back"]


class Told(NamedTuple):
    """One change of a scenario.

    Attributes
    ----------
    notice : Notice
        The sentence that says it.
    back : Change
        The step that takes it back, whatever was done since.
    """

    notice: Notice
    back: Change


def told_with_ways_back(planner: Planner, scenario: Scenario) -> tuple[Told, ...]:
    """Return what a scenario changes about crews, promise, speeds and days.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario

    Returns
    -------
    tuple of Told
        None for a scenario that changes nothing of this.
    """
    return (
        *_crews_told(planner, scenario),
        *_conditions_told(planner, scenario),
        *_candidates_told(scenario),
    )


def changes_told(planner: Planner, scenario: Scenario) -> tuple[Notice, ...]:
    """Return the sentences that say what a scenario changes about crews, promise, speeds and days.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario

    Returns
    -------
    tuple of Notice
    """
    return tuple(told.notice for told in told_with_ways_back(planner, scenario))


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
    return (*hour, *(told.notice for told in _conditions_told(planner, scenario)))


def _conditions_told(planner: Planner, scenario: Scenario) -> Iterator[Told]:
    settings = planner.district.settings
    target = settings.target
    if scenario.day is not None:
        usual = settings.shifts.day
        notice = Notice("condition.told_day", day=_day(scenario.day), usual=_day(usual))
        yield Told(notice, changes.change_day(planner, scenario, usual))
    if scenario.season is not None:
        times = f"{settings.season.factor(scenario.season):.3g}"
        notice = Notice(f"condition.told_season_{scenario.season}", factor=times)
        yield Told(notice, changes.change_season(scenario, changes.WHOLE_YEAR))
    if scenario.target_min is not None:
        notice = Notice(
            "condition.told_target",
            minutes=f"{scenario.target_min:g}",
            usual=f"{target.minutes:g}",
        )
        yield Told(notice, changes.change_target(planner, scenario, target.minutes))
    if scenario.percentile is not None:
        notice = Notice(
            "condition.told_percentile",
            share=format_share(scenario.percentile),
            usual=format_share(target.percentile),
        )
        yield Told(notice, changes.change_percentile(planner, scenario, target.percentile))
    for road_class, factor in scenario.speeds:
        name = "every" if road_class == EVERY_CLASS else road_class
        road = Notice(f"condition.road_{name}")
        notice = Notice("condition.told_speed", road=road, factor=f"{factor:g}")
        yield Told(notice, changes.change_speed(scenario, road_class, 1))


def _candidates_told(scenario: Scenario) -> Iterator[Told]:
    if scenario.candidates:
        notice = Notice("condition.told_candidates", count=len(scenario.candidates))
        yield Told(notice, remove_candidates(scenario))


def _crews_told(planner: Planner, scenario: Scenario) -> Iterator[Told]:
    stations = open_stations(planner.district.inputs.stations)
    name = dict(zip(stations["station_id"], stations["name"].astype(str), strict=True))
    for station in scenario.closed_stations:
        if station in name:
            notice = Notice("condition.told_closed", station=name[station])
            yield Told(notice, changes.open_station(planner, scenario, station))
    name |= {one.station_id: one.name or one.station_id for one in scenario.stations}
    listed = crews_listed(stations)
    for station, crews in scenario.crews:
        if station in name:
            usual = listed.get(station, 1)
            notice = Notice("condition.told_crews", station=name[station], crews=crews, usual=usual)
            yield Told(notice, changes.change_crews(planner, scenario, station, ""))
    usual_min = planner.district.settings.response.turnout_min
    turnout_min = usual_min if scenario.turnout_min is None else scenario.turnout_min
    if scenario.turnout_min is not None:
        notice = Notice(
            "condition.told_turnout", minutes=f"{turnout_min:g}", usual=f"{usual_min:g}"
        )
        yield Told(notice, changes.change_turnout(planner, scenario, usual_min))
    crews_of = {**listed, **dict(scenario.crews)}
    for shift in scenario.shifts:
        station = shift.station_id
        if station in name:
            others = [one for one in scenario.shifts if one.station_id == station and one != shift]
            yield Told(
                _shift_told(shift, name[station], crews_of.get(station, 1), turnout_min),
                changes.change_shifts(planner, scenario, station, others),
            )
    estates = planner.district.estates.set_index("estate_id")["name"]
    for estate_id, number in scenario.open_gates:
        estate = str(estates.get(estate_id, estate_id))
        yield Told(
            Notice("condition.told_gate", estate=estate, number=number),
            changes.usual_gate(scenario, estate_id, number),
        )
    yield from _strangers(scenario, set(name))


def _shift_told(shift: StationShift, station: str, crews: int, turnout_min: float) -> Notice:
    known = shift.days in KINDS_OF_DAYS
    minutes = turnout_min if shift.turnout_min is None else shift.turnout_min
    skills: dict[str, Any] = {"skills": shift.skills} if shift.skills else {}
    return Notice(
        "condition.told_skilled_shift" if shift.skills else "condition.told_shift",
        station=station,
        days=Notice(f"condition.days_{shift.days}") if known else shift.days,
        hours=shift.hours,
        crews=crews if shift.crews is None else shift.crews,
        turnout=f"{minutes:g}",
        **skills,
    )


def _strangers(scenario: Scenario, known: set[str]) -> Iterator[Told]:
    """Yield the stations that a scenario means and that are not open in the list any more."""
    meant = {
        *scenario.closed_stations,
        *(station for station, _ in scenario.crews),
        *(shift.station_id for shift in scenario.shifts),
    }
    for station in sorted(meant - known):
        notice = Notice("condition.told_stranger", station=station)
        yield Told(notice, changes.forget_station(scenario, station))


def _day(day: str) -> Notice | str:
    return Notice(f"hours.{day}") if day in {kind.value for kind in DayKind} else day
