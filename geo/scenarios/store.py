"""Scenarios on disk: every edit is written at once, whole or not at all.

The file is written beside the old one and renamed over it, so a killed server leaves the old
scenarios or the new ones. Windows and servers on one workspace write in turn, each its own scenario
into the newest state of the file; a change of what another has changed meanwhile is refused.
"""

import hashlib
import os
import time
from pathlib import Path
from typing import Final

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import WorkspaceError
from geo.scenarios.scenario import Timeline
from geo.tables import only_writer
from geo.workspace import example_folder

__all__ = ["FIRST_SHEET", "Book", "ChangedElsewhereError", "Sheet", "Store", "store_of"]

FIRST_SHEET: Final = "s1"
_FOLDER: Final = ".repair-circle"
_FILE: Final = "scenarios.json"
_LEFT_BEHIND_S: Final = 60.0


class ChangedElsewhereError(WorkspaceError):
    """A scenario is not any more what the window that changes it has shown."""


class Sheet(BaseModel):
    """A named scenario.

    Attributes
    ----------
    name : str
        What the planner calls it; empty for the first one, as the district is today.
    notes : str
        Her notes.
    timeline : Timeline
        Its steps.
    present_plan : tuple of (estate_id, zone_id)
        The zones in force that were handed in for it.
    present_source : str
        Name of the file they came from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    notes: str = ""
    timeline: Timeline = Timeline()
    present_plan: tuple[tuple[str, str], ...] = ()
    present_source: str = ""


class Book(BaseModel):
    """All scenarios of a workspace by their ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheets: dict[str, Sheet] = {FIRST_SHEET: Sheet()}

    def with_sheet(self, sheet_id: str, sheet: Sheet) -> "Book":
        """Return the book with a sheet added or replaced."""
        return Book(sheets={**self.sheets, sheet_id: sheet})

    def without_sheet(self, sheet_id: str) -> "Book":
        """Return the book without a sheet; the last one stays."""
        kept = {one: sheet for one, sheet in self.sheets.items() if one != sheet_id}
        return Book(sheets=kept or {FIRST_SHEET: Sheet()})

    def free_id(self) -> str:
        """Return an id that no sheet has."""
        return next(
            sheet_id
            for number in range(1, len(self.sheets) + 2)
            if (sheet_id := f"s{number}") not in self.sheets
        )


class Store:
    """The scenarios of one workspace on disk.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> Book:
        """Return the scenarios; a file that cannot be read is set aside, never overwritten."""
        path = self._folder / _FILE
        try:
            return Book.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Book()
        except (ValidationError, UnicodeDecodeError):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
            path.replace(path.with_name(f"scenarios.{digest}.unreadable.json"))
            return Book()

    def keep(self, sheet_id: str, sheet: Sheet, *, known: Sheet | None = None) -> Book:
        """Write one scenario into the newest state of the file.

        Parameters
        ----------
        sheet_id : str
        sheet : Sheet
            What it is from now on.
        known : Sheet, optional
            What it was where the change was made; None writes over whatever it is.

        Returns
        -------
        Book
            All scenarios.

        Raises
        ------
        ChangedElsewhereError
            When the file holds another state than the known one; nothing is written.
        """
        with only_writer(self._folder / _FILE):
            book = self._unchanged(sheet_id, known).with_sheet(sheet_id, sheet)
            self._write(book)
        return book

    def add(self, sheet: Sheet) -> tuple[str, Book]:
        """Write a new scenario and return its id, which no other window was given, and all."""
        with only_writer(self._folder / _FILE):
            book = self.read()
            sheet_id = book.free_id()
            book = book.with_sheet(sheet_id, sheet)
            self._write(book)
        return sheet_id, book

    def remove(self, sheet_id: str, *, known: Sheet | None = None) -> Book:
        """Remove one scenario and return those that stay; refused as a change is."""
        with only_writer(self._folder / _FILE):
            book = self._unchanged(sheet_id, known).without_sheet(sheet_id)
            self._write(book)
        return book

    def _unchanged(self, sheet_id: str, known: Sheet | None) -> Book:
        """Return the newest state of the file, in which a scenario is still the known one."""
        book = self.read()
        stored = book.sheets.get(sheet_id)
        # As they are written: a number that JSON does not know must not count as a change.
        if known is not None and not (stored and _written(stored) == _written(known)):
            raise ChangedElsewhereError("store.changed_elsewhere")
        return book

    def _write(self, book: Book) -> None:
        partial = self._folder / f"{_FILE}.{os.getpid()}.partial"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                file.write(book.model_dump_json(indent=1, exclude_defaults=True))
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._folder / _FILE)
            self._sweep()
        except OSError as error:
            raise WorkspaceError(
                "ui.cannot_save", folder=self._folder, reason=error.strerror
            ) from error

    def _sweep(self) -> None:
        """Remove what servers that were killed while writing have left."""
        for partial in self._folder.glob(f"{_FILE}.*.partial"):
            if time.time() - partial.stat().st_mtime > _LEFT_BEHIND_S:
                partial.unlink(missing_ok=True)


def _written(sheet: Sheet) -> str:
    return sheet.model_dump_json(exclude_defaults=True)


def store_of(workspace_folder: Path) -> Store:
    """Return where the scenarios of a workspace are kept.

    In the workspace itself; for the examples that come with the product, which are read only, in
    the user's own data folder.
    """
    folder = workspace_folder.resolve()
    if folder in _examples():
        return Store(user_data_path("repair-circle", appauthor=False) / folder.name)
    return Store(folder / _FOLDER)


def _examples() -> list[Path]:
    return [example_folder(name).resolve() for name in ("hanyang", "toy")]
