"""Where a crew can be in time: it drives to the nearest road, and what is left is for the walk.

A place belongs to the area when the drive to the road beside it leaves time enough for the walk
from there. How long a drive may take for a walk of each length is given: the area knows nothing of
promises. A place is put on a road as gates are (nearest road where a crew can stop; a detached one
counts too, and is never reached), but by samples of the roads in a tree, which is a hundred times
as quick as by their lines.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import TravelError
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, stoppable, take_polylines
from geo.travel.circles import CELL_M
from geo.travel.contours import area_between, as_multipolygon
from geo.travel.places_along import places_along
from geo.travel.reach import reach
from geo.travel.road_minutes import RoadMinutes, road_minutes
from geo.travel.threads import thread_count

__all__ = ["service_areas"]

MOST_CELLS: Final = 400_000
"""A raster never has more cells: those of a crew that gets very far are larger than `CELL_M`."""

_STEP_M: Final = 15.0
_EARTH_RADIUS_M: Final = 6_371_009.0
_METRES_PER_DEGREE: Final = _EARTH_RADIUS_M * np.pi / 180
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

    The area is the contour of what is left of the time on a raster of cells of `CELL_M`, and true
    to within one of them.

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


@dataclass(frozen=True, eq=False)
class _Kerb:
    """Places at which a crew can stop, every few metres along the roads.

    Attributes
    ----------
    tree : scipy.spatial.cKDTree
        The places on the globe, metres: chords are as good as distances on it.
    edge : ndarray of int, shape (n,)
        -1 on roads that cannot be driven to.
    fraction : ndarray, shape (n,)
    """

    tree: Any
    edge: NDArray[np.int64]
    fraction: Reals


def _area(
    road_map: RoadMap, minutes: RoadMinutes, walk_m: Reals, longest_drive_min: Reals
) -> shapely.MultiPolygon:
    """Return the area that one crew serves, none where it reaches no road."""
    if not len(minutes.edge):
        return shapely.MultiPolygon()
    _, vertices = take_polylines(road_map.shape_offset, minutes.edge)
    lon, lat = road_map.shape_lon[vertices], road_map.shape_lat[vertices]
    metres_per_lon = _METRES_PER_DEGREE * np.cos(np.radians((lat.min() + lat.max()) / 2))
    x_m, y_m = lon * metres_per_lon, lat * _METRES_PER_DEGREE
    x_m, y_m = _cell_centres(x_m, y_m, margin_m=float(walk_m[-1]))
    slack = _slack_min(
        _kerb(road_map),
        minutes,
        *np.meshgrid(x_m / metres_per_lon, y_m / _METRES_PER_DEGREE),
        walk_m=walk_m,
        longest_drive_min=longest_drive_min,
    )
    area = area_between(x_m, y_m, slack, 0.0, np.inf)
    per_metre = np.array([1 / metres_per_lon, 1 / _METRES_PER_DEGREE])
    return as_multipolygon(shapely.transform(area, lambda metres: metres * per_metre))


def _cell_centres(x_m: Reals, y_m: Reals, *, margin_m: float) -> tuple[Reals, Reals]:
    """Return the centres of the columns and rows of cells that hold some places and a margin."""
    wide, high = (float(np.ptp(along)) + 2 * margin_m for along in (x_m, y_m))
    cell_m = max(CELL_M, (wide * high / MOST_CELLS) ** 0.5)
    columns, rows = (
        np.arange(
            np.floor((along.min() - margin_m) / cell_m) - 1,
            np.ceil((along.max() + margin_m) / cell_m) + 2,
        )
        * cell_m
        for along in (x_m, y_m)
    )
    return columns, rows


def _slack_min(
    kerb: _Kerb,
    minutes: RoadMinutes,
    lon: Reals,
    lat: Reals,
    *,
    walk_m: Reals,
    longest_drive_min: Reals,
) -> Reals:
    """Return the minutes left over at every place, negative where there are too few."""
    apart_m, nearest = kerb.tree.query(
        _on_globe(lon.ravel(), lat.ravel()),
        distance_upper_bound=walk_m[-1],
        workers=thread_count(None),
    )
    served = np.flatnonzero(np.isfinite(apart_m))
    edge = kerb.edge[nearest[served]]
    row = np.searchsorted(minutes.edge, edge).clip(max=len(minutes.edge) - 1)
    driven = minutes.edge[row] == edge
    served, row = served[driven], row[driven]
    drive_min = minutes.at(row, kerb.fraction[nearest[served]])
    slack = np.full(lon.size, -_MOST_SLACK_MIN)
    left_min = np.interp(apart_m[served], walk_m, longest_drive_min) - drive_min
    slack[served] = left_min.clip(-_MOST_SLACK_MIN, _MOST_SLACK_MIN)
    return slack.reshape(lon.shape)


@lru_cache(maxsize=4)
def _kerb(road_map: RoadMap) -> _Kerb:
    """Return where a crew can stop on the roads of a map, and on those detached from them."""
    from scipy.spatial import cKDTree

    edge, fraction, place = _stops(road_map)
    if road_map.detached is not None:
        _, further, beyond = _stops(road_map.detached)
        edge = np.append(edge, np.full(len(beyond), -1))
        fraction, place = np.append(fraction, further), np.concatenate([place, beyond])
    return _Kerb(cKDTree(place), edge, fraction)


def _stops(road_map: RoadMap) -> tuple[NDArray[np.int64], Reals, Reals]:
    """Return edges, fractions and places on the globe."""
    edges = np.flatnonzero(stoppable(road_map))
    offset, vertices = take_polylines(road_map.shape_offset, edges)
    lon, lat = road_map.shape_lon[vertices], road_map.shape_lat[vertices]
    shrink = np.cos(np.radians(lat.mean())) if lat.size else 1.0
    scale = _METRES_PER_DEGREE * np.array([shrink, 1.0])
    line, fraction, place = places_along(
        np.column_stack([lon, lat]) * scale,
        np.repeat(np.arange(len(edges)), np.diff(offset)),
        step_m=_STEP_M,
    )
    return edges[line], fraction, _on_globe(*(place / scale).T)


def _on_globe(lon: Reals, lat: Reals) -> Reals:
    """Return places in degrees as metres from the middle of the earth, shape (n, 3)."""
    east, north = np.radians(lon), np.radians(lat)
    flat = np.cos(north)
    return _EARTH_RADIUS_M * np.column_stack(
        [flat * np.cos(east), flat * np.sin(east), np.sin(north)]
    )
