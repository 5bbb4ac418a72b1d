"""How far from a district's estates a station may stand and still keep the promise."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.coords import local_metric_crs, project
from geo.roads import RoadMap
from geo.settings import Settings

__all__ = ["Surroundings", "reach_m"]


def reach_m(settings: Settings, road_map: RoadMap) -> float:
    """Return how far anyone drives within the promise, in a straight line.

    Nobody drives farther than the whole promise at the fastest speed there is, so whoever stands
    beyond covers nothing, and no road beyond lies on the way of one who does.

    Parameters
    ----------
    settings : Settings
    road_map : RoadMap

    Returns
    -------
    float
        Metres; infinite where a station may be late more often than not and still keep its promise:
        nothing is said of how late then.
    """
    if settings.target.percentile < 0.5:
        return float("inf")
    tagged = [road_map.maxspeed_kmh, road_map.maxspeed_back_kmh]
    fastest_kmh = max(
        *settings.speeds.by_class().values(),
        *(float(np.nanmax(speeds, initial=0.0)) for speeds in tagged if len(speeds)),
    )
    return settings.target.minutes / 60 * fastest_kmh * 1000 + 2 * settings.response.max_snap_m


class Surroundings:
    """The land around places, on a plane.

    Parameters
    ----------
    lon, lat : array_like
        Degrees in WGS-84, at least one of each.
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        self._plane = local_metric_crs(lon, lat)
        x_m, y_m = project(np.asarray(lon, float), np.asarray(lat, float), self._plane)
        self._hull = shapely.MultiPoint(np.column_stack([x_m, y_m])).convex_hull

    def distance_m(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Return how far places lie outside the outline of those inside; 0 within it."""
        x_m, y_m = project(np.asarray(lon, float), np.asarray(lat, float), self._plane)
        found: NDArray[np.float64] = shapely.distance(self._hull, shapely.points(x_m, y_m))
        return found

    def outline(self, margin_m: float) -> shapely.Polygon:
        """Return the outline with a margin around it, in degrees."""
        import geopandas as gpd

        around = gpd.GeoSeries([self._hull.buffer(margin_m)], crs=self._plane)
        outline: shapely.Polygon = around.to_crs(4326).iloc[0]
        return outline
