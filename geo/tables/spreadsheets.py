"""Excel workbooks: values as stored, merged blocks, formulas that were never worked out."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import openpyxl
import pandas as pd
from openpyxl.worksheet.cell_range import CellRange

from geo.errors import TableError
from geo.tables.archives import open_archive
from geo.tables.cells import LONGEST_CELL, UNCOMPUTED, is_blank
from geo.tables.choosing import Part, choose_parts
from geo.tables.headers import HEADER_WITHIN_ROWS
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.limits import Limits, Progress
from geo.tables.list_schemas import ListSchema
from geo.tables.safe_xml import new_parser, require_no_entities
from geo.tables.sheets import Block, Sheet, column_letters

__all__ = ["read_workbook"]

# What openpyxl and zipfile raise on a workbook that is not as it should be.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    SyntaxError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_PROGRESS_ROWS: Final = 5_000
_ZEROS: Final = re.compile(r"0{2,}")
_CHUNK_BYTES: Final = 1 << 20


def read_workbook(
    path: Path,
    file: str,
    schema: ListSchema,
    *,
    sheet: str | None,
    limits: Limits,
    progress: Progress | None,
    journal: Journal,
) -> list[Sheet]:
    """Read the sheets of a workbook that hold a list.

    Parameters
    ----------
    path : Path
    file : str
        What to call the file in messages.
    schema : ListSchema
        The list to be read: sheets without its headers are left aside and named.
    sheet : str or None
        The one sheet to read.
    limits, progress, journal
        See :class:`geo.tables.Limits`, :data:`geo.tables.Progress` and the journal of remarks.

    Returns
    -------
    list of Sheet
        At least one.

    Raises
    ------
    TableError
        When the workbook is damaged, too large or declares entities, or has no such sheet.
    """
    try:
        _require_harmless(path, file, limits)
        with _opened(path) as book:
            pages = _pages_asked_for(book, file, sheet)
            parts = [Part(page.title, page.head()) for page in pages]
            chosen = [pages[i] for i in choose_parts(parts, schema, file, journal)]
            sheets = []
            for page in chosen:
                label = file if len(chosen) == 1 else f"{file} [{page.title}]"
                read = _read_page(page, path, label, limits, progress)
                if not read.cells.empty:
                    sheets.append(read)
    except TableError:
        raise
    except _DAMAGE as error:
        raise damaged(file, error, path) from error
    if not sheets:
        raise refusal("tables.blank_table", file=file)
    return sheets


def _require_harmless(path: Path, file: str, limits: Limits) -> None:
    with open_archive(path, file, limits) as archive:
        for entry in archive.namelist():
            if entry.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    require_no_entities(part, file)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with warnings.catch_warnings():
        # openpyxl warns of drawings and extensions that it leaves aside; values are complete.
        warnings.simplefilter("ignore")
        # A stream, since openpyxl judges a path by its ending.
        with path.open("rb") as stream:
            yield openpyxl.load_workbook(stream, read_only=True, data_only=True)


@dataclass(frozen=True, eq=False)
class _Page:
    """A sheet of a workbook that is streamed, and how many rows it is stated to have."""

    sheet: Any
    stated_rows: int | None

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        # The size that a file states for a sheet may be wrong, and would cut rows off.
        self.sheet.reset_dimensions()
        yield from self.sheet.iter_rows()

    def head(self) -> list[list[Any]]:
        """Return the first rows that hold anything."""
        head = []
        for cells in self.rows():
            row = [cell.value for cell in cells]
            if not all(is_blank(cell) for cell in row):
                head.append(row)
            if len(head) == HEADER_WITHIN_ROWS:
                break
        return head


def _pages_asked_for(book: Any, file: str, sheet: str | None) -> list[_Page]:
    pages = [
        _Page(page, page.max_row)
        for page in book.worksheets
        if sheet is None or page.title == sheet
    ]
    if not pages:
        titles = ", ".join(page.title for page in book.worksheets)
        raise refusal("tables.no_such_sheet", file=file, sheet=sheet, valid=titles)
    return pages


def _read_page(
    page: _Page, path: Path, label: str, limits: Limits, progress: Progress | None
) -> Sheet:
    structure = _structure(path, page, label)
    rows: list[list[Any]] = []
    numbers: list[int] = []
    for number, row in _filled_rows(page, label, limits, structure.uncomputed):
        rows.append(row)
        numbers.append(number)
        if progress and len(rows) % _PROGRESS_ROWS == 0:
            progress(number, page.stated_rows)
    width = max(map(len, rows), default=0)
    columns = zip(*(row + [None] * (width - len(row)) for row in rows), strict=True)
    cells = pd.DataFrame(
        {i: pd.Series(values, dtype=object) for i, values in enumerate(columns)}, dtype=object
    )
    cells.index = pd.Index(numbers, dtype="int64")
    return Sheet(label, cells, tuple(structure.merged))


def _filled_rows(
    page: _Page, label: str, limits: Limits, uncomputed: dict[int, list[int]]
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that hold anything, with their numbers, without the empty cells at the end.

    Parameters
    ----------
    page : _Page
    label : str
    limits : Limits
    uncomputed : dict of int to list of int
        Per row the columns, from 0, of formulas without a stored value.
    """
    for number, cells in enumerate(page.rows(), start=1):
        row = [_value(cell) for cell in cells]
        for column in uncomputed.get(number, ()):
            row.extend([None] * (column + 1 - len(row)))
            row[column] = UNCOMPUTED
        while row and is_blank(row[-1]):
            row.pop()
        if row:
            _require_sizes(row, number, label, limits)
            yield number, row


def _value(cell: Any) -> Any:
    """Return a cell's value; a number shown with leading zeros (``007``) is that text."""
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool):
        shown = cell.number_format
        if _ZEROS.fullmatch(shown):
            return str(value).zfill(len(shown))
    return value


def _require_sizes(row: list[Any], number: int, label: str, limits: Limits) -> None:
    if number > limits.rows:
        raise refusal("tables.too_many_rows", file=label, limit=limits.rows)
    if len(row) > limits.columns:
        raise refusal("tables.too_many_columns", file=label, row=number, limit=limits.columns)
    for column, value in enumerate(row):
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            raise refusal(
                "tables.cell_too_long",
                file=label,
                row=number,
                column=column_letters(column),
                limit=LONGEST_CELL,
            )


@dataclass(frozen=True)
class _Structure:
    """What openpyxl does not tell of a sheet when it streams it."""

    merged: list[Block] = field(default_factory=list)
    uncomputed: dict[int, list[int]] = field(default_factory=dict)


def _structure(path: Path, page: _Page, label: str) -> _Structure:
    """Read the merged blocks, and the formulas without a stored value, from the sheet's XML."""
    part = page.sheet._worksheet_path
    with zipfile.ZipFile(path) as archive:
        with archive.open(part) as stream:
            if not _mentions(stream, b"mergeCell", b"<f", b":f"):
                return _Structure()
        with archive.open(part) as stream:
            return _StructureScan(label).run(stream)


def _mentions(stream: IO[bytes], *words: bytes) -> bool:
    tail = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if any(word in tail + chunk for word in words):
            return True
        tail = chunk[-16:]
    return False


class _StructureScan:
    """One pass over a sheet's XML that notes merged blocks and formulas without a value."""

    def __init__(self, label: str) -> None:
        self.found = _Structure()
        self._parser = new_parser(label, separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._row = self._column = 0
        self._has_formula = self._has_value = self._in_value = False

    def run(self, stream: IO[bytes]) -> _Structure:
        self._parser.ParseFile(stream)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif element == "c":
            self._column = _column_of(attributes["r"]) if "r" in attributes else self._column + 1
            self._has_formula = False
            # An empty text is a value too: formulas that return "" are stored as t="str".
            self._has_value = attributes.get("t") == "str"
        elif element == "f":
            self._has_formula = True
        elif element == "v":
            self._in_value = True
        elif element == "mergeCell":
            block = CellRange(attributes["ref"])
            self.found.merged.append(
                Block(block.min_row, block.max_row, block.min_col - 1, block.max_col - 1)
            )

    def _text(self, _: str) -> None:
        self._has_value = self._has_value or self._in_value

    def _end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        if element == "v":
            self._in_value = False
        elif element == "c" and self._has_formula and not self._has_value:
            self.found.uncomputed.setdefault(self._row, []).append(self._column - 1)


def _column_of(reference: str) -> int:
    column = 0
    for sign in reference:
        if not sign.isalpha():
            break
        column = 26 * column + ord(sign.upper()) - 64
    return column
