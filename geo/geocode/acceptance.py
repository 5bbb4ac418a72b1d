"""When a match is taken without asking: by rules that have names, never by a bare score.

The rules, the strictest first:

``same_name``     the same text once folded
``same_core``     the same name with another or no kind (小区, 宿舍) at the end
``same_sound``    every character reads the same, the numbers and directions are the same
``swapped``       two neighbouring characters in the other order, in a name of at least four
``one_slip``      one character too many or too few in a name of at least six, unless it is one
                  that makes another place of it: 新南湖小区 is not 南湖小区

A character typed for another that sounds otherwise is never taken unasked: 天仙胡同 and 天庆胡同
are two streets.

Each asks for a single place of that likeness, and none is taken where district or street say
otherwise.
"""

import re
from dataclasses import dataclass
from typing import Final

from geo.geocode.likeness import edits, same_numbers, swapped
from geo.geocode.names import NameParts
from geo.geocode.sound import sounds_alike

__all__ = ["RULES", "Match", "contradicting_kinds", "rule_between"]

RULES: Final = ("same_name", "same_core", "same_sound", "swapped", "one_slip")

_LEAST_FOR_CORE: Final = 3
_LEAST_FOR_SOUND: Final = 3
_LEAST_FOR_SWAP: Final = 4
_LEAST_FOR_SLIP: Final = 6
# What tells a new place from an old one, or one of several from the others.
_TELLING: Final = frozenset(
    "新老旧大小高低正前后左右上下内外东西南北中甲乙丙丁一二三四五六七八九十"
)
# Who lives there: a dormitory of a works is not the estate of the same name beside it.
_OF_A_WORKS: Final = re.compile("宿舍|职工|家属|单位")
_FLATS: Final = re.compile("公寓")


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
    if asked.full == known.full:
        return "same_name"
    if not same_numbers(asked, known):
        return None
    if asked.core == known.core and (asked.kind or len(asked.core) >= _LEAST_FOR_CORE):
        return "same_core"
    if asked.directions != known.directions:
        return None
    for one, other in ((asked.full, known.full), (asked.core, known.core)):
        if len(one) >= _LEAST_FOR_SOUND and sounds_alike(one, other):
            return "same_sound"
    for one, other in ((asked.full, known.full), (asked.core, known.core)):
        if len(one) >= _LEAST_FOR_SWAP and swapped(one, other):
            return "swapped"
    for one, other in ((asked.full, known.full), (asked.core, known.core)):
        shorter = min(len(one), len(other))
        if shorter >= _LEAST_FOR_SLIP - 1 and _slipped(one, other):
            return "one_slip"
    return None


def contradicting_kinds(asked: NameParts, known: NameParts) -> bool:
    """Tell whether two names say of what kind their estate is, and not the same."""
    return bool(asked.kind and known.kind) and _group(asked.kind) != _group(known.kind)


def _group(kind: str) -> str:
    if _OF_A_WORKS.search(kind):
        return "works"
    return "flats" if _FLATS.search(kind) else "estate"


def _slipped(one: str, other: str) -> bool:
    """Tell whether one text has one character more than the other, and one that tells nothing."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1 or edits(one, other) != 1:
        return False
    at = next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))
    return longer[at] not in _TELLING
