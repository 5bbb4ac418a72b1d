"""When a rule holds, in the ways people write it."""

import numpy as np
import pytest

from geo.roads.rule_hours import ALWAYS, NEVER, holds_at, hours_of, old_style_hours


def spans(*pairs: tuple[int, int]) -> int:
    """Return the hours from first:00 to last:00 of some spans, as bits."""
    return sum(1 << hour for first, last in pairs for hour in range(first, last))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("24/7", ALWAYS),
        ("Mo-Su", ALWAYS),
        ("Mo-Fr 07:00-09:00", spans((7, 9))),
        ("07:00-09:00,16:00-18:00", spans((7, 9), (16, 18))),
        ("07:00-09:00 16:00-18:00", spans((7, 9), (16, 18))),
        ("Mo-Fr 07:00-09:00, Sa 10:00-12:00", spans((7, 9))),
        ("Mo-Fr 07:00-09:00; Sa 10:00-12:00", spans((7, 9))),
        ("Mo,We,Fr 8:00-9:00", spans((8, 9))),
        ("Monday-Friday 7-9", spans((7, 9))),
        ("0700-0900", spans((7, 9))),
        ("18:00+", spans((18, 24))),
        ("22:00-06:00", spans((0, 6), (22, 24))),
        ("Mo-Fr 22:00-06:00", spans((0, 6), (22, 24))),
        ("00:00-24:00", ALWAYS),
        ("Mo-Fr 07:30-08:30", spans((7, 9))),
        ("07:45-08:15", NEVER),
        ("Mo-Su 00:00-24:00; Mo-Fr 10:00-16:00 off", ALWAYS & ~spans((10, 16))),
        ("PH,Mo-Fr 07:00-09:00", spans((7, 9))),
        ("Sa,Su", NEVER),
        ("Fr 17:00-20:00", NEVER),
        ("Fr-Tu 17:00-20:00", spans((17, 20))),
        ("sunset-sunrise", spans((0, 6), (18, 24))),
        ("工作日07:00－09:00", spans((7, 9))),
        ("周一至周五 7:00-9:00", spans((7, 9))),
        ("Oct-Apr", None),
        ("2025-01-01", None),
        ("wet", None),
        ("", None),
        ("99:00-100:00", None),
    ],
)
def test_hours_of_a_working_day(text: str, hours: int | None) -> None:
    """Days and spans in any order; seasons and dates are not understood, never guessed."""
    assert hours_of(text) == hours


@pytest.mark.parametrize(
    ("tags", "hours"),
    [
        ({}, ALWAYS),
        ({"hour_on": "07:00", "hour_off": "09:00"}, spans((7, 9))),
        ({"hour_on": "7;16", "hour_off": "9;18"}, spans((7, 9), (16, 18))),
        ({"hour_on": "22:00", "hour_off": "5:00"}, spans((0, 5), (22, 24))),
        (
            {"hour_on": "9", "hour_off": "17", "day_on": "Mo", "day_off": "Sa"},
            spans((9, 17)),
        ),
        ({"day_on": "Saturday", "day_off": "Sunday"}, NEVER),
        ({"day_on": "Monday", "day_off": "Friday"}, ALWAYS),
        ({"time": "7:00-9:00;15:00-18:00"}, spans((7, 9), (15, 18))),
        ({"hour_on": "dawn?", "hour_off": "x"}, None),
    ],
)
def test_hours_as_once_written(tags: dict[str, str], hours: int | None) -> None:
    """``hour_on`` and its kin, several of them too; without any the rule holds always."""
    assert old_style_hours(tags) == hours


def test_a_rule_holds_at_its_hours() -> None:
    """Bit h stands for h:00 to h + 1:00."""
    hours = np.array([ALWAYS, NEVER, spans((7, 9))], np.uint32)
    assert holds_at(hours, 7).tolist() == [True, False, True]
    assert holds_at(hours, 9).tolist() == [True, False, False]
    assert holds_at(hours, 23).tolist() == [True, False, False]
