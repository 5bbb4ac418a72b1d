"""Days as people write them."""

from datetime import date, datetime

import pytest

from geo.tables import EVERY_DAY, HOLIDAY, WEEKDAYS, WEEKEND, Days, read_days


@pytest.mark.parametrize(
    ("cell", "classes"),
    [
        ("every", EVERY_DAY),
        ("每天", EVERY_DAY),
        ("周一至周日", EVERY_DAY),
        ("工作日、周末", EVERY_DAY),
        ("工作日", WEEKDAYS),
        ("Weekdays", WEEKDAYS),
        ("周一至周五", WEEKDAYS),
        ("星期一到星期五", WEEKDAYS),
        ("Mon-Fri", WEEKDAYS),
        ("Monday to Friday", WEEKDAYS),
        ("周1-周5", WEEKDAYS),
        ("周末", WEEKEND),
        ("周六日", WEEKEND),
        ("周六至周日", WEEKEND),
        ("节假日", {HOLIDAY}),
        ("holiday", {HOLIDAY}),
        ("周末和节假日", WEEKEND | {HOLIDAY}),
        ("周一、三、五", {0, 2, 4}),
        ("周五至周一", {4, 5, 6, 0}),
        ("sat, sun", WEEKEND),
    ],
)
def test_days_of_the_week(cell: str, classes: set[int]) -> None:
    """Names, lists and ranges of days in both languages; a whole week is every day."""
    assert read_days(cell) == Days(frozenset(classes))


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("2026-10-01", 1),
        ("2026年10月1日", 1),
        ("2026/10/1至2026/10/7", 7),
        ("2026-10-01 - 2026-10-07", 7),
        ("2026-10-01、2026-10-03", 2),
        (datetime(2026, 10, 1), 1),
        (date(2026, 10, 1), 1),
    ],
)
def test_dates(cell: object, count: int) -> None:
    """Dates, lists and ranges of them begin on 1 October 2026."""
    days = read_days(cell)
    assert days is not None
    assert not days.classes
    assert (min(days.dates), len(days.dates)) == (date(2026, 10, 1), count)


@pytest.mark.parametrize(
    "cell", ["10月1日", "有空时", "周八", "2026-10-07至2026-10-01", "", "周一至"]
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    """A date without a year, nonsense and a range that ends before it begins are not guessed."""
    assert read_days(cell) is None
