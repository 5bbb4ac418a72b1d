"""The ground on which each station keeps the promise: the repair circle as it is meant.

A place lies inside when a crew of the station that is called now is there within the target, as
surely as the percentile asks: call, turnout, the drive to the nearest road at the hour, the walk
from there. That is how estates are judged too, but for three things that only they have: gates,
the hours of these, and a position that may be known better than a cell of the raster. So an
estate's own ground, a few metres around its point, goes by its verdict.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage import NOT_REACHED, Coverage
from geo.kept import KeptAnswers
from geo.response import ResponseModel, drive_budget
from geo.roads import RoadNetwork, SnappedPoints
from geo.travel import service_areas
from geo.workspace.district import District

__all__ = ["CIRCLE_KINDS", "promise_areas"]

CIRCLE_KINDS: Final = ("promise", "drive")
"""What a circle tells: where the promise is kept, or how far a drive of some minutes goes."""

_GROUND_M: Final = 40.0
_WALK_STEP_M: Final = 20.0
_METRES_PER_DEGREE: Final = 111_195.0

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


def promise_areas(district: District, coverage: Coverage) -> gpd.GeoDataFrame:
    """Return where each station keeps the promise of a district, as its estates are judged.

    Parameters
    ----------
    district : District
        At its hour, with its closed roads and the stations on duty.
    coverage : Coverage
        Its verdicts by these stations.

    Returns
    -------
    GeoDataFrame
        ``station_id, minutes, kind, geometry``: one row per station on duty with the target as its
        minutes and ``promise`` as its kind; MultiPolygon, WGS-84. An estate that is covered lies
        in the area of a station that covers it; one that is late or unreachable lies in none.
    """
    stations = district.stations
    areas = [
        _with_verdicts(_area(district, coverage, number), district, coverage, number)
        for number in range(len(stations))
    ]
    return gpd.GeoDataFrame(
        {"station_id": stations["station_id"], "minutes": coverage.target_min, "kind": "promise"},
        geometry=gpd.GeoSeries(areas, index=stations.index, crs="EPSG:4326"),
    )


# A click that adds a station leaves the others where they are: what each of them serves is kept as
# long as the roads are the same.
_KNOWN: "Final[WeakKeyDictionary[RoadNetwork, KeptAnswers]]" = WeakKeyDictionary()
_ROOM_BYTES: Final = 32 * 2**20
_MOST_AREAS: Final = 500


def _area(district: District, coverage: Coverage, number: int) -> shapely.MultiPolygon:
    """Return where one station keeps the promise by the nearest road alone."""
    model = replace(coverage.model, turnout_min=float(district.turnout_min[number]))
    promise = (model, coverage.target_min, coverage.percentile)
    point = district.station_points.take([number])
    known = _KNOWN.setdefault(district.network, KeptAnswers(_ROOM_BYTES, _MOST_AREAS))
    max_walk_m = district.settings.response.max_snap_m
    key = (int(point.edge[0]), float(point.fraction[0]), max_walk_m, *promise)
    return known.answer_to(
        key, lambda: _drawn(district, point, *_drives_of_walks(*promise, max_walk_m))
    )


def _drawn(
    district: District, point: SnappedPoints, walk_m: Reals, drive_min: Reals
) -> shapely.MultiPolygon:
    (area,) = service_areas(
        district.network,
        point,
        road_map=district.road_map,
        walk_m=walk_m,
        longest_drive_min=drive_min[None, :],
    )
    return area


@lru_cache(maxsize=64)
def _drives_of_walks(
    model: ResponseModel, target_min: float, percentile: float, max_walk_m: float
) -> tuple[Reals, Reals]:
    """Return walks up to the longest, and how long the drive before each may take."""
    steps = int(np.ceil(max_walk_m / _WALK_STEP_M))
    walk_m = np.linspace(0.0, max_walk_m, steps + 1)
    return walk_m, drive_budget(
        model,
        access_min=model.access_minutes(walk_m),
        target_min=target_min,
        percentile=percentile,
        decimals=3,
    )


def _with_verdicts(
    area: shapely.MultiPolygon, district: District, coverage: Coverage, number: int
) -> shapely.MultiPolygon:
    """Return the area with the ground of those estates corrected whose verdict it contradicts."""
    judged = coverage.covered | np.isin(coverage.verdict, NOT_REACHED)
    judged &= district.estates.geometry.notna().to_numpy()
    lon, lat = (
        along.to_numpy(np.float64)[judged]
        for along in (district.estates.geometry.x, district.estates.geometry.y)
    )
    served = coverage.covers[number, judged]
    shapely.prepare(area)
    wrong = np.flatnonzero(shapely.contains_xy(area, lon, lat) != served)
    if not wrong.size:
        return area
    ground = np.array([_ground(lon, lat, served, estate) for estate in wrong.tolist()])
    area = shapely.union_all([area, *ground[served[wrong]]])
    return _polygons(shapely.difference(area, shapely.union_all(ground[~served[wrong]])))


def _ground(lon: Reals, lat: Reals, served: Flags, estate: int) -> shapely.Geometry:
    """Return a disc about an estate that holds no estate of the other answer."""
    scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(lat[estate])), 1.0])
    east_m, north_m = (lon - lon[estate]) * scale[0], (lat - lat[estate]) * scale[1]
    others_m = np.hypot(east_m, north_m)[served != served[estate]]
    disc = shapely.Point(0, 0).buffer(
        min(_GROUND_M, 0.49 * others_m.min(initial=np.inf)), quad_segs=4
    )
    return shapely.transform(disc, lambda metres: [lon[estate], lat[estate]] + metres / scale)


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    )
