"""The sentences of the product, one folder per language and one TOML file per room in it.

A key is addressed ``"room.key"``: ``siting.no_candidates`` is the entry ``no_candidates`` of
``zh/siting.toml`` and of ``en/siting.toml``. Both languages of the product hold the same keys.

A further language is one further folder: here, or in the folder that ``REPAIR_CIRCLE_LOCALES``
names. What it does not say is said in English.
"""

import logging
import os
import string
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from geo.parsing import parsed_toml

__all__ = ["LANGUAGES", "filled", "listed", "sentences"]

_FALLBACK: Final = "en"
_FIRST: Final = ("zh", "en")
"""The product's own languages, in the order in which they are offered."""

_log = logging.getLogger(__name__)

_MARK: Final = "language.toml"
"""Every folder of a language holds it: what the language is called, and how it joins and counts."""


def _folders() -> Iterator[Traversable]:
    """Yield the folder of every language, those of the office after the product's own."""
    yield from files(__name__).iterdir()
    further = os.environ.get("REPAIR_CIRCLE_LOCALES")
    if further and Path(further).is_dir():
        yield from Path(further).iterdir()


def _languages() -> tuple[str, ...]:
    known = {folder.name for folder in _folders() if folder.joinpath(_MARK).is_file()}
    return (*_FIRST, *sorted(known - {*_FIRST}))


LANGUAGES: Final = _languages()


@cache
def sentences(language: str) -> dict[str, str]:
    """Return every sentence of a language by its full key.

    Parameters
    ----------
    language : str
        One of :data:`LANGUAGES`.

    Returns
    -------
    dict of str to str
        Templates for :func:`filled`, keyed ``"room.key"``.
    """
    own: dict[str, str] = {}
    for folder in _folders():
        if folder.name == language:
            own.update(_said_in(folder))
    if language in _FIRST:
        return own
    known = sentences(_FALLBACK)
    return known | {key: text for key, text in own.items() if _fits(text, known.get(key, text))}


def _said_in(folder: Traversable) -> dict[str, str]:
    """Return the sentences of a folder; a file of an office that cannot be read is left aside."""
    said: dict[str, str] = {}
    for room in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not room.name.endswith(".toml"):
            continue
        try:
            entries = parsed_toml(room.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            if folder.name in _FIRST:
                raise
            _log.warning("%s/%s is left aside: %s", folder.name, room.name, error)
            continue
        prefix = room.name.removesuffix(".toml")
        said.update({f"{prefix}.{key}": text for key, text in entries.items()})
    return said


def _fits(text: object, known: str) -> bool:
    """Return whether a sentence of an office can be filled in with what the known one is given."""
    if not isinstance(text, str):
        return False
    try:
        return _fields(text) <= _fields(known)
    except ValueError:
        return False


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class _Wording(string.Formatter):
    """Format fields as usual, choose between two wordings by a count, and quote as a language does.

    Parameters
    ----------
    quotes : str
        The opening and the closing sign; two plain ones are those of :func:`repr`.
    """

    def __init__(self, quotes: str) -> None:
        self._opening, self._closing = quotes[0], quotes[-1]

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """Return a text that is quoted (``!r``) between the signs of the language, else as usual.

        What no line can hold is escaped, as :func:`repr` has it.
        """
        if conversion == "r" and isinstance(value, str) and self._opening != self._closing:
            return f"{self._opening}{repr(value)[1:-1]}{self._closing}"
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Return the wording for one or for many where the field offers two."""
        if "|" not in format_spec:
            return super().format_field(value, format_spec)
        one, many = format_spec.split("|")
        return one if value in (1, "1") else many


@cache
def _wording(language: str) -> _Wording:
    return _Wording(sentences(language)["language.quotes"])


def _is_list(value: object) -> bool:
    """Return whether a field holds words to list; a tuple of numbers is a shape, and stays one."""
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def listed(words: Iterable[object], language: str) -> str:
    """Return words one after the other, as a language divides them: ``甲、乙``, ``A, B``.

    Parameters
    ----------
    words : iterable
        What is listed; nothing is an en dash.
    language : str
        The language that is spoken.

    Returns
    -------
    str
    """
    return sentences(language)["language.comma"].join(map(str, words)) or "–"


def filled(template: str, fields: Mapping[str, Any], language: str) -> str:
    """Return a sentence with its fields filled in; a tuple of words is listed by the language.

    Beside :meth:`str.format`'s own syntax, ``{count:estate|estates}`` is the first wording where
    the count is 1, and the second elsewhere; ``{found!r}`` is quoted as the language does it.

    Parameters
    ----------
    template : str
    fields : mapping of str to anything
    language : str
        The language of the sentence.

    Raises
    ------
    KeyError
        When the sentence has a field that is not given.
    """
    told = {
        name: listed(value, language) if _is_list(value) else value
        for name, value in fields.items()
    }
    return _wording(language).vformat(template, (), told)
