"""How large a list may be, and how reading tells how far it is."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.tables.journal import refusal

__all__ = ["LIMITS", "Limits", "Progress", "require_file", "require_harmless_archive"]

Progress = Callable[[int, int | None], None]
"""Called with the rows done and, where it is known, the rows in all."""


@dataclass(frozen=True)
class Limits:
    """How large a list may be.

    Attributes
    ----------
    file_bytes : int
        Size of the file on disk.
    unpacked_bytes : int
        What a workbook or an archive may unpack to.
    unpacked_ratio : float
        How many times larger than packed an entry may be, from 32 MB on.
    rows, columns : int
        Of one sheet or layer.
    """

    file_bytes: int = 1_000_000_000
    unpacked_bytes: int = 4_000_000_000
    unpacked_ratio: float = 150.0
    rows: int = 2_000_000
    columns: int = 1_000


LIMITS = Limits()

# Small entries may be packed however well: they cannot fill the memory.
_HARMLESS_BYTES = 32_000_000


def require_file(path: Path, limits: Limits) -> None:
    """Refuse what is no file, holds nothing or is too large.

    Raises
    ------
    TableError
    """
    if path.is_dir():
        raise refusal("tables.folder", file=path.name)
    if not path.is_file():
        raise refusal("tables.no_file", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise refusal("tables.empty_file", file=path.name)
    if size > limits.file_bytes:
        raise refusal(
            "tables.too_large", file=path.name, megabytes=size / 1e6, limit=limits.file_bytes / 1e6
        )


def require_harmless_archive(archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
    """Refuse an archive that would unpack to more than the limits, before anything is unpacked.

    The sizes that the archive declares can be trusted here: Python stops unpacking an entry at
    its declared size.

    Raises
    ------
    TableError
    """
    entries = archive.infolist()
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
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusal("tables.archive_locked", file=file)
