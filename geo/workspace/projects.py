"""Workspaces as projects: named, copied and begun in a folder of their own, never outside it."""

import shutil
from pathlib import Path
from typing import Final

from geo.errors import WorkspaceError
from geo.presence import folder_there
from geo.settings import edited_settings
from geo.tables import write_whole
from geo.workspace.reading.folder import (
    SETTINGS_FILE,
    free_folder,
    init_workspace,
    kept_folder,
    open_workspace,
)

__all__ = ["begin_project", "copy_project"]

_NOT_COPIED: Final = ("changes.json", "versions", "*.lock", "*.partial", "trial")


def copy_project(folder: Path, home: Path, name: str) -> Path:
    """Copy a workspace with its scenarios and decisions; its history begins anew.

    Parameters
    ----------
    folder : Path
        The workspace folder.
    home : Path
        Where the copy is made.
    name : str
        What the copy is called.

    Returns
    -------
    Path
        The folder of the copy.

    Raises
    ------
    WorkspaceError, SettingsError
        When the workspace cannot be read or the copy not be written; nothing is left of it then.
    """
    workspace = open_workspace(folder)
    copy = free_folder(home, name)
    try:
        copy.mkdir(parents=True)
        content = (workspace.folder / SETTINGS_FILE).read_bytes()
        for _, path in workspace.settings.inputs.named():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(workspace.folder / path, copy / path)
        kept = kept_folder(workspace.folder)
        if folder_there(kept):
            ignored = shutil.ignore_patterns(*_NOT_COPIED)
            shutil.copytree(kept, kept_folder(copy), ignore=ignored, dirs_exist_ok=True)
        write_whole(copy / SETTINGS_FILE, edited_settings(content, {"name": name}))
    except OSError as error:
        shutil.rmtree(copy, ignore_errors=True)
        raise WorkspaceError("workspace.cannot_make", folder=copy, reason=error.strerror) from error
    return copy


def begin_project(home: Path, name: str, *, language: str) -> Path:
    """Make a workspace to fill in; its lists are missing until they are uploaded.

    Parameters
    ----------
    home : Path
        Where projects are kept.
    name : str
        What it is called.
    language : str
        The language of its comments.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    WorkspaceError
        When it cannot be written.
    """
    folder = free_folder(home, name)
    written = init_workspace(folder, language=language)
    settings = folder / SETTINGS_FILE
    # Example rows are no lists: what the project holds, its owner uploads.
    for path in written:
        if path != settings:
            path.unlink()
    named = {"name": name, "language": language, "inputs.estates": None, "inputs.stations": None}
    write_whole(settings, edited_settings(settings.read_bytes(), {**named, "inputs.roads": None}))
    return folder
