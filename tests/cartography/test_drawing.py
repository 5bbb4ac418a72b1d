"""Strokes as SVG: the quick way writes what the plain way writes."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.cartography.drawing import path_data

LENGTHS = st.floats(-2.0, 400.0) | st.sampled_from([0.0, -0.0, -0.001, 0.005, 299.995, 12_345.678])
POINTS = st.lists(st.tuples(LENGTHS, LENGTHS), min_size=2, max_size=6)


def plainly(shapes: list[shapely.Geometry]) -> str:
    """Return path data written ring by ring and point by point."""
    pieces = []
    for shape in shapes:
        for part in shapely.get_parts(shape):
            rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            if part.geom_type not in {"Polygon", "LineString"} or shapely.is_empty(part):
                continue
            for ring in rings:
                points = np.round(shapely.get_coordinates(ring), 2).tolist()
                end = "Z" if part.geom_type == "Polygon" else ""
                pieces.append("M" + "L".join(f"{x:g},{y:g}" for x, y in points) + end)
    return "".join(pieces)


@given(st.lists(POINTS, max_size=4), st.lists(POINTS, max_size=3))
def test_lines_and_areas_are_written_in_their_order(
    lines: list[list[tuple[float, float]]], areas: list[list[tuple[float, float]]]
) -> None:
    """Lines, areas with holes, points and empty shapes among each other."""
    shapes = [shapely.LineString(line) for line in lines]
    hole = shapely.box(1, 1, 2, 2)
    for area in areas:
        shapes.insert(len(shapes) // 2, shapely.multipoints(area).envelope.buffer(1) - hole)
    shapes += [shapely.Point(1, 2), shapely.LineString(), shapely.Polygon()]
    shapes.append(shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(3.014, 0, 4, 1)]))
    assert path_data(shapes) == plainly(shapes)


def test_nothing_is_written_for_nothing() -> None:
    """No shape, or one that is missing, leaves no stroke."""
    assert path_data([]) == path_data([None]) == ""
