"""Damage done to files by a seed: the same seed does the same damage."""

import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Final

__all__ = ["mutated"]

_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
_QUOTED: Final = re.compile(rb'"[^"\n]{0,80}"|\'[^\'\n]{0,80}\'')
_NUMBERS: Final = (
    *(b"", b"0", b"-1", b"nan", b"inf", b"-inf", b"1e308", b"1e-320", b"1e999", b"0.5", b"91"),
    *(b"181", b"4294967295", b"9223372036854775808", b"1" * 30, b"0x10", b"1_0", b"true", b"\xff"),
    *("３００".encode(), "约300".encode(), b"()", b"[[", b"'", b"99999999999", b"7" * 5_000),
    *(b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-23:59", b"1899-12-31", b"24:00"),
)
_TEXTS: Final = (
    *(b"", b"\x00", b"\xff\xfe", b"=1+1", b"|O", b"<f8", b"<U99999999", b"EPSG:99999", b"utf-99"),
    *(b"..", b"/", b"null", b"\\ud800", b"a" * 5_000, "小区".encode(), "小区".encode("gbk")),
)
_VALUES: Final = (
    *(None, True, 0, -1, 1e308, float("nan"), float("inf"), 10**30, "", "\ud800", "a" * 5_000),
    *([], [[]], {}, [1], "NaN", "2026-13-45", [[0, 0], [0, 0]], [[None, 1], [2, 3]]),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-01-02T03:04:05", "1" * 5_000),
    *([[0, 0], [1, 1], [2, 2]], [[0, 0], [1, 1], [1, 0], [0, 1]], 2**31, 10**18),
)
_OPENED: Final = (b"[", b'{"a":', b"<a>", b"(", b"a = [", b"((")
_RUNS: Final = (
    b"1",
    b"a",
    b" ",
    b"\t",
    b".",
    b",",
    b"-",
    "一".encode(),
    "（".encode(),
    b"\n",
    b'"',
)
_DEEPEST: Final = 20_000
_LONGEST: Final = 4_000_000
_MOST_CHANGES: Final = 4


def mutated(content: bytes, rng: random.Random) -> bytes:
    """Return damaged content: bytes, words, members of an archive or values of JSON."""
    for _ in range(rng.randint(1, _MOST_CHANGES)):
        if content[:2] == b"PK" and rng.random() < 0.7:
            content = _in_archive(content, rng)
        elif content[:1] in b"{[" and content and rng.random() < 0.5:
            content = _in_json(content, rng)
        else:
            content = rng.choice(_CHANGES)(content, rng)
    return content[:_LONGEST]


def _in_archive(content: bytes, rng: random.Random) -> bytes:
    """Damage one member and pack all again, so that the archive itself is sound."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return _bytes_overwritten(content, rng)
    if not members:
        return content
    chosen = rng.randrange(len(members))
    if rng.random() < 0.1:
        members.pop(chosen)
    else:
        name, held = members[chosen]
        members[chosen] = name, mutated(held, rng)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in members:
            archive.writestr(zipfile.ZipInfo(name), held)
    return packed.getvalue()


def _in_json(content: bytes, rng: random.Random) -> bytes:
    try:
        root = json.loads(content)
    except (ValueError, RecursionError):
        return _word_replaced(content, rng)
    places: list[tuple[Any, Any]] = []
    waiting = [root]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            places.append((one, key))
            if isinstance(one[key], (dict, list)):
                waiting.append(one[key])
    if places:
        parent, key = rng.choice(places)
        if rng.random() < 0.2:
            del parent[key]
        else:
            parent[key] = rng.choice(_VALUES)
    return json.dumps(root).encode()


def _span(content: bytes, rng: random.Random, longest: int = 64) -> tuple[int, int]:
    start = rng.randrange(len(content) + 1)
    return start, min(start + rng.randint(1, longest), len(content))


def _bytes_overwritten(content: bytes, rng: random.Random) -> bytes:
    start, end = _span(content, rng, 8)
    return content[:start] + rng.randbytes(end - start) + content[end:]


def _bit_flipped(content: bytes, rng: random.Random) -> bytes:
    if not content:
        return content
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def _head_changed(content: bytes, rng: random.Random) -> bytes:
    """Change one of the first bytes, where formats keep their sizes and kinds."""
    head = bytearray(content[:256])
    if head:
        head[rng.randrange(len(head))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    return bytes(head) + content[256:]


def _block_dropped(content: bytes, rng: random.Random) -> bytes:
    start, end = _span(content, rng, 512)
    return content[:start] + content[end:]


def _block_repeated(content: bytes, rng: random.Random) -> bytes:
    start, end = _span(content, rng, 512)
    return content[:end] + content[start:end] * rng.randint(1, 20) + content[end:]


def _nested(content: bytes, rng: random.Random) -> bytes:
    """Open so many levels that whoever follows them one by one ends somewhere."""
    start = rng.choice((0, rng.randrange(len(content) + 1)))
    return (
        content[:start] + rng.choice(_OPENED) * rng.choice((60, 1_200, _DEEPEST)) + content[start:]
    )


def _run_put_in(content: bytes, rng: random.Random) -> bytes:
    """Put in one sign over and over: patterns that try every way of reading it never end."""
    start = rng.randrange(len(content) + 1)
    return content[:start] + rng.choice(_RUNS) * rng.choice((40, 5_000)) + content[start:]


def _cut_short(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _line_dropped(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    lines.pop(rng.randrange(len(lines)))
    return b"\n".join(lines)


def _word_replaced(content: bytes, rng: random.Random) -> bytes:
    """Put another number or text in the place of one, at times with the same length."""
    pattern, others = rng.choice(((_NUMBER, _NUMBERS), (_QUOTED, _TEXTS)))
    start = rng.randrange(len(content) + 1) if rng.random() < 0.7 else 0
    found = pattern.search(content, start) or pattern.search(content)
    if found is None:
        return _bytes_overwritten(content, rng)
    other = rng.choice(others)
    if pattern is _QUOTED:
        other = found[0][:1] + other + found[0][-1:]
    if rng.random() < 0.3:
        other = other[: len(found[0])].ljust(len(found[0]))
    return content[: found.start()] + other + content[found.end() :]


_CHANGES: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    _bytes_overwritten,
    _bit_flipped,
    _head_changed,
    _block_dropped,
    _block_repeated,
    _cut_short,
    _line_dropped,
    _word_replaced,
    _word_replaced,
    _word_replaced,
    _nested,
    _run_put_in,
)
