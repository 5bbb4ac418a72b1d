"""Whether something stands where a text says, whatever the text is.

``Path`` raises where a name is longer than a disk can hold or a folder may not be looked into: of
what people type, and of what a damaged file says, nothing is there then.
"""

from collections.abc import Callable
from pathlib import Path

__all__ = ["file_there", "folder_there", "something_there"]


def file_there(path: Path) -> bool:
    """Return whether a file stands at a path.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    return _answered(path.is_file)


def folder_there(path: Path) -> bool:
    """Return whether a folder stands at a path.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    return _answered(path.is_dir)


def something_there(path: Path) -> bool:
    """Return whether anything stands at a path.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
    """
    return _answered(path.exists)


def _answered(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except OSError:
        return False
