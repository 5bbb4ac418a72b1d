"""Cells that go on and on: what is too long for a number, a time or a day is none."""

import pytest

from geo.tables import number_in, read_chinese, read_datetime, read_days, read_hours
from geo.tables.degrees import read_angle, split_position
from geo.tables.durations import durations_in
from geo.tables.numbers import read_number
from geo.tables.opening_hours import read_clock
from geo.tables.times_of_day import time_of_day

RUNS = ("1", "一", "十", ",", "1.", "1,", "1 ", "周一", "-", "8:", "114°")


@pytest.mark.parametrize("sign", RUNS)
@pytest.mark.parametrize("end", ["", "x", "户"])
def test_no_run_of_signs_is_tried_in_every_way(sign: str, end: str) -> None:
    """Each reader answers, and says that there is nothing."""
    text = f"1{sign * 5_000}{end}"
    answers = [
        read(text) for read in (read_datetime, read_days, read_hours, read_clock, time_of_day)
    ]
    assert answers == [None] * 5
    assert number_in(text) is None
    assert read_angle(text).value is None
    assert split_position(text) is None


@pytest.mark.parametrize("sign", RUNS)
def test_numerals_and_durations_in_long_texts(sign: str) -> None:
    """Texts are searched through, however long a row of digits in them is."""
    assert read_chinese(f"{sign * 200}x") is None
    assert all(one.minutes >= 0 for one in durations_in(f"{sign * 1_000}x"))


def test_a_number_that_no_double_holds_is_none() -> None:
    """Digits without end are not infinity."""
    assert read_number("9" * 400).value is None
    assert read_number("9" * 40).value == pytest.approx(1e40)


def test_blanks_say_as_much_as_one() -> None:
    """Many blanks between a number and its unit change nothing."""
    assert number_in("约   300 \t 户") == number_in(f"约{' ' * 9_000}300户") == 300
