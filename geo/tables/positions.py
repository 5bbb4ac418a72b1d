"""Where rows lie: numbers or shapes of any datum become WGS-84, or are told why they cannot."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coords import (
    WGS84,
    GridZone,
    distance_m,
    is_approximate,
    is_projected,
    local_metric_crs,
    looks_like_easting,
    looks_like_northing,
    project,
    to_wgs84,
    zones_of_easting,
)
from geo.errors import InputError
from geo.tables.journal import Journal
from geo.tables.origin import Origin

__all__ = ["GIVEN_COLUMNS", "AxisOrder", "PositionRules", "locate", "question_places"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
AxisOrder = Literal["lon_lat", "lat_lon"]

GIVEN_COLUMNS: Final = ("given_lon", "given_lat", "given_datum")
"""What stood in the file where positions were converted; kept beside them in our own files."""

# A place this far outside the district, or from all the others, is a wrong number.
_FAR_M: Final = 50_000.0
_FAR_FROM_REST_M: Final = 200_000.0
_ZONES_NAMED: Final = 3


@dataclass(frozen=True, eq=False)
class PositionRules:
    """What is known about the positions of a list besides their numbers.

    Attributes
    ----------
    datum : str or None
        What the user says they are in; wins over what the file says.
    file_datum : str or None
        What the file says: its headers or its reference system.
    shifting_app : str or None
        The app that wrote the file, where it shifts coordinates.
    axis_order : {"lon_lat", "lat_lon"}
        ``"lat_lon"`` exchanges the two columns.
    boundary : shapely geometry or None
        The district, WGS-84.
    """

    datum: str | None = None
    file_datum: str | None = None
    shifting_app: str | None = None
    axis_order: AxisOrder = "lon_lat"
    boundary: BaseGeometry | None = None


def locate(
    values: pd.DataFrame, rules: PositionRules, origin: Origin, journal: Journal
) -> pd.DataFrame:
    """Turn the positions of a list into WGS-84.

    Parameters
    ----------
    values : DataFrame
        With ``lon, lat`` as numbers of any kind and ``datum`` as far as rows name theirs.
    rules : PositionRules
    origin, journal
        For remarks: rows with half a position, swapped numbers, metres without a zone, …

    Returns
    -------
    DataFrame
        With ``lon, lat`` in WGS-84, NaN where a row has no usable position, and ``datum``
        ``"wgs84"``. Where rows were converted, ``given_lon, given_lat, given_datum`` keep what
        stood in the file.
    """
    lon, lat = values["lon"].to_numpy(np.float64), values["lat"].to_numpy(np.float64)
    if rules.axis_order == "lat_lon":
        lon, lat = lat, lon
    datum = _datum_of_rows(values["datum"], rules)
    known = _without_halves(lon, lat, origin, journal)
    if rules.shifting_app and known.any() and (known & (datum == "")).any():
        journal.fault("tables.datum_needed", **origin.column("lon"), app=rules.shifting_app)
        known &= datum != ""
    datum = np.where(datum == "", WGS84, datum).astype(object)
    known = _fitting(_Pairs(lon, lat, origin, journal), known, datum, rules)
    turned = _turned(_Pairs(lon, lat, origin, journal), known, datum)
    lon, lat = np.where(turned, lat, lon), np.where(turned, lon, lat)
    out_lon, out_lat = np.full(lon.size, np.nan), np.full(lon.size, np.nan)
    for name in sorted(set(datum[known])):
        rows = np.flatnonzero(known & (datum == name))
        try:
            out_lon[rows], out_lat[rows] = to_wgs84(lon[rows], lat[rows], name)
        except InputError as error:
            index = int(rows[error.params["index"]])
            place = origin.at(index, "lon")
            journal.fault(
                "tables.outside_datum", **place, datum=name, lon=lon[index], lat=lat[index]
            )
        if is_approximate(name):
            journal.notice("tables.datum_approximate", **origin.column("lon"), datum=name)
    located = values.assign(lon=out_lon, lat=out_lat, datum=WGS84)
    converted = known & ~np.isin(datum, [WGS84, "cgcs2000"])
    if converted.any():
        for name in sorted(set(datum[converted])):
            count = int((converted & (datum == name)).sum())
            journal.notice(
                "tables.datum_converted", **origin.column("lon"), datum=name, count=count
            )
        located["given_lon"] = np.where(known, lon, np.nan)
        located["given_lat"] = np.where(known, lat, np.nan)
        located["given_datum"] = pd.Series(np.where(known, datum, ""), dtype="str")
    return located


def _datum_of_rows(stated: "pd.Series[Any]", rules: PositionRules) -> npt.NDArray[Any]:
    """Return the datum of each row: the user's word, then the row's, then the file's."""
    rows = stated.to_numpy(dtype=object)
    if rules.datum is not None:
        return np.full(rows.size, rules.datum, dtype=object)
    return np.where(rows == "", rules.file_datum or "", rows).astype(object)


def _without_halves(lon: Floats, lat: Floats, origin: Origin, journal: Journal) -> Flags:
    has_lon, has_lat = np.isfinite(lon), np.isfinite(lat)
    for index in np.flatnonzero(has_lon != has_lat):
        column = "lat" if has_lon[index] else "lon"
        journal.fault("tables.half_position", **origin.at(index, column))
    at_zero = has_lon & has_lat & (lon == 0) & (lat == 0)
    for index in np.flatnonzero(at_zero):
        journal.fault("tables.zero_position", **origin.at(index, "lon"))
    whole: Flags = has_lon & has_lat & ~at_zero
    return whole


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The numbers as they stand in the file, and how to speak about them."""

    lon: Floats
    lat: Floats
    origin: Origin
    journal: Journal

    def fault(self, key: str, index: int) -> None:
        """Note a fault of one row, with its numbers."""
        place = self.origin.at(index, "lon")
        self.journal.fault(key, **place, lon=self.lon[index], lat=self.lat[index])

    def column_fault(self, key: str, **params: object) -> None:
        """Note a fault of the whole column."""
        self.journal.fault(key, **self.origin.column("lon"), **params)


def _fitting(pairs: _Pairs, known: Flags, datum: npt.NDArray[Any], rules: PositionRules) -> Flags:
    """Return which numbers are what their datum says; tell swapped columns, metres and nonsense."""
    on_grid = np.isin(datum, [name for name in set(datum) if is_projected(name)])
    degrees = known & ~on_grid
    lon, lat = np.abs(pairs.lon), np.abs(pairs.lat)
    illegal = degrees & ~((lon <= 180) & (lat <= 90))
    swapped = illegal & (lon <= 90) & (lat <= 180)
    metres = illegal & ~swapped
    _tell_swapped(pairs, swapped, degrees)
    _tell_metres(pairs, metres, rules)
    fitting: Flags = known & ~illegal
    return fitting


def _tell_swapped(pairs: _Pairs, swapped: Flags, degrees: Flags) -> None:
    if swapped.any() and (swapped == degrees).all():
        first = int(np.argmax(swapped))
        count = int(swapped.sum())
        numbers = {"lon": pairs.lon[first], "lat": pairs.lat[first]}
        pairs.column_fault("tables.columns_swapped", count=count, **numbers)
        return
    for index in np.flatnonzero(swapped):
        pairs.fault("tables.position_swapped", int(index))


def _tell_metres(pairs: _Pairs, metres: Flags, rules: PositionRules) -> None:
    """Ask for the zone of grid coordinates, once for the file; name other impossible numbers."""
    grid = metres & (_is_grid(pairs.lon, pairs.lat) | _is_grid(pairs.lat, pairs.lon))
    for index in np.flatnonzero(metres & ~grid):
        pairs.fault("tables.impossible_position", int(index))
    if not grid.any():
        return
    first = int(np.argmax(grid))
    turned = not _is_grid(pairs.lon, pairs.lat)[first]
    easting = float((pairs.lat if turned else pairs.lon)[first])
    zones = zones_of_easting(easting)
    lon = None if rules.boundary is None else float(rules.boundary.centroid.x)
    likely = zones_of_easting(easting, lon=lon) or zones
    pairs.column_fault(
        "tables.grid_without_meridian" if zones[0].prefix is None else "tables.grid_with_prefix",
        count=int(grid.sum()),
        found=f"{easting:.0f}",
        prefix=zones[0].prefix,
        datums=_named(likely if len(likely) <= _ZONES_NAMED else []),
    )


def _is_grid(easting: Floats, northing: Floats) -> Flags:
    fits: Flags = looks_like_easting(easting) & looks_like_northing(northing)
    return fits


def _named(zones: list[GridZone]) -> str:
    """Return the codes to choose from; where the meridian is open, an example."""
    if not zones:
        return "EPSG:4547 (3°, 114°E), EPSG:4509 (6°, 117°E)"
    return ", ".join(f"{z.datum} ({z.width_deg}°, {z.meridian_deg}°E)" for z in zones)


def _turned(pairs: _Pairs, known: Flags, datum: npt.NDArray[Any]) -> Flags:
    """Return which rows have the northing first: surveyors call the northing X, maps do not."""
    on_grid = np.isin(datum, [name for name in set(datum) if is_projected(name)])
    turned = known & on_grid & _is_grid(pairs.lat, pairs.lon) & ~_is_grid(pairs.lon, pairs.lat)
    if turned.any():
        place = pairs.origin.column("lon")
        pairs.journal.notice("tables.axes_turned", **place, count=int(turned.sum()))
    return turned


def question_places(
    located: pd.DataFrame, boundary: BaseGeometry | None, origin: Origin, journal: Journal
) -> None:
    """Tell of positions outside the district, far away, or right only when swapped.

    Parameters
    ----------
    located : DataFrame
        With ``lon, lat`` in WGS-84.
    boundary : shapely geometry or None
        Without it, positions are only held against each other.
    origin, journal
    """
    lon, lat = located["lon"].to_numpy(np.float64), located["lat"].to_numpy(np.float64)
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    if not known.size:
        return
    if boundary is None:
        _question_loners(lon, lat, known, origin, journal)
        return
    shapely.prepare(boundary)
    outside = known[~shapely.intersects_xy(boundary, lon[known], lat[known])]
    if not outside.size:
        return
    away_m = _metres_outside(boundary, lon[outside], lat[outside])
    swapped_m = _metres_outside(boundary, lat[outside], lon[outside])
    for index, metres, metres_swapped in zip(outside, away_m, swapped_m, strict=True):
        place = origin.at(index, "lon")
        numbers = {"lon": round(float(lon[index]), 6), "lat": round(float(lat[index]), 6)}
        if metres <= _FAR_M:
            journal.notice("tables.outside_district", **place, km=metres / 1000, **numbers)
        elif metres_swapped <= _FAR_M:
            journal.fault("tables.position_swapped", **place, **numbers)
        else:
            journal.fault("tables.far_outside", **place, km=metres / 1000, **numbers)


def _question_loners(
    lon: Floats, lat: Floats, known: npt.NDArray[np.int64], origin: Origin, journal: Journal
) -> None:
    """Without a boundary, tell of the few rows that lie far from where most lie."""
    middle = float(np.median(lon[known])), float(np.median(lat[known]))
    away_m = distance_m(lon[known], lat[known], *middle)
    far = known[away_m > _FAR_FROM_REST_M]
    if far.size > max(1, known.size // 20):
        return
    for index in far:
        metres = distance_m(lon[index], lat[index], *middle).item()
        numbers = {"lon": round(float(lon[index]), 6), "lat": round(float(lat[index]), 6)}
        journal.notice(
            "tables.far_from_rest", **origin.at(index, "lon"), km=metres / 1000, **numbers
        )


def _metres_outside(boundary: BaseGeometry, lon: Floats, lat: Floats) -> Floats:
    """Return how far positions lie outside; inf where the numbers are no position."""
    legal = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    away = np.full(lon.size, np.inf)
    west, south, east, north = boundary.bounds
    plane = local_metric_crs([west, east], [south, north])
    flat = shapely.transform(
        boundary, lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1], plane))
    )
    # Far away the plane bends; there the distance to the middle is near enough.
    middle = (west + east) / 2, (south + north) / 2
    away[legal] = distance_m(lon[legal], lat[legal], *middle)
    near = legal & (away < 10 * _FAR_M)
    away[near] = shapely.distance(flat, shapely.points(*project(lon[near], lat[near], plane)))
    return away
