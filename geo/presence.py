"""Whether something stands where a text says, whatever the text is.

``Path`` raises where a name is longer than a disk can hold or a folder may not be looked into: of
what people type, and of what a damaged file says, nothing is there then.
"""

from pathlib import Path

__all__ = ["file_there", "folder_there"]


def file_there(path: Path) -> bool:
    """Return whether a file stands at a path.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    try:
        return path.is_file()
    except OSError:
        return False


def folder_there(path: Path) -> bool:
    """Return whether a folder stands at a path.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    try:
        return path.is_dir()
    except OSError:
        return False
