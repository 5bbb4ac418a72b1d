"""Whether the positions of a list fit the map in the datum that they were read in."""

from typing import Final

import geopandas as gpd
import numpy as np

from geo.coords import DatumCheck, DatumReading, datum_check
from geo.errors import Notice
from geo.roads import RoadMap

__all__ = ["check_datum", "datum_notices"]

# Estates stand on no road this wide: points that do were read in the wrong datum.
_CARRIAGEWAYS: Final = ("motorway", "trunk", "primary", "secondary")
_FEWEST_POINTS: Final = 20
_READABLE: Final = ("wgs84", "gcj02", "bd09")


def check_datum(
    table: gpd.GeoDataFrame, *, boundary: gpd.GeoDataFrame | None, road_map: RoadMap
) -> DatumCheck | None:
    """Hold the positions of a list against district and wide roads under every datum.

    Parameters
    ----------
    table : GeoDataFrame
        A list as :mod:`geo.tables` reads it.
    boundary : GeoDataFrame or None
        The district.
    road_map : RoadMap

    Returns
    -------
    DatumCheck or None
        None where there are too few positions, or nothing to hold them against.
    """
    located = table[table.geometry.notna()]
    wide = np.isin(road_map.road_class, _CARRIAGEWAYS)
    if len(located) < _FEWEST_POINTS or not wide.any():
        return None
    return datum_check(
        located.geometry.x,
        located.geometry.y,
        stated=_stated(located),
        boundary=None if boundary is None else boundary.geometry.union_all(),
        carriageways=road_map.geometry.to_numpy()[wide],
    )


def datum_notices(check: DatumCheck | None, file: str | None = None) -> list[Notice]:
    """Return the figures of every reading, and a warning where another one fits better.

    Where all datums read alike, as outside China, there is nothing to tell.

    Parameters
    ----------
    check : DatumCheck, optional
        What the readings of the datum look like on the map.
    file : str, optional
        Name of the file, for messages.

    Returns
    -------
    list of Notice
    """
    if check is None or not check.readings_differ:
        return []
    readings = tuple(map(_figures, check.readings))
    key = "review.datum_right" if check.suspect is None else "review.datum_figures"
    notices = [
        Notice(key, file=file, datum=check.stated.upper(), count=check.points, readings=readings)
    ]
    if check.suspect is not None:
        notices.append(
            Notice(
                "workspace.datum_suspect",
                file=file,
                stated=check.stated,
                better=check.suspect,
                stated_share=_percent(check.reading(check.stated).bad_share),
                better_share=_percent(check.reading(check.suspect).bad_share),
            )
        )
    return notices


def _stated(located: gpd.GeoDataFrame) -> str:
    """Return the datum of the file where all its rows have the same one, else WGS-84."""
    if "given_datum" not in located:
        return "wgs84"
    given = set(located["given_datum"])
    return given.pop() if len(given) == 1 and given <= set(_READABLE) else "wgs84"


def _figures(read: DatumReading) -> str:
    """Return what speaks against a reading: ``GCJ02 4.3 % / 14.9 %``."""
    outside, on_carriageway = map(_percent, (read.outside_share, read.on_carriageway_share))
    return f"{read.datum.upper()} {outside} % / {on_carriageway} %"


def _percent(share: float) -> float:
    return round(100 * share, 1)
