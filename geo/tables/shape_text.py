"""A shape in a cell, as QGIS, GDAL, PostGIS and map services write it into tables.

``POINT (114.2 30.5)``, ``SRID=4490;POINT Z (114.2 30.5 20)``, hexadecimal WKB, GeoJSON.
"""

import math
import re
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely.errors import GEOSException
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.parsing import parsed_json
from geo.tables.degrees import split_position
from geo.tables.numbers import read_number

__all__ = ["ShapeRead", "read_shape"]

# GEOS cuts its message off within a sign at times: then Shapely cannot tell it.
_NO_SHAPE: Final = (GEOSException, UnicodeDecodeError)
_WKT: Final = re.compile(
    r"(?:SRID\s*=\s*(\d+)\s*;)?\s*"
    r"((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION|LINEARRING)\s*(?:Z|M|ZM)?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_HEX: Final = re.compile(r"0[01][0-9A-Fa-f]{40,}")
_CGCS2000: Final = 4490
_WGS84: Final = 4326


@dataclass(frozen=True)
class ShapeRead:
    """Where a shape lies.

    Attributes
    ----------
    place : tuple of float or None
        x and y of a point, or of a point inside an area; None for an empty shape or a line.
    datum : str
        What the shape says its numbers are in, ``""`` where it does not.
    kind : {"point", "area", "line"}
    """

    place: tuple[float, float] | None
    datum: str = ""
    kind: str = "point"


def read_shape(cell: object) -> ShapeRead | None:
    """Read a cell as a shape; None where it is none.

    Parameters
    ----------
    cell : object

    Returns
    -------
    ShapeRead or None
    """
    if not isinstance(cell, str):
        return None
    text = cell.strip().strip("'")
    if text.startswith("{"):
        return _from_json(text)
    if _HEX.fullmatch(text):
        return _from_wkb(text)
    found = _WKT.fullmatch(text)
    if found is None:
        return None
    datum = _datum_of_srid(int(found[1] or 0))
    try:
        return _placed(shapely.from_wkt(text.partition(";")[2] if found[1] else text), datum)
    except _NO_SHAPE:
        return _loosely_written(found, datum)


def _loosely_written(found: re.Match[str], datum: str) -> ShapeRead | None:
    """Read ``POINT(114.2,30.5)``: the comma is wrong, the place is plain."""
    parts = split_position(found[3]) if found[2].upper() == "POINT" else None
    numbers = [read_number(part).value for part in parts or ()]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return ShapeRead((numbers[0], numbers[1]), datum)


def _from_wkb(text: str) -> ShapeRead | None:
    try:
        shape = shapely.from_wkb(text)
    except _NO_SHAPE:
        return None
    return _placed(shape, _datum_of_srid(int(shapely.get_srid(shape))))


def _from_json(text: str) -> ShapeRead | None:
    try:
        said: Any = parsed_json(text)
        if isinstance(said, dict) and {"x", "y"} <= set(said):
            return _placed(Point(float(said["x"]), float(said["y"])), "")
        shape = shapely.from_geojson(text)
    except (*_NO_SHAPE, ValueError, TypeError):
        return None
    return None if shape is None else _placed(shape, "")


def _datum_of_srid(srid: int) -> str:
    named = {0: "", _WGS84: "wgs84", _CGCS2000: "cgcs2000"}
    return named.get(srid, f"EPSG:{srid}")


def _placed(shape: BaseGeometry, datum: str) -> ShapeRead | None:
    """Return where a shape lies: a point where it is, an area at a point inside it."""
    if shape.is_empty:
        return ShapeRead(None, datum)
    if not all(map(math.isfinite, shape.bounds)):
        return None
    if shape.geom_type in {"LineString", "MultiLineString", "LinearRing"}:
        return ShapeRead(None, datum, "line")
    single = shape.geoms[0] if getattr(shape, "geoms", ()) and len(shape.geoms) == 1 else shape
    spot = shapely.point_on_surface(single)
    kind = "point" if single.geom_type == "Point" else "area"
    return ShapeRead((float(shapely.get_x(spot)), float(shapely.get_y(spot))), datum, kind)
