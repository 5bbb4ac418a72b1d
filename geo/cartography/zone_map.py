"""The map on the sheet of one zone: its area, its estates by number, what lies around it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

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
from geo.cartography.paper import Paper, paper_over, whole_shapes
from geo.i18n import Translate
from geo.plan_tables import STATION_KEYS, station_kinds, station_names

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = [
    "STOP_MM",
    "MappedZone",
    "ZoneMaps",
    "names_beside",
    "numbered_mark",
    "numbered_marks",
]

Reals = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_HIGHEST_MM: Final = 100.0
_LOWEST_MM: Final = 96.0
STOP_MM: Final = 2.3
"""Radius of a numbered place."""

_NUMBER_MM: Final = 2.7
_ZONE_FILL: Final = "#cfe0f3"
_ZONE_EDGE: Final = "#0B5CAD"
_OTHER_EDGE: Final = "#8c959f"
_ZONES_AT_ONCE: Final = 16
_BEYOND: Final = 0.1
"""Share of the land under a map that is looked at beyond its edges."""


class MappedZone(NamedTuple):
    """A zone that is to be drawn, with its estates in the order of their numbers, from 1.

    Attributes
    ----------
    zone_id : str
    estate_ids, names : sequence of str, length n
    lon_lat : ndarray, shape (n, 2)
        Positions of the estates in degrees, NaN where there is none.
    """

    zone_id: str
    estate_ids: Sequence[str]
    names: Sequence[str]
    lon_lat: Reals


class _Sheet(NamedTuple):
    """One map: its paper, what lies on it, and where on paper.

    Attributes
    ----------
    zone : MappedZone
    paper : Paper
    zones, roads, stations : ndarray of int
        Which of the plan's may lie on the paper; rising.
    others : ndarray, shape (n, 2)
        Where estates of other zones may lie on it, degrees.
    """

    zone: MappedZone
    paper: Paper
    zones: Numbers
    roads: Numbers
    stations: Numbers
    others: Reals


class _Drawn(NamedTuple):
    """What lies on one map, in millimetres.

    Attributes
    ----------
    outlines, roads : list of str
        Paths.
    areas : ndarray of shapely geometry
        Of the zones, cut at the paper's edges.
    estates, others, stations : ndarray, shape (n, 2)
    """

    outlines: list[str]
    roads: list[str]
    areas: npt.NDArray[np.object_]
    estates: Reals
    others: Reals
    stations: Reals


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

    def drawn(self, zones: Iterable[MappedZone]) -> Iterator[Markup | None]:
        """Yield the maps of zones, some dozens prepared together.

        Parameters
        ----------
        zones : iterable of MappedZone

        Yields
        ------
        Markup or None
            An SVG element, 180 mm wide; None where nothing of the zone has a position.
        """
        waiting = iter(zones)
        while together := list(islice(waiting, _ZONES_AT_ONCE)):
            sheets = [self._sheet(zone) for zone in together]
            drawn = iter(self._laid([sheet for sheet in sheets if sheet is not None]))
            for sheet in sheets:
                yield None if sheet is None else self._map(sheet, next(drawn))

    def _sheet(self, zone: MappedZone) -> _Sheet | None:
        """Return what may lie on the map of a zone; None where nothing of it has a position."""
        land = _land(self._zones[self._row_of[zone.zone_id]], zone.lon_lat)
        if land is None:
            return None
        paper = paper_over(land, highest_mm=_HIGHEST_MM, lowest_mm=_LOWEST_MM)
        land = paper.land
        west, south, east, north = _land_around(land)
        lon, lat = self._station_places.T
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return _Sheet(
            zone,
            paper,
            np.sort(self._zone_index.query(shapely.box(*land))),
            self._roads.near(land),
            np.flatnonzero(near),
            self._estates_of_others(shapely.box(west, south, east, north), set(zone.estate_ids)),
        )

    def _estates_of_others(self, land: shapely.Polygon, members: set[str]) -> Reals:
        """Return where estates of other zones lie on a piece of land."""
        near = self._known_estates[np.sort(self._estate_index.query(land))].tolist()
        rows = [row for row in near if self._estate_ids[row] not in members]
        return self._estates[rows]

    def _laid(self, sheets: Sequence[_Sheet]) -> Iterator[_Drawn]:
        """Yield what lies on each of some sheets: GEOS is called for all of them at once."""
        if not sheets:
            return
        parts = [
            part
            for one in sheets
            for part in (self._zones[one.zones], self._roads.lines[one.roads])
        ]
        shapes = np.concatenate(parts)
        until = np.cumsum([len(part) for part in parts])[1::2]
        corners, of_shape = shapely.get_coordinates(shapes, return_index=True)
        points = []
        for sheet, own in zip(sheets, _slices(np.searchsorted(of_shape, until)), strict=True):
            places = (sheet.zone.lon_lat, sheet.others, self._station_places[sheet.stations])
            placed = sheet.paper.placed(np.vstack([corners[own], *places]))
            n_corners = own.stop - own.start
            corners[own] = placed[:n_corners]
            points.append(np.split(placed[n_corners:], np.cumsum([len(one) for one in places[:2]])))
        laid = shapely.set_coordinates(shapes, corners)
        smooth = whole_shapes(laid, SIMPLIFY_MM)
        is_zone = np.repeat(np.arange(len(parts)) % 2 == 0, [len(part) for part in parts])
        laid[is_zone] = shapely.make_valid(laid[is_zone])
        for sheet, own in zip(sheets, _slices(until), strict=True):
            smooth[own] = sheet.paper.cut(smooth[own])
        paths = paths_data(smooth)
        for sheet, own, (estates, others, stations) in zip(
            sheets, _slices(until), points, strict=True
        ):
            areas = laid[own][: len(sheet.zones)]
            yield _Drawn(
                paths[own][: len(sheet.zones)],
                paths[own][len(sheet.zones) :],
                sheet.paper.cut(areas),
                estates,
                _on_paper(sheet.paper, others),
                _on_paper(sheet.paper, stations),
            )

    def _map(self, sheet: _Sheet, drawn: _Drawn) -> Markup:
        """Return the map of one zone."""
        paper, zone = sheet.paper, sheet.zone
        shown = np.isfinite(drawn.stations[:, 0])
        stations, numbers = drawn.stations[shown], sheet.stations[shown]
        kinds = self._station_kinds[numbers].tolist()
        placer = _placer(paper, drawn.estates, stations)
        is_own = sheet.zones == self._row_of[zone.zone_id]
        around = [self._zone_ids[row] for row in sheet.zones[~is_own].tolist()]
        layers = [
            *_areas(drawn.outlines, is_own),
            *self._roads.strokes(sheet.roads, drawn.roads),
            *_outline(drawn.outlines, is_own),
            *_other_estates(drawn.others),
            *station_marks(kinds, stations),
            *numbered_marks(drawn.estates),
            *names_beside(zone.names, drawn.estates, STOP_MM, placer),
            *names_beside(self._station_names[numbers].tolist(), stations, STATION_MM, placer),
            *_other_zones(around, drawn.areas[~is_own], placer),
            *scale_and_north(paper, self._t),
        ]
        entries = _entries(set(kinds), self._t)
        return drawing_of(paper, layers, entries, self._t("report.map_of_zones"))


def _slices(until: Numbers) -> Iterator[slice]:
    """Yield the parts of something that end where it says, the first from the beginning."""
    return (slice(start, end) for start, end in pairwise([0, *until.tolist()]))


def _land_around(
    land: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Return a piece of land and a little beyond it.

    The paper's edges are curves in degrees: its corners do not hold all that lies on it.
    """
    west, south, east, north = land
    beyond_x, beyond_y = (east - west) * _BEYOND, (north - south) * _BEYOND
    return west - beyond_x, south - beyond_y, east + beyond_x, north + beyond_y


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
    names: Sequence[str], areas: npt.NDArray[np.object_], placer: LabelPlacer
) -> list[str]:
    """Return the numbers of the zones around, those for which there is room."""
    drawn = []
    seen = np.flatnonzero(~(shapely.is_missing(areas) | shapely.is_empty(areas)))
    inside = shapely.get_coordinates(shapely.point_on_surface(areas[seen]))
    for number, (x, y) in zip(seen.tolist(), inside.tolist(), strict=True):
        name = names[number]
        place = placer.at(x, y, text_width_mm(name, LABEL_MM), LABEL_MM)
        if place is not None:
            drawn.append(label(place, name, LABEL_MM, colour="#6e7681"))
    return drawn
