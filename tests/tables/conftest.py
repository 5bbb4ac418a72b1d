"""Functions that write lists as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.tables.lists import Write


@pytest.fixture
def csv_file(tmp_path: Path) -> Write:
    """Return a function that writes rows as csv and returns the path."""

    def write(
        table: Sequence[Sequence[Any]],
        name: str = "estates.csv",
        encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / name
        lines = [delimiter.join("" if c is None else str(c) for c in row) for row in table]
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Write:
    """Return a function that writes sheets of a workbook and returns the path."""

    def write(
        sheets: dict[str, Sequence[Sequence[Any]]],
        merged: dict[str, Sequence[str]] | None = None,
        name: str = "estates.xlsx",
    ) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, table in sheets.items():
            sheet = book.create_sheet(title)
            for row in table:
                sheet.append(list(row))
            for block in (merged or {}).get(title, ()):
                sheet.merge_cells(block)
        path = tmp_path / name
        book.save(path)
        return path

    return write
