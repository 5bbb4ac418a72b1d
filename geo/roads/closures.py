"""Which edges a closure means: by the name of a road, or by an area drawn on the map."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import RoadsError
from geo.roads.cleaning import Boundary, outline_in_wgs84
from geo.roads.road_map import RoadMap

__all__ = ["edges_named", "edges_within"]


def edges_named(road_map: RoadMap, name: str) -> NDArray[np.int64]:
    """Return the edges of a road by its name.

    Parameters
    ----------
    road_map : RoadMap
    name : str
        The whole name, upper and lower case alike; a road with several names has each of them.

    Returns
    -------
    ndarray of int64, shape (k,)
        Sorted edge indices.

    Raises
    ------
    RoadsError
        When no edge has that name; the message lists names that contain it.
    """
    wanted = name.strip().casefold()
    names, edge_name = np.unique(road_map.name.astype(str), return_inverse=True)
    matches = [wanted in _single_names(str(candidate)) for candidate in names] if wanted else []
    if not any(matches):
        near = [str(candidate) for candidate in names if wanted and wanted in candidate.casefold()]
        raise RoadsError("roads.no_such_name", name=name, near=", ".join(near[:10]) or "–")
    return np.flatnonzero(np.array(matches)[edge_name])


def edges_within(road_map: RoadMap, area: Boundary) -> NDArray[np.int64]:
    """Return the edges that touch an area, such as a flooded underpass or a closed bridge.

    Parameters
    ----------
    road_map : RoadMap
    area : polygon, GeoSeries or GeoDataFrame
        In WGS-84, or with a CRS of its own.

    Returns
    -------
    ndarray of int64, shape (k,)
        Sorted edge indices; none where the area holds no road.
    """
    outline = outline_in_wgs84(area)
    shapely.prepare(outline)
    return np.flatnonzero(shapely.intersects(outline, road_map.geometry.to_numpy()))


def _single_names(name: str) -> list[str]:
    return [single.strip().casefold() for single in name.split(";")]
