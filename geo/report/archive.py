"""One file instead of a folder: a zip whose bytes depend on its content alone."""

import zipfile
from pathlib import Path
from typing import Final

__all__ = ["write_archive"]

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_READABLE_BY_ALL: Final = 0o100644 << 16


def write_archive(folder: Path, path: Path, *, comment: str = "") -> None:
    """Write all files of a folder into a zip.

    Parameters
    ----------
    folder : Path
        What to pack, subfolders included.
    path : Path
        The new file, outside the folder. Names are UTF-8; equal files give equal bytes.
    comment : str
        What the archive says of itself, such as the run that made it.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment.encode("utf-8")
        for file in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE_BY_ALL
            archive.writestr(entry, file.read_bytes())
