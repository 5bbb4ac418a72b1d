"""Finding a named thing from what somebody types: a name, its pinyin, its initials, an id.

A query is read letter by letter along the syllables of a name: each further letter is the next one
of the same syllable, or the first one of the next. ``longdengli``, ``ldl`` and ``longdl`` find
龙灯里 alike. Names written otherwise with the same sound, and small typing errors, come last.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from geo.geocode.folding import fold
from geo.geocode.sound import readings
from geo.text import plain_text

__all__ = ["LONGEST_QUERY", "NameIndex", "Named", "find_named"]

LONGEST_QUERY: Final = 60
"""Signs of a query that count: no name that somebody types is longer."""

_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_]")
_LATIN: Final = re.compile(r"[a-z0-9]+")
# How well a name fits, the best first.
_IS, _BEGINS, _SPELLED, _SPELLING_BEGINS, _BY_SYLLABLES, _HOLDS, _HOLDS_SPELLING, _SOUNDS, _NEAR = (
    range(9)
)
# Where the spelling may begin, whether syllables may be left early, and what that is worth. Signs
# are read as whole syllables: 龙灯 is no shorthand for a longer name.
_BY_LETTER: Final = (
    (False, False, _SPELLING_BEGINS),
    (False, True, _BY_SYLLABLES),
    (True, True, _HOLDS_SPELLING),
)
_BY_SOUND: Final = ((True, False, _SOUNDS),)
_OTHER_WORDS: Final = 10
"""What it costs that a query fits only word by word."""

_LEAST_SIGNS: Final = 3
_LEAST_LETTERS: Final = 5
_ALIKE: Final = 66.0
_ALIKE_LETTERS: Final = 78.0
"""Likeness in per cent from which a name may be meant: one sign of three, one letter of five."""


@dataclass(frozen=True)
class Named:
    """Something that can be found.

    Attributes
    ----------
    kind : str
        What it is: ``estate``, ``station``, ``page`` …
    key : str
        Its id among those of its kind; it can be found by it, too.
    name : str
        What it is called.
    detail : str
        What tells it apart from others of the same name; not searched.
    also : tuple of str
        Further names.
    weight : float
        Of things that fit equally well the heavier comes first.
    """

    kind: str
    key: str
    name: str
    detail: str = ""
    also: tuple[str, ...] = ()
    weight: float = 0.0


class NameIndex:
    """Things by all that they are called.

    Parameters
    ----------
    things : iterable of Named
    """

    def __init__(self, things: Iterable[Named]) -> None:
        self.things: Final = tuple(things)
        called = [
            (number, text)
            for number, thing in enumerate(self.things)
            for text in dict.fromkeys((thing.name, thing.key, *thing.also))
        ]
        self._is_id = np.array(
            [self.things[one].name != text == self.things[one].key for one, text in called], bool
        )
        self._thing_of = np.array([number for number, _ in called], dtype=np.int64)
        self._folded = [fold(plain_text(text)) for _, text in called]
        self._letters = _Letters([_syllables(text) for _, text in called])

    def fits(self, query: str) -> list[tuple[float, Named]]:
        """Return what a query may mean, in the order of the index, with how well it fits.

        Parameters
        ----------
        query : str
            As it was typed, whatever it holds; only its first signs count.

        Returns
        -------
        list of (float, Named)
            The smaller, the better; :func:`find_named` ranks them.
        """
        typed = plain_text(query)[:LONGEST_QUERY]
        fit = self._fit(typed)
        words = typed.split()
        if len(words) > 1:
            by_word = np.max([self._fit(word) for word in words], axis=0)
            fit = np.minimum(fit, by_word + _OTHER_WORDS)
        return [
            (float(fit[number]), self.things[number]) for number in np.flatnonzero(fit < np.inf)
        ]

    def _fit(self, typed: str) -> NDArray[np.float64]:
        """Return how well each thing fits what was typed, inf where it does not."""
        fit = np.full(len(self.things), np.inf)
        sought = fold(typed)
        if not sought or not self._folded:
            return fit
        of_text = np.full(len(self._folded), np.inf)
        for number, text in enumerate(self._folded):
            if sought in text:
                of_text[number] = _written(sought, text)
        if letters := "".join(_syllables(typed)):
            self._spell(of_text, letters, by_sound=not _LATIN.fullmatch(_unmarked(sought)))
        # All ids of a list begin alike: only a whole one is a sign of what is meant.
        partly = self._is_id & (of_text > _IS)
        of_text[partly] = np.maximum(of_text[partly], _HOLDS)
        if not np.isfinite(of_text).any():
            self._guess(of_text, sought, letters)
        np.minimum.at(fit, self._thing_of, of_text)
        return fit

    def _spell(self, of_text: NDArray[np.float64], letters: str, *, by_sound: bool) -> None:
        """Lower the fit of the texts whose syllables are typed, in full or begun."""
        for anywhere, jumps, fit in _BY_SOUND if by_sound else _BY_LETTER:
            texts, whole = self._letters.spelled(letters, anywhere=anywhere, jumps=jumps)
            of_text[texts] = np.minimum(of_text[texts], fit)
            if fit == _SPELLING_BEGINS:
                of_text[texts[whole]] = np.minimum(of_text[texts[whole]], _SPELLED)

    def _guess(self, of_text: NDArray[np.float64], sought: str, letters: str) -> None:
        """Lower the fit of the texts that differ from what was typed by little."""
        for wanted, texts, least_signs, alike in (
            (sought, self._folded, _LEAST_SIGNS, _ALIKE),
            (letters, self._letters.texts, _LEAST_LETTERS, _ALIKE_LETTERS),
        ):
            if len(wanted) < least_signs:
                continue
            for _, likeness, number in process.extract_iter(
                wanted, texts, scorer=fuzz.partial_ratio, score_cutoff=alike
            ):
                # A short name lies within many a query: it is no misspelling of it. Neither is an
                # id: other digits are another thing.
                if len(texts[number]) >= len(wanted) - 1 and not self._is_id[number]:
                    of_text[number] = min(of_text[number], _NEAR + (100 - likeness) / 100)


def _written(sought: str, text: str) -> int:
    if text == sought:
        return _IS
    return _BEGINS if text.startswith(sought) else _HOLDS


def _syllables(text: str) -> list[str]:
    """Return a text as it is spelled: a word of letters or digits is a syllable of its own."""
    spelled: list[str] = []
    for word in plain_text(text).split():
        run = ""
        for piece in _WORD.findall(_unmarked(fold(word))):
            if _LATIN.fullmatch(piece):
                spelled += [*readings(run), piece]
                run = ""
            else:
                run += piece
        spelled += readings(run)
    return [syllable for syllable in spelled if syllable]


def _unmarked(text: str) -> str:
    """Return a text whose letters have no marks: lóng becomes long, lǜ and lü become lv."""
    apart = unicodedata.normalize("NFD", text).replace("u\N{COMBINING DIAERESIS}", "v")
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def find_named(query: str, indexes: Iterable[NameIndex], *, most: int = 12) -> list[Named]:
    """Return what a query may mean among the things of several indexes, the best first.

    Parameters
    ----------
    query : str
        As it was typed, whatever it holds; only its first signs count.
    indexes : iterable of NameIndex
    most : int
        How many are returned at most.

    Returns
    -------
    list of Named
        What differs from the query by a typing error is there only where nothing else fits. Empty
        for a query without a letter, a digit or a sign of a name.
    """
    found = [fit for index in indexes for fit in index.fits(query)]
    surely = [one for one in found if one[0] % _OTHER_WORDS < _NEAR]
    return [thing for _, thing in sorted(surely or found, key=_rank)[:most]]


def _rank(found: tuple[float, Named]) -> tuple[float, float, int, str, str]:
    fit, thing = found
    return fit, -thing.weight, len(thing.name), thing.name, thing.key


class _Letters:
    """Texts as one row of letters that knows where their syllables begin.

    Parameters
    ----------
    spelled : sequence of sequences of str
        The syllables of each text.
    """

    def __init__(self, spelled: Sequence[Sequence[str]]) -> None:
        self.texts: Final = ["".join(syllables) for syllables in spelled]
        # A line end closes each text: no letter that somebody types equals it.
        row = "".join(text + "\n" for text in self.texts)
        self._row = np.frombuffer(row.encode("utf-32-le"), dtype=np.uint32)
        self._text_of = np.repeat(
            np.arange(len(self.texts)), [len(text) + 1 for text in self.texts]
        )
        lengths = [[*map(len, syllables), 1] for syllables in spelled]
        flat = np.array([length for one in lengths for length in one], dtype=np.int64)
        ends = np.cumsum(flat)
        self._starts = ends - flat
        # From each letter to the first one of the next syllable; from a line end to itself.
        self._next = np.repeat(ends, flat)
        closing = self._row == ord("\n")
        self._next[closing] = np.flatnonzero(closing)
        self._first = np.zeros(len(self._row), dtype=bool)
        counts = [len(text) + 1 for text in self.texts]
        self._first[np.cumsum([0, *counts])[:-1]] = True

    def spelled(
        self, letters: str, *, anywhere: bool, jumps: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the texts that letters spell, and whether they do so to the end.

        Parameters
        ----------
        letters : str
        anywhere : bool
            Whether the spelling may begin at any syllable, not only at the first.
        jumps : bool
            Whether syllables may be left after their first letters.

        Returns
        -------
        (texts, whole) : arrays of int and of bool
            A text may be there twice.
        """
        wanted = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32)
        at = self._starts if anywhere else self._starts[self._first[self._starts]]
        at = at[self._row[at] == wanted[0]]
        for letter in wanted[1:]:
            following = at + 1
            if jumps:
                following = np.unique(np.concatenate([following, self._next[at]]))
            at = following[self._row[following] == letter]
        ends = self._row[at + 1] == ord("\n")
        return self._text_of[at], ends
