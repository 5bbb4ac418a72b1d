"""Rows that are no rows (notes, headers printed again, examples), cells that stand for several."""

import re
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.tables.cells import as_text, is_blank, per_value
from geo.tables.headers import HeaderMatch
from geo.tables.journal import Journal
from geo.tables.list_schemas import Column, Kind, ListSchema
from geo.tables.numbers import read_number
from geo.tables.origin import Place
from geo.tables.sheets import Block, Listing
from geo.tables.totals import mentions_total, rows_without_an_estate

__all__ = ["fill_down", "leave_out_non_rows"]

Flags = npt.NDArray[np.bool_]

_REPEATED_CELLS: Final = 2
_NOTE: Final = re.compile(
    r"(注|备注|附注|说明|填表|制表|审核|填报|联系|单位负责"
    r"|notes?\b|remarks?\b|source\b|prepared by).{0,6}[:：.].*",
    re.IGNORECASE | re.DOTALL,
)
_REMARK: Final = "note"
_EXAMPLE: Final = re.compile(
    r"(示例|样例|例|范例|example|sample|e\.g\.)\s*[\d.:：]*", re.IGNORECASE
)


def leave_out_non_rows(
    listing: Listing, match: HeaderMatch, schema: ListSchema, journal: Journal
) -> Listing:
    """Leave out notes under the table, repeated headers and examples, and say so for each."""
    cells = listing.cells
    if cells.empty:
        return listing
    filled = np.column_stack([~per_value(cells[header], is_blank) for header in cells])
    wanted: Flags = np.asarray(filled.any(axis=1))
    for key, rows in (
        ("tables.note_left_out", _notes(cells, filled, match, schema)),
        ("tables.header_left_out", _repeated_headers(cells, match)),
        ("tables.example_left_out", _examples(cells, match, schema)),
    ):
        for index in map(int, np.flatnonzero(rows & wanted)):
            row = int(cells.index[index])
            found = _first_text(cells, index, filled)
            journal.notice(key, file=listing.label, row=row, found=found)
        wanted = wanted & ~rows
    return listing if wanted.all() else listing.keep(wanted)


def _first_text(cells: pd.DataFrame, index: int, filled: Flags) -> str:
    return as_text(cells.iloc[index, int(np.argmax(filled[index]))])


def _notes(cells: pd.DataFrame, filled: Flags, match: HeaderMatch, schema: ListSchema) -> Flags:
    """Return the rows with hardly a cell and no number, the first of which begins like a note."""
    found = np.zeros(len(cells), dtype=bool)
    few = (filled.sum(axis=1) <= 2) & filled.any(axis=1)
    counted = [h for name, h in match.header_of.items() if schema.by_name[name].kind is Kind.WHOLE]
    for index in map(int, np.flatnonzero(few)):
        numbers = (read_number(cells[header].iloc[index]).value for header in counted)
        noted = bool(_NOTE.match(_first_text(cells, index, filled)))
        found[index] = noted and all(number is None for number in numbers)
    return found


def _examples(cells: pd.DataFrame, match: HeaderMatch, schema: ListSchema) -> Flags:
    """Return the rows that show how to fill in a template: their id, or first column, says so.

    A list of days says so in its remark.
    """
    found = np.zeros(len(cells), dtype=bool)
    first = schema.columns[0]
    saying = {first.name} if first.kind is not Kind.MOMENT else {_REMARK}
    for name, header in match.header_of.items():
        if schema.by_name[name].kind is Kind.ID or name in saying:
            found |= per_value(cells[header], _says_example)
    return found


def _says_example(cell: object) -> bool:
    return isinstance(cell, str) and bool(_EXAMPLE.fullmatch(cell.strip()))


def _repeated_headers(cells: pd.DataFrame, match: HeaderMatch) -> Flags:
    """Return the rows that say the headers again, as pages printed below each other do."""
    repeats = np.zeros(len(cells), dtype=np.int64)
    for header in match.header_of.values():
        repeats += cells[header].to_numpy(dtype=object) == header
    return repeats >= _REPEATED_CELLS


def fill_down(
    listing: Listing, match: HeaderMatch, schema: ListSchema, journal: Journal
) -> Listing:
    """Write the value of a merged block into all of its rows, where the column allows it.

    A street over its estates is filled down. One number over several rows is not: nobody can say
    how it is to be shared, so it is a fault. Text files have no merged cells, but where the street
    was written once for the rows below it they show the same, and are read the same.
    """
    cells = listing.cells.copy()
    aside = rows_without_an_estate(listing, match, schema)
    column_of = {header: schema.by_name[name] for name, header in match.header_of.items()}
    for header, column in column_of.items():
        blocks = [b for b in listing.merged if cells.columns[b.first_column] == header]
        if blocks:
            cells[header] = _with_blocks_filled(
                cells[header], blocks, column, listing.label, journal
            )
        if column.spans and column.required and column.kind is Kind.TEXT:
            _fill_written_once(cells, header, aside, listing.label, journal)
    return replace(listing, cells=cells)


def _with_blocks_filled(
    cells: "pd.Series[Any]", blocks: list[Block], column: Column, label: str, journal: Journal
) -> npt.NDArray[Any]:
    filled = cells.to_numpy(dtype=object, copy=True)
    rows = cells.index.to_numpy(np.int64)
    for block in blocks:
        first, end = np.searchsorted(rows, [block.first_row, block.last_row + 1])
        if end - first < 2 or is_blank(filled[first]):
            continue
        place = Place(file=label, row=block.first_row, column=str(cells.name))
        value, last = as_text(filled[first]), int(rows[end - 1])
        if column.spans:
            filled[first + 1 : end] = filled[first]
            journal.notice("tables.merged_filled", **place, last=last, value=value)
        else:
            journal.fault("tables.merged_value", **place, last=last, found=value)
    return filled


def _fill_written_once(
    cells: pd.DataFrame, header: str, aside: Flags, label: str, journal: Journal
) -> None:
    """Fill a column down when each of its values is written once, over the rows it stands for.

    Rows that say total take part in nothing but as the heads of what they add up.
    """
    column = cells[header]
    blank = per_value(column, is_blank)
    heads = ~blank & ~per_value(column, mentions_total)
    filled = blank & ~aside
    if not filled.any() or not heads.any() or filled[: np.argmax(heads)].any():
        return
    starts = np.flatnonzero(heads)
    written = column.iloc[starts].map(as_text)
    # A street that is written again below itself, as subtotals do, goes on.
    fresh = (written != written.shift()).to_numpy(bool)
    starts, written = starts[fresh], written[fresh]
    if written.duplicated().any():
        return
    down = column.astype(object).where(heads, None).ffill()
    cells[header] = column.astype(object).mask(filled, down)
    rows = cells.index.to_numpy(np.int64)
    ends = np.append(starts[1:], len(rows))
    for start, end, value in zip(starts, ends, written, strict=True):
        below = np.flatnonzero(filled[start:end])
        if below.size:
            place = Place(file=label, row=int(rows[start]), column=header)
            last = int(rows[start + below[-1]])
            journal.notice("tables.written_once_filled", **place, last=last, value=value)
