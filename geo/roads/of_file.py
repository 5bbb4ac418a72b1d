"""What is refused of the arrays of a file, told with the name of the file."""

from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import RoadsError

__all__ = ["told_of"]


@contextmanager
def told_of(file: str) -> Iterator[None]:
    """Say of what file an error speaks, where it does not say so itself.

    Raises
    ------
    RoadsError
    """
    try:
        yield
    except RoadsError as error:
        if "file" in error.params:
            raise
        raise RoadsError("roads.file_unusable", file=file, faults=[error]) from error
