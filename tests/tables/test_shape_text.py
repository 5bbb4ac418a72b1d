"""Shapes in cells: what is none is none, however the library says so."""

import pytest

from geo.tables.shape_text import read_shape


@pytest.mark.parametrize("before", range(4))
def test_a_long_word_where_a_number_belongs_is_no_shape(before: int) -> None:
    """The message of the library ends within a Chinese sign: that is no fault of the reader."""
    assert read_shape(f"POLYGON (({'a' * before}{'东' * 2_000}))") is None


def test_a_plain_place_is_read() -> None:
    """With the system that the text names."""
    shape = read_shape("SRID=4490;POINT (114.2 30.5)")
    assert shape is not None
    assert (shape.place, shape.datum) == ((114.2, 30.5), "cgcs2000")
