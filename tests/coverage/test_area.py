"""A district's area as points."""

import pytest
import shapely

from geo.coverage import sample_area
from geo.errors import CoverageError

# About 1.11 km by 1.11 km on the equator, without a quarter of it.
_CORNERS = [(0, 0), (0.01, 0), (0.01, 0.005), (0.005, 0.005), (0.005, 0.01), (0, 0.01)]
L_SHAPE = shapely.Polygon(_CORNERS)


def test_points_share_the_area() -> None:
    """The squares sum to the area and lie inside."""
    lon, lat, km2 = sample_area(L_SHAPE, spacing_m=100)
    assert km2.sum() == pytest.approx(0.75 * 1.113 * 1.106, rel=2e-3)
    assert lon.size == pytest.approx(km2.sum() / 0.01, rel=0.05)
    assert shapely.contains_xy(L_SHAPE, lon, lat).all()


def test_a_small_place_is_one_point() -> None:
    """An area below one square is not lost."""
    lon, _, km2 = sample_area(L_SHAPE, spacing_m=5000)
    assert lon.size == 1
    assert km2[0] == pytest.approx(0.923, abs=2e-3)


def test_refuses_what_has_no_area() -> None:
    """A line, and squares without a side."""
    with pytest.raises(CoverageError, match="no area"):
        sample_area(shapely.Polygon([(0, 0), (1, 0), (0, 0)]))
    with pytest.raises(CoverageError, match="spacing"):
        sample_area(L_SHAPE, spacing_m=0)
