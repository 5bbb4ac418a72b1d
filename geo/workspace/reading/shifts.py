"""The shifts of a district: the list of shifts, and the hours that stations themselves state."""

from collections.abc import Iterator, Mapping
from datetime import date
from math import isnan
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.coverage import Duty, Shift, split_skills
from geo.errors import Fault, Notice, Speaks
from geo.settings import Settings
from geo.tables import EVERY_DAY, Days, TableRead
from geo.workdays import DayKind, last_known_year

__all__ = ["DUTY_NOTICES", "duty_notices", "duty_of", "plan_day", "stations_alone"]

_OF_SHIFTS = ("opens", "closes", "skills")

DUTY_NOTICES: Final = ("hours.beyond_calendar", "hours.calendar_until")
"""Keys of what :func:`duty_notices` says."""


def duty_of(
    stations: gpd.GeoDataFrame,
    shifts: TableRead | None,
    *,
    file: str | None,
    candidates: gpd.GeoDataFrame | None = None,
) -> tuple[Duty, list[Speaks]]:
    """Return who is on duty when, and what is wrong with it.

    Parameters
    ----------
    stations : GeoDataFrame
        The list of stations, with ``opens`` and ``closes`` where it has them.
    shifts : TableRead or None
        The list of shifts.
    file : str or None
        Name of the list of stations, for faults.
    candidates : GeoDataFrame, optional
        Sites that shifts may name too; one crew each where they say none.

    Returns
    -------
    duty : Duty
    faults : list
        Shifts of stations that do not exist; stations whose hours are stated twice.
    """
    skills_of = dict(zip(stations["station_id"], _skills(stations), strict=True))
    own = list(_own_hours(stations, skills_of))
    rows: list[Shift] = []
    faults: list[Speaks] = []
    if shifts is not None:
        by_name = _ids_by_name(stations)
        crews_of = dict(zip(stations["station_id"], _crews(stations), strict=True))
        if candidates is not None:
            crews_of = dict.fromkeys(candidates["candidate_id"], 1) | crews_of
        for index, row in enumerate(shifts.table.itertuples(index=False)):
            station = str(row.station_id)
            station = station if station in crews_of else by_name.get(station, station)
            if station not in crews_of:
                faults.append(
                    Fault(
                        "hours.unknown_station",
                        **shifts.at(index, "station_id"),
                        station=station,
                        valid=", ".join(list(stations["station_id"])[:12]),
                    )
                )
                continue
            rows.append(
                _shift(station, row, crews_of[station], skills_of.get(station, frozenset()))
            )
    listed = {shift.station_id for shift in rows}
    faults += [
        Fault("hours.stated_twice", file=file, station=shift.station_id)
        for shift in own
        if shift.station_id in listed
    ]
    always = _always_skilled(stations, skills_of, listed | {shift.station_id for shift in own})
    return Duty((*own, *rows, *always)), faults


def stations_alone(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the list of stations without hours and skills, which are those of shifts."""
    return stations.drop(columns=[name for name in _OF_SHIFTS if name in stations])


def plan_day(settings: Settings) -> DayKind | date:
    """Return the day that the plan stands for: a kind of day, or a date."""
    day = settings.shifts.day
    kinds = {kind.value: kind for kind in DayKind}
    return kinds[day] if day in kinds else date.fromisoformat(day)


def duty_notices(duty: Duty, settings: Settings) -> list[Notice]:
    """Return what a reader of shifts should know: how far the calendar of holidays reaches.

    Parameters
    ----------
    duty : Duty
    settings : Settings

    Returns
    -------
    list of Notice
        Each with one of the keys :data:`DUTY_NOTICES`.
    """
    day = plan_day(settings)
    notices = []
    if isinstance(day, date) and day.year > last_known_year():
        notices.append(Notice("hours.beyond_calendar", day=day.isoformat(), year=last_known_year()))
    elif duty.varies:
        notices.append(Notice("hours.calendar_until", year=last_known_year()))
    return notices


def _own_hours(
    stations: gpd.GeoDataFrame, skills_of: Mapping[str, frozenset[str]]
) -> Iterator[Shift]:
    """Yield the shift that a station states by its hours; none where it is open all day."""
    if "opens" not in stations:
        return
    for station, opens, closes, crews in zip(
        stations["station_id"], stations["opens"], stations["closes"], _crews(stations), strict=True
    ):
        if not isnan(opens):
            yield Shift(
                str(station),
                Days(EVERY_DAY),
                float(opens),
                float(closes),
                crews,
                skills=skills_of[station],
            )


def _always_skilled(
    stations: gpd.GeoDataFrame, skills_of: Mapping[str, frozenset[str]], others: set[str]
) -> Iterator[Shift]:
    """Yield a shift without end for stations whose crews have skills and no hours."""
    for station, crews in zip(stations["station_id"], _crews(stations), strict=True):
        if skills_of[station] and station not in others:
            yield Shift(str(station), Days(EVERY_DAY), 0.0, 24.0, crews, skills=skills_of[station])


def _skills(stations: gpd.GeoDataFrame) -> list[frozenset[str]]:
    if "skills" not in stations:
        return [frozenset()] * len(stations)
    return [split_skills(text) for text in stations["skills"]]


def _crews(stations: gpd.GeoDataFrame) -> list[int]:
    return [int(crews) for crews in stations["crews"].astype("Float64").fillna(1)]


def _ids_by_name(stations: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the ids of the stations whose name no other one has."""
    alone = stations[~stations["name"].duplicated(keep=False)]
    return dict(zip(alone["name"], alone["station_id"], strict=True))


def _shift(station: str, row: Any, crews: int, skills: frozenset[str]) -> Shift:
    opens, closes = row.opens, row.closes
    stated = row.crews
    return Shift(
        station_id=station,
        days=row.days or Days(EVERY_DAY),
        opens=0.0 if isnan(opens) else float(opens) % 24,
        closes=24.0 if isnan(closes) else float(closes),
        crews=crews if pd.isna(stated) else int(stated),
        turnout_min=float(row.turnout_min),
        skills=split_skills(row.skills) or skills,
    )
