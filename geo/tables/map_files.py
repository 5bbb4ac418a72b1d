"""GeoPackage, GeoJSON, GeoParquet and DXF, read through GDAL and Arrow."""

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS

from geo.tables.encodings import sniff_encoding
from geo.tables.journal import Journal, damaged
from geo.tables.layers import Layer

__all__ = ["read_dxf", "read_map_file", "read_parquet"]

# A DXF label belongs to the point that it stands nearest to, within this many drawing units.
_LABEL_WITHIN = 30.0


def read_map_file(path: Path, file: str) -> list[Layer]:
    """Read the layers of a GeoPackage or a GeoJSON file.

    Raises
    ------
    TableError
        When the file is damaged.
    """
    return [_as_layer(name, frame) for name, frame in _frames(path, file)]


def read_dxf(path: Path, file: str, journal: Journal) -> list[Layer]:
    """Read the points of a drawing, each under the label that stands nearest to it.

    Points and inserted blocks become rows with the columns ``name``, ``layer`` and the blocks'
    attributes. A drawing states no reference system, and the code page that it states is often
    not the one it is in: that is proven on its bytes.
    """
    encoding = sniff_encoding(path, file)
    if encoding != "utf-8":
        journal.notice("tables.encoding_recognised", file=file, encoding=encoding.upper())
    ((_, frame),) = _frames(path, file, layer="entities", ENCODING=encoding)
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    labels = frame["Text"].fillna("") if "Text" in frame else pd.Series("", index=frame.index)
    is_label = (kinds == 0) & (labels != "").to_numpy()
    is_point = (kinds == 0) & ~is_label
    if not is_point.any():
        # Labels alone: each stands where its place is.
        is_point = is_label
    points = frame[is_point]
    names = _nearest_labels(points, frame[is_label])
    attributes = pd.DataFrame({"name": names, "layer": points["Layer"].to_numpy(dtype=object)})
    return [Layer("entities", attributes, points.geometry.to_numpy(), None)]


def _nearest_labels(points: gpd.GeoDataFrame, labels: gpd.GeoDataFrame) -> list[str]:
    if labels.empty:
        return [""] * len(points)
    tree = shapely.STRtree(labels.geometry.to_numpy())
    texts = labels["Text"].to_numpy(dtype=object)
    names = [""] * len(points)
    found = tree.query_nearest(
        points.geometry.to_numpy(), max_distance=_LABEL_WITHIN, all_matches=False
    )
    for point, label in found.T:
        names[point] = str(texts[label])
    return names


def read_parquet(path: Path, file: str) -> list[Layer]:
    """Read a GeoParquet file, or a Parquet file without shapes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        if b"geo" in (schema.metadata or {}):
            return [_as_layer(Path(file).stem, gpd.read_parquet(path))]
        plain = pd.read_parquet(path)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise damaged(file, error, path) from error
    return [Layer(Path(file).stem, plain, np.full(len(plain), None, dtype=object), None)]


def _frames(
    path: Path, file: str, layer: str | None = None, **options: str
) -> list[tuple[str, gpd.GeoDataFrame]]:
    with warnings.catch_warnings():
        # GDAL's doubts about single fields end in their values, which are checked afterwards.
        warnings.simplefilter("ignore")
        try:
            names = [layer] if layer else [str(name) for name, _ in pyogrio.list_layers(path)]
            return [(name, pyogrio.read_dataframe(path, layer=name, **options)) for name in names]
        except (RuntimeError, ValueError) as error:
            raise damaged(file, error, path) from error


def _as_layer(name: str, frame: pd.DataFrame) -> Layer:
    if not isinstance(frame, gpd.GeoDataFrame):
        return Layer(name, frame, np.full(len(frame), None, dtype=object), None)
    shapes: Any = frame.geometry.to_numpy()
    crs = None if frame.crs is None else CRS.from_user_input(frame.crs)
    return Layer(name, pd.DataFrame(frame.drop(columns=frame.geometry.name)), shapes, crs)
