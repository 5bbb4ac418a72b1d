"""How a name sounds: homophones are the commonest typing error of a pinyin keyboard."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

__all__ = ["blurred", "sounds_alike", "syllables"]

# What southern and hurried speech, and fuzzy input methods, do not keep apart.
_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FIRST_SIGN: Final = 0xF0000  # a private area of Unicode: no name holds these characters
_FINALS: Final = (("ang", "an"), ("eng", "en"), ("ing", "in"))
# An unfinished input method leaves its letters: long灯里. A single letter is a name of its own.
_LATIN_OR_CHARACTER: Final = re.compile(r"([a-z]{2,})|(.)", re.DOTALL)
_ONE_SYLLABLE: Final = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    "|un|uo|a|e|i|o|u|v)"
)
_PINYIN: Final = re.compile(f"(?:{_ONE_SYLLABLE})+")
_SYLLABLE: Final = re.compile(f"{_ONE_SYLLABLE}(?=(?:{_ONE_SYLLABLE})*$)")


@lru_cache(maxsize=65536)
def _reading(char: str) -> str:
    """Return the commonest reading of a character without tone."""
    from pypinyin import Style, lazy_pinyin

    readings = lazy_pinyin(char, style=Style.NORMAL, errors="default")
    return str(readings[0]) if readings else char


def _readings(text: str) -> Iterator[str]:
    """Yield the reading of every character, and the syllables of pinyin between them."""
    for latin, char in _LATIN_OR_CHARACTER.findall(text):
        if char:
            yield _reading(char)
        elif _PINYIN.fullmatch(latin):
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
def syllables(text: str) -> str:
    """Return the sound of a text: one sign for each syllable, near sounds kept apart."""
    return "".join(_sign(reading) for reading in _readings(text))


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
