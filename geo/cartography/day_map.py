"""The map of one visitor's day: the way by road, the stops by their order, the base."""

from typing import Final

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from geo.cartography.drawing import path_data
from geo.cartography.figure_legend import Entry
from geo.cartography.figure_parts import (
    SIMPLIFY_MM,
    boxes_around,
    drawing_of,
    road_paths,
    scale_and_north,
)
from geo.cartography.labels import LabelPlacer
from geo.cartography.palette import ACCENT, INK
from geo.cartography.paper import paper_over
from geo.cartography.zone_map import STOP_MM, names_beside, numbered_mark, numbered_marks
from geo.i18n import Translate
from geo.roads import RoadMap

__all__ = ["day_map"]

_HIGHEST_MM: Final = 120.0
_LOWEST_MM: Final = 80.0
_BASE_MM: Final = 1.8


def day_map(
    stops: pd.DataFrame,
    base: tuple[str, float, float],
    way: shapely.Geometry,
    road_map: RoadMap,
    t: Translate,
) -> Markup:
    """Return the map of a day.

    Parameters
    ----------
    stops : DataFrame
        ``name, lon, lat`` in the order of the visits.
    base : tuple of (str, float, float)
        Name, longitude and latitude of where the day begins and ends.
    way : Geometry
        The way by road, WGS-84.
    road_map : RoadMap
    t : callable
        The translator.

    Returns
    -------
    Markup
        An SVG element, 180 mm wide.
    """
    places = pd.concat(
        [stops[["lon", "lat"]], pd.DataFrame([{"lon": base[1], "lat": base[2]}])],
        ignore_index=True,
    )
    west, south, east, north = _land(places, way)
    paper = paper_over((west, south, east, north), highest_mm=_HIGHEST_MM, lowest_mm=_LOWEST_MM)
    points = paper.points(places)
    line = paper.drawn(np.array([way], dtype=object), simplify_mm=SIMPLIFY_MM)
    placer = LabelPlacer(paper.box, boxes_around(points, STOP_MM))
    base_mark = _base_mark(*points[-1])
    layers = [
        *road_paths(paper, road_map),
        (
            f'<path d="{path_data(line)}" fill="none" stroke="{ACCENT}" stroke-width=".9"'
            ' stroke-opacity=".75" stroke-linecap="round" stroke-linejoin="round"/>'
        ),
        base_mark,
        *numbered_marks(points[:-1]),
        *names_beside([*stops["name"].astype(str), base[0]], points, STOP_MM, placer),
        *scale_and_north(paper, t),
    ]
    entries = [
        Entry('<g transform="scale(.75)">' + numbered_mark(1, 0, 0) + "</g>", t("visits.map_stop")),
        Entry(_base_mark(0, 0), t("visits.column_base")),
        Entry(f'<path d="M-2,0H2" stroke="{ACCENT}" stroke-width=".9"/>', t("visits.day_map")),
    ]
    return drawing_of(paper, layers, entries, t("visits.day_map"))


def _land(places: pd.DataFrame, way: shapely.Geometry) -> tuple[float, float, float, float]:
    corners = places.to_numpy(float)
    if not shapely.is_empty(way):
        corners = np.vstack([corners, shapely.bounds(way).reshape(2, 2)])
    corners = corners[np.isfinite(corners).all(axis=1)]
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _base_mark(x: float, y: float) -> str:
    side = 2 * _BASE_MM
    return (
        f'<rect x="{x - _BASE_MM:.2f}" y="{y - _BASE_MM:.2f}" width="{side}" height="{side}"'
        f' fill="{INK}" stroke="#fff" stroke-width=".3"/>'
    )
