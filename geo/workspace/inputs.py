"""All inputs of a workspace, read and checked together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import geopandas as gpd

from geo import roads, tables
from geo.errors import Fault, GeoError, Notice, WorkspaceError
from geo.roads import RoadMap
from geo.settings import Totals
from geo.workspace.folder import Workspace

__all__ = ["Inputs", "read_inputs"]

Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a workspace holds, checked.

    Attributes
    ----------
    estates, stations : GeoDataFrame
        One row each, in EPSG:4326; an estate may lack its position.
    gates, candidates, zones : GeoDataFrame or None
        Where the workspace names them.
    boundary : GeoDataFrame or None
        The outline of the district.
    road_map : RoadMap
        The roads.
    notices : tuple of Notice
        What was changed or is doubtful.
    """

    estates: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    gates: gpd.GeoDataFrame | None
    candidates: gpd.GeoDataFrame | None
    zones: gpd.GeoDataFrame | None
    boundary: gpd.GeoDataFrame | None
    road_map: RoadMap
    notices: tuple[Notice, ...]


class _Reader:
    """Reads one input after another and keeps every fault until all of them are read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.notices: list[Notice] = []

    def table(
        self, read: Callable[..., tables.TableRead], path: Path | None, **options: object
    ) -> gpd.GeoDataFrame | None:
        answer = self.attempt(read, path, **options)
        if answer is None:
            return None
        self.notices += answer.notices
        return answer.table

    def attempt(
        self, read: Callable[..., Read], path: Path | None, **options: object
    ) -> Read | None:
        if path is None:
            return None
        try:
            return read(path, **options)
        except GeoError as error:
            self.faults += error.faults or [Fault(error.key, **_without_place(error.params))]
        return None


def _without_place(params: dict[str, object]) -> dict[str, object]:
    return params


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
    required = {name: workspace.required_path(name) for name in ("estates", "stations", "roads")}
    reader = _Reader()
    boundary = reader.attempt(tables.read_boundary, workspace.path("boundary"))
    estates = reader.table(tables.read_estates, required["estates"], boundary=boundary)
    stations = reader.table(tables.read_stations, required["stations"], boundary=boundary)
    candidates = reader.table(tables.read_candidates, workspace.path("candidates"))
    gates = reader.table(tables.read_gates, workspace.path("gates"))
    zones = reader.table(tables.read_zones, workspace.path("zones"))
    road_map = reader.attempt(roads.read_roads, required["roads"])
    if estates is not None:
        for name, table in {"gates": gates, "zones": zones}.items():
            reader.faults += _strangers(table, estates, file=getattr(workspace.settings.inputs, name))
    if reader.faults or estates is None or stations is None or road_map is None:
        raise WorkspaceError(
            "workspace.faults", faults=reader.faults, count=len(reader.faults)
        )
    return Inputs(
        estates=estates,
        stations=stations,
        gates=gates,
        candidates=candidates,
        zones=zones,
        boundary=boundary,
        road_map=road_map,
        notices=(*reader.notices, *_totals_apart(estates, workspace.settings.totals)),
    )


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


def _totals_apart(estates: gpd.GeoDataFrame, totals: Totals) -> list[Notice]:
    """Return a notice for every total of the bureau that the list does not add up to."""
    found = {"estates": len(estates)}
    for column in ("households", "residents"):
        if column in estates and estates[column].notna().all():
            found[column] = int(estates[column].sum())
    return [
        Notice(f"workspace.total_{name}", found=count, stated=getattr(totals, name))
        for name, count in found.items()
        if getattr(totals, name) not in (None, count)
    ]
