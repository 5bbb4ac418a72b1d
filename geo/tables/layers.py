"""Layers of map files: attributes and shapes, and the points that their rows lie at."""

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS

from geo.coords import WGS84
from geo.tables.cells import LONGEST_CELL, as_text, per_value
from geo.tables.choosing import Part, choose_parts
from geo.tables.journal import Journal, refusal
from geo.tables.limits import Limits
from geo.tables.list_schemas import ListSchema
from geo.tables.reference_systems import known_system, name_of_unpublished, way_to_degrees
from geo.tables.sheets import Listing, unique_headers

__all__ = [
    "Layer",
    "datum_of_crs",
    "decode_attributes",
    "layers_with_list",
    "listing_of_layer",
    "one_layer",
]

# The first row of a layer is the second of the table that a spreadsheet would show.
_FIRST_ROW: Final = 2

_WGS84_NAME: Final = "World Geodetic System 1984"
_CGCS2000: Final = 4490

# What is left of Chinese headers that a program with ASCII names alone has written.
_NO_NAME: Final = "__"
_NAMELESS: Final = re.compile(r"_{2,}( \(\d+\))?|_+\d*")
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
    datum : str or None
        The datum that a file states where its format has no reference system.
    """

    name: str
    attributes: pd.DataFrame
    shapes: npt.NDArray[Any]
    crs: CRS | None
    cut_headers: bool = False
    shifting_app: str | None = None
    datum: str | None = None


def decode_attributes(attributes: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """Return attributes whose bytes were taken for ISO-8859-1 in their true encoding."""

    def decode(text: object) -> object:
        if not isinstance(text, str) or text.isascii():
            return text
        return text.encode("ISO-8859-1").decode(encoding, errors="ignore")

    decoded = {
        str(decode(header)): pd.Series(per_value(column, decode, object), dtype=object)
        for header, column in attributes.items()
    }
    return pd.DataFrame(decoded)


def one_layer(layers: list[Layer], name: str, file: str) -> Layer:
    """Return the layer of a name; the message lists the layers there are."""
    for layer in layers:
        if layer.name == name:
            return layer
    valid = ", ".join(layer.name for layer in layers)
    raise refusal("tables.no_such_layer", file=file, layer=name, valid=valid)


def layers_with_list(
    layers: list[Layer], schema: ListSchema, file: str, journal: Journal
) -> list[Layer]:
    """Return the layers that hold a list."""
    filled = [layer for layer in layers if len(layer.attributes)]
    if not filled:
        raise refusal("tables.blank_table", file=file)
    parts = [Part(layer.name, [list(layer.attributes.columns)]) for layer in filled]
    return [filled[i] for i in choose_parts(parts, schema, file, journal)]


def listing_of_layer(layer: Layer, label: str, limits: Limits, journal: Journal) -> Listing:
    """Return a layer as a listing with one point per row.

    An area is taken at a point inside it, and said so; lines are refused, and so are cells and
    layers over the limits.
    """
    points = _points(layer.shapes, label, journal)
    datum = layer.datum or datum_of_crs(layer.crs)
    if layer.crs is not None and datum is None:
        if (unpublished := name_of_unpublished(layer.crs)) is not None:
            journal.notice("tables.datum_approximate", file=label, datum=unpublished)
        points, datum = _in_degrees(points, layer.crs, label, journal), WGS84
    cells = layer.attributes.astype(object).map(_plain)
    named = [as_text(header) or _NO_NAME for header in cells.columns]
    cells.columns = pd.Index(unique_headers(named), dtype="str")
    cells.index = pd.RangeIndex(_FIRST_ROW, _FIRST_ROW + len(cells))
    if lost := [header for header in cells.columns if _NAMELESS.fullmatch(header)]:
        journal.notice("tables.headers_lost", file=label, columns=", ".join(lost))
    _require_sizes(cells, label, limits)
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


def _points(shapes: npt.NDArray[Any], label: str, journal: Journal) -> npt.NDArray[np.float64]:
    kinds = shapely.get_type_id(shapes)
    given = ~(shapely.is_empty(shapes) | shapely.is_missing(shapes))
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    for index in np.flatnonzero(given & ~finite):
        journal.fault("tables.not_finite", file=label, row=_FIRST_ROW + int(index))
    usable = given & finite
    lines = usable & np.isin(kinds, _LINES)
    for index in np.flatnonzero(lines):
        journal.fault("tables.line_shape", file=label, row=_FIRST_ROW + int(index))
    single = shapely.get_num_geometries(shapes) == 1
    pointlike = (kinds == _POINT) | ((kinds == _MULTIPOINT) & single)
    if count := int((usable & ~lines & ~pointlike).sum()):
        journal.notice("tables.areas_as_points", file=label, count=count)
    points = np.full((len(shapes), 2), np.nan)
    taken = np.flatnonzero(usable & ~lines)
    spots = shapely.point_on_surface(shapes[taken])
    points[taken] = np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])
    return points


def datum_of_crs(crs: CRS | None) -> str | None:
    """Return the datum that a file's reference system stands for; None where it has no code."""
    if crs is None:
        return None
    if crs.is_geographic and crs.datum is not None and crs.datum.name.startswith(_WGS84_NAME):
        return WGS84
    code = (known_system(crs) or crs).to_epsg(min_confidence=60)
    return None if code is None else f"EPSG:{code}" if code != _CGCS2000 else "cgcs2000"


def _in_degrees(
    points: npt.NDArray[np.float64],
    crs: CRS,
    label: str,
    journal: Journal,
) -> npt.NDArray[np.float64]:
    """Return points of a reference system without a code in WGS-84; tell those it cannot hold."""
    there = way_to_degrees(crs, label)
    degrees = np.column_stack(there.transform(points[:, 0], points[:, 1]))
    given = np.isfinite(points).all(axis=1)
    for index in np.flatnonzero(given & ~np.isfinite(degrees).all(axis=1)):
        x, y = points[index]
        row = _FIRST_ROW + int(index)
        journal.fault("tables.outside_datum", file=label, row=row, datum=crs.name, lon=x, lat=y)
        degrees[index] = np.nan
    return degrees


def _plain(cell: object) -> object:
    """Return a cell that is a list or a mapping as text, a missing one as None, others as is."""
    if cell is pd.NA:
        return None
    return str(cell) if isinstance(cell, (list, dict, tuple, np.ndarray, bytes)) else cell
