"""From a grid of cells to a listing: which rows are the header, and what it calls each column."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from geo.errors import Fault, TableError
from geo.tables.cells import as_text, is_blank, per_value
from geo.tables.header_datums import datum_of_header
from geo.tables.headers import (
    HEADER_WITHIN_ROWS,
    best_header_row,
    fold_header,
    header_score,
    match_headers,
)
from geo.tables.journal import refusal
from geo.tables.list_schemas import Kind, ListSchema
from geo.tables.numbers import read_number
from geo.tables.sheets import Block, Listing, Sheet, column_letters, unique_headers

__all__ = ["find_header", "likely_headers", "valid_headers"]

_SPILLED_LISTED: Final = 200
_UNIT: Final = re.compile(r"[（(\[【].*[)）\]】]|[/／].*")

Rows = list[list[Any]]


def find_header(sheet: Sheet, schema: ListSchema) -> Listing:
    """Find the header of a sheet and return the rows below it.

    A header may take two rows (``坐标`` over ``经度`` and ``纬度``): rows next to the one with most
    columns belong to it when they name two themselves, or hold units only.

    Parameters
    ----------
    sheet : Sheet
    schema : ListSchema
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
    best = best_header_row(head, schema)
    if best is None:
        found, valid = _fullest_row(head), valid_headers(schema)
        raise refusal("tables.no_header", file=sheet.label, found=found, valid=valid)
    first, last = _extent(head, best, schema)
    names = _column_names(head[first : last + 1], schema)
    unseen = _hidden_doubles(names, sheet.hidden_columns, schema)
    headers = unique_headers(["" if i in unseen else name for i, name in enumerate(names)])
    body = sheet.cells.iloc[last + 1 :]
    if sheet.delimited:
        _require_no_spill(sheet.label, body, headers)
    kept = [
        i
        for i, header in enumerate(headers)
        if i not in unseen and (header or not _is_blank_column(body[i]))
    ]
    merged = _moved(sheet.merged, below=int(sheet.cells.index[last]), columns=kept)
    body = body[kept]
    body.columns = pd.Index([headers[i] or column_letters(i) for i in kept], dtype="str")
    hidden = tuple(names[i] for i in sorted(sheet.hidden_columns.intersection(kept)) if names[i])
    doubles = tuple(names[i] for i in sorted(unseen))
    return Listing(sheet.label, body, merged, hidden_headers=hidden, hidden_doubles=doubles)


def _hidden_doubles(names: list[str], hidden: frozenset[int], schema: ListSchema) -> set[int]:
    """Return the hidden columns that say what a column in sight says too: that one counts."""
    seen = [name for i, name in enumerate(names) if i not in hidden]
    folded = {fold_header(name) for name in seen}
    meant = set(match_headers(unique_headers(seen), schema).header_of)
    return {
        i
        for i in hidden
        if i < len(names)
        and names[i]
        and (
            fold_header(names[i]) in folded
            or meant.intersection(match_headers([names[i]], schema).header_of)
        )
    }


def likely_headers(sheet: Sheet, schema: ListSchema) -> list[str]:
    """Return the headers of a sheet, whether they mean anything here or not.

    The row that names most columns of the list; where none does, the first of the fullest rows.
    """
    head = _with_merged_filled(sheet, sheet.cells.head(HEADER_WITHIN_ROWS))
    best = best_header_row(head, schema)
    if best is None:
        filled = [sum(not is_blank(cell) for cell in row) for row in head]
        best = filled.index(max(filled)) if filled else None
    texts = [] if best is None else [as_text(cell) for cell in head[best]]
    return [text for text in unique_headers(texts) if text]


def valid_headers(schema: ListSchema) -> str:
    """Return the columns of a list for a message, each with its commonest Chinese header."""
    return ", ".join(
        f"{column.name}{'*' if column.indispensable else ''}"
        + (f" ({column.headers[0]})" if column.headers else "")
        for column in schema.columns
    )


def _with_merged_filled(sheet: Sheet, head: pd.DataFrame) -> Rows:
    """Return the first rows with every merged block filled with its value."""
    rows: Rows = head.to_numpy(dtype=object).tolist()
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


def _fullest_row(rows: Rows) -> str:
    """Return the first row that is no title, for a message: the one with most cells."""
    texts = [[text for cell in row if (text := as_text(cell))] for row in rows]
    longest = max((len(row) for row in texts), default=0)
    return ", ".join(next((row for row in texts if len(row) == longest), []))[:300]


def _extent(head: Rows, best: int, schema: ListSchema) -> tuple[int, int]:
    """Return the first and the last row of the header around its best row."""
    first = last = best
    while first > 0 and header_score([head[first - 1]], schema) >= 2:
        first -= 1
    while last + 1 < len(head) and (
        header_score([head[last + 1]], schema) >= 2
        or _holds_units_only(head[last + 1])
        or _names_parts(head[best], head[last + 1], schema)
    ):
        last += 1
    return first, last


def _names_parts(header: Sequence[Any], row: Sequence[Any], schema: ListSchema) -> bool:
    """Return whether a row says what stands under the headings above it (``总数``, ``空置``).

    Every cell of its own is a text under a heading over several columns, or a header itself; where
    the row above names a column, it is blank.
    """
    above, below = ([as_text(cell) for cell in cells] for cells in (header, row))
    own = [i for i, text in enumerate(below) if text and text != above[i]]
    if not own or any(read_number(row[i]).value is not None for i in own):
        return False
    named = match_headers(above, schema).header_of
    texts = {named[c.name] for c in schema.columns if c.kind is Kind.TEXT and c.name in named}
    return not any(above[i] in texts for i in own) and all(
        _is_spanned(above, i) or match_headers([below[i]], schema).header_of for i in own
    )


def _is_spanned(texts: Sequence[str], column: int) -> bool:
    """Return whether a column stands under a heading over several: repeated, or written once."""
    if not texts[column]:
        return any(texts[:column])
    beside = [texts[i] for i in (column - 1, column + 1) if 0 <= i < len(texts)]
    return texts[column] in beside or (column + 1 < len(texts) and not texts[column + 1])


def _holds_units_only(row: Sequence[Any]) -> bool:
    texts = [as_text(cell) for cell in row if not is_blank(cell)]
    return bool(texts) and all(_UNIT.fullmatch(text) for text in texts)


def _column_names(header: Rows, schema: ListSchema) -> list[str]:
    """Return one name per column of a header of one or more rows.

    Columns of one name under different headings are told apart by these.
    """
    texts = [[as_text(cell) for cell in row] for row in header]
    names = [_column_name(texts, column, schema) for column in range(len(texts[0]))]
    headings = [_heading(texts, column) for column in range(len(names))]
    together = Counter(zip(names, headings, strict=True))
    alone = Counter(names)
    return [
        f"{name} ({heading})"
        if name and heading not in {"", name} and alone[name] > together[name, heading]
        else name
        for name, heading in zip(names, headings, strict=True)
    ]


def _heading(texts: list[list[str]], column: int) -> str:
    """Return what stands over a column in the first row of a header of several."""
    return re.sub(r"[()（）\[\]【】]", " ", texts[0][column]).strip() if len(texts) > 1 else ""


def _column_name(texts: list[list[str]], column: int, schema: ListSchema) -> str:
    """Name a column, with the unit that stands in a row of its own below the names.

    The datum that a heading names (``百度坐标`` over ``经度``) goes with the name.
    """
    name = _bare_name(texts, column, schema)
    heading = _heading(texts, column)
    if heading not in {"", name} and datum_of_header(heading) and not datum_of_header(name):
        name = f"{name} ({heading})"
    unit = next((row[column] for row in reversed(texts) if _UNIT.fullmatch(row[column])), "")
    return name if name.endswith(unit) else f"{name}{unit}"


def _bare_name(texts: list[list[str]], column: int, schema: ListSchema) -> str:
    """Name a column by the lowest of its cells that means something.

    A heading over several columns names none of them: what stands under it does, and where that
    has no meaning here, both together.
    """
    own = [row[column] for row in texts]
    for level in range(len(own) - 1, 0, -1):
        if own[level] and match_headers([own[level]], schema).header_of:
            return own[level]
    lowest = next((text for text in reversed(own) if text and not _UNIT.fullmatch(text)), "")
    shared = column > 0 and texts[0][column - 1] == own[0]
    shared |= column + 1 < len(texts[0]) and texts[0][column + 1] == own[0]
    if shared and lowest and lowest != own[0]:
        return f"{own[0]}/{lowest}"
    return own[0] or lowest


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


def _is_blank_column(column: "pd.Series[Any]") -> bool:
    return bool(per_value(column, is_blank).all())


def _moved(merged: Sequence[Block], *, below: int, columns: list[int]) -> tuple[Block, ...]:
    """Return the merged blocks below the header, counted in the columns that are kept."""
    place = {column: new for new, column in enumerate(columns)}
    moved = []
    for block in merged:
        kept = [place[c] for c in range(block.first_column, block.last_column + 1) if c in place]
        if block.first_row > below and kept:
            moved.append(replace(block, first_column=kept[0], last_column=kept[-1]))
    return tuple(moved)
