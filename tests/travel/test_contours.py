"""Contours with fewer corners: the ones that Douglas and Peucker keep, and the same areas."""

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from contourpy import FillType, contour_generator

from geo.travel.contours import SMOOTHING_M, area_between
from geo.travel.fewer_corners import fewer_corners

Points = npt.NDArray[np.float64]


def kept(line: Points, tolerance: float) -> list[int]:
    """Return the corners of a line that stay, as the method is written down."""
    if len(line) < 3:
        return list(range(len(line)))
    chord = shapely.LineString(line[[0, -1]])
    apart = shapely.distance(chord, shapely.points(line[1:-1]))
    if apart.max() <= tolerance:
        return [0, len(line) - 1]
    cut = 1 + int(apart.argmax())
    before, after = kept(line[: cut + 1], tolerance), kept(line[cut:], tolerance)
    return before + [cut + corner for corner in after[1:]]


def ring(seed: int, corners: int) -> Points:
    """Return a closed ring of random corners about the origin."""
    random = np.random.default_rng(seed)
    angle, far = np.sort(random.uniform(0, 2 * np.pi, corners)), random.uniform(5, 15, corners)
    points = np.column_stack([far * np.cos(angle), far * np.sin(angle)])
    return np.vstack([points, points[:1]])


@pytest.mark.parametrize("seed", range(30))
def test_the_corners_that_stay_are_those_of_the_method(seed: int) -> None:
    """A ring keeps what a plain recursion keeps, and begins there or one corner later."""
    rings = [ring(seed + 100 * number, 4 + (7 * seed + number) % 60) for number in range(3)]
    begin = np.append(0, np.cumsum([len(one) for one in rings]))
    points, until = fewer_corners(np.concatenate(rings), begin, 2.0)
    for number, whole in enumerate(rings):
        fewer = points[until[number] : until[number + 1]]
        wanted = whole[kept(whole, 2.0)]
        if len(wanted) > 3:
            chord = shapely.LineString([wanted[1], wanted[-2]])
            if shapely.distance(chord, shapely.Point(wanted[0])) <= 2.0:
                wanted = np.vstack([wanted[1:-1], wanted[1:2]])
        np.testing.assert_array_equal(fewer, wanted)


def test_a_ring_that_is_narrower_than_the_tolerance_is_no_ring_any_more() -> None:
    """Fewer than four points are left of it, so that whoever asks can tell."""
    narrow = np.array([[0.0, 0.0], [9.0, 0.5], [0.0, 1.0], [0.0, 0.0]])
    points, until = fewer_corners(narrow, np.array([0, 4]), 2.0)
    assert len(points) == until[1] < 4


@pytest.mark.parametrize("seed", range(40))
def test_the_area_is_the_one_that_geos_smooths(seed: int) -> None:
    """On rasters of noise, plateaus and hills, with outlines that vanish or come to cross."""
    random = np.random.default_rng(seed)
    x, y = (np.arange(random.integers(3, 25)) * random.choice([3.0, 10.0, 30.0]) for _ in "xy")
    value = random.normal(size=(len(y), len(x)))
    if seed % 3 == 0:
        value = value.round()
    if seed % 3 == 1:
        value = (value + np.roll(value, 1, 0) + np.roll(value, 1, 1)) / 3
    areas = contour_generator(x, y, value, fill_type=FillType.OuterOffset).filled(0.0, np.inf)
    whole = []
    for points, offsets in zip(*areas, strict=True):
        outer, *holes = np.split(points, offsets[1:-1])
        whole.append(shapely.Polygon(outer, holes))
    wanted = shapely.simplify(shapely.MultiPolygon(whole), SMOOTHING_M, preserve_topology=False)
    found = area_between(x, y, value, 0.0, np.inf)
    assert shapely.is_empty(found) == shapely.is_empty(wanted)
    assert shapely.equals(shapely.make_valid(found), shapely.make_valid(wanted)).all()


def test_where_no_value_is_high_enough_there_is_no_area() -> None:
    """An empty area, not an error."""
    assert area_between(np.arange(3.0), np.arange(3.0), np.zeros((3, 3)), 1.0, 2.0).is_empty
