"""Rows that are no rows (totals, notes, headers printed again) and cells that stand for several."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pandas as pd

from geo.tables.cells import as_text, is_blank
from geo.tables.headers import HeaderMatch
from geo.tables.journal import Journal
from geo.tables.nouns import Kind, Noun
from geo.tables.origin import Place
from geo.tables.sheets import Listing

__all__ = ["fill_down", "leave_out_non_rows"]

_TOTAL: Final = re.compile(
    r".{0,20}?(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)\s*[:：]?[\s\d,，.（）()个户人栋处小区]*"
    r"|(grand\s+|sub-?\s*)?totals?\s*:?",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"(注|备注|附注|说明|填表|制表|审核|填报|联系|单位负责"
    r"|notes?\b|remarks?\b|source\b|prepared by).{0,6}[:：.].*",
    re.IGNORECASE | re.DOTALL,
)


def leave_out_non_rows(
    listing: Listing, match: HeaderMatch, noun: Noun, journal: Journal
) -> Listing:
    """Leave out totals, notes under the table and repeated headers, and say so for each."""
    cells = listing.cells
    filled = ~cells.map(is_blank)
    wanted = filled.any(axis=1)

    def leave_out(rows: "pd.Series[bool]", key: str) -> None:
        for row in cells.index[rows & wanted]:
            first = next(as_text(cell) for cell in cells.loc[row] if not is_blank(cell))
            journal.notice(key, file=listing.label, row=int(row), found=first)
        wanted[rows] = False

    text_headers = [
        header
        for name, header in match.header_of.items()
        if noun.by_name[name].kind in {Kind.TEXT, Kind.ID}
    ]
    is_total = pd.Series(data=False, index=cells.index)
    for header in dict.fromkeys([*text_headers, cells.columns[0]]):
        is_total |= cells[header].map(_is_total)
    leave_out(is_total, "tables.total_left_out")
    few = filled.sum(axis=1) <= 2
    first_cells = cells[few & wanted].bfill(axis=1).iloc[:, 0] if (few & wanted).any() else None
    if first_cells is not None:
        notes = first_cells.map(lambda cell: bool(_NOTE.match(as_text(cell))))
        leave_out(notes.reindex(cells.index, fill_value=False), "tables.note_left_out")
    repeated = pd.Series(data=0, index=cells.index)
    for header in match.header_of.values():
        repeated += (cells[header] == header).fillna(value=False).astype("int64")
    leave_out(repeated >= 2, "tables.header_left_out")
    return listing if wanted.all() else listing.keep(wanted)


def _is_total(cell: object) -> bool:
    return isinstance(cell, str) and len(cell) < 60 and bool(_TOTAL.fullmatch(cell.strip()))


def fill_down(listing: Listing, match: HeaderMatch, noun: Noun, journal: Journal) -> Listing:
    """Write the value of a merged block into all of its rows, where the column allows it.

    A street over its estates is filled down. One number over several rows is not: nobody can say
    how it is to be shared, so it is a fault. Text files have no merged cells, but where the street
    was written once for the rows below it they show the same, and are read the same.
    """
    cells = listing.cells.copy()
    column_of = {header: noun.by_name[name] for name, header in match.header_of.items()}
    for block in listing.merged:
        header = cells.columns[block.first_column]
        rows = cells.index[(cells.index >= block.first_row) & (cells.index <= block.last_row)]
        column = column_of.get(header)
        if block.first_row == block.last_row or column is None or len(rows) < 2:
            continue
        place = Place(file=listing.label, row=block.first_row, column=header)
        value = cells.loc[rows[0], header]
        if is_blank(value):
            continue
        if column.spans:
            cells.loc[rows[1:], header] = value
            key = "tables.merged_filled"
            journal.notice(key, **place, last=int(rows[-1]), value=as_text(value))
        else:
            journal.fault("tables.merged_value", **place, last=block.last_row, found=as_text(value))
    for header, column in column_of.items():
        if column.spans and column.required and column.kind is Kind.TEXT:
            _fill_written_once(cells, header, listing.label, journal)
    return replace(listing, cells=cells)


def _fill_written_once(cells: pd.DataFrame, header: str, label: str, journal: Journal) -> None:
    """Fill a column down when each of its values is written once, over the rows it stands for."""
    column = cells[header]
    blank = column.map(is_blank)
    if not blank.any() or blank.all() or blank.iloc[0]:
        return
    written = column[~blank].map(as_text)
    if written.duplicated().any():
        return
    starts = [*written.index, None]
    for first, following in pairwise(starts):
        rows = cells.index[cells.index >= first]
        rows = rows if following is None else rows[rows < following]
        if len(rows) > 1:
            cells.loc[rows[1:], header] = written[first]
            journal.notice(
                "tables.written_once_filled",
                file=label,
                row=int(first),
                column=header,
                last=int(rows[-1]),
                value=written[first],
            )
