"""How like two names are: by characters and by sound, less for another number or direction."""

from typing import Final

from rapidfuzz.distance import OSA, Indel

from geo.geocode.folding import figures
from geo.geocode.names import NameParts
from geo.geocode.sound import blurred, syllables

__all__ = ["edits", "likeness", "same_numbers", "swapped"]

_BY_CHARACTER: Final = 0.6
_BY_SOUND: Final = 0.2
_BY_BLURRED_SOUND: Final = 0.2
_SAME_FIGURES: Final = 0.99
_SAME_SOUND: Final = 0.8
_SAME_CHARACTERS: Final = 0.05
_OTHER_NUMBER: Final = 0.15
_OTHER_DIRECTION: Final = 0.08
_OTHER_KIND: Final = 0.02


def likeness(one: NameParts, other: NameParts) -> float:
    """Return how like two names are, 0 to 1.

    Parameters
    ----------
    one, other : NameParts

    Returns
    -------
    float
        1 for the same text, little less with other numerals, at least 0.8 for the same sound;
        else the mean of the likeness of characters and of syllables, of the whole name or of its
        core, whichever is higher, less what differing numbers, directions and kinds cost.
    """
    if one.full == other.full:
        return 1.0
    if figures(one.full) == figures(other.full):
        return _SAME_FIGURES
    if len(one.full) > 1 and syllables(one.full) == syllables(other.full):
        return _SAME_SOUND + (1 - _SAME_SOUND) * _ratio(one.full, other.full) / 2
    alike = max(
        _ratio(one.full, other.full),
        _ratio(one.written, other.written),
        _ratio(one.core, other.core) - _OTHER_KIND * (one.kind != other.kind),
    )
    if sorted(one.written) == sorted(other.written):
        alike += _SAME_CHARACTERS
    if not same_numbers(one, other):
        alike -= _OTHER_NUMBER
    if one.directions != other.directions:
        alike -= _OTHER_DIRECTION
    return min(0.999, max(0.0, alike))


def swapped(one: str, other: str) -> bool:
    """Tell whether two neighbouring characters were typed in the other order, and no more."""
    return sorted(one) == sorted(other) and edits(one, other) == 1


def same_numbers(one: NameParts, other: NameParts) -> bool:
    """Tell whether two names carry the same house numbers, phases and letters."""
    return one.numbers == other.numbers


def edits(one: str, other: str) -> int:
    """Return how many characters must be typed otherwise: changed, added, left out or swapped."""
    return int(OSA.distance(one, other, score_cutoff=3))


def _ratio(one: str, other: str) -> float:
    by_character = Indel.normalized_similarity(one, other)
    by_sound = Indel.normalized_similarity(syllables(one), syllables(other))
    by_blurred_sound = Indel.normalized_similarity(blurred(one), blurred(other))
    return float(
        _BY_CHARACTER * by_character + _BY_SOUND * by_sound + _BY_BLURRED_SOUND * by_blurred_sound
    )
