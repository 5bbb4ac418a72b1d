"""Folders that belong to a running process: whoever comes next removes those of killed ones.

The owner holds a lock on a file beside its folder. The operating system gives the lock back when
the owner ends, however it ends, so a lock that can be taken says that the owner is gone: a number
of a process may be given to another one, a lock may not.
"""

import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Final

__all__ = ["clear_orphans", "lock_given_back", "lock_taken", "owned_folder", "scratch_folder"]

_LOCK: Final = ".owner"


if sys.platform == "win32":
    import msvcrt

    def lock_taken(file: IO[bytes]) -> bool:
        """Take the lock on an open file, or return False where somebody holds it.

        Parameters
        ----------
        file : binary file

        Returns
        -------
        bool
        """
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def lock_given_back(file: IO[bytes]) -> None:
        """Give a lock back.

        Parameters
        ----------
        file : binary file
        """
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock_taken(file: IO[bytes]) -> bool:
        """Take the lock on an open file, or return False where somebody holds it.

        Parameters
        ----------
        file : binary file

        Returns
        -------
        bool
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def lock_given_back(file: IO[bytes]) -> None:
        """Give a lock back.

        Parameters
        ----------
        file : binary file
        """
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def owned_folder(folder: Path) -> Iterator[Path]:
    """Make a folder that is this process's own, and remove it afterwards if it is still there.

    Parameters
    ----------
    folder : Path
        Does not exist yet.

    Yields
    ------
    Path
        The folder; whoever renames it keeps it.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    owner = folder.with_name(folder.name + _LOCK)
    with owner.open("a+b") as file:
        lock_taken(file)
        try:
            folder.mkdir(parents=True)
            yield folder
        finally:
            _remove(folder, owner)


def _remove(folder: Path, owner: Path) -> None:
    """Remove a folder and, once nothing is left of it, the word of its owner."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        with suppress(OSError):
            owner.unlink()


def clear_orphans(parent: Path, pattern: str) -> None:
    """Remove owned folders whose owner is gone; what lives, and what cannot be removed, stays.

    Parameters
    ----------
    parent : Path
    pattern : str
        Names of the folders, as ``Path.glob`` takes them.
    """
    with suppress(OSError):
        for owner in list(parent.glob(pattern + _LOCK)):
            with suppress(OSError), owner.open("a+b") as file:
                if lock_taken(file):
                    _remove(owner.with_name(owner.name.removesuffix(_LOCK)), owner)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder for files that only this block needs.

    Yields
    ------
    Path
        An empty folder that nobody else can read, removed afterwards; one that a killed process
        left behind is removed by the next process that asks for one.
    """
    base = _base()
    # Programs that clear folders of temporary files may have removed it.
    base.mkdir(mode=0o700, exist_ok=True)
    with owned_folder(base / secrets.token_hex(8)) as folder:
        yield folder


@cache
def _base() -> Path:
    """Return the folder of all scratch folders of this user, cleared of what killed runs left."""
    base = Path(tempfile.gettempdir()) / f"repair-circle-{_user()}"
    with suppress(FileExistsError):
        base.mkdir(mode=0o700)
    if not _is_ours(base):
        # Somebody else made a folder of that name: none of it can be trusted.
        return Path(tempfile.mkdtemp(prefix="repair-circle-"))
    clear_orphans(base, "*")
    return base


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _is_ours(base: Path) -> bool:
    about = base.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return about.st_uid == os.getuid() and not about.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
