"""What all printed maps have: roads, station marks, scale and north, the frame with its legend."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from markupsafe import Markup

from geo.cartography.drawing import paths_data
from geo.cartography.figure_legend import HATCH_PATTERNS, Entry, legend_rows
from geo.cartography.palette import (
    INK,
    ROAD_GROUPS,
    ROAD_STYLES,
    STATION_MARKS,
    mark_svg,
    road_group,
)
from geo.cartography.paper import WIDTH_MM, Paper
from geo.i18n import Translate, format_number
from geo.roads import RoadMap
from geo.text import safe_text

__all__ = [
    "LABEL_MM",
    "SIMPLIFY_MM",
    "STATION_MM",
    "DrawnRoads",
    "boxes_around",
    "drawing_of",
    "road_paths",
    "scale_and_north",
    "station_marks",
]

STATION_MM: Final = 1.6
LABEL_MM: Final = 2.8
SIMPLIFY_MM: Final = 0.12
_FONTS: Final = "'Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


class DrawnRoads:
    """The roads of a district as several maps draw them.

    Parameters
    ----------
    road_map : RoadMap

    Attributes
    ----------
    lines : ndarray of LineString
        In degrees.
    """

    def __init__(self, road_map: RoadMap) -> None:
        self.lines = road_map.geometry.to_numpy()
        self._index = road_map.geometry.sindex
        self._classes = road_map.road_class

    @cached_property
    def _groups(self) -> npt.NDArray[np.str_]:
        names, which = np.unique(self._classes.astype(str), return_inverse=True)
        return np.array([road_group(name) for name in names.tolist()])[which]

    def near(self, land: tuple[float, float, float, float]) -> npt.NDArray[np.int64]:
        """Return which roads may lie on a piece of land: west, south, east, north in degrees."""
        return np.sort(self._index.query(shapely.box(*land)))

    def strokes(self, rows: npt.NDArray[np.int64], paths: Sequence[str]) -> list[str]:
        """Return some roads, each by its path, in three groups, the major ones on top."""
        groups, drawn = self._groups[rows], np.array(paths, dtype=object)
        return [
            f'<path d="{"".join(drawn[groups == group])}" fill="none" stroke="'
            f'{ROAD_STYLES[group].colour}" stroke-width="{ROAD_STYLES[group].paper_mm}"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
            for group in ROAD_GROUPS
        ]


def road_paths(paper: Paper, road_map: RoadMap) -> list[str]:
    """Return the roads of one map."""
    roads = DrawnRoads(road_map)
    rows = roads.near(paper.land)
    lines = paper.drawn(roads.lines[rows], simplify_mm=SIMPLIFY_MM)
    return roads.strokes(rows, paths_data(lines))


def station_marks(kinds: Sequence[str], points: npt.NDArray[np.float64]) -> list[str]:
    """Return the marks of stations of some kinds, those whose places are known."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1)).tolist()
    # From the last to the first: present stations lie above the proposed ones listed after them.
    return [
        mark_svg(STATION_MARKS[kinds[i]], x=points[i, 0], y=points[i, 1], radius=STATION_MM)
        for i in reversed(known)
    ]


def boxes_around(
    points: npt.NDArray[np.float64], radius: npt.NDArray[np.float64] | float
) -> npt.NDArray[np.float64]:
    """Return left, top, right, bottom of squares about the known points."""
    known = np.isfinite(points).all(axis=1)
    reach = np.broadcast_to(radius, len(points))[known][:, None]
    return np.hstack([points[known] - reach, points[known] + reach])


def scale_and_north(paper: Paper, t: Translate) -> list[str]:
    """Return the scale bar with the ratio, and the arrow."""
    length_m = _round_length(paper.width_mm * paper.m_per_mm / 5)
    length_mm = length_m / paper.m_per_mm
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    ratio = t("report.scale_ratio", scale=format_number(round(paper.m_per_mm * 1000, -2)))
    x, y = 4.0, paper.height_mm - 4.0
    north_x, north_y = paper.width_mm - 6.0, 9.0
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


def drawing_of(paper: Paper, layers: Iterable[str], entries: Sequence[Entry], title: str) -> Markup:
    """Return the layers of a map with its frame and legend as one SVG element, 180 mm wide."""
    legend, legend_height = legend_rows(entries, paper.height_mm)
    height = paper.height_mm + legend_height
    map_frame = (
        f'<rect x=".15" y=".15" width="{paper.width_mm - 0.3:.2f}"'
        f' height="{paper.height_mm - 0.3:.2f}" fill="none" stroke="#8c959f" stroke-width=".3"/>'
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_MM:g} {height:.2f}"'
        f' width="{WIDTH_MM:g}mm" height="{height:.2f}mm" role="img"'
        f' font-family="{_FONTS}" fill="{INK}"><title>{safe_text(title)}</title>'
        f"<defs>{HATCH_PATTERNS}</defs>" + "\n".join([*layers, map_frame, *legend]) + "</svg>"
    )
    return Markup(svg)  # noqa: S704 (every text went through safe_text)
