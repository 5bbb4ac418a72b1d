"""Sizes that workbooks state are held against what they hold, before anybody makes room."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from geo.errors import TableError
from geo.tables.compound_files import CompoundFile
from geo.tables.limits import LIMITS
from geo.tables.sheet_marks import Marks
from geo.tables.spreadsheets import _refuse_counts, _refuse_size
from geo.tables.xls_marks import XlsParts, _stated_cells
from geo.tables.xlsx_marks import XlsxParts

MADE = Path(__file__).parent / "made_elsewhere"


class Content:
    """A workbook's records without the file around them."""

    def __init__(self, *records: tuple[int, bytes]) -> None:
        self._book = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)

    def read(self, _name: str) -> bytes:
        """Return the records."""
        return self._book


def test_a_part_with_more_entries_than_bytes_is_refused() -> None:
    """As many entries as bytes may be; more may not; what is no number is left to the reader."""
    _refuse_counts({"count": "40", "uniqueCount": "40"}, 40)
    _refuse_counts({"count": "", "uniqueCount": "many"}, 40)
    with pytest.raises(ValueError, match="uniqueCount"):
        _refuse_counts({"count": "3", "uniqueCount": "41"}, 40)


@pytest.mark.parametrize(
    ("extent", "cells"),
    [
        (struct.pack("<IIHHH", 0, 10, 0, 4, 0), 40),
        (struct.pack("<IIHHH", 2, 10, 1, 4, 0), 24),
        (struct.pack("<IIHHH", 0, 0, 0, 4, 0), 1),
        (struct.pack("<HHHHH", 0, 10, 0, 4, 0), 40),
        (struct.pack("<IIHHH", 11, 10, 0, 4, 0), 4 * (2**32 - 1)),
    ],
)
def test_the_extent_of_a_sheet_is_calculated_as_its_reader_does(extent: bytes, cells: int) -> None:
    """From the first row to the last, and around the end of the numbers where they are turned."""
    assert _stated_cells(extent) == cells


def test_a_sheet_that_only_says_it_is_large_is_damaged() -> None:
    """One that is large is told its limit; one that is small passes."""
    _refuse_size(Marks(last_row=10, last_column=4, stated_cells=40), "a.xls", LIMITS)
    with pytest.raises(ValueError, match="cells"):
        _refuse_size(Marks(last_row=10, last_column=4, stated_cells=10**9), "a.xls", LIMITS)
    with pytest.raises(TableError) as refused:
        _refuse_size(Marks(last_row=3_000_000, last_column=30), "a.xlsx", LIMITS)
    assert "a.xlsx" in refused.value.sentence("en")


def test_texts_that_are_not_there_are_refused() -> None:
    """A workbook of a few bytes holds no million texts."""
    assert XlsParts(Content((0xFC, struct.pack("<II", 1, 1) + b"\1\0\0a"))).titles == ()  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="texts"):
        XlsParts(Content((0xFC, struct.pack("<II", 10**6, 10**6))))  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [40, 44, 64])
def test_sectors_that_are_not_there_are_refused(tmp_path: Path, place: int) -> None:
    """The tables of a compound file are no larger than the file."""
    content = bytearray((MADE / "clerk.xls").read_bytes())
    assert CompoundFile(MADE / "clerk.xls").names
    struct.pack_into("<I", content, place, len(content) // 512 + 1)
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="sectors"):
        CompoundFile(path)


@pytest.mark.parametrize(
    ("cell", "last_row"),
    [
        ('<c r="B2"><v>1</v></c>', 2),
        ('<c r="B9000000"><v>1</v></c>', 9_000_000),
        ('<c r="AB300"><v>1</v></c>', 300),
        ('<c r="B300" s="1"><f>1</f><v>1</v></c>', 300),
    ],
)
def test_a_cell_may_stand_in_another_row_than_it_says(cell: str, last_row: int) -> None:
    """The area that a sheet takes reaches to what its cells call themselves."""
    packed = io.BytesIO()
    relation = '<Relationship Id="r1" Target="sheet.xml"/>'
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        )
        rows = f'<row r="2">{cell}</row>'
        archive.writestr("xl/sheet.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    with zipfile.ZipFile(packed) as archive:
        assert XlsxParts(archive, "a.xlsx").marks("a").last_row == last_row


def test_no_more_columns_are_hidden_than_a_sheet_can_have() -> None:
    """A range that ends beyond the last column ends there."""
    marks = Marks()
    marks.hide_columns(3, 5)
    marks.hide_columns(16_380, 2**32 - 1)
    assert marks.hidden_columns == {3, 4, 5, *range(16_380, 16_384)}
