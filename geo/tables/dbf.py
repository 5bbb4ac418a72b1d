"""The texts in a shapefile's table as bytes, and the code page that they prove to be in."""

import codecs
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

import numpy as np

from geo.tables.encodings import likeliest_code_page
from geo.tables.journal import refusal

__all__ = ["dbf_texts", "prove_encoding", "stated_code_page"]

_DESCRIPTOR_BYTES: Final = 32
_END_OF_DESCRIPTORS: Final = 0x0D
_ENOUGH_TEXTS: Final = 5_000
_ENOUGH_WEIGHED: Final = 1_000

# Code pages in which every byte means something prove nothing.
_PROVES_NOTHING: Final = {"iso8859-1", "latin-1", "cp1252", "cp437", "cp850", "ascii", "charmap"}
# Byte 29 of the header, the language driver, as far as it names a code page of ours.
_LANGUAGE_DRIVERS: Final = {
    0x03: "cp1252",
    0x13: "cp932",
    0x4D: "gbk",
    0x4E: "cp949",
    0x4F: "big5",
    0x57: "cp1252",
    0x78: "big5",
    0x79: "cp949",
    0x7A: "gbk",
    0x7B: "cp932",
    0xC8: "cp1250",
    0xC9: "cp1251",
}


def dbf_texts(path: Path, file: str, *, fields: Collection[int] | None = None) -> list[bytes]:
    """Return the field names of a dBase table and the texts in it that are not plain ASCII.

    At most the first few thousand per field: enough to prove a code page.

    Parameters
    ----------
    path : Path
    file : str
        What to call the table in messages.
    fields : collection of int, optional
        The fields that hold text, from 0, where their types do not say it: MapInfo stores numbers
        as bytes in fields of text.

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
    starts = range(_DESCRIPTOR_BYTES, header_bytes, _DESCRIPTOR_BYTES)
    for number, at in enumerate(starts):
        descriptor = content[at : at + _DESCRIPTOR_BYTES]
        if descriptor[0] == _END_OF_DESCRIPTORS or len(descriptor) < _DESCRIPTOR_BYTES:
            break
        texts.append(descriptor[:11].split(b"\x00")[0])
        width = descriptor[16]
        if chr(descriptor[11]) == "C" and (fields is None or number in fields):
            field = records[:, start : start + width]
            foreign = np.flatnonzero((field > 127).any(axis=1))[:_ENOUGH_TEXTS]
            texts += [field[row].tobytes().rstrip(b" \x00") for row in foreign]
        start += width
    return texts


def prove_encoding(texts: Iterable[bytes], stated: str, file: str) -> str:
    """Return the code page that fits all texts: the stated one, UTF-8, otherwise the likeliest.

    Parameters
    ----------
    texts : iterable of bytes
    stated : str
        What the ``.cpg`` file says, or the table itself; ``""`` where neither does.
    file : str
        What to call the shapefile in messages.

    Raises
    ------
    TableError
        When none fits, or two are about equally likely.
    """
    texts = [text for text in texts if not text.isascii()]
    for encoding in (_codec(stated), "utf-8"):
        if encoding and all(_decodes(text, encoding) for text in texts):
            return encoding
    return likeliest_code_page(texts[:_ENOUGH_WEIGHED], file, stated=stated)


def stated_code_page(path: Path) -> str:
    """Return the code page that a dBase table states in its header; "" where it states none."""
    with path.open("rb") as stream:
        head = stream.read(_DESCRIPTOR_BYTES)
    return _LANGUAGE_DRIVERS.get(head[29], "") if len(head) == _DESCRIPTOR_BYTES else ""


def _codec(stated: str) -> str | None:
    try:
        codec = codecs.lookup(stated if not stated.isdigit() else f"cp{stated}").name
    except (LookupError, ValueError):
        return None
    return None if codec in _PROVES_NOTHING else codec


def _decodes(text: bytes, encoding: str) -> bool:
    """Return whether bytes decode; a last character that the field's width cut off may not."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True
