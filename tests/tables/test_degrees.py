"""Angles and positions in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.degrees import read_angle, split_position


@pytest.mark.parametrize(
    "cell",
    [
        114.2085,
        "114.2085",
        "114.2085°",
        "E114.2085",
        "114.2085E",
        "东经114.2085",
        "114°12'30.6\"E",
        "114°12′30.6″",
        "114度12分30.6秒",
        "114°12.51'",
        "１１４.2085",
    ],
)
def test_an_angle_in_many_dresses(cell: object) -> None:
    """Decimal and sexagesimal degrees, with sides in both languages, are the same angle."""
    assert read_angle(cell).value == pytest.approx(114.2085, abs=1e-9)


def test_west_and_south_are_negative() -> None:
    """The side gives the sign."""
    assert read_angle("73.5W").value == -73.5
    assert read_angle("南纬10.5").value == -10.5


@pytest.mark.parametrize("cell", ["114°72'", "abc", "E", "114.2, 30.5", "inf", float("inf")])
def test_what_is_no_angle(cell: object) -> None:
    """Sixty minutes and more, words and pairs are not read."""
    assert read_angle(cell).value is None


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_seconds(degrees: int, minutes: int, seconds: int) -> None:
    """Whole degrees, minutes and seconds add up."""
    expected = degrees + minutes / 60 + seconds / 3600
    assert read_angle(f"{degrees}°{minutes}'{seconds}\"").value == pytest.approx(expected)


@pytest.mark.parametrize("cell", ["114.2,30.5", "114.2，30.5", "114.2 30.5", "(114.2; 30.5)"])
def test_a_position_in_one_cell(cell: str) -> None:
    """Two numbers in a cell are told apart."""
    assert split_position(cell) == ("114.2", "30.5")


def test_more_or_less_than_two_numbers_are_no_position() -> None:
    """One number or four are not split; a third number is a height, as in KML."""
    assert split_position("114.2") is None
    assert split_position("114.2,30.5,114.3,30.6") is None
    assert split_position("114.2,30.5,20") == ("114.2", "30.5")


@pytest.mark.parametrize(
    "cell",
    [
        "N30.5 E114.2",
        "北纬30.5°，东经114.2°",
        "lat:30.5,lng:114.2",
        '{"lng": 114.2, "lat": 30.5}',
        "经度：114.2 纬度：30.5",
        "30.5N/114.2E",
        "x=114.2, y=30.5",
        "114°12'，30°30'",
    ],
)
def test_a_cell_that_says_which_number_is_which(cell: str) -> None:
    """Whatever its order, the side that a number carries is believed."""
    parts = split_position(cell)
    assert parts is not None
    assert [read_angle(part).value for part in parts] == [114.2, 30.5]


def test_a_header_may_put_the_latitude_first() -> None:
    """Where the cell says nothing, the order is what the header says."""
    assert split_position("30.5,114.2", lat_first=True) == ("114.2", "30.5")
    assert split_position("E114.2 N30.5", lat_first=True) == ("e114.2", "n30.5")


def test_minutes_without_their_sign_are_minutes() -> None:
    """30°30 is half a degree more than 30, never half a minute."""
    assert read_angle("30°30").value == 30.5
