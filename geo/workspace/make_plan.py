"""The whole plan of a workspace: cover, sites, zones, and what they were calculated from."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import __version__
from geo.allocator import give_back
from geo.coverage import Coverage, HourlyCoverage, cover_by_hour, hourly_summary, percentile_minutes
from geo.errors import Cancelled, Notice, ZonesRefusedError
from geo.places import Places
from geo.settings import Settings
from geo.stop import Progress, Stop
from geo.travel import circles
from geo.workspace.checking import doubts
from geo.workspace.coverage.cheapest_fixes import cheapest_fix_notices, fixes_of
from geo.workspace.coverage.promise_areas import promise_areas
from geo.workspace.coverage.skills import cover_by_skill
from geo.workspace.coverage.verdicts import Covered, cover_stations
from geo.workspace.district import NEW_STATION, District, survey
from geo.workspace.plan import ZONE_COLUMNS, Plan, Run
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import read_inputs
from geo.workspace.siting.answer import StationSiting, no_proposals, site_stations
from geo.workspace.siting.places import SitePlaces, site_places
from geo.workspace.zones.management import decide_management, level_needs, quota_doubts, text_of
from geo.workspace.zones.zones import ZoneDrawing, draw_zones, zone_areas

__all__ = ["CIRCLE_LIMITS_MIN", "make_plan", "plan_of", "run_of"]

CIRCLE_LIMITS_MIN: Final = (5.0, 10.0, 15.0)


def make_plan(workspace: Workspace, *, stop: Stop | None = None) -> Plan:
    """Calculate everything that a workspace asks for.

    Solvers are stopped by counted work, never by the clock: the same inputs give the same plan.

    Parameters
    ----------
    workspace : Workspace
    stop : Stop, optional
        Hears the share done and the stage that begins; its cancel flag ends the work.

    Returns
    -------
    Plan

    Raises
    ------
    WorkspaceError
        When inputs cannot be used; all their faults together.
    SitingError
        When what is asked for cannot be. Zones that cannot be drawn are told in the plan.
    Cancelled
        When the stop object calls the work off.
    """
    stop = Stop.within(stop)
    _begin(stop, 0.0, "workspace.stage_read")
    district = survey(read_inputs(workspace), workspace.settings)
    _begin(stop, 0.15, "workspace.stage_zone")
    zoned, refused = None, None
    try:
        zoned = draw_zones(district, stop=stop.part())
    except ZonesRefusedError as error:
        refused = error
    # The search for zones has held what the rest of a plan never needs.
    give_back()
    return plan_of(district, run_of(workspace), zoned, refused=refused, stop=stop)


def _begin(stop: Stop, share: float, stage: str) -> None:
    """Tell which stage begins, unless the work was called off."""
    if stop.must_stop:
        raise Cancelled("workspace.cancelled")
    stop.tell(Progress(stage=stage, share=share))


def plan_of(
    district: District,
    run: Run,
    zoned: ZoneDrawing | None,
    *,
    refused: ZonesRefusedError | None = None,
    reopened: Sequence[District] = (),
    propose: bool = True,
    stop: Stop | None = None,
) -> Plan:
    """Calculate the plan of a district as it stands: its hour, its open roads, its stations.

    Parameters
    ----------
    district : District
    run : Run
        What makes the plan repeatable.
    zoned : ZoneDrawing or None
        Its zones.
    refused : ZonesRefusedError, optional
        Why it has none, where some were asked for: told with the plan, which stands without them.
    reopened : sequence of District
        The same district with one closure lifted each, for the cheapest fixes.
    propose : bool
        Whether new stations are proposed, as the settings ask; else the stations are those there
        are.
    stop : Stop, optional
        As in :func:`make_plan`.

    Returns
    -------
    Plan

    Raises
    ------
    SitingError
        When what is asked for cannot be.
    """
    stop = Stop.within(stop)
    _begin(stop, 0.5, "workspace.stage_cover")
    covered = cover_stations(district)
    asks_for_hours = _asks_for_hours(district)
    hourly = cover_by_hour(district, now=covered.coverage) if asks_for_hours else None
    night = district.settings.roster.night_hours
    clock: dict[str, Any] = {}
    if hourly is not None:
        clock = hourly_summary(hourly, district.households, night_hours=night)
    if by_skill := cover_by_skill(district):
        clock["by_skill"] = by_skill
    _begin(stop, 0.6, "workspace.stage_site")
    places = site_places(district)
    sited = _sited(district, places, stop.part()) if propose else None
    proposed = no_proposals(district, places) if sited is None else sited.proposed
    after = covered.coverage if sited is None else sited.after
    _begin(stop, 0.8, "workspace.stage_circles")
    management = decide_management(district)
    stations = _stations(district, covered, proposed, after)
    fixes = fixes_of(district, covered.coverage, places.sites, places.cover_rows, reopened=reopened)
    return Plan(
        settings=district.settings,
        run=run,
        estates=_with_hours(
            _estates(district, covered, management if zoned is None else zoned.estates, fixes),
            hourly,
        ),
        stations=stations,
        zones=_zones(district, zoned),
        circles=_circles(district, covered.coverage, stations),
        road_map=district.road_map,
        boundary=district.inputs.boundary,
        coverage=covered.coverage,
        coverage_summary={**covered.summary, **clock},
        siting=None if sited is None else sited.plan,
        proposed=proposed,
        coverage_after=after,
        zoning=None if zoned is None else zoned.zoning,
        zone_changes=None if zoned is None else zoned.changes,
        zones_refused=refused,
        notices=(
            *([] if refused is None else [Notice("workspace.plan_without_zones")]),
            *district.inputs.notices,
            *doubts(district),
            *([] if sited is None else sited.notices),
            *([] if zoned is None else zoned.notices),
            *quota_doubts(district, management["operator"]),
        ),
        assumptions=_assumptions(district.settings),
        hourly=hourly,
        siting_by_hour=None if sited is None else sited.by_hour,
    )


def _sited(district: District, places: SitePlaces, stop: Stop) -> StationSiting:
    """Return the new stations that the settings ask for."""
    asked = district.settings.siting
    return site_stations(
        district, model=asked.model, stations=asked.stations, stop=stop, places=places
    )


def _asks_for_hours(district: District) -> bool:
    """Whether crews are not always on duty, or cover by hour is asked for all the same."""
    return district.inputs.duty.varies or district.settings.shifts.by_hour


def run_of(workspace: Workspace) -> Run:
    """Return what makes a plan of a workspace repeatable: version, settings, inputs, their hash.

    Parameters
    ----------
    workspace : Workspace
        The workspace.

    Returns
    -------
    Run
    """
    inputs = workspace.input_hashes()
    identity = json.dumps(
        {"version": __version__, "settings": workspace.settings.for_run(), "inputs": inputs},
        ensure_ascii=False,
        sort_keys=True,
    )
    return Run(
        hash=hashlib.sha256(identity.encode()).hexdigest(), version=__version__, inputs=inputs
    )


def _zones(district: District, zoned: ZoneDrawing | None) -> gpd.GeoDataFrame:
    if zoned is None:
        return gpd.GeoDataFrame(pd.DataFrame(columns=list(ZONE_COLUMNS)), geometry=[], crs=4326)
    areas = zone_areas(district, zoned.zoning)
    return gpd.GeoDataFrame(zoned.zones, geometry=areas.to_numpy(), crs=4326)


def _estates(
    district: District, covered: Covered, management: pd.DataFrame, fixes: pd.DataFrame
) -> gpd.GeoDataFrame:
    table = covered.estates.merge(management, on="estate_id", validate="one_to_one")
    if "zone_id" not in table:
        table["zone_id"] = None
    table = table.join(level_needs(district))
    within = percentile_minutes(covered.coverage)
    table["percentile_min"] = np.where(np.isfinite(within), within, np.nan)
    table["cheapest_fix"] = pd.Series(cheapest_fix_notices(district, fixes), dtype=object)
    for column in ("built_year", "buildings", "source"):
        if column in district.estates:
            table[column] = district.estates[column]
    for column in ("duty_name", "duty_phone"):
        if (text_of(district.estates, column) != "").any():
            table[column] = district.estates[column]
    return gpd.GeoDataFrame(table, geometry=district.estates.geometry.to_numpy(), crs=4326)


def _with_hours(estates: gpd.GeoDataFrame, hourly: HourlyCoverage | None) -> gpd.GeoDataFrame:
    """Return the estates with the hours at which they are covered, where these are known."""
    if hourly is None:
        return estates
    return estates.assign(hours_covered=hourly.hours_covered, worst_hour=hourly.worst_hour)


def _stations(
    district: District, covered: Covered, new_sites: Places, after: Coverage
) -> gpd.GeoDataFrame:
    """Return the stations of the list and, behind them, the proposed ones."""
    served = covered.stations.set_index("station_id")
    listed = district.inputs.stations.copy()
    proposed = gpd.GeoDataFrame(
        {
            "station_id": list(islice(_free_ids(listed["station_id"]), len(new_sites))),
            "name": new_sites["name"].where(new_sites["name"] != "", new_sites["near"]),
            "status": "candidate",
        },
        geometry=new_sites.geometry,
        crs=4326,
    )
    n_open = len(district.stations)
    stations = gpd.GeoDataFrame(pd.concat([listed, proposed], ignore_index=True), crs=4326)
    for column in ("estates_served", "households_served"):
        counts = served[column].reindex(stations["station_id"]).fillna(0).to_numpy()
        stations[column] = counts.astype(np.int64)
    is_new = after.station >= n_open
    new = _new(stations)
    numbers = after.station[is_new] - n_open
    stations.loc[new, "estates_served"] = np.bincount(numbers, minlength=len(proposed))
    stations.loc[new, "households_served"] = np.bincount(
        numbers, weights=district.households[is_new], minlength=len(proposed)
    ).astype(np.int64)
    stations["lon"], stations["lat"] = stations.geometry.x, stations.geometry.y
    return stations


def _free_ids(taken: Iterable[str]) -> Iterator[str]:
    """Yield ids for new stations that no station of the list has."""
    listed = set(taken)
    ids = (f"{NEW_STATION}{number}" for number in count(1))
    return (one for one in ids if one not in listed)


def _circles(
    district: District, coverage: Coverage, stations: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return what all stations reach by drive, and where those on duty keep the promise."""
    drawn = stations[stations["station_id"].isin(district.stations["station_id"]) | _new(stations)]
    by_drive = circles(
        district.network,
        district.snap(drawn["lon"], drawn["lat"]),
        road_map=district.road_map,
        limits_min=CIRCLE_LIMITS_MIN,
        names=drawn["station_id"],
    ).assign(kind="drive")
    # The verdicts of the estates are theirs: a proposed station keeps no promise yet.
    kept = promise_areas(district, coverage)
    return gpd.GeoDataFrame(pd.concat([by_drive, kept], ignore_index=True), crs=4326)


def _new(stations: gpd.GeoDataFrame) -> pd.Series:
    """Return which stations are proposed by the plan."""
    is_new: pd.Series = stations["status"].eq("candidate") & stations["station_id"].str.startswith(
        NEW_STATION
    )
    return is_new


def _assumptions(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return every figure that nobody measured, by the name it has in the settings."""
    rows = [
        (f"response.{name}", str(value)) for name, value in settings.response.model_dump().items()
    ]
    rows += [(f"speeds.{name}", str(value)) for name, value in settings.speeds.by_class().items()]
    rows += [
        ("speeds.rush_factor", str(settings.speeds.rush_factor)),
        ("speeds.rush_hours", ", ".join(map(str, settings.speeds.rush_hours))),
    ]
    return tuple(rows)
