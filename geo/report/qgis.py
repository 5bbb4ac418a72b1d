"""Styles for QGIS, so that ``plan.gpkg`` opens in colour: one document (QML) per layer.

Symbols are written with ``prop`` elements and data-defined sizes with ``Option`` elements, the
two forms that every QGIS from 3.0 on reads.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from geo.cartography import (
    ACCENT,
    CIRCLE_EDGE,
    CIRCLE_FILL,
    INK,
    ROAD_GROUPS,
    ROAD_STYLES,
    VERDICT_COLOURS,
    road_group,
)
from geo.workspace import NEW_STATION

__all__ = ["circle_style", "estate_style", "road_style", "station_style", "zone_style"]

_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION: Final = "3.22.0"
_WHITE: Final = "#ffffff"

_BESIDE: Final = "6"
_INSIDE: Final = "1"

Properties = Mapping[str, str]

_SIZE_BY_HOUSEHOLDS: Final = 'scale_linear(sqrt("households"), sqrt(60), sqrt(1600), 2.2, 6.2)'

_STATION_KIND: Final = (
    f"CASE WHEN \"station_id\" LIKE '{NEW_STATION}%' THEN 'proposed' ELSE \"status\" END"
)

_DRIVE_MINUTES: Final = 'CASE WHEN "kind" = \'promise\' THEN 0 ELSE "minutes" END'


def estate_style(labels: Mapping[str, str]) -> str:
    """Return the style of the estates: verdict by colour and shape, size by households.

    Parameters
    ----------
    labels : mapping of str to str
        What the legend calls each verdict.
    """
    outline = {"outline_color": _rgba(_WHITE), "outline_width": "0.2"}
    shapes: dict[str, list[Properties]] = {
        "covered": [{"name": "circle", "color": _rgba(VERDICT_COLOURS["covered"]), **outline}],
        "late": [
            {
                "name": "circle",
                "color": _rgba(_WHITE),
                "outline_color": _rgba(VERDICT_COLOURS["late"]),
                "outline_width": "0.5",
            },
            {
                "name": "circle",
                "color": _rgba(VERDICT_COLOURS["late"]),
                "outline_style": "no",
                "scale": "0.55",
            },
        ],
        "unreachable": [
            {"name": "circle", "color": _rgba(VERDICT_COLOURS["unreachable"]), **outline},
            {
                "name": "cross2",
                "color": _rgba(_WHITE),
                "outline_color": _rgba(_WHITE),
                "outline_width": "0.5",
                "scale": "0.5",
            },
        ],
        "unsure": [
            {
                "name": "circle",
                "color": _rgba(_WHITE),
                "outline_color": _rgba(VERDICT_COLOURS["unsure"]),
                "outline_style": "dash",
                "outline_width": "0.4",
            }
        ],
    }
    symbols = [_marker(str(i), parts) for i, parts in enumerate(shapes.values())]
    categories = [(verdict, labels[verdict]) for verdict in shapes]
    return _document(_categorized("verdict", categories, symbols), label_field=None)


def station_style(labels: Mapping[str, str]) -> str:
    """Return the style of the stations: a square, proposed sites a diamond in the accent colour."""
    looks: dict[str, Properties] = {
        "open": {"name": "square", "color": _rgba(INK), "outline_color": _rgba(_WHITE)},
        "planned": {"name": "square", "color": _rgba(_WHITE), "outline_color": _rgba(INK)},
        "candidate": {"name": "diamond", "color": _rgba(_WHITE), "outline_color": _rgba("#57606a")},
        "proposed": {"name": "diamond", "color": _rgba(ACCENT), "outline_color": _rgba(_WHITE)},
    }
    symbols = [
        _marker(str(i), [{**look, "outline_width": "0.4", "size": "4.4"}])
        for i, look in enumerate(looks.values())
    ]
    categories = [(kind, labels[kind]) for kind in looks]
    return _document(_categorized(_STATION_KIND, categories, symbols), label_field="name")


def zone_style(zone_ids: Iterable[str], colours: Iterable[str]) -> str:
    """Return the style of the zones: the colours of the maps, a white gap, the number inside."""
    ids = [str(zone) for zone in zone_ids]
    symbols = [
        _fill(str(i), colour=_rgba(colour, 200), edge=_rgba(_WHITE), edge_width="0.8")
        for i, colour in enumerate(colours)
    ]
    return _document(
        _categorized("zone_id", [(zone, zone) for zone in ids], symbols),
        label_field="zone_id",
        placement=_INSIDE,
    )


def circle_style(promise: str, drives: Mapping[float, str]) -> str:
    """Return the style of the circles: where the promise is kept, and drives, off at first.

    Parameters
    ----------
    promise : str
        What the legend calls the area of the promise.
    drives : mapping of float to str
        What it calls the drive of each number of minutes: wider reach paler.
    """
    opacities = [64, *(max(18, 54 - 18 * i) for i in range(len(drives)))]
    symbols = [
        _fill(
            str(i),
            colour=_rgba(CIRCLE_FILL, opacity),
            edge=_rgba(CIRCLE_EDGE, 190),
            edge_width="0.26",
        )
        for i, opacity in enumerate(opacities)
    ]
    categories = [("0", promise), *((f"{value:g}", drives[value]) for value in sorted(drives))]
    renderer = _categorized(_DRIVE_MINUTES, categories, symbols, kind="double", shown=1)
    return _document(renderer, label_field=None)


def road_style(road_classes: Iterable[str]) -> str:
    """Return the style of the roads: three quiet groups, the major ones on top."""
    classes = sorted({str(name) for name in road_classes})
    # QGIS takes a symbol for one category only: classes of a group have equal ones, not one.
    symbols = [_road(str(i), road_group(name)) for i, name in enumerate(classes)]
    renderer = _categorized("road_class", [(name, name) for name in classes], symbols)
    renderer.set("symbollevels", "1")
    return _document(renderer, label_field=None)


def _road(name: str, group: str) -> ET.Element:
    style = ROAD_STYLES[group]
    return _line(name, style.colour, 1.6 * style.paper_mm, ROAD_GROUPS.index(group))


def _document(renderer: ET.Element, *, label_field: str | None, placement: str = _BESIDE) -> str:
    root = ET.Element(
        "qgis",
        version=_VERSION,
        styleCategories="Symbology|Labeling",
        labelsEnabled="0" if label_field is None else "1",
    )
    root.append(renderer)
    if label_field is not None:
        root.append(_labeling(label_field, placement))
    ET.indent(root, " ")
    return _DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def _categorized(
    field: str,
    categories: Iterable[tuple[str, str]],
    symbols: Iterable[ET.Element],
    *,
    kind: str = "string",
    shown: int | None = None,
) -> ET.Element:
    """Return the renderer of categories, of which only the first so many are shown at first."""
    renderer = ET.Element(
        "renderer-v2",
        type="categorizedSymbol",
        attr=field,
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    listed = ET.SubElement(renderer, "categories")
    for i, (value, label) in enumerate(categories):
        render = "true" if shown is None or i < shown else "false"
        ET.SubElement(
            listed, "category", value=value, label=label, symbol=str(i), render=render, type=kind
        )
    ET.SubElement(renderer, "symbols").extend(symbols)
    ET.SubElement(renderer, "rotation")
    ET.SubElement(renderer, "sizescale")
    return renderer


def _symbol(name: str, kind: str) -> ET.Element:
    return ET.Element("symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: ET.Element, kind: str, properties: Properties, *, level: int = 0) -> ET.Element:
    layer = ET.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(level)}
    )
    for key, value in properties.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    return layer


def _marker(name: str, parts: Iterable[Properties]) -> ET.Element:
    symbol = _symbol(name, "marker")
    for part in parts:
        properties = dict(part)
        scale = properties.pop("scale", "1")
        by_households = "size" not in properties
        properties.setdefault("size", f"{3 * float(scale):g}")
        layer = _layer(
            symbol,
            "SimpleMarker",
            {
                "outline_style": "solid",
                "outline_width_unit": "MM",
                "scale_method": "diameter",
                "size_unit": "MM",
                **properties,
            },
        )
        if by_households:
            layer.append(_data_defined("size", f"{scale} * {_SIZE_BY_HOUSEHOLDS}"))
    return symbol


def _data_defined(name: str, expression: str) -> ET.Element:
    defined = ET.Element("data_defined_properties")
    collection = ET.SubElement(defined, "Option", type="Map")
    ET.SubElement(collection, "Option", name="name", type="QString", value="")
    properties = ET.SubElement(collection, "Option", name="properties", type="Map")
    one = ET.SubElement(properties, "Option", name=name, type="Map")
    ET.SubElement(one, "Option", name="active", type="bool", value="true")
    ET.SubElement(one, "Option", name="expression", type="QString", value=expression)
    ET.SubElement(one, "Option", name="type", type="int", value="3")
    ET.SubElement(collection, "Option", name="type", type="QString", value="collection")
    return defined


def _fill(name: str, *, colour: str, edge: str, edge_width: str) -> ET.Element:
    symbol = _symbol(name, "fill")
    _layer(
        symbol,
        "SimpleFill",
        {
            "color": colour,
            "style": "solid",
            "outline_color": edge,
            "outline_style": "solid",
            "outline_width": edge_width,
            "outline_width_unit": "MM",
            "joinstyle": "round",
        },
    )
    return symbol


def _line(name: str, colour: str, width_mm: float, level: int) -> ET.Element:
    symbol = _symbol(name, "line")
    _layer(
        symbol,
        "SimpleLine",
        {
            "line_color": _rgba(colour),
            "line_style": "solid",
            "line_width": f"{width_mm:g}",
            "line_width_unit": "MM",
            "capstyle": "round",
            "joinstyle": "round",
        },
        level=level,
    )
    return symbol


def _labeling(field: str, placement: str) -> ET.Element:
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=field,
        isExpression="0",
        fontFamily="Noto Sans CJK SC",
        fontSize="9",
        fontSizeUnit="Point",
        textColor=_rgba(INK),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba(_WHITE),
        bufferOpacity="1",
    )
    # The order of preference counts beside points only.
    ET.SubElement(
        settings,
        "placement",
        placement=placement,
        predefinedPositionOrder="R,L,TR,BR,TL,BL",
        dist="2.6",
        distUnits="MM",
    )
    ET.SubElement(settings, "rendering", obstacle="1", drawLabels="1")
    return labeling


def _rgba(colour: str, alpha: int = 255) -> str:
    channels = [str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return ",".join([*channels, str(alpha)])
