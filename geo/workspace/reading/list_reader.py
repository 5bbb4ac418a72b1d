"""Inputs read one after another, with all their faults together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd

from geo import tables
from geo.errors import Fault, GeoError, Notice, Speaks, WorkspaceError
from geo.workspace.reading.folder import Workspace

__all__ = ["ListReader"]

Read = TypeVar("Read")


class ListReader:
    """Reads one input after another and keeps every fault until all of them are read.

    Attributes
    ----------
    faults : list
        What is wrong with the inputs so far.
    notices : list of Notice
        What was changed or is doubtful about the lists that could be read.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.faults: list[Speaks] = []
        self.notices: list[Notice] = []
        self._workspace = workspace

    def table(
        self, read: Callable[..., tables.TableRead], name: str, **options: Any
    ) -> gpd.GeoDataFrame | None:
        """Read a list, or nothing where the workspace names none or it has faults."""
        answer = self.rows(read, name, **options)
        return None if answer is None else answer.table

    def rows(
        self, read: Callable[..., tables.TableRead], name: str, **options: Any
    ) -> tables.TableRead | None:
        """Read a list as :meth:`table` does, with where each of its rows stood."""
        datum = getattr(self._workspace.settings.datums, name, None)
        answer = self.attempt(read, self._workspace.path(name), datum=datum, **options)
        if answer is not None:
            self.notices += answer.notices
        return answer

    def error(self) -> WorkspaceError:
        """Return what is wrong with the inputs so far, all of it together."""
        return WorkspaceError("workspace.faults", faults=self.faults, count=len(self.faults))

    def attempt(self, read: Callable[..., Read], path: Path | None, **options: Any) -> Read | None:
        """Read an input, keeping what is wrong with it."""
        if path is None:
            return None
        try:
            return read(path, **options)
        except GeoError as error:
            self.faults += error.faults or [Fault(error.key, **error.params)]
        return None
