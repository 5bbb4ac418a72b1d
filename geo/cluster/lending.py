"""Stations of neighbouring districts that may cover estates across the border.

Every district offers its open stations; a district borrows those that its own roads lead to and
that stand near enough to keep the promise. A workspace that borrows is a copy of the district's,
with longer lists of stations and shifts; the workspace itself is never changed.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cluster.made_workspaces import put_file, put_workspace
from geo.cluster.reach import Surroundings, reach_m
from geo.coords import distance_m
from geo.errors import GeoError
from geo.presence import file_there
from geo.roads import RoadMap, read_roads, snap
from geo.tables import marked_csv_text
from geo.workspace import Workspace, list_rows, open_workspace

__all__ = ["LENT_BY", "borrow", "offered_stations"]

LENT_BY: Final = "lent_by"
"""The column of a station that names the district it belongs to."""

_STATIONS: Final = "stations.csv"
_SHIFTS: Final = "shifts.csv"
_SAME_PLACE_M: Final = 100.0
_OPEN: Final = "open"


def offered_stations(workspaces: Sequence[Path], folder: Path) -> Path | None:
    """Write down the open stations of all districts, with their shifts.

    Parameters
    ----------
    workspaces : sequence of Path
        Their folders; one that cannot be read offers nothing, and says so when it is planned.
    folder : Path
        Where the lists are written.

    Returns
    -------
    Path or None
        The folder; None where there is nothing to lend.
    """
    stations, shifts = [], []
    for path in workspaces:
        try:
            workspace = open_workspace(path)
            own = list_rows(workspace, "stations")
            hours = list_rows(workspace, "shifts")
        except GeoError:
            continue
        if own is None or own.empty:
            continue
        stations.append(_open_ones(own).assign(**{LENT_BY: path.name}))
        if hours is not None:
            shifts.append(hours.assign(**{LENT_BY: path.name}))
    if len(stations) < 2:
        return None
    put_file(folder / _STATIONS, marked_csv_text(pd.concat(stations, ignore_index=True)).encode())
    if shifts:
        put_file(folder / _SHIFTS, marked_csv_text(pd.concat(shifts, ignore_index=True)).encode())
    else:
        (folder / _SHIFTS).unlink(missing_ok=True)
    return folder


def _open_ones(stations: pd.DataFrame) -> pd.DataFrame:
    placed = stations["lon"].notna() & stations["lat"].notna()
    return stations[placed & stations["status"].fillna(_OPEN).eq(_OPEN)]


def borrow(workspace: Workspace, offered: Path, folder: Path) -> tuple[str, ...]:
    """Make the workspace with the stations that a district borrows, where it borrows any.

    Parameters
    ----------
    workspace : Workspace
        Of the district.
    offered : Path
        What :func:`offered_stations` wrote.
    folder : Path
        Where the workspace is made.

    Returns
    -------
    tuple of str
        Ids of the stations that belong to others; empty where none are borrowed, and then there
        is no such workspace.
    """
    chosen = _chosen(workspace, _table(offered / _STATIONS))
    if chosen.empty:
        shutil.rmtree(folder, ignore_errors=True)
        return ()
    ids = chosen["station_id"] + "@" + chosen[LENT_BY]
    own = list_rows(workspace, "stations")
    lists = {"stations": pd.concat([own, chosen.assign(station_id=ids)], ignore_index=True)}
    hours = _hours(workspace, offered, dict(zip(_keys(chosen), ids, strict=True)))
    if hours is not None:
        lists["shifts"] = hours
    put_workspace(workspace, folder, {name: _csv(table) for name, table in lists.items()})
    return tuple(ids)


def _keys(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table[LENT_BY], table["station_id"], strict=True))


def _chosen(workspace: Workspace, offered: pd.DataFrame) -> pd.DataFrame:
    """Return the stations of others that stand on the district's roads, near enough, and anew."""
    others = offered[offered[LENT_BY] != workspace.folder.name].reset_index(drop=True)
    estates = list_rows(workspace, "estates")
    roads_file = workspace.path("roads")
    if others.empty or estates is None or roads_file is None:
        return others.iloc[:0]
    placed = estates[["lon", "lat"]].dropna()
    if placed.empty:
        return others.iloc[:0]
    road_map = read_roads(roads_file)
    around = Surroundings(placed["lon"], placed["lat"])
    lon, lat = others["lon"].to_numpy(float), others["lat"].to_numpy(float)
    near = around.distance_m(lon, lat) <= reach_m(workspace.settings, road_map)
    near[near] = _on_roads(road_map, others[near], workspace.settings.response.max_snap_m)
    near &= ~_known(others, list_rows(workspace, "stations"))
    return others[near].sort_values([LENT_BY, "station_id"]).reset_index(drop=True)


def _on_roads(road_map: RoadMap, places: pd.DataFrame, most_m: float) -> NDArray[np.bool_]:
    points = snap(road_map, places["lon"], places["lat"], max_distance_m=most_m)
    on_road: NDArray[np.bool_] = points.edge >= 0
    return on_road


def _known(others: pd.DataFrame, own: pd.DataFrame | None) -> NDArray[np.bool_]:
    """Tell which stations of others stand on the district's own list too: one is not two."""
    known = np.zeros(len(others), np.bool_)
    if own is None:
        return known
    lon, lat = others["lon"].to_numpy(float), others["lat"].to_numpy(float)
    for station in own.dropna(subset=["lon", "lat"]).to_dict("records"):
        same = others["station_id"].eq(station["station_id"]) | others["name"].eq(station["name"])
        away_m = distance_m(lon, lat, float(station["lon"]), float(station["lat"]))
        known |= same.to_numpy(bool) & (away_m <= _SAME_PLACE_M)
    return known


def _hours(
    workspace: Workspace, offered: Path, ids: Mapping[tuple[str, str], str]
) -> pd.DataFrame | None:
    """Return the shifts of own and borrowed stations; None where nothing is added to them."""
    own = list_rows(workspace, "shifts")
    if not file_there(offered / _SHIFTS):
        return None
    every = _table(offered / _SHIFTS)
    new_ids = pd.Series([ids.get(key) for key in _keys(every)], index=every.index, dtype=object)
    added = every.assign(station_id=new_ids)[new_ids.notna()].drop(columns=LENT_BY)
    return None if added.empty else pd.concat([own, added], ignore_index=True)


def _table(path: Path) -> pd.DataFrame:
    texts = dict.fromkeys(("station_id", "name", LENT_BY), str)
    return pd.read_csv(
        path, encoding="utf-8-sig", dtype=texts, keep_default_na=False, na_values=[""]
    )


def _csv(table: pd.DataFrame) -> bytes:
    return marked_csv_text(table).encode()
