"""The nouns of a plan as plain data for the browser's map script, small enough to send once."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.cartography.palette import (
    ROAD_GROUPS,
    VERDICTS,
    road_group,
)
from geo.kept import LastMade
from geo.plan_tables import (
    operators_by_size,
    station_kinds,
)
from geo.roads import RoadMap, stoppable
from geo.text import plain_text, script_json

__all__ = [
    "basemap_data",
    "circles_json",
    "drive_minutes",
    "drive_rows",
    "encode_line",
    "encode_polygons",
    "encode_shapes",
    "estate_data",
    "estate_ids",
    "mark_radius",
    "newest_stations",
    "operator_hatches",
    "place_data",
    "promise_rows",
    "station_data",
    "verdict_digits",
    "verdict_numbers",
]

_Thing = TypeVar("_Thing")

_POLYGON: Final = int(shapely.GeometryType.POLYGON)
_UNITS_PER_DEGREE: Final = 1e5
# About 3 m: below one pixel at the closest zoom at which a whole district is looked at.
_ROAD_TOLERANCE_DEG: Final = 3e-5
_SHAPE_TOLERANCE_DEG: Final = 1e-4
# A circle parts estates that are covered from those that are late: it is drawn as it is.
_CIRCLE_TOLERANCE_DEG: Final = 2e-5
_KEPT_AREAS: Final = 1_024
"""Of a thousand stations; one takes about six kilobytes."""
_NAME_REACH_DEG: Final = 0.009
_NAME_HEIGHT_DEG: Final = 0.002
_FARTHEST_HEIGHTS: Final = 9.0
# As many as the ledger has: rounding twice would show another minute than the tables.
_MINUTE_DECIMALS: Final = 4
_LEGS: Final = ("call_min", "turnout_min", "drive_min", "access_min")

SMALLEST_RADIUS: Final = 4.2
LARGEST_RADIUS: Final = 12.0
_HOUSEHOLDS_OF_SMALLEST: Final = 60.0
_HOUSEHOLDS_OF_LARGEST: Final = 1600.0


def mark_radius(households: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the radius of each estate's mark: area by households, clipped at both ends.

    Parameters
    ----------
    households : array_like, shape (n,)
        Households per estate.

    Returns
    -------
    ndarray, shape (n,)
        Screen pixels at the middle zoom; the report scales them to millimetres.
    """
    low, high = np.sqrt(_HOUSEHOLDS_OF_SMALLEST), np.sqrt(_HOUSEHOLDS_OF_LARGEST)
    root = np.sqrt(np.asarray(households, dtype=np.float64)).clip(low, high)
    share = (root - low) / (high - low)
    radius = SMALLEST_RADIUS + (LARGEST_RADIUS - SMALLEST_RADIUS) * share
    return np.asarray(np.round(radius, 1))


def encode_line(points: npt.ArrayLike) -> list[int]:
    """Return a polyline as whole steps of 1e-5 degrees: the first point, then differences.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Longitude and latitude.

    Returns
    -------
    list of int
        ``lon, lat, dlon, dlat, …``; points that fall on the one before are left out.
    """
    given = np.asarray(points, dtype=np.float64)
    (line,) = _steps(given, np.array([0, len(given)]))
    return line


def _encoded_lines(lines: npt.NDArray[np.object_]) -> list[list[int]]:
    """Return lines or rings as :func:`encode_line` does, all at once."""
    first = np.append(0, np.cumsum(shapely.get_num_coordinates(lines)))
    return _steps(shapely.get_coordinates(lines), first)


def _steps(points: npt.NDArray[np.float64], first: npt.NDArray[np.int64]) -> list[list[int]]:
    """Return the steps of polylines that lie one after the other.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
    first : ndarray of int, shape (n_lines + 1,)
        Where each line begins, and the end of the last.
    """
    units = np.round(points * _UNITS_PER_DEGREE).astype(np.int64)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    begins = first[:-1][np.diff(first) > 0]
    steps[begins] = units[begins]
    moved = (steps[:, 0] != 0) | (steps[:, 1] != 0)
    moved[begins] = True
    numbers = steps[moved].ravel().tolist()
    until = (2 * np.append(0, np.cumsum(moved))[first]).tolist()
    return [numbers[start:end] for start, end in pairwise(until)]


def encode_polygons(
    geometries: Iterable[Any], *, tolerance_deg: float = _SHAPE_TOLERANCE_DEG
) -> list[list[list[int]]]:
    """Return polygons as lists of encoded rings, the outer ring first, without empty shapes."""
    shapes = encode_shapes(geometries, tolerance_deg=tolerance_deg)
    return [polygon for shape in shapes for polygon in shape]


def encode_shapes(
    geometries: Iterable[Any], *, tolerance_deg: float = _SHAPE_TOLERANCE_DEG
) -> list[list[list[list[int]]]]:
    """Return the polygons of each shape as :func:`encode_polygons` does."""
    given = np.array(list(geometries), dtype=object)
    parts, of_given = shapely.get_parts(given, return_index=True)
    simple = shapely.simplify(parts, tolerance_deg)
    is_drawn = (shapely.get_type_id(simple) == _POLYGON) & ~shapely.is_empty(simple)
    rings, of_polygon = shapely.get_rings(simple[is_drawn], return_index=True)
    lines = _encoded_lines(rings)
    polygons = _grouped(lines, of_polygon, int(is_drawn.sum()))
    return _grouped(polygons, of_given[is_drawn], len(given))


def _grouped(things: list[_Thing], group: npt.NDArray[np.int64], count: int) -> list[list[_Thing]]:
    """Return things by the number of their group, which never falls."""
    first = np.searchsorted(group, np.arange(count + 1)).tolist()
    return [things[start:end] for start, end in pairwise(first)]


def basemap_data(
    road_map: RoadMap,
    boundary: gpd.GeoDataFrame | None,
    water: gpd.GeoDataFrame | None = None,
    *,
    stops: bool = False,
) -> dict[str, Any]:
    """Return roads by group, water and the district's outline for the basemap.

    Parameters
    ----------
    road_map : RoadMap
        The roads.
    boundary, water : GeoDataFrame, optional
        Polygons in WGS-84.
    stops : bool
        Whether to tell apart the roads beside which no crew can stop: they stand last in each
        group, ``noStop`` says how many they are.
    """
    groups = np.array([road_group(str(name)) for name in road_map.road_class])
    lines = shapely.simplify(road_map.geometry.to_numpy(), _ROAD_TOLERANCE_DEG)
    stops_here = stoppable(road_map) if stops else np.ones(road_map.n_edges, np.bool_)
    beside = _encoded_roads(_joined(lines[stops_here], groups[stops_here]))
    passing = _encoded_roads(_joined(lines[~stops_here], groups[~stops_here]))
    return {
        "roads": {group: beside[group] + passing[group] for group in ROAD_GROUPS},
        **({"noStop": {group: len(passing[group]) for group in ROAD_GROUPS}} if stops else {}),
        "water": [] if water is None else encode_polygons(water.geometry),
        "boundary": [] if boundary is None else encode_polygons(boundary.geometry),
    }


def _encoded_roads(
    lines: dict[str, npt.NDArray[np.object_]],
) -> dict[str, list[list[int]]]:
    return {
        group: [encoded for encoded in _encoded_lines(of_group) if len(encoded) > 2]
        for group, of_group in lines.items()
    }


def _joined(
    lines: npt.NDArray[np.object_], groups: npt.NDArray[np.str_]
) -> dict[str, npt.NDArray[np.object_]]:
    """Return the lines of each group with pieces that meet end to end made one."""
    joined = {}
    for group in ROAD_GROUPS:
        of_group = shapely.multilinestrings(lines[groups == group])
        joined[group] = shapely.get_parts(shapely.line_merge(of_group))
    return joined


def verdict_digits(verdicts: Iterable[str]) -> str:
    """Return one digit per estate: the place of its verdict in the palette's ``VERDICTS``."""
    return "".join(map(str, verdict_numbers(verdicts).tolist()))


def verdict_numbers(verdicts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return the place of each verdict in :data:`geo.cartography.palette.VERDICTS`, shape (n,)."""
    numbers = pd.Index(VERDICTS).get_indexer(pd.Index(verdicts, dtype=object))
    return np.asarray(numbers, dtype=np.int64)


def located(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows have a position, shape (n,).

    Parameters
    ----------
    table : DataFrame
        The table.

    Returns
    -------
    npt.ndarray
    """
    return np.asarray(np.isfinite(table["lon"]) & np.isfinite(table["lat"]), dtype=np.bool_)


def estate_data(estates: pd.DataFrame) -> dict[str, Any]:
    """Return the located estates column by column.

    Parameters
    ----------
    estates : DataFrame
        The estates of a plan.

    Returns
    -------
    dict
        ``row`` holds each mark's position in the table, ``verdict`` one digit each, ``response``
        minutes or None, ``legs`` the four legs or None.
    """
    kept = located(estates)
    shown = estates[kept]
    response = shown["response_min"].to_numpy(dtype=np.float64, na_value=np.nan)
    legs = shown[list(_LEGS)].to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(response) & np.isfinite(legs).all(axis=1)
    return {
        "row": np.flatnonzero(kept).tolist(),
        "id": estate_ids(estates),
        "name": texts(shown["name"]),
        "place": [
            " · ".join(part for part in parts if part)
            for parts in zip(texts(shown["street"]), texts(shown["community"]), strict=True)
        ],
        "lat": np.round(shown["lat"].to_numpy(np.float64), 6).tolist(),
        "lon": np.round(shown["lon"].to_numpy(np.float64), 6).tolist(),
        "households": shown["households"].astype(int).tolist(),
        "radius": mark_radius(shown["households"]).tolist(),
        "verdict": verdict_digits(shown["verdict"]),
        "response": [
            round(value, _MINUTE_DECIMALS) if ok else None
            for value, ok in zip(response.tolist(), known.tolist(), strict=True)
        ],
        "legs": [
            [round(leg, _MINUTE_DECIMALS) for leg in row] if ok else None
            for row, ok in zip(legs.tolist(), known.tolist(), strict=True)
        ],
    }


def estate_ids(estates: pd.DataFrame) -> list[str]:
    """Return the ids of the located estates, in the order of their marks.

    Parameters
    ----------
    estates : DataFrame
        The estates of a plan.

    Returns
    -------
    list of str
    """
    return texts(estates.loc[located(estates), "estate_id"])


def station_data(
    stations: pd.DataFrame,
    *,
    names: Sequence[str],
    kinds: Sequence[str],
    lines: Sequence[Sequence[str]],
) -> list[dict[str, Any]]:
    """Return the located stations.

    Parameters
    ----------
    stations : DataFrame
        The stations of a plan.
    names, kinds : sequence of str, length n_stations
        What each is called, and its mark in :data:`geo.cartography.palette.STATION_MARKS`.
    lines : sequence of sequence of str, length n_stations
        What the tooltip says below the name.
    """
    return [
        {
            "id": plain_text(station),
            "name": plain_text(name),
            "lines": [plain_text(line) for line in below],
            "lat": round(lat, 6),
            "lon": round(lon, 6),
            "mark": kind,
        }
        for station, name, kind, below, lat, lon in zip(
            stations["station_id"],
            names,
            kinds,
            lines,
            stations["lat"].tolist(),
            stations["lon"].tolist(),
            strict=True,
        )
        if math.isfinite(lat) and math.isfinite(lon)
    ]


def circles_json(circles: gpd.GeoDataFrame, newest: Iterable[str]) -> str:
    """Return the reach of each station as JSON: ``[{newest, polygons}]``.

    Most areas are the same as a click before, and those of hundreds of stations are megabytes: each
    is written once.

    Parameters
    ----------
    circles : GeoDataFrame
        One row per station, of one number of minutes.
    newest : iterable of str
        Stations that are drawn in the accent colour.

    Returns
    -------
    str
        Of numbers alone: safe inside a script element.
    """
    accented = set(newest)
    rows = zip(circles["station_id"], circles.geometry, strict=True)
    told = (
        f'{{"newest":{json.dumps(str(station) in accented)},"polygons":{_encoded(shape)}}}'
        for station, shape in rows
    )
    return f"[{','.join(told)}]"


@lru_cache(maxsize=_KEPT_AREAS)
def _encoded(shape: Any) -> str:
    """Return the polygons of a shape as JSON."""
    return script_json(encode_polygons([shape], tolerance_deg=_CIRCLE_TOLERANCE_DEG))


def place_data(estates: pd.DataFrame, stations: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the name of each street beside its estates, the largest street first.

    The name stands where fewest marks are, within about a kilometre of the estates' middle.

    Parameters
    ----------
    estates, stations : DataFrame
        The estates and stations of a plan.
    """
    return _PLACES.of([estates, stations], lambda: _place_data(estates, stations))


_PLACES: Final[LastMade[list[dict[str, Any]]]] = LastMade()


def _place_data(estates: pd.DataFrame, stations: pd.DataFrame) -> list[dict[str, Any]]:
    shown = estates[located(estates)]
    shown = shown[shown["street"].notna() & (shown["street"].astype(str) != "")]
    middle = shown.groupby("street", sort=True).agg(
        lat=("lat", "median"), lon=("lon", "median"), households=("households", "sum")
    )
    middle = middle.sort_values("households", ascending=False, kind="stable")
    homes = shown[["lon", "lat"]].to_numpy(np.float64)
    posts = stations.loc[located(stations), ["lon", "lat"]].to_numpy(np.float64)
    # A station has its own name to its right.
    beside = np.array([_NAME_REACH_DEG, 0.0])
    marks = np.vstack([homes, posts, posts + beside / 2, posts + beside])
    places = []
    for street, lon, lat in middle[["lon", "lat"]].itertuples(name=None):
        quiet_lon, quiet_lat = _emptiest_spot(lon, lat, marks)
        # The next name keeps clear of this one as of a mark.
        marks = np.vstack([marks, [[quiet_lon, quiet_lat]] * 3])
        places.append(
            {"name": plain_text(street), "lat": round(quiet_lat, 6), "lon": round(quiet_lon, 6)}
        )
    return places


def _emptiest_spot(lon: float, lat: float, marks: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the point of a small grid about a place that lies farthest from the marks."""
    shrink = math.cos(math.radians(lat))
    steps = np.linspace(-1.0, 1.0, 7) * _NAME_REACH_DEG
    dx, dy = (grid.ravel() for grid in np.meshgrid(steps, steps))
    east = (marks[:, 0] - lon) * shrink
    north = marks[:, 1] - lat
    # Beyond so many heights of a name a mark adds nothing that could be told from none.
    far_deg = _NAME_REACH_DEG + _FARTHEST_HEIGHTS * _NAME_HEIGHT_DEG
    near = (np.abs(north) < far_deg) & (np.abs(east) < 2.5 * far_deg)
    east, north = east[near], north[near]
    # A name is wide and low: marks to its sides matter farther than those above and below.
    away = np.hypot((dx[:, None] - east) / 2.5, dy[:, None] - north) / _NAME_HEIGHT_DEG
    crowding = np.exp(-(away**2)).sum(axis=1) + 0.4 * np.hypot(dx, dy) / _NAME_REACH_DEG
    best = int(np.argmin(crowding))
    return lon + float(dx[best]) / shrink, lat + float(dy[best])


def texts(column: pd.Series) -> list[str]:
    """Return a column as text for showing, missing values as empty text."""
    return ["" if pd.isna(value) else plain_text(value) for value in column]


def bounds(*tables: gpd.GeoDataFrame | None) -> list[list[float]]:
    """Return the south-west and north-east corners, as Leaflet takes them, of all that is given."""
    boxes = [
        table.total_bounds
        for table in tables
        if table is not None and len(table) and np.isfinite(table.total_bounds).all()
    ]
    if not boxes:
        return [[-60.0, -170.0], [75.0, 170.0]]
    west, south = np.min([box[:2] for box in boxes], axis=0).tolist()
    east, north = np.max([box[2:] for box in boxes], axis=0).tolist()
    return [[south, west], [north, east]]


_HATCHES: Final = 4


def promise_rows(circles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas in which the promise is kept, one row per station on duty."""
    return circles[circles["kind"] == "promise"]


def drive_rows(circles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas reached by drive alone within so many minutes."""
    return circles[circles["kind"] == "drive"]


def drive_minutes(circles: gpd.GeoDataFrame) -> list[float]:
    """Return the minutes of which there are areas reached by drive, rising."""
    return sorted(set(drive_rows(circles)["minutes"].tolist()))


def operator_hatches(zones: pd.DataFrame) -> dict[str, int]:
    """Return the hatch of each operator: none for the one with most households, then 1, 2, 3."""
    return {name: rank % _HATCHES for rank, name in enumerate(operators_by_size(zones))}


def newest_stations(stations: pd.DataFrame) -> list[str]:
    """Return the identifiers of the proposed stations."""
    return [
        str(station)
        for station, kind in zip(stations["station_id"], station_kinds(stations), strict=True)
        if kind == "proposed"
    ]
