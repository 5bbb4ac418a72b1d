"""The data that the map script gets are small, exact enough and complete."""

from typing import Any

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.cartography import map_data
from geo.cartography.palette import VERDICTS, road_group

DEGREES = st.floats(-179, 179, allow_nan=False)


def decode(line: list[int]) -> np.ndarray:
    """Return the points of an encoded line, as the map script reads them."""
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 1e5


@given(st.lists(st.tuples(DEGREES, DEGREES), min_size=1, max_size=20))
def test_encoded_lines_keep_every_point_to_a_metre(points: list[tuple[float, float]]) -> None:
    """Decoding gives the points back, those that repeat the one before left out."""
    wanted = np.round(np.array(points) * 1e5) / 1e5
    keep = np.r_[True, (np.diff(wanted, axis=0) != 0).any(axis=1)]
    np.testing.assert_allclose(decode(map_data.encode_line(points)), wanted[keep], atol=1e-9)


def test_polygons_keep_their_holes() -> None:
    """A courtyard that nobody reaches stays a hole."""
    outer, hole = shapely.box(0, 0, 1, 1), shapely.box(0.4, 0.4, 0.6, 0.6)
    (rings,) = map_data.encode_polygons([outer.difference(hole), None, shapely.Polygon()])
    assert [len(ring) for ring in rings] == [10, 10]


def test_shapes_at_once_are_the_same_as_one_by_one() -> None:
    """Several polygons of a shape stay with it, and an empty shape keeps its place."""
    two = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    disc = shapely.Point(5, 5).buffer(1).difference(shapely.Point(5, 5).buffer(0.5))
    shapes = [two, shapely.Polygon(), disc]
    encoded = map_data.encode_shapes(shapes)
    assert encoded == [map_data.encode_polygons([shape]) for shape in shapes]
    assert [len(polygons) for polygons in encoded] == [2, 0, 1]


def test_marks_grow_with_households_between_two_bounds() -> None:
    """The smallest and largest estates stay readable; a square root makes areas proportional."""
    radii = map_data.mark_radius([0, 48, 200, 800, 5000])
    assert radii[0] == radii[1] == map_data.SMALLEST_RADIUS
    assert radii[-1] == map_data.LARGEST_RADIUS
    assert (np.diff(radii[1:]) > 0).all()


def test_estates_without_a_position_are_not_on_the_map(plan: Any) -> None:
    """Rows point back into the table, so that a click finds its estate."""
    data = map_data.estate_data(plan.estates)
    assert data["row"] == [i for i in range(12) if i != 7]
    assert {len(column) for column in data.values()} == {11}
    assert [VERDICTS[int(digit)] for digit in data["verdict"]] == [
        verdict for i, verdict in enumerate(plan.estates["verdict"]) if i != 7
    ]
    assert data["response"][3] is None
    assert data["legs"][0] == [2.0, 3.0, 1.0, 1.25]


def test_roads_come_in_three_groups(plan: Any) -> None:
    """Ramps are drawn like their roads, anything unknown like a small street."""
    data = map_data.basemap_data(plan.road_map, plan.boundary)
    assert {group: bool(lines) for group, lines in data["roads"].items()} == {
        "minor": True,
        "middle": True,
        "major": True,
    }
    assert road_group("primary_link") == "major"
    assert road_group("track") == "minor"


def test_streets_are_named_where_their_estates_lie(plan: Any) -> None:
    """The street with most households comes first and wins where names would collide."""
    places = map_data.place_data(plan.estates, plan.stations)
    assert [place["name"] for place in places] == ["江堤街", "琴断口街", "晴川街"]


def test_bounds_without_any_position_show_the_world() -> None:
    """An empty plan still opens."""
    assert map_data.bounds(None) == [[-60.0, -170.0], [75.0, 170.0]]
