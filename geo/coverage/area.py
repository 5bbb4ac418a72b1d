"""A district's area as a grid of points, so that square kilometres can be reached or missed."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.coords import local_metric_crs, project, unproject
from geo.errors import CoverageError
from geo.summary import Summarized

__all__ = ["AreaMinutes", "sample_area"]

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class AreaMinutes(Summarized):
    """Minutes to the points of an area.

    Attributes
    ----------
    drive_min : ndarray, shape (n_stations, n_points)
        Median drive minutes; inf where no road is near or no way leads there.
    access_min : ndarray, shape (n_points,)
        Median access minutes; inf where no road is near.
    km2 : ndarray, shape (n_points,)
        Area that a point stands for.
    """

    drive_min: Reals
    access_min: Reals
    km2: Reals


def sample_area(
    boundary: shapely.Polygon | shapely.MultiPolygon, *, spacing_m: float = 250.0
) -> tuple[Reals, Reals, Reals]:
    """Return a square grid of points inside a boundary.

    Parameters
    ----------
    boundary : Polygon or MultiPolygon
        WGS-84, degrees.
    spacing_m : float
        Side of the squares.

    Returns
    -------
    lon, lat : ndarray, shape (n_points,)
    km2 : ndarray, shape (n_points,)
        Area of the boundary in equal parts.

    Raises
    ------
    CoverageError
        For a spacing that is not above 0, or a boundary without area.
    """
    if not (np.isfinite(spacing_m) and spacing_m > 0):
        raise CoverageError("coverage.spacing", found=spacing_m)
    corners = shapely.get_coordinates(boundary)
    plane = local_metric_crs(corners[:, 0], corners[:, 1])

    def to_plane(lon_lat: ArrayLike) -> Reals:
        points = np.asarray(lon_lat, dtype=np.float64)
        return np.column_stack(project(points[:, 0], points[:, 1], plane))

    flat = shapely.transform(boundary, to_plane)
    if not flat.area > 0:
        raise CoverageError("coverage.no_area")
    west, south, east, north = shapely.bounds(flat)
    columns = np.arange(west + spacing_m / 2, east, spacing_m)
    rows = np.arange(south + spacing_m / 2, north, spacing_m)
    x_m, y_m = (axis.ravel() for axis in np.meshgrid(columns, rows))
    inside = shapely.contains_xy(flat, x_m, y_m)
    if not inside.any():
        centre = shapely.point_on_surface(flat)
        x_m, y_m, inside = np.array([centre.x]), np.array([centre.y]), np.array([True])
    lon, lat = unproject(x_m[inside], y_m[inside], plane)
    km2 = np.full(int(inside.sum()), flat.area / 1e6 / inside.sum())
    return lon, lat, km2
