"""plan.xlsx is ready to use: headers that stay, numbers that are numbers, text that is text."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from geo.report.workbook import write_workbook

HOSTILE = [
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "007",
    *"abcdef",
]


@pytest.fixture(scope="module")
def book(plan: Any, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Return the workbook of the small plan in Chinese."""
    path = tmp_path_factory.mktemp("xlsx") / "plan.xlsx"
    write_workbook(plan, path, language="zh")
    return load_workbook(path)


def test_every_sheet_has_a_frozen_header_and_a_filter(book: Workbook) -> None:
    """Also those with a single row."""
    assert [sheet.title for sheet in book] == [
        "概要",
        "小区",
        "未达标小区与最省办法",
        "应急维修站",
        "建议站点",
        "片区",
        "物业企业",
        "片区分配",
        "等级与模式",
        "街道达标情况",
        "假设",
        "数据提示",
    ]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


@pytest.mark.behaviour
def test_columns_are_as_wide_as_chinese_is(book: Workbook) -> None:
    """A Chinese character takes the room of two digits; no name of an estate is cut off."""
    sheet = book["小区"]
    names = next(cells for cells in sheet.iter_cols() if cells[0].value == "小区")
    longest = max(len(str(cell.value)) for cell in names[1:])
    assert sheet.column_dimensions[names[0].column_letter].width >= 2 * longest


def test_numbers_have_formats(book: Workbook) -> None:
    """Households with separators, minutes with one decimal, shares as percentages."""
    sheet = book["小区"]
    formats = {sheet.cell(1, c).value: sheet.cell(2, c).number_format for c in range(1, 21)}
    assert formats["户数"] == "#,##0"
    assert formats["行车（分钟）"] == "0.0"
    assert formats["准时概率"] == "0.0 %"
    assert sheet["A2"].value == "001"
    assert isinstance(sheet["E2"].value, int)


def test_an_estate_without_a_way_has_blank_minutes(book: Workbook) -> None:
    """No error value and no zero."""
    sheet = book["小区"]
    row = [cell.value for cell in sheet[5]]
    assert row[6] == "不可达"
    assert row[7] is None
    assert row[8] is None


def test_estates_that_are_not_covered_come_with_their_fix(book: Workbook) -> None:
    """The late ones first, most households on top; then the unreachable and the unsure."""
    rows = list(book["未达标小区与最省办法"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == [1368, 1248, 1128, 408, 888]
    assert [row[4] for row in rows] == ["超时", "超时", "超时", "不可达", "位置存疑"]
    assert [row[-1] for row in rows] == ["东门附近"] * 3 + [None] * 2


def test_names_are_text_never_formulas_or_links(make_plan: Any, tmp_path: Path) -> None:
    """Excel shows what was typed and follows nothing."""
    path = tmp_path / "plan.xlsx"
    write_workbook(make_plan(names=HOSTILE), path, language="zh")
    sheet = load_workbook(path)["小区"]
    cells = [sheet.cell(row, 2) for row in range(2, 8)]
    assert [cell.value for cell in cells] == HOSTILE[:6]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_english_workbook_has_no_chinese_headers(plan: Any, tmp_path: Path) -> None:
    """Sheet names and headers follow the language; names of places do not."""
    write_workbook(plan, tmp_path / "plan.xlsx", language="en")
    book = load_workbook(tmp_path / "plan.xlsx")
    headers = [cell.value for sheet in book for cell in sheet[1]] + book.sheetnames
    assert all(header.isascii() for header in headers)
