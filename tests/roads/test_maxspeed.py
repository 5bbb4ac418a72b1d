"""Speed limits as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.roads import parse_maxspeed
from geo.roads.maxspeed import MaxspeedReader


@pytest.mark.parametrize(
    ("text", "kmh", "read"),
    [
        ("60", 60.0, "plain"),
        (" 60 ", 60.0, "plain"),
        ("60 km/h", 60.0, "plain"),
        ("30 mph", 48.28032, "plain"),
        ("30mph", 48.28032, "plain"),
        ("约60", 60.0, "loosely"),
        ("６０", 60.0, "loosely"),
        ("60;40", 40.0, "loosely"),
        ("60|30 mph", 48.28032, "loosely"),
        ("CN:urban", None, "not"),
        ("DE:zone:30", None, "not"),
        ("none", None, "not"),
        ("walk", None, "not"),
        ("signals", None, "not"),
        ("0", None, "not"),
        ("-60", None, "not"),
        ("600", None, "not"),
        ("", None, "not"),
    ],
)
@pytest.mark.behaviour
def test_limits(text: str, kmh: float | None, read: str) -> None:
    """A number is a limit whatever stands around it; what no road has is none."""
    assert parse_maxspeed(text) == (kmh if kmh is None else pytest.approx(kmh), read)


@given(st.text(max_size=20))
def test_any_text_is_a_limit_or_none(text: str) -> None:
    """No text raises, and every limit is one that can be driven."""
    kmh, _ = parse_maxspeed(text)
    assert kmh is None or 3 <= kmh <= 160


def test_what_was_not_plain_is_counted() -> None:
    """The reader tells how many limits it read loosely or not, with examples; blanks are none."""
    reader = MaxspeedReader()
    limits = [reader.kmh(text) for text in ("60", "约60", "约60", "none", "")]
    assert limits[:3] == [60, 60, 60]
    assert math.isnan(limits[3])
    assert math.isnan(limits[4])
    loosely, not_read = reader.notices()
    assert loosely.params == {"count": 2, "examples": "约60"}
    assert not_read.params == {"count": 1, "examples": "none"}
    assert MaxspeedReader().notices() == []
