"""The area in which the values of a raster are high enough, as polygons with holes."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["area_between", "as_multipolygon"]

SMOOTHING_M: Final = 6.0
"""How far a corner of a contour may move when it is drawn with fewer of them, metres."""

Reals = NDArray[np.float64]


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
    outlines = []
    for points, offsets in zip(*contours.filled(low, high), strict=True):
        outer, *holes = np.split(points, offsets[1:-1])
        outlines.append(shapely.Polygon(outer, holes))
    return shapely.simplify(shapely.MultiPolygon(outlines), SMOOTHING_M, preserve_topology=False)


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
