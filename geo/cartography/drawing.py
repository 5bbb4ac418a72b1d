"""Strokes and letters of SVG, in millimetres."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from geo.cartography.labels import Box
from geo.cartography.palette import INK
from geo.text import safe_text

__all__ = ["label", "path_data", "text_width_mm"]


def path_data(shapes: Iterable[Any]) -> str:
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


def label(
    place: Box,
    text: str,
    size_mm: float,
    *,
    weight: int = 400,
    colour: str = INK,
    spacing: float = 0.0,
) -> str:
    """Return a text centred in its place, with a white edge that keeps it apart from the map."""
    x, y = place.centre
    return (
        f'<text x="{x:.2f}" y="{y + 0.36 * size_mm:.2f}" font-size="{size_mm}"'
        f' font-weight="{weight}" fill="{colour}" text-anchor="middle"'
        f' letter-spacing="{spacing}" stroke="#fff" stroke-width=".7" stroke-linejoin="round"'
        f' paint-order="stroke">{safe_text(text)}</text>'
    )


def text_width_mm(text: str, size_mm: float) -> float:
    """Return about how wide a text is: Chinese letters are square, Latin ones half as wide."""
    return size_mm * sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text)
