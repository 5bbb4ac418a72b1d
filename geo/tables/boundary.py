"""What is drawn of a district: its outline, and the barriers that no zone crosses."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.coords import WGS84, to_wgs84
from geo.errors import InputError
from geo.tables.journal import refusal
from geo.tables.layers import Layer, datum_of_crs
from geo.tables.limits import LIMITS, Limits
from geo.tables.opening import open_layers
from geo.tables.reference_systems import way_to_degrees

__all__ = ["read_barriers", "read_boundary"]


def read_boundary(
    path: Path | str,
    *,
    datum: str | None = None,
    layer: str | None = None,
    limits: Limits = LIMITS,
) -> gpd.GeoDataFrame:
    """Read the outline of a district.

    Parameters
    ----------
    path : path-like
        geojson, gpkg, shp or zipped shp, kml, kmz or parquet.
    datum : str, optional
        What its coordinates are in (``"gcj02"``, ``"EPSG:4547"``); wins over what the file says.
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
    outlines = [
        outline
        for drawn in layers
        for outline in _drawn(drawn, ("Polygon",), path.name, datum).make_valid()
    ]
    joined = _areas_in(shapely.union_all(outlines))
    if joined.is_empty or not joined.area:
        raise refusal("tables.no_area", file=path.name)
    return gpd.GeoDataFrame({"name": [path.stem]}, geometry=[joined], crs="EPSG:4326")


def read_barriers(
    path: Path | str, *, datum: str | None = None, limits: Limits = LIMITS
) -> tuple[shapely.Geometry, ...]:
    """Read lines and outlines of areas that no zone is to cross: rivers, railways, motorways.

    Parameters
    ----------
    path : path-like
        geojson, gpkg, shp or zipped shp, kml, kmz or parquet.
    datum : str, optional
        What its coordinates are in; wins over what the file says.
    limits : Limits
        How large the file may be.

    Returns
    -------
    tuple of LineString or MultiLineString
        In WGS-84, in the order of the file; of an area its outline.

    Raises
    ------
    TableError
        When the file holds no line and no area, or its coordinates are not what its reference
        system says.
    """
    path = Path(path)
    layers = open_layers(path, path.name, layer=None, limits=limits)
    shapes = [
        shape
        for drawn in layers
        for shape in _drawn(drawn, ("Polygon", "LineString"), path.name, datum)
    ]
    lines = [s.boundary if s.geom_type.endswith("Polygon") else s for s in shapes]
    known = tuple(line for line in lines if not line.is_empty and line.length > 0)
    if not known:
        raise refusal("tables.no_barrier", file=path.name)
    return known


def _areas_in(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a shape, without the lines and points that mending it may leave."""
    if shape.geom_type.endswith("Polygon"):
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])


def _drawn(drawn: Layer, kinds: tuple[str, ...], file: str, datum: str | None) -> gpd.GeoSeries:
    """Return the shapes of a layer that are of some kinds, in WGS-84."""
    areas = [s for s in drawn.shapes if s is not None and s.geom_type.endswith(kinds)]
    if not np.isfinite(shapely.get_coordinates(np.asarray(areas, dtype=object))).all():
        raise refusal("tables.not_finite", file=file)
    stated = datum or drawn.datum
    if stated is None and drawn.shifting_app is not None:
        raise refusal("tables.datum_needed", file=file, app=drawn.shifting_app)
    # A system with a code goes the way of lists: CGCS2000 is WGS-84 by our own rule.
    stated = stated or datum_of_crs(drawn.crs)
    if stated is not None and stated != WGS84:
        return gpd.GeoSeries(_shifted(areas, stated, file), crs="EPSG:4326")
    shapes = gpd.GeoSeries(areas, crs=drawn.crs or "EPSG:4326")
    if areas and shapes.crs.is_geographic:
        _require_degrees(shapes, file)
    way_to_degrees(shapes.crs, file)
    in_degrees = shapes.to_crs("EPSG:4326")
    if not np.isfinite(shapely.get_coordinates(in_degrees.to_numpy())).all():
        raise refusal("tables.not_finite", file=file)
    return in_degrees


def _shifted(shapes: list[shapely.Geometry], datum: str, file: str) -> Any:
    """Return shapes whose coordinates are in another datum in WGS-84."""
    try:
        return shapely.transform(
            np.asarray(shapes, dtype=object),
            lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)),
        )
    except InputError as error:
        raise refusal(error.key, file=file, **error.params) from error


def _require_degrees(shapes: gpd.GeoSeries, file: str) -> None:
    west, south, east, north = shapes.total_bounds
    if min(west + 180, south + 90, 180 - east, 90 - north) < 0:
        found = f"{west:.0f}, {south:.0f}"
        raise refusal("tables.boundary_not_degrees", file=file, found=found)
