"""One writer at a time: a lock beside a file that holds between threads, processes and users.

The operating system gives a lock back when its holder ends, however it ends: no lock outlives a
killed program, and none has to be removed by hand.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from geo.errors import TableError
from geo.owned_folders import lock_given_back, lock_taken

__all__ = ["only_writer"]

_RETRY_S: Final = 0.01


@contextmanager
def only_writer(path: Path, *, patience_s: float = 20.0) -> Iterator[None]:
    """Hold the right to change a file; whoever asks meanwhile waits.

    Parameters
    ----------
    path : Path
        The file; the lock is an empty file beside it, which stays.
    patience_s : float
        How long to wait for others.

    Returns
    -------
    iterator of None

    Raises
    ------
    TableError
        When others do not finish in time, or the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.with_name(f"{path.name}.lock").open("a+b")
    except OSError as error:
        raise TableError(
            "review.cannot_write", file=path.name, folder=path.parent, reason=error.strerror
        ) from error
    with file:
        deadline = time.monotonic() + patience_s
        while not lock_taken(file):
            if time.monotonic() > deadline:
                raise TableError("review.busy", file=path.name, seconds=round(patience_s))
            time.sleep(_RETRY_S)
        try:
            yield
        finally:
            lock_given_back(file)
