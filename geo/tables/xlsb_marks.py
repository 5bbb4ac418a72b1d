"""Marks of a sheet of a binary workbook (.xlsb): the records of [MS-XLSB] that say them."""

import struct
import zipfile
from collections.abc import Iterator
from typing import Final

from geo.tables.sheet_marks import ERROR_NAMES, PERCENT_FORMATS, Marks, shown_digits
from geo.tables.sheets import Block
from geo.tables.xlsx_marks import part_paths

__all__ = ["XlsbParts"]

_ROW, _RK, _CELL_ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR = 0, 2, 3, 5, 9, 11
_LAST_CELL_KIND: Final = 11
_BLANK: Final = 1
_FORMAT, _STYLE, _COLUMNS, _SHEET, _MERGED, _STYLES_BEGIN = 44, 47, 60, 156, 176, 617
_ROW_HIDDEN: Final = 0x10
_COLUMN_HIDDEN: Final = 0x01


class XlsbParts:
    """The sheets of an open binary workbook, and the pass that marks one of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        paths = part_paths(archive, "xl/workbook.bin")
        self._path_of: dict[str, str] = {}
        for kind, data in _records(archive.read("xl/workbook.bin")):
            if kind == _SHEET:
                relation, after = _text(data, 8)
                title, _ = _text(data, after)
                self._path_of[title] = paths.get(relation, "")
        self._digits_of_style = self._styles()

    def _styles(self) -> dict[int, int]:
        if "xl/styles.bin" not in self._archive.namelist():
            return {}
        digits_of_format: dict[int, int] = dict(PERCENT_FORMATS)
        formats: list[int] = []
        in_cell_styles = False
        for kind, data in _records(self._archive.read("xl/styles.bin")):
            if kind == _FORMAT:
                code = struct.unpack_from("<H", data)[0]
                digits_of_format[code] = shown_digits(_text(data, 2)[0])
            elif kind == _STYLES_BEGIN:
                in_cell_styles = True
            elif kind == _STYLES_BEGIN + 1:
                in_cell_styles = False
            elif kind == _STYLE and in_cell_styles:
                formats.append(struct.unpack_from("<H", data, 2)[0])
        return {i: d for i, code in enumerate(formats) if (d := digits_of_format.get(code, 0))}

    def marks(self, title: str) -> Marks:
        """Return the marks of a sheet."""
        found = Marks()
        row = 0
        for kind, data in _records(self._archive.read(self._path_of[title])):
            if kind == _ROW:
                row = struct.unpack_from("<I", data)[0] + 1
                if data[11] & _ROW_HIDDEN:
                    found.hidden_rows.add(row)
            elif _BLANK < kind <= _LAST_CELL_KIND:
                self._mark_cell(kind, data, row, found)
            elif kind == _COLUMNS:
                first, last, flags = struct.unpack_from("<II8xH", data)
                if flags & _COLUMN_HIDDEN:
                    found.hide_columns(first, last)
            elif kind == _MERGED:
                first, last, left, right = struct.unpack_from("<4I", data)
                found.merged.append(Block(first + 1, last + 1, left, right))
        return found

    def _mark_cell(self, kind: int, data: bytes, row: int, found: Marks) -> None:
        column, style = struct.unpack_from("<II", data)
        found.reach(row, column)
        if kind in {_CELL_ERROR, _FORMULA_ERROR}:
            found.mark(row, column, ERROR_NAMES.get(data[8], "#VALUE!"))
            return
        # The style takes three bytes; the fourth holds flags.
        digits = self._digits_of_style.get(style & 0xFFFFFF)
        if digits and kind in {_RK, _REAL, _FORMULA_NUMBER}:
            found.pad(row, column, digits)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part: number and length are written seven bits to a byte."""
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            size |= (content[at] & 0x7F) << shift
            at += 1
            if not content[at - 1] & 0x80 or shift == 21:
                break
            shift += 7
        yield kind, content[at : at + size]
        at += size


def _text(data: bytes, start: int) -> tuple[str, int]:
    """Return a string of two bytes a sign after its length, and where it ends."""
    count = struct.unpack_from("<I", data, start)[0]
    end = start + 4 + 2 * count
    return data[start + 4 : end].decode("utf-16-le", "replace"), end
