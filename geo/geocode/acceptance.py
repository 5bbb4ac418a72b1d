"""When a match is taken without asking: by rules that have names, never by a bare score.

The rules, the strictest first:

``same_name``     the same text once folded
``same_core``     the same name with another or no kind (小区, 宿舍) at the end
``same_sound``    every character reads the same, the numbers and directions are the same
``swapped``       two neighbouring characters in the other order, in a name of at least four
``one_slip``      one character too many or too few in a name of at least six

A character typed for another that sounds otherwise is never taken unasked: 天仙胡同 and 天庆胡同
are two streets.

Each asks for a single place of that likeness, and none is taken where district or street say
otherwise.
"""

from dataclasses import dataclass
from typing import Final

from geo.geocode.likeness import edits, same_numbers, swapped
from geo.geocode.names import NameParts
from geo.geocode.sound import sounds_alike

__all__ = ["RULES", "Match", "rule_between"]

RULES: Final = ("same_name", "same_core", "same_sound", "swapped", "one_slip")

_LEAST_FOR_CORE: Final = 3
_LEAST_FOR_SOUND: Final = 3
_LEAST_FOR_SWAP: Final = 4
_LEAST_FOR_SLIP: Final = 6


@dataclass(frozen=True)
class Match:
    """What was decided about a name.

    Attributes
    ----------
    verdict : {"accepted", "review", "not_found"}
    rule : str
        The rule that accepted, or why it is for review: ``ambiguous``, ``other_district``,
        ``other_street``, ``likely``; empty for ``not_found``.
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
        if shorter >= _LEAST_FOR_SLIP - 1 and len(one) != len(other) and edits(one, other) == 1:
            return "one_slip"
    return None
