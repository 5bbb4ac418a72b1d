"""Positions: datums and the ways between them, planes in metres, and a check of the datum."""

from geo.coords.datum_check import DatumCheck, DatumReading, datum_check
from geo.coords.datums import (
    DATUMS,
    WGS84,
    from_wgs84,
    is_approximate,
    is_projected,
    parse_datum,
    to_wgs84,
)
from geo.coords.gauss_kruger import (
    GridZone,
    looks_like_easting,
    looks_like_northing,
    zones_of_easting,
)
from geo.coords.projections import (
    distance_m,
    local_metric_crs,
    local_plane,
    project,
    unproject,
)

__all__ = [
    "DATUMS",
    "WGS84",
    "DatumCheck",
    "DatumReading",
    "GridZone",
    "datum_check",
    "distance_m",
    "from_wgs84",
    "is_approximate",
    "is_projected",
    "local_metric_crs",
    "local_plane",
    "looks_like_easting",
    "looks_like_northing",
    "parse_datum",
    "project",
    "to_wgs84",
    "unproject",
    "zones_of_easting",
]
