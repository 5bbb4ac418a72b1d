"""Is the datum right? Estates do not stand on carriageways, nor outside their district.

Read with a wrong datum, points move by some hundred metres: some leave the district, and several
times as many fall on roads. Every point is its own comparison (bad under one reading and good
under the other), so the exact McNemar test tells chance from a wrong datum.

References
----------
McNemar, Q. (1947), Note on the sampling error of the difference between correlated proportions or
percentages, Psychometrika 12, 153-157.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coords.datums import from_wgs84, parse_datum, to_wgs84
from geo.coords.projections import local_metric_crs, project
from geo.errors import InputError
from geo.summary import Summarized

__all__ = ["DatumCheck", "DatumReading", "datum_check"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_READINGS: Final = ("wgs84", "gcj02", "bd09")
_CHANCE: Final = 0.01


@dataclass(frozen=True)
class DatumReading:
    """What the points look like when they are read in one datum.

    Attributes
    ----------
    datum : str
    outside_share : float
        Share of the points outside the district, 0 to 1.
    on_carriageway_share : float
        Share of the points within the given distance of a carriageway, 0 to 1.
    bad_share : float
        Share of the points with either.
    """

    datum: str
    outside_share: float
    on_carriageway_share: float
    bad_share: float


@dataclass(frozen=True, eq=False, repr=False)
class DatumCheck(Summarized):
    """The readings of one list, and whether another datum fits it better than the stated one.

    Attributes
    ----------
    stated : str
        The datum the list is said to be in.
    readings : tuple of DatumReading
        One per datum tried, the stated one first.
    points : int
        Number of points with a position.
    suspect : str or None
        The datum that fits better than chance can explain, or None.
    chance : float
        Probability that chance alone makes the best other reading look this much better.
    """

    stated: str
    readings: tuple[DatumReading, ...]
    points: int
    suspect: str | None
    chance: float

    @property
    def readings_differ(self) -> bool:
        """Whether it makes any difference in which datum the points are read."""
        shares = {(one.outside_share, one.on_carriageway_share) for one in self.readings}
        return len(shares) > 1

    def reading(self, datum: str) -> DatumReading:
        """Return the reading in one datum."""
        return next(reading for reading in self.readings if reading.datum == datum)


def datum_check(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    stated: str = "wgs84",
    boundary: BaseGeometry | None = None,
    carriageways: Any = (),
    within_m: float = 25.0,
) -> DatumCheck:
    """Compare how well points fit the map under each datum they may be in.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        WGS-84 positions as the program holds them, after reading in the stated datum; NaN for
        rows without a position.
    stated : str
        The datum the list was read in.
    boundary : shapely geometry, optional
        The district, WGS-84.
    carriageways : array_like of shapely geometries
        Centre lines of the wider roads, WGS-84.
    within_m : float
        A point is on a carriageway when it is this near to its centre line, in metres.

    Returns
    -------
    DatumCheck

    Raises
    ------
    InputError
        When neither a boundary nor carriageways are given, or the datum is unknown.
    """
    stated = parse_datum(stated)
    lines = np.asarray(carriageways, dtype=object).ravel()
    if boundary is None and not lines.size:
        raise InputError("coords.nothing_to_check_against")
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    located = np.isfinite(x) & np.isfinite(y)
    x, y = x[located], y[located]
    if not x.size:
        return DatumCheck(stated, (DatumReading(stated, 0.0, 0.0, 0.0),), 0, None, 1.0)

    # The numbers as they stood in the file are what the other datums are tried on; metres on a
    # grid cannot be read as degrees, so there the WGS-84 degrees are.
    as_given = from_wgs84(x, y, stated) if stated in _READINGS else (x, y)
    places = {stated: (x, y)}
    places |= {datum: to_wgs84(*as_given, datum) for datum in _READINGS if datum not in places}
    near = _near_test(lines, x, y, within_m)
    bad = {}
    readings = []
    for datum, (here_lon, here_lat) in places.items():
        outside = _outside(boundary, here_lon, here_lat)
        on_road = near(here_lon, here_lat)
        bad[datum] = outside | on_road
        readings.append(
            DatumReading(
                datum, float(outside.mean()), float(on_road.mean()), float(bad[datum].mean())
            )
        )
    rival = min((reading for reading in readings[1:]), key=lambda reading: reading.bad_share)
    chance = _chance_of_improvement(bad[stated], bad[rival.datum])
    return DatumCheck(
        stated, tuple(readings), int(x.size), rival.datum if chance < _CHANCE else None, chance
    )


def _outside(boundary: BaseGeometry | None, lon: Floats, lat: Floats) -> Flags:
    if boundary is None:
        return np.zeros(lon.size, dtype=bool)
    shapely.prepare(boundary)
    inside: Flags = shapely.intersects_xy(boundary, lon, lat)
    return ~inside


def _near_test(lines: npt.NDArray[Any], lon: Floats, lat: Floats, within_m: float) -> Any:
    plane = local_metric_crs(lon, lat)
    drawn = [line for line in lines if line is not None and not line.is_empty]
    flat = shapely.transform(
        np.asarray(drawn, dtype=object),
        lambda xy: np.column_stack(project(xy[:, 0], xy[:, 1], plane)),
    )
    tree = shapely.STRtree(flat)

    def near(here_lon: Floats, here_lat: Floats) -> Flags:
        points = shapely.points(*project(here_lon, here_lat, plane))
        hit = np.zeros(here_lon.size, dtype=bool)
        hit[tree.query(points, predicate="dwithin", distance=within_m)[0]] = True
        return hit

    return near


def _chance_of_improvement(stated_bad: Flags, rival_bad: Flags) -> float:
    """Return the one-sided exact McNemar probability that the rival is better by chance."""
    repaired = int((stated_bad & ~rival_bad).sum())
    harmed = int((~stated_bad & rival_bad).sum())
    if repaired <= harmed:
        return 1.0
    from scipy.stats import binom  # half a second that most calls do not need

    return float(binom.cdf(harmed, repaired + harmed, 0.5))
