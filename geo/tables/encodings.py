"""The encoding of a text: proven on its bytes where bytes can prove it, else weighed.

UTF-8 and UTF-16 prove themselves. Of the old code pages several may decode the same bytes, and all
but one yield nonsense: each reading is weighed by how common its signs are in lists of its script
(naive Bayes over signs), with the word of the file and the custom of Chinese offices as prior. A
reading that is not clearly the likeliest is refused with the readings that compete.
"""

import codecs
import io
import itertools
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from geo.errors import TableError
from geo.tables.frequent_signs import (
    ACCENTED,
    CYRILLIC,
    EAST_EUROPEAN,
    HANGUL,
    JAPANESE,
    SIMPLIFIED,
    TRADITIONAL,
)
from geo.tables.garbled_text import require_sound
from geo.tables.journal import refusal

__all__ = ["encoding_name", "likeliest_code_page", "sniff_encoding", "utf16_without_mark"]

_HEAD_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
_SAMPLE_BYTES: Final = 20_000
# Digits, commas and line ends make up at least this share of a list's bytes.
_ZEROS_OF_UTF16: Final = 0.05

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Seven-bit code pages that announce themselves by an escape.
_ESCAPES: Final = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp"))


@dataclass(frozen=True)
class _CodePage:
    """A code page, what people call it, its common signs, and how usual it is among lists."""

    codec: str
    name: str
    common: frozenset[str]
    prior: float


_CODE_PAGES: Final = (
    _CodePage("gb18030", "GB18030 (GBK)", SIMPLIFIED, 0.93),
    _CodePage("big5hkscs", "Big5", TRADITIONAL, 0.02),
    _CodePage("cp932", "Shift-JIS", JAPANESE, 0.01),
    _CodePage("euc_jp", "EUC-JP", JAPANESE, 0.002),
    _CodePage("cp949", "EUC-KR", HANGUL, 0.01),
    _CodePage("cp1252", "Windows-1252", ACCENTED, 0.02),
    _CodePage("cp1250", "Windows-1250", EAST_EUROPEAN, 0.005),
    _CodePage("cp1251", "Windows-1251", CYRILLIC, 0.003),
)
_NAMES: Final = {page.codec: page.name for page in _CODE_PAGES}

# Shares of the signs of a text that are common ones, other signs of the script's usual set,
# punctuation, and signs that a list hardly ever holds.
_COMMON, _USUAL, _PUNCTUATION, _RARE = 0.75, 0.18, 0.06, 0.01
_PUNCTUATION_SIGNS: Final = frozenset(
    "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…·～％℃㎡№±×°€£§«»–•¿¡・〒"
)
_USUAL_SIGNS: Final = {
    "gb18030": 3_000,
    "big5hkscs": 4_000,
    "cp932": 2_000,
    "euc_jp": 2_000,
    "cp949": 2_000,
    "cp1252": 60,
    "cp1250": 60,
    "cp1251": 60,
}
_RARE_SIGNS: Final = 15_000
_ASCII_SIGNS: Final = 60
# What the file says of itself weighs as much as this prior.
_STATED_PRIOR: Final = 0.5
# The best reading must be this many times likelier than any other.
_CLEARLY: Final = math.log(20)
_SHOWN: Final = 12
_WHOLE_SIGNS: Final = 3
# How much less likely it is that neighbours in a word belong to different scripts, that an
# accented letter follows another, and that a capital follows a small letter.
_ODD_JOIN: Final = -4.0
_LATIN: Final = frozenset({"cp1252", "cp1250"})
_SINGLE_BYTE: Final = _LATIN | {"cp1251"}


def encoding_name(encoding: str) -> str:
    """Return what people call an encoding: ``GB18030 (GBK)``, ``Windows-1252``, ``UTF-16``."""
    return _NAMES.get(encoding, encoding.upper())


def sniff_encoding(source: Path | bytes, file: str, *, stated: str = "") -> str:
    """Return the encoding of a text, proven by decoding all of it.

    Parameters
    ----------
    source : Path or bytes
        A file, or what stands in one.
    file : str
        What to call it in messages.
    stated : str
        What the file says of itself, if it does; believed only where its bytes allow it.

    Returns
    -------
    str
        A name that Python's codecs know.

    Raises
    ------
    TableError
        When no encoding fits, naming the first line that does not, two fit equally well, or the
        text was garbled before it was saved.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        encoding = _sniffed(stream, file, stated)
        require_sound(_sample(stream, encoding), file)
        return encoding


def _sample(stream: BinaryIO, encoding: str) -> str:
    """Return some of a text: its first lines that are not ASCII, as far as lines are bytes."""
    if encoding.startswith(("utf-16", "utf-32", "iso2022")):
        stream.seek(0)
        return stream.read(_SAMPLE_BYTES).decode(encoding, "ignore")
    return b"\n".join(_foreign_lines(stream)).decode(encoding, "ignore")


def _sniffed(stream: BinaryIO, file: str, stated: str) -> str:
    head = stream.read(_HEAD_BYTES)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _proven(stream, file, encoding)
    if encoding := utf16_without_mark(head) or "":
        return _proven(stream, file, encoding)
    for escape, encoding in _ESCAPES:
        if escape in head and _first_undecodable(stream, encoding) is None:
            return encoding
    not_utf8 = _first_undecodable(stream, "utf-8")
    if not_utf8 is None:
        return "utf-8"
    cut_at_the_end = not_utf8 >= _size(stream) - 3 and not head[:not_utf8].isascii()
    lines = _foreign_lines(stream)
    if cut_at_the_end or _is_mostly_utf8(lines):
        raise _undecodable(stream, file, "utf-8", not_utf8)
    fitting = [p.codec for p in _CODE_PAGES if _first_undecodable(stream, p.codec) is None]
    if not fitting:
        raise _undecodable(stream, file, "utf-8", not_utf8)
    return likeliest_code_page(lines, file, among=fitting, stated=stated)


def likeliest_code_page(
    texts: Iterable[bytes],
    file: str,
    *,
    among: Iterable[str] | None = None,
    stated: str = "",
) -> str:
    """Return the code page that texts are most likely written in.

    Parameters
    ----------
    texts : iterable of bytes
        Those that are not plain ASCII.
    file : str
        What to call their file in messages.
    among : iterable of str, optional
        The codecs to choose from; by default all that decode every text.
    stated : str
        What the file says.

    Returns
    -------
    str
        The codec.

    Raises
    ------
    TableError
        When none decodes the texts, or two readings are about equally likely.
    """
    texts = list(texts)
    allowed = {page.codec for page in _CODE_PAGES} if among is None else set(among)
    stated_codec = _codec(stated)
    weights: dict[str, float] = {}
    readings: dict[str, str] = {}
    for page in _CODE_PAGES:
        decoded = _decoded(texts, page.codec) if page.codec in allowed else None
        if decoded is None or decoded in readings.values():
            continue
        prior = max(page.prior, _STATED_PRIOR) if page.codec == stated_codec else page.prior
        readings[page.codec] = decoded
        likelihood = _log_likelihood(decoded, page) + _ODD_JOIN * _odd_joins(decoded, page)
        weights[page.codec] = math.log(prior) + likelihood
    if not weights:
        raise refusal("tables.no_encoding", file=file)
    best, *others = sorted(weights, key=lambda codec: -weights[codec])
    if others and weights[best] - weights[others[0]] < _CLEARLY:
        first, second = readings[best], readings[others[0]]
        raise refusal(
            "tables.encoding_unsure",
            file=file,
            encoding=_NAMES[best],
            other=_NAMES[others[0]],
            found=_first_difference(first, second),
            other_found=_first_difference(second, first),
        )
    return best


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


def _codec(stated: str) -> str:
    """Return the code page that a file means by what it states; "" where that is none of ours."""
    try:
        found = codecs.lookup(f"cp{stated}" if stated.isdigit() else stated).name
    except LookupError:
        return ""
    # Whoever writes one of these means the page that contains it.
    widened = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}
    widened |= {
        "cp950": "big5hkscs",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
        "euc_jis_2004": "euc_jp",
    }
    widened |= {"iso8859-1": "cp1252", "iso8859-2": "cp1250", "iso8859-15": "cp1252"}
    return widened.get(found, found)


def _decoded(texts: list[bytes], codec: str) -> str | None:
    """Return texts as they read in a code page, or None.

    A last sign that the width of a field cut in two shows as U+FFFD.
    """
    lines = []
    for text in texts:
        decoder = codecs.getincrementaldecoder(codec)()
        try:
            lines.append(decoder.decode(text) + "\ufffd" * bool(decoder.getstate()[0]))
        except UnicodeDecodeError:
            return None
    return "\n".join(lines)


def _log_likelihood(text: str, page: _CodePage) -> float:
    """Return how likely a text is that is written in the script of a code page."""
    common = page.common
    log_common = math.log(_COMMON / len(common))
    log_usual = math.log(_USUAL / _USUAL_SIGNS[page.codec])
    log_rare = math.log(_RARE / _RARE_SIGNS)
    log_punctuation = math.log(_PUNCTUATION / len(_PUNCTUATION_SIGNS))
    total = 0.0
    for sign in text:
        if sign.isascii():
            total -= math.log(_ASCII_SIGNS)
        elif sign in common:
            total += log_common
        elif sign in _PUNCTUATION_SIGNS:
            total += log_punctuation
        else:
            total += log_usual if _is_usual(sign, page.codec) else log_rare
    return total


def _odd_joins(text: str, page: _CodePage) -> float:
    """Count the neighbours in words that no language of a code page puts side by side.

    A capital beside a Chinese sign (``A栋``) is half as odd as a small letter.
    """
    odd = 0.0
    for left, right in itertools.pairwise(text):
        if (left.isascii() and right.isascii()) or not (left.isalpha() and right.isalpha()):
            continue
        if page.codec not in _LATIN:
            letter = left if left.isascii() else right
            odd += 0.0 if not letter.isascii() else 1.0 if letter.islower() else 0.5
        elif right.isupper() and left.islower():
            odd += 1
        else:
            both_capitals = left.isupper() and right.isupper()
            odd += 0.0 if left.isascii() or right.isascii() else 0.5 if both_capitals else 1.0
    return odd


@lru_cache(maxsize=65_536)
def _is_usual(sign: str, codec: str) -> bool:
    """Return whether a sign belongs to the part of a code page that everyday text is written in."""
    if codec in _SINGLE_BYTE:
        return unicodedata.category(sign) in {"Ll", "Lu"}
    if "\uff01" <= sign <= "\uff5e":
        # Letters and digits of full width.
        return True
    first, *rest = sign.encode(codec, "replace")
    if len(rest) != 1:
        return False
    if codec == "gb18030":
        return 0xB0 <= first <= 0xD7 and rest[0] >= 0xA1
    if codec == "big5hkscs":
        return 0xA4 <= first <= 0xC6
    if codec == "cp932":
        return 0x88 <= first <= 0x97
    if codec == "euc_jp":
        return 0xB0 <= first <= 0xCF
    return 0xB0 <= first <= 0xC8 and rest[0] >= 0xA1


def _first_difference(text: str, other: str) -> str:
    """Return the first word that two readings disagree on, as the first of them has it."""
    mine, theirs = text.split(), other.split()
    word = next((a for a, b in zip(mine, theirs, strict=False) if a != b), text)
    at = next((i for i, sign in enumerate(word) if not sign.isascii()), 0)
    return word[max(at - _SHOWN, 0) : at + _SHOWN]


def _foreign_lines(stream: BinaryIO) -> list[bytes]:
    """Return the first lines of a text that are not plain ASCII."""
    found, size = [], 0
    stream.seek(0)
    while size < _SAMPLE_BYTES and (line := stream.readline(_SAMPLE_BYTES)):
        if not line.isascii():
            found.append(line.rstrip(b"\r\n"))
            size += len(line)
    return found


def _is_mostly_utf8(lines: list[bytes]) -> bool:
    """Return whether texts hold whole Chinese signs in UTF-8 and few bytes that are none.

    Three bytes of an old code page rarely make a sign of UTF-8, let alone several times.
    """
    text = b"\n".join(lines).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum("\u0800" <= sign != "\ufffd" for sign in text)
    return whole >= _WHOLE_SIGNS and whole > broken


def _proven(stream: BinaryIO, file: str, encoding: str) -> str:
    wrong = _first_undecodable(stream, encoding)
    if wrong is None:
        return encoding
    raise _undecodable(stream, file, encoding, wrong)


def _undecodable(stream: BinaryIO, file: str, encoding: str, wrong: int) -> TableError:
    if wrong >= _size(stream) - 3:
        return refusal("tables.cut_character", file=file)
    stream.seek(0)
    line = stream.read(wrong).decode(encoding, "ignore").count("\n") + 1
    return refusal("tables.no_encoding", file=file, row=line)


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def _first_undecodable(stream: BinaryIO, encoding: str) -> int | None:
    """Return the position of the first byte that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    stream.seek(0)
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
