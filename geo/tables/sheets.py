"""A list as a file holds it, before its values are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import as_text

__all__ = [
    "Block",
    "Listing",
    "Sheet",
    "column_letters",
    "unique_headers",
]


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
    hidden_columns : frozenset of int
        The columns that the spreadsheet does not show.
    """

    label: str
    cells: pd.DataFrame
    merged: tuple[Block, ...] = ()
    delimited: bool = False
    hidden_columns: frozenset[int] = frozenset()


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
    hidden_headers : tuple of str
        The columns that the spreadsheet does not show.
    hidden_doubles : tuple of str
        Columns out of sight that were left aside, since one in sight says the same.
    """

    label: str
    cells: pd.DataFrame
    merged: tuple[Block, ...] = ()
    points: npt.NDArray[np.float64] | None = None
    datum: str | None = None
    cut_headers: bool = False
    shifting_app: str | None = None
    hidden_headers: tuple[str, ...] = ()
    hidden_doubles: tuple[str, ...] = ()

    def keep(self, wanted: npt.NDArray[np.bool_]) -> "Listing":
        """Return the listing with some of its rows."""
        points = None if self.points is None else self.points[wanted]
        return replace(self, cells=self.cells[wanted], points=points)


def unique_headers(headers: Sequence[object]) -> list[str]:
    """Return headers as text, the repeated ones told apart (``户数``, ``户数 (2)``)."""
    seen: dict[str, int] = {}
    names: list[str] = []
    taken: set[str] = set()
    for header in headers:
        name = text = as_text(header)
        # A list may hold ``户数 (2)`` already.
        while text and name in taken:
            seen[text] = seen.get(text, 1) + 1
            name = f"{text} ({seen[text]})"
        taken.add(name)
        names.append(name)
    return names


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column counted from 0: ``A``, ``B``, …, ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
