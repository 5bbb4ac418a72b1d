"""Cells that a person corrected: read instead of what the file holds, and told as changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.tables.cells import as_text
from geo.tables.journal import Journal, refusal
from geo.tables.sheets import Listing

__all__ = ["Cell", "correct"]

Cell = tuple[str, int, str]
"""The place of a cell as remarks name it: file or sheet, row as a spreadsheet shows it, header."""

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
