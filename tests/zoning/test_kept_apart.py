"""Areas stop at barriers, cover what they covered, and do not overlap."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.zoning import kept_apart


def test_what_lies_across_goes_to_the_zone_on_that_side() -> None:
    """Two squares whose border is not the barrier: afterwards it is."""
    areas = [shapely.box(0, 0, 2, 1), shapely.box(2, 0, 3, 1)]
    points = [shapely.Point(0.5, 0.5), shapely.Point(2.5, 0.5)]
    wall = [shapely.LineString([(1, -1), (1, 2)])]
    west, east = kept_apart(areas, [0, 1], points, wall)
    assert west.equals(shapely.box(0, 0, 1, 1))
    assert east.equals(shapely.box(1, 0, 3, 1))
    assert kept_apart(areas, [0, 1], points, []) == areas


def test_an_island_without_estates_stays() -> None:
    """Nobody is beside it, so it stays with its zone; a zone without an area has none."""
    area = shapely.box(0, 0, 4, 4)
    inside = [shapely.box(1, 1, 2, 2)]
    one, none = kept_apart([area, None], [0], [shapely.Point(3, 3)], inside)
    assert one.equals(area)
    assert none is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_areas_cover_the_same_and_keep_their_estates(seed: int) -> None:
    """Random points, their nearest places as areas, a random line across the whole."""
    rng = np.random.default_rng(seed)
    frame = shapely.box(0, 0, 1, 1)
    xy = rng.random((7, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(xy), extend_to=frame, ordered=True)
    )
    areas = list(shapely.intersection(cells, frame))
    points = [shapely.Point(p) for p in xy]
    a, b = rng.random(2)
    wall = shapely.LineString([(a, -1), (b, 2)])
    cut = kept_apart(areas, list(range(7)), points, [wall])
    assert shapely.union_all(cut).area == pytest.approx(1)
    assert sum(shapely.area(cut)) == pytest.approx(1)
    west = shapely.Polygon([(-5, -1), (a, -1), (b, 2), (-5, 2)])
    # Where all estates lie on one side, nobody is there to take what lies across.
    assume(0 < sum(west.contains(point) for point in points) < len(points))
    for area, point in zip(cut, points, strict=True):
        assert area.distance(point) < 1e-9
        side = area.intersection(west).area
        assert min(side, area.area - side) < 1e-6
