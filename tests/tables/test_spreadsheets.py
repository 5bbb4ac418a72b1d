"""Workbooks: sheets, merged cells, formulas, ids, bombs."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from geo.tables import Limits, read_calls, read_estates
from tests.tables.lists import HEADER, ROWS, Write, faults_of, keys, only_fault, rows

TABLE = [HEADER, *ROWS]


def test_a_plain_workbook(workbook: Write) -> None:
    """Numbers, text and positions come as they are, without a remark."""
    read = read_estates(workbook({"Sheet1": TABLE}))
    assert read.table["estate_id"].tolist() == ["A-1", "A-2", "A-3"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert read.table.geometry.x.tolist() == [114.201, 114.205, 114.211]
    assert read.notices == []


def test_a_sheet_as_clerks_make_it(workbook: Write) -> None:
    """Title, two-row header, merged streets, numbers with words, subtotals, total and note."""
    table = [
        ["汉阳区老旧小区台账", *[None] * 6],
        ["填报单位：房管局", *[None] * 6],
        ["序号", "街道", "小区名称", "户数", "人数", "坐标", None],
        [None, None, None, "（户）", "（人）", "经度", "纬度"],
        [1, "西街", "柳巷小区", "约200", 420, 114.201, 30.551],
        [2, None, "梧桐里", "120户", "250人", 114.205, 30.552],
        [None, "小计", None, 320, 670, None, None],
        [1, "东街", "河沿宿舍", "３００", "640", 114.211, 30.549],
        [None, None, "新村", "1,200", None, None, None],
        [None, "合计", None, 1820, 1310, None, None],
        ["注：户数以2021年普查为准。", *[None] * 6],
    ]
    merged = ["A1:G1", "A2:G2", "A3:A4", "B3:B4", "C3:C4", "F3:G3", "B5:B6", "B8:B9"]
    read = read_estates(workbook({"台账": table}, {"台账": merged}))
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍", "新村"]
    assert read.table["street"].tolist() == ["西街", "西街", "东街", "东街"]
    assert read.table["households"].tolist() == [200, 120, 300, 1200]
    assert read.table["residents"].tolist()[:3] == [420, 250, 640]
    assert read.table.geometry.isna().tolist() == [False, False, False, True]
    told = {(key, n.row) for key, n in zip(keys(read.notices), read.notices, strict=True)}
    assert told >= {
        ("total_left_out", 7),
        ("total_left_out", 10),
        ("note_left_out", 11),
        ("merged_filled", 5),
        ("merged_filled", 8),
        ("number_read", 5),
        ("number_read", 6),
        ("number_read", 8),
        ("number_read", 9),
        ("ids_renumbered", None),
    }
    assert read.table["estate_id"].tolist() == ["E0001", "E0002", "E0003", "E0004"]


def test_a_number_merged_over_estates_is_a_fault(workbook: Write) -> None:
    """Nobody can say how 620 households over three rows are shared: nothing is filled down."""
    table = [HEADER, *rows(户数=[620, None, None])]
    found = faults_of(read_estates, workbook({"S": table}, {"S": ["E2:E4"]}))
    assert [(f.key, f.row) for f in found if f.key == "tables.merged_value"] == [
        ("tables.merged_value", 2)
    ]


def test_leading_zeros_stay(workbook: Write, tmp_path: Path) -> None:
    """007 as text stays, and 7 shown as 007 is 007."""
    path = workbook({"S": [HEADER, *rows(小区编号=["007", 8, 9.0])]})
    book = openpyxl.load_workbook(path)
    book["S"]["A3"].number_format = "000"
    book.save(path)
    assert read_estates(path).table["estate_id"].tolist() == ["007", "008", "9"]


def test_numeric_ids_that_lost_digits_are_errors(workbook: Write) -> None:
    """An id of 18 digits stored as a number is refused; as text it stays whole."""
    long = "420105199001011234"
    fault = only_fault(read_estates, workbook({"S": [HEADER, *rows(小区编号=[int(long), 2, 3])]}))
    assert (fault.key, fault.row, fault.column) == ("tables.lost_digits", 2, "小区编号")
    read = read_estates(workbook({"S": [HEADER, *rows(小区编号=[long, "2", "3"])]}))
    assert read.table["estate_id"][0] == long


def test_ids_taken_for_dates_are_errors(workbook: Write) -> None:
    """Excel turns 1-2 into the second of January: the id is gone and must be entered again."""
    table = rows(小区编号=[datetime(2026, 1, 2), "1-3", "1-4"])
    fault = only_fault(read_estates, workbook({"S": [HEADER, *table]}))
    assert (fault.key, fault.row) == ("tables.id_is_date", 2)


def test_formulas_without_a_stored_value_are_errors(workbook: Write) -> None:
    """A formula that was never worked out is named; one whose column nobody needs is not."""
    table = [[*HEADER, "备注2"], *([*row, "=1+1"] for row in rows(户数=[200, "=E2*2", 300]))]
    fault = only_fault(read_estates, workbook({"S": table}))
    assert (fault.key, fault.row, fault.column) == ("tables.uncomputed", 3, "户数")


def test_stored_values_of_formulas_are_read(workbook: Write) -> None:
    """A formula with a value is that value, and an empty text is a value."""
    path = workbook({"S": [HEADER, *rows(户数=[200, "=E2", 300], 社区=["a", '=""', "c"])]})
    _replace_in_sheet(path, b"<f>E2</f><v></v>", b"<f>E2</f><v>200</v>", b"<f>E2</f><v />")
    _replace_in_sheet(
        path,
        b'<c r="D3"><f>""</f><v></v>',
        b'<c r="D3" t="str"><f>""</f><v></v>',
        b'<c r="D3"><f>""</f><v />',
    )
    read = read_estates(path)
    assert read.table["households"].tolist() == [200, 200, 300]
    assert read.table["community"].tolist() == ["a", "", "c"]


def test_errors_of_formulas_are_named(workbook: Write) -> None:
    """#REF! and its kin are told with their cell."""
    path = workbook({"S": [HEADER, *rows(户数=[200, "#REF!", 300])]})
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row, fault.params["found"]) == ("tables.error_value", 3, "#REF!")


def test_sheets_with_the_list_are_joined_and_others_named(workbook: Write) -> None:
    """One sheet per street is one list; a sheet of remarks is left aside and named."""
    path = workbook(
        {
            "说明": [["本表由房管局填报"], ["联系人"]],
            "西街": [HEADER, *ROWS[:2]],
            "东街": [HEADER, [*ROWS[2][:4], "x", *ROWS[2][5:]]],
        }
    )
    fault = only_fault(read_estates, path)
    assert (fault.file, fault.row) == ("estates.xlsx [东街]", 2)
    read = read_estates(
        workbook({"西街": [HEADER, *ROWS[:2]], "东街": [HEADER, ROWS[2]], "说明": [["a"]]})
    )
    assert len(read.table) == 3
    assert keys(read.notices) == ["part_left_aside", "parts_joined"]
    assert read.at(2)["file"] == "estates.xlsx [东街]"


def test_one_sheet_may_be_asked_for(workbook: Write) -> None:
    """A sheet is chosen by its name; a wrong name lists the sheets."""
    path = workbook({"西街": [HEADER, *ROWS[:2]], "东街": [HEADER, ROWS[2]]})
    assert len(read_estates(path, layer="东街").table) == 1
    fault = only_fault(read_estates, path, layer="南街")
    assert "西街, 东街" in fault.sentence("en")


def test_dates_of_a_workbook(workbook: Write) -> None:
    """Cells with dates are moments, and the response is calculated from them."""
    table = [
        ["工单号", "报修时间", "到达时间", "站点编号"],
        ["1", datetime(2026, 5, 1, 8, 0), datetime(2026, 5, 1, 8, 12, 30), "S1"],
        ["2", "2026-05-01 09:00", None, "S1"],
    ]
    read = read_calls(workbook({"S": table}))
    assert read.table["response_min"][0] == 12.5
    assert read.table["response_min"].isna().tolist() == [False, True]


def test_a_wrong_stated_size_cuts_nothing_off(workbook: Write) -> None:
    """Some writers state a sheet to be one cell large; all of it is read."""
    path = workbook({"S": TABLE})
    _replace_in_sheet(path, b'<dimension ref="A1:H4"', b'<dimension ref="A1"', b"")
    assert len(read_estates(path).table) == 3


@pytest.mark.parametrize("content", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_refused(workbook: Write, content: str) -> None:
    """A workbook whose XML declares entities is not read: nothing can expand."""
    path = workbook({"S": TABLE})
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    head, mark, tail = entries[content].rpartition(b"?>")
    entries[content] = head + mark + laughs + tail
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    assert only_fault(read_estates, path).key == "tables.entities"


def test_a_bomb_is_not_opened(workbook: Write) -> None:
    """A part that unpacks to hundreds of times its size is refused by its declared size."""
    path = workbook({"S": TABLE})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(40_000_000))
    assert only_fault(read_estates, path).key == "tables.archive_bomb"
    small = Limits(unpacked_bytes=1000)
    assert (
        only_fault(read_estates, workbook({"S": TABLE}), limits=small).key == "tables.archive_bomb"
    )


def test_a_damaged_workbook(workbook: Write) -> None:
    """Half a workbook, and one with a broken part, are told to be damaged."""
    path = workbook({"S": TABLE})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert only_fault(read_estates, path).key == "tables.truncated"
    path.write_bytes(whole)
    _replace_in_sheet(path, b"</sheetData>", b"</sheetD", b"")
    assert only_fault(read_estates, path).key == "tables.truncated"


def test_a_huge_cell_of_a_workbook(workbook: Write) -> None:
    """A cell over the limit is named with its row and column."""
    path = workbook({"S": TABLE})
    # With lxml at hand, openpyxl writes signs beyond ASCII by their numbers.
    numbers = "".join(f"&#{ord(sign)};" for sign in "柳巷小区").encode()
    _replace_in_sheet(path, "柳巷小区".encode(), b"x" * 40_000, numbers)
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row, fault.column) == ("tables.cell_too_long", 2, "B")


def test_a_workbook_called_csv(workbook: Write) -> None:
    """The content counts, not the ending."""
    path = workbook({"S": TABLE}, name="estates.csv")
    read = read_estates(path)
    assert len(read.table) == 3
    assert keys(read.notices) == ["really_is"]


def test_a_blank_workbook(workbook: Write) -> None:
    """Nothing but blanks is told so."""
    assert only_fault(read_estates, workbook({"S": [[None, " "]]})).key == "tables.blank_table"


def test_progress_of_a_long_sheet(workbook: Write) -> None:
    """A long sheet reports how far it is and how long it is."""
    seen: list[tuple[int, int | None]] = []
    table = [HEADER[1:5], *([f"n{i}", "s", "c", 1] for i in range(6_000))]
    read_estates(workbook({"S": table}), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(5_000, 6_001)]


def _replace_in_sheet(path: Path, old: bytes, new: bytes, other_old: bytes) -> None:
    """Change the XML of a workbook's first sheet, in whichever of two spellings it has."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"]
    spelling = old if old in sheet else other_old
    assert spelling
    assert spelling in sheet
    entries["xl/worksheets/sheet1.xml"] = sheet.replace(spelling, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
