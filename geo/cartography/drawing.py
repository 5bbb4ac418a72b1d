"""Strokes and letters of SVG, in millimetres."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.cartography.labels import Box
from geo.cartography.palette import INK
from geo.text import safe_text

__all__ = ["label", "path_data", "paths_data", "text_width_mm"]

_POLYGON: Final = int(shapely.GeometryType.POLYGON)
_LINE: Final = int(shapely.GeometryType.LINESTRING)

_LONGEST_MM: Final = 300
"""Up to here the words of lengths are kept."""


def path_data(shapes: Iterable[Any]) -> str:
    """Return lines and polygons as SVG path data with two decimals."""
    return "".join(paths_data(shapes))


def paths_data(shapes: Iterable[Any]) -> list[str]:
    """Return the SVG path data of each of some shapes, "" for what is neither line nor polygon."""
    given = np.array(list(shapes), dtype=object)
    pieces, of_given = shapely.get_parts(given, return_index=True)
    kind = shapely.get_type_id(pieces)
    parts, of_piece = pieces, np.arange(len(pieces))
    if (kind > _POLYGON).any():
        # Shapes in a collection.
        parts, of_piece = shapely.get_parts(pieces, return_index=True)
        kind = shapely.get_type_id(parts)
    is_area, is_line = kind == _POLYGON, kind == _LINE
    rings, of_area = shapely.get_rings(parts[is_area], return_index=True)
    place = np.concatenate([np.flatnonzero(is_area)[of_area], np.flatnonzero(is_line)])
    order = np.argsort(place, kind="stable")
    lines = np.concatenate([rings, parts[is_line]])[order]
    ends = np.where(order < len(rings), "Z", "").tolist()
    xy = np.round(shapely.get_coordinates(lines), 2)
    words = [f"{x},{y}" for x, y in zip(_words(xy[:, 0]), _words(xy[:, 1]), strict=True)]
    until = np.append(0, np.cumsum(shapely.get_num_coordinates(lines))).tolist()
    drawn = [
        "M" + "L".join(words[first:last]) + end if first < last else ""
        for (first, last), end in zip(pairwise(until), ends, strict=True)
    ]
    first_of = np.searchsorted(of_given[of_piece[place[order]]], np.arange(len(given) + 1)).tolist()
    return ["".join(drawn[first:last]) for first, last in pairwise(first_of)]


def _words(lengths_mm: npt.NDArray[np.float64]) -> list[str]:
    """Return lengths of two decimals in the fewest digits."""
    hundredths = np.rint(lengths_mm * 100)
    inside = (hundredths >= 0) & (hundredths <= 100 * _LONGEST_MM) & ~np.signbit(lengths_mm)
    known = np.where(inside, hundredths, 0).astype(np.int64)
    words = list(map(_kept_words().__getitem__, known.tolist()))
    for place in np.flatnonzero(~inside).tolist():
        words[place] = f"{lengths_mm[place]:g}"
    return words


@cache
def _kept_words() -> list[str]:
    """Return the words of all lengths that a sheet of paper has: thousands of points share them."""
    return [f"{number / 100:g}" for number in range(100 * _LONGEST_MM + 1)]


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
