"""``plan.kml``: estates, stations and zones for map apps, in the datum that they expect.

Columns are typed by a schema per folder: without one, GDAL and QGIS put Chinese columns whose names
are equally long into one, and the last value wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.cartography import ACCENT, INK, VERDICT_COLOURS, ZONE_FILLS, zone_colours
from geo.coords import WGS84, from_wgs84, parse_datum
from geo.i18n import Translate, translator
from geo.plan_tables import (
    Kind,
    cell_value,
    known_column,
    plan_title,
    roads_line,
    station_kinds,
    worded_estates,
    worded_stations,
    worded_zones,
)
from geo.report.geopackage import is_somewhere
from geo.tables import KML_DATUM_KEY
from geo.text import plain_text, safe_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["write_kml"]

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
# Numbers are written as such, for programs: 0.923 where a page shows 92.3 %.
_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.WHOLE: "int",
    Kind.YEAR: "int",
    Kind.MINUTES: "double",
    Kind.SHARE: "double",
    Kind.DEGREES: "double",
}
_DIGITS: Final = 9
_POINT_COLOURS: Final = {
    **VERDICT_COLOURS,
    "open": INK,
    "planned": "#6e7681",
    "candidate": "#8c959f",
    "proposed": ACCENT,
}


@dataclass(frozen=True)
class _Layer:
    """One folder: what it is called, its rows, and the style of each."""

    schema: str
    title: str
    table: pd.DataFrame
    name: str
    fields: tuple[str, ...]
    shapes: Sequence[Any]
    styles: Sequence[str]


def write_kml(plan: "Plan", path: Path, *, language: str, datum: str = WGS84) -> None:
    """Write the plan as KML with a folder per layer and its columns by a schema of it.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        The new file; equal plans give equal bytes.
    language : {"zh", "en"}
        Language of folders, columns and words.
    datum : str
        What the coordinates are to be: ``wgs84`` as the standard asks, or ``gcj02``, ``bd09``,
        ``cgcs2000`` for an app that takes the numbers as its own. The file says which, to people
        and to whoever reads it as a list again.

    Raises
    ------
    InputError
        For a datum that is not known.
    """
    t = translator(language)
    datum = parse_datum(datum)
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = ET.SubElement(root, "Document")
    _text(document, "name", plan_title(plan, t))
    about = t("report.kml_about", datum=datum.upper(), hash=plan.run.hash[:12])
    source = roads_line(plan.road_map.attribution, t)
    # Google Earth and map apps read a description as HTML.
    _text(document, "description", str(safe_text(f"{about} {source}".strip())))
    _add_styles(document)
    layers = _layers(plan, t, language)
    # In the order that the standard asks for: styles, schemas, data, features.
    for layer in layers:
        _add_schema(document, layer, t)
    stated = ET.SubElement(ET.SubElement(document, "ExtendedData"), "Data", name=KML_DATUM_KEY)
    _text(stated, "value", datum)
    for layer in layers:
        _add_folder(document, layer, datum, t)
    ET.indent(root, " ")
    ET.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)


def _layers(plan: "Plan", t: Translate, language: str) -> list[_Layer]:
    estates = worded_estates(plan, t, language)
    return [
        _Layer(
            schema="zones",
            title=t("report.zones"),
            table=worded_zones(plan, t),
            name="zone_id",
            fields=("street", "operator", "service_level", "estates", "households", "centre"),
            shapes=list(plan.zones.geometry),
            styles=[f"zone{ZONE_FILLS.index(colour)}" for colour in zone_colours(plan.zones)],
        ),
        _Layer(
            schema="estates",
            title=t("report.estates"),
            table=estates,
            name="name",
            fields=(
                "estate_id",
                "street",
                "community",
                "households",
                "verdict",
                "response_min",
                "p_on_time",
                "station",
                "zone_id",
                "operator",
            ),
            shapes=list(plan.estates.geometry),
            styles=[str(verdict) for verdict in estates["code"]],
        ),
        _Layer(
            schema="stations",
            title=t("report.stations"),
            table=worded_stations(plan, t),
            name="station_name",
            fields=("station_id", "status", "crews", "estates_served", "households_served"),
            shapes=list(plan.stations.geometry),
            styles=station_kinds(plan.stations),
        ),
    ]


def _add_styles(document: ET.Element) -> None:
    for style_id, colour in _POINT_COLOURS.items():
        style = ET.SubElement(document, "Style", id=style_id)
        _text(ET.SubElement(style, "IconStyle"), "color", _kml_colour(colour, "ff"))
    for number, colour in enumerate(ZONE_FILLS):
        style = ET.SubElement(document, "Style", id=f"zone{number}")
        line = ET.SubElement(style, "LineStyle")
        _text(line, "color", "ffffffff")
        _text(line, "width", "2")
        _text(ET.SubElement(style, "PolyStyle"), "color", _kml_colour(colour, "b0"))


def _kml_colour(colour: str, alpha: str) -> str:
    """Return a colour as KML writes it: alpha, blue, green, red."""
    return alpha + colour[5:7] + colour[3:5] + colour[1:3]


def _add_schema(document: ET.Element, layer: _Layer, t: Translate) -> None:
    schema = ET.SubElement(document, "Schema", name=layer.title, id=layer.schema)
    for column in (known_column(field, t) for field in layer.fields):
        ET.SubElement(schema, "SimpleField", type=_TYPES[column.kind], name=column.header)


def _add_folder(document: ET.Element, layer: _Layer, datum: str, t: Translate) -> None:
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", layer.title)
    columns = [known_column(field, t) for field in layer.fields]
    rows = layer.table[[layer.name, *layer.fields]].itertuples(index=False, name=None)
    for (name, *values), shape, style in zip(rows, layer.shapes, layer.styles, strict=True):
        mark = ET.SubElement(folder, "Placemark")
        _text(mark, "name", plain_text(name))
        _text(mark, "styleUrl", f"#{style}")
        extended = ET.SubElement(mark, "ExtendedData")
        data = ET.SubElement(extended, "SchemaData", schemaUrl=f"#{layer.schema}")
        for column, value in zip(columns, values, strict=True):
            cell = cell_value(value, column.kind)
            if cell is not None:
                written = f"{cell:.{_DIGITS}g}" if isinstance(cell, float) else str(cell)
                ET.SubElement(data, "SimpleData", name=column.header).text = written
        if is_somewhere(shape):
            mark.append(_geometry(shape, datum))


def _geometry(shape: Any, datum: str) -> ET.Element:
    """Return a point or the polygons of a zone, shifted to a datum."""
    if shape.geom_type == "Point":
        point = ET.Element("Point")
        _text(point, "coordinates", _coordinates(shapely.get_coordinates(shape), datum))
        return point
    multi = ET.Element("MultiGeometry")
    for part in shapely.get_parts(shape):
        polygon = ET.SubElement(multi, "Polygon")
        for place, ring in enumerate(shapely.get_rings(part)):
            side = "outerBoundaryIs" if place == 0 else "innerBoundaryIs"
            line = ET.SubElement(ET.SubElement(polygon, side), "LinearRing")
            _text(line, "coordinates", _coordinates(shapely.get_coordinates(ring), datum))
    return multi


def _coordinates(points: npt.NDArray[np.float64], datum: str) -> str:
    lon, lat = from_wgs84(points[:, 0], points[:, 1], datum)
    return " ".join(f"{x:.7f},{y:.7f}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True))


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
