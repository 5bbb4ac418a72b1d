"""A field for every setting, made from its row of the table of settings."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from geo.errors import Fault
from geo.locales import sentences
from geo.settings import SettingItem, value_of_text
from geo.text import plain_text, safe_text, sentence_case
from geo.ui import state
from geo.ui.components.settings.rows import rows_field, text_of
from geo.workspace import MODELS

__all__ = ["choice_words", "fault_under", "field", "label_of", "value_in_words"]

_PER_CENT: Final = 100
_LINES: Final = frozenset({"groups", "lists"})
_ROWS: Final = frozenset({"records", "named_records"})
_DATUMS: Final = ("wgs84", "gcj02", "bd09", "cgcs2000")
_DAYS: Final = ("weekday", "weekend", "holiday")


def label_of(item: SettingItem) -> str:
    """Return what a setting is called, with its unit unless the name says it already."""
    t = state.t()
    name = state.plain(t(item.words_key))
    unit = t(f"setting.unit_{item.unit}") if item.unit else ""
    if not unit or re.search(rf"\b{re.escape(unit)}(s|\b)", name, re.IGNORECASE):
        return name
    return t("settings_page.label", name=name, unit=unit)


def choice_words(item: SettingItem, choice: str) -> str:
    """Return what a value of a choice is called."""
    if item.key == "language":
        return sentences(choice)["language.short"] if choice else ""
    if item.key == "siting.model":
        return sentence_case(state.t()(f"siting_model.{choice}"))
    catalogue = sentences(state.language())
    return catalogue.get(f"setting.choice_{choice}") or plain_text(choice)


def value_in_words(item: SettingItem, value: Any) -> str:
    """Return a value as the form shows it; words for none."""
    if value is None or value in ([], {}, ""):
        return state.t()("settings_page.none")
    if item.unit == "share" and isinstance(value, float | int):
        return f"{_PER_CENT * value:.12g}"
    if item.form == "switch":
        return state.t()("settings_page.yes" if value else "settings_page.no")
    if isinstance(value, str):
        return choice_words(item, value)
    if item.form in _ROWS:
        return state.t()("settings_page.rows", count=len(value))
    return text_of(item, value)


def field(
    item: SettingItem, value: Any, *, key: str, choices: Sequence[str] = (), disabled: bool = False
) -> Any:
    """Show the field of a setting and return what it holds, in plain values.

    Parameters
    ----------
    item : SettingItem
    value : Any
        What it begins with.
    key : str
        Of the widget; another one begins anew.
    choices : sequence of str
        Values to offer where others are allowed too.
    disabled : bool

    Returns
    -------
    Any
    """
    shown = {"key": key, "help": _about(item), "disabled": disabled}
    if item.form in _ROWS or (item.form == "amounts" and item.choices):
        return rows_field(item, value, key=key, label=label_of(item), disabled=disabled)
    draw: Callable[..., Any] = _FIELDS.get(item.form, _text)
    return draw(item, value, shown, choices)


def _about(item: SettingItem) -> str:
    """Return what a setting means, its default and its bounds."""
    t = state.t()
    catalogue = sentences(state.language())
    parts = [catalogue.get(f"{item.words_key}_about", ""), _bounds(item)]
    if item.form not in _ROWS:
        default = value_in_words(item, item.default)
        parts.append(t("settings_page.default", default=default))
    return "  \n".join(state.plain(part) for part in parts if part)


def _bounds(item: SettingItem) -> str:
    t = state.t()
    scale = _PER_CENT if item.unit == "share" else 1
    least, most = (
        None if bound is None else f"{scale * bound:g}" for bound in (item.least, item.most)
    )
    low = least and t("settings_page.above" if item.above else "settings_page.least", bound=least)
    high = most and t("settings_page.below" if item.below else "settings_page.most", bound=most)
    return t("language.comma").join(filter(None, (low, high)))


def _number(item: SettingItem, value: Any, shown: Mapping[str, Any], _: Sequence[str]) -> Any:
    if value is not None and not isinstance(value, int | float):
        value = None
    if item.form == "whole":
        given = st.number_input(
            label_of(item), value=None if value is None else int(value), step=1, **shown
        )
        return value if given is None and not item.is_optional else given
    scale = _PER_CENT if item.unit == "share" else 1
    shown_value = None if value is None else round(float(value) * scale, 9)
    typed = st.number_input(
        label_of(item), value=shown_value, step=_step(shown_value), format="%.12g", **shown
    )
    if typed is None:
        return None if item.is_optional else value
    return value if typed == shown_value else round(float(typed) / scale, 12)


def _step(value: float | None) -> float:
    """Return a step that suits the size of a value."""
    if value is None or value >= 10:
        return 1.0
    return 0.5 if value >= 1 else 0.05


def _switch(item: SettingItem, value: Any, shown: Mapping[str, Any], _: Sequence[str]) -> Any:
    return st.toggle(label_of(item), value=bool(value), **shown)


def _choice(item: SettingItem, value: Any, shown: Mapping[str, Any], _: Sequence[str]) -> Any:
    return st.selectbox(
        label_of(item),
        item.choices,
        index=item.choices.index(value),
        format_func=lambda one: choice_words(item, one),
        **shown,
    )


def _text(
    item: SettingItem, value: Any, shown: Mapping[str, Any], choices: Sequence[str] = ()
) -> Any:
    offered = list(MODELS) if item.key == "siting.model" else list(_OFFERED.get(item.key, choices))
    if item.section == "datums":
        offered = list(_DATUMS)
    written = value if isinstance(value, str) else text_of(item, value)
    if not offered:
        typed = st.text_input(label_of(item), value=written, max_chars=4000, **shown)
        return value_of_text(item, typed) if typed != written else value
    options = list(dict.fromkeys([*offered, *([written] if written else [])]))
    chosen = st.selectbox(
        label_of(item),
        options,
        index=options.index(written) if written else None,
        format_func=lambda one: choice_words(item, one),
        accept_new_options=item.key != "siting.model",
        placeholder="",
        **shown,
    )
    return value_of_text(item, chosen or "")


def _lines(item: SettingItem, value: Any, shown: Mapping[str, Any], _: Sequence[str]) -> Any:
    """Show several groups, one on each line."""
    written = text_of(item, value).replace("; ", "\n")
    typed = st.text_area(label_of(item), value=written, height=90, max_chars=20_000, **shown)
    return value_of_text(item, typed) if typed != written else value


def _date(item: SettingItem, value: Any, shown: Mapping[str, Any], _: Sequence[str]) -> Any:
    return st.date_input(
        label_of(item),
        value=value,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="YYYY-MM-DD",
        **shown,
    )


_OFFERED: Final = {"shifts.day": _DAYS}
_FIELDS: Final[dict[str, Callable[..., Any]]] = {
    "number": _number,
    "whole": _number,
    "switch": _switch,
    "choice": _choice,
    "date": _date,
    **dict.fromkeys(_LINES, _lines),
}


def fault_under(faults: Sequence[Fault]) -> None:
    """Show what is wrong with the field above."""
    for fault in faults:
        words = safe_text(fault.sentence(state.language()))
        st.html(f'<p class="rc-field-fault" role="alert">{words}</p>')
