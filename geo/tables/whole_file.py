"""A file that is replaced whole or not at all, however its writer ends."""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["set_aside", "settle", "write_whole"]

_LEFT_BEHIND_S: Final = 60.0


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside the old one and rename it over it.

    A killed writer leaves the old file or the new one. Hold
    :func:`~geo.tables.only_writer` where several may write.

    Parameters
    ----------
    path : Path
        The file; its folder is made where it is missing.
    content : str or bytes
        Text is written as UTF-8.

    Raises
    ------
    OSError
        When the folder cannot be written to; the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    written = content.encode() if isinstance(content, str) else content
    try:
        with partial.open("wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    settle(path.parent)
    _sweep(path)


def settle(place: Path) -> None:
    """Have the disk keep a file, or the names in a folder, as far as the system can be asked.

    Parameters
    ----------
    place : Path
        Windows keeps names by itself and opens no folders.
    """
    with suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(path: Path) -> None:
    """Remove what writers that were killed have left."""
    for partial in path.parent.glob(f"{path.name}.*.partial"):
        if time.time() - partial.stat().st_mtime > _LEFT_BEHIND_S:
            partial.unlink(missing_ok=True)


def set_aside(path: Path) -> None:
    """Rename a file that cannot be read, so that nothing is ever written over it.

    Parameters
    ----------
    path : Path
        The file.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    path.replace(path.with_name(f"{path.stem}.{digest}.unreadable{path.suffix}"))
