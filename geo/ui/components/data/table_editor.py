"""A list of the workspace as a table to write in: checked as an upload is, undone like one."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.presence import file_there
from geo.ui import folder_state, state, visitor
from geo.ui.components.data.upload import report, template_headings
from geo.workspace import (
    UploadedList,
    Workspace,
    cells_of,
    current_list,
    digest_of,
    findings_of,
    list_of_cells,
)

__all__ = ["table_editor"]

_KEY: Final = "rc_table"
_HEIGHT_PX: Final = 330
_MOST_ROWS: Final = 5_000


def table_editor(workspace: Workspace, kind: str) -> None:
    """Show a list of the workspace in a table, and what an edit of it would come to.

    Parameters
    ----------
    workspace : Workspace
    kind : str
        Which list it is, as the settings call it.
    """
    t = state.t()
    read = _read(workspace, kind)
    if read is None:
        st.caption(t("data_page.nothing_to_edit"))
        return
    uploaded, cells, digest = read
    if uploaded.read is None:
        st.error(t("data_page.unreadable"), icon=":material/error:")
        report(findings_of(uploaded, state.language()))
        return
    if len(cells) > _MOST_ROWS:
        st.caption(t("data_page.too_long", count=format_number(len(cells))))
        return
    st.caption(t("data_page.edit_hint", file=state.plain(uploaded.file)))
    edited = st.data_editor(
        cells,
        column_config=dict(template_headings(kind)),
        column_order=_order(cells, kind),
        num_rows="dynamic",
        hide_index=True,
        height=_HEIGHT_PX,
        placeholder="",
        disabled=not visitor.may_change_quietly(),
        key=f"{_KEY}_{kind}_{digest[:16]}_{st.session_state.get(_KEY, 0)}",
    )
    _offer(uploaded, cells, edited, digest)


def _read(workspace: Workspace, kind: str) -> tuple[UploadedList, pd.DataFrame, str] | None:
    """Read the list once, as long as its file stays the same."""
    path = workspace.path(kind)
    if path is None or not file_there(path):
        return None
    digest = digest_of(path)
    asked = (str(path), digest, getattr(workspace.settings.datums, kind, None))
    known: dict[object, tuple[UploadedList, pd.DataFrame, str]] = st.session_state.setdefault(
        f"{_KEY}_read", {}
    )
    if asked not in known:
        uploaded = current_list(workspace, kind)
        if uploaded is None:
            return None
        known.clear()
        known[asked] = (uploaded, cells_of(uploaded), digest)
    return known[asked]


def _offer(uploaded: UploadedList, cells: pd.DataFrame, edited: pd.DataFrame, digest: str) -> None:
    """Say what is wrong with the edits, and offer to save or to let go of them."""
    t = state.t()
    if not visitor.may_change_quietly():
        return
    is_same = edited.reset_index(drop=True).fillna("").equals(cells.fillna(""))
    checked = uploaded if is_same else list_of_cells(uploaded, edited)
    if checked.read is None:
        findings = [one for one in findings_of(checked, state.language()) if one.fault]
        st.error(t("review.list_unusable", count=len(findings)), icon=":material/error:")
        report(findings)
    with st.container(horizontal=True):
        st.button(
            t("data_page.save_table"),
            key=f"{_KEY}_save",
            type="primary",
            icon=":material/save:",
            disabled=is_same or checked.read is None,
            on_click=_save,
            args=(checked, digest),
        )
        st.button(
            t("data_page.let_go"), key=f"{_KEY}_let_go", disabled=is_same, on_click=_begin_anew
        )
    if refused := folder_state.refused():
        state.complain(refused)


def _save(checked: UploadedList, digest: str) -> None:
    if folder_state.use_list(checked, digest):
        _begin_anew()


def _begin_anew() -> None:
    st.session_state[_KEY] = st.session_state.get(_KEY, 0) + 1


def _order(cells: pd.DataFrame, kind: str) -> list[str]:
    """Return the columns that hold anything, and those that a list is about."""
    filled = [str(name) for name in cells if (cells[name].fillna("") != "").any()]
    first = [name for name in list(template_headings(kind))[:_FIRST_COLUMNS] if name in cells]
    wanted = {*filled, *first, "lon", "lat"}
    return [str(name) for name in cells if name in wanted]


_FIRST_COLUMNS: Final = 7
