"""The maps of the printed report, drawn as SVG from the geometries: no browser, no picture files.

Units of a drawing are millimetres on paper. Roads lie lowest, then circles or zones, then
estates, stations and labels.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from markupsafe import Markup

from geo.cartography import map_data
from geo.cartography.colouring import zone_colours
from geo.cartography.drawing import label, path_data, text_width_mm
from geo.cartography.figure_legend import (
    Entry,
    circle_entries,
    operator_entries,
    station_entries,
    verdict_entries,
)
from geo.cartography.figure_parts import (
    LABEL_MM,
    SIMPLIFY_MM,
    STATION_MM,
    boxes_around,
    drawing_of,
    road_paths,
    scale_and_north,
    station_marks,
)
from geo.cartography.labels import Box, LabelPlacer
from geo.cartography.palette import (
    CIRCLE_EDGE,
    CIRCLE_FILL,
    INK,
    VERDICT_MARKS,
    mark_svg,
)
from geo.cartography.paper import Paper, lay_paper
from geo.i18n import Translate
from geo.plan_tables import station_kinds, station_names

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["MOST_NUMBERED", "coverage_figure", "zone_figure"]

_MARK_MM_PER_PX: Final = 0.17
_SMALL_LABEL_MM: Final = 2.1
MOST_NUMBERED: Final = 80
"""Estates up to which the map numbers those not covered: more would hide the map."""


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
    paper = lay_paper(plan)
    estate_points = paper.points(plan.estates)
    station_points = paper.points(plan.stations)
    radii = _estate_radii(plan.estates)
    placer = _placer(paper, estate_points, radii, station_points)
    layers = [
        *road_paths(paper, plan.road_map),
        *_boundary(paper, plan),
        *_circles(paper, plan),
        *_estates(plan.estates, estate_points, radii),
        *station_marks(station_kinds(plan.stations), station_points),
        *_station_names(station_names(plan, t), station_points, placer),
        *_estate_numbers(plan.estates, estate_points, radii, numbered, placer),
        *_street_names(paper, plan, placer),
        *scale_and_north(paper, t),
    ]
    rows = [*verdict_entries(plan, t), *station_entries(plan, t), *circle_entries(plan, t)]
    return drawing_of(paper, layers, rows, t("report.map_of_coverage"))


def zone_figure(plan: "Plan", t: Translate) -> Markup:
    """Return the map of the zones with their numbers, operators by hatch.

    Parameters
    ----------
    plan : Plan
        The plan of a district.
    t : callable
        The translator of the language that is spoken.

    Returns
    -------
    Markup
    """
    paper = lay_paper(plan)
    estate_points = paper.points(plan.estates)
    station_points = paper.points(plan.stations)
    placer = LabelPlacer(paper.box, boxes_around(station_points, STATION_MM * 1.2))
    layers = [
        *road_paths(paper, plan.road_map),
        *_zones(paper, plan),
        *_boundary(paper, plan),
        *_dots(estate_points),
        *station_marks(station_kinds(plan.stations), station_points),
        *_zone_numbers(paper, plan, placer),
        *scale_and_north(paper, t),
    ]
    dot = Entry(f'<circle r=".5" fill="{INK}"/>', t("report.estates"))
    entries = [*operator_entries(plan, t), dot, *station_entries(plan, t)]
    return drawing_of(paper, layers, entries, t("report.map_of_zones"))


def _boundary(paper: Paper, plan: "Plan") -> list[str]:
    if plan.boundary is None:
        return []
    outline = path_data(paper.drawn(plan.boundary.geometry.to_numpy()))
    return [
        (
            f'<path d="{outline}" fill="none" stroke="#6e7681" stroke-width=".35"'
            ' stroke-dasharray="2.2 1 .5 1"/>'
        )
    ]


def _circles(paper: Paper, plan: "Plan") -> list[str]:
    """Return where each station keeps the promise."""
    shown = map_data.promise_rows(plan.circles).geometry
    return [
        f'<path d="{path_data([shape])}" fill="{CIRCLE_FILL}" fill-opacity=".14"'
        f' fill-rule="evenodd" stroke="{CIRCLE_EDGE}" stroke-width=".16" stroke-opacity=".7"/>'
        for shape in paper.drawn(shown.to_numpy(), simplify_mm=SIMPLIFY_MM)
    ]


def _zones(paper: Paper, plan: "Plan") -> list[str]:
    hatches = map_data.operator_hatches(plan.zones)
    drawn = []
    for colour, operator, shape in zip(
        zone_colours(plan.zones),
        plan.zones["operator"],
        paper.drawn(plan.zones.geometry.to_numpy(), simplify_mm=SIMPLIFY_MM),
        strict=True,
    ):
        outline = path_data([shape])
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


def _station_names(
    names: Sequence[str], points: npt.NDArray[np.float64], placer: LabelPlacer
) -> list[str]:
    drawn = []
    for name, (x, y) in zip(names, points.tolist(), strict=True):
        if not np.isfinite([x, y]).all():
            continue
        mark = Box.around(x, y, 2.4 * STATION_MM, 2.4 * STATION_MM)
        place = placer.needed_beside(mark, text_width_mm(name, LABEL_MM), LABEL_MM)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM, weight=600))
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
        place = placer.beside(mark, text_width_mm(text, _SMALL_LABEL_MM), _SMALL_LABEL_MM, gap=0.1)
        if place is not None:
            drawn.append(label(place, text, _SMALL_LABEL_MM))
    return drawn


def _street_names(paper: Paper, plan: "Plan", placer: LabelPlacer) -> list[str]:
    places = pd.DataFrame(
        map_data.place_data(plan.estates, plan.stations), columns=["name", "lat", "lon"]
    )
    drawn = []
    for name, (x, y) in zip(places["name"], paper.points(places).tolist(), strict=True):
        spot = Box.around(x, y, 1, 1)
        width = text_width_mm(name, LABEL_MM) * 1.15
        place = placer.at(x, y, width, LABEL_MM) or placer.beside(spot, width, LABEL_MM, gap=1)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM, colour="#7d776b", spacing=0.3))
    return drawn


def _zone_numbers(paper: Paper, plan: "Plan", placer: LabelPlacer) -> list[str]:
    drawn = []
    zone_ids = plan.zones["zone_id"].astype(str)
    shapes = paper.drawn(plan.zones.geometry.to_numpy())
    for text, shape in sorted(
        zip(zone_ids, shapes, strict=True), key=lambda pair: -shapely.area(pair[1])
    ):
        if shape is None or shapely.is_empty(shape):
            continue
        inside = shapely.point_on_surface(shape)
        width = text_width_mm(text, LABEL_MM)
        spot = Box.around(inside.x, inside.y, 0.5, 0.5)
        place = placer.at(inside.x, inside.y, width, LABEL_MM) or placer.beside(
            spot, width, LABEL_MM, gap=0.2
        )
        if place is not None:
            drawn.append(label(place, text, LABEL_MM, weight=600))
    return drawn


def _estate_radii(estates: pd.DataFrame) -> npt.NDArray[np.float64]:
    crowd = 1.0 if len(estates) <= 400 else (400 / len(estates)) ** 0.4
    return np.maximum(map_data.mark_radius(estates["households"]) * _MARK_MM_PER_PX * crowd, 0.35)


def _placer(
    paper: Paper,
    estates: npt.NDArray[np.float64],
    radii: npt.NDArray[np.float64],
    stations: npt.NDArray[np.float64],
) -> LabelPlacer:
    corners = [
        [0, paper.height_mm - 12, 50, paper.height_mm],
        [paper.width_mm - 11, 0, paper.width_mm, 13],
    ]
    kept = np.vstack([boxes_around(stations, STATION_MM * 1.2), corners])
    return LabelPlacer(paper.box, kept, boxes_around(estates, radii))
