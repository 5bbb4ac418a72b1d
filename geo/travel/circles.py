"""Repair circles: polygons around the roads that a crew reaches within a limit.

A polygon never claims land between roads that are not reached: it is a band of fixed width around
the reached stretches, holes kept, and a river is crossed only where a bridge is driven.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from pyproj import CRS

from geo.coords import local_metric_crs, project, unproject
from geo.errors import TravelError
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, lines_from_flat, take_polylines
from geo.travel.contours import area_between, as_multipolygon
from geo.travel.places_along import places_along
from geo.travel.reach import reach
from geo.travel.road_minutes import RoadMinutes, road_minutes

__all__ = ["BAND_M", "CELL_M", "circles", "exact_circles"]

BAND_M: Final = 60.0
"""Half width of the band around a reached road, metres."""

CELL_M: Final = 30.0
"""Cell of the raster behind the quick polygons, metres; they are true to within it."""

SAMPLE_M: Final = 15.0

_MARGIN: Final = int(BAND_M // CELL_M) + 2
"""Cells about a reached one whose distance the contour at `BAND_M` may ask for."""
_STEPS_ABOUT: Final = sorted(
    (
        (down**2 + right**2, down, right)
        for down, right in product(range(-_MARGIN, _MARGIN + 1), repeat=2)
        if down**2 + right**2 <= _MARGIN**2
    ),
    reverse=True,
)

_Shapes = Callable[[RoadMinutes, NDArray[np.object_], list[float]], list[shapely.Geometry]]


def circles(
    network: RoadNetwork,
    origins: SnappedPoints,
    *,
    road_map: RoadMap,
    limits_min: Sequence[float] = (5.0, 10.0, 15.0),
    names: Iterable[str] | None = None,
) -> gpd.GeoDataFrame:
    """Return the repair circles of stations, quickly, for the screen.

    The reached roads are drawn into a raster, every cell gets its distance to them, and the
    polygon is the contour at `BAND_M`. A node that is not reached lies inside only when it is
    nearer than ``BAND_M + CELL_M`` to a road that is.

    Parameters
    ----------
    network : RoadNetwork
        Of the road map; with or without turns.
    origins : SnappedPoints, length n
        The stations; one without an edge has empty polygons.
    road_map : RoadMap
        The shapes of the roads.
    limits_min : sequence of float
        Minutes of driving, each at least 0.
    names : iterable of str, optional
        What the stations are called; their numbers when left out.

    Returns
    -------
    GeoDataFrame
        Columns ``station_id``, ``minutes``, ``geometry`` (MultiPolygon, WGS-84); one row per
        station and limit, stations in order, limits as given.

    Raises
    ------
    TravelError
        When a limit is negative, infinite or NaN, or there are not as many names as stations.
    """
    return _circles(network, origins, road_map, limits_min, names, shapes=_contours)


def exact_circles(
    network: RoadNetwork,
    origins: SnappedPoints,
    *,
    road_map: RoadMap,
    limits_min: Sequence[float] = (5.0, 10.0, 15.0),
    names: Iterable[str] | None = None,
) -> gpd.GeoDataFrame:
    """Return the repair circles of stations as buffers of the reached roads, for export.

    The polygon is everything within `BAND_M` of a reached stretch, cut where the time runs out.
    Parameters, columns and errors are those of :func:`circles`; it takes about ten times as long.

    Parameters
    ----------
    network : RoadNetwork
        The roads as minutes.
    origins : SnappedPoints
        Where crews start.
    road_map : RoadMap
        The roads with their shapes.
    limits_min : sequence of float
        Drive minutes of the circles.
    names : Iterable[str], optional
        What each is called.

    Returns
    -------
    GeoDataFrame
    """
    return _circles(network, origins, road_map, limits_min, names, shapes=_buffers)


def _circles(
    network: RoadNetwork,
    origins: SnappedPoints,
    road_map: RoadMap,
    limits_min: Sequence[float],
    names: Iterable[str] | None,
    *,
    shapes: _Shapes,
) -> gpd.GeoDataFrame:
    limits = [_finite_limit(limit) for limit in limits_min]
    station_id = list(range(len(origins))) if names is None else list(names)
    if len(station_id) != len(origins):
        raise TravelError("travel.names", found=len(station_id), wanted=len(origins))
    node_min = reach(network, origins, limit_min=max(limits, default=0.0))
    polygons = []
    for number in range(len(origins)):
        minutes = road_minutes(network, origins, number, node_min[number])
        crs = local_metric_crs(origins.lon[[number]], origins.lat[[number]])
        lines = _plane_lines(road_map, minutes.edge, crs)
        polygons += [_in_degrees(shape, crs) for shape in shapes(minutes, lines, limits)]
    return gpd.GeoDataFrame(
        {
            "station_id": [name for name in station_id for _ in limits],
            "minutes": np.tile(np.array(limits, dtype=np.float64), len(station_id)),
        },
        geometry=gpd.GeoSeries(polygons, crs="EPSG:4326"),
    )


def _finite_limit(limit_min: float) -> float:
    if not 0 <= limit_min < np.inf:
        raise TravelError("travel.circle_limit", found=limit_min)
    return float(limit_min)


def _plane_lines(road_map: RoadMap, edges: NDArray[np.int64], crs: CRS) -> NDArray[np.object_]:
    offset, vertices = take_polylines(road_map.shape_offset, edges)
    x_m, y_m = project(road_map.shape_lon[vertices], road_map.shape_lat[vertices], crs)
    return lines_from_flat(offset, x_m, y_m)


def _buffers(
    minutes: RoadMinutes, lines: NDArray[np.object_], limits_min: list[float]
) -> list[shapely.Geometry]:
    return [
        shapely.union_all(
            shapely.buffer(_reached_lines(minutes, lines, limit), BAND_M, quad_segs=4)
        )
        for limit in limits_min
    ]


def _reached_lines(
    minutes: RoadMinutes, lines: NDArray[np.object_], limit_min: float
) -> NDArray[np.object_]:
    row, begin, end = minutes.stretches(limit_min)
    is_whole = (begin <= 0) & (end >= 1)
    whole = np.unique(row[is_whole])
    is_part = ~np.isin(row, whole)
    parts = [
        shapely.ops.substring(lines[line], start, stop, normalized=True)
        for line, start, stop in zip(row[is_part], begin[is_part], end[is_part], strict=True)
    ]
    return np.concatenate([lines[whole], np.array(parts, dtype=np.object_)])


def _contours(
    minutes: RoadMinutes, lines: NDArray[np.object_], limits_min: list[float]
) -> list[shapely.Geometry]:
    x_m, y_m, reached_min = _reached_places(minutes, lines, max(limits_min, default=0.0))
    return [_contour(x_m[reached_min <= limit], y_m[reached_min <= limit]) for limit in limits_min]


def _contour(x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> shapely.Geometry:
    """Return what lies within `BAND_M` of some places, true to `CELL_M`."""
    if len(x_m) == 0:
        return shapely.MultiPolygon()
    column = np.floor(x_m / CELL_M).astype(np.int64)
    row = np.floor(y_m / CELL_M).astype(np.int64)
    first_column, first_row = column.min() - _MARGIN, row.min() - _MARGIN
    apart = _cells_apart(row - first_row, column - first_column)
    return area_between(
        (first_column + np.arange(apart.shape[1]) + 0.5) * CELL_M,
        (first_row + np.arange(apart.shape[0]) + 0.5) * CELL_M,
        apart * CELL_M,
        -1.0,
        BAND_M,
    )


def _cells_apart(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many cells each cell of a raster is from some, as far as the contour looks.

    Parameters
    ----------
    row, column : ndarray of int, shape (n,)
        At least `_MARGIN` from the raster's first row and column.

    Returns
    -------
    ndarray
        One more than `_MARGIN` where it is farther.
    """
    shape = row.max() + _MARGIN + 1, column.max() + _MARGIN + 1
    reached = np.zeros(shape, np.bool_)
    reached[row, column] = True
    row, column = np.nonzero(reached)
    apart = np.full(shape, _MARGIN + 1.0)
    # From far to near: the nearest of several comes last and stays.
    for squared, down, right in _STEPS_ABOUT:
        apart[row + down, column + right] = np.sqrt(squared)
    return apart


def _reached_places(
    minutes: RoadMinutes, lines: NDArray[np.object_], limit_min: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return places at most `SAMPLE_M` apart along the reached stretches, and their minutes."""
    vertex, line = shapely.get_coordinates(lines, return_index=True)
    row, fraction, place = places_along(vertex, line, step_m=SAMPLE_M)
    reached_min = minutes.at(row, fraction)
    kept = reached_min <= limit_min
    return place[kept, 0], place[kept, 1], reached_min[kept]


def _in_degrees(shape: shapely.Geometry, crs: CRS) -> shapely.MultiPolygon:
    degrees = shapely.transform(shape, lambda x, y: unproject(x, y, crs), interleaved=False)
    return as_multipolygon(degrees)
