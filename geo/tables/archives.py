"""Zip archives that may come from anywhere: sizes are judged before anything is unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geo.tables.journal import damaged, refusal
from geo.tables.limits import Limits

__all__ = ["entry_name", "open_archive"]

# Small entries may be packed however well: they cannot fill the memory.
_HARMLESS_BYTES: Final = 32_000_000
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800

_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
)


@contextmanager
def open_archive(path: Path, file: str, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose entries can be unpacked without harm.

    The sizes that an archive declares can be trusted here: Python stops unpacking an entry at its
    declared size.

    Raises
    ------
    TableError
        When it is damaged or locked, or would unpack to more than the limits; damage that shows
        only while entries are read counts too.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_harmless(archive.infolist(), file, limits)
            yield archive
    except _DAMAGE as error:
        raise damaged(file, error, path) from error


def _require_harmless(entries: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    total = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _HARMLESS_BYTES
        and entry.file_size > limits.unpacked_ratio * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or total > limits.unpacked_bytes:
        raise refusal(
            "tables.archive_bomb",
            file=file,
            megabytes=total / 1e6,
            limit=limits.unpacked_bytes / 1e6,
            ratio=limits.unpacked_ratio,
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refusal("tables.archive_locked", file=file)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; Chinese Windows writes names in GBK, which zip knows nothing of."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
