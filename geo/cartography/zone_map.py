"""The map on the sheet of one zone: its area, its estates by number, what lies around it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from markupsafe import Markup

from geo.cartography.drawing import label, paths_data, text_width_mm
from geo.cartography.figure_legend import Entry
from geo.cartography.figure_parts import (
    LABEL_MM,
    SIMPLIFY_MM,
    STATION_MM,
    DrawnRoads,
    boxes_around,
    drawing_of,
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

__all__ = ["STOP_MM", "ZoneMaps", "names_beside", "numbered_mark", "numbered_marks"]

_HIGHEST_MM: Final = 100.0
_LOWEST_MM: Final = 96.0
STOP_MM: Final = 2.3
"""Radius of a numbered place."""

_NUMBER_MM: Final = 2.7
_ZONE_FILL: Final = "#cfe0f3"
_ZONE_EDGE: Final = "#0B5CAD"
_OTHER_EDGE: Final = "#8c959f"
_BEYOND: Final = 0.1
"""Share of the land under a map that is looked at beyond its edges."""


class ZoneMaps:
    """The maps of a plan's zones: what they share is prepared once, each looks at its own land.

    Parameters
    ----------
    plan : Plan
        The plan.
    t : callable
        The translator.
    """

    def __init__(self, plan: "Plan", t: Translate) -> None:
        self._t = t
        self._roads = DrawnRoads(plan.road_map)
        self._zones = plan.zones.geometry.to_numpy()
        self._zone_ids = plan.zones["zone_id"].astype(str).tolist()
        self._row_of = {zone: row for row, zone in enumerate(self._zone_ids)}
        self._zone_index = shapely.STRtree(self._zones)
        self._estate_ids = plan.estates["estate_id"].tolist()
        self._estates = _positions(plan.estates)
        known = np.isfinite(self._estates).all(axis=1)
        self._known_estates = np.flatnonzero(known)
        self._estate_index = shapely.STRtree(shapely.points(self._estates[known]))
        self._station_places = _positions(plan.stations)
        self._station_kinds = np.array(station_kinds(plan.stations), dtype=object)
        self._station_names = np.array(station_names(plan, t), dtype=object)

    def of(
        self,
        zone_id: str,
        *,
        estate_ids: Sequence[str],
        names: Sequence[str],
        lon_lat: npt.NDArray[np.float64],
    ) -> Markup | None:
        """Return the map of one zone.

        Parameters
        ----------
        zone_id : str
            The zone.
        estate_ids, names : sequence of str, length n
            Of its estates, in the order of their numbers, from 1.
        lon_lat : ndarray, shape (n, 2)
            Their positions in degrees, NaN where there is none.

        Returns
        -------
        Markup or None
            An SVG element, 180 mm wide; None where nothing of the zone has a position.
        """
        own = self._row_of[zone_id]
        land = _land(self._zones[own], lon_lat)
        if land is None:
            return None
        paper = paper_over(land, highest_mm=_HIGHEST_MM, lowest_mm=_LOWEST_MM)
        points = paper.placed(lon_lat)
        stations = _on_paper(paper, paper.placed(self._station_places))
        shown = np.flatnonzero(np.isfinite(stations[:, 0]))
        stations, kinds = stations[shown], self._station_kinds[shown].tolist()
        placer = _placer(paper, points, stations)
        rows = np.sort(self._zone_index.query(shapely.box(*paper.land)))
        laid = paper.laid(self._zones[rows])
        outlines = paths_data(paper.cut(laid, simplify_mm=SIMPLIFY_MM))
        is_own = rows == own
        around = {self._zone_ids[row]: shape for row, shape in zip(rows, laid, strict=True)}
        around.pop(zone_id, None)
        others = self._estates_of_others(paper.land, set(estate_ids))
        layers = [
            *_areas(outlines, is_own),
            *self._roads.paths(paper),
            *_outline(outlines, is_own),
            *_other_estates(_on_paper(paper, paper.placed(others))),
            *station_marks(kinds, stations),
            *numbered_marks(points),
            *names_beside(names, points, STOP_MM, placer),
            *names_beside(self._station_names[shown].tolist(), stations, STATION_MM, placer),
            *_other_zones(paper, around, placer),
            *scale_and_north(paper, self._t),
        ]
        entries = _entries(set(kinds), self._t)
        return drawing_of(paper, layers, entries, self._t("report.map_of_zones"))

    def _estates_of_others(
        self, land: tuple[float, float, float, float], members: set[str]
    ) -> npt.NDArray[np.float64]:
        """Return where estates of other zones lie on a piece of land and a little beyond it.

        The paper's edges are curves in degrees: its corners do not hold all that lies on it.
        """
        west, south, east, north = land
        beyond_x, beyond_y = (east - west) * _BEYOND, (north - south) * _BEYOND
        around = shapely.box(west - beyond_x, south - beyond_y, east + beyond_x, north + beyond_y)
        near = self._known_estates[np.sort(self._estate_index.query(around))].tolist()
        rows = [row for row in near if self._estate_ids[row] not in members]
        return self._estates[rows]


def _entries(shown: set[str], t: Translate) -> list[Entry]:
    """Return the legend: numbers, other estates, the kinds of stations that are shown."""
    number = '<g transform="scale(.75)">' + numbered_mark(1, 0, 0) + "</g>"
    other = '<circle r=".8" fill="#8c959f"/>'
    return [
        Entry(number, t("sheets.legend_numbers")),
        Entry(other, t("sheets.legend_others")),
        *(
            Entry(mark_svg(mark, x=0, y=0, radius=1.4), t(STATION_KEYS[kind]))
            for kind, mark in STATION_MARKS.items()
            if kind in shown
        ),
    ]


def _positions(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the positions of rows in degrees, shape (n, 2), NaN where there is none."""
    return table[["lon", "lat"]].to_numpy(np.float64, na_value=np.nan)


def _land(
    area: shapely.Geometry | None, members: npt.NDArray[np.float64]
) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of what is known of a zone."""
    corners = np.vstack([members, shapely.bounds(area).reshape(2, 2)])
    corners = corners[np.isfinite(corners).all(axis=1)]
    if not len(corners):
        return None
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _placer(
    paper: Paper, points: npt.NDArray[np.float64], stations: npt.NDArray[np.float64]
) -> LabelPlacer:
    """Return what keeps labels off the marks, the scale and the arrow."""
    corners = [
        [0, paper.height_mm - 12, 50, paper.height_mm],
        [paper.width_mm - 11, 0, paper.width_mm, 13],
    ]
    marks = [boxes_around(points, STOP_MM), boxes_around(stations, STATION_MM)]
    return LabelPlacer(paper.box, np.vstack([*marks, corners]))


def _on_paper(paper: Paper, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return points with those beside the paper unknown."""
    x, y = points.T
    on = (x >= 0) & (x <= paper.width_mm) & (y >= 0) & (y <= paper.height_mm)
    return np.where(on[:, None], points, np.nan)


def _areas(outlines: list[str], is_own: npt.NDArray[np.bool_]) -> list[str]:
    """Return the zone in colour and the zones around it by their outlines, under the roads."""
    drawn = [
        f'<path d="{outlines[row]}" fill="none" stroke="{_OTHER_EDGE}" stroke-width=".3"'
        ' stroke-dasharray="1.4 1"/>'
        for row in np.flatnonzero(~is_own)
    ]
    drawn += [
        f'<path d="{outlines[row]}" fill="{_ZONE_FILL}" fill-rule="evenodd"/>'
        for row in np.flatnonzero(is_own)
    ]
    return drawn


def _outline(outlines: list[str], is_own: npt.NDArray[np.bool_]) -> list[str]:
    outline = "".join(outlines[row] for row in np.flatnonzero(is_own))
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
    names: Sequence[str], points: npt.NDArray[np.float64], radius: float, placer: LabelPlacer
) -> list[str]:
    """Return the names of places beside their marks, those for which there is room.

    Parameters
    ----------
    names : sequence of str
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
    paper: Paper, others: dict[str, shapely.Geometry], placer: LabelPlacer
) -> list[str]:
    drawn = []
    for name, shape in zip(others, paper.cut(np.array([*others.values()], object)), strict=True):
        if shape is None or shapely.is_empty(shape):
            continue
        inside = shapely.point_on_surface(shape)
        place = placer.at(inside.x, inside.y, text_width_mm(name, LABEL_MM), LABEL_MM)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM, colour="#6e7681"))
    return drawn
