"""Cells that a person corrected or split: read instead of what the file holds, told as changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.tables.cells import as_text
from geo.tables.journal import Journal, refusal
from geo.tables.sheets import Listing

__all__ = ["Cell", "Split", "correct", "split_cells"]

Cell = tuple[str, int, str]
"""The place of a cell as remarks name it: file or sheet, row as a spreadsheet shows it, header."""

Split = tuple[str, str, str]
"""What divides the cells of a column, and the headers of the two columns that come of it."""

_LONGEST_SHOWN: Final = 60


def correct(listing: Listing, corrections: Mapping[Cell, str], journal: Journal) -> Listing:
    """Return a listing with the cells that a person corrected.

    Parameters
    ----------
    listing : Listing
    corrections : mapping of Cell to str
        What each cell shall hold; cells of other listings do not matter here.
    journal : Journal
        Every change is noted.

    Raises
    ------
    TableError
        When the listing has no such cell.
    """
    own = {cell: text for cell, text in corrections.items() if cell[0] == listing.label}
    if not own:
        return listing
    cells = listing.cells.astype(object)
    for (label, row, column), text in own.items():
        if row not in cells.index or column not in cells.columns:
            raise refusal("tables.no_such_cell", file=label, row=row, column=column)
        found = as_text(cells.at[row, column])[:_LONGEST_SHOWN]
        cells.at[row, column] = text
        journal.notice(
            "tables.corrected",
            file=label,
            row=row,
            column=column,
            found=found,
            given=text[:_LONGEST_SHOWN],
        )
    return replace(listing, cells=cells)


def split_cells(listing: Listing, splits: Mapping[str, Split], journal: Journal) -> Listing:
    """Return a listing with columns that a person split in two.

    The column itself stays, under a header that means nothing, so that nothing is lost.

    Parameters
    ----------
    listing : Listing
    splits : mapping of str to Split
        By the header of the column; headers of other listings do not matter here.
    journal : Journal
        Every split is noted.
    """
    own = {header: split for header, split in splits.items() if header in listing.cells.columns}
    if not own:
        return listing
    cells = listing.cells.astype(object).rename(columns={header: f"{header} *" for header in own})
    for header, (sign, first, second) in own.items():
        parts = [_halves(as_text(cell), sign) for cell in listing.cells[header]]
        for place, name in enumerate((first, second)):
            cells[name] = [part[place] for part in parts]
        journal.notice(
            "tables.split", file=listing.label, column=header, first=first, second=second
        )
    return replace(listing, cells=cells)


def _halves(text: str, sign: str) -> tuple[str, str]:
    """Return what stands before and behind the first sign; all of it where there is none."""
    before, _, behind = text.partition(sign) if sign.strip() else _at_first_gap(text)
    return before.strip(), behind.strip()


def _at_first_gap(text: str) -> tuple[str, str, str]:
    words = text.split(maxsplit=1)
    return (words[0] if words else "", " ", words[1] if len(words) > 1 else "")
