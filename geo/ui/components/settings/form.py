"""The form of a section: fields two by two, what was changed marked, faults under their field."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from geo.errors import Fault
from geo.locales import sentences
from geo.settings import SettingItem, setting_items
from geo.ui import state, visitor
from geo.ui.components.settings import draft as drafts
from geo.ui.components.settings.fields import (
    fault_under,
    field,
    value_in_words,
)
from geo.workspace import weight_columns

__all__ = ["SECTIONS", "section_form", "section_title"]

SECTIONS: Final = (
    "target",
    "response",
    "speeds",
    "shifts",
    "season",
    "siting",
    "zoning",
    "levels",
    "skills",
    "visits",
    "crews",
    "roster",
    "costs",
    "demand",
    "positions",
    "problems",
    "assessment",
    "works",
    "totals",
    "datums",
    "",
)
"""The sections that have a form, in the order of their use; files are the page of lists."""

_WIDE: Final = frozenset({"records", "named_records", "groups", "lists"})


def section_title(section: str) -> str:
    """Return what a section is called."""
    return state.t()(f"setting.section_{section}")


def section_form(section: str, faults: Mapping[str, Sequence[Fault]]) -> None:
    """Show the fields of a section and keep what is filled in.

    Parameters
    ----------
    section : str
        Of :data:`SECTIONS`.
    faults : mapping of str to sequence of Fault
        What is wrong, by key.
    """
    about = sentences(state.language()).get(f"setting.section_{section}_about")
    if about:
        st.caption(state.plain(about))
    items = [one for one in setting_items() if _section(one) == section]
    narrow = [one for one in items if not _is_wide(one)]
    for start in range(0, len(narrow), 2):
        columns = st.columns(2, gap="medium")
        for place, item in enumerate(narrow[start : start + 2]):
            with columns[place]:
                _field(item, faults.get(item.key, ()))
    for item in items:
        if _is_wide(item):
            _field(item, faults.get(item.key, ()))


def _section(item: SettingItem) -> str:
    return item.key if item.form == "lists" else item.section


def _is_wide(item: SettingItem) -> bool:
    return item.form in _WIDE or (item.form == "amounts" and bool(item.choices))


def _field(item: SettingItem, faults: Sequence[Fault]) -> None:
    settings = state.planner().workspace.settings
    kept = drafts.draft()
    saved = item.value_in(settings)
    value = kept.values.get(item.key, saved)
    value = item.default if value is None else value
    key = f"rc_setting_{item.key}_{kept.round}"
    # A field begins with what was filled in when its section was turned to; then it knows itself.
    begun = st.session_state.setdefault(f"{key}_begun", value)
    choices = (
        weight_columns(state.planner().district.estates) if item.key == "demand.weight" else ()
    )
    disabled = not visitor.may_change_quietly()
    held = field(item, begun, key=key, choices=choices, disabled=disabled)
    if not disabled:
        drafts.put(item.key, held)
    fault_under(faults)
    if held != item.default:
        _changed(item, disabled=disabled)


def _columns_to_count() -> list[str]:
    return weight_columns(state.planner().district.estates)


def _changed(item: SettingItem, *, disabled: bool) -> None:
    """Mark a field whose value is not the default, with the way back to it."""
    t = state.t()
    default = value_in_words(item, item.default)
    with st.container(horizontal=True, vertical_alignment="center", key=f"rc_default_{item.key}"):
        st.caption(t("settings_page.changed", default=state.plain(default)))
        if not disabled:
            st.button(
                t("settings_page.reset", name=state.plain(t(item.words_key))),
                key=f"rc_reset_{item.key}",
                type="tertiary",
                icon=":material/restart_alt:",
                on_click=_reset,
                args=(item,),
            )


def _reset(item: SettingItem) -> None:
    """Fill in the default; it counts once it is saved."""
    drafts.put(item.key, item.default)
    drafts.draft().round += 1
