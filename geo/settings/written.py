"""A setting as one line of text, and back: what a person types on a form or the command line."""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from geo.parsing import parsed_toml
from geo.settings.items import SettingItem

__all__ = ["value_as_text", "value_of_text"]

# A comma inside a place, as in 114.2,30.5, divides nothing.
_WORD: Final = re.compile(r"\s*\d+\.\d+\s*,\s*\d+\.\d+|[^、，,;；\n]+")
_BETWEEN_NUMBERS: Final = re.compile(r"[、，,;；\n]")
_BETWEEN_GROUPS: Final = re.compile(r"[;；\n]")
_BETWEEN_NAME_AND_VALUE: Final = re.compile(r"[=:：＝]")
_YES: Final = frozenset({"true", "yes", "on", "1", "是"})
_NO: Final = frozenset({"false", "no", "off", "0", "否"})


def value_as_text(item: SettingItem, value: Any, comma: str = "、") -> str:
    """Return a value as one line, so that :func:`value_of_text` reads it again.

    Parameters
    ----------
    item : SettingItem
    value : Any
        In plain values.
    comma : str
        What stands between the words of a list, as the language of the page has it.

    Returns
    -------
    str
        Empty for no value.
    """
    if value is None:
        return ""
    if item.form == "groups":
        return "; ".join(comma.join(group) for group in value)
    if item.form in {"words", "numbers"}:
        return comma.join(_written(one, comma) for one in value)
    if item.form in {"amounts", "lists"}:
        return "; ".join(f"{name} = {_written(one, comma)}" for name, one in value.items())
    if item.form in {"records", "named_records"}:
        return _as_toml(value)
    return _written(value, comma)


def value_of_text(item: SettingItem, text: str) -> Any:
    """Return what a text says as a value of a setting.

    Parameters
    ----------
    item : SettingItem
    text : str
        Digits of full width and a percentage are read too; rows of tables are written as TOML.

    Returns
    -------
    Any
        In plain values; the text itself where it cannot be read as one, so that the check of the
        settings says what was wanted. Blank is no value, but for texts and lists.
    """
    said = text.strip()
    if item.form in {"text", "choice"}:
        return said or (None if item.is_optional else "")
    if item.form == "words":
        return _words(said)
    if item.form == "numbers":
        return [_number(one) for one in _BETWEEN_NUMBERS.split(said) if one.strip()]
    if item.form == "groups":
        return [_words(group) for group in _BETWEEN_GROUPS.split(said) if group.strip()]
    if item.form in {"amounts", "lists"}:
        return _named(item, said)
    if not said:
        return None
    if item.form == "switch":
        return said.lower() in _YES if said.lower() in _YES | _NO else said
    return _number(said) if item.form in {"number", "whole"} else _of_toml(said)


def _written(value: Any, comma: str = "、") -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, list):
        return comma.join(_written(one, comma) for one in value)
    return str(value)


def _words(text: str) -> list[str]:
    return [word for one in _WORD.findall(text) if (word := one.strip())]


def _number(text: str) -> Any:
    """Return a number, whole where it is written so; a text that is none as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    share = plain.endswith("%")
    try:
        number = float(plain.removesuffix("%").strip())
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    if share:
        return round(number / 100, 12)
    return int(number) if plain.lstrip("+-").isdigit() else number


def _named(item: SettingItem, text: str) -> dict[str, Any]:
    """Return values by their names; a part without both is a name without a value."""
    found: dict[str, Any] = {}
    for part in _BETWEEN_GROUPS.split(text):
        if not part.strip():
            continue
        name, _, value = (one.strip() for one in _parted(part))
        found[name] = _words(value) if item.form == "lists" else _number(value)
    return found


def _parted(part: str) -> tuple[str, str, str]:
    sign = _BETWEEN_NAME_AND_VALUE.search(part)
    return (part, "", "") if sign is None else (part[: sign.start()], "=", part[sign.end() :])


def _of_toml(text: str) -> Any:
    try:
        return parsed_toml(f"value = {text}")["value"]
    except ValueError:
        return text


def _as_toml(value: Any) -> str:
    """Return rows in one line of TOML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(k)} = {_as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_toml, value)) + "]"
    return _quoted(value) if isinstance(value, str) else _written(value)


def _quoted(text: str) -> str:
    import tomlkit

    return tomlkit.string(text).as_string()
