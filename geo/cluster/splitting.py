"""One list of estates over one road file, split into a workspace for each district.

The roads of a district reach as far beyond its estates as anyone drives within the promise, and so
do the stations: those of other districts count where they stand that near. So whether an estate is
covered is the same as in a plan of the whole list.
"""

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cluster.lending import LENT_BY
from geo.cluster.made_workspaces import put_workspace
from geo.cluster.reach import Surroundings, reach_m
from geo.coords import local_metric_crs, project
from geo.errors import Fault, WorkspaceError
from geo.roads import RoadMap, clip, read_roads, write_roads
from geo.tables import known_headers, marked_csv_text
from geo.workspace import Workspace, list_rows

__all__ = ["SplitDistrict", "split_workspace"]

_MOST_DISTRICTS: Final = 1_000
_MOST_NAMED: Final = 8
_MARGIN_M: Final = 1_000.0
"""How far the outline of a district reaches beyond its estates: new stations stand within it."""

_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST: Final = 60
# What speaks of the whole list, or of estates and stations that are not in every district.
_OF_THE_WHOLE: Final = ("calls", "zones", "proposals")
_SETTINGS_OF_THE_WHOLE: Final = (
    "totals.estates",
    "totals.households",
    "totals.residents",
    "zoning.zones",
    "zoning.operators",
    "zoning.must_link",
    "zoning.cannot_link",
    "zoning.fixed",
    "zoning.seeds",
    "siting.lock",
    "siting.forbid",
)


@dataclass(frozen=True)
class SplitDistrict:
    """A district of a list that was split.

    Attributes
    ----------
    name : str
        As the column has it, made fit for a folder.
    folder : Path
        Its workspace.
    lent : tuple of str
        Ids of stations that belong to other districts.
    """

    name: str
    folder: Path
    lent: tuple[str, ...]


def split_workspace(workspace: Workspace, column: str, folder: Path) -> list[SplitDistrict]:
    """Write a workspace for each value of a column of the estates.

    Parameters
    ----------
    workspace : Workspace
        With one list of estates and one road file.
    column : str
        As the list heads it, or by the name that plans give it (``street``).
    folder : Path
        Where the workspaces are written, each in a folder called after its district.

    Returns
    -------
    list of SplitDistrict
        In the order of their names.

    Raises
    ------
    WorkspaceError
        When there is no such column, estates have no value in it, or it has too many.
    """
    estates = list_rows(workspace, "estates")
    if estates is None:
        raise WorkspaceError("workspace.input_unnamed", name="estates", file="workspace.toml")
    district_of = _districts(estates, column)
    roads = read_roads(workspace.required_path("roads"))
    whole = _Whole(workspace, estates, district_of, roads)
    names = sorted(district_of.unique())
    folders = dict(zip(names, _folder_names(names), strict=True))
    return [whole.written(name, folders, folder / folders[name]) for name in names]


def _districts(estates: pd.DataFrame, column: str) -> "pd.Series[str]":
    if column not in estates:  # what a list may be headed with, and plans call otherwise
        column = next(iter(known_headers([column], "estates")), column)
    if column not in estates:
        valid = ", ".join(str(name) for name in estates if _tells_districts(estates[name]))
        raise WorkspaceError("cluster.no_column", column=column, valid=valid)
    values = estates[column].astype("string").str.strip()
    blank = values.isna() | values.eq("")
    if blank.any():
        names = estates.loc[blank, "name"].astype(str).tolist()
        faults = [Fault("cluster.no_district", estate=name) for name in names[:_MOST_NAMED]]
        raise WorkspaceError(
            "cluster.without_district", faults=faults, count=len(names), column=column
        )
    if values.nunique() > _MOST_DISTRICTS:
        raise WorkspaceError(
            "cluster.too_many_districts",
            column=column,
            count=values.nunique(),
            most=_MOST_DISTRICTS,
        )
    return values.astype(str)


def _tells_districts(column: "pd.Series[Any]") -> bool:
    """Tell whether a column could be that of the districts: full, and with few values."""
    return bool(column.notna().all() and 1 < column.nunique() <= len(column) / 2)


def _folder_names(names: Iterable[str]) -> list[str]:
    """Return names for folders, each its own on disks that know no upper and lower case too."""
    taken: set[str] = set()
    made = []
    for name in names:
        stem = _UNSAFE.sub("_", name).strip(" .")[:_LONGEST] or "_"
        fit, number = stem, 2
        while fit.lower() in taken:
            fit, number = f"{stem}-{number}", number + 1
        taken.add(fit.lower())
        made.append(fit)
    return made


class _Whole:
    """The lists of the whole, and which district each of their rows belongs to."""

    def __init__(
        self,
        workspace: Workspace,
        estates: pd.DataFrame,
        district_of: "pd.Series[str]",
        roads: RoadMap,
    ) -> None:
        self._workspace, self._roads, self._estates = workspace, roads, estates
        self._district_of = district_of
        self._reach_m = reach_m(workspace.settings, roads)
        self._gates = list_rows(workspace, "gates")
        self._shifts = list_rows(workspace, "shifts")
        self._candidates = list_rows(workspace, "candidates")
        self._stations = list_rows(workspace, "stations")
        column = str(district_of.name)
        if self._stations is not None:
            self._station_district = _owners(self._stations, column, estates, district_of)
        if self._candidates is not None:
            self._candidate_district = _owners(self._candidates, column, estates, district_of)

    def written(self, name: str, folders: dict[str, str], folder: Path) -> SplitDistrict:
        """Write the workspace of a district."""
        own = self._estates[self._district_of == name]
        placed = own[["lon", "lat"]].dropna()
        rows = {"estates": own}
        if self._gates is not None:
            rows["gates"] = self._gates[self._gates["estate_id"].isin(own["estate_id"])]
            placed = pd.concat([placed, rows["gates"][["lon", "lat"]].dropna()])
        around = None if placed.empty else Surroundings(placed["lon"], placed["lat"])
        lent = self._add_stations(name, folders, around, rows)
        if self._candidates is not None:
            rows["candidates"] = self._candidates[self._candidate_district == name]
        lists = {kind: _csv(table) for kind, table in rows.items() if len(table)}
        without = [*_OF_THE_WHOLE, *(kind for kind in rows if kind not in lists)]
        if around is not None:
            lists["boundary"] = _geojson(around.outline(_MARGIN_M))
            lists["roads"] = self._roads_of(around)
        settings: dict[str, object] = dict.fromkeys(_SETTINGS_OF_THE_WHOLE)
        whole = self._workspace.settings.name
        settings["name"] = f"{whole} {name}".strip()
        put_workspace(self._workspace, folder, lists, settings=settings, without=without)
        return SplitDistrict(folder.name, folder, lent)

    def _roads_of(self, around: Surroundings) -> bytes:
        roads = self._roads
        if np.isfinite(self._reach_m):
            roads, _ = clip(self._roads, around.outline(self._reach_m), 0.0)
        content = io.BytesIO()
        write_roads(roads, content)
        return content.getvalue()

    def _add_stations(
        self,
        name: str,
        folders: dict[str, str],
        around: Surroundings | None,
        rows: dict[str, pd.DataFrame],
    ) -> tuple[str, ...]:
        """Add own and borrowed stations of a district; return the ids of the latter."""
        stations = self._stations
        if stations is None:
            return ()
        is_own = self._station_district == name
        lent = ~is_own & stations["status"].fillna("open").eq("open").to_numpy(bool)
        if around is not None:
            lon, lat = (stations[axis].to_numpy(float) for axis in ("lon", "lat"))
            with np.errstate(invalid="ignore"):
                lent &= around.distance_m(lon, lat) <= self._reach_m
        chosen = stations[is_own | lent]
        by = [folders.get(one, one) for one in self._station_district[is_own | lent]]
        borrowed = lent[is_own | lent]
        chosen = chosen.assign(**{LENT_BY: np.where(borrowed, by, "")})
        rows["stations"] = chosen
        if self._shifts is not None:
            duty = self._shifts["station_id"].isin(chosen["station_id"])
            rows["shifts"] = self._shifts[duty]
        return tuple(chosen.loc[borrowed, "station_id"].astype(str))


def _owners(
    places: pd.DataFrame, column: str, estates: pd.DataFrame, district_of: "pd.Series[str]"
) -> NDArray[np.object_]:
    """Return the district of each place: what its list says, else that of the nearest estate."""
    from scipy.spatial import cKDTree

    said = (
        places[column].astype("string").str.strip()
        if column in places
        else pd.Series(pd.NA, index=places.index, dtype="string")
    )
    owners = said.where(said.isin(set(district_of))).to_numpy(object)
    blank = pd.isna(owners) & places[["lon", "lat"]].notna().all(axis=1).to_numpy(bool)
    placed = estates[["lon", "lat"]].notna().all(axis=1).to_numpy(bool)
    if blank.any() and placed.any():
        plane = local_metric_crs(estates.loc[placed, "lon"], estates.loc[placed, "lat"])
        tree = cKDTree(np.column_stack(_metres(estates[placed], plane)))
        _, nearest = tree.query(np.column_stack(_metres(places[blank], plane)))
        owners[blank] = district_of[placed].to_numpy(object)[nearest]
    return np.where(pd.isna(owners), "", owners)


def _metres(table: pd.DataFrame, plane: object) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lon, lat = (table[axis].to_numpy(float) for axis in ("lon", "lat"))
    x_m, y_m = project(lon, lat, plane)  # type: ignore[arg-type]
    return x_m, y_m


def _geojson(outline: shapely.Geometry) -> bytes:
    rounded = shapely.set_precision(outline, 1e-7)
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(rounded)),
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def _csv(table: pd.DataFrame) -> bytes:
    return marked_csv_text(table).encode()
