"""Datums: what a pair of numbers means, and the way from each to WGS-84 and back.

A datum is named ``wgs84``, ``gcj02`` (Amap, Tencent, Google's China maps), ``bd09`` (Baidu),
``cgcs2000`` (degrees; within a decimetre of WGS-84 and taken as equal) or, for grid coordinates,
by its EPSG code, ``EPSG:4547``.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.coords.china_shifts import (
    bd09_to_wgs84,
    gcj02_to_wgs84,
    is_shifted,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geo.errors import InputError

__all__ = [
    "DATUMS",
    "WGS84",
    "from_wgs84",
    "is_approximate",
    "is_projected",
    "parse_datum",
    "to_wgs84",
]

Floats = npt.NDArray[np.float64]

WGS84: Final = "wgs84"
DATUMS: Final = ("wgs84", "gcj02", "bd09", "cgcs2000")

# What people write for a datum, after folding case, width, blanks and punctuation.
_SPELLINGS: Final = {
    "wgs84": {"wgs84", "wgs1984", "gps", "epsg4326", "ogccrs84", "crs84", "大地坐标", "gps坐标"},
    "gcj02": {"gcj02", "gcj2", "gcj", "amap", "gaode", "tencent", "mars", "qq"}
    | {"高德", "高德坐标", "腾讯", "腾讯坐标", "火星", "火星坐标", "火星坐标系", "国测局"},
    "bd09": {"bd09", "bd9", "bd09ll", "bd", "baidu", "百度", "百度坐标", "百度坐标系"},
    "cgcs2000": {"cgcs2000", "cgcs", "epsg4490", "国家2000", "2000国家大地坐标系", "2000坐标系"}
    | {"国家大地2000", "大地2000", "天地图", "tianditu"},
}
_DATUM_OF: Final = {text: datum for datum, texts in _SPELLINGS.items() for text in texts}

# Datums whose coordinates are WGS-84's to better than a metre without any shift.
_SAME_AS_WGS84: Final = (
    "World Geodetic System 1984",
    "China 2000",
    "European Terrestrial Reference",
)


def parse_datum(text: str) -> str:
    """Return the name of a datum in the form used throughout the program.

    Parameters
    ----------
    text : str
        ``wgs84``, ``GCJ-02``, ``百度``, ``国家2000``, ``EPSG:4547`` and the like.

    Returns
    -------
    str
        One of :data:`DATUMS`, or ``"EPSG:<code>"``.

    Raises
    ------
    InputError
        When the text names none of them; the message lists the valid ones.
    """
    folded = re.sub(r"[\s\-_:：]", "", unicodedata.normalize("NFKC", str(text)).casefold())
    if datum := _DATUM_OF.get(folded):
        return datum
    if code := re.fullmatch(r"epsg(\d{4,6})", folded):
        name = f"EPSG:{code[1]}"
        _crs(name)
        return name
    raise InputError("coords.unknown_datum", found=str(text), valid=", ".join(DATUMS))


def is_projected(datum: str) -> bool:
    """Return whether a datum's coordinates are metres on a grid instead of degrees.

    Parameters
    ----------
    datum : str
        Name of a datum or a reference system.

    Returns
    -------
    bool
    """
    return datum not in DATUMS and bool(_crs(datum).is_projected)


def is_approximate(datum: str) -> bool:
    """Return whether the way to WGS-84 ignores a datum shift that is not public.

    True for Beijing 1954 and Xian 1980: their parameters are kept by the surveying offices, and
    without them a position is up to about 150 m off.

    Parameters
    ----------
    datum : str
        Name of a datum or a reference system.

    Returns
    -------
    bool
    """
    if datum in DATUMS:
        return False
    geodetic = _crs(datum).geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return True
    if geodetic.datum.name.startswith(_SAME_AS_WGS84):
        return False
    return bool(_transformer(datum, "EPSG:4326").accuracy < 0)


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> tuple[Floats, Floats]:
    """Return WGS-84 positions of coordinates in another datum.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees; for a grid, easting and northing in metres. NaN stays NaN.
    datum : str
        Anything :func:`parse_datum` takes.

    Returns
    -------
    lon, lat : ndarray of float64, shape (n,)
        WGS-84, in degrees.

    Raises
    ------
    InputError
        When the datum is unknown, or a position lies outside what the datum can hold.

    Notes
    -----
    GCJ-02 and BD-09 shift positions only inside the box around China (72.004–137.8347°E,
    0.8293–55.8271°N) that their algorithm is defined on; outside it they equal WGS-84. The
    inverse is iterated until it meets the forward formula: a round trip is good to 0.01 mm.
    """
    return _converted(lon, lat, parse_datum(datum), _INVERSE, to_degrees=True)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> tuple[Floats, Floats]:
    """Return the coordinates that WGS-84 positions have in another datum.

    The inverse of :func:`to_wgs84`, with the same arguments and errors.

    Parameters
    ----------
    lon : npt.array_like
        Longitude in degrees.
    lat : npt.array_like
        Latitude in degrees.
    datum : str
        Name of a datum or a reference system.

    Returns
    -------
    tuple[Floats, Floats]
    """
    return _converted(lon, lat, parse_datum(datum), _FORWARD, to_degrees=False)


_Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

_FORWARD: Final[dict[str, _Shift]] = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
_INVERSE: Final[dict[str, _Shift]] = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}


def _converted(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    datum: str,
    shifts: dict[str, _Shift],
    *,
    to_degrees: bool,
) -> tuple[Floats, Floats]:
    x, y = np.broadcast_arrays(
        np.atleast_1d(np.asarray(lon, dtype=np.float64)),
        np.atleast_1d(np.asarray(lat, dtype=np.float64)),
    )
    given = np.isfinite(x) & np.isfinite(y)
    _require_range(x, y, given, degrees=not (to_degrees and is_projected(datum)))
    if datum in shifts:
        return _shifted(x, y, given, shifts[datum])
    if datum in DATUMS:
        return np.where(given, x, np.nan), np.where(given, y, np.nan)
    source, target = (datum, "EPSG:4326") if to_degrees else ("EPSG:4326", datum)
    east, north = _transformer(source, target).transform(x, y)
    lost = given & ~(np.isfinite(east) & np.isfinite(north))
    _require_none(lost, x, y, "coords.outside_datum", datum=datum)
    return np.where(given, east, np.nan), np.where(given, north, np.nan)


def _shifted(
    x: Floats, y: Floats, given: npt.NDArray[np.bool_], shift: _Shift
) -> tuple[Floats, Floats]:
    lon, lat = np.where(given, x, np.nan), np.where(given, y, np.nan)
    moved = given & is_shifted(x, y)
    lon[moved], lat[moved] = shift(x[moved], y[moved])
    return lon, lat


def _require_range(x: Floats, y: Floats, given: npt.NDArray[np.bool_], *, degrees: bool) -> None:
    if degrees:
        beyond = given & ((np.abs(x) > 180) | (np.abs(y) > 90))
        _require_none(beyond, x, y, "coords.not_degrees")


def _require_none(
    bad: npt.NDArray[np.bool_], x: Floats, y: Floats, key: str, **params: Any
) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        place: dict[str, Any] = {"index": first, "lon": float(x[first]), "lat": float(y[first])}
        raise InputError(key, count=int(bad.sum()), **place, **params)


@lru_cache(maxsize=256)
def _crs(name: str) -> CRS:
    try:
        return CRS.from_user_input(name)
    except CRSError as error:
        raise InputError("coords.unknown_datum", found=name, valid=", ".join(DATUMS)) from error


@lru_cache(maxsize=256)
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(_crs(source), _crs(target), always_xy=True)
    except ProjError as error:
        # A code for heights, or for another planet.
        raise InputError("coords.unknown_datum", found=source, valid=", ".join(DATUMS)) from error
