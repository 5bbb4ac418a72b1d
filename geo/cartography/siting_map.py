"""The map of proposed stations: whom they bring on time, and by which roads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from markupsafe import Markup

from geo.cartography.drawing import path_data
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
from geo.cartography.labels import LabelPlacer
from geo.cartography.palette import ACCENT, STATION_MARKS, mark_svg
from geo.cartography.paper import paper_over
from geo.cartography.zone_map import STOP_MM, names_beside, numbered_mark, numbered_marks
from geo.i18n import Translate
from geo.plan_tables import STATION_KEYS, name_or_id, station_kinds

if TYPE_CHECKING:
    from geo.workspace import SitingCase

__all__ = ["siting_map"]

_HIGHEST_MM: Final = 120.0
_LOWEST_MM: Final = 70.0
_GAINED: Final = "#009e73"
_OTHERS: Final = "#8c959f"
_GAINED_MM: Final = 1.3
_OTHERS_MM: Final = 0.7


def siting_map(case: "SitingCase", names: Sequence[str], t: Translate) -> Markup:
    """Return the map of the stations that a case proposes.

    Parameters
    ----------
    case : SitingCase
    names : sequence of str
        What each of the proposed stations is called.
    t : callable
        The translator.

    Returns
    -------
    Markup
        An SVG element, 180 mm wide.
    """
    district, proposed = case.district, case.chosen.proposed
    estates = pd.DataFrame({"lon": district.estates.geometry.x, "lat": district.estates.geometry.y})
    places = pd.DataFrame(proposed[["lon", "lat"]])
    paper = paper_over(_land(estates, places), highest_mm=_HIGHEST_MM, lowest_mm=_LOWEST_MM)
    points, dots = paper.points(places), paper.points(estates)
    today = district.stations
    standing = paper.points(pd.DataFrame({"lon": today["lon"], "lat": today["lat"]}))
    placer = LabelPlacer(
        paper.box, np.vstack([boxes_around(points, STOP_MM), boxes_around(standing, STATION_MM)])
    )
    own_names = [name_or_id(row, "station_id") for _, row in today.iterrows()]
    layers = [
        *road_paths(paper, district.road_map),
        *(
            f'<path d="{path_data(line)}" fill="none" stroke="{ACCENT}" stroke-width=".8"'
            ' stroke-opacity=".7" stroke-linecap="round" stroke-linejoin="round"/>'
            for way in case.ways
            for line in [
                paper.drawn(gpd.GeoSeries([way], crs="EPSG:4326"), simplify_mm=SIMPLIFY_MM)
            ]
            if not shapely.is_empty(way)
        ),
        *_dots(dots, case.comparison.gained),
        *station_marks(station_kinds(today), standing),
        *numbered_marks(points),
        *names_beside(list(names), points, STOP_MM, placer),
        *names_beside(own_names, standing, LABEL_MM / 2, placer),
        *scale_and_north(paper, t),
    ]
    return drawing_of(paper, layers, _entries(t), t("siting_case.map"))


def _land(*tables: pd.DataFrame) -> tuple[float, float, float, float]:
    known = np.vstack([one[["lon", "lat"]].to_numpy(float) for one in tables])
    known = known[np.isfinite(known).all(axis=1)]
    (west, south), (east, north) = known.min(axis=0), known.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _dots(points: npt.NDArray[np.float64], gained: npt.NDArray[np.bool_]) -> list[str]:
    """Return the estates, those that come on time above the others."""
    return [
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{_GAINED_MM if on_time else _OTHERS_MM}"'
        f' fill="{_GAINED if on_time else _OTHERS}"/>'
        for on_time in (False, True)
        for (x, y), is_gained in zip(points.tolist(), gained.tolist(), strict=True)
        if is_gained == on_time and np.isfinite(x)
    ]


def _entries(t: Translate) -> list[Entry]:
    return [
        Entry(
            '<g transform="scale(.75)">' + numbered_mark(1, 0, 0) + "</g>", t("siting_case.new_one")
        ),
        Entry(f'<path d="M-2,0H2" stroke="{ACCENT}" stroke-width=".8"/>', t("siting_case.ways")),
        Entry(f'<circle r="{_GAINED_MM}" fill="{_GAINED}"/>', t("choice.gained_on_time")),
        Entry(f'<circle r="{_OTHERS_MM}" fill="{_OTHERS}"/>', t("siting_case.others")),
        Entry(mark_svg(STATION_MARKS["open"], x=0, y=0, radius=1.4), t(STATION_KEYS["open"])),
    ]
