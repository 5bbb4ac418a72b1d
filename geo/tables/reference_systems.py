"""Which of China's reference systems a file means, by a rule of our own where PROJ knows no code.

Formats lose codes. MapInfo has no CGCS2000 and writes it as WGS-84; it keeps the name of Xian 1980
and loses its ellipsoid; others leave the datum unnamed. So a transverse Mercator of scale 1 whose
meridian and false easting are those of a Gauss–Krüger zone is taken for that zone, in the system
that the datum's name says, or, where it says none, the ellipsoid. WGS-84 on such a grid is
CGCS2000: no survey in China publishes one, and the two agree to better than a metre (centimetres
between their realisations, and some 3 cm a year by which the plate has moved since 2000).
"""

import math
import re
from typing import Final

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo.tables.journal import refusal

__all__ = ["SAME_TO_M", "known_system", "name_of_unpublished", "way_to_degrees"]

SAME_TO_M: Final = 1.0
"""How far, in metres, CGCS2000 and WGS-84 may lie apart at most."""

_CGCS2000, _XIAN_1980, _BEIJING_1954 = "CGCS2000", "Xian 1980", "Beijing 1954"
# First codes of a system's zones: 3° with the zone before the easting and without, 6° likewise.
_FIRST_CODES: Final = {
    _CGCS2000: (4513, 4534, 4491, 4502),
    _XIAN_1980: (2349, 2370, 2327, 2338),
    _BEIJING_1954: (2401, 2422, 21413, 21453),
}
_GEOGRAPHIC_CODES: Final = {_CGCS2000: 4490, _XIAN_1980: 4610, _BEIJING_1954: 4214}
_NAMES: Final = (
    (re.compile(r"china[_ ]?(geodetic.*)?2000|cgcs[_ ]?2000|2000国家"), _CGCS2000),
    (re.compile(r"xi'?an[_ ]?(19)?80|西安"), _XIAN_1980),
    (re.compile(r"beijing[_ ]?(19)?54|北京"), _BEIJING_1954),
    (re.compile(r"world geodetic system 1984|wgs[_ ]?(19)?84"), _CGCS2000),
)
# Semi-major axes in metres; GRS80 and WGS 84 share theirs.
_AXES_M: Final = {6_378_137.0: _CGCS2000, 6_378_140.0: _XIAN_1980, 6_378_245.0: _BEIJING_1954}
_FIRST_THREE, _LAST_THREE = 25, 45
_FIRST_SIX, _LAST_SIX = 13, 23
_CENTRE_M: Final = 500_000.0
_METRE: Final = 1e-3
_DEGREE: Final = 1e-7
_SHOWN: Final = 100


def known_system(crs: CRS) -> CRS | None:
    """Return the system with a code that a system without one stands for; None where none does.

    Parameters
    ----------
    crs : CRS
        As a file states it.

    Returns
    -------
    CRS or None
        ``EPSG:4490``, ``4610`` or ``4214`` for degrees, a Gauss–Krüger zone for metres.
    """
    system = _system(crs)
    if system is None:
        return None
    if crs.is_geographic:
        return CRS.from_epsg(_GEOGRAPHIC_CODES[system])
    code = _zone_code(crs, _FIRST_CODES[system])
    return None if code is None else CRS.from_epsg(code)


def name_of_unpublished(crs: CRS) -> str | None:
    """Return Xian 1980 or Beijing 1954 where a system is one, whose shift is not public."""
    system = _system(crs)
    return None if system == _CGCS2000 else system


def way_to_degrees(crs: CRS, file: str) -> Transformer:
    """Return the way from a system to WGS-84, longitudes first.

    Parameters
    ----------
    crs : CRS
        As a file states it: it may be a site's own, with made-up units, or of another planet.
    file : str
        What to call the file in the message.

    Raises
    ------
    TableError
        When there is no way.
    """
    try:
        return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise refusal("tables.unknown_system", file=file, found=crs.name[:_SHOWN]) from error


def _system(crs: CRS) -> str | None:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return None
    # What is bound to WGS-84 by stated shifts needs no rule of ours.
    if crs.is_bound:
        return None
    name = geodetic.datum.name.casefold().removeprefix("d_")
    for spelling, system in _NAMES:
        if spelling.search(name):
            return system
    unnamed = name.startswith(("unknown", "unnamed", "unspecified"))
    axis = geodetic.ellipsoid.semi_major_metre if unnamed and geodetic.ellipsoid else None
    return None if axis is None else _AXES_M.get(axis)


def _zone_code(crs: CRS, first_codes: tuple[int, int, int, int]) -> int | None:
    """Return the code of the Gauss–Krüger zone that a grid is, or None."""
    operation = crs.coordinate_operation
    if operation is None or operation.method_name not in {"Transverse Mercator", "Gauss Kruger"}:
        return None
    value = {p.name.casefold(): float(p.value) for p in operation.params if p.unit_name}
    meridian = value.get("longitude of natural origin", math.nan)
    easting = value.get("false easting", math.nan)
    if (
        not math.isfinite(meridian)
        or abs(value.get("scale factor at natural origin", 1.0) - 1) > _DEGREE
        or abs(value.get("latitude of natural origin", 0.0)) > _DEGREE
        or abs(value.get("false northing", 0.0)) > _METRE
    ):
        return None
    three, six = round(meridian / 3), round((meridian + 3) / 6)
    with_three, three_bare, with_six, six_bare = first_codes
    is_three = abs(meridian - 3 * three) < _DEGREE and _FIRST_THREE <= three <= _LAST_THREE
    is_six = abs(meridian + 3 - 6 * six) < _DEGREE and _FIRST_SIX <= six <= _LAST_SIX
    for fits, zone, prefix, code in (
        (is_three, three, 0, three_bare + three - _FIRST_THREE),
        (is_three, three, three, with_three + three - _FIRST_THREE),
        (is_six, six, 0, six_bare + six - _FIRST_SIX),
        (is_six, six, six, with_six + six - _FIRST_SIX),
    ):
        if fits and zone and abs(easting - (_CENTRE_M + prefix * 1e6)) < _METRE:
            return code
    return None
