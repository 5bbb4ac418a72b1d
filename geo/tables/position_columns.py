"""Positions that no header names, or only half: found by what the cells hold, or told.

A list whose places are silently not read is a list of estates that count as unsure.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coords import WGS84, distance_m, to_wgs84
from geo.tables.cells import is_blank, is_placeholder, per_value
from geo.tables.degrees import read_angle, split_position
from geo.tables.header_datums import datum_of_header
from geo.tables.headers import HeaderMatch, match_headers
from geo.tables.journal import Journal, refusal
from geo.tables.list_schemas import ListSchema
from geo.tables.shape_text import read_shape
from geo.tables.sheets import Listing

__all__ = ["settle_positions"]

# What a plain pair may be in, and how near two readings of one place lie.
_DATUMS: Final = (WGS84, "gcj02", "bd09")
_SAME_PLACE_M: Final = 60.0
_HINT: Final = re.compile(
    r"经度|纬度|经纬|坐标|北纬|东经|(?<![a-z])(lng|lon|lat|longitude|latitude|coords?|geom|wkt|gps)"
    r"(?![a-z])|bd09|gcj|wgs|墨卡托|地理哈希|(?<![a-z])(?:mercator|geohash|plus[-_ ]?code)",
    re.IGNORECASE,
)


def settle_positions(
    match: HeaderMatch, listing: Listing, schema: ListSchema, journal: Journal
) -> HeaderMatch:
    """Find the positions of a list where its headers do not name them.

    Parameters
    ----------
    match : HeaderMatch
    listing : Listing
    schema : ListSchema
    journal : Journal
        Is told which column was taken, or which looks like positions and was not read.

    Returns
    -------
    HeaderMatch

    Raises
    ------
    TableError
        When there is a longitude without a latitude, or the other way round.
    """
    if not schema.positioned or listing.points is not None:
        return match
    half = [name for name in ("lon", "lat") if name in match.header_of]
    if len(half) == 2 and match.datum is None:
        return _with_datum_of_others(match, listing, schema, journal)
    if len(half) == 2 or "lon_lat" in match.header_of or "shape" in match.header_of:
        return match
    if half:
        return _with_other_half(match, listing, half[0])
    return _found_by_content(match, listing, journal)


def _in_degrees(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which pairs of longitude and latitude are places on Earth; NaN is none."""
    return np.asarray((np.abs(pairs) <= np.array([[180.0], [90.0]])).all(axis=0))


def _with_datum_of_others(
    match: HeaderMatch, listing: Listing, schema: ListSchema, journal: Journal
) -> HeaderMatch:
    """Find the datum of a plain pair by a second one that names its own, where there is one."""
    others = match_headers(match.unused, schema)
    if others.datum is None or not {"lon", "lat"} <= set(others.header_of):
        return match
    plain, named = _numbers(match, listing), _numbers(others, listing)
    # What is no place in degrees, such as metres or a slip of the pen, says nothing of the datum.
    both = _in_degrees(plain) & _in_degrees(named)
    own, other = match.header_of["lon"], others.header_of["lon"]
    if not both.any():
        return match
    there = to_wgs84(named[0, both], named[1, both], others.datum)
    lon, lat = plain[:, both]
    apart_m = {
        datum: float(np.median(distance_m(*to_wgs84(lon, lat, datum), *there))) for datum in _DATUMS
    }
    datum = min(apart_m, key=lambda one: apart_m[one])
    if apart_m[datum] > _SAME_PLACE_M:
        metres = round(apart_m[WGS84])
        journal.notice(
            "tables.positions_differ", file=listing.label, column=own, other=other, metres=metres
        )
        return match
    if datum == WGS84:
        return match
    journal.notice("tables.datum_found", file=listing.label, column=own, other=other, datum=datum)
    return replace(match, datum=datum)


def _numbers(match: HeaderMatch, listing: Listing) -> npt.NDArray[np.float64]:
    """Return the longitudes and latitudes of a file as they stand, shape (2, n)."""
    return np.array(
        [
            pd.to_numeric(listing.cells[match.header_of[name]], errors="coerce").to_numpy(float)
            for name in ("lon", "lat")
        ]
    )


def _with_other_half(match: HeaderMatch, listing: Listing, name: str) -> HeaderMatch:
    """Read both numbers from a column that is headed as one of them, or refuse it."""
    header = match.header_of[name]
    if _all_cells(listing, header, _is_pair):
        return match.without(name).with_header("lon_lat", header)
    if per_value(listing.cells[header], is_blank).all():
        return match.without(name)
    raise refusal("tables.half_columns", file=listing.label, column=header)


def _found_by_content(match: HeaderMatch, listing: Listing, journal: Journal) -> HeaderMatch:
    address = match.header_of.get("address")
    free = [*match.unused, *([address] if address else [])]
    found = [
        (name, header)
        for name, fits in (("lon_lat", _is_pair), ("shape", _is_shape))
        for header in free
        if _all_cells(listing, header, fits)
    ]
    if len(found) == 1:
        name, header = found[0]
        journal.notice("tables.positions_found", file=listing.label, column=header)
        taken = match.without("address") if header == address else match
        return replace(taken.with_header(name, header), datum=datum_of_header(header))
    unread = [header for _, header in found] or [h for h in match.unused if _HINT.search(h)]
    if unread:
        shown = ", ".join(unread)
        journal.notice("tables.positions_unread", file=listing.label, columns=shown)
    return match


def _all_cells(listing: Listing, header: str, fits: Callable[[object], bool]) -> bool:
    """Return whether a column has cells, all of which hold what is looked for."""
    cells = listing.cells[header]
    blank = per_value(cells, lambda cell: is_blank(cell) or is_placeholder(cell))
    return bool(not blank.all() and per_value(cells[~blank], fits).all())


def _is_pair(cell: object) -> bool:
    """Return whether a cell holds two numbers that can only be degrees, with their fractions."""
    if not isinstance(cell, str):
        return False
    parts = split_position(cell)
    if parts is None:
        return False
    numbers = [read_angle(part).value for part in parts]
    degrees = all(number is not None and abs(number) <= 180 for number in numbers)
    return degrees and all(number != round(number or 0) for number in numbers)


def _is_shape(cell: object) -> bool:
    return read_shape(cell) is not None
