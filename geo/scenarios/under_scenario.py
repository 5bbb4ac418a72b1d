"""A district as a scenario has it: its lists, its settings and its roads."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage import Duty
from geo.roads import SpeedProfile, rush_hour_profile
from geo.scenarios.scenario import Scenario
from geo.settings import Settings
from geo.workspace import District, Inputs, survey

__all__ = ["crews_listed", "district_under", "skills_listed"]

_USUAL_CREWS: Final = 1


def district_under(district: District, scenario: Scenario) -> District:
    """Return a district with the conditions and the crews of a scenario, on all its roads.

    Stations that are tried and roads that are closed or slow are not looked at.

    Parameters
    ----------
    district : District
        As the workspace has it.
    scenario : Scenario
        Stations that it names and that are not listed have no effect.

    Returns
    -------
    District
    """
    elsewhere = {"stations": (), "closures": (), "slowed": ()}
    if scenario.model_copy(update=elsewhere) == Scenario():
        return district
    settings = _settings(district.settings, scenario)
    return survey(_inputs(district.inputs, settings, scenario), settings)


def _settings(settings: Settings, scenario: Scenario) -> Settings:
    said: dict[str, dict[str, object]] = {
        "response": {"hour": scenario.hour, "turnout_min": scenario.turnout_min},
        "target": {"minutes": scenario.target_min, "percentile": scenario.percentile},
        "shifts": {"day": scenario.day},
        "crews": {"calls_per_household_year": None},
    }
    if scenario.season is not None:
        calls = settings.crews.calls_per_household_year * settings.season.factor(scenario.season)
        said["crews"]["calls_per_household_year"] = calls
        # The scenario's season stands before the month of the workspace.
        settings = settings.model_copy(
            update={"season": settings.season.model_copy(update={"month": None})}
        )
    sections = {}
    for section, values in said.items():
        given = {name: value for name, value in values.items() if value is not None}
        sections[section] = getattr(settings, section).model_copy(update=given)
    return settings.model_copy(update=sections)


def _inputs(inputs: Inputs, settings: Settings, scenario: Scenario) -> Inputs:
    stations = inputs.stations
    if scenario.closed_stations:
        kept = ~stations["station_id"].isin(scenario.closed_stations)
        stations = stations[kept].reset_index(drop=True)
    if scenario.crews:
        asked, crews = dict(scenario.crews), stations["crews"].copy()
        for row in np.flatnonzero(stations["station_id"].isin(asked)):
            crews.iloc[row] = asked[stations["station_id"].iloc[row]]
        stations = stations.assign(crews=crews)
    return replace(
        inputs,
        stations=stations,
        gates=_gates(inputs.gates, scenario),
        duty=_duty(inputs.duty, stations, scenario),
        speed_profile=_profile(inputs, settings, scenario),
    )


def _gates(gates: gpd.GeoDataFrame | None, scenario: Scenario) -> gpd.GeoDataFrame | None:
    """Return the gates, those that the scenario opens without hours."""
    if gates is None or not scenario.open_gates:
        return gates
    number = gates.groupby("estate_id").cumcount() + 1
    opened = pd.MultiIndex.from_arrays([gates["estate_id"], number]).isin(scenario.open_gates)
    hours = {name: gates[name].mask(opened) for name in ("opens", "closes")}
    return gates.assign(**hours)


def _duty(duty: Duty, stations: gpd.GeoDataFrame, scenario: Scenario) -> Duty:
    """Return who is on duty when: listed shifts with the crews asked for, then the new ones."""
    asked = dict(scenario.crews)
    changed = {shift.station_id for shift in scenario.shifts}
    listed = [
        replace(shift, crews=asked.get(shift.station_id, shift.crews) if shift.crews else 0)
        for shift in duty.shifts
        if shift.station_id not in changed
    ]
    crews = {**crews_listed(stations), **asked}
    tried = {one.station_id for one in scenario.stations}
    own = [
        shift.on(
            crews=crews.get(shift.station_id, _USUAL_CREWS),
            skills=frozenset().union(*skills_listed(duty, shift.station_id)),
        )
        for shift in scenario.shifts
        if shift.station_id in crews or shift.station_id in tried
    ]
    return Duty((*listed, *own))


def skills_listed(duty: Duty, station_id: str) -> set[frozenset[str]]:
    """Return the different skills that the shifts of a station have in the lists.

    Parameters
    ----------
    duty : Duty
    station_id : str

    Returns
    -------
    set of frozenset of str
        An empty one among them stands for everything.
    """
    return {shift.skills for shift in duty.shifts if shift.station_id == station_id}


def crews_listed(stations: gpd.GeoDataFrame) -> dict[str, int]:
    """Return the crews of every listed station; one where the list does not say.

    Parameters
    ----------
    stations : GeoDataFrame
        With ``station_id`` and ``crews``.

    Returns
    -------
    dict of str to int
    """
    crews = pd.to_numeric(stations["crews"]).astype("Float64").fillna(_USUAL_CREWS)
    return dict(zip(stations["station_id"], crews.astype(int), strict=True))


def _profile(inputs: Inputs, settings: Settings, scenario: Scenario) -> SpeedProfile | None:
    if not scenario.speeds:
        return inputs.speed_profile
    speeds = settings.speeds
    usual = inputs.speed_profile or rush_hour_profile(speeds.rush_factor, speeds.rush_hours)
    return usual.times(dict(scenario.speeds))
