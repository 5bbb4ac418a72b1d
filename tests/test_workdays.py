"""Working days, weekends and public holidays of mainland China, days worked instead included."""

from datetime import date

from geo.workdays import DayKind, day_kind, is_known, last_known_year


def test_days_worked_instead_are_weekdays_and_bridged_days_are_holidays() -> None:
    """In 2024 people worked Sunday 29 September for a National Day of seven days off."""
    assert day_kind(date(2024, 9, 29)) is DayKind.WEEKDAY
    assert {day_kind(date(2024, 10, day)) for day in range(1, 8)} == {DayKind.HOLIDAY}
    assert day_kind(date(2024, 10, 12)) is DayKind.WEEKDAY
    assert day_kind(date(2024, 10, 13)) is DayKind.WEEKEND
    assert day_kind(date(2024, 10, 14)) is DayKind.WEEKDAY


def test_days_beyond_the_calendar_count_by_their_weekday() -> None:
    """A year that was not announced yet has no holidays, and says that it is not known."""
    beyond = date(last_known_year() + 1, 10, 1)
    assert not is_known(beyond)
    assert day_kind(beyond) is (DayKind.WEEKEND if beyond.weekday() > 4 else DayKind.WEEKDAY)
