"""How large a list may be, and how reading tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.presence import file_there, folder_there
from geo.tables.journal import refusal

__all__ = ["LIMITS", "Limits", "Progress", "require_file"]

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


def require_file(path: Path, file: str, limits: Limits) -> None:
    """Refuse what is no file, may not be read, holds nothing or is too large.

    Raises
    ------
    TableError
    """
    if folder_there(path):
        raise refusal("tables.folder", file=file)
    if not file_there(path):
        raise refusal("tables.no_file", file=file)
    try:
        path.open("rb").close()
    except PermissionError as error:
        raise refusal("tables.no_permission", file=file) from error
    size = path.stat().st_size
    if size == 0:
        raise refusal("tables.empty_file", file=file)
    if size > limits.file_bytes:
        raise refusal(
            "tables.too_large", file=file, megabytes=size / 1e6, limit=limits.file_bytes / 1e6
        )
