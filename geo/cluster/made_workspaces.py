"""Workspaces that a province makes for its districts: copies with other lists and settings."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from geo.presence import file_there
from geo.settings import edited_settings
from geo.tables import write_whole
from geo.workspace import SETTINGS_FILE, Workspace, decisions_path

__all__ = ["put_file", "put_workspace"]

_ENDINGS: Final = {"boundary": ".geojson", "roads": ".npz"}


def put_workspace(
    workspace: Workspace,
    folder: Path,
    lists: Mapping[str, bytes],
    *,
    settings: Mapping[str, object] | None = None,
    without: Sequence[str] = (),
) -> None:
    """Write a copy of a workspace with other lists and settings; equal content is left alone.

    Parameters
    ----------
    workspace : Workspace
    folder : Path
        Its own: what else is in it is removed.
    lists : mapping of str to bytes
        Inputs that differ, as csv, or as GeoJSON and road files for ``boundary`` and ``roads``.
    settings : mapping, optional
        Settings that differ, by key; None takes one out.
    without : sequence of str
        Inputs that the copy does not have.
    """
    named = dict(workspace.settings.inputs.named())
    kept = {name: path for name, path in named.items() if name not in {*lists, *without}}
    written = {name: f"{name}{_ENDINGS.get(name, '.csv')}" for name in lists}
    values: dict[str, object] = {f"inputs.{name}": path for name, path in written.items()}
    values |= {f"inputs.{name}": None for name in without if name in named}
    # What is written anew is in WGS-84 and says so.
    values |= {f"datums.{name}": None for name in lists}
    content = edited_settings(
        (workspace.folder / SETTINGS_FILE).read_bytes(), values | dict(settings or {})
    )
    wanted = {SETTINGS_FILE, *kept.values(), *written.values()}
    for name, path in written.items():
        put_file(folder / path, lists[name])
    for path in kept.values():
        _share(workspace.folder / path, folder / path)
    decisions = decisions_path(workspace).relative_to(workspace.folder).as_posix()
    if file_there(workspace.folder / decisions):
        wanted.add(decisions)
        _share(workspace.folder / decisions, folder / decisions)
    put_file(folder / SETTINGS_FILE, content)
    for stranger in [one for one in folder.rglob("*") if one.is_file()]:
        if stranger.relative_to(folder).as_posix() not in wanted:
            stranger.unlink()


def put_file(path: Path, content: bytes) -> None:
    """Write a file, unless it holds just that.

    Parameters
    ----------
    path : Path
    content : bytes
    """
    if not file_there(path) or path.read_bytes() != content:
        write_whole(path, content)


def _share(source: Path, target: Path) -> None:
    """Have the same file in two places; where a disk cannot, a copy."""
    if file_there(target):
        if target.samefile(source):
            return
        target.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
