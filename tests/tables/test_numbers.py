"""Numbers as people write them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables.numbers import read_number, read_year, unit_of_header
from geo.tables.units import quantity_of

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


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("三百五", 350),
        ("一千二", 1200),
        ("一千二百五", 1250),
        ("一万二", 12_000),
        ("两万五", 25_000),
        ("三万五千", 35_000),
        ("一万零五百", 10_500),
        ("一百零五", 105),
        ("一百一", 110),
        ("一百一十五", 115),
        ("一千零五", 1005),
        ("五万八", 58_000),
        ("2万5", 25_000),
        ("1万2千", 12_000),
        ("3千", 3000),
        ("12万3", 123_000),
        ("壹佰贰拾", 120),
        ("二〇〇", 200),
        ("三百五户", 350),
        ("约一千二百户", 1200),
        ("三百五十多户", 350),
        ("1.2w", 12_000),
        ("1,200万", 12_000_000),
    ],
)
def test_numerals_as_they_are_spoken(cell: str, value: float) -> None:
    """The unit after the last power may be left out; powers follow digits of either kind."""
    assert read_number(cell).value == value


@pytest.mark.parametrize(
    "cell",
    [
        "两三百",
        "三四十户",
        "三五",
        "七八户",
        "十几户",
        "几百",
        "百五",
        "三十百",
        "一百二三",
        "三百零",
    ],
)
def test_numerals_that_name_a_span_or_nothing(cell: str) -> None:
    """Two or three hundred is no number, nor is a power without a digit."""
    assert read_number(cell).value is None


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("response_min", "540秒", 9),
        ("response_min", "900s", 15),
        ("response_min", "9分30秒", 9.5),
        ("response_min", "1小时5分", 65),
        ("response_min", "1.5h", 90),
        ("response_min", "1h 5min", 65),
        ("response_min", "半小时", 30),
        ("response_min", "一刻钟", 15),
        ("response_min", "0:09:30", 9.5),
        ("response_min", time(0, 9, 30), 9.5),
        ("response_min", timedelta(minutes=70), 70),
        ("floor_area_m2", "2.8公顷", 28_000),
        ("floor_area_m2", "30亩", 20_000),
        ("floor_area_m2", "2.8403万㎡", 28_403),
        ("floor_area_m2", "3.5万平方米", 35_000),
        ("floor_area_m2", "0.03平方公里", 30_000),
        ("floor_area_m2", "7 acres", 28_327.994957),
        ("cost", "120万元", 1_200_000),
        ("cost", "3千元", 3000),
        ("cost", "一百二十万元", 1_200_000),
        ("cost", "￥1,200", 1200),
        ("cost", "1.2亿", 120_000_000),
        ("willingness", "80%", 80),
        ("willingness", "80 ％", 80),
        ("willingness", "80分", 80),
        ("willingness", "百分之八十", 80),
        ("willingness", "八成五", 85),
        ("residents", "1.2万人", 12_000),
        ("position_error_m", "0.05km", 50),
        ("days", "2周", 14),
    ],
)
def test_units_in_cells(column: str, cell: object, value: float) -> None:
    """A unit turns a number into the unit in which its column is kept."""
    number = read_number(cell, quantity_of(column))
    assert number.value == pytest.approx(value)
    assert number.own_unit
    assert not number.plain


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("households", "300人"),
        ("households", "80%"),
        ("households", "300平方米"),
        ("households", "￥300"),
        ("residents", "300户"),
        ("response_min", "9米"),
        ("response_min", "9:30"),
        ("response_min", time(9, 30)),
        ("response_min", "5分1时2分"),
        ("floor_area_m2", "300户"),
        ("cost", "30分钟"),
    ],
)
def test_a_unit_of_something_else_is_not_read(column: str, cell: object) -> None:
    """People are no households; 9:30 may be minutes and seconds or hours and minutes."""
    assert read_number(cell, quantity_of(column)).value is None


@pytest.mark.parametrize(
    ("column", "header", "factor"),
    [
        ("response_min", "响应时间（秒）", 1 / 60),
        ("response_min", "响应时间(s)", 1 / 60),
        ("response_min", "响应时间/秒", 1 / 60),
        ("response_min", "Response time [sec]", 1 / 60),
        ("response_min", "response_time_s", 1 / 60),
        ("response_min", "响应秒数", 1 / 60),
        ("response_min", "用时（小时）", 60),
        ("response_min", "到场用时（单位：秒）", 1 / 60),
        ("floor_area_m2", "建筑面积（万平方米）", 10_000),
        ("floor_area_m2", "建筑面积/万㎡", 10_000),
        ("floor_area_m2", "面积（公顷）", 10_000),
        ("floor_area_m2", "面积（亩）", 10_000 / 15),
        ("floor_area_m2", "area, acres", 4046.8564224),
        ("cost", "投资（万元）", 10_000),
        ("cost", "投资(千元)", 1000),
        ("cost", "造价（万）", 10_000),
        ("cost", "造价（百万元）", 1_000_000),
        ("residents", "人数（万人）", 10_000),
        ("position_error_m", "位置误差（公里）", 1000),
    ],
)
def test_units_in_headers(column: str, header: str, factor: float) -> None:
    """In brackets, behind a mark or at the end of the name; full width or not."""
    unit = unit_of_header(header, quantity_of(column))
    assert unit is not None
    assert unit[1] == pytest.approx(factor)


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("response_min", "响应时间"),
        ("response_min", "用时"),
        ("response_min", "响应时间（分钟）"),
        ("response_min", "response_min"),
        ("floor_area_m2", "建筑面积（平方米）"),
        ("households", "户数（户）"),
        ("households", "万科小区户数"),
        ("willingness", "缴费意愿（%）"),
    ],
)
def test_headers_in_the_unit_of_the_program(column: str, header: str) -> None:
    """Nothing is multiplied where the header names no other unit."""
    assert unit_of_header(header, quantity_of(column)) is None


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (1985.6, 1985),
        ("1985.6", 1985),
        ("1985.06", 1985),
        (1985.12, 1985),
        ("约1985.6", 1985),
        ("198506", 1985),
        (19850601, 1985),
        ("1985/6", 1985),
        ("1985年6月", 1985),
        ("85年", 1985),
        ("05年", 2005),
        ("一九八五年", 1985),
        ("1985.0", 1985),
        ("八十年代", 1980),
        ("上世纪七十年代末", 1970),
    ],
)
def test_years_with_months(cell: object, year: int) -> None:
    """A year with its month is that year, never rounded up."""
    assert read_year(cell).value == year


@pytest.mark.parametrize("cell", ["1985.75", 1985.5001, "198513", 85, "1985.13"])
def test_what_is_no_year_with_a_month(cell: object) -> None:
    """Decimals that are no month are not read as one, nor is a bare 85."""
    assert read_year(cell).value is None
