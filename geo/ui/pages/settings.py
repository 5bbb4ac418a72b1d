"""Settings: every section as a form, what saving would change beside it, and the ways back."""

from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.ui import state
from geo.ui.components.settings import draft as drafts
from geo.ui.components.settings.form import SECTIONS, section_form, section_title
from geo.ui.components.settings.panel import change_panel, folder_steps
from geo.ui.style import asset
from geo.workspace import SettingsDraft

__all__ = ["show"]

_SECTION: Final = "rc_settings_section"


def show() -> None:
    """Show the sections, the form of one of them, and what saving would change."""
    st.html(f"<style>{asset('settings.css')}</style>")
    chooser, form, panel = st.columns([0.17, 0.51, 0.32], gap="medium")
    with chooser:
        section = _section()
    values = dict(drafts.draft().values)
    drafted, error = _drafted(values)
    with form, st.container(key="rc_settings_form"):
        st.subheader(section_title(section))
        section_form(section, drafts.faults_by_key(error))
    if drafts.draft().values != values:
        # A field has just been filled in: its faults stand under it from the first drawing on.
        st.rerun()
    with panel, st.container(key="rc_panel"):
        change_panel(drafted, error)
        folder_steps()


def _section() -> str:
    return st.radio(
        state.t()("settings_page.sections"),
        SECTIONS,
        format_func=section_title,
        key=_SECTION,
        label_visibility="collapsed",
        on_change=_begin_fields_anew,
    )


def _begin_fields_anew() -> None:
    drafts.draft().round += 1


def _drafted(values: dict[str, object]) -> tuple[SettingsDraft | None, GeoError | None]:
    if not values:
        return None, None
    try:
        return drafts.drafted(values), None
    except GeoError as error:
        return None, error
