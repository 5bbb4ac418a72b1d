"""Marks of a sheet of Excel 97–2003 and WPS (.xls, .et): the records of [MS-XLS] that say them."""

import struct
from collections.abc import Iterator
from typing import Final

from geo.tables.compound_files import CompoundFile
from geo.tables.sheet_marks import ERROR_NAMES, PERCENT_FORMATS, Marks, shown_digits

__all__ = ["XlsParts"]

_FORMULA, _END, _COLUMNS, _SHEET, _RKS, _STYLE = 0x06, 0x0A, 0x7D, 0x85, 0xBD, 0xE0
_NUMBER, _ERROR, _ROW, _RK, _FORMAT = 0x203, 0x205, 0x208, 0x27E, 0x41E
_SHARED_TEXTS, _EXTENT = 0xFC, 0x200
_SHORTEST_TEXT_BYTES: Final = 3
_TEXTS: Final = frozenset({0xFD, 0xD6, 0x204})
_ROW_HIDDEN: Final = 0x20
_COLUMN_HIDDEN: Final = 0x01
_RK_BYTES: Final = 6
_WORD: Final = 1 << 32


class XlsParts:
    """The sheets of a workbook, and the pass that marks one of them."""

    def __init__(self, content: CompoundFile) -> None:
        self._book = content.read("Workbook")
        self._start_of: dict[str, int] = {}
        self._marks_of: dict[str, Marks] = {}
        self._digits_of_style: dict[int, int] = {}
        digits_of_format: dict[int, int] = dict(PERCENT_FORMATS)
        formats: list[int] = []
        for kind, data in _records(self._book, 0):
            if kind == _SHEET:
                title = _text(data[6:], counted_in_two=False)
                self._start_of[title] = struct.unpack_from("<I", data)[0]
            elif kind == _FORMAT:
                code = struct.unpack_from("<H", data)[0]
                digits_of_format[code] = shown_digits(_text(data[2:], counted_in_two=True))
            elif kind == _SHARED_TEXTS:
                self._refuse_texts(data)
            elif kind == _STYLE:
                formats.append(struct.unpack_from("<H", data, 2)[0])
        for style, code in enumerate(formats):
            if digits := digits_of_format.get(code):
                self._digits_of_style[style] = digits

    def _refuse_texts(self, data: bytes) -> None:
        """Refuse more texts than the workbook holds: its reader makes room for what is stated.

        Raises
        ------
        ValueError
        """
        stated = struct.unpack_from("<4xI", data)[0]
        if stated > len(self._book) // _SHORTEST_TEXT_BYTES:
            raise ValueError("more texts are stated than there are")

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of all sheets."""
        return tuple(self._start_of)

    def marks(self, title: str) -> Marks:
        """Return the marks of a sheet."""
        if title not in self._marks_of:
            self._marks_of[title] = self._marked(title)
        return self._marks_of[title]

    def _marked(self, title: str) -> Marks:
        found = Marks()
        for kind, data in _records(self._book, self._start_of[title]):
            if kind == _EXTENT:
                found.stated_cells = max(found.stated_cells, _stated_cells(data))
            elif kind == _ROW:
                row, flags = struct.unpack_from("<H10xH", data)
                if flags & _ROW_HIDDEN:
                    found.hidden_rows.add(row + 1)
            elif kind == _COLUMNS:
                first, last, flags = struct.unpack_from("<HH4xH", data)
                if flags & _COLUMN_HIDDEN:
                    found.hide_columns(first, last)
            elif kind in _TEXTS:
                row, column = struct.unpack_from("<HH", data)
                found.reach(row + 1, column)
            elif kind in {_FORMULA, _NUMBER, _ERROR, _RK, _RKS}:
                self._mark_cell(kind, data, found)
        return found

    def _mark_cell(self, kind: int, data: bytes, found: Marks) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        found.reach(row + 1, column)
        if kind == _RKS:
            styles = data[4:-2:_RK_BYTES], data[5:-2:_RK_BYTES]
            for offset, (low, high) in enumerate(zip(*styles, strict=True)):
                found.reach(row + 1, column + offset)
                self._mark_digits(row, column + offset, low + 256 * high, found)
        elif kind == _ERROR and data[7]:
            found.mark(row + 1, column, ERROR_NAMES.get(data[6], "#VALUE!"))
        elif kind == _FORMULA and data[12:14] == b"\xff\xff":
            if data[6] == 2:
                found.mark(row + 1, column, ERROR_NAMES.get(data[8], "#VALUE!"))
        else:
            self._mark_digits(row, column, style, found)

    def _mark_digits(self, row: int, column: int, style: int, found: Marks) -> None:
        if digits := self._digits_of_style.get(style):
            found.pad(row + 1, column, digits)


def _stated_cells(data: bytes) -> int:
    """Return how many cells a sheet says that it has, calculated as its reader does: modulo 2³²."""
    rows_and_columns = "<IIHH" if len(data) > struct.calcsize("<IIHH") else "<HHHH"
    first_row, end_row, first_column, end_column = struct.unpack_from(rows_and_columns, data)
    if not end_row or not end_column:
        return 1
    return int((end_row - first_row) % _WORD * ((end_column - first_column) % _WORD))


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the workbook or of a sheet, up to the one that ends it."""
    while start + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, start)
        if kind == _END:
            return
        yield kind, book[start + 4 : start + 4 + size]
        start += 4 + size


def _text(data: bytes, *, counted_in_two: bool) -> str:
    """Return a string that is preceded by its length and by whether it takes two bytes a sign."""
    count = struct.unpack_from("<H" if counted_in_two else "<B", data)[0]
    start = 2 if counted_in_two else 1
    wide = data[start] & 1
    content = data[start + 1 : start + 1 + count * (2 if wide else 1)]
    return content.decode("utf-16-le" if wide else "latin-1", "replace")
