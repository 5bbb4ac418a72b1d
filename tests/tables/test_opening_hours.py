"""Times of day and opening hours, cell by cell."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.opening_hours import read_clock, read_hours


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("06:00", 360),
        ("6:30", 390),
        ("6：30", 390),
        ("6.30", 390),
        ("6点半", 390),
        ("六点半", 390),
        ("6点三刻", 405),
        ("早6点", 360),
        ("早上六点", 360),
        ("早6", 360),
        ("晚10点", 1320),
        ("晚12点", 1440),
        ("夜里12点", 1440),
        ("midnight", 1440),
        ("晚12点半", 30),
        ("凌晨12:30", 30),
        ("夜里1点", 60),
        ("晚上1点", 60),
        ("次日1:00", 60),
        ("中午1点", 780),
        ("中午12点", 720),
        ("noon", 720),
        ("12 AM", 0),
        ("12 PM", 720),
        ("12:30 a.m.", 30),
        ("下午5时30分", 1050),
        ("24:00", 1440),
        ("0:00", 0),
        (time(22, 15), 1335),
        (timedelta(hours=24), 1440),
        (datetime(1900, 1, 1), 1440),
        (0.25, 360),
        (22, 1320),
        ("22", 1320),
    ],
)
@pytest.mark.behaviour
def test_times_of_day(cell: object, minutes: int) -> None:
    """Clock times are minutes after midnight."""
    assert read_clock(cell) == minutes


@pytest.mark.parametrize(
    "cell",
    [
        "25:00",
        "24:10",
        "6:75",
        "早上",
        "6-7",
        "",
        -0.5,
        6.5,
        "22.5",
        "早12点",
        "上午12点",
        "早上13点",
    ],
)
def test_what_is_no_time_of_day(cell: object) -> None:
    """Impossible clock times, and those that people mean two things by, are not read."""
    assert read_clock(cell) is None


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("06:00-22:00", (360, 1320)),
        ("6:00～22:00", (360, 1320)),
        ("6.30-22.00", (390, 1320)),
        ("6点至22点", (360, 1320)),
        ("6-22点", (360, 1320)),
        ("6-23:30", (360, 1410)),
        ("早6点到晚10点", (360, 1320)),
        ("早上6点-晚上12点", (360, 1440)),
        ("早6晚10", (360, 1320)),
        ("早六点到晚十点半", (360, 1350)),
        ("朝九晚五", (540, 1020)),
        ("6点到零点", (360, 1440)),
        ("当日6:00-次日1:00", (360, 60)),
        ("0600-2200", (360, 1320)),
        ("早5点半-晚12点", (330, 1440)),
        ("6:00-凌晨12:30", (360, 30)),
        ("5:30-夜里1点", (330, 60)),
        ("22:00—06:00", (1320, 360)),
        ("22:00-次日6:00", (1320, 360)),
        ("夜里11点-凌晨5点", (1380, 300)),
        ("下午2点-5点", (840, 1020)),
        ("晚8点-12点", (1200, 1440)),
        ("晚10点-6点", (1320, 360)),
        ("中午12点-2点", (720, 840)),
        ("6am-10pm", (360, 1320)),
        ("6-10pm", (1080, 1320)),
        ("9-5pm", (540, 1020)),
        ("6:00 AM – 12:00 AM", (360, 1440)),
        ("noon to midnight", (720, 1440)),
        ("每天6:00-24:00", (360, 1440)),
        ("0:00-24:00", (0, 1440)),
        ("全天", (0, 1440)),
        ("24小时", (0, 1440)),
        ("7×24小时", (0, 1440)),
        ("全天开放", (0, 1440)),
    ],
)
def test_opening_hours(cell: str, hours: tuple[int, int]) -> None:
    """Hours in one cell give both ends; over midnight they end before they begin."""
    assert read_hours(cell) == hours


@pytest.mark.parametrize(
    "cell",
    [
        "06:00",
        "06:00-22:00-23:00",
        "8:00-12:00，14:00-18:00",
        "周一至周五8:00-18:00",
        "上午8点-上午12点",
        "6.5-22.5",
        "白天",
        "6-7",
        6,
        None,
    ],
)
def test_what_are_no_opening_hours(cell: object) -> None:
    """One end alone, three, days of the week or a word are no hours."""
    assert read_hours(cell) is None


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_every_window_comes_back(hour: int, minute: int, until: int, past: int) -> None:
    """What a clock shows is read as it is; an end at midnight is the end of the day."""
    hours = read_hours(f"{hour}:{minute:02d}-{until:02d}:{past:02d}")
    assert hours == (hour * 60 + minute, until * 60 + past or 1440)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives hours or none, never an error."""
    read_clock(text)
    read_hours(text)
