"""Areas that a file draws: where no station may stand, or whose roads are closed."""

from pathlib import Path

import shapely

from geo.tables import read_boundary

__all__ = ["Area", "areas_of_file", "polygon_of"]

Area = tuple[tuple[float, float], ...]
"""Outline of an area as (lon, lat), WGS-84."""


def areas_of_file(path: Path) -> tuple[Area, ...]:
    """Return the outlines of the areas in a file; holes are filled.

    Parameters
    ----------
    path : Path
        geojson, gpkg, shp or zipped shp, kml, kmz or parquet.

    Raises
    ------
    TableError
        When the file is missing or holds no area.
    """
    outline = read_boundary(path).geometry.union_all()
    parts = getattr(outline, "geoms", [outline])
    return tuple(tuple((x, y) for x, y, *_ in part.exterior.coords) for part in parts)


def polygon_of(area: Area) -> shapely.Geometry:
    """Return an area as a valid polygon.

    Parameters
    ----------
    area : Area
        Corners in WGS-84.

    Returns
    -------
    Polygon or MultiPolygon
        Empty where there are fewer than three corners.
    """
    if len(area) < 3:
        return shapely.Polygon()
    return shapely.make_valid(shapely.Polygon(area))
