"""Marks of a sheet of an OpenDocument workbook (.ods): hidden rows, merged cells, leading zeros."""

import io
import re
import zipfile
from functools import cached_property
from typing import Any, Final

from geo.tables.cells import UNCOMPUTED
from geo.tables.safe_xml import new_parser
from geo.tables.sheet_marks import Marks, as_percent
from geo.tables.sheets import Block

__all__ = ["OdsParts"]

_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_UNSEEN: Final = frozenset({"collapse", "filter"})
# Blanks before a tag of a table or a paragraph are no text.
_INDENT: Final = re.compile(rb">\s+<(?=/?table:|text:p\b)")
_LEADING_ZEROS: Final = re.compile(r"0\d+")
# A mark that a file repeats over more cells than this is meant to fill the memory.
_MOST_REPEATED: Final = 1_000_000


class OdsParts:
    """The sheets of an open workbook, and the marks of each."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file

    @cached_property
    def _marks_of(self) -> dict[str, Marks]:
        with self._archive.open("content.xml") as stream:
            scan = _Scan(self._file)
            scan.parser.ParseFile(stream)
        return scan.found

    def marks(self, title: str) -> Marks:
        """Return the marks of a sheet."""
        return self._marks_of[title]

    def without_indents(self) -> io.BytesIO | None:
        """Return the workbook without the blanks that some writers indent its XML with.

        calamine takes a blank between two cells for damage. None where there is none to remove.
        """
        content = self._archive.read("content.xml")
        if not _INDENT.search(content):
            return None
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._archive.namelist():
                whole = self._archive.read(name)
                archive.writestr(
                    name, _INDENT.sub(b"><", whole) if name == "content.xml" else whole
                )
        copy.seek(0)
        return copy


class _Scan:
    """One pass over the content, which holds all sheets."""

    def __init__(self, file: str) -> None:
        self.found: dict[str, Marks] = {}
        self.parser = new_parser(file)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self._marks = Marks()
        self._row = self._rows = 0
        self._column = self._columns = self._sheet_column = 0
        self._cell: dict[str, str] = {}
        self._text: list[str] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2]
        # Attributes of cells are told apart by their names alone, whatever their prefixes are,
        # but for the type that LibreOffice states beside that of the standard.
        stated = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if element == "table":
            self._marks = self.found.setdefault(stated.get("name", ""), Marks())
            self._row = self._rows = self._sheet_column = 0
        elif element == "table-column":
            count = int(stated.get("number-columns-repeated", 1))
            if stated.get("visibility") in _UNSEEN and count < _MOST_REPEATED:
                hidden = range(self._sheet_column, self._sheet_column + count)
                self._marks.hidden_columns.update(hidden)
            self._sheet_column += count
        elif element == "table-row":
            self._begin_row(stated)
        elif element in _CELLS:
            self._columns = int(stated.get("number-columns-repeated", 1))
            self._cell = {**stated, "is_error": str(_is_error(attributes))}
            self._text = []

    def _begin_row(self, stated: dict[str, str]) -> None:
        self._row += self._rows
        self._rows = int(stated.get("number-rows-repeated", 1))
        self._row = self._row or 1
        self._column = 0
        # The rows below the list are often hidden all at once, down to the last that there is.
        if stated.get("visibility") in _UNSEEN and self._rows < _MOST_REPEATED:
            self._marks.hidden_rows.update(range(self._row, self._row + self._rows))

    def _add_text(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] in _CELLS:
            self._end_cell("".join(self._text).strip())
            self._column += self._columns

    def _end_cell(self, text: str) -> None:
        cell = self._cell
        if text or "value-type" in cell:
            self._marks.reach(self._row + self._rows - 1, self._column + self._columns - 1)
        spans = int(cell.get("number-rows-spanned", 1)), int(cell.get("number-columns-spanned", 1))
        if spans != (1, 1):
            last_row, last_column = self._row + spans[0] - 1, self._column + spans[1] - 1
            self._marks.merged.append(Block(self._row, last_row, self._column, last_column))
        if cell["is_error"] == "True":
            self._mark(text or "#VALUE!")
        elif "formula" in cell and "value-type" not in cell and not text:
            self._mark(UNCOMPUTED)
        elif cell.get("value-type") == "float" and _LEADING_ZEROS.fullmatch(text):
            self._mark(text)
        elif cell.get("value-type") == "percentage" and "value" in cell:
            self._mark(as_percent(float(cell["value"])))

    def _mark(self, mark: Any) -> None:
        if self._rows * self._columns > _MOST_REPEATED:
            raise ValueError("cells repeated without end")
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                self._marks.mark(row, column, mark)


def _is_error(attributes: dict[str, str]) -> bool:
    return any(k.endswith(":value-type") and v == "error" for k, v in attributes.items())
