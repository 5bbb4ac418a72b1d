"""Beside the form: what saving would change, the way to do it, and the ways back."""

from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.i18n import listed
from geo.settings import SettingChange, setting_item
from geo.text import safe_text
from geo.ui import folder_state, state, visitor
from geo.ui.components.settings import draft as drafts
from geo.ui.components.settings.fields import label_of, value_in_words
from geo.workspace import SettingsDraft, is_example, shown_digest

__all__ = ["change_panel", "folder_steps"]

_SHOWN_OF_HASH: Final = 12
_MOST_STEPS: Final = 8


def change_panel(drafted: SettingsDraft | None, error: GeoError | None) -> None:
    """Show what is filled in and not saved, which results it changes, and save or let go.

    Parameters
    ----------
    drafted : SettingsDraft or None
        None where the values cannot be.
    error : GeoError or None
        Why.
    """
    t, kept = state.t(), drafts.draft()
    st.subheader(t("settings_page.unsaved"))
    if kept.values and kept.known != shown_digest(state.folder()):
        st.warning(t("settings_page.elsewhere"), icon=":material/sync_problem:")
    if not kept.values:
        st.caption(t("settings_page.nothing"))
    elif drafted is None:
        _wrong(error)
    else:
        _told(drafted)
    if refused := folder_state.refused():
        state.complain(refused)
    _buttons(can_save=drafted is not None and bool(kept.values))


def _wrong(error: GeoError | None) -> None:
    """Say how many entries are wrong, and each by what its field is called."""
    by_key = drafts.faults_by_key(error)
    count = sum(map(len, by_key.values()))
    st.error(state.t()("settings_page.faults", count=count), icon=":material/error:")
    for key, faults in by_key.items():
        item = setting_item(key)
        name = "" if item is None else state.t()(item.words_key)
        for fault in faults:
            st.text(f"{name} {fault.sentence(state.language())}".strip())


def _told(drafted: SettingsDraft) -> None:
    t = state.t()
    rows = "".join(map(_row, drafted.change.changes))
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-changes">{rows}</table></div>')
    results = [t(f"setting.result_{one}") for one in drafted.change.results]
    st.caption(t("settings_page.results", results=listed(results, state.language())))
    key = "settings_page.hash" if drafted.change.is_other_run else "settings_page.same_hash"
    before, after = (
        digest[:_SHOWN_OF_HASH] for digest in (drafted.hash_before, drafted.hash_after)
    )
    st.caption(t(key, before=before, after=after))


def _row(change: SettingChange) -> str:
    before, after = (value_in_words(change.item, one) for one in (change.before, change.after))
    label = safe_text(label_of(change.item).replace("\\", ""))
    return f"<tr><td>{label}</td><td>{safe_text(before)} → <b>{safe_text(after)}</b></td></tr>"


def _buttons(*, can_save: bool) -> None:
    t = state.t()
    if not visitor.may_change_quietly():
        st.caption(t("access.viewer_may_not"))
        return
    if is_example(state.folder()):
        st.caption(t("settings_page.of_example"))
    with st.container(horizontal=True):
        st.button(
            t("settings_page.save"),
            key="rc_settings_save",
            type="primary",
            icon=":material/save:",
            disabled=not can_save,
            on_click=drafts.save,
        )
        st.button(
            t("settings_page.let_go"),
            key="rc_settings_let_go",
            disabled=not drafts.draft().values,
            on_click=drafts.let_go,
        )


def folder_steps() -> None:
    """Show the last changes of settings and lists, and take them back or do them again."""
    t, history = state.t(), folder_state.history()
    st.subheader(t("settings_page.steps"))
    if not history.steps:
        st.caption(t("settings_page.no_steps"))
        return
    if visitor.may_change_quietly():
        with st.container(horizontal=True):
            st.button(
                t("settings_page.undo"),
                key="rc_folder_undo",
                icon=":material/undo:",
                disabled=history.last is None,
                on_click=folder_state.undo,
            )
            st.button(
                t("settings_page.redo"),
                key="rc_folder_redo",
                icon=":material/redo:",
                disabled=history.next is None,
                on_click=folder_state.redo,
            )
    rows = "".join(
        f"<tr><td>{safe_text(f'{step.at.astimezone():%Y-%m-%d %H:%M}')} {safe_text(step.who)}"
        f"</td><td>{safe_text(folder_state.said(step))}</td></tr>"
        for step in reversed(history.steps[max(history.done - _MOST_STEPS, 0) : history.done])
    )
    st.html(f'<div class="rc-estate"><table class="rc-ledger rc-changes">{rows}</table></div>')
