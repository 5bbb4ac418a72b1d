"""The sentences of the product, one TOML file per language and room.

A key is addressed ``"room.key"``: ``siting.no_candidates`` is the entry ``no_candidates`` of
``zh/siting.toml`` and of ``en/siting.toml``. Both languages hold the same keys.
"""

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["LANGUAGES", "filled", "sentences"]

LANGUAGES = ("zh", "en")


@cache
def sentences(language: str) -> dict[str, str]:
    """Return every sentence of a language by its full key.

    Parameters
    ----------
    language : {"zh", "en"}
        The language of the catalogue.

    Returns
    -------
    dict of str to str
        Templates for :func:`filled`, keyed ``"room.key"``.
    """
    catalogue: dict[str, str] = {}
    folder = files(__name__).joinpath(language)
    for room in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if room.name.endswith(".toml"):
            entries = tomllib.loads(room.read_text(encoding="utf-8"))
            prefix = room.name.removesuffix(".toml")
            catalogue.update({f"{prefix}.{key}": text for key, text in entries.items()})
    return catalogue


class _Counting(string.Formatter):
    """Format fields as usual, and choose between two wordings by a count."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Return the wording for one or for many where the field offers two."""
        if "|" not in format_spec:
            return super().format_field(value, format_spec)
        one, many = format_spec.split("|")
        return one if value in (1, "1") else many


_counting = _Counting()


def filled(template: str, fields: Mapping[str, Any]) -> str:
    """Return a sentence with its fields filled in.

    Beside :meth:`str.format`'s own syntax, ``{count:estate|estates}`` is the first wording where
    the count is 1, and the second elsewhere.

    Parameters
    ----------
    template : str
    fields : mapping of str to anything

    Raises
    ------
    KeyError
        When the sentence has a field that is not given.
    """
    return _counting.vformat(template, (), fields)
