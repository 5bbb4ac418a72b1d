"""All inputs of a workspace, read and checked together."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import shapely

from geo import geocode, roads, tables
from geo.coverage import Duty
from geo.errors import Fault, Notice
from geo.geocode import known_places, merged_proposals, read_proposals
from geo.roads import RoadMap, SpeedProfile
from geo.summary import Summarized
from geo.workspace.reading.decisions import decisions_of
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.list_reader import ListReader
from geo.workspace.reading.locations import locate
from geo.workspace.reading.name_doubts import road_doubts, street_doubts
from geo.workspace.reading.present_plan import PresentPlan, present_plan_of, read_present_plan
from geo.workspace.reading.shifts import duty_notices, duty_of, stations_alone

__all__ = ["Inputs", "read_inputs"]


@dataclass(frozen=True, eq=False, repr=False)
class Inputs(Summarized):
    """What a workspace holds, checked.

    Attributes
    ----------
    estates, stations : GeoDataFrame
        One row each, in EPSG:4326; an estate may lack its position.
    gates, candidates : GeoDataFrame or None
        Where the workspace names them.
    present : PresentPlan or None
        The zones in force: what the input ``zones`` says, else the ``zone_id`` of the estates.
    boundary : GeoDataFrame or None
        The outline of the district.
    road_map : RoadMap
        The roads.
    speed_profile : SpeedProfile or None
        How fast each class is driven at each hour, instead of the two rush-hour values.
    review, proposals : DataFrame
        The estates without a position, and up to five places for each; see
        :class:`geo.workspace.Located`.
    notices : tuple of Notice
        What was changed or is doubtful.
    duty : Duty
        Which crews are on duty when.
    source : Workspace or None
        The workspace that was read; None where the lists come from elsewhere.
    barriers : tuple of lines
        What no zone crosses, in WGS-84.
    own_candidates : GeoDataFrame or None
        Places that a scenario adds to the candidates, listed or not.
    """

    estates: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame | None
    candidates: gpd.GeoDataFrame | None
    present: PresentPlan | None
    boundary: gpd.GeoDataFrame | None
    road_map: RoadMap
    speed_profile: SpeedProfile | None
    review: pd.DataFrame
    proposals: pd.DataFrame
    notices: tuple[Notice, ...]
    duty: Duty = field(default_factory=Duty)
    source: Workspace | None = None
    barriers: tuple[shapely.Geometry, ...] = ()
    own_candidates: gpd.GeoDataFrame | None = None


def read_inputs(workspace: Workspace) -> Inputs:
    """Read every input that a workspace names.

    Parameters
    ----------
    workspace : Workspace

    Returns
    -------
    Inputs
        The tables and the roads, with what was changed on the way.

    Raises
    ------
    WorkspaceError
        When inputs cannot be used: the faults of all files together.
    """
    for name in ("estates", "roads"):
        workspace.required_path(name)
    reader = ListReader(workspace)
    boundary = reader.attempt(tables.read_boundary, workspace.path("boundary"))
    estates = reader.table(tables.read_estates, "estates", boundary=boundary)
    if workspace.path("stations") is None:
        stations = tables.no_stations()
    else:
        stations = reader.table(tables.read_stations, "stations", boundary=boundary)
    candidates = reader.table(tables.read_candidates, "candidates")
    gazetteer = reader.table(tables.read_gazetteer, "gazetteer")
    gates = reader.table(tables.read_gates, "gates")
    offered = reader.attempt(read_proposals, workspace.path("proposals"))
    road_map = reader.attempt(roads.read_roads, workspace.required_path("roads"))
    barriers = reader.attempt(tables.read_barriers, workspace.path("barriers"))
    profile = reader.attempt(roads.read_speed_profile, workspace.path("speed_profile"))
    if estates is not None:
        reader.faults += _strangers(gates, estates, file=workspace.settings.inputs.gates)
    shifts = reader.rows(tables.read_shifts, "shifts")
    duty = _duty(workspace, stations, candidates, shifts, reader)
    present = _present_plan(workspace, estates, reader)
    if reader.faults or estates is None or stations is None or road_map is None:
        raise reader.error()
    totals = workspace.settings.totals
    decisions = decisions_of(workspace)
    places = known_places(None if gazetteer is None else pd.DataFrame(gazetteer), decisions)
    located = locate(
        estates,
        None if places is None else geocode.Gazetteer.from_table(places),
        gates=gates,
        decisions=decisions,
    )
    return Inputs(
        estates=located.placed,
        stations=stations_alone(stations),
        gates=gates,
        candidates=candidates,
        present=present,
        boundary=boundary,
        road_map=road_map,
        speed_profile=profile,
        review=located.review,
        proposals=merged_proposals(located.proposals, offered),
        notices=(
            *reader.notices,
            *located.notices,
            *street_doubts(estates, None if gazetteer is None else pd.DataFrame(gazetteer)),
            *road_doubts(estates, road_map),
            *tables.totals_apart(
                estates,
                count=totals.estates,
                households=totals.households,
                residents=totals.residents,
            ),
            *duty_notices(duty, workspace.settings),
        ),
        duty=duty,
        source=workspace,
        barriers=barriers or (),
    )


def _duty(
    workspace: Workspace,
    stations: gpd.GeoDataFrame | None,
    candidates: gpd.GeoDataFrame | None,
    shifts: tables.TableRead | None,
    reader: ListReader,
) -> Duty:
    """Return who is on duty when, keeping what is wrong with it."""
    if stations is None:
        return Duty()
    duty, faults = duty_of(
        stations, shifts, file=workspace.settings.inputs.stations, candidates=candidates
    )
    reader.faults += faults
    return duty


def _present_plan(
    workspace: Workspace, estates: gpd.GeoDataFrame | None, reader: ListReader
) -> PresentPlan | None:
    """Read the zones in force where there are any."""
    if estates is None:
        return None
    path = workspace.path("zones")
    if path is None:
        return present_plan_of(estates, source=str(workspace.settings.inputs.estates))
    present = reader.attempt(read_present_plan, path, estates=estates)
    if present is not None:
        reader.notices += present.notices
    return present


def _strangers(
    table: gpd.GeoDataFrame | None, estates: gpd.GeoDataFrame, *, file: str | None
) -> list[Fault]:
    """Return a fault for every row that belongs to an estate which is not on the list."""
    if table is None:
        return []
    unknown = ~table["estate_id"].isin(estates["estate_id"])
    return [
        Fault("workspace.unknown_estate", file=file, estate=estate)
        for estate in table.loc[unknown, "estate_id"].unique()
    ]
