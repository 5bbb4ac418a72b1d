"""Changes of the open workspace's own files in this window: settings and lists, with undo.

Whatever writes here asks the access rules first. An example is never changed: the first change goes
into a copy, which this window then shows.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.errors import GeoError
from geo.i18n import listed
from geo.settings import setting_item
from geo.ui import state, visitor
from geo.ui.known_workspaces import own_copies
from geo.workspace import (
    FolderChange,
    FolderHistory,
    copy_project,
    draft_settings,
    folder_history,
    is_example,
    open_workspace,
    redo_change,
    save_settings,
    undo_change,
)

__all__ = [
    "history",
    "in_own_copy",
    "news",
    "redo",
    "refused",
    "said",
    "save",
    "take_note",
    "undo",
]

_KNOWN: Final = "rc_folder_known"
_REFUSED: Final = "rc_folder_refused"


def history() -> FolderHistory:
    """Return what was changed in the open workspace."""
    return folder_history(state.folder())


def said(step: FolderChange) -> str:
    """Return a step in words; settings by what they are called."""
    t = state.t()
    params = dict(step.params)
    if keys := params.get("keys"):
        items = [setting_item(key) for key in keys.split(", ")]
        names = [t(item.words_key) for item in items if item is not None]
        params["keys"] = listed(names, state.language())
    return t(step.key, **params)


def in_own_copy(change: Callable[[Path], FolderHistory]) -> bool:
    """Make a change of the open workspace, of a copy where it is an example.

    Parameters
    ----------
    change : callable
        Is given the folder; what it raises is kept for the page to show.

    Returns
    -------
    bool
        Whether it was made.
    """
    if not visitor.may_change():
        return False
    st.session_state.pop(_REFUSED, None)
    try:
        folder = state.folder()
        if is_example(folder):
            name = open_workspace(folder).settings.name or folder.name
            folder = copy_project(folder, own_copies(), name)
            change(folder)
            state.open_folder(folder)
            st.toast(state.t()("settings_page.copied"), icon=":material/content_copy:")
        else:
            change(folder)
    except GeoError as error:
        st.session_state[_REFUSED] = error
        return False
    take_note()
    return True


def save(values: Mapping[str, Any], known: str) -> bool:
    """Save settings of the open workspace; tell whether that was possible."""

    def change(folder: Path) -> FolderHistory:
        workspace = open_workspace(folder)
        # A copy begins with what the example says: nobody else has seen it.
        seen = known if folder == state.folder() else None
        draft = draft_settings(workspace, values, known=seen)
        return save_settings(draft, who=visitor.name())

    return in_own_copy(change)


def undo() -> None:
    """Take the last change of the workspace's files back."""
    if in_own_copy(undo_change):
        st.toast(state.t()("settings_page.undone"), icon=":material/undo:")


def redo() -> None:
    """Do again what was taken back."""
    if in_own_copy(redo_change):
        st.toast(state.t()("settings_page.redone"), icon=":material/redo:")


def refused() -> GeoError | None:
    """Return why the last change was not made; None where it was."""
    error: GeoError | None = st.session_state.get(_REFUSED)
    return error


def take_note() -> None:
    """Keep what the workspace's files are now as what this window has shown."""
    st.session_state[_KNOWN] = str(state.folder()), _stamp()


def news() -> FolderChange | None:
    """Return the last step that somebody else made since this window looked, None for none."""
    folder, known = st.session_state.get(_KNOWN, ("", ""))
    now = _stamp()
    take_note()
    if folder != str(state.folder()) or known == now:
        return None
    return history().last


def _stamp() -> str:
    steps = history()
    last = steps.last
    return "" if last is None else f"{steps.done} {last.at.isoformat()} {last.after}"
