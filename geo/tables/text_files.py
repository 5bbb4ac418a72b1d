"""Delimited text: its encoding and delimiter are recognised, never asked for."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import TableError
from geo.tables.cells import LONGEST_CELL
from geo.tables.encodings import encoding_name, sniff_encoding
from geo.tables.headers import HEADER_WITHIN_ROWS, header_score
from geo.tables.journal import Journal, refusal
from geo.tables.limits import Limits, Progress
from geo.tables.list_schemas import ListSchema
from geo.tables.sheets import Sheet, column_letters

__all__ = ["read_text"]

_DELIMITERS: Final = (",", "\t", ";", "|")
_CHUNK_ROWS: Final = 20_000


def read_text(
    path: Path,
    file: str,
    schema: ListSchema,
    *,
    limits: Limits,
    progress: Progress | None,
    journal: Journal,
) -> Sheet:
    """Read a csv file, in any of the encodings and delimiters that spreadsheets write.

    Raises
    ------
    TableError
        When it is no text, a quotation mark is left open, or a cell or the file is too large.
    """
    encoding = sniff_encoding(path, file)
    if encoding not in {"utf-8", "utf-8-sig"}:
        name = encoding_name(encoding)
        journal.notice("tables.encoding_recognised", file=file, encoding=name)
    delimiter = _sniff_delimiter(path, encoding, schema)
    if delimiter != ",":
        shown = "TAB" if delimiter == "\t" else delimiter
        journal.notice("tables.delimiter_recognised", file=file, delimiter=shown)
    chunks: list[pd.DataFrame] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, row in _records(path, file, encoding, delimiter):
        if not any(map(str.strip, row)):
            continue
        _require_sizes(row, number, file, limits)
        rows.append(row)
        numbers.append(number)
        if len(rows) == _CHUNK_ROWS:
            chunks.append(_as_frame(rows, numbers))
            rows, numbers = [], []
            if progress:
                progress(number, None)
    if rows or not chunks:
        chunks.append(_as_frame(rows, numbers))
    cells = pd.concat(chunks) if len(chunks) > 1 else chunks[0]
    if cells.empty:
        raise refusal("tables.blank_table", file=file)
    return Sheet(file, cells, delimited=True)


def _sniff_delimiter(path: Path, encoding: str, schema: ListSchema) -> str:
    """Return the delimiter under which the first rows hold most headers of the list."""

    def fitness(delimiter: str) -> tuple[int, int]:
        head: list[list[str]] = []
        with suppress(TableError):
            for _, row in _records(path, path.name, encoding, delimiter):
                if any(map(str.strip, row)):
                    head.append(row)
                if len(head) == HEADER_WITHIN_ROWS:
                    break
        return header_score(head, schema), max(map(len, head), default=0)

    return max(_DELIMITERS, key=fitness)


def _records(
    path: Path, file: str, encoding: str, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with its row number; a hint for Excel (``sep=;``) counts as a row."""
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                if number == 1 and row and row[0].startswith("sep="):
                    continue
                yield number, row
        except csv.Error as error:
            key = "tables.cell_too_long" if "field limit" in str(error) else "tables.broken_quotes"
            raise refusal(
                key, file=file, row=number + 1, column="?", limit=LONGEST_CELL, reason=str(error)
            ) from error


def _require_sizes(row: list[str], number: int, file: str, limits: Limits) -> None:
    if number > limits.rows:
        raise refusal("tables.too_many_rows", file=file, limit=limits.rows)
    if len(row) > limits.columns:
        raise refusal("tables.too_many_columns", file=file, row=number, limit=limits.columns)
    if max(map(len, row)) > LONGEST_CELL:
        longest = max(range(len(row)), key=lambda i: len(row[i]))
        raise refusal(
            "tables.cell_too_long",
            file=file,
            row=number,
            column=column_letters(longest),
            limit=LONGEST_CELL,
        )


def _as_frame(rows: list[list[str]], numbers: list[int]) -> pd.DataFrame:
    width = max(map(len, rows), default=0)
    padded = (row + [""] * (width - len(row)) for row in rows)
    columns = dict(enumerate(zip(*padded, strict=True)))
    return pd.DataFrame(
        {column: pd.array(values, dtype="str") for column, values in columns.items()},
        index=pd.Index(numbers, dtype="int64"),
    )
