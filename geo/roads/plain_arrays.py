"""Arrays out of an archive that may come from anywhere: no pickle, no size taken on trust."""

import io
import math
import struct
import tokenize
import zipfile
import zlib
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from geo.tables import LIMITS

__all__ = ["ARCHIVE_DAMAGE", "read_plain_array", "refuse_swollen"]

# Deflate packs nothing more tightly than this, so a larger size is not true.
_TIGHTEST: Final = 1_032
_PLAIN_KINDS: Final = frozenset("biufU")
_HEADER_READERS: Final = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
}

ARCHIVE_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    tokenize.TokenError,
    SyntaxError,
    EOFError,
    OSError,
    ArithmeticError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading arrays of a damaged archive may raise."""


def refuse_swollen(archive: zipfile.ZipFile, file_bytes: int) -> None:
    """Refuse an archive whose members state sizes that cannot be true or held.

    Raises
    ------
    ValueError
    """
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    untrue = any(
        entry.file_size > _TIGHTEST * entry.compress_size or entry.compress_size > file_bytes
        for entry in entries
    )
    if untrue or total > LIMITS.unpacked_bytes:
        raise ValueError(f"{total} bytes in {file_bytes}")


def read_plain_array(content: bytes) -> NDArray[Any]:
    """Return the array of a ``.npy`` member, read only; its header has to fit its size.

    Raises
    ------
    ValueError
        When it holds objects, or fewer or more values than its header says. A damaged header may
        raise any other of :data:`ARCHIVE_DAMAGE`.
    """
    stream = io.BytesIO(content)
    shape, by_column, dtype = _HEADER_READERS[npy.read_magic(stream)](stream)
    start = stream.tell()
    count = int(math.prod(list[int](shape)))
    if dtype.kind not in _PLAIN_KINDS or (count and not dtype.itemsize):
        raise ValueError(f"{dtype} is no plain type")
    if min(shape, default=0) < 0 or count * dtype.itemsize != len(content) - start:
        raise ValueError(f"{shape} of {dtype} in {len(content) - start} bytes")
    array: NDArray[Any] = np.frombuffer(content, dtype, count, start)
    return array.reshape(shape, order="F" if by_column else "C")
