"""Whatever a library raises over a damaged file, told as one error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

from shapely.errors import ShapelyError

from geo.errors import GeoError
from geo.tables.journal import damaged

__all__ = ["damage_told"]

_DAMAGE: Final = (
    ShapelyError,
    ExpatError,
    ArithmeticError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    ValueError,
)


@contextmanager
def damage_told(path: Path, file: str) -> Iterator[None]:
    """Turn what libraries raise while a file is read into the error for a damaged file.

    Parameters
    ----------
    path : Path
    file : str
        What to call it in the message.

    Raises
    ------
    TableError
    """
    try:
        yield
    except GeoError:
        raise
    except _DAMAGE as error:
        raise damaged(file, error, path) from error
