"""A list as a file holds it, before its values are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Fault, TableError
from geo.tables.cells import as_text, is_blank, per_value
from geo.tables.headers import HEADER_WITHIN_ROWS, best_header_row
from geo.tables.journal import refusal
from geo.tables.nouns import Noun

__all__ = [
    "Block",
    "Listing",
    "Sheet",
    "column_letters",
    "find_header",
    "unique_headers",
    "valid_headers",
]

_SPILLED_LISTED = 200


@dataclass(frozen=True)
class Block:
    """A merged block of cells: rows as a spreadsheet numbers them, columns from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """A grid of cells in which the header has yet to be found.

    Attributes
    ----------
    label : str
        The file, with the name of the sheet where there are several.
    cells : DataFrame
        Columns 0, 1, …; the index holds the row numbers that a spreadsheet shows.
    merged : tuple of Block
        Merged blocks; only their upper left cell has a value.
    delimited : bool
        Whether the cells were told apart by a delimiter, so that one too many in a row means that
        a cell was cut in two.
    """

    label: str
    cells: pd.DataFrame
    merged: tuple[Block, ...] = ()
    delimited: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """Rows under their headers, as they are in the file.

    Attributes
    ----------
    label : str
        The file, with the name of the sheet or layer where there are several.
    cells : DataFrame
        One column per header; the index holds the row numbers that a spreadsheet shows.
    merged : tuple of Block
        Merged blocks below the header; columns count those of ``cells``.
    points : ndarray of float64, shape (n, 2), or None
        Positions of the rows where the file holds shapes, in ``datum``; NaN where there is none.
    datum : str or None
        The datum of the points, as far as the file states one.
    cut_headers : bool
        Whether the format cuts headers short.
    shifting_app : str or None
        The app that wrote the file, where it is one that shifts coordinates.
    """

    label: str
    cells: pd.DataFrame
    merged: tuple[Block, ...] = ()
    points: npt.NDArray[np.float64] | None = None
    datum: str | None = None
    cut_headers: bool = False
    shifting_app: str | None = None

    def keep(self, wanted: npt.NDArray[np.bool_]) -> "Listing":
        """Return the listing with some of its rows."""
        points = None if self.points is None else self.points[wanted]
        return replace(self, cells=self.cells[wanted], points=points)


def unique_headers(headers: Sequence[object]) -> list[str]:
    """Return headers as text, the repeated ones told apart (``户数``, ``户数 (2)``)."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        text = as_text(header)
        seen[text] = seen.get(text, 0) + 1
        names.append(text if seen[text] == 1 or not text else f"{text} ({seen[text]})")
    return names


def find_header(sheet: Sheet, noun: Noun) -> Listing:
    """Find the header of a sheet and return the rows below it.

    Parameters
    ----------
    sheet : Sheet
    noun : Noun
        The list to be read: the header is the row that names most of its columns.

    Returns
    -------
    Listing

    Raises
    ------
    TableError
        When no row of the first ten is a header; lists what was found and what is valid.
    """
    head = _with_merged_filled(sheet, sheet.cells.head(HEADER_WITHIN_ROWS))
    position = best_header_row(head, noun)
    if position is None:
        raise refusal(
            "tables.no_header",
            file=sheet.label,
            found=_first_row(head),
            valid=valid_headers(noun),
        )
    header_row = int(sheet.cells.index[position])
    headers = unique_headers(head[position])
    body = sheet.cells.iloc[position + 1 :]
    if sheet.delimited:
        _require_no_spill(sheet.label, body, headers)
    named = [
        i for i, header in enumerate(headers) if header or not per_value(body[i], is_blank).all()
    ]
    body = body[named]
    body.columns = pd.Index([headers[i] or column_letters(i) for i in named])
    place = {column: new for new, column in enumerate(named)}
    merged = tuple(
        replace(block, first_column=min(columns), last_column=max(columns))
        for block in sheet.merged
        if block.first_row > header_row
        and (
            columns := [
                place[c] for c in range(block.first_column, block.last_column + 1) if c in place
            ]
        )
    )
    return Listing(sheet.label, body, merged)


def valid_headers(noun: Noun) -> str:
    """Return the columns of a list for a message, each with its commonest Chinese header."""
    return ", ".join(
        f"{column.name}{'*' if column.required else ''}"
        + (f" ({column.headers[0]})" if column.headers else "")
        for column in noun.columns
    )


def _with_merged_filled(sheet: Sheet, head: pd.DataFrame) -> list[list[Any]]:
    """Return the first rows with every merged block filled: a header may span two rows."""
    rows: list[list[Any]] = head.to_numpy(dtype=object).tolist()
    place = {int(row): i for i, row in enumerate(head.index)}
    width = head.shape[1]
    for block in sheet.merged:
        if block.first_row not in place or block.first_column >= width:
            continue
        value = rows[place[block.first_row]][block.first_column]
        for row in range(block.first_row, block.last_row + 1):
            for column in range(block.first_column, min(block.last_column + 1, width)):
                if row in place:
                    rows[place[row]][column] = value
    return rows


def _first_row(rows: Sequence[Sequence[object]]) -> str:
    """Return the first row that is no title, for a message: the one with most cells."""
    texts = [[text for cell in row if (text := as_text(cell))] for row in rows]
    longest = max((len(row) for row in texts), default=0)
    fullest = next((row for row in texts if len(row) == longest), [])
    return ", ".join(fullest)[:300]


def _require_no_spill(label: str, body: pd.DataFrame, headers: list[str]) -> None:
    """Refuse rows with more cells than the header has: a cell holds the delimiter unquoted."""
    wanted = max(i for i, header in enumerate(headers) if header) + 1
    beyond = body.iloc[:, wanted:]
    if beyond.empty:
        return
    spilled = beyond.index[(~beyond.map(is_blank)).any(axis=1)]
    if len(spilled):
        faults = [
            Fault("tables.too_many_cells", file=label, row=int(row), wanted=wanted)
            for row in spilled[:_SPILLED_LISTED]
        ]
        raise TableError("tables.faults", file=label, count=len(spilled), faults=faults)


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column counted from 0: ``A``, ``B``, …, ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
