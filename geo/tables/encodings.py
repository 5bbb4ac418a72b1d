"""The encoding of a text, proven on its bytes."""

import codecs
from pathlib import Path
from typing import Final

from geo.errors import TableError
from geo.tables.journal import refusal

__all__ = ["sniff_encoding", "utf16_without_mark"]

_HEAD_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
# Digits, commas and line ends make up at least this share of a list's bytes.
_ZEROS_OF_UTF16: Final = 0.05


def sniff_encoding(path: Path, file: str) -> str:
    """Return the encoding of a text file, proven by decoding all of it.

    Raises
    ------
    TableError
        When no encoding fits; names the first line that does not.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(codecs.BOM_UTF8):
        return _proven(path, file, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proven(path, file, "utf-16")
    if encoding := utf16_without_mark(head):
        return _proven(path, file, encoding)
    not_utf8 = _first_undecodable(path, "utf-8")
    if not_utf8 is None:
        return "utf-8"
    cut_at_the_end = not_utf8 >= path.stat().st_size - 3 and not head[:not_utf8].isascii()
    if not cut_at_the_end and _first_undecodable(path, "gb18030") is None:
        return "gb18030"
    raise _undecodable(path, file, "utf-8", not_utf8)


def utf16_without_mark(head: bytes) -> str | None:
    """Return which UTF-16 the first bytes of a file are in, though no mark says so, or None.

    In it every ASCII character has a zero byte, always on the same side.
    """
    zeros = head.count(0)
    if zeros < _ZEROS_OF_UTF16 * len(head) or not zeros:
        return None
    if head[1::2].count(0) == zeros:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) == zeros else None


def _proven(path: Path, file: str, encoding: str) -> str:
    wrong = _first_undecodable(path, encoding)
    if wrong is None:
        return encoding
    raise _undecodable(path, file, encoding, wrong)


def _undecodable(path: Path, file: str, encoding: str, wrong: int) -> TableError:
    if wrong >= path.stat().st_size - 3:
        return refusal("tables.cut_character", file=file)
    with path.open("rb") as stream:
        line = stream.read(wrong).decode(encoding, "ignore").count("\n") + 1
    return refusal("tables.no_encoding", file=file, row=line)


def _first_undecodable(path: Path, encoding: str) -> int | None:
    """Return the position of the first byte that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            done += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return done - len(decoder.getstate()[0])
    return None
