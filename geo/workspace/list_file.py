"""Lists and files of a workspace replaced in place: tried out first, the old one kept for undo.

A list is checked by itself and with all others before it is used. Its name stays where nothing else
of the settings changes, so that one file is replaced whole; else it gets a new name beside the old
one, and ``workspace.toml`` is what changes.
"""

import csv
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import Cancelled, GeoError, WorkspaceError
from geo.owned_folders import scratch_folder
from geo.presence import file_there, something_there
from geo.settings import Datums, edited_settings
from geo.stop import Progress, Stop
from geo.tables import csv_text, marked_csv_text, write_whole
from geo.workspace.checking import check_workspace
from geo.workspace.folder_history import FolderHistory, change_file
from geo.workspace.reading.folder import (
    SETTINGS_FILE,
    Workspace,
    is_example,
    kept_folder,
    open_workspace,
    workspace_with,
)
from geo.workspace.reading.road_files import ConvertedRoads, convert_roads
from geo.workspace.reading.uploaded_list import (
    LIST_READERS,
    UploadedList,
    as_understood,
    read_list,
)

__all__ = [
    "EDITABLE",
    "RoadUpload",
    "cells_of",
    "current_list",
    "list_of_cells",
    "list_rows",
    "read_road_upload",
    "save_file",
    "save_list",
    "write_new",
]

EDITABLE: Final = ("estates", "stations", "gates", "shifts")
"""The lists that may be edited as a table."""

_TRIAL: Final = "trial"
_CSV: Final = ".csv"


def current_list(workspace: Workspace, kind: str) -> UploadedList | None:
    """Read a list that a workspace names, as an upload of it would be read.

    Parameters
    ----------
    workspace : Workspace
        Its other lists may be missing or wrong.
    kind : str
        Which list it is, as the settings call it.

    Returns
    -------
    UploadedList or None
        None where the workspace names none, or its file is not there.
    """
    path = workspace.path(kind)
    if path is None or not file_there(path):
        return None
    datum = getattr(workspace.settings.datums, kind, None)
    return read_list(path.name, path.read_bytes(), kind=kind, datum=datum)


def list_rows(workspace: Workspace, kind: str) -> pd.DataFrame | None:
    """Return the rows of a list as a plan reads them, positions in WGS-84.

    Parameters
    ----------
    workspace : Workspace
    kind : str
        Which list it is, a key of :data:`~geo.workspace.LIST_READERS`.

    Returns
    -------
    DataFrame or None
        None where the workspace names no such list. Written as csv and read again, it is the same.

    Raises
    ------
    TableError
        With every fault of the file.
    """
    path = workspace.path(kind)
    if path is None:
        return None
    read = LIST_READERS[kind](path, datum=getattr(workspace.settings.datums, kind, None))
    return _without_given(as_understood(read.table, kind))


def cells_of(uploaded: UploadedList) -> pd.DataFrame:
    """Return a list that could be read as cells of text, positions in WGS-84.

    Parameters
    ----------
    uploaded : UploadedList

    Returns
    -------
    DataFrame
        Of texts, as a csv of the list holds them; empty for a list that cannot be read.
    """
    if uploaded.read is None:
        return pd.DataFrame()
    text = csv_text(_without_given(as_understood(uploaded.read.table, uploaded.kind)))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return pd.DataFrame(rows, columns=header, dtype="string")


def list_of_cells(uploaded: UploadedList, cells: pd.DataFrame) -> UploadedList:
    """Return a list with other cells, checked as if it had been uploaded so.

    Parameters
    ----------
    uploaded : UploadedList
        The list as it was.
    cells : DataFrame
        As :func:`cells_of` gives them; rows without any text are left out.

    Returns
    -------
    UploadedList
    """
    texts = cells.astype("string").fillna("")
    filled = (texts.map(str.strip) != "").any(axis=1)
    content = marked_csv_text(texts[filled].astype(object)).encode()
    file = f"{Path(uploaded.file).stem}{_CSV}"
    return read_list(file, content, kind=uploaded.kind)


def _without_given(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without where positions were before they became WGS-84."""
    return table.drop(columns=[name for name in table if str(name).startswith("given_")])


def save_list(
    workspace: Workspace, uploaded: UploadedList, *, known: str | None = None, who: str = ""
) -> FolderHistory:
    """Use a list in a workspace.

    Parameters
    ----------
    workspace : Workspace
        Its other lists may be missing.
    uploaded : UploadedList
        A list that can be used.
    known : str, optional
        Digest of the file that it replaces, as it was read; another one is not overwritten.
    who : str
        Who changes it.

    Returns
    -------
    FolderHistory
        With the change as its last step.

    Raises
    ------
    GeoError
        When the list has faults, or does not fit the others: nothing is changed.
    """
    if uploaded.read is None:
        raise uploaded.error or WorkspaceError("folder.unusable", file=uploaded.file)
    takes_datum = uploaded.kind in Datums.model_fields
    if uploaded.is_explained or (uploaded.datum is not None and not takes_datum):
        table = _without_given(as_understood(uploaded.read.table, uploaded.kind))
        content, suffix, datum = marked_csv_text(table).encode(), _CSV, None
    else:
        content, datum = uploaded.content, uploaded.datum
        suffix = Path(uploaded.file).suffix.lower()
    return save_file(workspace, uploaded.kind, content, suffix, datum=datum, known=known, who=who)


def save_file(
    workspace: Workspace,
    kind: str,
    content: bytes,
    suffix: str,
    *,
    datum: str | None = None,
    known: str | None = None,
    who: str = "",
) -> FolderHistory:
    """Use the content of a file as an input of a workspace.

    Parameters
    ----------
    workspace : Workspace
    kind : str
        The input, as the settings call it.
    content : bytes
    suffix : str
        Ending of its name, with the dot.
    datum : str, optional
        What its positions are in, where the settings must say so.
    known : str, optional
        Digest of the file that it replaces, as it was read; another one is not overwritten.
    who : str
        Who changes it.

    Returns
    -------
    FolderHistory

    Raises
    ------
    GeoError
        When the workspace cannot be used with it: nothing is changed.
    """
    folder = workspace.folder
    if is_example(folder):
        raise WorkspaceError("folder.is_example", name=folder.resolve().name)
    values: dict[str, Any] = {}
    if kind in Datums.model_fields and getattr(workspace.settings.datums, kind) != datum:
        values[f"datums.{kind}"] = datum
    name = getattr(workspace.settings.inputs, kind)
    if values or not _may_be_replaced(workspace, kind, suffix):
        name = _free_name(folder, kind, suffix)
        values[f"inputs.{kind}"] = name
    _try_out(workspace, kind, name, content, datum)
    path, written = name, content
    if values:
        write_new(folder / name, content)
        settings = (folder / SETTINGS_FILE).read_bytes()
        known = hashlib.sha256(settings).hexdigest()
        path, written = SETTINGS_FILE, edited_settings(settings, values)
    params = {"file": name}
    return change_file(
        folder, path, written, key="folder.edit_list", params=params, known=known, who=who
    )


def _may_be_replaced(workspace: Workspace, kind: str, suffix: str) -> bool:
    """Tell whether the file of an input is its alone, of the same format, and there."""
    named = dict(workspace.settings.inputs.named())
    own = named.pop(kind, None)
    if own is None or own in named.values():
        return False
    return Path(own).suffix.lower() == suffix and file_there(workspace.folder / own)


def _free_name(folder: Path, kind: str, suffix: str) -> str:
    name, number = f"{kind}{suffix}", 2
    while something_there(folder / name):
        name, number = f"{kind}-{number}{suffix}", number + 1
    return name


def write_new(path: Path, content: bytes) -> None:
    """Write a file of a workspace; where it cannot be, say so with its folder."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise WorkspaceError(
            "folder.cannot_write", file=path.name, folder=path.parent, reason=error.strerror
        ) from error


def _try_out(workspace: Workspace, kind: str, name: str, content: bytes, datum: str | None) -> None:
    """Check the workspace with the new file, where it can be used without it at all."""
    named = {kind, *(one for one, _ in workspace.settings.inputs.named())}
    if not {"estates", "roads"} <= named:
        return  # a project that is being filled: this file has been checked by itself
    try:
        open_workspace(workspace.folder)
    except GeoError:
        return
    with _trial(workspace.folder) as place:
        path = place / Path(name).name
        write_new(path, content)
        relative = path.relative_to(workspace.folder).as_posix()
        check_workspace(_with_input(workspace, kind, relative, datum))


def _with_input(workspace: Workspace, kind: str, path: str, datum: str | None) -> Workspace:
    settings = workspace.settings
    changed: dict[str, Any] = {"inputs": settings.inputs.model_copy(update={kind: path})}
    if kind in Datums.model_fields:
        changed["datums"] = settings.datums.model_copy(update={kind: datum})
    return workspace_with(workspace.folder, settings.model_copy(update=changed))


@contextmanager
def _trial(folder: Path) -> Iterator[Path]:
    place = kept_folder(folder) / _TRIAL
    try:
        place.mkdir(parents=True, exist_ok=True)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


# ---------------------------------------------------------------- roads


RoadUpload = tuple[bytes, ConvertedRoads]
"""The content of the road file that a workspace names, and what was read."""


def read_road_upload(
    name: str, content: bytes, *, boundary: Path | None = None, stop: Stop | None = None
) -> RoadUpload:
    """Turn a road source that was uploaded into the road file of a workspace.

    Parameters
    ----------
    name : str
        What the file is called: its ending counts.
    content : bytes
    boundary : Path, optional
        Outline of the district: roads farther than 3 km outside it are left out.
    stop : Stop, optional
        Hears how far it has come, and may call it off.

    Returns
    -------
    RoadUpload

    Raises
    ------
    RoadsError
        When the file is not what it seems, is damaged, or holds no roads of the district.
    Cancelled
        When the stop object calls it off.
    """
    stop = Stop.within(stop)
    suffix = "".join(Path(name.replace("\\", "/")).suffixes[-2:])[-20:]
    with scratch_folder() as folder:
        source, out = folder / f"roads{suffix}", folder / "out" / "roads.npz"
        out.parent.mkdir()
        source.write_bytes(content)
        converted = convert_roads(str(source), out, boundary=boundary, progress=_telling(stop))
        return out.read_bytes(), converted


def _telling(stop: Stop) -> Callable[[float, str], None]:
    def tell(share: float, stage: str) -> None:
        if stop.is_cancelled:
            raise Cancelled("folder.cancelled")
        if stop.on_progress is not None:
            done = round(100 * share)
            stop.on_progress(Progress(stage=stage, share=share, done=done, of=100))

    return tell
