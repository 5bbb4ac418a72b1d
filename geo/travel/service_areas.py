"""Where a crew can be in time: it drives to the nearest road, and what is left is for the walk.

A place belongs to the area when the drive to the road beside it leaves time enough for the walk
from there. How long a drive may take for a walk of each length is given: the area knows nothing of
promises.
"""

from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import TravelError
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, take_polylines
from geo.travel.contours import area_between, as_multipolygon
from geo.travel.kerb_raster import KerbRaster, KerbWindow, kerb_raster
from geo.travel.reach import reach
from geo.travel.road_minutes import RoadMinutes, road_minutes

__all__ = ["service_areas"]

# Slack beyond this says nothing about where the border runs between two cells.
_MOST_SLACK_MIN: Final = 0.3

Reals = NDArray[np.float64]


def service_areas(
    network: RoadNetwork,
    origins: SnappedPoints,
    *,
    road_map: RoadMap,
    walk_m: ArrayLike,
    longest_drive_min: ArrayLike,
) -> NDArray[np.object_]:
    """Return for every crew the area that it serves in time.

    The area is the contour of what is left of the time on a raster of cells of 30 m, larger where
    it is very large, and true to within one of them.

    Parameters
    ----------
    network : RoadNetwork
        Of the road map; with or without turns.
    origins : SnappedPoints, length n
        Where the crews start; one without an edge has an empty area.
    road_map : RoadMap
        The shapes of the roads.
    walk_m : array_like, shape (k,)
        Metres from the road, rising from 0; a place beyond the last is not served.
    longest_drive_min : array_like, shape (n, k)
        How long the drive of each crew may take for each of these walks; negative for never.

    Returns
    -------
    ndarray of MultiPolygon, shape (n,)
        In WGS-84.

    Raises
    ------
    TravelError
        When the walks do not rise from 0, or there are not as many drives as walks.
    """
    walks = np.asarray(walk_m, np.float64)
    drives = np.asarray(longest_drive_min, np.float64)
    if drives.shape != (len(origins), walks.size):
        raise TravelError("travel.drives_of_walks", found=drives.shape, walks=walks.size)
    if not walks.size or walks[0] != 0 or not (np.diff(walks) > 0).all():
        raise TravelError("travel.walks_rise")
    longest = drives.max(axis=1, initial=-1.0)
    areas = np.full(len(origins), shapely.MultiPolygon(), dtype=object)
    node_min = reach(network, origins, limit_min=max(longest.max(initial=0.0), 0.0))
    for number in np.flatnonzero((origins.edge >= 0) & (longest >= 0)).tolist():
        minutes = road_minutes(network, origins, number, node_min[number])
        areas[number] = _area(road_map, minutes, walks, drives[number])
    return areas


def _area(
    road_map: RoadMap, minutes: RoadMinutes, walk_m: Reals, longest_drive_min: Reals
) -> shapely.MultiPolygon:
    """Return the area that one crew serves, none where it reaches no road."""
    if not len(minutes.edge):
        return shapely.MultiPolygon()
    raster = kerb_raster(road_map, float(walk_m[-1]))
    _, vertices = take_polylines(road_map.shape_offset, minutes.edge)
    window = raster.window(road_map.shape_lon[vertices], road_map.shape_lat[vertices])
    slack = _slack_min(raster, window, minutes, walk_m, longest_drive_min)
    area = area_between(window.x_m, window.y_m, slack, 0.0, np.inf)
    degrees = shapely.transform(area, lambda metres: metres / raster.metres_per_degree)
    return as_multipolygon(degrees)


def _slack_min(
    raster: KerbRaster,
    window: KerbWindow,
    minutes: RoadMinutes,
    walk_m: Reals,
    longest_drive_min: Reals,
) -> Reals:
    """Return the minutes left over in every cell, negative where there are too few."""
    served = np.flatnonzero(window.stop >= 0)
    stop = window.stop.ravel()[served]
    edge = raster.edge[stop]
    row = np.searchsorted(minutes.edge, edge).clip(max=len(minutes.edge) - 1)
    driven = minutes.edge[row] == edge
    served, row, stop = served[driven], row[driven], stop[driven]
    left_min = np.interp(window.walk_m.ravel()[served], walk_m, longest_drive_min)
    left_min -= minutes.at(row, raster.fraction[stop])
    slack = np.full(window.stop.size, -_MOST_SLACK_MIN)
    slack[served] = left_min.clip(-_MOST_SLACK_MIN, _MOST_SLACK_MIN)
    return slack.reshape(window.stop.shape)
