"""The maps of the printed report, drawn as SVG from the geometries: no browser, no picture files.

Units of a drawing are millimetres on paper. Roads lie lowest, then circles or zones, then
estates, stations and labels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from markupsafe import Markup
from pyproj import CRS

from geo.coords import local_metric_crs
from geo.i18n import Translate, format_number
from geo.report import map_data, map_layers
from geo.report.colouring import zone_colours
from geo.report.headline import station_kinds, station_names
from geo.report.labels import Box, LabelPlacer
from geo.report.palette import (
    ACCENT,
    CIRCLE_EDGE,
    CIRCLE_FILL,
    INK,
    ROAD_GROUPS,
    ROAD_STYLES,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    mark_svg,
    road_group,
)
from geo.report.text import safe_text
from geo.report.wording import STATION_KEYS, VERDICT_KEYS

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["MOST_NUMBERED", "coverage_figure", "zone_figure"]

WIDTH_MM: Final = 180.0
_MAX_HEIGHT_MM: Final = 165.0
_MARGIN_SHARE: Final = 0.04
_MARK_MM_PER_PX: Final = 0.17
_STATION_MM: Final = 1.6
_LABEL_MM: Final = 2.8
_SMALL_LABEL_MM: Final = 2.1
_LEGEND_MM: Final = 2.75
_SIMPLIFY_MM: Final = 0.12
MOST_NUMBERED: Final = 80
"""Estates up to which the map numbers those not covered: more would hide the map."""
_FONTS: Final = "'Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True)
class Sheet:
    """A piece of paper laid over a piece of land.

    Attributes
    ----------
    crs : pyproj.CRS
        Plane in metres.
    west_m, north_m : float
        The paper's upper left corner in that plane.
    m_per_mm : float
        Metres on the ground per millimetre on paper; times 1,000 it is the scale.
    width_mm, height_mm : float
        Size of the map.
    """

    crs: CRS
    west_m: float
    north_m: float
    m_per_mm: float
    width_mm: float
    height_mm: float

    @property
    def box(self) -> Box:
        """The paper."""
        return Box(0, 0, self.width_mm, self.height_mm)

    def drawn(self, shapes: gpd.GeoSeries, *, simplify_mm: float = 0.0) -> npt.NDArray[np.object_]:
        """Return shapes in millimetres on paper, cut at its edges."""
        plane = shapes.to_crs(self.crs).to_numpy()

        def to_paper(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            x = (points[:, 0] - self.west_m) / self.m_per_mm
            y = (self.north_m - points[:, 1]) / self.m_per_mm
            return np.column_stack([x, y])

        paper = shapely.transform(plane, to_paper)
        if simplify_mm:
            paper = shapely.simplify(paper, simplify_mm)
        return np.asarray(
            shapely.clip_by_rect(shapely.make_valid(paper), 0, 0, self.width_mm, self.height_mm)
        )

    def points(self, table: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
        """Return the positions of a table's rows in millimetres, NaN where there is none."""
        positions = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
        plane = positions.to_crs(self.crs)
        return np.column_stack(
            [
                (plane.x.to_numpy() - self.west_m) / self.m_per_mm,
                (self.north_m - plane.y.to_numpy()) / self.m_per_mm,
            ]
        )


def _lay_sheet(plan: "Plan") -> Sheet:
    """Return paper that shows the district, its estates and its stations with a small margin."""
    (south, west), (north, east) = map_data.bounds(plan.boundary, plan.estates, plan.stations)
    crs = local_metric_crs([west, east], [south, north])
    corners = gpd.GeoSeries(gpd.points_from_xy([west, west, east, east], [south, north] * 2))
    plane = corners.set_crs("EPSG:4326").to_crs(crs)
    left, bottom, right, top = plane.total_bounds
    margin = max(_MARGIN_SHARE * max(right - left, top - bottom), 100.0)
    land_width, land_height = right - left + 2 * margin, top - bottom + 2 * margin
    m_per_mm = max(land_width / WIDTH_MM, land_height / _MAX_HEIGHT_MM)
    height_mm = min(_MAX_HEIGHT_MM, land_height / m_per_mm)
    middle = (left + right) / 2
    return Sheet(
        crs=crs,
        west_m=middle - WIDTH_MM * m_per_mm / 2,
        north_m=top + margin,
        m_per_mm=m_per_mm,
        width_mm=WIDTH_MM,
        height_mm=height_mm,
    )


def coverage_figure(plan: "Plan", t: Translate, *, numbered: Sequence[str] = ()) -> Markup:
    """Return the map of verdicts, stations and circles with legend, scale and north.

    Parameters
    ----------
    plan : Plan
        The plan.
    t : callable
        The translator.
    numbered : sequence of str
        Estates that carry a number, 1 for the first: the rows of the list of those not covered.

    Returns
    -------
    Markup
        An SVG element, 180 mm wide.
    """
    sheet = _lay_sheet(plan)
    estate_points = sheet.points(plan.estates)
    station_points = sheet.points(plan.stations)
    radii = _estate_radii(plan.estates)
    placer = _placer(sheet, estate_points, radii, station_points)
    layers = [
        *_roads(sheet, plan),
        *_boundary(sheet, plan),
        *_circles(sheet, plan),
        *_estates(plan.estates, estate_points, radii),
        *_stations(plan.stations, station_points),
        *_station_names(station_names(plan, t), station_points, placer),
        *_estate_numbers(plan.estates, estate_points, radii, numbered, placer),
        *_street_names(sheet, plan, placer),
        *_scale_and_north(sheet, t),
    ]
    rows = [*_verdict_entries(plan, t), *_station_entries(plan, t), *_circle_entries(plan, t)]
    return _svg(sheet, layers, rows, t("report.map_of_coverage"))


def zone_figure(plan: "Plan", t: Translate) -> Markup:
    """Return the map of the zones with their numbers, operators by hatch."""
    sheet = _lay_sheet(plan)
    estate_points = sheet.points(plan.estates)
    station_points = sheet.points(plan.stations)
    placer = LabelPlacer(sheet.box, _boxes(station_points, _STATION_MM * 1.2))
    layers = [
        *_roads(sheet, plan),
        *_zones(sheet, plan),
        *_boundary(sheet, plan),
        *_dots(estate_points),
        *_stations(plan.stations, station_points),
        *_zone_numbers(sheet, plan, placer),
        *_scale_and_north(sheet, t),
    ]
    dot = _Entry(f'<circle r=".5" fill="{INK}"/>', t("report.estates"))
    entries = [*_operator_entries(plan, t), dot, *_station_entries(plan, t)]
    return _svg(sheet, layers, entries, t("report.map_of_zones"))


# ------------------------------------------------------------------ layers


def _roads(sheet: Sheet, plan: "Plan") -> list[str]:
    lines = sheet.drawn(plan.road_map.geometry, simplify_mm=_SIMPLIFY_MM)
    groups = np.array([road_group(str(name)) for name in plan.road_map.road_class])
    return [
        f'<path d="{_path(lines[groups == group])}" fill="none" stroke="'
        f'{ROAD_STYLES[group].colour}" stroke-width="{ROAD_STYLES[group].paper_mm}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
        for group in ROAD_GROUPS
    ]


def _boundary(sheet: Sheet, plan: "Plan") -> list[str]:
    if plan.boundary is None:
        return []
    outline = _path(sheet.drawn(plan.boundary.geometry))
    return [
        (
            f'<path d="{outline}" fill="none" stroke="#6e7681" stroke-width=".35"'
            ' stroke-dasharray="2.2 1 .5 1"/>'
        )
    ]


def _circles(sheet: Sheet, plan: "Plan") -> list[str]:
    minutes = map_layers.shown_circle_minutes(plan)
    shown = plan.circles[plan.circles["minutes"] == minutes]
    newest = set(map_layers.newest_stations(plan.stations))
    drawn = []
    for station, shape in zip(
        shown["station_id"], sheet.drawn(shown.geometry, simplify_mm=_SIMPLIFY_MM), strict=True
    ):
        fill, edge = (ACCENT, ACCENT) if station in newest else (CIRCLE_FILL, CIRCLE_EDGE)
        drawn.append(
            f'<path d="{_path([shape])}" fill="{fill}" fill-opacity=".14" fill-rule="evenodd"'
            f' stroke="{edge}" stroke-width=".16" stroke-opacity=".7"/>'
        )
    return drawn


def _zones(sheet: Sheet, plan: "Plan") -> list[str]:
    hatches = map_layers.operator_hatches(plan.zones)
    drawn = []
    for colour, operator, shape in zip(
        zone_colours(plan.zones),
        plan.zones["operator"],
        sheet.drawn(plan.zones.geometry, simplify_mm=_SIMPLIFY_MM),
        strict=True,
    ):
        outline = _path([shape])
        if not outline:
            continue
        drawn.append(
            f'<path d="{outline}" fill="{colour}" fill-opacity=".85" fill-rule="evenodd"'
            ' stroke="#fff" stroke-width=".7"/>'
        )
        if hatch := hatches.get(str(operator), 0):
            drawn.append(f'<path d="{outline}" fill="url(#hatch{hatch})" fill-rule="evenodd"/>')
    return drawn


def _estates(
    estates: pd.DataFrame, points: npt.NDArray[np.float64], radii: npt.NDArray[np.float64]
) -> list[str]:
    # Large ones first, so that none hides another.
    order = np.argsort(-radii, kind="stable")
    verdicts = estates["verdict"].tolist()
    return [
        mark_svg(VERDICT_MARKS[verdicts[i]], x=points[i, 0], y=points[i, 1], radius=float(radii[i]))
        for i in order
        if np.isfinite(points[i]).all()
    ]


def _dots(points: npt.NDArray[np.float64]) -> list[str]:
    return [
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".5" fill="{INK}"/>'
        for x, y in points.tolist()
        if np.isfinite([x, y]).all()
    ]


def _stations(stations: pd.DataFrame, points: npt.NDArray[np.float64]) -> list[str]:
    kinds = station_kinds(stations)
    # From the last to the first: present stations lie above the proposed ones listed after them.
    return [
        mark_svg(STATION_MARKS[kinds[i]], x=points[i, 0], y=points[i, 1], radius=_STATION_MM)
        for i in reversed(range(len(stations)))
        if np.isfinite(points[i]).all()
    ]


def _station_names(
    names: Sequence[str], points: npt.NDArray[np.float64], placer: LabelPlacer
) -> list[str]:
    drawn = []
    for name, (x, y) in zip(names, points.tolist(), strict=True):
        if not np.isfinite([x, y]).all():
            continue
        mark = Box.around(x, y, 2.4 * _STATION_MM, 2.4 * _STATION_MM)
        place = placer.needed_beside(mark, _text_width(name, _LABEL_MM), _LABEL_MM)
        if place is not None:
            drawn.append(_text(place, name, _LABEL_MM, weight=600))
    return drawn


def _estate_numbers(
    estates: pd.DataFrame,
    points: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    numbered: Sequence[str],
    placer: LabelPlacer,
) -> list[str]:
    if len(numbered) > MOST_NUMBERED:
        return []
    row_of = {estate: row for row, estate in enumerate(estates["estate_id"])}
    drawn = []
    for number, estate in enumerate(numbered, start=1):
        row = row_of[estate]
        x, y = points[row].tolist()
        if not np.isfinite([x, y]).all():
            continue
        mark = Box.around(x, y, 2.2 * radii[row], 2.2 * radii[row])
        text = str(number)
        place = placer.beside(mark, _text_width(text, _SMALL_LABEL_MM), _SMALL_LABEL_MM, gap=0.1)
        if place is not None:
            drawn.append(_text(place, text, _SMALL_LABEL_MM))
    return drawn


def _street_names(sheet: Sheet, plan: "Plan", placer: LabelPlacer) -> list[str]:
    places = pd.DataFrame(
        map_data.place_data(plan.estates, plan.stations), columns=["name", "lat", "lon"]
    )
    drawn = []
    for name, (x, y) in zip(places["name"], sheet.points(places).tolist(), strict=True):
        spot = Box.around(x, y, 1, 1)
        width = _text_width(name, _LABEL_MM) * 1.15
        place = placer.at(x, y, width, _LABEL_MM) or placer.beside(spot, width, _LABEL_MM, gap=1)
        if place is not None:
            drawn.append(_text(place, name, _LABEL_MM, colour="#7d776b", spacing=0.3))
    return drawn


def _zone_numbers(sheet: Sheet, plan: "Plan", placer: LabelPlacer) -> list[str]:
    drawn = []
    zone_ids = plan.zones["zone_id"].astype(str)
    shapes = sheet.drawn(plan.zones.geometry)
    for text, shape in sorted(
        zip(zone_ids, shapes, strict=True), key=lambda pair: -shapely.area(pair[1])
    ):
        if shape is None or shapely.is_empty(shape):
            continue
        inside = shapely.point_on_surface(shape)
        width = _text_width(text, _LABEL_MM)
        spot = Box.around(inside.x, inside.y, 0.5, 0.5)
        place = placer.at(inside.x, inside.y, width, _LABEL_MM) or placer.beside(
            spot, width, _LABEL_MM, gap=0.2
        )
        if place is not None:
            drawn.append(_text(place, text, _LABEL_MM, weight=600))
    return drawn


def _scale_and_north(sheet: Sheet, t: Translate) -> list[str]:
    length_m = _round_length(sheet.width_mm * sheet.m_per_mm / 5)
    length_mm = length_m / sheet.m_per_mm
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    ratio = t("report.scale_ratio", scale=format_number(round(sheet.m_per_mm * 1000, -2)))
    x, y = 4.0, sheet.height_mm - 4.0
    north_x, north_y = sheet.width_mm - 6.0, 9.0
    return [
        (
            f'<rect x="{x - 2:.1f}" y="{y - 7.4:.1f}" width="{max(length_mm, 24) + 4:.1f}"'
            ' height="9.4" fill="#fff" fill-opacity=".8"/>'
        ),
        (
            f'<path d="M{x:.2f},{y - 1.2:.2f}v1.2h{length_mm:.2f}v-1.2" fill="none"'
            f' stroke="{INK}" stroke-width=".35"/>'
        ),
        f'<text x="{x:.2f}" y="{y - 2:.2f}" font-size="2.6">{words} · {safe_text(ratio)}</text>',
        f'<path d="M{north_x:.2f},{north_y - 4:.2f}l2,7l-2,-1.4l-2,1.4z" fill="{INK}"/>',
        (
            f'<text x="{north_x:.2f}" y="{north_y - 4.8:.2f}" font-size="2.8" font-weight="600"'
            ' text-anchor="middle">N</text>'
        ),
    ]


def _round_length(length_m: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not longer."""
    power = 10.0 ** np.floor(np.log10(length_m))
    return float(max(factor * power for factor in (1, 2, 5) if factor * power <= length_m))


# ------------------------------------------------------------------ legend


@dataclass(frozen=True)
class _Entry:
    """One entry of a legend: a picture about the origin, in millimetres, and its words."""

    picture: str
    words: str


def _verdict_entries(plan: "Plan", t: Translate) -> list[_Entry]:
    estates = plan.estates
    return [
        _Entry(
            mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=1.3),
            t(VERDICT_KEYS[verdict])
            + " "
            + format_number(int((estates["verdict"] == verdict).sum())),
        )
        for verdict in VERDICTS
    ]


def _station_entries(plan: "Plan", t: Translate) -> list[_Entry]:
    kinds = station_kinds(plan.stations)
    return [
        _Entry(
            mark_svg(mark, x=0, y=0, radius=1.4),
            f"{t(STATION_KEYS[kind])} {format_number(kinds.count(kind))}",
        )
        for kind, mark in STATION_MARKS.items()
        if kind in kinds
    ]


def _circle_entries(plan: "Plan", t: Translate) -> list[_Entry]:
    minutes = map_layers.shown_circle_minutes(plan)
    if minutes is None:
        return []
    picture = (
        f'<circle r="1.9" fill="{CIRCLE_FILL}" fill-opacity=".12" stroke="{CIRCLE_EDGE}"'
        ' stroke-width=".25"/>'
    )
    return [_Entry(picture, t("report.circle_of", minutes=format_number(minutes)))]


def _operator_entries(plan: "Plan", t: Translate) -> list[_Entry]:
    entries = []
    for operator, hatch in map_layers.operator_hatches(plan.zones).items():
        count = int((plan.zones["operator"] == operator).sum())
        ground = '<rect x="-3" y="-1.6" width="6" height="3.2" fill="{}" stroke="#8c959f"'
        picture = ground.format("#e4e7ea") + ' stroke-width=".2"/>'
        if hatch:
            picture += ground.format(f"url(#hatch{hatch})") + ' stroke-width=".2"/>'
        words = f"{operator} {t('report.zones_count', count=format_number(count))}"
        entries.append(_Entry(picture, words))
    return entries


def _legend(entries: Sequence[_Entry], top_mm: float) -> tuple[list[str], float]:
    """Return the legend in rows below the map, and the height it takes."""
    drawn: list[str] = []
    x, y = 4.0, top_mm + 4.0
    for entry in entries:
        width = 7.5 + _text_width(entry.words, _LEGEND_MM) + 4.0
        if x + width > WIDTH_MM and x > 4.0:
            x, y = 4.0, y + 5.4
        drawn.append(f'<g transform="translate({x + 2.5:.2f} {y:.2f})">{entry.picture}</g>')
        drawn.append(
            f'<text x="{x + 7.5:.2f}" y="{y + 1.05:.2f}" font-size="{_LEGEND_MM}">'
            f"{safe_text(entry.words)}</text>"
        )
        x += width
    return drawn, y + 4.0 - top_mm if entries else 0.0


# ------------------------------------------------------------------ svg


_HATCHES: Final = (
    '<pattern id="hatch1" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0,0V1.3" stroke="#1f2328" stroke-opacity=".45"'
    ' stroke-width=".3"/></pattern>'
    '<pattern id="hatch2" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(-45)"><path d="M0,0V1.3" stroke="#1f2328" stroke-opacity=".45"'
    ' stroke-width=".3"/></pattern>'
    '<pattern id="hatch3" width="1.3" height="1.3" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0,0V1.3M0,0H1.3" stroke="#1f2328"'
    ' stroke-opacity=".45" stroke-width=".3"/></pattern>'
)


def _svg(sheet: Sheet, layers: Iterable[str], entries: Sequence[_Entry], title: str) -> Markup:
    legend, legend_height = _legend(entries, sheet.height_mm)
    height = sheet.height_mm + legend_height
    map_frame = (
        f'<rect x=".15" y=".15" width="{sheet.width_mm - 0.3:.2f}"'
        f' height="{sheet.height_mm - 0.3:.2f}" fill="none" stroke="#8c959f" stroke-width=".3"/>'
    )
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_MM:g} {height:.2f}"'
        f' width="{WIDTH_MM:g}mm" height="{height:.2f}mm" role="img"'
        f' font-family="{_FONTS}" fill="{INK}"><title>{safe_text(title)}</title>'
        f"<defs>{_HATCHES}</defs>" + "\n".join([*layers, map_frame, *legend]) + "</svg>"
    )
    return Markup(drawing)  # noqa: S704 (every text went through safe_text)


def _path(shapes: Iterable[Any]) -> str:
    """Return lines and polygons as SVG path data with two decimals."""
    pieces = []
    for part in shapely.get_parts(shapely.get_parts(np.array(list(shapes), dtype=object))):
        if shapely.is_empty(part):
            continue
        if part.geom_type == "Polygon":
            pieces += [_polyline(ring) + "Z" for ring in shapely.get_rings(part)]
        elif part.geom_type == "LineString":
            pieces.append(_polyline(part))
    return "".join(pieces)


def _polyline(line: Any) -> str:
    points = np.round(shapely.get_coordinates(line), 2).tolist()
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)


def _text(
    place: Box,
    text: str,
    size_mm: float,
    *,
    weight: int = 400,
    colour: str = INK,
    spacing: float = 0.0,
) -> str:
    x, y = place.centre
    return (
        f'<text x="{x:.2f}" y="{y + 0.36 * size_mm:.2f}" font-size="{size_mm}"'
        f' font-weight="{weight}" fill="{colour}" text-anchor="middle"'
        f' letter-spacing="{spacing}" stroke="#fff" stroke-width=".7" stroke-linejoin="round"'
        f' paint-order="stroke">{safe_text(text)}</text>'
    )


def _text_width(text: str, size_mm: float) -> float:
    """Return about how wide a text is: Chinese letters are square, Latin ones half as wide."""
    return size_mm * sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text)


def _estate_radii(estates: pd.DataFrame) -> npt.NDArray[np.float64]:
    crowd = 1.0 if len(estates) <= 400 else (400 / len(estates)) ** 0.4
    return np.maximum(map_data.mark_radius(estates["households"]) * _MARK_MM_PER_PX * crowd, 0.35)


def _placer(
    sheet: Sheet,
    estates: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    stations: npt.NDArray[np.float64],
) -> LabelPlacer:
    corners = [
        [0, sheet.height_mm - 12, 50, sheet.height_mm],
        [sheet.width_mm - 11, 0, sheet.width_mm, 13],
    ]
    kept = np.vstack([_boxes(stations, _STATION_MM * 1.2), corners])
    return LabelPlacer(sheet.box, kept, _boxes(estates, radii))


def _boxes(
    points: npt.NDArray[np.float64], radius: npt.NDArray[np.float64] | float
) -> npt.NDArray[np.float64]:
    known = np.isfinite(points).all(axis=1)
    reach = np.broadcast_to(radius, len(points))[known][:, None]
    return np.hstack([points[known] - reach, points[known] + reach])
