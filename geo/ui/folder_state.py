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
from geo.settings import read_settings, setting_item
from geo.ui import known_workspaces, state, visitor
from geo.ui.known_workspaces import own_copies
from geo.ui.news import tell_done
from geo.workspace import (
    SETTINGS_FILE,
    FolderChange,
    FolderHistory,
    UploadedList,
    Workspace,
    begin_project,
    copy_project,
    draft_settings,
    folder_history,
    is_example,
    open_workspace,
    redo_change,
    remember_headers,
    save_file,
    save_list,
    save_settings,
    undo_change,
)

__all__ = [
    "bare_workspace",
    "begin",
    "bring_back",
    "duplicate",
    "history",
    "in_own_copy",
    "news",
    "put_aside",
    "redo",
    "refused",
    "said",
    "save",
    "take_note",
    "undo",
    "use_file",
    "use_list",
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


def use_list(uploaded: UploadedList, known: str | None = None) -> bool:
    """Take a list into the open workspace; tell whether that was possible.

    Parameters
    ----------
    uploaded : UploadedList
    known : str, optional
        Digest of the file that was edited.
    """
    name = uploaded.file

    def change(folder: Path) -> FolderHistory:
        seen = known if folder == state.folder() else None
        return save_list(bare_workspace(folder), uploaded, known=seen, who=visitor.name())

    if not in_own_copy(change):
        return False
    if uploaded.header_of:
        remember_headers(uploaded.header_of)
    tell_done("data_page.used", file=name, way_back=undo)
    return True


def use_file(kind: str, content: bytes, suffix: str) -> bool:
    """Take a file of roads or areas into the open workspace; tell whether that was possible."""

    def change(folder: Path) -> FolderHistory:
        return save_file(bare_workspace(folder), kind, content, suffix, who=visitor.name())

    if not in_own_copy(change):
        return False
    tell_done("data_page.used", file=f"{kind}{suffix}", way_back=undo)
    return True


def duplicate(name: str) -> None:
    """Copy the open workspace with its scenarios and go on with the copy."""
    _into(lambda: copy_project(state.folder(), own_copies(), name), "data_page.duplicated")


def begin(name: str) -> bool:
    """Begin an empty project and open it: its lists are uploaded next.

    Returns
    -------
    bool
        Whether it was begun; where not, the page says why.
    """
    return _into(
        lambda: begin_project(own_copies(), name, language=state.language()), "data_page.begun"
    )


def _into(make: Callable[[], Path], key: str) -> bool:
    """Make a folder and open it; what cannot be is kept for the page to say."""
    if not visitor.may_change():
        return False
    st.session_state.pop(_REFUSED, None)
    try:
        folder = make()
    except GeoError as error:
        st.session_state[_REFUSED] = error
        return False
    state.open_folder(folder)
    known_workspaces.remember(folder)
    st.toast(state.t()(key), icon=":material/check:")
    return True


def put_aside(folder: Path) -> None:
    """Put a project out of the list; nothing of it is deleted."""
    _listed(known_workspaces.archive, folder)


def bring_back(folder: Path) -> None:
    """Put a project into the list again."""
    _listed(known_workspaces.take_from_archive, folder)


def _listed(change: Callable[[Path], None], folder: Path) -> None:
    if not visitor.may_change():
        return
    try:
        change(folder)
    except (GeoError, OSError):
        visitor.refuse("data_page.cannot_list")


def bare_workspace(folder: Path) -> Workspace:
    """Return a workspace whose lists may be missing or wrong.

    Raises
    ------
    SettingsError
        When its settings cannot be read.
    """
    return Workspace(folder, read_settings(folder / SETTINGS_FILE))


def undo() -> None:
    """Take the last change of the workspace's files back."""
    if in_own_copy(undo_change):
        tell_done("settings_page.undone", way_back=redo, way_key="find.redo_this")


def redo() -> None:
    """Do again what was taken back."""
    if in_own_copy(redo_change):
        tell_done("settings_page.redone", way_back=undo)


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
