"""Units, percents and year-months in lists of estates and sites, with what is told of them."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo.tables import SCORES, read_candidates, read_estates
from tests.tables.lists import HEADER, ROWS, Write, faults_of, keys

_SCORE_HEADERS = ["党建基础", "公共环境", "基础设施", "封闭管理", "缴费意愿"]


def with_column(header: str, *cells: Any) -> list[list[Any]]:
    """Return the three estates with one more column."""
    return [[*HEADER, header], *([*row, cell] for row, cell in zip(ROWS, cells, strict=True))]


@pytest.mark.parametrize(
    ("column", "header", "cells", "expected", "told"),
    [
        ("floor_area_m2", "建筑面积（公顷）", [1.2, 2, 0.5], [12_000, 20_000, 5000], "unit_factor"),
        ("floor_area_m2", "建筑面积（亩）", [15, 30, 3], [10_000, 20_000, 2000], "unit_factor"),
        (
            "floor_area_m2",
            "建筑面积（万平方米）",
            [1.2, "2.8403万㎡", "5000平方米"],
            [12_000, 28_403, 5000],
            "unit_factor",
        ),
        (
            "floor_area_m2",
            "建筑面积",
            ["1.2公顷", "30亩", 5000],
            [12_000, 20_000, 5000],
            "units_mixed",
        ),
        ("built_year", "建成年份", [1985.6, "1990.12", 1997], [1985, 1990, 1997], "number_read"),
        ("willingness", "缴费意愿", ["80%", "65％", "七十"], [80, 65, 70], "number_read"),
        ("willingness", "缴费意愿", [0.8, 0.65, 0.7], [0.8, 0.65, 0.7], "scores_as_shares"),
        ("willingness", "缴费意愿（满分10分）", [8, 6.5, 10], [80, 65, 100], "unit_factor"),
        ("willingness", "缴费意愿（五分制）", [4, 3.5, 5], [80, 70, 100], "unit_factor"),
        ("willingness", "willingness (out of 10)", [8, 6.5, 10], [80, 65, 100], "unit_factor"),
        ("willingness", "willingness (0-5)", [4, 3.5, 5], [80, 70, 100], "unit_factor"),
        ("willingness", "缴费意愿（满分20分）", [16, 13, 20], [80, 65, 100], "unit_factor"),
        ("buildings", "楼栋数（栋）", ["12栋", "一十二", 3], [12, 12, 3], "number_read"),
    ],
)
def test_a_column_with_a_unit(
    column: str, header: str, cells: list[Any], expected: list[float], told: str, csv_file: Write
) -> None:
    """The values are in the unit of the program, and the change is listed."""
    read = read_estates(csv_file(with_column(header, *cells)))
    assert read.table[column].tolist() == pytest.approx(expected)
    assert told in keys(read.notices)


def test_a_unit_in_a_row_below_the_header_counts(workbook: Write) -> None:
    """Ten thousand square metres may stand under the name instead of behind it."""
    rows = with_column("建筑面积", 1.2, 2.0, 0.5)
    units = ["", "", "", "", "（户）", "（人）", "", "", "（万平方米）"]
    read = read_estates(workbook({"小区": [rows[0], units, *rows[1:]]}))
    assert read.table["floor_area_m2"].tolist() == [12_000, 20_000, 5000]


@pytest.mark.parametrize("cell", ["300人", "80%", "两三百", "300㎡"])
def test_households_with_a_unit_of_something_else_are_asked(cell: str, csv_file: Write) -> None:
    """A number of people, a percent or a span is no number of households."""
    rows = [list(row) for row in ROWS]
    rows[0][HEADER.index("户数")] = cell
    assert keys(faults_of(read_estates, csv_file([HEADER, *rows]))) == ["not_a_number"]


def test_scores_in_percent(csv_file: Write) -> None:
    """All five scores may be percents."""
    table = [[*HEADER, *_SCORE_HEADERS], *([*row, *["80%"] * 5] for row in ROWS)]
    read = read_estates(csv_file(table))
    assert all((read.table[score] == 80).all() for score in SCORES)


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("投资（万元）", 120, 1_200_000),
        ("投资（千元）", 120, 120_000),
        ("投资", "120万元", 1_200_000),
        ("造价（元）", 120, 120),
        ("费用（万元）", "3千元", 3000),
    ],
)
def test_money(header: str, cell: Any, yuan: float, csv_file: Write) -> None:
    """Costs are in yuan wherever a header or a cell names their unit."""
    table = [["备选编号", "名称", "经度", "纬度", header], ["C1", "东站", 114.2, 30.5, cell]]
    read = read_candidates(csv_file(table, name="candidates.csv"))
    assert read.table["cost"].tolist() == [yuan]


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0%;-0.0%", "0 %"])
def test_cells_that_a_workbook_shows_in_percent(number_format: str, tmp_path: Path) -> None:
    """80 % is stored as 0.8; a percent sign that is only written beside a number is no scale."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*HEADER, *_SCORE_HEADERS])
    for row in ROWS:
        sheet.append([*row, 0.8, 0.655, 1, 0, 80])
    for row in sheet.iter_rows(min_row=2, min_col=len(HEADER) + 1, max_col=len(HEADER) + 4):
        for cell in row:
            cell.number_format = number_format
    for (cell,) in sheet.iter_rows(min_row=2, min_col=len(HEADER) + 5):
        cell.number_format = '0"%"'
    book.save(tmp_path / "estates.xlsx")
    read = read_estates(tmp_path / "estates.xlsx")
    assert read.table[list(SCORES)].iloc[0].tolist() == [80, 65.5, 100, 0, 80]
    assert "number_read" in keys(read.notices)
