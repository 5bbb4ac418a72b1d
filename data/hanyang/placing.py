"""Points beside the roads on which estates, gates and stations may stand."""

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.roads import SNAP_CLASSES, RoadMap

PLANE = CRS.from_epsg(4547)
"""CGCS2000, 3-degree Gauss-Krueger, central meridian 114 E: true to scale in Wuhan."""

HOME_CLASSES = ("residential", "unclassified", "living_street", "tertiary")
SPOT_SPACING_M = 60.0


class Roadside:
    """Answers where the roads are, in metres of ``PLANE``."""

    def __init__(self, road_map: RoadMap) -> None:
        lines = road_map.geometry.to_crs(PLANE).to_numpy()
        classes = road_map.road_class
        self._homes = lines[np.isin(classes, HOME_CLASSES)]
        closed = ~np.isin(classes, list(SNAP_CLASSES))
        self._closed = shapely.STRtree(lines[closed])
        self._open_lines = lines[~closed]
        self._open = shapely.STRtree(self._open_lines)
        self._open_is_home = np.isin(classes[~closed], HOME_CLASSES)

    def home_roads_within(self, area: BaseGeometry) -> npt.NDArray[np.object_]:
        """Return the parts of the residential and smaller roads that lie inside ``area``."""
        shapely.prepare(area)
        near = self._homes[shapely.intersects(self._homes, area)]
        parts = shapely.get_parts(shapely.intersection(near, area))
        lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
        inside: npt.NDArray[np.object_] = parts[lines & (shapely.length(parts) > 0)]
        return inside

    def spots_within(self, area: BaseGeometry) -> npt.NDArray[np.float64]:
        """Return points (n, 2) spread along those roads."""
        return np.concatenate(
            [
                shapely.get_coordinates(
                    shapely.line_interpolate_point(
                        road, np.arange(SPOT_SPACING_M / 2, road.length, SPOT_SPACING_M)
                    )
                )
                for road in self.home_roads_within(area)
            ]
        )

    def distance_m(self, x_m: float, y_m: float) -> float:
        """Return the distance to the nearest road that a crew can leave."""
        return float(shapely.distance(shapely.Point(x_m, y_m), self._nearest(x_m, y_m)))

    def stands_at_home_road(self, x_m: float, y_m: float) -> bool:
        """Say whether the nearest road is residential or smaller, and no expressway is nearer."""
        point = shapely.Point(x_m, y_m)
        nearest = self._open.nearest(point)
        gap = shapely.distance(point, self._open_lines[nearest])
        expressway = self._closed.geometries[self._closed.nearest(point)]
        return bool(self._open_is_home[nearest] and shapely.distance(point, expressway) > gap)

    def foot_point(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Return the nearest point of a road that a crew can leave."""
        line = self._nearest(x_m, y_m)
        foot = shapely.line_interpolate_point(
            line, shapely.line_locate_point(line, shapely.Point(x_m, y_m))
        )
        return float(foot.x), float(foot.y)

    def _nearest(self, x_m: float, y_m: float) -> BaseGeometry:
        return self._open_lines[self._open.nearest(shapely.Point(x_m, y_m))]


def beside(line: BaseGeometry, share: float, offset_m: float) -> tuple[float, float]:
    """Return the point ``offset_m`` to the left of ``line`` at ``share`` of its length.

    A negative offset lies to the right.
    """
    at_m = share * line.length
    before = line.interpolate(max(at_m - 1.0, 0.0))
    after = line.interpolate(min(at_m + 1.0, line.length))
    foot = line.interpolate(at_m)
    step = np.hypot(after.x - before.x, after.y - before.y)
    return (
        float(foot.x - offset_m * (after.y - before.y) / step),
        float(foot.y + offset_m * (after.x - before.x) / step),
    )
