"""Languages: sentences from the catalogues, numbers and dates as each language writes them."""

import locale
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

from geo.locales import LANGUAGES, filled, listed, sentences

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Translate",
    "choose_language",
    "format_date",
    "format_km",
    "format_minutes",
    "format_number",
    "format_share",
    "in_language",
    "listed",
    "running_text",
    "translator",
]

DEFAULT_LANGUAGE: Final = "zh"
_EXACT_BELOW: Final = 1e15
"""Up to here a float holds every digit that is shown of it."""

Translate = Callable[..., str]
Value = TypeVar("Value")


@cache
def translator(language: str) -> Translate:
    """Return the function that says a key in a language.

    Parameters
    ----------
    language : str
        The language to speak, one of ``LANGUAGES``.

    Returns
    -------
    callable
        ``t("room.key", **fields)`` returns the sentence.

    Raises
    ------
    KeyError
        By the returned function, for a key that the catalogue does not hold.
    """
    catalogue = sentences(language)

    def translate(key: str, /, **fields: Any) -> str:
        return filled(catalogue[key], fields, language)

    return translate


def running_text(said: Iterable[str], language: str) -> str:
    """Return sentences one after the other, with a space between them where the language has one.

    Parameters
    ----------
    said : iterable of str
        Whole sentences.
    language : str
        The language that is spoken.

    Returns
    -------
    str
    """
    return sentences(language)["language.sentences"].format(first="", second="").join(said)


def choose_language(
    asked: str | None = None,
    workspace: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Return the language to speak.

    The first that is known of: the one asked for, the environment's, the workspace's, the
    locale's.

    Parameters
    ----------
    asked : str, optional
        What the user asked for by an option.
    workspace : str, optional
        What ``workspace.toml`` names.
    environment : mapping
        Where ``REPAIR_CIRCLE_LANG`` is looked up.
    """
    wishes = (
        asked,
        environment.get("REPAIR_CIRCLE_LANG"),
        workspace,
        _locale_language(environment),
    )
    for wish in wishes:
        if wish and wish.lower()[:2] in LANGUAGES:
            return wish.lower()[:2]
    return DEFAULT_LANGUAGE


def _locale_language(environment: Mapping[str, str]) -> str | None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value
    return locale.getlocale()[0]


def format_number(value: float, decimals: int = 0) -> str:
    """Return a number with thousands separators: ``57,000`` (both languages write it so).

    Not finite becomes an en dash: a screen never shows NaN.

    Parameters
    ----------
    value : float
        The value to show.
    decimals : int
        Figures behind the point.

    Returns
    -------
    str
    """
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (NaN)
        return "–"
    rounded = round(float(value), decimals) + 0.0
    if abs(rounded) < _EXACT_BELOW:
        return f"{rounded:,.{decimals}f}"
    from babel.numbers import format_decimal

    return format_decimal(rounded, format=f"#,##0.{'0' * decimals}", locale="en")


def format_share(share: float) -> str:
    """Return a share between 0 and 1 as a percentage with one decimal: ``84.6 %``.

    Parameters
    ----------
    share : float
        Between 0 and 1.

    Returns
    -------
    str
    """
    text = format_number(100 * share, 1)
    return text if text == "–" else f"{text} %"


def format_minutes(minutes: float, language: str) -> str:
    """Return minutes with one decimal and their unit: ``16.2 分钟``, ``16.2 min``.

    Parameters
    ----------
    minutes : float
        Minutes.
    language : str
        The language that is spoken.

    Returns
    -------
    str
    """
    shown = {"value": format_number(minutes, 1)}
    return filled(sentences(language)["language.minutes"], shown, language)


def in_language(language: str, *, zh: Value, en: Value) -> Value:
    """Return what is known in the product's own two languages alone; others take the English.

    Parameters
    ----------
    language : str
        The language that is spoken.
    zh : Value
        In Chinese.
    en : Value
        In English.

    Returns
    -------
    Value
    """
    return zh if language == "zh" else en


def format_km(length_m: float) -> str:
    """Return a length as kilometres with one decimal: ``2.3 km``.

    Parameters
    ----------
    length_m : float
        Metres.

    Returns
    -------
    str
    """
    return f"{format_number(length_m / 1000, 1)} km"


def format_date(day: date) -> str:
    """Return a date as ISO 8601 writes it, which both languages read: ``2026-11-22``.

    Parameters
    ----------
    day : date
        A date.

    Returns
    -------
    str
    """
    return day.isoformat()
