"""``plan.dxf``: estates, stations and zones for drawing programs, in metres on China's grid.

Release 12, which every program reads. Its texts are in the code page that the header states: GBK,
and escapes for the signs that GBK lacks. Estates and stations are blocks with attributes, zones are
closed outlines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.coords import from_wgs84, parse_datum, zones_of_easting
from geo.errors import InputError
from geo.i18n import Translate, translator
from geo.plan_tables import (
    cell_value,
    known_column,
    plan_title,
    shown_cell,
    worded_estates,
    worded_stations,
    worded_zones,
)
from geo.report.geopackage import is_somewhere
from geo.text import plain_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["write_dxf"]

_CODE_PAGE: Final = "ANSI_936"
_ENCODING: Final = "gbk"
_CENTRAL_EASTING_M: Final = 500_000.0
_SYMBOL_M: Final = 15.0
_TEXT_M: Final = 12.0
_LONGEST_TEXT: Final = 255

Pair = tuple[int, object]


@dataclass(frozen=True)
class _Layer:
    """What is drawn on one layer: rows, their attributes, and where each lies."""

    title: str
    block: str
    table: pd.DataFrame
    fields: tuple[str, ...]
    shapes: Sequence[Any]


def write_dxf(plan: "Plan", path: Path, *, language: str, datum: str | None = None) -> str:
    """Write the plan as a drawing in metres.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file; equal plans give equal bytes.
    language : {"zh", "en"}
        Language of layers, tags and words.
    datum : str, optional
        The grid, as an EPSG code; by default the 3° zone of CGCS2000 that the district lies in.

    Returns
    -------
    str
        The grid that the drawing is in; it is also written into the drawing.

    Raises
    ------
    InputError
        For a grid that is not known, or when none is given and the district lies outside China.
    """
    t = translator(language)
    grid = parse_datum(datum) if datum else _grid_of(plan)
    title = t("report.kml_about", datum=grid, hash=plan.run.hash[:12])
    layers = _layers(plan, t, language)
    pairs: list[Pair] = [(999, f"{plan_title(plan, t)} {title}")]
    pairs += [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009")]
    pairs += [(9, "$DWGCODEPAGE"), (3, _CODE_PAGE), (0, "ENDSEC")]
    pairs += [(0, "SECTION"), (2, "BLOCKS")]
    for layer in layers:
        pairs += _block(layer, t)
    pairs += [(0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")]
    for layer in layers:
        pairs += _inserts(layer, grid, t)
    for shape in plan.zones.geometry:
        pairs += _outlines(shape, grid, _name(t("report.zones")))
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    text = "".join(f"{code}\n{value}\n" for code, value in pairs)
    path.write_bytes(_escaped(text, _ENCODING).encode(_ENCODING))
    return grid


def _grid_of(plan: "Plan") -> str:
    """Return the 3° zone of CGCS2000 round the middle of the estates."""
    lon = np.array([shape.x for shape in plan.estates.geometry if is_somewhere(shape)])
    zones = zones_of_easting(_CENTRAL_EASTING_M, lon=float(np.median(lon))) if lon.size else []
    if not zones:
        raise InputError("report.dxf_needs_grid")
    return zones[0].datum


def _layers(plan: "Plan", t: Translate, language: str) -> list[_Layer]:
    return [
        _Layer(
            t("report.estates"),
            "ESTATE",
            worded_estates(plan, t, language),
            ("name", "estate_id", "street", "households", "verdict", "response_min", "zone_id"),
            list(plan.estates.geometry),
        ),
        _Layer(
            t("report.stations"),
            "STATION",
            worded_stations(plan, t),
            ("station_name", "station_id", "status", "crews", "households_served"),
            list(plan.stations.geometry),
        ),
        _Layer(
            t("report.zones"),
            "ZONE",
            worded_zones(plan, t),
            ("zone_id", "street", "operator", "estates", "households"),
            [shapely.point_on_surface(shape) for shape in plan.zones.geometry],
        ),
    ]


def _block(layer: _Layer, t: Translate) -> Iterator[Pair]:
    """Yield the symbol of a layer, with a definition per attribute; only the first is shown."""
    name = _name(layer.title)
    yield from ((0, "BLOCK"), (8, name), (2, layer.block), (70, 2), (10, 0.0), (20, 0.0), (30, 0.0))
    yield from ((0, "CIRCLE"), (8, name), (10, 0.0), (20, 0.0), (30, 0.0), (40, _SYMBOL_M))
    for place, field in enumerate(layer.fields):
        tag = _tag(known_column(field, t).header)
        yield from ((0, "ATTDEF"), (8, name), (10, _SYMBOL_M), (20, 0.0), (30, 0.0), (40, _TEXT_M))
        yield from ((1, ""), (3, tag), (2, tag), (70, 1 if place else 0))
    yield from ((0, "ENDBLK"), (8, name))


def _inserts(layer: _Layer, grid: str, t: Translate) -> Iterator[Pair]:
    name = _name(layer.title)
    columns = [known_column(field, t) for field in layer.fields]
    rows = layer.table[list(layer.fields)].itertuples(index=False, name=None)
    for values, shape in zip(rows, layer.shapes, strict=True):
        if not is_somewhere(shape):
            continue
        x, y = (float(a[0]) for a in from_wgs84([shape.x], [shape.y], grid))
        yield from ((0, "INSERT"), (8, name), (66, 1), (2, layer.block), *_at(x, y))
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            shown = shown_cell(cell_value(value, column.kind), column.kind)
            yield from ((0, "ATTRIB"), (8, name), *_at(x + _SYMBOL_M, y), (40, _TEXT_M))
            yield from ((1, _text(shown)), (2, _tag(column.header)), (70, 1 if place else 0))
        yield from ((0, "SEQEND"), (8, name))


def _outlines(shape: Any, grid: str, name: str) -> Iterator[Pair]:
    for ring in (ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)):
        xy = shapely.get_coordinates(ring)[:-1]
        yield from ((0, "POLYLINE"), (8, name), (66, 1), (70, 1), *_at(0.0, 0.0))
        for x, y in zip(*(a.tolist() for a in from_wgs84(xy[:, 0], xy[:, 1], grid)), strict=True):
            yield from ((0, "VERTEX"), (8, name), *_at(x, y))
        yield from ((0, "SEQEND"), (8, name))


def _at(x: float, y: float) -> tuple[Pair, ...]:
    return (10, f"{x:.4f}"), (20, f"{y:.4f}"), (30, 0.0)


def _name(text: str) -> str:
    """Return a text as the name of a layer or a tag, which hold no blank."""
    return "_".join(_text(text).split())


def _text(text: str) -> str:
    """Return a text on one line, in which a backslash is no escape."""
    return " ".join(plain_text(text).replace("\\", "/").split())[:_LONGEST_TEXT]


def _tag(text: str) -> str:
    """Return the tag of an attribute, all escapes: GDAL decodes the code page in texts alone."""
    return _escaped(_name(text), "ascii")


def _escaped(text: str, encoding: str) -> str:
    return "".join(_in_code_page(sign, encoding) for sign in text)


@lru_cache(maxsize=65_536)
def _in_code_page(sign: str, encoding: str) -> str:
    r"""Return a sign, or what AutoCAD writes for one that the code page lacks: ``\U+4DAE``."""
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        halves = sign.encode("utf-16-be").hex().upper()
        return "".join(f"\\U+{halves[i : i + 4]}" for i in range(0, len(halves), 4))
    return sign
