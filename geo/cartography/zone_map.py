"""The map on the sheet of one zone: its area, its estates by number, what lies around it."""

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from markupsafe import Markup

from geo.cartography.drawing import label, path_data, text_width_mm
from geo.cartography.figure_legend import Entry
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
from geo.cartography.palette import INK, STATION_MARKS, mark_svg
from geo.cartography.paper import Paper, paper_over
from geo.i18n import Translate
from geo.plan_tables import STATION_KEYS, station_kinds, station_names

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["STOP_MM", "names_beside", "numbered_mark", "numbered_marks", "zone_map"]

_HIGHEST_MM: Final = 100.0
_LOWEST_MM: Final = 96.0
STOP_MM: Final = 2.3
"""Radius of a numbered place."""

_NUMBER_MM: Final = 2.7
_ZONE_FILL: Final = "#cfe0f3"
_ZONE_EDGE: Final = "#0B5CAD"
_OTHER_EDGE: Final = "#8c959f"


def zone_map(plan: "Plan", zone_id: str, members: pd.DataFrame, t: Translate) -> Markup | None:
    """Return the map of one zone.

    Parameters
    ----------
    plan : Plan
        The plan.
    zone_id : str
        The zone.
    members : DataFrame
        Its estates (``estate_id, name, lon, lat``) in the order of their numbers, from 1.
    t : callable
        The translator.

    Returns
    -------
    Markup or None
        An SVG element, 180 mm wide; None where nothing of the zone has a position.
    """
    land = _land(plan.zones[plan.zones["zone_id"] == zone_id].geometry, members)
    if land is None:
        return None
    paper = paper_over(land, highest_mm=_HIGHEST_MM, lowest_mm=_LOWEST_MM)
    points = paper.points(members)
    others = plan.estates[~plan.estates["estate_id"].isin(members["estate_id"])]
    stations = plan.stations
    station_points = _on_paper(paper, paper.points(stations))
    corners = [
        [0, paper.height_mm - 12, 50, paper.height_mm],
        [paper.width_mm - 11, 0, paper.width_mm, 13],
    ]
    kept = np.vstack(
        [boxes_around(points, STOP_MM), boxes_around(station_points, STATION_MM), corners]
    )
    placer = LabelPlacer(paper.box, kept)
    layers = [
        *_areas(paper, plan.zones, zone_id),
        *road_paths(paper, plan.road_map),
        *_outline(paper, plan.zones, zone_id),
        *_other_estates(_on_paper(paper, paper.points(others))),
        *station_marks(stations, station_points),
        *numbered_marks(points),
        *names_beside(members["name"].tolist(), points, STOP_MM, placer),
        *names_beside(station_names(plan, t), station_points, STATION_MM, placer),
        *_other_zones(paper, plan.zones, zone_id, placer),
        *scale_and_north(paper, t),
    ]
    return drawing_of(paper, layers, _entries(plan, station_points, t), t("report.map_of_zones"))


def _land(area: gpd.GeoSeries, members: pd.DataFrame) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of what is known of a zone."""
    known = members[["lon", "lat"]].astype(float).dropna().to_numpy()
    edges = area[~(area.isna() | area.is_empty)].bounds.to_numpy().reshape(-1, 2)
    corners = np.vstack([known, edges])
    if not len(corners):
        return None
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _on_paper(paper: Paper, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return points with those beside the paper unknown."""
    x, y = points.T
    on = (x >= 0) & (x <= paper.width_mm) & (y >= 0) & (y <= paper.height_mm)
    return np.where(on[:, None], points, np.nan)


def _near(paper: Paper, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return zones.iloc[np.sort(zones.geometry.sindex.query(shapely.box(*paper.land)))]


def _areas(paper: Paper, zones: gpd.GeoDataFrame, zone_id: str) -> list[str]:
    """Return the zone in colour and the zones around it by their outlines, under the roads."""
    near = _near(paper, zones)
    shapes = paper.drawn(near.geometry, simplify_mm=SIMPLIFY_MM)
    drawn = [
        f'<path d="{path_data([shape])}" fill="none" stroke="{_OTHER_EDGE}" stroke-width=".3"'
        ' stroke-dasharray="1.4 1"/>'
        for shape in shapes[(near["zone_id"] != zone_id).to_numpy()]
    ]
    drawn += [
        f'<path d="{path_data([shape])}" fill="{_ZONE_FILL}" fill-rule="evenodd"/>'
        for shape in shapes[(near["zone_id"] == zone_id).to_numpy()]
    ]
    return drawn


def _outline(paper: Paper, zones: gpd.GeoDataFrame, zone_id: str) -> list[str]:
    shapes = paper.drawn(zones[zones["zone_id"] == zone_id].geometry, simplify_mm=SIMPLIFY_MM)
    outline = path_data([shape for shape in shapes if shape is not None])
    return [f'<path d="{outline}" fill="none" stroke="{_ZONE_EDGE}" stroke-width=".6"/>']


def _other_estates(points: npt.NDArray[np.float64]) -> list[str]:
    return [
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r=".8" fill="#8c959f"/>'
        for x, y in points.tolist()
        if np.isfinite(x)
    ]


def numbered_marks(points: npt.NDArray[np.float64]) -> list[str]:
    """Return places numbered from 1; the last lie lowest, so that small numbers stay legible.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Millimetres on paper; unknown places are left out.

    Returns
    -------
    list of str
    """
    return [
        numbered_mark(number, x, y)
        for number, (x, y) in reversed(list(enumerate(points.tolist(), start=1)))
        if np.isfinite(x)
    ]


def numbered_mark(number: int, x: float, y: float) -> str:
    """Return one numbered place.

    Parameters
    ----------
    number : int
    x, y : float
        Millimetres on paper.

    Returns
    -------
    str
    """
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{STOP_MM}" fill="#fff" stroke="{INK}"'
        f' stroke-width=".4"/><text x="{x:.2f}" y="{y + 0.36 * _NUMBER_MM:.2f}"'
        f' font-size="{_NUMBER_MM}" font-weight="600" text-anchor="middle">{number}</text>'
    )


def names_beside(
    names: list[str], points: npt.NDArray[np.float64], radius: float, placer: LabelPlacer
) -> list[str]:
    """Return the names of places beside their marks, those for which there is room.

    Parameters
    ----------
    names : list of str
    points : ndarray, shape (n, 2)
        Millimetres on paper.
    radius : float
        Of the marks.
    placer : LabelPlacer
        Knows what is taken.

    Returns
    -------
    list of str
    """
    drawn = []
    for name, (x, y) in zip(names, points.tolist(), strict=True):
        if not np.isfinite(x):
            continue
        mark = Box.around(x, y, 2 * radius, 2 * radius)
        place = placer.beside(mark, text_width_mm(name, LABEL_MM), LABEL_MM)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM))
    return drawn


def _other_zones(
    paper: Paper, zones: gpd.GeoDataFrame, zone_id: str, placer: LabelPlacer
) -> list[str]:
    drawn = []
    near = _near(paper, zones)
    near = near[near["zone_id"] != zone_id]
    shapes = paper.drawn(near.geometry)
    for name, shape in zip(near["zone_id"].astype(str), shapes, strict=True):
        if shape is None or shapely.is_empty(shape):
            continue
        inside = shapely.point_on_surface(shape)
        place = placer.at(inside.x, inside.y, text_width_mm(name, LABEL_MM), LABEL_MM)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM, colour="#6e7681"))
    return drawn


def _entries(plan: "Plan", station_points: npt.NDArray[np.float64], t: Translate) -> list[Entry]:
    number = '<g transform="scale(.75)">' + numbered_mark(1, 0, 0) + "</g>"
    other = '<circle r=".8" fill="#8c959f"/>'
    kinds = station_kinds(plan.stations)
    shown = {kinds[i] for i in np.flatnonzero(np.isfinite(station_points[:, 0]))}
    return [
        Entry(number, t("sheets.legend_numbers")),
        Entry(other, t("sheets.legend_others")),
        *(
            Entry(mark_svg(mark, x=0, y=0, radius=1.4), t(STATION_KEYS[kind]))
            for kind, mark in STATION_MARKS.items()
            if kind in shown
        ),
    ]
