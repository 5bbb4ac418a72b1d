"""The area in which the values of a raster are high enough, as polygons with holes."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.travel.fewer_corners import fewer_corners

__all__ = ["area_between", "as_multipolygon"]

SMOOTHING_M: Final = 6.0
"""How far a corner of a contour may move when it is drawn with fewer of them, metres."""

_LEAST_POINTS: Final = 4
"""Of a ring, its first point counted twice."""

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]


def area_between(x_m: Reals, y_m: Reals, value: Reals, low: float, high: float) -> shapely.Geometry:
    """Return where a raster has values from one level to another, smoothed a little.

    Parameters
    ----------
    x_m, y_m : ndarray, shape (n_columns,), (n_rows,)
        Centres of the cells, metres.
    value : ndarray, shape (n_rows, n_columns)
        Between the centres values are interpolated.
    low, high : float
        The levels.

    Returns
    -------
    shapely geometry
        Perhaps invalid where the smoothing made an outline touch itself.
    """
    from contourpy import FillType, contour_generator

    contours = contour_generator(x_m, y_m, value, fill_type=FillType.OuterOffset)
    filled: Any = contours.filled(low, high)
    areas, rings = filled
    if not areas:
        return shapely.MultiPolygon()
    outlines = _Outlines.of(areas, rings)
    smooth = outlines.smoothed()
    if smooth is None:
        whole = shapely.multipolygons(shapely.get_parts(outlines.area))
        return shapely.simplify(whole, SMOOTHING_M, preserve_topology=False)
    # Outlines that cross now are made areas again.
    return area if shapely.is_valid(area := smooth.area) else shapely.buffer(area, 0.0)


class _Outlines(NamedTuple):
    """The rings of some areas, the outer one of each first.

    Attributes
    ----------
    points : ndarray, shape (n, 2)
    first_point : ndarray of int, shape (n_rings + 1,)
        Where each ring begins, and the end of the last.
    first_ring : ndarray of int, shape (n_areas + 1,)
        Where the rings of each area begin, and the end of the last.
    """

    points: Reals
    first_point: Numbers
    first_ring: Numbers

    @classmethod
    def of(cls, areas: Sequence[Reals], rings: Sequence[NDArray[np.uint32]]) -> "_Outlines":
        """Join areas, of each its points and where its rings begin and the last one ends."""
        n_points = np.array([len(points) for points in areas], np.int64)
        before = np.cumsum(n_points) - n_points
        begin = [
            own[:-1].astype(np.int64) + first for own, first in zip(rings, before, strict=True)
        ]
        return cls(
            np.concatenate(areas),
            np.append(np.concatenate(begin), n_points.sum()),
            np.append(0, np.cumsum([len(own) for own in begin])),
        )

    def smoothed(self) -> "_Outlines | None":
        """Return the rings with fewer corners, without slivers; None where an area is one."""
        points, first_point = fewer_corners(self.points, self.first_point, SMOOTHING_M)
        n_points = np.diff(first_point)
        is_ring = n_points >= _LEAST_POINTS
        if not is_ring[self.first_ring[:-1]].all():
            return None
        rings_before = np.append(0, np.cumsum(is_ring))
        return _Outlines(
            points[np.repeat(is_ring, n_points)],
            np.append(0, np.cumsum(n_points[is_ring])),
            rings_before[self.first_ring],
        )

    @property
    def area(self) -> shapely.Geometry:
        """All areas as one shape."""
        areas = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.points, (self.first_point, self.first_ring)
        )
        return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)


def as_multipolygon(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the polygons of a shape, made valid, and nothing else of it.

    Parameters
    ----------
    shape : shapely geometry

    Returns
    -------
    MultiPolygon
    """
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
