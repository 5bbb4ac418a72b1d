"""Dates and times of day."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.datetimes import read_clock, read_hours, read_moment

MORNING = datetime(2026, 11, 22, 9, 5)


@pytest.mark.parametrize(
    "cell",
    [
        MORNING,
        "2026-11-22 09:05",
        "2026-11-22T09:05:00",
        "2026-11-22T09:05:00.000Z",
        "2026-11-22 09:05:00+08:00",
        "2026/11/22 9:05",
        "2026.11.22 9:05:00",
        "2026年11月22日 9时5分",
        "2026年11月22日上午9点05分",
        "２０２６-11-22 9:05",
        46348.37847222222,
        "46348.378472",
        "2026-11-22 9:05 am",
    ],
)
def test_a_moment_in_many_dresses(cell: object) -> None:
    """Every usual way of writing a moment gives the same one."""
    assert read_moment(cell) == MORNING


@pytest.mark.parametrize("cell", ["下午", "2026-13-01", "2026-02-30", "22/11/26", "昨天", 7, True])
def test_what_is_no_moment(cell: object) -> None:
    """Impossible and ambiguous dates are not read."""
    assert read_moment(cell) is None


def test_afternoon_counts_on() -> None:
    """下午 and pm add twelve hours, a day without a time begins at midnight."""
    assert read_moment("2026-11-22 下午3:30") == datetime(2026, 11, 22, 15, 30)
    assert read_moment("2026-11-22 3:30 PM") == datetime(2026, 11, 22, 15, 30)
    assert read_moment("2026-11-22") == datetime(2026, 11, 22)


@given(st.datetimes(min_value=datetime(1960, 1, 1), max_value=datetime(2090, 1, 1)))
def test_iso_comes_back(moment: datetime) -> None:
    """What Python writes as ISO 8601 is read back to the second."""
    assert read_moment(moment.isoformat(sep=" ")) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("06:00", 360),
        ("6:30", 390),
        ("6：30", 390),
        ("6点半", 390),
        ("早6点", 360),
        ("晚10点", 1320),
        ("下午5时30分", 1050),
        ("24:00", 1440),
        ("0:00", 0),
        (time(22, 15), 1335),
        (0.25, 360),
    ],
)
def test_times_of_day(cell: object, minutes: int) -> None:
    """Clock times are minutes after midnight."""
    assert read_clock(cell) == minutes


@pytest.mark.parametrize("cell", ["25:00", "6:75", "早上", "6-7", "", -0.5, 6.5])
def test_what_is_no_time_of_day(cell: object) -> None:
    """Impossible clock times are not read."""
    assert read_clock(cell) is None


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("06:00-22:00", (360, 1320)),
        ("6:00～22:00", (360, 1320)),
        ("6点至22点", (360, 1320)),
        ("早6点到晚10点", (360, 1320)),
        ("22:00—06:00", (1320, 360)),
        ("全天", (0, 1440)),
        ("24小时", (0, 1440)),
    ],
)
def test_opening_hours(cell: str, hours: tuple[int, int]) -> None:
    """Hours in one cell give both ends; over midnight they end before they begin."""
    assert read_hours(cell) == hours


@pytest.mark.parametrize("cell", ["06:00", "06:00-22:00-23:00", "白天", 6, None])
def test_what_are_no_opening_hours(cell: object) -> None:
    """One end alone, three, or a word are no hours."""
    assert read_hours(cell) is None
