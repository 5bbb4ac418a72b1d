"""Dates with times, cell by cell."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.datetimes import DateTimeRead, read_datetime

MORNING = datetime(2026, 11, 22, 9, 5)


def moment(cell: object) -> datetime | None:
    """Return what a cell says by its own clock, None where no time is known."""
    read = read_datetime(cell)
    if read is None or read.second is None:
        return None
    return datetime.combine(read.day, datetime.min.time()) + timedelta(seconds=read.second)


@pytest.mark.parametrize(
    "cell",
    [
        MORNING,
        "2026-11-22 09:05",
        "2026-11-22T09:05:00",
        "2026-11-22T09:05:00.000Z",
        "2026-11-22 09:05:00+08:00",
        "2026-11-22 09:05:00 +0800",
        "2026-11-22T09:05:00+08:00[Asia/Shanghai]",
        "2026/11/22 9:05",
        "2026.11.22 9:05:00",
        "2026年11月22日 9时5分",
        "2026年11月22日上午9点05分",
        "2026年11月22日（周日）上午9:05",
        "2026-11-22 星期日 早上九点零五",
        "２０２６-11-22 9:05",
        "20261122090500",
        "202611220905",
        "20261122 09:05",
        "20261122T090500",
        "20261122 9:05",
        "20261122上午9:05",
        20261122090500,
        46348.37847222222,
        "46348.378472",
        "2026-11-22 9:05 am",
        "22 Nov 2026 9:05 a.m.",
        "November 22nd, 2026 9:05",
    ],
)
@pytest.mark.behaviour
def test_a_moment_in_many_dresses(cell: object) -> None:
    """Every usual way of writing a moment gives the same one."""
    assert moment(cell) == MORNING


@pytest.mark.parametrize(
    "cell",
    [
        "下午",
        "2026-13-01",
        "2026-02-30",
        "22/11/26",
        "3/4/2026 9:05",
        "昨天",
        7,
        True,
        "2026-11-22 24:10",
        "2026-11-22 25:00",
        "2026-11-22 早上13点",
        "2026-11-22 14:30 AM",
        "2026-11-22 9:75",
        "20261322090500",
        "2026-11-22-08:05",
        "2026-11-22 9:05 CST",
        "2026-11-22 9:05+25:00",
    ],
)
def test_what_is_no_moment(cell: object) -> None:
    """Impossible and ambiguous dates and times are not read."""
    assert read_datetime(cell) is None


@pytest.mark.parametrize("cell", ["2026-11-22", "2026年11月22日", "20261122", 20261122, 46348.0])
def test_a_day_has_no_time(cell: object) -> None:
    """A bare date is a day whose time is unknown, not its midnight."""
    assert read_datetime(cell) == DateTimeRead(date(2026, 11, 22))
    assert read_datetime(date(2026, 11, 22)) == DateTimeRead(date(2026, 11, 22))


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("12:20 AM", 0 + 20 / 60),
        ("12:20 a.m.", 0 + 20 / 60),
        ("12:20 PM", 12 + 20 / 60),
        ("上午12:20", 0 + 20 / 60),
        ("下午12:20", 12 + 20 / 60),
        ("凌晨12:30", 0.5),
        ("凌晨3点一刻", 3.25),
        ("中午12点半", 12.5),
        ("中午1点", 13),
        ("正午", 12),
        ("noon", 12),
        ("12 noon", 12),
        ("下午3:30", 15.5),
        ("3:30 PM", 15.5),
        ("15:30 PM", 15.5),
        ("傍晚6点", 18),
        ("晚上十点半", 22.5),
        ("夜里11点", 23),
        ("24:00", 24),
        ("24:00:00", 24),
        ("晚12点", 24),
        ("晚上12:30", 24.5),
        ("次日0:30", 24.5),
        ("0:00", 0),
    ],
)
def test_the_clock_around_noon_and_midnight(cell: str, hours: float) -> None:
    """Words for parts of the day and 24:00 count from the midnight that begins the day."""
    read = read_datetime(f"2026-11-22 {cell}")
    assert read is not None
    assert read.second is not None
    assert read.second == pytest.approx(hours * 3600)


@pytest.mark.parametrize(
    ("cell", "ahead_min"),
    [
        ("2026-11-22T09:05Z", 0),
        ("2026-11-22 09:05 UTC", 0),
        ("2026-11-22 09:05+08:00", 480),
        ("2026-11-22 09:05 GMT+8", 480),
        ("2026-11-22 09:05 北京时间", 480),
        ("2026-11-22T09:05:00-0330", -210),
        ("20261122T090500Z", 0),
        (datetime(2026, 11, 22, 9, 5, tzinfo=UTC), 0),
        (datetime(2026, 11, 22, 9, 5, tzinfo=timezone(timedelta(hours=8))), 480),
        ("2026-11-22 09:05", None),
    ],
)
def test_offsets_are_kept(cell: object, ahead_min: int | None) -> None:
    """The clock stays as written, and how far it is ahead of UTC beside it."""
    read = read_datetime(cell)
    assert read is not None
    assert read.utc_offset_min == ahead_min
    assert moment(cell) == MORNING


@given(st.datetimes(min_value=datetime(1960, 1, 1), max_value=datetime(2090, 1, 1)))
def test_iso_comes_back(written: datetime) -> None:
    """What Python writes as ISO 8601 is read back to the second, in either clock."""
    whole = written.replace(microsecond=0)
    assert moment(written.isoformat(sep=" ")) == whole
    assert moment(whole.strftime("%Y-%m-%d %I:%M:%S %p")) == whole
    assert moment(whole.strftime("%Y%m%d%H%M%S")) == whole


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text after a date gives a moment, a day or nothing, never an error."""
    read_datetime(text)
    read_datetime(f"2026-11-22 {text}")
