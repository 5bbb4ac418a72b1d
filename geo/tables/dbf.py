"""The texts in a shapefile's table as bytes, and the code page that they prove to be in."""

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from geo.tables.journal import refusal

__all__ = ["dbf_texts", "prove_encoding"]

_DESCRIPTOR_BYTES: Final = 32
_END_OF_DESCRIPTORS: Final = 0x0D
_ENOUGH_TEXTS: Final = 5_000

# Code pages in which every byte means something prove nothing.
_PROVES_NOTHING: Final = {"iso8859-1", "latin-1", "cp1252", "cp437", "cp850", "ascii", "charmap"}


def dbf_texts(path: Path, file: str) -> list[bytes]:
    """Return the field names of a dBase table and the texts in it that are not plain ASCII.

    At most the first few thousand per field: enough to prove a code page.

    Raises
    ------
    TableError
        When the table's header does not fit its size.
    """
    content = path.read_bytes()
    header_bytes = int.from_bytes(content[8:10], "little")
    record_bytes = int.from_bytes(content[10:12], "little")
    if len(content) < header_bytes or not record_bytes:
        raise refusal("tables.truncated", file=file, reason="the .dbf table is cut off")
    count = (len(content) - header_bytes) // record_bytes
    records = np.frombuffer(content, np.uint8, count * record_bytes, header_bytes)
    records = records.reshape(count, record_bytes)
    texts = []
    start = 1
    for at in range(_DESCRIPTOR_BYTES, header_bytes, _DESCRIPTOR_BYTES):
        descriptor = content[at : at + _DESCRIPTOR_BYTES]
        if descriptor[0] == _END_OF_DESCRIPTORS or len(descriptor) < _DESCRIPTOR_BYTES:
            break
        texts.append(descriptor[:11].split(b"\x00")[0])
        width = descriptor[16]
        if chr(descriptor[11]) == "C":
            field = records[:, start : start + width]
            foreign = np.flatnonzero((field > 127).any(axis=1))[:_ENOUGH_TEXTS]
            texts += [field[row].tobytes().rstrip(b" \x00") for row in foreign]
        start += width
    return texts


def prove_encoding(texts: Iterable[bytes], stated: str) -> str:
    """Return the code page that fits all texts: the stated one, UTF-8, otherwise GB18030.

    Parameters
    ----------
    texts : iterable of bytes
    stated : str
        What the ``.cpg`` file says; ``""`` where there is none.
    """
    texts = list(texts)
    for encoding in (_codec(stated), "UTF-8"):
        if encoding and all(_decodes(text, encoding) for text in texts):
            return encoding
    return "GB18030"


def _codec(stated: str) -> str | None:
    try:
        codec = codecs.lookup(stated if not stated.isdigit() else f"cp{stated}").name
    except LookupError:
        return None
    return None if codec in _PROVES_NOTHING else codec


def _decodes(text: bytes, encoding: str) -> bool:
    """Return whether bytes decode; a last character that the field's width cut off may not."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True
