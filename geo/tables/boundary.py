"""The outline of the district."""

from pathlib import Path

import geopandas as gpd
import shapely

from geo.tables.journal import refusal
from geo.tables.limits import LIMITS, Limits
from geo.tables.opening import open_layers

__all__ = ["read_boundary"]

_DEGREES = (-180.0, -90.0, 180.0, 90.0)


def read_boundary(
    path: Path | str, *, layer: str | None = None, limits: Limits = LIMITS
) -> gpd.GeoDataFrame:
    """Read the outline of a district.

    Parameters
    ----------
    path : path-like
        geojson, gpkg, shp or zipped shp, kml, kmz or parquet.
    layer : str, optional
        The layer or folder to read; by default all areas of the file are joined.
    limits : Limits
        How large the file may be.

    Returns
    -------
    GeoDataFrame
        One row, EPSG:4326: the union of the areas, with their holes, edges made valid.

    Raises
    ------
    TableError
        When the file holds no area, or its coordinates are not what its reference system says.
    """
    path = Path(path)
    layers = open_layers(path, path.name, layer=layer, limits=limits)
    outlines = []
    for drawn in layers:
        areas = [s for s in drawn.shapes if s is not None and s.geom_type.endswith("Polygon")]
        shapes = gpd.GeoSeries(areas, crs=drawn.crs or "EPSG:4326")
        if drawn.crs is None or drawn.crs.is_geographic:
            _require_degrees(shapes, path.name)
        outlines += list(shapes.to_crs("EPSG:4326").make_valid())
    outline = shapely.union_all(outlines)
    if outline.is_empty or not outline.area:
        raise refusal("tables.no_area", file=path.name)
    return gpd.GeoDataFrame({"name": [path.stem]}, geometry=[outline], crs="EPSG:4326")


def _require_degrees(shapes: gpd.GeoSeries, file: str) -> None:
    west, south, east, north = shapes.total_bounds
    low_x, low_y, high_x, high_y = _DEGREES
    if west < low_x or south < low_y or east > high_x or north > high_y:
        raise refusal("tables.boundary_not_degrees", file=file, found=f"{west:.0f}, {south:.0f}")
