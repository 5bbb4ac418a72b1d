"""How a name sounds: homophones are the commonest typing error of a pinyin keyboard.

A character is read as its word is: 长江 begins like 常, 家长 ends like 掌. The names of the table
``place_readings.csv`` come first, then the words of pypinyin's dictionary, then the character by
itself, which in names of places has a sound of its own for some (长, 都, 佛).
"""

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

__all__ = ["blurred", "place_readings", "readings", "sounds_alike", "syllables"]

# What southern and hurried speech, and fuzzy input methods, do not keep apart.
_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FIRST_SIGN: Final = 0xF0000  # a private area of Unicode: no name holds these characters
_FINALS: Final = (("ang", "an"), ("eng", "en"), ("ing", "in"))
# An unfinished input method leaves its letters: long灯里. A single letter is a name of its own.
_LATIN_OR_REST: Final = re.compile(r"([a-z]{2,})|((?:(?![a-z]{2}).)+)", re.DOTALL)
# In 武汉市长江路 and 三里长街 a new word begins with 长; pypinyin's longest match finds 市长, 里长.
_BEFORE_LONG: Final = re.compile("(?<=[省市区县镇乡村街里社])(?=长.)")
_ONE_SYLLABLE: Final = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    "|un|uo|a|e|i|o|u|v)"
)
# Letters without a blank: more are no name, and may be parted into syllables in too many ways.
_LONGEST_PINYIN: Final = 80
_PINYIN: Final = re.compile(f"(?:{_ONE_SYLLABLE})+")
_SYLLABLE: Final = re.compile(f"{_ONE_SYLLABLE}(?=(?:{_ONE_SYLLABLE})*$)")


@cache
def place_readings() -> dict[str, tuple[str, ...]]:
    """Return the syllables of place names, and of single characters in place names.

    Returns
    -------
    dict of str to tuple of str
        One syllable without tone for each character. A single character is read so where no
        word of the dictionary holds it. The table names a public source for every entry.
    """
    table = files(__package__).joinpath("place_readings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["name"]: tuple(row["reading"].split()) for row in rows}


@cache
def _place_names() -> re.Pattern[str]:
    """Return a pattern that finds the names of the table, the longest first."""
    names = sorted((name for name in place_readings() if len(name) > 1), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, names))})")


@lru_cache(maxsize=1 << 16)
def _word(word: str) -> tuple[str, ...]:
    """Return the reading of a word of the dictionary, or of one character."""
    from pypinyin import Style, lazy_pinyin

    if word in place_readings():
        return place_readings()[word]
    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors="default"))


def _by_word(text: str) -> Iterator[str]:
    """Yield the reading of every character of a text, each as its word is read."""
    from pypinyin.seg.mmseg import seg

    for piece in _place_names().split(text):
        if piece in place_readings():
            yield from _word(piece)
            continue
        for part in _BEFORE_LONG.split(piece):
            for word in seg.cut(part):
                yield from _word(word)


def _readings(text: str) -> Iterator[str]:
    """Yield the reading of every character, and the syllables of pinyin between them."""
    for latin, rest in _LATIN_OR_REST.findall(text):
        if rest:
            yield from _by_word(rest)
        elif len(latin) <= _LONGEST_PINYIN and _PINYIN.fullmatch(latin):
            yield from _SYLLABLE.findall(latin)
        else:
            yield from latin


def _folded(reading: str) -> str:
    for sharp, flat in _INITIALS:
        if reading.startswith(sharp):
            reading = flat + reading.removeprefix(sharp)
            break
    for back, front in _FINALS:
        if reading.endswith(back):
            return reading.removesuffix(back) + front
    return reading


@lru_cache(maxsize=1 << 18)
def readings(text: str) -> tuple[str, ...]:
    """Return the pinyin of a text, without tones, each character read as its word is.

    Parameters
    ----------
    text : str
        A folded text.

    Returns
    -------
    tuple of str
        ``("long", "deng", "li")`` for 龙灯里; what is no Chinese stays as it is.
    """
    return tuple(_readings(text))


@lru_cache(maxsize=1 << 18)
def syllables(text: str) -> str:
    """Return the sound of a text: one sign for each syllable, near sounds kept apart."""
    return "".join(map(_sign, readings(text)))


@lru_cache(maxsize=1 << 18)
def blurred(text: str) -> str:
    """Return the sound of a text with near sounds folded together."""
    return "".join(_sign(_folded(reading)) for reading in _readings(text))


_signs: dict[str, str] = {}


def _sign(syllable: str) -> str:
    """Return the one character that stands for a syllable in this process."""
    return _signs.setdefault(syllable, chr(_FIRST_SIGN + len(_signs)))


def sounds_alike(first: str, second: str) -> bool:
    """Tell whether two texts are read the same, syllable by syllable."""
    return syllables(first) == syllables(second)
