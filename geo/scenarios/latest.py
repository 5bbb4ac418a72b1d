"""The newest state of a file of scenarios, read once for all windows of a server.

Each window would hold states of its own of everybody's steps, and read them all with every click.
A state that is read or written here shares what did not change with the one before.
"""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.scenarios.store import SavedScenarios

__all__ = ["Mark", "known_state", "mark_of", "remember_state"]

_MOST_FILES: Final = 16
_known: "Final[OrderedDict[Path, tuple[Mark, SavedScenarios]]]" = OrderedDict()
_lock: Final = threading.Lock()

Mark = tuple[int, int, int, int]
"""What another state of a file changes: a save renames a new file into its place."""


def mark_of(path: Path) -> Mark:
    """Return the mark of a file as it is now.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of int

    Raises
    ------
    OSError
        When there is none.
    """
    about = path.stat()
    return about.st_ino, about.st_mtime_ns, about.st_ctime_ns, about.st_size


def known_state(path: Path, mark: Mark) -> "SavedScenarios | None":
    """Return what a file holds where it was read or written with this mark; else None.

    Parameters
    ----------
    path : Path
    mark : tuple of int

    Returns
    -------
    SavedScenarios, optional
    """
    with _lock:
        held = _known.get(path.absolute())
        return held[1] if held is not None and held[0] == mark else None


def remember_state(path: Path, mark: Mark, state: "SavedScenarios") -> None:
    """Keep what a file holds; of many files those that were read last.

    Parameters
    ----------
    path : Path
    mark : tuple of int
        As it was before the file was read, or after it was written.
    state : SavedScenarios
    """
    with _lock:
        _known[path.absolute()] = mark, state
        _known.move_to_end(path.absolute())
        if len(_known) > _MOST_FILES:
            _known.popitem(last=False)
