"""A list that was handed in: read, judged, and made a workspace of its own.

Nothing that is already there is changed: the open workspace is copied, with the new list in it.
"""

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import tomlkit
from platformdirs import user_data_path

from geo.errors import GeoError
from geo.tables import TableRead, read_estates
from geo.workspace import Workspace

__all__ = ["FORMATS", "UploadedList", "new_workspace", "raw_headers", "read_list", "renamed"]

FORMATS: Final = (*("xlsx", "csv", "gpkg", "geojson", "kml", "kmz", "zip", "parquet", "dxf"),)
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_HEADER_SUFFIXES: Final = (".xlsx", ".csv")


@dataclass(frozen=True, eq=False)
class UploadedList:
    """A list of estates as it was handed in, and what came of reading it.

    Attributes
    ----------
    file : str
        Its name, safe as the name of a file.
    content : bytes
    read : TableRead or None
        None when it cannot be used.
    error : GeoError or None
        Why it cannot be used: every fault with its row and column.
    """

    file: str
    content: bytes
    read: TableRead | None
    error: GeoError | None


def read_list(name: str, content: bytes, **options: Any) -> UploadedList:
    """Read a list of estates that was handed in.

    Parameters
    ----------
    name : str
        What the file is called where it came from; only its last part counts.
    content : bytes
    **options
        As :func:`geo.tables.read_estates` takes them: ``datum``, ``boundary``.
    """
    file = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).lstrip(".") or "estates"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(content)
        try:
            return UploadedList(file, content, read_estates(path, file=file, **options), None)
        except GeoError as error:
            return UploadedList(file, content, None, error)


def raw_headers(file: str, content: bytes) -> list[str]:
    """Return the headers of a plain table, for a planner who has to say what they mean."""
    table = _plain_table(file, content)
    return [] if table is None else [str(header) for header in table.columns]


def renamed(file: str, content: bytes, header_of: dict[str, str]) -> tuple[str, bytes]:
    """Return a table with the headers that a planner chose under their canonical names.

    Parameters
    ----------
    file : str
    content : bytes
    header_of : dict of str to str
        Canonical column name to the header of the file.
    """
    table = _plain_table(file, content)
    if table is None:
        return file, content
    names = {header: column for column, header in header_of.items()}
    text = table.rename(columns=names).to_csv(index=False)
    return f"{Path(file).stem}.csv", text.encode("utf-8-sig")


def _plain_table(file: str, content: bytes) -> pd.DataFrame | None:
    suffix = Path(file).suffix.lower()
    if suffix not in _HEADER_SUFFIXES:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        path.write_bytes(content)
        try:
            if suffix == ".xlsx":
                return pd.read_excel(path, dtype=str)
            return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
        except (ValueError, KeyError, OSError):
            return None


def new_workspace(workspace: Workspace, uploaded: UploadedList) -> Path:
    """Copy a workspace with another list of estates and return the folder of the copy.

    The gates of the old list are left out: they belong to its estates. Stated totals are too.
    """
    home = user_data_path("repair-circle", appauthor=False) / "workspaces"
    stem = Path(uploaded.file).stem
    number = 1
    while (folder := home / f"{stem}-{number}").exists():
        number += 1
    folder.mkdir(parents=True)
    toml = tomlkit.parse((workspace.folder / "workspace.toml").read_text(encoding="utf-8-sig"))
    inputs = toml["inputs"]
    for name, path in workspace.settings.inputs.named():
        if name in {"estates", "gates", "zones", "calls"}:
            inputs.pop(name, None)
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workspace.folder / path, folder / path)
    inputs["estates"] = uploaded.file
    toml["name"] = stem
    toml.pop("totals", None)
    (folder / uploaded.file).write_bytes(uploaded.content)
    (folder / "workspace.toml").write_text(tomlkit.dumps(toml), encoding="utf-8", newline="\n")
    return folder
