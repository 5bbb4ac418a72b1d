"""Layers of map files: attributes and shapes, and the points that their rows lie at."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from geo.coords import WGS84, parse_datum
from geo.errors import InputError
from geo.tables.cells import LONGEST_CELL, per_value
from geo.tables.choosing import Part, choose_parts
from geo.tables.journal import Journal, refusal
from geo.tables.limits import Limits
from geo.tables.nouns import Noun
from geo.tables.sheets import Listing, unique_headers

__all__ = ["Layer", "layers_with_list", "listing_of_layer", "one_layer"]

# The first row of a layer is the second of the table that a spreadsheet would show.
_FIRST_ROW: Final = 2

_POINT, _MULTIPOINT = 0, 4
_LINES: Final = (1, 2, 5)


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of a map file.

    Attributes
    ----------
    name : str
        Of the layer or folder.
    attributes : DataFrame
        One row per shape, under the file's headers.
    shapes : ndarray of shapely geometries, shape (n,)
        None where a row has none.
    crs : CRS or None
        As the file states it.
    cut_headers : bool
        Whether the format cuts headers short.
    shifting_app : str or None
        The app that wrote the file, where it is one that shifts coordinates.
    """

    name: str
    attributes: pd.DataFrame
    shapes: npt.NDArray[Any]
    crs: CRS | None
    cut_headers: bool = False
    shifting_app: str | None = None


def one_layer(layers: list[Layer], name: str, file: str) -> Layer:
    """Return the layer of a name; the message lists the layers there are."""
    for layer in layers:
        if layer.name == name:
            return layer
    valid = ", ".join(layer.name for layer in layers)
    raise refusal("tables.no_such_layer", file=file, layer=name, valid=valid)


def layers_with_list(layers: list[Layer], noun: Noun, file: str, journal: Journal) -> list[Layer]:
    """Return the layers that hold a list."""
    filled = [layer for layer in layers if len(layer.attributes)]
    if not filled:
        raise refusal("tables.blank_table", file=file)
    parts = [Part(layer.name, [list(layer.attributes.columns)]) for layer in filled]
    return [filled[i] for i in choose_parts(parts, noun, file, journal)]


def listing_of_layer(layer: Layer, label: str, limits: Limits, journal: Journal) -> Listing:
    """Return a layer as a listing with one point per row.

    An area is taken at a point inside it, and said so; lines are refused, and so are cells and
    layers over the limits.
    """
    _require_sizes(layer.attributes, label, limits)
    rows = pd.RangeIndex(_FIRST_ROW, _FIRST_ROW + len(layer.attributes))
    points = _points(layer.shapes, label, rows, journal)
    datum = _datum_of_crs(layer.crs)
    if layer.crs is not None and datum is None:
        points, datum = _in_degrees(points, layer.crs), WGS84
    cells = layer.attributes.astype(object)
    cells.columns = pd.Index(unique_headers(list(cells.columns)), dtype="str")
    cells.index = rows
    return Listing(
        label,
        cells,
        points=points if np.isfinite(points).any() else None,
        datum=datum,
        cut_headers=layer.cut_headers,
        shifting_app=layer.shifting_app,
    )


def _require_sizes(attributes: pd.DataFrame, label: str, limits: Limits) -> None:
    if len(attributes) > limits.rows:
        raise refusal("tables.too_many_rows", file=label, limit=limits.rows)
    if attributes.shape[1] > limits.columns:
        raise refusal("tables.too_many_columns", file=label, limit=limits.columns)
    for header, column in attributes.items():
        too_long = per_value(
            column, lambda cell: isinstance(cell, str) and len(cell) > LONGEST_CELL
        )
        if too_long.any():
            row = _FIRST_ROW + int(np.argmax(too_long))
            raise refusal(
                "tables.cell_too_long",
                file=label,
                row=row,
                column=str(header),
                limit=LONGEST_CELL,
            )


def _points(
    shapes: npt.NDArray[Any], label: str, rows: pd.RangeIndex, journal: Journal
) -> npt.NDArray[np.float64]:
    kinds = shapely.get_type_id(shapes)
    empty = shapely.is_empty(shapes) | shapely.is_missing(shapes)
    lines = np.isin(kinds, _LINES) & ~empty
    for row in rows[lines]:
        journal.fault("tables.line_shape", file=label, row=int(row))
    areas = ~empty & ~lines & (kinds != _POINT)
    areas &= ~((kinds == _MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1))
    if areas.any():
        journal.notice("tables.areas_as_points", file=label, count=int(areas.sum()))
    points = np.full((len(shapes), 2), np.nan)
    taken = np.flatnonzero(~empty & ~lines)
    spots = shapely.point_on_surface(shapes[taken])
    points[taken] = np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])
    return points


def _datum_of_crs(crs: CRS | None) -> str | None:
    """Return the datum that a file's reference system stands for; None where it has no code."""
    code = None if crs is None else crs.to_epsg(min_confidence=60)
    if code is None:
        return None
    try:
        return parse_datum(f"EPSG:{code}")
    except InputError:
        return None


def _in_degrees(points: npt.NDArray[np.float64], crs: CRS) -> npt.NDArray[np.float64]:
    there = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    return np.column_stack(there.transform(points[:, 0], points[:, 1]))
