"""Workbooks of every office suite: the same list is the same table, and nothing hidden is lost."""

import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.tables import read_calls, read_estates
from geo.tables.journal import Journal
from geo.tables.limits import LIMITS
from geo.tables.list_schemas import ESTATES
from geo.tables.spreadsheets import read_workbook
from tests.tables.lists import HEADER, ROWS, Write, faults_of, keys, only_fault, rows
from tests.tables.xlsb import write_xlsb

MADE = Path(__file__).parent / "made_elsewhere"
TABLE = [HEADER, *ROWS]
CLERK = [
    [
        "小区编号",
        "小区名称",
        "街道",
        "户数",
        "人数",
        "建成日期",
        "经度",
        "纬度",
        "备注",
        "旧编号",
        "户数",
    ],
    *(
        [
            f"00{i + 1}",
            "富文本苑" if i == 1 else f"第{i}小区",
            "西街" if i in {0, 4, 5, 6, 7} else None,
            100 + i,
            "208" if i == 7 else 200 + i,
            date(2001, 2, i + 1),
            114.2 + i / 100,
            30.5,
            "备注\n二行" if i % 2 else None,
            f"00{i}",
            999,
        ]
        for i in range(8)
    ),
]


def cells_of(path: Path, **options: Any) -> list[list[Any]]:
    """Return the first chosen sheet of a workbook, cell by cell."""
    (sheet, *_) = read_workbook(
        path,
        path.name,
        ESTATES,
        sheet=options.get("sheet"),
        limits=LIMITS,
        progress=None,
        journal=options.get("journal", Journal()),
    )
    return sheet.cells.to_numpy(dtype=object).tolist()


def same(found: Any, wanted: Any) -> bool:
    """Return whether two cells are the same value, whatever holds it."""
    if isinstance(wanted, float):
        return found == pytest.approx(wanted, abs=1e-12)
    if isinstance(wanted, date):
        return (found.date() if isinstance(found, datetime) else found) == wanted
    return bool(found == wanted)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_libreoffice_writes_one_list_in_three_formats(suffix: str) -> None:
    """Cell by cell the same: leading zeros, dates, rich text, line breaks, results of formulas."""
    found = cells_of(MADE / f"clerk.{suffix}")
    for row, wanted in zip(found, CLERK, strict=True):
        assert [same(*pair) for pair in zip(row, wanted, strict=True)] == [True] * len(wanted)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_is_hidden_is_told_in_every_format(suffix: str) -> None:
    """A hidden sheet, two hidden rows, a hidden column of its own and one that repeats another."""
    read = read_estates(MADE / f"clerk.{suffix}")
    told = {n.key: n.params for n in read.notices}
    assert told["tables.hidden_sheet_left_aside"]["part"] == "去年"
    assert told["tables.hidden_rows_read"]["rows"] == "4–5"
    assert told["tables.hidden_columns_read"]["columns"] == "备注"
    assert told["tables.hidden_columns_left_aside"]["columns"] == "户数"
    assert read.table["households"].tolist() == [100, 101, 102, 103, 104, 105, 106, 107]
    assert read.table["street"].tolist() == ["西街"] * 8
    assert read.table["estate_id"].tolist()[0] == "001"


def test_formulas_that_openpyxl_never_worked_out() -> None:
    """The same workbook before LibreOffice worked it out: both cells are named."""
    found = faults_of(read_estates, MADE / "clerk_openpyxl.xlsx")
    assert {(f.key, f.row, f.column) for f in found} == {
        ("tables.uncomputed", 9, "户数"),
        ("tables.uncomputed", 9, "人数"),
    }


def test_a_binary_workbook(tmp_path: Path) -> None:
    """Xlsb: values, leading zeros, errors, hidden sheets, rows and columns."""
    header = [*HEADER, "户数"]
    table = [header, *([*row, 1.0] for row in rows(小区编号=[7, 8, 9]))]
    path = write_xlsb(
        tmp_path / "estates.xlsb",
        {"旧": [HEADER, *rows(户数=[1, 1, 1])], "台账": table},
        padded=[0],
        hidden_rows=[3],
        hidden_columns=[8],
        hidden_sheets=["旧"],
    )
    read = read_estates(path)
    assert read.table["estate_id"].tolist() == ["007", "008", "009"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert set(keys(read.notices)) == {
        "hidden_sheet_left_aside",
        "hidden_rows_read",
        "hidden_columns_left_aside",
    }
    broken = write_xlsb(tmp_path / "e.xlsb", {"台账": [HEADER, *rows(户数=[200, "#REF!", 300])]})
    fault = only_fault(read_estates, broken)
    assert (fault.key, fault.row, fault.params["found"]) == ("tables.error_value", 3, "#REF!")


# --- Open XML as other programs write it ---

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def write_xml(
    path: Path,
    sheet: str,
    *,
    strings: str = "",
    formats: tuple[int, ...] = (0,),
    custom: str = "",
    namespace: str = MAIN,
    book: str = "",
) -> Path:
    """Write a workbook of one sheet from its XML."""
    office = (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
        if namespace == STRICT
        else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{office}">{book}<sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}"><numFmts>{custom}</numFmts><cellXfs>'
        + "".join(f'<xf numFmtId="{code}"/>' for code in formats)
        + "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}">{sheet}</worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("code", [*range(27, 37), *range(50, 59), 14, 22])
@pytest.mark.behaviour
def test_east_asian_date_formats_are_dates(tmp_path: Path, code: int) -> None:
    """Excel in Chinese writes 2023-03-15 12:00 in formats that the standard only numbers."""
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>45000.5</v></c></row></sheetData>'
    path = write_xml(tmp_path / "d.xlsx", sheet, formats=(0, code))
    assert cells_of(path) == [[datetime(2023, 3, 15, 12)]]


@pytest.mark.parametrize(
    ("form", "is_date"),
    [
        ("[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", True),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True),
        ("yyyy/m/d;@", True),
        ("0.00_ ", False),
        ("#,##0&quot;户&quot;", False),
        ("General", False),
    ],
)
@pytest.mark.behaviour
def test_custom_formats(tmp_path: Path, form: str, is_date: bool) -> None:
    """A format of dates makes dates, a format with a unit in it does not."""
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>45000</v></c></row></sheetData>'
    custom = f'<numFmt numFmtId="170" formatCode="{form}"/>'
    ((value,),) = cells_of(write_xml(tmp_path / "d.xlsx", sheet, formats=(0, 170), custom=custom))
    assert same(value, date(2023, 3, 15) if is_date else 45000)


def test_dates_that_count_from_1904(tmp_path: Path) -> None:
    """Workbooks of an old Mac count four years later."""
    sheet = '<sheetData><row r="1"><c r="A1" s="1"><v>43538.5</v></c></row></sheetData>'
    path = write_xml(tmp_path / "d.xlsx", sheet, formats=(0, 14), book='<workbookPr date1904="1"/>')
    assert cells_of(path) == [[datetime(2023, 3, 15, 12)]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<si><t>西街_x000D_</t></si>", "西街"),
        ("<si><t>西_x000A_街</t></si>", "西 街"),
        ("<si><t>A_x005F_x000D_B</t></si>", "A_x000D_B"),
        ("<si><r><t>西</t></r><r><rPr><b/></rPr><t>街</t></r></si>", "西街"),
        ("<si><t>西街</t><rPh sb='0' eb='2'><t>xijie</t></rPh></si>", "西街"),
        ('<si><t xml:space="preserve"> 西街 </t></si>', "西街"),
        ("<si><t>&lt;西&amp;街&gt;</t></si>", "<西&街>"),
    ],
)
@pytest.mark.parametrize("namespace", [MAIN, STRICT])
@pytest.mark.behaviour
def test_texts_as_excel_stores_them(
    tmp_path: Path, written: str, meant: str, namespace: str
) -> None:
    """Escapes are decoded, rich text is whole, readings above it are no text; strict or not."""
    plain = "".join(f"<si><t>{text}</t></si>" for text in ("小区名称", "街道", "户数", "甲"))
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2" t="s"><v>3</v></c>'
        '<c r="B2" t="s"><v>4</v></c><c r="C2"><v>100</v></c></row></sheetData>'
    )
    path = write_xml(tmp_path / "t.xlsx", sheet, strings=plain + written, namespace=namespace)
    assert read_estates(path).table["street"].tolist() == [meant]


PREFIXED = (
    '<x:worksheet xmlns:x="{ns}"><x:sheetData>'
    '<x:row><x:c t="inlineStr"><x:is><x:t>小区名称</x:t></x:is></x:c>'
    '<x:c t="inlineStr"><x:is><x:t>街道</x:t></x:is></x:c>'
    '<x:c t="inlineStr"><x:is><x:t>户数</x:t></x:is></x:c></x:row>'
    '<x:row hidden="1"><x:c t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c>'
    '<x:c t="inlineStr"><x:is><x:t>西街</x:t></x:is></x:c><x:c><x:f>1+1</x:f></x:c></x:row>'
    "</x:sheetData></x:worksheet>"
)


def test_prefixed_xml_without_references(tmp_path: Path) -> None:
    """Some libraries prefix every element and leave out where cells stand."""
    path = write_xml(tmp_path / "p.xlsx", "")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = PREFIXED.format(ns=MAIN).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.row, fault.column) == ("tables.uncomputed", 2, "户数")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1"><v>420105199001011234</v></c>', 420105199001011234),
        ('<c r="A1"><v>1E3</v></c>', 1000),
        ('<c r="A1"><v>0.1</v></c>', 0.1),
        ('<c r="A1" t="str"><f>A2</f><v>007</v></c>', "007"),
        ("<c r='A1' t='str'><v>x</v></c>", "x"),
    ],
)
def test_single_cells(tmp_path: Path, cell: str, wanted: object) -> None:
    """Errors, truth values, long and short numbers, results of formulas, single quotes."""
    path = write_xml(tmp_path / "c.xlsx", f'<sheetData><row r="1">{cell}</row></sheetData>')
    ((value,),) = cells_of(path)
    assert value == wanted
    assert type(value) is type(wanted)


@pytest.mark.behaviour
@pytest.mark.parametrize("place", ["XFD1048576", "ALL900000", "A4294967290"])
def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path, place: str) -> None:
    """A sheet is laid out in full by its reader: one cell at the end of it is refused before."""
    number = "".join(c for c in place if c.isdigit())
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="{number}"><c r="{place}"><v>1</v></c></row></sheetData>'
    )
    fault = only_fault(read_estates, write_xml(tmp_path / "far.xlsx", sheet))
    assert fault.key in {"tables.too_many_rows", "tables.too_many_columns"}


def test_formatted_empty_cells_far_away_are_nothing(tmp_path: Path) -> None:
    """A whole row or column with a colour is no cell."""
    header = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>'
        for c, t in zip("ABC", ["小区名称", "街道", "户数"], strict=True)
    )
    body = (
        '<c r="A2" t="inlineStr"><is><t>甲</t></is></c>'
        '<c r="B2" t="inlineStr"><is><t>西街</t></is></c>'
        '<c r="C2"><v>7</v></c><c r="XFD2" s="0"/>'
    )
    sheet = f'<sheetData><row r="1">{header}</row><row r="2">{body}</row></sheetData>'
    assert read_estates(write_xml(tmp_path / "f.xlsx", sheet)).table["households"].tolist() == [7]


# --- hidden parts ---


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_list_on_a_hidden_sheet_alone_is_a_question(workbook: Write, state: str) -> None:
    """Nobody sees it: it is neither read in silence nor passed over; by its name it is read."""
    path = workbook({"封面": [["老旧小区"], ["2026 年"]], "台账": TABLE})
    book = openpyxl.load_workbook(path)
    book["台账"].sheet_state = state
    book.save(path)
    fault = only_fault(read_estates, path)
    assert (fault.key, fault.params["parts"]) == ("tables.list_on_hidden_sheet", "台账")
    assert len(read_estates(path, layer="台账").table) == 3


def test_rows_that_a_filter_hides_are_read_and_told(workbook: Write) -> None:
    """Households in are households out, and the rows are named as the sheet numbers them."""
    table = [HEADER, *([f"B-{i}", f"甲{i}", "西街", "", 10, 20, 114.2, 30.55] for i in range(9))]
    path = workbook({"S": table})
    book = openpyxl.load_workbook(path)
    book["S"].auto_filter.ref = "A1:H10"
    for row in (3, 4, 5, 8):
        book["S"].row_dimensions[row].hidden = True
    book.save(path)
    read = read_estates(path)
    (told,) = (n for n in read.notices if n.key == "tables.hidden_rows_read")
    assert told.params == {"count": 4, "rows": "3–5, 8"}
    assert read.table["households"].sum() == 90


def test_hidden_rows_below_the_list_are_not_counted(workbook: Write) -> None:
    """Rows without content are often hidden down to the end of the sheet."""
    path = workbook({"S": TABLE})
    book = openpyxl.load_workbook(path)
    for row in range(5, 200):
        book["S"].row_dimensions[row].hidden = True
    book.save(path)
    assert read_estates(path).notices == []


@pytest.mark.parametrize(
    ("hidden", "meant"), [("户数", 100), ("户数（旧）", 100), ("总户数", 100), ("households", 100)]
)
def test_of_two_columns_the_one_in_sight_counts(workbook: Write, hidden: str, meant: int) -> None:
    """A hidden column that says what a visible one says is left aside, whichever stands first."""
    path = workbook({"S": [["小区名称", "街道", hidden, "户数"], ["甲", "西街", 10, meant]]})
    book = openpyxl.load_workbook(path)
    book["S"].column_dimensions["C"].hidden = True
    book.save(path)
    read = read_estates(path)
    assert read.table["households"].tolist() == [meant]
    assert "hidden_columns_left_aside" in keys(read.notices)


def test_a_hidden_column_of_its_own_is_read_and_told(workbook: Write) -> None:
    """The only 户数 may well be hidden by a fold of columns."""
    path = workbook({"S": [["小区名称", "街道", "户数"], ["甲", "西街", 10]]})
    book = openpyxl.load_workbook(path)
    book["S"].column_dimensions["C"].hidden = True
    book.save(path)
    read = read_estates(path)
    assert read.table["households"].tolist() == [10]
    assert "hidden_columns_read" in keys(read.notices)


# --- the fast reader against the careful one ---

VALUES = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 6)),
    st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), max_size=8),
    st.booleans(),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    ),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=6), min_size=1, max_size=6))
@pytest.mark.behaviour
def test_the_fast_reader_answers_as_openpyxl(tmp_path: Path, table: list[list[Any]]) -> None:
    """Whatever openpyxl writes is read cell by cell as openpyxl reads it."""
    book = openpyxl.Workbook()
    for row in [["小区名称", "街道", "户数"], *table]:
        book.active.append([f"={v}" if v == "=" else v for v in row])
    for cells in book.active.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    path = tmp_path / "any.xlsx"
    book.save(path)
    again = openpyxl.load_workbook(path, data_only=True).active
    filled = [
        [_plain(cell.value) for cell in row]
        for row in again.iter_rows()
        if any(_plain(cell.value) is not None for cell in row)
    ]
    found = [[_plain(value) for value in row] for row in cells_of(path)]
    width = max(map(len, filled))
    padded = [row + [None] * (width - len(row)) for row in found]
    assert padded == [row + [None] * (width - len(row)) for row in filled]


def _plain(value: Any) -> Any:
    """Return a value without what readers may differ in: blanks, midnight, half seconds."""
    if isinstance(value, str) and not value.strip("\u200b\ufeff \t\u3000\xa0"):
        return None
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value


# --- compound files that are no workbook ---


def test_a_locked_workbook_is_named(tmp_path: Path) -> None:
    """A password wraps a workbook in a compound file whose streams say so."""
    path = tmp_path / "locked.xlsx"
    path.write_bytes(compound_file("EncryptedPackage"))
    assert only_fault(read_estates, path).key == "tables.is_locked_workbook"


@pytest.mark.parametrize(
    ("stream", "key"),
    [
        ("WordDocument", "is_document"),
        ("PowerPoint Document", "is_document"),
        ("Something", "is_unknown"),
    ],
)
def test_other_compound_files_are_named(tmp_path: Path, stream: str, key: str) -> None:
    """A .doc, a .ppt, and what is neither."""
    path = tmp_path / "estates.xls"
    path.write_bytes(compound_file(stream))
    assert only_fault(read_estates, path).key == f"tables.{key}"


def test_wps_tables_are_read(tmp_path: Path) -> None:
    """An .et of WPS holds the records of an .xls."""
    path = tmp_path / "台账.et"
    path.write_bytes((MADE / "clerk.xls").read_bytes())
    read = read_estates(path)
    assert len(read.table) == 8
    assert "really_is" not in keys(read.notices)


def compound_file(stream: str) -> bytes:
    """Return a compound file with one empty stream."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name, kind in (("Root Entry", 5), (stream, 2)):
        encoded = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(encoded)] = encoded
        struct.pack_into("<HB", entry, 64, len(encoded), kind)
        struct.pack_into("<I", entry, 116, 0xFFFFFFFE)
        entries += bytes(entry)
    return bytes(head) + table + entries.ljust(512, b"\0")


def test_calls_with_times_of_a_workbook(workbook: Write) -> None:
    """Moments come through the fast reader as they are."""
    table = [
        ["工单号", "报修时间", "到达时间"],
        ["1", datetime(2026, 5, 1, 8), datetime(2026, 5, 1, 8, 12, 30)],
    ]
    assert read_calls(workbook({"S": table})).table["response_min"].tolist() == [12.5]


@pytest.mark.behaviour
@pytest.mark.parametrize(("suffix", "driver"), [("ods", "ODS"), ("xlsx", "XLSX")])
def test_workbooks_that_gdal_writes(tmp_path: Path, suffix: str, driver: str) -> None:
    """GDAL indents the XML of its workbooks: the blanks are no cells, and the texts stay whole."""
    table = pd.DataFrame(rows(小区名称=["柳 巷", " 梧桐里", "a  b"]), columns=HEADER)
    path = tmp_path / f"estates.{suffix}"
    pyogrio.write_dataframe(table, path, driver=driver)
    read = read_estates(path)
    assert read.table["name"].tolist() == ["柳 巷", "梧桐里", "a b"]
    assert read.table["estate_id"].tolist() == ["A-1", "A-2", "A-3"]
    assert read.table["households"].tolist() == [200, 120, 300]
    assert read.table["lon"].tolist() == [114.201, 114.205, 114.211]
