"""Compound files (OLE), the container of .xls, .et, .doc and of workbooks with a password.

Described in [MS-CFB]: sectors chained by a table, a directory of named streams, and small streams
packed together in one of their own.
"""

import struct
from pathlib import Path
from typing import Final

__all__ = ["SIGNATURE", "CompoundFile"]

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER_BYTES: Final = 512
_ENTRY_BYTES: Final = 128
_LAST_SECTOR: Final = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a compound file.

    Raises
    ------
    ValueError
        When its tables do not fit together.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        head = self._bytes[:_HEADER_BYTES]
        if len(head) < _HEADER_BYTES or not head.startswith(SIGNATURE):
            raise ValueError("no compound file")
        sector_shift, mini_shift = struct.unpack_from("<HH", head, 30)
        if sector_shift not in {9, 12} or mini_shift != 6:
            raise ValueError("sectors of a size that there is not")
        self._sector_bytes = 1 << sector_shift
        self._mini_bytes = 1 << mini_shift
        self._refuse_counts(head)
        first_directory, self._mini_below, first_mini = struct.unpack_from("<I4xII", head, 48)
        self._next = self._sector_table(head)
        self._entries = self._directory(self._chain(first_directory))
        self._mini_next = _numbers(self._chain(first_mini))
        root = next((entry for entry in self._entries.values() if entry[0] == _ROOT), None)
        self._mini_content = b"" if root is None else self._chain(root[1])

    def _refuse_counts(self, head: bytes) -> None:
        """Refuse more sectors of tables than the file has: readers make room for what is stated.

        Raises
        ------
        ValueError
        """
        counts = struct.unpack_from("<II16xI4xI", head, 40)
        if max(counts) > len(self._bytes) // self._sector_bytes:
            raise ValueError("more sectors are stated than there are")

    @property
    def names(self) -> set[str]:
        """The names of the streams."""
        return {name for name, entry in self._entries.items() if entry[0] == _STREAM}

    def read(self, name: str) -> bytes:
        """Return the content of a stream."""
        _, first, size = self._entries[name]
        if size >= self._mini_below:
            return self._chain(first)[:size]
        starts = _followed(first, self._mini_next)
        width = self._mini_bytes
        return b"".join(self._mini_content[i * width : (i + 1) * width] for i in starts)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        return self._bytes[start : start + self._sector_bytes]

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(first, self._next))

    def _sector_table(self, head: bytes) -> tuple[int, ...]:
        """Return for every sector the one that follows it."""
        parts = [n for n in struct.unpack_from("<109I", head, 76) if n < _LAST_SECTOR]
        more, seen = struct.unpack_from("<I", head, 68)[0], set[int]()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            *listed, more = _numbers(self._sector(more)) or (_LAST_SECTOR,)
            parts += [n for n in listed if n < _LAST_SECTOR]
        return _numbers(b"".join(map(self._sector, parts)))

    def _directory(self, content: bytes) -> dict[str, tuple[int, int, int]]:
        """Return kind, first sector and size of every entry by its name."""
        # Only with large sectors a size has eight bytes; else the upper four may hold anything.
        size_format = "<IQ" if self._sector_bytes > _HEADER_BYTES else "<II"
        entries: dict[str, tuple[int, int, int]] = {}
        for start in range(0, len(content) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            name_bytes, kind = struct.unpack_from("<HB", content, start + 64)
            first, size = struct.unpack_from(size_format, content, start + 116)
            name = content[start : start + max(name_bytes - 2, 0)].decode("utf-16-le", "replace")
            if kind in {_STREAM, _ROOT}:
                if size > len(self._bytes):
                    raise ValueError("a stream larger than the file")
                entries.setdefault(name, (kind, first, size))
        return entries


def _numbers(content: bytes) -> tuple[int, ...]:
    count = len(content) // 4
    return struct.unpack_from(f"<{count}I", content)


def _followed(first: int, following: tuple[int, ...]) -> list[int]:
    """Return the sectors of a chain; a chain that runs in a circle or into nothing is damage."""
    chain: list[int] = []
    while first < _LAST_SECTOR:
        if first >= len(following) or len(chain) > len(following):
            raise ValueError("a chain of sectors that does not end")
        chain.append(first)
        first = following[first]
    return chain
