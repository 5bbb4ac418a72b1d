"""Who is on duty: by kind of day, by date, over midnight, and on a Saturday that is worked."""

from dataclasses import replace
from datetime import date

import pytest

from geo.coverage import Duty, Shift
from geo.tables import EVERY_DAY, HOLIDAY, WEEKDAYS, WEEKEND, Days
from geo.workdays import DayKind

WEEKDAY, FREE, PUBLIC = DayKind


def _crews(duty: Duty, day: DayKind | date) -> str:
    """Return the crews of station S1 hour by hour as 24 digits."""
    return "".join(str(duty.at(day, hour, ["S1"], turnout_min=3.0).crews[0]) for hour in range(24))


def _shift(classes: frozenset[int], opens: float, closes: float, crews: int = 1) -> Shift:
    return Shift("S1", Days(classes), opens, closes, crews)


def test_a_station_without_shifts_is_always_on_duty() -> None:
    """Its crews are for the list of stations to say."""
    on = Duty((_shift(EVERY_DAY, 8, 20),)).at(WEEKDAY, 3, ["S1", "S2"], turnout_min=3.0)
    assert on.is_manned.tolist() == [False, True]
    assert on.crews.tolist() == [0, -1]


def test_hours_count_by_their_beginning() -> None:
    """From 8 to 20 is twelve hours, the first 8:00 and the last 19:00; 8:30 begins at 9."""
    assert _crews(Duty((_shift(EVERY_DAY, 8, 20),)), WEEKDAY) == "0" * 8 + "1" * 12 + "0" * 4
    assert _crews(Duty((_shift(EVERY_DAY, 8.5, 20),)), WEEKDAY) == "0" * 9 + "1" * 11 + "0" * 4


def test_a_shift_over_midnight_mans_the_evening_and_the_morning() -> None:
    """Two crews by day and one from 20 to 8 are on duty around the clock."""
    duty = Duty((_shift(EVERY_DAY, 8, 20, 2), _shift(EVERY_DAY, 20, 8)))
    for day in DayKind:
        assert _crews(duty, day) == "1" * 8 + "2" * 12 + "1" * 4


def test_kinds_of_day_have_their_own_shifts() -> None:
    """Weekdays, weekends and holidays do not borrow from each other."""
    duty = Duty(
        (
            _shift(WEEKDAYS, 8, 18, 3),
            _shift(WEEKEND, 9, 17, 2),
            _shift(frozenset({HOLIDAY}), 10, 16),
        )
    )
    assert _crews(duty, WEEKDAY).count("3") == 10
    assert _crews(duty, FREE).count("2") == 8
    assert _crews(duty, PUBLIC).count("1") == 6


def test_a_kind_of_day_counts_crews_that_are_there_on_all_its_days() -> None:
    """Saturday alone does not man the weekend; Saturday and Sunday by two rows do."""
    saturday, sunday = _shift(frozenset({5}), 8, 18), _shift(frozenset({6}), 10, 20)
    assert _crews(Duty((saturday,)), FREE) == "0" * 24
    assert _crews(Duty((saturday, sunday)), FREE) == "0" * 10 + "1" * 8 + "0" * 6


def test_a_saturday_that_is_worked_has_the_shifts_of_a_weekday() -> None:
    """Saturday 12 October 2024 was worked, Saturday 19 October was free."""
    duty = Duty((_shift(WEEKDAYS, 8, 18, 2), _shift(frozenset({5}), 9, 12)))
    assert _crews(duty, date(2024, 10, 12)) == "0" * 8 + "2" * 10 + "0" * 6
    assert _crews(duty, date(2024, 10, 19)) == "0" * 9 + "1" * 3 + "0" * 12


def test_the_eve_of_a_date_has_its_own_kind() -> None:
    """Friday night runs into Saturday morning; Sunday night is free, and so is Monday morning."""
    night = Duty((_shift(WEEKDAYS, 20, 8),))
    assert _crews(night, date(2024, 10, 19)) == "1" * 8 + "0" * 16  # Saturday
    assert _crews(night, date(2024, 10, 21)) == "0" * 20 + "1" * 4  # Monday
    assert _crews(night, WEEKDAY) == "1" * 8 + "0" * 12 + "1" * 4


def test_a_date_replaces_the_other_shifts_of_its_station() -> None:
    """On 1 October 2024 three crews work from 9 to 12, and nobody else of that station."""
    day = date(2024, 10, 1)
    extra = Shift("S1", Days(dates=frozenset({day})), 9, 12, 3)
    duty = Duty((_shift(EVERY_DAY, 8, 20), extra))
    assert _crews(duty, day) == "0" * 9 + "3" * 3 + "0" * 12
    assert _crews(duty, PUBLIC) == "0" * 8 + "1" * 12 + "0" * 4


def test_the_quickest_turnout_on_duty_counts() -> None:
    """Of two crews the quicker goes; nobody on duty has the turnout of the workspace."""
    duty = Duty(
        (Shift("S1", Days(EVERY_DAY), 8, 20, 1, 5.0), Shift("S1", Days(EVERY_DAY), 6, 7, 1))
    )
    turnout = {h: duty.at(WEEKDAY, h, ["S1"], turnout_min=3.0).turnout_min[0] for h in (6, 9, 22)}
    assert turnout == {6: 3.0, 9: 5.0, 22: 3.0}


@pytest.mark.parametrize("day", list(DayKind))
def test_all_day_every_day_varies_nothing(day: DayKind) -> None:
    """One shift all day, every day, is what no shift at all is."""
    duty = Duty((_shift(EVERY_DAY, 0, 24),))
    assert not duty.varies
    assert _crews(duty, day) == "1" * 24


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize(("opens", "closes"), [(8, 16), (8.5, 12), (20, 4), (0, 6), (18, 24)])
def test_a_longer_shift_reaches_the_hour_by_the_least_change(
    opens: float, closes: float, hour: int
) -> None:
    """Against trying every later end and every earlier beginning in half hours."""
    shift = Shift("S", Days(EVERY_DAY), opens, closes, 1)
    duty = Duty((shift,))

    def manned(one: Shift) -> bool:
        on = Duty((one,)).at(DayKind.WEEKDAY, hour, ["S"], turnout_min=3.0)
        return bool(on.is_manned[0])

    if manned(shift):
        return
    found = duty.lengthened(DayKind.WEEKDAY, hour, "S", most_hours=24)
    tried = []
    for halves in range(1, int(2 * (24 - shift.length)) + 1):
        later = replace(shift, closes=(closes + halves / 2) % 24 or 24.0)
        tried += [halves / 2] if manned(later) else []
        if opens - halves / 2 >= 0:
            earlier = replace(shift, opens=opens - halves / 2)
            tried += [halves / 2] if manned(earlier) else []
    assert found is not None
    assert manned(found.longer)
    # An hour is begun and ended whole: at most the half hour more than what the instant needs.
    assert min(tried) <= found.hours <= min(tried) + 0.5
    assert duty.lengthened(DayKind.WEEKDAY, hour, "S", most_hours=found.hours) is None
