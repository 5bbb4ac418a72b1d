"""The ground on which each station keeps the promise: the repair circle as it is meant.

A place lies inside when a crew of the station that is called now is there within the target, as
surely as the percentile asks: call, turnout, the drive to the nearest road at the hour, the walk
from there. That is how estates are judged too, but for three things that only they have: gates,
the hours of these, and a position that may be known better than a cell of the raster. So an
estate's own ground, a few metres around its point, goes by its verdict.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.coverage import NOT_REACHED, Coverage
from geo.kept import KeptAnswers
from geo.response import ResponseModel, drive_budget
from geo.roads import RoadNetwork, SnappedPoints
from geo.travel import service_areas
from geo.workspace.district import District

__all__ = ["CIRCLE_KINDS", "known_promise_areas", "promise_areas"]

CIRCLE_KINDS: Final = ("promise", "drive")
"""What a circle tells: where the promise is kept, or how far a drive of some minutes goes."""

_GROUND_M: Final = 40.0
_WALK_STEP_M: Final = 20.0
_METRES_PER_DEGREE: Final = 111_195.0
_SHARE_OF_WAY: Final = 0.49
"""Discs of two estates of different answers do not meet."""
_BAND_DEG: Final = 1.001 * _GROUND_M / _SHARE_OF_WAY / _METRES_PER_DEGREE

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


def promise_areas(
    district: District, coverage: Coverage, *, among: ArrayLike | None = None
) -> gpd.GeoDataFrame:
    """Return where each station keeps the promise of a district, as its estates are judged.

    Parameters
    ----------
    district : District
        At its hour, with its closed roads and the stations on duty.
    coverage : Coverage
        Its verdicts by these stations.
    among : array_like of int, optional
        The numbers of those stations on duty whose areas are wanted; all unless it is given.

    Returns
    -------
    GeoDataFrame
        ``station_id, minutes, kind, geometry``: one row per station on duty with the target as its
        minutes and ``promise`` as its kind; MultiPolygon, WGS-84. An estate that is covered lies
        in the area of a station that covers it; one that is late or unreachable lies in none.
    """
    stations = district.stations
    numbers = np.arange(len(stations)) if among is None else np.asarray(among, np.int64)
    judged, known = _Judged.of(district, coverage), _known_on(district.network)
    areas = [
        _area(_Station.of(district, coverage, number), known, judged) for number in numbers.tolist()
    ]
    ids = stations["station_id"].iloc[numbers]
    return gpd.GeoDataFrame(
        {"station_id": ids, "minutes": coverage.target_min, "kind": "promise"},
        geometry=gpd.GeoSeries(areas, index=ids.index, crs="EPSG:4326"),
    )


def known_promise_areas(district: District, coverage: Coverage) -> Flags:
    """Return of which stations :func:`promise_areas` knows the area already.

    Parameters
    ----------
    district : District
    coverage : Coverage

    Returns
    -------
    ndarray of bool, shape (n_stations,)
    """
    judged, known = _Judged.of(district, coverage), _known_on(district.network)
    stations = (_Station.of(district, coverage, number) for number in range(len(district.stations)))
    return np.array([known.known(_question(one, judged)) is not None for one in stations], bool)


# A click that adds a station leaves the others where they are: what each of them serves is kept as
# long as the roads are the same.
_KNOWN: "Final[WeakKeyDictionary[RoadNetwork, KeptAnswers]]" = WeakKeyDictionary()
_ROOM_BYTES: Final = 32 * 2**20
_MOST_AREAS: Final = 2_000


def _known_on(network: RoadNetwork) -> KeptAnswers:
    return _KNOWN.setdefault(network, KeptAnswers(_ROOM_BYTES, _MOST_AREAS))


@dataclass(frozen=True)
class _Judged:
    """The estates of which it is known whether they are reached.

    Attributes
    ----------
    those : ndarray of int
        Their numbers among all.
    lon, lat : ndarray
    digest : bytes
        Of all this.
    northward : ndarray of int
        From south to north: numbers among those that are judged.
    north_lat : ndarray
        Their latitudes, rising.
    """

    those: NDArray[np.int64]
    lon: Reals
    lat: Reals
    digest: bytes
    northward: NDArray[np.int64]
    north_lat: Reals

    @classmethod
    def of(cls, district: District, coverage: Coverage) -> "_Judged":
        place = district.estates.geometry
        judged = coverage.covered | np.isin(coverage.verdict, NOT_REACHED)
        those = np.flatnonzero(judged & place.notna().to_numpy())
        lon, lat = (along.to_numpy(np.float64)[those] for along in (place.x, place.y))
        northward = np.argsort(lat, kind="stable")
        return cls(those, lon, lat, _digest(those, lon, lat), northward, lat[northward])

    def beside(self, lat: float) -> NDArray[np.int64]:
        """Return the estates near enough to a parallel to be in the way of a disc on it."""
        band = np.searchsorted(self.north_lat, [lat - _BAND_DEG, lat + _BAND_DEG])
        return self.northward[slice(*band.tolist())]


@dataclass(frozen=True)
class _Station:
    """What the area of one station depends on.

    Attributes
    ----------
    district : District
    point : SnappedPoints
        One.
    promise : (ResponseModel, float, float)
        With its own turnout; target and percentile.
    covers : ndarray of bool, shape (n_estates,)
    """

    district: District
    point: SnappedPoints
    promise: tuple[ResponseModel, float, float]
    covers: Flags

    @classmethod
    def of(cls, district: District, coverage: Coverage, number: int) -> "_Station":
        model = replace(coverage.model, turnout_min=float(district.turnout_min[number]))
        return cls(
            district,
            district.station_points.take([number]),
            (model, coverage.target_min, coverage.percentile),
            coverage.covers[number],
        )

    @property
    def max_walk_m(self) -> float:
        """How far a crew walks from its vehicle."""
        return self.district.settings.response.max_snap_m

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What the ground depends on that it reaches by its nearest road alone."""
        place = int(self.point.edge[0]), float(self.point.fraction[0])
        return (*place, self.max_walk_m, *self.promise)

    def drawn(self) -> shapely.MultiPolygon:
        """Return where the promise is kept by the nearest road alone."""
        walk_m, drive_min = _drives_of_walks(*self.promise, self.max_walk_m)
        (area,) = service_areas(
            self.district.network,
            self.point,
            road_map=self.district.road_map,
            walk_m=walk_m,
            longest_drive_min=drive_min[None, :],
        )
        return area


def _area(station: _Station, known: KeptAnswers, judged: _Judged) -> shapely.MultiPolygon:
    """Return where one station keeps the promise, as the estates are judged."""
    return known.answer_to(
        _question(station, judged),
        lambda: _with_verdicts(
            known.answer_to(station.key, station.drawn), judged, station.covers[judged.those]
        ),
    )


def _question(station: _Station, judged: _Judged) -> Hashable:
    """Return what the area of a station depends on."""
    return station.key, judged.digest, _digest(station.covers[judged.those])


def _digest(*arrays: NDArray[Any]) -> bytes:
    summed = blake2b(digest_size=16)
    for array in arrays:
        summed.update(array.tobytes())
    return summed.digest()


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
    area: shapely.MultiPolygon, judged: _Judged, served: Flags
) -> shapely.MultiPolygon:
    """Return the area with the ground of those estates corrected whose verdict it contradicts."""
    shapely.prepare(area)
    wrong = np.flatnonzero(shapely.contains_xy(area, judged.lon, judged.lat) != served)
    if not wrong.size:
        return area
    ground = np.array([_ground(judged, served, estate) for estate in wrong.tolist()])
    area = shapely.union_all([area, *ground[served[wrong]]])
    return _polygons(shapely.difference(area, shapely.union_all(ground[~served[wrong]])))


def _ground(judged: _Judged, served: Flags, estate: int) -> shapely.Geometry:
    """Return a disc about an estate that holds no estate of the other answer."""
    lon, lat = float(judged.lon[estate]), float(judged.lat[estate])
    others = judged.beside(lat)
    others = others[served[others] != served[estate]]
    scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(lat)), 1.0])
    east_m, north_m = (judged.lon[others] - lon) * scale[0], (judged.lat[others] - lat) * scale[1]
    others_m = np.hypot(east_m, north_m)
    disc = shapely.Point(0, 0).buffer(
        min(_GROUND_M, _SHARE_OF_WAY * others_m.min(initial=np.inf)), quad_segs=4
    )
    return shapely.transform(disc, lambda metres: [lon, lat] + metres / scale)


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(
        [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    )
