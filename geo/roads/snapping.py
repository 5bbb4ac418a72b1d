"""From a place to the road beside it: the nearest point of an edge where a crew can stop."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS

from geo.coords import local_metric_crs, project, unproject
from geo.errors import RoadsError
from geo.roads.arrays import Bools, Floats, Ints, finite_numbers, read_only
from geo.roads.polylines import lines_from_flat, take_polylines
from geo.roads.road_class import SNAP_CLASSES
from geo.roads.road_map import RoadMap
from geo.summary import Summarized

__all__ = ["SnappedPoints", "snap", "stoppable"]

# Places are projected tile by tile, each tile to a plane of its own, so that distances are true
# on a map of any size and a place snaps alike whichever other places are asked for with it.
TILE_DEG: Final = 1.0
METRES_PER_DEGREE: Final = 111_000.0


@dataclass(frozen=True, eq=False, repr=False)
class SnappedPoints(Summarized):
    """Places on roads: an edge and how far along it.

    Attributes
    ----------
    edge : ndarray of int32, shape (n,)
        Edge of the road map; -1 where no allowed road is near enough.
    fraction : ndarray of float64, shape (n,)
        Share of the edge's length from its tail, 0 to 1; 0 where there is no edge.
    distance_m : ndarray of float64, shape (n,)
        From the place to the road, metres; inf where none is near enough.
    lon, lat : ndarray of float64, shape (n,)
        The point of the road, degrees in WGS-84; the place itself where there is no edge.
    detached : ndarray of bool, shape (n,)
        True where the nearest road cannot be driven to and back, so that there is no edge.
    """

    edge: Ints
    fraction: Floats
    distance_m: Floats
    lon: Floats
    lat: Floats
    detached: Bools

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, indices: ArrayLike) -> "SnappedPoints":
        """Return some of the points, in the given order."""
        chosen = np.asarray(indices)
        return SnappedPoints(
            edge=read_only(self.edge[chosen], np.int32),
            fraction=read_only(self.fraction[chosen], np.float64),
            distance_m=read_only(self.distance_m[chosen], np.float64),
            lon=read_only(self.lon[chosen], np.float64),
            lat=read_only(self.lat[chosen], np.float64),
            detached=read_only(self.detached[chosen], np.bool_),
        )


def snap(
    road_map: RoadMap,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    max_distance_m: float = 500.0,
    allowed: Collection[str] = SNAP_CLASSES,
) -> SnappedPoints:
    """Return the nearest point of an allowed road for every place.

    Bridges, tunnels and ramps are never allowed, nor, by default, motorways and trunk roads. Where
    the nearest road is a detached one, the place is left without an edge: it is not moved to
    another road, which may lie across water.

    Parameters
    ----------
    road_map : RoadMap
    lon, lat : array_like of float, shape (n,)
        Degrees in WGS-84.
    max_distance_m : float
        How far a road may be, metres, inclusive.
    allowed : collection of str
        The road classes beside which a crew can stop.

    Returns
    -------
    SnappedPoints
        In the order of the places; of edges equally near, the lowest.

    Raises
    ------
    RoadsError
        When a position is NaN or infinite, or the distance is negative.
    """
    lons = finite_numbers("lon", lon)
    lats = finite_numbers("lat", lat, size=len(lons))
    if not max_distance_m >= 0:
        raise RoadsError("roads.max_distance", found=max_distance_m)
    found = _nearest(road_map, lons, lats, max_distance_m, allowed)
    if road_map.detached is None:
        return found
    nearer = _nearest(road_map.detached, lons, lats, max_distance_m, allowed)
    return _left_on_detached(found, nearer.distance_m, lons, lats)


def stoppable(road_map: RoadMap, allowed: Collection[str] = SNAP_CLASSES) -> Bools:
    """Return whether a crew can stop on each edge.

    Parameters
    ----------
    road_map : RoadMap
    allowed : collection of str
        The road classes beside which a crew can stop.

    Returns
    -------
    ndarray of bool, shape (n_edges,)
        Never on a bridge or in a tunnel.
    """
    return np.isin(road_map.road_class, sorted(allowed)) & ~road_map.bridge & ~road_map.tunnel


def _nearest(
    road_map: RoadMap,
    lon: Floats,
    lat: Floats,
    max_distance_m: float,
    allowed: Collection[str],
) -> SnappedPoints:
    n = len(lon)
    edge, fraction = np.full(n, -1, np.int32), np.zeros(n)
    distance_m, on_lon, on_lat = np.full(n, np.inf), lon.copy(), lat.copy()
    edges, bounds = _stoppable_bounds(road_map, frozenset(allowed))
    if n and len(edges):
        tiles, tile_of = np.unique(
            np.floor(np.column_stack([lon, lat]) / TILE_DEG), axis=0, return_inverse=True
        )
        for number, tile in enumerate(tiles):
            places = np.flatnonzero(tile_of == number)
            near = edges[_touches(bounds, lon[places], lat[places], max_distance_m)]
            if len(near) == 0:
                continue
            crs = local_metric_crs([(tile[0] + 0.5) * TILE_DEG], [(tile[1] + 0.5) * TILE_DEG])
            lines = _metric_lines(road_map, near, crs)
            points = shapely.points(*project(lon[places], lat[places], crs))
            point, line, apart_m = _nearest_lines(points, lines, max_distance_m)
            along = shapely.line_locate_point(lines[line], points[point], normalized=True)
            foot = shapely.line_interpolate_point(lines[line], along, normalized=True)
            hit = places[point]
            edge[hit], fraction[hit], distance_m[hit] = near[line], along, apart_m
            on_lon[hit], on_lat[hit] = unproject(shapely.get_x(foot), shapely.get_y(foot), crs)
    return SnappedPoints(
        edge=read_only(edge, np.int32),
        fraction=read_only(fraction, np.float64),
        distance_m=read_only(distance_m, np.float64),
        lon=read_only(on_lon, np.float64),
        lat=read_only(on_lat, np.float64),
        detached=read_only(np.zeros(n), np.bool_),
    )


def _nearest_lines(
    points: NDArray[np.object_], lines: NDArray[np.object_], max_distance_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return each point that has a line near enough, with the lowest of its nearest lines."""
    # The tree's limit excludes its own value; the exact test below includes it.
    (point, line), apart_m = shapely.STRtree(lines).query_nearest(
        points, max_distance=max(max_distance_m, 1e-6) * (1 + 1e-9), return_distance=True
    )
    near = apart_m <= max_distance_m
    point, line, apart_m = point[near], line[near], apart_m[near]
    order = np.lexsort((line, point))
    point, line, apart_m = point[order], line[order], apart_m[order]
    first = np.append(True, point[1:] != point[:-1])[: len(point)]
    return point[first], line[first], apart_m[first]


def _stoppable_bounds(
    road_map: RoadMap, allowed: frozenset[str]
) -> tuple[NDArray[np.int64], Floats]:
    """Return the edges where a crew can stop and their bounds, found once for a map."""
    known = _KNOWN.setdefault(road_map, {})
    if allowed not in known:
        edges = np.flatnonzero(stoppable(road_map, allowed))
        known[allowed] = edges, _shape_bounds(road_map, edges)
    return known[allowed]


_Bounds = dict[frozenset[str], tuple[NDArray[np.int64], Floats]]
_KNOWN: "Final[WeakKeyDictionary[RoadMap, _Bounds]]" = WeakKeyDictionary()


def _shape_bounds(road_map: RoadMap, edges: NDArray[np.integer]) -> Floats:
    offset, vertices = take_polylines(road_map.shape_offset, edges)
    lon, lat, start = road_map.shape_lon[vertices], road_map.shape_lat[vertices], offset[:-1]
    return np.column_stack(
        [
            np.minimum.reduceat(lon, start),
            np.minimum.reduceat(lat, start),
            np.maximum.reduceat(lon, start),
            np.maximum.reduceat(lat, start),
        ]
    )


def _touches(bounds: Floats, lon: Floats, lat: Floats, margin_m: float) -> Bools:
    """Return which bounds come within a margin of the box around some places, or a bit farther."""
    margin_lat = 2 * margin_m / METRES_PER_DEGREE
    farthest_lat = min(float(np.abs(lat).max()) + margin_lat, 89.9)
    margin_lon = margin_lat / np.cos(np.radians(farthest_lat))
    touches: Bools = (
        (bounds[:, 0] <= lon.max() + margin_lon)
        & (bounds[:, 2] >= lon.min() - margin_lon)
        & (bounds[:, 1] <= lat.max() + margin_lat)
        & (bounds[:, 3] >= lat.min() - margin_lat)
    )
    return touches


def _metric_lines(road_map: RoadMap, edges: NDArray[np.integer], crs: CRS) -> NDArray[np.object_]:
    offset, vertices = take_polylines(road_map.shape_offset, edges)
    x_m, y_m = project(road_map.shape_lon[vertices], road_map.shape_lat[vertices], crs)
    return lines_from_flat(offset, x_m, y_m)


def _left_on_detached(
    found: SnappedPoints, detached_m: Floats, lon: Floats, lat: Floats
) -> SnappedPoints:
    left = detached_m < found.distance_m
    return SnappedPoints(
        edge=read_only(np.where(left, -1, found.edge), np.int32),
        fraction=read_only(np.where(left, 0.0, found.fraction), np.float64),
        distance_m=read_only(np.where(left, np.inf, found.distance_m), np.float64),
        lon=read_only(np.where(left, lon, found.lon), np.float64),
        lat=read_only(np.where(left, lat, found.lat), np.float64),
        detached=read_only(left, np.bool_),
    )
