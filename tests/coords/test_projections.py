"""Planes in metres and distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.coords import distance_m, local_metric_crs, project, unproject
from geo.errors import InputError


@given(
    lon=st.floats(-170, 170),
    lat=st.floats(-70, 70),
    east=st.floats(-0.2, 0.2),
    north=st.floats(-0.2, 0.2),
)
def test_a_local_plane_keeps_lengths(lon: float, lat: float, east: float, north: float) -> None:
    """Inside a district the plane's lengths are the ground's to 0.01 %, or a micrometre."""
    lons, lats = np.array([lon, lon + east]), np.array([lat, lat + north])
    x_m, y_m = project(lons, lats, local_metric_crs(lons, lats))
    flat = float(np.hypot(np.diff(x_m), np.diff(y_m)).item())
    assert flat == pytest.approx(
        distance_m(lon, lat, *lons[1:], *lats[1:]).item(), rel=1e-4, abs=1e-6
    )


def test_there_and_back() -> None:
    """Unprojecting undoes projecting; a missing position stays missing."""
    lon, lat = np.array([114.2, 114.3, np.nan]), np.array([30.5, 30.6, 30.5])
    plane = local_metric_crs(lon, lat)
    back = unproject(*project(lon, lat, plane), plane)
    np.testing.assert_allclose(back[0][:2], lon[:2], atol=1e-10)
    np.testing.assert_allclose(back[1][:2], lat[:2], atol=1e-10)
    assert np.isnan(back[0][2])
    assert np.isnan(back[1][2])


def test_the_plane_does_not_hang_on_a_single_point() -> None:
    """A point more inside the same bounds gives the same plane."""
    few = local_metric_crs([114.0, 114.3], [30.4, 30.6])
    more = local_metric_crs([114.0, 114.3, 114.1], [30.4, 30.6, 30.5])
    assert few == more


def test_no_position_no_plane() -> None:
    """A list without any position is told so."""
    with pytest.raises(InputError, match="position"):
        local_metric_crs([np.nan], [np.nan])


@given(lon=st.floats(-179, 179), lat=st.floats(-80, 80))
def test_the_written_steps_are_those_that_are_searched(lon: float, lat: float) -> None:
    """Both ways give the bits of the transformation that PROJ finds by itself."""
    plane = local_metric_crs([lon], [lat])
    lons, lats = np.array([lon, lon + 0.3, lon - 0.01]), np.array([lat, lat - 0.2, lat + 0.01])
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    back = Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
    x_m, y_m = project(lons, lats, plane)
    np.testing.assert_array_equal((x_m, y_m), there.transform(lons, lats))
    np.testing.assert_array_equal(unproject(x_m, y_m, plane), back.transform(x_m, y_m))
