"""China's Gauss–Krüger grids (CGCS2000): which zones an easting can belong to.

A grid coordinate alone does not say where it is. Northings count from the equator; eastings count
from the central meridian of a zone, which lies at 500,000 m. Some files write the number of the
zone before the easting (38,512,345 m is zone 38), others leave it out, and then the meridian has
to be asked for.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["GridZone", "looks_like_easting", "looks_like_northing", "zones_of_easting"]

_WITHIN_ZONE_M: Final = (100_000.0, 900_000.0)
_NORTHING_M: Final = (300_000.0, 6_200_000.0)


@dataclass(frozen=True)
class GridZone:
    """One zone of a Gauss–Krüger grid.

    Attributes
    ----------
    epsg : int
        EPSG code of the projected reference system (CGCS2000).
    meridian_deg : int
        Longitude of the central meridian, in degrees east.
    width_deg : int
        3 or 6.
    prefix : int or None
        Number of the zone that eastings are written with, or None.
    """

    epsg: int
    meridian_deg: int
    width_deg: int
    prefix: int | None

    @property
    def datum(self) -> str:
        """The name that :func:`geo.coords.parse_datum` takes."""
        return f"EPSG:{self.epsg}"


def _zones() -> tuple[GridZone, ...]:
    three = [
        zone
        for number in range(25, 46)
        for zone in (
            GridZone(4513 + number - 25, 3 * number, 3, number),
            GridZone(4534 + number - 25, 3 * number, 3, None),
        )
    ]
    six = [
        zone
        for number in range(13, 24)
        for zone in (
            GridZone(4491 + number - 13, 6 * number - 3, 6, number),
            GridZone(4502 + number - 13, 6 * number - 3, 6, None),
        )
    ]
    return (*three, *six)


_ZONES: Final = _zones()
_PREFIXES: Final = sorted({float(zone.prefix or 0) for zone in _ZONES})


def zones_of_easting(easting_m: float, *, lon: float | None = None) -> list[GridZone]:
    """Return the zones that an easting can belong to.

    Parameters
    ----------
    easting_m : float
        With the number of its zone before it or without.
    lon : float, optional
        Where the place is known to lie, in degrees east; only zones that hold it are returned.

    Returns
    -------
    list of GridZone
        3-degree zones first; empty when the number is no easting of these grids.
    """
    prefix, rest = divmod(easting_m, 1_000_000.0)
    if not _WITHIN_ZONE_M[0] <= rest <= _WITHIN_ZONE_M[1]:
        return []
    wanted = int(prefix) or None
    return [
        zone
        for zone in _ZONES
        if zone.prefix == wanted
        and (lon is None or abs(lon - zone.meridian_deg) <= zone.width_deg / 2)
    ]


def looks_like_easting(value: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return whether numbers can be eastings, with the number of their zone or without.

    Parameters
    ----------
    value : npt.array_like
        Numbers that may be eastings, in metres.

    Returns
    -------
    npt.ndarray
    """
    metres = np.asarray(value, dtype=np.float64)
    prefix, rest = np.divmod(np.where(np.isfinite(metres), metres, 0.0), 1_000_000.0)
    within = (rest >= _WITHIN_ZONE_M[0]) & (rest <= _WITHIN_ZONE_M[1])
    return np.asarray(within & np.isin(prefix, _PREFIXES))


def looks_like_northing(value: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return whether numbers can be northings in China, in metres from the equator.

    Parameters
    ----------
    value : npt.array_like
        Numbers that may be northings, in metres.

    Returns
    -------
    npt.ndarray
    """
    metres = np.asarray(value, dtype=np.float64)
    return np.asarray((metres >= _NORTHING_M[0]) & (metres <= _NORTHING_M[1]))
