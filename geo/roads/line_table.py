"""A map layer of road lines, its layer found and its columns recognised."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Fault, RoadsError
from geo.roads.file_kind import FileKind
from geo.roads.road_map import WGS84
from geo.roads.tag_cells import plain_texts
from geo.tables import read_gdal_frame

__all__ = ["read_line_table"]

_LENGTH_COLUMNS: Final = ("length_m", "length")
_LAYER_NAMES: Final = ("roads", "edges", "lines")
_FAULTS_SHOWN: Final = 20


def read_line_table(path: Path, kind: FileKind, layer: str | None) -> gpd.GeoDataFrame:
    """Read a layer of lines into a table with fixed column names.

    Parameters
    ----------
    path : Path
    kind : FileKind
        ``gpkg``, ``geojson`` or ``shp``.
    layer : str, optional
        The layer to read; left out, ``roads``, ``edges``, ``lines`` or the only one with lines.

    Returns
    -------
    GeoDataFrame
        In WGS-84, one row a feature, index the feature's number from 0; geometries of any kind
        or missing. The file's own columns, their names lower case, and ``length_m`` (NaN where the
        file has no such column). ``attrs["length_column"]`` is what that is called in the file.

    Raises
    ------
    RoadsError
        When the file is cut short or damaged, the layer is missing or not clear, there is no
        coordinate system, or a length is missing, not a number or negative.
    """
    read = _read_layer(path, kind, layer)
    if not isinstance(read, gpd.GeoDataFrame):
        raise RoadsError("roads.no_line_layer", file=path.name)
    if read.crs is None:
        raise RoadsError("roads.no_crs", file=path.name)
    by_name = {str(column).strip().lower(): column for column in read.columns}
    length_m, length_column = _lengths_m(read, by_name, path.name)
    columns = {
        name: read[column] for name, column in by_name.items() if column != read.geometry.name
    }
    table = gpd.GeoDataFrame(
        columns | {"length_m": length_m}, geometry=read.geometry.to_numpy(), crs=read.crs
    )
    try:
        table = table.to_crs(WGS84)
    except (RuntimeError, ValueError) as error:
        raise RoadsError("roads.file_cut_short", file=path.name, kind=kind.spoken) from error
    table.attrs["length_column"] = length_column
    return table


def _read_layer(path: Path, kind: FileKind, layer: str | None) -> gpd.GeoDataFrame:
    from pyogrio.errors import DataSourceError, FieldError

    try:
        with warnings.catch_warnings():
            # A file that is cut short makes GDAL warn before it fails.
            warnings.simplefilter("ignore", RuntimeWarning)
            read = read_gdal_frame(path, layer=_chosen_layer(path, layer))
    except RoadsError:
        raise
    except (DataSourceError, FieldError, RuntimeError, ValueError) as error:
        raise RoadsError("roads.file_cut_short", file=path.name, kind=kind.spoken) from error
    if not read.columns.is_unique:  # two columns of one name
        raise RoadsError("roads.file_cut_short", file=path.name, kind=kind.spoken)
    return read


def _chosen_layer(path: Path, layer: str | None) -> str:
    from pyogrio import list_layers

    drawn = [str(name) for name, shape in list_layers(path) if shape is None or "Line" in shape]
    mixed = [str(name) for name, shape in list_layers(path) if shape in {"Unknown", "Geometry"}]
    layers = drawn or mixed
    if layer is not None and layer not in layers:
        raise RoadsError("roads.no_layer", file=path.name, layer=layer, valid=", ".join(layers))
    if not layers:
        raise RoadsError("roads.no_line_layer", file=path.name)
    named = [name for name in (layer, *_LAYER_NAMES) if name in layers]
    if not named and len(layers) > 1:
        raise RoadsError("roads.many_layers", file=path.name, layers=", ".join(layers))
    return str((named or layers)[0])


def _lengths_m(
    read: gpd.GeoDataFrame, by_name: Mapping[str, Any], file: str
) -> tuple[pd.Series, str]:
    column = next((by_name[name] for name in _LENGTH_COLUMNS if name in by_name), None)
    if column is None:
        return pd.Series(np.nan, index=read.index), ""
    length_m: pd.Series = pd.to_numeric(read[column], errors="coerce").astype(np.float64)
    wrong = np.flatnonzero(~(np.isfinite(length_m) & (length_m >= 0)))
    if len(wrong):
        faults = [
            Fault(
                "roads.line_length",
                column=str(column),
                feature=row + 1,
                found=" ".join(plain_texts(value)),
            )
            for row, value in zip(
                wrong[:_FAULTS_SHOWN].tolist(), read[column].iloc[wrong], strict=False
            )
        ]
        raise RoadsError("roads.edge_lengths", faults=faults, file=file, count=len(wrong))
    return length_m, str(column)
