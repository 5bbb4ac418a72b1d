"""Workbooks of any office suite: values as stored, merged blocks, what is hidden.

Values are read by calamine, which knows every format of Excel and OpenDocument and is quick. What
it leaves out is marked by a pass of our own (:mod:`geo.tables.sheet_marks`).
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError  # noqa: N812 (an exception is a class)
from typing import TYPE_CHECKING, Any, Final, Protocol
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import pandas as pd

from geo.errors import TableError
from geo.tables.archives import open_archive
from geo.tables.cells import LONGEST_CELL, is_blank
from geo.tables.choosing import Part, choose_parts
from geo.tables.compound_files import SIGNATURE, CompoundFile
from geo.tables.headers import HEADER_WITHIN_ROWS, header_score
from geo.tables.journal import Journal, damaged, refusal
from geo.tables.limits import Limits, Progress
from geo.tables.list_schemas import ListSchema
from geo.tables.ods_marks import OdsParts
from geo.tables.safe_xml import attributes_of_root
from geo.tables.sheet_marks import PERCENT, Marks, as_percent
from geo.tables.sheets import Block, Sheet, column_letters
from geo.tables.xls_marks import XlsParts
from geo.tables.xlsb_marks import XlsbParts
from geo.tables.xlsx_marks import XlsxParts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook"]

# What reading a workbook that is not as it should be may raise.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    StructError,
    ExpatError,
    ParseError,
    EOFError,
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_PROGRESS_ROWS: Final = 5_000
# calamine lays a sheet out in full, from the first cell to the last: this many take 2 GB.
_MOST_CELLS: Final = 60_000_000
_NARROWEST: Final = 26
_COUNTS: Final = ("count", "uniqueCount")
# Doubles hold every whole number up to here.
_WHOLE_UP_TO: Final = 1e15
_ROWS_NAMED: Final = 20


class _Parts(Protocol):
    """The sheets of a workbook as its format stores them."""

    def marks(self, title: str) -> Marks:
        """Return what stands in a sheet besides its values."""


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

    Hidden sheets are left aside unless they are asked for; hidden and filtered rows are read like
    the others; each is told.

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
        When the workbook is damaged, locked, too large or declares entities, has no such sheet, or
        holds the list on a hidden sheet alone.
    """
    with _damage_told(path, file), _opened_parts(path, file, limits) as parts:
        book = _opened_book(path, parts, file, limits)
        pages = [_Page(m.name, book, parts, file, limits) for m in _pages(book, file, sheet)]
        hidden = [] if sheet else [p for p in pages if p.is_hidden]
        seen = [page for page in pages if page not in hidden]
        chosen = _chosen(seen, hidden, schema, file, journal)
        sheets = []
        for page in chosen:
            label = file if len(chosen) == 1 else f"{file} [{page.title}]"
            read = _read_page(page, label, limits, progress, journal)
            if not read.cells.empty:
                sheets.append(read)
    if not sheets:
        raise refusal("tables.blank_table", file=file)
    return sheets


@contextmanager
def _damage_told(path: Path, file: str) -> Iterator[None]:
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except TableError:
        raise
    except PasswordError as error:
        raise refusal("tables.is_locked_workbook", file=file) from error
    except (CalamineError, *_DAMAGE) as error:
        raise damaged(file, error, path) from error
    except BaseException as error:
        # calamine is Rust, whose failed assumptions arrive as an exception of a class of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("tables.truncated", file=file, reason=str(error)[:200]) from error


@contextmanager
def _opened_parts(path: Path, file: str, limits: Limits) -> Iterator[_Parts]:
    """Open a workbook for its marks; nothing in it can expand without end or fetch anything."""
    with path.open("rb") as stream:
        is_compound = stream.read(len(SIGNATURE)) == SIGNATURE
    if is_compound:
        yield XlsParts(CompoundFile(path))
        return
    with open_archive(path, file, limits) as archive:
        names = set(archive.namelist())
        for entry in names:
            if entry.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    stated = attributes_of_root(part, file)
                _refuse_counts(stated, archive.getinfo(entry).file_size)
        if "xl/workbook.bin" in names:
            yield XlsbParts(archive)
        elif "content.xml" in names:
            yield OdsParts(archive, file)
        else:
            yield XlsxParts(archive, file)


def _refuse_counts(stated: dict[str, str], size_bytes: int) -> None:
    """Refuse a part that states more entries than it has bytes: its reader makes room for them.

    Raises
    ------
    ValueError
    """
    for name in _COUNTS:
        if (count := stated.get(name, "")).isdecimal() and int(count) > size_bytes:
            raise ValueError(f"{name} {count}")


def _opened_book(path: Path, parts: _Parts, file: str, limits: Limits) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    if isinstance(parts, XlsParts):
        # All sheets of this format are laid out when the workbook is opened.
        for title in parts.titles:
            _refuse_size(parts.marks(title), file, limits)
    if isinstance(parts, OdsParts) and (plain := parts.without_indents()) is not None:
        return CalamineWorkbook.from_filelike(plain)
    # A stream, since calamine judges a path by its ending.
    with path.open("rb") as stream:
        return CalamineWorkbook.from_filelike(stream)


def _pages(book: "CalamineWorkbook", file: str, sheet: str | None) -> list[Any]:
    from python_calamine import SheetTypeEnum

    pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    asked = [page for page in pages if sheet is None or page.name == sheet]
    if not asked:
        titles = ", ".join(page.name for page in pages) or "–"
        raise refusal("tables.no_such_sheet", file=file, sheet=sheet or "", valid=titles)
    return asked


@dataclass(eq=False)
class _Page:
    """A sheet of an open workbook."""

    title: str
    book: "CalamineWorkbook"
    parts: _Parts
    file: str
    limits: Limits

    def __post_init__(self) -> None:
        from python_calamine import SheetVisibleEnum

        stated = {page.name: page.visible for page in self.book.sheets_metadata}
        self.is_hidden = stated[self.title] != SheetVisibleEnum.Visible
        self._loaded: tuple[CalamineSheet, Marks] | None = None

    def load(self) -> tuple["CalamineSheet", Marks]:
        """Return the values and the marks of the sheet, which are read when first asked for."""
        if self._loaded is None:
            marks = self.parts.marks(self.title)
            _refuse_size(marks, self.file, self.limits)
            self._loaded = self.book.get_sheet_by_name(self.title), marks
        return self._loaded

    def head(self) -> list[list[Any]]:
        """Return the first rows that hold anything."""
        values, _ = self.load()
        head = []
        for row in values.iter_rows():
            if not all(is_blank(cell) for cell in row):
                head.append(row)
            if len(head) == HEADER_WITHIN_ROWS:
                break
        return head


def _refuse_size(marks: Marks, file: str, limits: Limits) -> None:
    """Refuse a sheet that would take too much memory when it is laid out.

    Raises
    ------
    TableError
    ValueError
        When it only says that it is so large.
    """
    if marks.stated_cells > _MOST_CELLS:
        raise ValueError(f"{marks.stated_cells} cells")
    if marks.last_row * max(marks.last_column, _NARROWEST) <= _MOST_CELLS:
        return
    if marks.last_row > limits.rows:
        raise refusal("tables.too_many_rows", file=file, limit=limits.rows)
    raise refusal("tables.too_many_columns", file=file, row=marks.last_row, limit=limits.columns)


def _chosen(
    seen: list[_Page], hidden: list[_Page], schema: ListSchema, file: str, journal: Journal
) -> list[_Page]:
    """Choose among the sheets in sight; say what hidden ones were not asked for."""
    heads = [page.head() for page in seen]
    hidden_heads = {page.title: page.head() for page in hidden}
    best = max((header_score(head, schema) for head in heads), default=0)
    best_hidden = max((header_score(head, schema) for head in hidden_heads.values()), default=0)
    if best_hidden > 1 and best <= 1:
        titles = ", ".join(page.title for page in hidden)
        raise refusal("tables.list_on_hidden_sheet", file=file, parts=titles)
    for title, head in hidden_heads.items():
        if head:
            journal.notice("tables.hidden_sheet_left_aside", file=file, part=title)
    if not seen:
        raise refusal("tables.blank_table", file=file)
    parts = [Part(page.title, head) for page, head in zip(seen, heads, strict=True)]
    return [seen[i] for i in choose_parts(parts, schema, file, journal)]


def _read_page(
    page: _Page, label: str, limits: Limits, progress: Progress | None, journal: Journal
) -> Sheet:
    values, marks = page.load()
    rows: list[list[Any]] = []
    numbers: list[int] = []
    for number, row in _filled_rows(values, marks, label, limits):
        rows.append(row)
        numbers.append(number)
        if progress and len(rows) % _PROGRESS_ROWS == 0:
            progress(number, marks.last_row or None)
    if unseen := sorted(marks.hidden_rows.intersection(numbers)):
        journal.notice(
            "tables.hidden_rows_read", file=label, count=len(unseen), rows=_as_ranges(unseen)
        )
    width = max(map(len, rows), default=0)
    columns = zip(*(row + [None] * (width - len(row)) for row in rows), strict=True)
    cells = pd.DataFrame(
        {i: pd.Series(column, dtype=object) for i, column in enumerate(columns)}, dtype=object
    )
    cells.index = pd.Index(numbers, dtype="int64")
    merged = marks.merged or [
        Block(top + 1, bottom + 1, left, right)
        for (top, left), (bottom, right) in values.merged_cell_ranges or ()
    ]
    return Sheet(label, cells, tuple(merged), hidden_columns=frozenset(marks.hidden_columns))


def _filled_rows(
    values: "CalamineSheet", marks: Marks, label: str, limits: Limits
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that hold anything, with their numbers, without the empty cells at the end."""
    rows = values.to_python(skip_empty_area=False)
    # A formula without a value at the very end lies beyond the last row that has one.
    rows += [[] for _ in range(max(marks.cells, default=0) - len(rows))]
    for number, cells in enumerate(rows, start=1):
        row = [cell if type(cell) is str and cell else _value(cell) for cell in cells]
        if number in marks.cells:
            _put(row, marks.cells[number])
        if number in marks.digits:
            _show_digits(row, marks.digits[number])
        while row and is_blank(row[-1]):
            row.pop()
        if row:
            _require_sizes(row, number, label, limits)
            yield number, row


def _value(cell: Any) -> Any:
    """Return a value as it is in the sheet: a whole number is whole, an empty cell is None."""
    if type(cell) is float and cell.is_integer() and abs(cell) < _WHOLE_UP_TO:
        return int(cell)
    return None if cell == "" else cell


def _put(row: list[Any], marks: dict[int, Any]) -> None:
    row.extend([None] * (max(marks) + 1 - len(row)))
    for column, mark in marks.items():
        row[column] = mark


def _show_digits(row: list[Any], digits: dict[int, int]) -> None:
    """Write numbers that are shown with leading zeros (``007``) or in percent as that text."""
    for column, width in digits.items():
        if column >= len(row) or type(row[column]) not in (int, float):
            continue
        if width == PERCENT:
            row[column] = as_percent(row[column])
        elif type(row[column]) is int:
            row[column] = str(row[column]).zfill(width)


def _require_sizes(row: list[Any], number: int, label: str, limits: Limits) -> None:
    if number > limits.rows:
        raise refusal("tables.too_many_rows", file=label, limit=limits.rows)
    if len(row) > limits.columns:
        raise refusal("tables.too_many_columns", file=label, row=number, limit=limits.columns)
    longest = max((len(cell) for cell in row if type(cell) is str), default=0)
    if longest > LONGEST_CELL:
        column = next(
            i for i, cell in enumerate(row) if isinstance(cell, str) and len(cell) == longest
        )
        raise refusal(
            "tables.cell_too_long",
            file=label,
            row=number,
            column=column_letters(column),
            limit=LONGEST_CELL,
        )


def _as_ranges(numbers: list[int]) -> str:
    """Return row numbers as ``4–6, 9``; of many, the first ones."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    shown = ", ".join("–".join(map(str, ends)) for ends in ranges[:_ROWS_NAMED])
    return shown if len(ranges) <= _ROWS_NAMED else f"{shown}, …"
