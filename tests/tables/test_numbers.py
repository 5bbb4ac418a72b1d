"""Numbers as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.numbers import read_number, read_year, unit_factor

WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("约300", 300),
        ("约 300 户", 300),
        ("300户", 300),
        ("300多户", 300),
        ("300余户", 300),
        ("近300", 300),
        ("300左右", 300),
        ("300+", 300),
        ("３００", 300),
        ("1,200", 1200),
        ("1，200户", 1200),
        ("1 200", 1200),
        ("12,345,678", 12_345_678),
        ("1.2万", 12_000),
        ("2.8403万㎡", 28_403),
        ("共12栋", 12),
        ("'300", 300),
        ("三百", 300),
        ("三百二十户", 320),
        ("一千零五", 1005),
        ("两万三千", 23_000),
        ("十二", 12),
        ("1.2e3", 1200),
        ("about 300", 300),
        ("300 households", 300),
    ],
)
def test_what_people_write_is_understood_and_marked(cell: str, value: float) -> None:
    """Each spelling is read as the number it means, and not taken for a plain number."""
    number = read_number(cell)
    assert number.value == value
    assert not number.plain


@pytest.mark.parametrize("cell", [300, 300.0, "300", " 300 ", "300.0", "+300", "300."])
def test_plain_numbers_are_plain(cell: object) -> None:
    """What is a number already needs no notice."""
    number = read_number(cell)
    assert number.value == 300
    assert number.plain


@pytest.mark.parametrize(
    "cell",
    [
        "300-350",
        "300/350",
        "300(含商铺20)",
        "1,20",
        "12,34,567",
        "1.200.000",
        "abc",
        "",
        "户",
        "NaN",
        "inf",
        float("nan"),
        float("inf"),
        True,
        "3栋12单元",
        "1_000",
        "=1+1",
        date(2020, 1, 1),
        "９９９９e999",
    ],
)
def test_what_could_mean_two_things_is_not_read(cell: object) -> None:
    """A span, a broken grouping, a formula or a word is left unread instead of guessed at."""
    assert read_number(cell).value is None


@given(st.integers(0, 10**9))
def test_every_whole_number_survives_its_dress(number: int) -> None:
    """Grouping, full width, a unit and a word before it do not change a number."""
    for text in (
        str(number),
        f"{number:,}",
        f"{number:,}".translate(WIDE),
        f"约{number}户",
        f" {number} 人 ",
    ):
        assert read_number(text).value == number


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3)))
def test_every_decimal_is_read_as_python_writes_it(number: float) -> None:
    """A decimal number comes back exactly, be it a cell or a text."""
    assert read_number(number).value == number
    assert read_number(f"{number:.3f}").value == number


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives a finite number or none, never an error."""
    value = read_number(text).value
    assert value is None or abs(value) < float("inf")


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (1997, 1997),
        ("1997", 1997),
        ("1997年", 1997),
        ("约1997", 1997),
        ("1997年建成", 1997),
        ("1996-1998", 1996),
        ("90年代", 1990),
        ("上世纪80年代末", 1980),
        ("1970s", 1970),
        ("1970年代", 1970),
        ("2000年代", 2000),
        ("1997-05-01", 1997),
        (date(1997, 5, 1), 1997),
    ],
)
def test_years(cell: object, year: int) -> None:
    """Years, decades, spans and dates give the year they begin in."""
    assert read_year(cell).value == year


def test_a_header_may_count_in_ten_thousands() -> None:
    """A floor area headed in ten thousands is multiplied; other units are not."""
    assert unit_factor("建筑面积（万平方米）") == 10_000
    assert unit_factor("建筑面积/万㎡") == 10_000
    assert unit_factor("建筑面积（平方米）") == 1
    assert unit_factor("万科小区户数") == 1
