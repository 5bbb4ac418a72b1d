"""Datums: names, exact inverses, and nothing moved that should stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coords import (
    DATUMS,
    distance_m,
    from_wgs84,
    is_approximate,
    is_projected,
    parse_datum,
    to_wgs84,
)
from geo.errors import InputError

# The land of China lies inside these bounds.
CHINA_LON = st.floats(73.5, 135.1)
CHINA_LAT = st.floats(3.9, 53.6)


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000"])
@given(lon=CHINA_LON, lat=CHINA_LAT)
def test_round_trip_is_exact_over_china(datum: str, lon: float, lat: float) -> None:
    """To a datum and back moves a position by less than 0.01 mm, a hundredth of what is asked."""
    there = from_wgs84([lon], [lat], datum)
    back = to_wgs84(*there, datum)
    assert distance_m([lon], [lat], *back).item() < 1e-5


@settings(max_examples=40)
@given(zone=st.integers(25, 45), offset=st.floats(-1.4, 1.4), lat=st.floats(18, 53))
def test_round_trip_through_three_degree_zones(zone: int, offset: float, lat: float) -> None:
    """Grid metres, with the number of the zone and without, come back within 0.01 mm."""
    lon = 3 * zone + offset
    with_prefix, without = f"EPSG:{4513 + zone - 25}", f"EPSG:{4534 + zone - 25}"
    easting, northing = from_wgs84([lon], [lat], with_prefix)
    bare, _ = from_wgs84([lon], [lat], without)
    assert easting[0] - bare[0] == pytest.approx(zone * 1e6)
    for there, datum in (((easting, northing), with_prefix), ((bare, northing), without)):
        assert distance_m([lon], [lat], *to_wgs84(*there, datum)).item() < 1e-5


@settings(max_examples=40)
@given(lon=CHINA_LON, lat=CHINA_LAT)
def test_shifts_agree_with_another_implementation(lon: float, lat: float) -> None:
    """GCJ-02 and BD-09, there and back, are those of an independent library to a micrometre."""
    china = pytest.importorskip("geocoordinates_ffi", reason="pip install geocoordinates-rs")
    earth = china.Wgs84(lat=lat, lon=lon)
    gcj02, bd09 = china.wgs84_to_gcj02(earth), china.wgs84_to_bd09(earth)
    refined = china.gcj02_to_wgs84_refined(gcj02), china.bd09_to_wgs84_refined(bd09)
    for datum, there, back in zip(("gcj02", "bd09"), (gcj02, bd09), refined, strict=True):
        assert distance_m([there.lon], [there.lat], *from_wgs84([lon], [lat], datum)).item() < 1e-6
        found = to_wgs84([there.lon], [there.lat], datum)
        assert distance_m([back.lon], [back.lat], *found).item() < 1e-5


def test_known_shift_in_hanyang() -> None:
    """A missed GCJ-02 conversion moves a point of Hanyang by about 580 m."""
    shifted = from_wgs84([114.218], [30.549], "gcj02")
    moved = distance_m([114.218], [30.549], *shifted).item()
    assert 540 < moved < 620


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000", "wgs84"])
@pytest.mark.parametrize(("lon", "lat"), [(-0.118, 51.51), (24.94, 60.17), (-73.97, 40.78)])
def test_outside_china_nothing_moves(datum: str, lon: float, lat: float) -> None:
    """London, Helsinki and New York are the same in every datum, bit for bit."""
    for convert in (to_wgs84, from_wgs84):
        x, y = convert([lon], [lat], datum)
        assert (x[0], y[0]) == (lon, lat)


def test_rows_without_a_position_stay_without() -> None:
    """NaN in either number gives NaN in both, and the other rows are converted."""
    lon, lat = to_wgs84([114.2, np.nan, 114.2], [30.5, 30.5, np.nan], "gcj02")
    assert np.isfinite(lon).tolist() == [True, False, False]
    assert np.isfinite(lat).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("WGS-84", "wgs84"),
        ("GCJ02", "gcj02"),
        ("火星坐标系", "gcj02"),
        ("高德", "gcj02"),
        ("ＢＤ－０９", "bd09"),
        ("百度", "bd09"),
        ("国家2000", "cgcs2000"),
        ("CGCS 2000", "cgcs2000"),
        ("epsg:4547", "EPSG:4547"),
        ("EPSG 4326", "wgs84"),
    ],
)
def test_datums_are_known_by_many_names(text: str, datum: str) -> None:
    """What clerks write, in any case and width, names the datum they mean."""
    assert parse_datum(text) == datum


@pytest.mark.parametrize("text", ["", "wgs", "EPSG:999999", "beijing"])
def test_an_unknown_datum_lists_the_valid_ones(text: str) -> None:
    """The message names what was found and every datum that can be used."""
    with pytest.raises(InputError) as caught:
        parse_datum(text)
    assert all(datum in str(caught.value) for datum in DATUMS)


def test_metres_said_to_be_degrees_are_refused() -> None:
    """A position that no datum in degrees can hold is named instead of converted."""
    with pytest.raises(InputError, match="38512345"):
        to_wgs84([114.2, 38_512_345.0], [30.5, 3_381_000.0], "wgs84")


def test_easting_of_another_zone_is_refused() -> None:
    """An easting without the number of its zone lies nowhere in a grid that has it."""
    with pytest.raises(InputError, match="EPSG:4526"):
        to_wgs84([512_345.0], [3_381_000.0], "EPSG:4526")


@pytest.mark.behaviour
def test_grids_and_unpublished_shifts_are_told_apart() -> None:
    """CGCS2000 grids are metres and exact; Xian 1980 and Beijing 1954 are approximate."""
    assert is_projected("EPSG:4547")
    assert not is_projected("gcj02")
    assert not is_projected("EPSG:4490")
    assert not is_approximate("EPSG:4547")
    assert not is_approximate("EPSG:32650")
    assert is_approximate("EPSG:2383")
    assert is_approximate("EPSG:4214")
