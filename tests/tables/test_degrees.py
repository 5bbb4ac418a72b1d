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
    """One number or three are not split."""
    assert split_position("114.2") is None
    assert split_position("114.2,30.5,0") is None
