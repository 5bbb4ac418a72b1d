"""When a match is taken without asking: by rules that have names, never by a bare score.

The rules, the strictest first:

``same_name``      the same text once folded
``same_numerals``  the same text once 三里河一区 and 3里河1区 are written alike
``same_core``      the same name with another or no kind (小区, 宿舍) at the end
``same_sound``     every character reads the same in its word, and most are written the same
``doubled``        one character typed twice
``swapped``        two neighbouring characters in the other order, in a name of at least three
``one_slip``       one character too many or too few in a long name, unless it is one that makes
                   another place of it: 新南湖小区 is not 南湖小区

A character typed for another that sounds otherwise is never taken unasked: 天仙胡同 and 天庆胡同
are two streets. How long a name has to be was read from 23,801 names of communities and estates of
fifteen cities. For how many of 1,000 there is another name in the same city that differs so much:

================================  ==============  ============  ============
they differ by                    two characters  three         four
================================  ==============  ============  ============
one homophone                     31              2.4           0.6
two homophones                    13              1.4           0.2
two neighbours swapped            10              0.7           0
one character left out            131             15            2.7
the same, none that tells places  113             6             0.8
================================  ==============  ============  ============

Each asks for a single place of that likeness, and none is taken where district or street say
otherwise.
"""

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

from geo.geocode.folding import figures
from geo.geocode.likeness import edits, same_numbers, swapped
from geo.geocode.names import NameParts, stem
from geo.geocode.sound import sounds_alike

__all__ = ["RULES", "Match", "contradicting_kinds", "rule_between"]

_LEAST_FOR_CORE: Final = 3
_LEAST_FOR_SOUND: Final = 3
_SHORT: Final = 3
_LEAST_FOR_DOUBLED: Final = 3
_LEAST_FOR_SWAP: Final = 3
_LEAST_FOR_SLIP: Final = 4
_LEAST_KIND_FOR_SLIP: Final = 3
# What tells a new place from an old one, or one of several from the others.
_TELLING: Final = frozenset(
    "新老旧大小高低正前后左右上下内外东西南北中甲乙丙丁一二三四五六七八九十"
)
# Who lives there: a dormitory of a works is not the estate of the same name beside it, and where
# both stand the families live in another one than the workers. The first that is found counts.
_GROUPS: Final = {
    "families": re.compile("家属"),
    "works": re.compile("宿舍|职工|单位"),
    "flats": re.compile("公寓"),
    "compound": re.compile("大院|院内"),
}
_ORDINALS: Final = re.compile(r"\d+|[甲乙丙丁戊一二三四五六七八九十]+|[a-z]+")


@dataclass(frozen=True)
class Match:
    """What was decided about a name.

    Attributes
    ----------
    verdict : {"accepted", "review", "not_found"}
    rule : str
        The rule that accepted, or why it is for review: ``ambiguous``, ``other_district``,
        ``other_street``, ``other_kind``, ``community``,
        ``likely``; empty for ``not_found``.
    """

    verdict: str
    rule: str


def rule_between(asked: NameParts, known: NameParts) -> str | None:
    """Return the strictest rule by which one name is the other, or None.

    Parameters
    ----------
    asked, known : NameParts
    """
    return next((rule for rule, holds in _HOLDS.items() if holds(asked, known)), None)


def contradicting_kinds(asked: NameParts, known: NameParts) -> bool:
    """Tell whether two names say of what kind their estate is, and not the same."""
    return bool(asked.kind and known.kind) and _group(asked.kind) != _group(known.kind)


def _group(kind: str) -> str:
    return next((name for name, words in _GROUPS.items() if words.search(kind)), "estate")


def _same_name(asked: NameParts, known: NameParts) -> bool:
    return asked.full == known.full


def _same_numerals(asked: NameParts, known: NameParts) -> bool:
    return figures(asked.full) == figures(known.full)


def _same_core(asked: NameParts, known: NameParts) -> bool:
    long_enough = bool(asked.kind) or len(asked.core) >= _LEAST_FOR_CORE
    return long_enough and figures(asked.core) == figures(known.core)


def _same_sound(asked: NameParts, known: NameParts) -> bool:
    """Tell whether a name sounds like the other, and is not another name altogether.

    馨苑 and 欣园 sound alike and are two estates: one character of a name's own part of up to three
    may be written otherwise, half of a longer one.
    """
    changed = len(known.core) - LCSseq.similarity(asked.core, known.core)
    own = len(stem(known.core))
    return changed <= (own // 2 if own > _SHORT else 1) and any(
        len(one) >= _LEAST_FOR_SOUND and sounds_alike(one, other)
        for one, other in (
            (asked.full, known.full),
            (asked.written, known.written),
            (asked.core, known.core),
        )
    )


def _doubled(asked: NameParts, known: NameParts) -> bool:
    """Tell whether one character of the known name was typed twice in a row."""
    one, other = asked.full, known.full
    at = _extra(one, other)
    return (
        at is not None
        and len(other) >= _LEAST_FOR_DOUBLED
        and one[at] == one[at - 1]
        and one[at] not in _TELLING
        and same_numbers(asked, known)
    )


def _swapped(asked: NameParts, known: NameParts) -> bool:
    """Tell whether two neighbours changed places, and no number or direction with them."""
    one, other = asked.full, known.full
    if len(other) < _LEAST_FOR_SWAP or not swapped(one, other):
        return False
    if _ORDINALS.findall(one) != _ORDINALS.findall(other) or asked.directions != known.directions:
        return False
    at = next(i for i in range(len(one)) if one[i] != other[i])
    if at + 1 >= len(known.core):  # behind the name itself: 荣华小苑区
        return len(known.core) >= 2
    if len(known.core) < _LEAST_FOR_SWAP:
        return False
    return len(known.core) > _LEAST_FOR_SWAP or not _TELLING & {one[at], one[at + 1]}


def _one_slip(asked: NameParts, known: NameParts) -> bool:
    """Tell whether one name has one character more than the other, and one that tells nothing."""
    if not same_numbers(asked, known) or asked.directions != known.directions:
        return False
    if len(known.kind) >= _LEAST_KIND_FOR_SLIP and asked.full.startswith(known.core):
        rest = asked.full.removeprefix(known.core)
        if len(rest) == len(known.kind) - 1 and edits(rest, known.kind) == 1:
            return True
    shorter, longer = sorted((asked.core, known.core), key=len)
    at = _extra(longer, shorter)
    if at is None or len(stem(shorter)) < _LEAST_FOR_SLIP or longer[at] in _TELLING:
        return False
    return stem(shorter) != stem(longer)  # 莫愁新寓园 and 莫愁新寓家园 are two estates


def _extra(longer: str, shorter: str) -> int | None:
    """Return where one text has the one character that the other lacks, the last such place."""
    if len(longer) - len(shorter) != 1 or edits(longer, shorter) != 1:
        return None
    return next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))


_HOLDS: Final = {
    "same_name": _same_name,
    "same_numerals": _same_numerals,
    "same_core": _same_core,
    "same_sound": _same_sound,
    "doubled": _doubled,
    "swapped": _swapped,
    "one_slip": _one_slip,
}
RULES: Final = tuple(_HOLDS)
