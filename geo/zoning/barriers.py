"""Which estates a barrier parts: a river, a railway, a line that a planner has drawn."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import ZoningError

__all__ = ["parted_by", "wall_of"]


def wall_of(barriers: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return all barriers as one set of lines; of an area its outline counts.

    Parameters
    ----------
    barriers : sequence of geometries

    Returns
    -------
    LineString or MultiLineString
    """
    lines = [shape.boundary if "Polygon" in shape.geom_type else shape for shape in barriers]
    return shapely.union_all(lines)


def parted_by(
    barriers: Sequence[shapely.Geometry], lon: ArrayLike, lat: ArrayLike, street: ArrayLike
) -> NDArray[np.bool_]:
    """Return the pairs of estates of a street whose straight line meets a barrier.

    Estates that are neighbours on one side only make zones that stay on it: a zone is connected
    through neighbours, and none of them lie across.

    Parameters
    ----------
    barriers : sequence of geometries
        Lines or areas in degrees; of an area its outline counts.
    lon, lat : float (n,)
        Positions in degrees; NaN where there is none, which nothing parts.
    street : int (n,)
        Code of the street, or of the pair (street, operator). Only pairs of one code are looked at.

    Returns
    -------
    bool (n, n)
        Symmetric.

    Raises
    ------
    ZoningError
        When the arrays differ in length.
    """
    x, y, codes = np.asarray(lon, float), np.asarray(lat, float), np.asarray(street)
    n = len(codes)
    if x.shape != (n,) or y.shape != (n,):
        raise ZoningError("zoning.shape", what="lon, lat", found=x.shape, wanted=f"({n},)")
    parted = np.zeros((n, n), dtype=bool)
    wall = wall_of(barriers)
    if wall.is_empty:
        return parted
    shapely.prepare(wall)
    places = np.column_stack([x, y])
    known = np.isfinite(places).all(axis=1)
    for i in np.flatnonzero(known):
        later = np.flatnonzero(known & (codes == codes[i]) & (np.arange(n) > i))
        ends = np.stack([np.broadcast_to(places[i], (len(later), 2)), places[later]], axis=1)
        parted[i, later] = shapely.intersects(wall, shapely.linestrings(ends))
    return parted | parted.T
