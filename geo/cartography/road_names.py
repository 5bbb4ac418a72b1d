"""Where on the map a road's name stands: along a straight stretch, few names, major roads first."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.cartography.palette import ROAD_GROUPS, road_group
from geo.roads import RoadMap
from geo.text import plain_text

__all__ = ["MOST_NAMES", "road_name_data"]

MOST_NAMES: Final = 240
"""More would not fit on any screen; every name is sent once, when the map is opened."""

_METRES_PER_DEGREE: Final = 111_195.0
_SPACING_M: Final = 2_500.0
_HALF_WINDOW_M: Final = 150.0
_STRAIGHT: Final = 0.97


def road_name_data(road_map: RoadMap) -> list[dict[str, Any]]:
    """Return the names of roads with their places, the greatest roads first.

    Parameters
    ----------
    road_map : RoadMap

    Returns
    -------
    list of dict
        ``name``, ``lat, lon`` of the middle, ``angle`` of the text in degrees, clockwise from east
        and never upside down, ``span_m``: how long the road is that the name stands on. Empty where
        the source names no road.
    """
    names = np.array([str(name).split(";")[0].strip() for name in road_map.name], dtype=object)
    rank = {group: -place for place, group in enumerate(ROAD_GROUPS)}
    ranks = np.array([rank[road_group(str(one))] for one in road_map.road_class])
    lines = road_map.geometry.to_numpy()
    found: list[tuple[int, float, dict[str, Any]]] = []
    named, of_edge = np.unique(names.astype(str), return_inverse=True)
    for number, name in enumerate(named.tolist()):
        if not name:
            continue
        edges = np.flatnonzero(of_edge == number)
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines[edges])))
        for line in merged:
            for place in _places(shapely.get_coordinates(line)):
                best = int(ranks[edges].min())
                found.append((best, -place["span_m"], {"name": plain_text(name), **place}))
    found.sort(key=lambda one: (one[0], one[1], one[2]["name"], one[2]["lon"]))
    return [one for _, _, one in found[:MOST_NAMES]]


def _places(line: npt.NDArray[np.float64]) -> list[dict[str, Any]]:
    """Return the straight places of a line for its name, one every few kilometres."""
    shrink = math.cos(math.radians(float(line[:, 1].mean())))
    metres = (line - line[0]) * (_METRES_PER_DEGREE * np.array([shrink, 1.0]))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(metres, axis=0).T))])
    whole_m = float(along[-1])
    if whole_m < _HALF_WINDOW_M:
        return []
    n_names = max(1, round(whole_m / _SPACING_M))
    places = []
    for middle in (np.arange(n_names) + 0.5) * whole_m / n_names:
        half = min(_HALF_WINDOW_M, whole_m / 2)
        at = np.array([middle - half, middle, middle + half])
        x, y = (np.interp(at, along, metres[:, axis]) for axis in (0, 1))
        chord = math.hypot(x[2] - x[0], y[2] - y[0])
        if chord < _STRAIGHT * 2 * half:
            continue
        angle = -math.degrees(math.atan2(y[2] - y[0], x[2] - x[0]))
        places.append(
            {
                "lat": round(float(np.interp(middle, along, line[:, 1])), 5),
                "lon": round(float(np.interp(middle, along, line[:, 0])), 5),
                "angle": round((angle + 90.0) % 180.0 - 90.0),
                "span_m": round(whole_m / n_names),
            }
        )
    return places
