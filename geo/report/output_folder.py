"""A folder of results that appears whole or not at all.

Everything is written to a folder beside the wanted one and renamed at the end. A former result is
moved to a backup beside it first and removed afterwards, so that a run that fails or is killed
leaves the old folder, or its backup, or none: never a half.
"""

import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.errors import WorkspaceError
from geo.owned_folders import clear_orphans, owned_folder
from geo.parsing import parsed_json
from geo.presence import file_there, folder_there, something_there
from geo.tables import settle

__all__ = ["cannot_write", "new_folder", "refuse_foreign_folder"]

PLAN_MARK: Final = "plan.json"
TABLES_MARK: Final = "tables.json"

_OURS: Final = frozenset(
    {
        PLAN_MARK,
        TABLES_MARK,
        "scenario.json",
        "estates.csv",
        "stations.csv",
        "sites.csv",
        "zones.csv",
        "plan.gpkg",
        "plan.xlsx",
        "map.html",
        "report.html",
        "assignments.xlsx",
        "zone_sheets.html",
        "problems.csv",
        "problems.json",
        "problems.xlsx",
        "close_out_sheets.html",
        "assessment.csv",
        "assessment.json",
        "assessment.xlsx",
        "assessment_sheets.html",
        "calendar.csv",
        "calendar.xlsx",
        "calendar.ics",
        "visits.csv",
        "matters.csv",
        "visit_scores.csv",
        "visit_sheets.html",
        "day_maps.html",
    }
)
# What file managers, QGIS and office programs leave beside files that are looked at.
_LEFT_BY_VIEWERS: Final = (
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
    "plan.gpkg-shm",
    "plan.gpkg-wal",
)
_MOST_NAMED: Final = 5


def refuse_foreign_folder(out: Path) -> None:
    """Refuse a folder that holds anything but a former result, before work begins.

    Parameters
    ----------
    out : Path
        Where results are to go: a new folder, an empty one or a former result.

    Raises
    ------
    WorkspaceError
        When it is a file, or when files in it were not written by this product.
    """
    if file_there(out):
        raise WorkspaceError("report.out_is_file", out=out)
    if not folder_there(out):
        return
    entries = sorted(entry.name for entry in out.iterdir() if not _is_viewers(entry.name))
    ours = _OURS | _listed(out)
    foreign = [name for name in entries if name not in ours]
    if foreign:
        named = ", ".join(foreign[:_MOST_NAMED])
        raise WorkspaceError("report.out_foreign", out=out, count=len(foreign), names=named)
    if entries and PLAN_MARK not in entries and TABLES_MARK not in entries:
        raise WorkspaceError("report.out_unknown", out=out, names=", ".join(entries))


def _listed(out: Path) -> frozenset[str]:
    """Return the files that the list in a folder names as written with it."""
    try:
        files = parsed_json((out / TABLES_MARK).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(files) if isinstance(files, dict) else frozenset()


def _is_viewers(name: str) -> bool:
    return name.lower() in _LEFT_BY_VIEWERS or name.startswith(("~$", ".~lock."))


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write into, which becomes ``out`` when the block ends without an error.

    Parameters
    ----------
    out : Path
        The wanted folder.

    Yields
    ------
    Path
        The folder to write into.

    Raises
    ------
    WorkspaceError
        As :func:`refuse_foreign_folder`, and when the folders cannot be made or renamed.
    """
    target = out.resolve()
    _recover(target)
    refuse_foreign_folder(target)
    token = secrets.token_hex(4)
    partial = target.with_name(f".{target.name}.{token}.partial")
    _do(out, target.parent.mkdir, parents=True, exist_ok=True)
    try:
        with owned_folder(partial):
            yield partial
            _swap(out, partial, target, target.with_name(f"{target.name}.{token}.backup"))
    except OSError as error:
        raise cannot_write(out, error) from error


def _swap(out: Path, partial: Path, target: Path, backup: Path) -> None:
    for place in (*partial.iterdir(), partial):
        settle(place)
    if not something_there(target):
        _do(out, partial.rename, target)
        settle(target.parent)
        return
    _do(out, target.rename, backup)
    try:
        _do(out, partial.rename, target)
    except BaseException:
        backup.rename(target)
        raise
    settle(target.parent)
    _remove(backup)


def _remove(backup: Path) -> None:
    """Remove a backup, its marks last: what is left by a killed run is known as ours by them."""
    entries = sorted(backup.iterdir(), key=lambda entry: entry.name in (PLAN_MARK, TABLES_MARK))
    with suppress(OSError):
        for entry in entries:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        backup.rmdir()


def _is_backup(folder: Path) -> bool:
    """Return whether a folder bears one of our marks, or has lost all else."""
    names = {entry.name for entry in folder.iterdir()}
    return not names or PLAN_MARK in names or TABLES_MARK in names


def _recover(target: Path) -> None:
    """Clear up after runs that were killed: put a lone backup back, remove what is left over."""
    with suppress(OSError):
        backups = sorted(
            target.parent.glob(f"{glob.escape(target.name)}.*.backup"),
            key=lambda path: path.stat().st_mtime,
        )
        if backups and not something_there(target):
            backups.pop().rename(target)
        for backup in backups:
            if _is_backup(backup):
                _remove(backup)
    clear_orphans(target.parent, f".{glob.escape(target.name)}.*.partial")


def _do(out: Path, action: Callable[..., object], *arguments: object, **options: object) -> None:
    """Run a step on the file system; say in a sentence why it could not be done."""
    try:
        action(*arguments, **options)
    except OSError as error:
        raise cannot_write(out, error) from error


def cannot_write(out: Path, error: OSError) -> WorkspaceError:
    """Return what says to people that a place cannot be written to, and why.

    Parameters
    ----------
    out : Path
    error : OSError

    Returns
    -------
    WorkspaceError
    """
    reason = os.strerror(error.errno) if error.errno else str(error)
    return WorkspaceError("report.out_cannot_write", out=out, reason=reason)
