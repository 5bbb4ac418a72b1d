"""Travel times between two lists of places, written as a file of pairs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo import travel
from geo.errors import WorkspaceError
from geo.presence import folder_there
from geo.roads import RoadMap, SnappedPoints, read_roads, road_network, snap
from geo.settings import Settings
from geo.tables import read_places

__all__ = ["write_times"]


def write_times(
    roads: Path,
    origins: Path,
    destinations: Path,
    *,
    limit_min: float,
    out: Path,
    hour: int = 10,
    progress: Callable[[float, str], None] = lambda _share, _stage: None,
) -> dict[str, Any]:
    """Write the drive minutes of every pair of places within a limit, in bounded memory.

    Parameters
    ----------
    roads : Path
        A road file.
    origins, destinations : Path
        Lists with an id and a position in every row.
    limit_min : float
        Longest time that is kept, minutes.
    out : Path
        The parquet file: ``origin_id``, ``destination_id``, ``travel_min``.
    hour : int
        Traffic of which hour.
    progress : callable
        Hears the share done and the key of the stage.

    Returns
    -------
    dict
        ``origins``, ``destinations``, ``pairs`` and the ids of places without a road near them.

    Raises
    ------
    TableError, RoadsError, TravelError
        When an input cannot be used.
    WorkspaceError
        When the folder of the file to write does not exist.
    """
    if not folder_there(out.resolve().parent):
        raise WorkspaceError("workspace.no_out_folder", folder=out.parent, file=out.name)
    progress(0.0, "workspace.stage_read")
    settings = Settings()
    road_map = read_roads(roads)
    network = road_network(
        road_map,
        speed_kmh=settings.speeds.by_class(),
        rush_factor=settings.speeds.rush_factor,
        rush_hours=settings.speeds.rush_hours,
        hour=hour,
    )
    starts, ends = read_places(origins).table, read_places(destinations).table
    from_points, to_points = _on_roads(starts, road_map), _on_roads(ends, road_map)
    pairs = travel.write_times(
        network,
        out,
        origins=from_points,
        destinations=to_points,
        origin_ids=starts["place_id"].tolist(),
        destination_ids=ends["place_id"].tolist(),
        limit_min=limit_min,
        progress=lambda share: progress(share, "workspace.stage_cover"),
    )
    return {
        "origins": len(starts),
        "destinations": len(ends),
        "pairs": pairs,
        "off_road": [
            *starts.loc[from_points.edge < 0, "place_id"],
            *ends.loc[to_points.edge < 0, "place_id"],
        ],
    }


def _on_roads(places: gpd.GeoDataFrame, road_map: RoadMap) -> SnappedPoints:
    return snap(road_map, places.geometry.x.to_numpy(), places.geometry.y.to_numpy())
