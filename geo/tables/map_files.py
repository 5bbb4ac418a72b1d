"""GeoPackage, GeoJSON and their like through GDAL; Parquet, whatever its shapes, through Arrow."""

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.parsing import parsed_json
from geo.tables.gdal_frames import read_gdal_frame
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.layers import Layer

__all__ = ["read_frame", "read_map_file", "read_parquet"]

_PARQUET_DAMAGE = (shapely.errors.ShapelyError, ValueError, OSError, TypeError, AttributeError)


def read_map_file(source: Path | bytes, file: str) -> list[Layer]:
    """Read the layers of a GeoPackage, GeoJSON or any other file that GDAL knows by its content.

    Parameters
    ----------
    source : Path or bytes
        A file, or what stands in one that has a single layer.
    file : str
        What to call it in messages.

    Raises
    ------
    TableError
        When the file is damaged.
    """
    if isinstance(source, bytes):
        return [_as_layer(Path(file).stem, read_frame(source, file))]
    names = _layer_names(source, file)
    return [_as_layer(name, read_frame(source, file, layer=name)) for name in names]


def read_parquet(path: Path, file: str, journal: Journal) -> list[Layer]:
    """Read a Parquet file: shapes as GeoParquet, as Parquet's own type, as WKB, or none.

    Since 2025 Parquet knows geometry itself, and DuckDB and others write it so, without what
    GeoParquet adds: the type carries the reference system, WGS-84 degrees where it states none.

    Raises
    ------
    TableError
        When the file is damaged, or states a reference system that there is not.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = Path(file).stem
    try:
        parquet = pq.ParquetFile(path)
        if b"geo" in (parquet.schema_arrow.metadata or {}):
            layer = _as_layer(name, gpd.read_parquet(path))
            return [replace(layer, attributes=layer.attributes.astype(object))]
        stated = _native_shapes(parquet)
        # As plain objects: texts that are not UTF-8 show here, and not later on.
        frame = parquet.read().to_pandas().astype(object)
    except CRSError as error:
        raise refusal("tables.unknown_system", file=file, found=str(error)[:100]) from error
    except (*_PARQUET_DAMAGE, pa.ArrowException) as error:
        raise damaged(file, error, path) from error
    except KeyError as error:
        raise refusal("tables.truncated", file=file, reason=f"geo: {error}") from error
    held = {column: shapes for column in frame if (shapes := _shapes(frame[column])) is not None}
    if not held:
        return [Layer(name, frame, np.full(len(frame), None, dtype=object), None)]
    # A column that is declared as shapes goes before one that only holds some.
    taken = next((column for column in held if column in stated), next(iter(held)))
    if taken in stated:
        crs = _stated_crs(stated[taken], file)
    else:
        crs = None
        journal.notice("tables.shapes_without_system", file=file, column=str(taken))
    if others := [str(column) for column in held if column != taken]:
        journal.notice("tables.shapes_not_taken", file=file, columns=", ".join(others))
    return [Layer(name, frame.drop(columns=list(held)), held[taken], crs)]


def _native_shapes(parquet: Any) -> dict[str, str]:
    """Return the columns of Parquet's own types for shapes, and the system that each states."""
    stated = {}
    for i in range(len(parquet.schema.names)):
        column = parquet.schema.column(i)
        if column.logical_type.type in {"GEOMETRY", "GEOGRAPHY"}:
            stated[column.path] = parsed_json(column.logical_type.to_json()).get("crs", "")
    return stated


def _stated_crs(stated: Any, file: str) -> CRS:
    """Return a system that Parquet's type states: a code, PROJJSON, or none for the default."""
    text = json.dumps(stated) if isinstance(stated, dict) else str(stated or "OGC:CRS84")
    if text.startswith("srid:"):
        text = f"EPSG:{text.removeprefix('srid:')}"
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise refusal("tables.unknown_system", file=file, found=text[:100]) from error


def _shapes(column: "pd.Series[Any]") -> Any:
    """Return the shapes that a column holds as WKB or as records of x and y, or None."""
    filled = column.dropna()
    first = filled.iloc[0] if len(filled) else None
    if isinstance(first, dict) and {"x", "y"} <= first.keys():
        pairs = [(v["x"], v["y"]) if isinstance(v, dict) else (np.nan, np.nan) for v in column]
        points = shapely.points(np.array(pairs, dtype=np.float64))
        return np.where(column.isna().to_numpy(), None, points)
    if not isinstance(first, bytes):
        return None
    try:
        return shapely.from_wkb(column.where(column.notna(), None).to_numpy(dtype=object))
    except (shapely.errors.GEOSException, TypeError):
        return None


def read_frame(source: Path | bytes, file: str, **options: Any) -> gpd.GeoDataFrame:
    """Return one layer as GDAL reads it; what is wrong with the file is told under its own name."""
    with warnings.catch_warnings():
        # GDAL's doubts about single fields end in their values, which are checked afterwards.
        warnings.simplefilter("ignore")
        try:
            return read_gdal_frame(source, **options)
        except (RuntimeError, ValueError) as error:
            raise damaged(
                file, error, source if isinstance(source, Path) else Path(file)
            ) from error


def _layer_names(path: Path, file: str) -> list[str]:
    try:
        return [str(name) for name, _ in pyogrio.list_layers(path)]
    except (RuntimeError, ValueError) as error:
        raise damaged(file, error, path) from error


def _as_layer(name: str, frame: pd.DataFrame) -> Layer:
    if not isinstance(frame, gpd.GeoDataFrame):
        return Layer(name, frame, np.full(len(frame), None, dtype=object), None)
    shapes: Any = frame.geometry.to_numpy()
    crs = None if frame.crs is None else CRS.from_user_input(frame.crs)
    return Layer(name, pd.DataFrame(frame.drop(columns=frame.geometry.name)), shapes, crs)
