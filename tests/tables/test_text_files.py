"""Delimited text: encodings, delimiters, damage."""

from pathlib import Path

import pytest

from geo.tables import Limits, read_estates
from tests.tables.lists import HEADER, ROWS, Write, faults_of, keys, only_fault, rows

TABLE = [HEADER, *ROWS]


@pytest.mark.parametrize(
    ("encoding", "notices"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("gb18030", ["encoding_recognised"]),
        ("gbk", ["encoding_recognised"]),
        ("utf-16", ["encoding_recognised"]),
        ("utf-16-le", ["encoding_recognised"]),
        ("utf-16-be", ["encoding_recognised"]),
    ],
)
def test_encodings_are_recognised_and_named(
    csv_file: Write, encoding: str, notices: list[str]
) -> None:
    """What Excel, WPS and Notepad write is read; anything but UTF-8 is named."""
    read = read_estates(csv_file(TABLE, encoding=encoding))
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert keys(read.notices) == notices


@pytest.mark.parametrize(("delimiter", "shown"), [(";", ";"), ("\t", "TAB"), ("|", "|")])
def test_delimiters_are_recognised_and_named(csv_file: Write, delimiter: str, shown: str) -> None:
    """Semicolons, tabs and bars divide columns as well as commas."""
    read = read_estates(csv_file(TABLE, delimiter=delimiter))
    assert read.table["street"].tolist() == ["西街", "西街", "东街"]
    assert [n.params["delimiter"] for n in read.notices] == [shown]


def test_a_wrong_delimiter_gives_one_clear_message(csv_file: Write) -> None:
    """Columns divided by what nobody knows: the message shows what was found and what is valid."""
    fault = only_fault(read_estates, csv_file(TABLE, delimiter="、"))
    assert fault.key == "tables.no_header"
    assert "小区名称" in fault.sentence("en")
    assert "households* (户数)" in fault.sentence("en")


def test_a_missing_column_gives_one_clear_message(csv_file: Write) -> None:
    """Every missing column is named, with the headers found and the valid ones."""
    fault = only_fault(read_estates, csv_file([["小区名称", "房屋"], ["柳巷小区", 200]]))
    assert fault.key in {"tables.no_header", "tables.missing_columns"}
    fault = only_fault(
        read_estates, csv_file([["小区名称", "经度", "纬度"], ["柳巷小区", 114.2, 30.5]])
    )
    assert fault.key == "tables.missing_columns"
    said = fault.sentence("en")
    assert "street (街道)" in said
    assert "households (户数)" in said
    assert "小区名称, 经度, 纬度" in said


def test_titles_above_the_header(csv_file: Write) -> None:
    """Up to nine rows of titles and blanks may stand above; rows keep their own numbers."""
    titles = [["汉阳区老旧小区台账"], [], ["填报单位：房管局"], []]
    table = [*titles, HEADER, *rows(户数=[200, "约120", 300])]
    read = read_estates(csv_file(table))
    assert len(read.table) == 3
    (notice,) = read.notices
    assert (notice.row, notice.column) == (7, "户数")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(csv_file: Write) -> None:
    """A cell with line breaks is one row, an empty line is a row."""
    table = rows(户数=[200, "x", "y"])
    table[0][1] = '"柳巷\n小区"'
    table.insert(2, [])
    places = [
        (fault.row, fault.column) for fault in faults_of(read_estates, csv_file([HEADER, *table]))
    ]
    assert places == [(3, "户数"), (5, "户数")]


def test_all_faults_of_a_file_come_together(csv_file: Write) -> None:
    """Six different faults in three rows are one error with six places."""
    table = rows(小区编号=["A-1", "a-1", "A-3"], 户数=[-5, "", "12.5"], 经度=["", 114.2, 114.2])
    found = faults_of(read_estates, csv_file([HEADER, *table]))
    assert {(f.key.removeprefix("tables."), f.row, f.column) for f in found} == {
        ("out_of_range", 2, "户数"),
        ("half_position", 2, "经度"),
        ("id_differs_by_case", 3, "小区编号"),
        ("missing_value", 3, "户数"),
        ("not_whole", 4, "户数"),
    }


def test_a_row_with_more_cells_than_headers(csv_file: Write) -> None:
    """An unquoted comma shifts a row: it is named instead of read one column off."""
    table = [list(row) for row in ROWS]
    table[1][1] = "梧桐里,二期"
    fault = only_fault(read_estates, csv_file([HEADER, *table]))
    assert (fault.key, fault.row) == ("tables.too_many_cells", 3)


def test_an_unclosed_quotation_mark(csv_file: Write) -> None:
    """A quotation mark that swallows the rest of the file is told."""
    table = [list(row) for row in ROWS]
    table[1][1] = '"梧桐里'
    assert only_fault(read_estates, csv_file([HEADER, *table])).key == "tables.broken_quotes"


@pytest.mark.parametrize("characters", [40_000, 200_000])
def test_a_huge_cell_is_named(csv_file: Write, characters: int) -> None:
    """A cell that no spreadsheet could hold is refused with its row, whatever its size."""
    table = [list(row) for row in ROWS]
    table[1][1] = "长" * characters
    fault = only_fault(read_estates, csv_file([HEADER, *table]))
    assert (fault.key, fault.row) == ("tables.cell_too_long", 3)


def test_bytes_in_no_encoding_are_told_with_their_line(tmp_path: Path) -> None:
    """A file in no known encoding names its first wrong line."""
    path = tmp_path / "estates.csv"
    path.write_bytes("小区名称,户数\n柳巷,1\n".encode() + b"\xff\xff\xff,2\n")
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row) == ("tables.no_encoding", 3)


def test_a_file_cut_inside_a_character(csv_file: Write) -> None:
    """A copy that stopped in the middle of a character is told to be damaged."""
    path = csv_file([["小区名称", "街道", "户数"], ["柳", "西", 1], ["梧", "西", "一户"]])
    path.write_bytes(path.read_bytes()[:-3])
    assert only_fault(read_estates, path).key == "tables.cut_character"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty_file"),
        (b"\n\n  \n", "blank_table"),
        ("小区名称,街道,户数\n".encode(), "no_rows"),
        (b"%PDF-1.7 x", "is_pdf"),
        (b"<!DOCTYPE html><html></html>", "is_web_page"),
        (b"<table><tr><td>1</td></tr></table>", "is_web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "truncated"),
        (b"\x89PNG\r\n\x1a\n", "is_picture"),
        (b"\x1f\x8b\x08 x", "is_gzip"),
        (b"PK\x03\x04 cut", "truncated"),
        (bytes(range(256)), "is_unknown"),
        (b"<?xml version='1.0'?><gpx/>", "is_gpx"),
    ],
)
def test_what_the_file_really_is(tmp_path: Path, content: bytes, key: str) -> None:
    """Empty files and files of another kind are told for what they are."""
    path = tmp_path / "estates.csv"
    path.write_bytes(content)
    assert only_fault(read_estates, path).key == f"tables.{key}"


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    """A wrong path is told, without showing folders of this machine."""
    assert only_fault(read_estates, tmp_path / "absent.csv").key == "tables.no_file"
    (tmp_path / "estates.csv").mkdir()
    assert only_fault(read_estates, tmp_path / "estates.csv").key == "tables.folder"


def test_limits_of_size(csv_file: Write) -> None:
    """Files, rows and columns over the limits are refused before they fill the memory."""
    path = csv_file(TABLE)
    for limits, key in (
        (Limits(file_bytes=100), "too_large"),
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=5), "too_many_columns"),
    ):
        assert only_fault(read_estates, path, limits=limits).key == f"tables.{key}"


def test_a_hint_for_excel_is_no_row(csv_file: Write) -> None:
    """``sep=;`` on the first line is Excel's, the header is row 2."""
    table = [["sep=;"], HEADER, *rows(户数=[200, "x", 300])]
    path = csv_file(table, delimiter=";")
    assert only_fault(read_estates, path).row == 4


def test_a_long_file_reports_how_far_it_is(csv_file: Write) -> None:
    """A long file reports how far it is."""
    lines = [[f"E{i}", f"n{i}", "s", 1] for i in range(21_000)]
    seen: list[tuple[int, int | None]] = []
    read = read_estates(
        csv_file([["estate_id", "name", "street", "households"], *lines]),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert len(read.table) == 21_000
    assert seen == [(20_000, None)]


def test_path_like_and_markup_names_are_data(csv_file: Write) -> None:
    """Names that look like paths, formulas or scripts are kept as they are and do nothing."""
    names = ["../../etc/passwd", "=HYPERLINK(1)", "<img src=x onerror=alert(1)>${alert(1)}"]
    read = read_estates(csv_file([HEADER, *rows(小区名称=names)]))
    assert read.table["name"].tolist() == names
