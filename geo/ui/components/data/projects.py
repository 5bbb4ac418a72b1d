"""The list of projects: open, duplicate, begin, put aside and bring back; nothing is deleted."""

from pathlib import Path
from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.scenarios import LIMITS
from geo.settings import read_settings
from geo.text import plain_text
from geo.ui import folder_state, state, visitor
from geo.ui.access import served_rules
from geo.ui.components.data.opening import choose_workspace
from geo.ui.components.frame.finder import turn_page
from geo.ui.known_workspaces import archived, name_of, projects, served_folder
from geo.workspace import SETTINGS_FILE

__all__ = ["new_project", "project_list", "project_name"]

_KEY: Final = "rc_project"
_MOST: Final = 30


def project_name(folder: Path) -> str:
    """Return what a project is called; its folder's name where its settings cannot be read."""
    try:
        said = read_settings(folder / SETTINGS_FILE).name
    except (GeoError, OSError):
        said = ""
    return plain_text(said) or plain_text(folder.name)


def project_list() -> None:
    """Show the projects, the way to a new one and to a copy, and those put aside."""
    t = state.t()
    left, right = st.columns([0.6, 0.4], gap="large")
    with left:
        st.subheader(t("data_page.projects"))
        listed = [one for one in projects() if _is_shown(one)][:_MOST]
        if not listed:
            st.caption(t("data_page.no_projects"))
        for folder in listed:
            _project(folder)
        _aside()
    with right:
        if visitor.may_change_quietly():
            new_project(can_duplicate=True)
        if refused := folder_state.refused():
            state.complain(refused)
        st.subheader(t("ui.own_data"))
        choose_workspace(with_recent=False)


def _is_shown(folder: Path) -> bool:
    return visitor.may_open_quietly(folder, served_folder())


def _project(folder: Path) -> None:
    t, key = state.t(), _key(folder)
    is_open = folder == state.folder().resolve()
    name = state.plain(project_name(folder))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            name if not is_open else t("data_page.open_now", name=name),
            key=f"{_KEY}_open_{key}",
            icon=":material/folder_open:" if is_open else ":material/folder:",
            type="primary" if is_open else "secondary",
            on_click=state.open_folder,
            args=(folder,),
        )
        # On a server nobody's paths are shown.
        if served_rules() is None:
            st.caption(state.plain(plain_text(folder)))
        if visitor.may_change_quietly() and not is_open:
            st.button(
                t("data_page.archive", name=name),
                key=f"{_KEY}_aside_{key}",
                icon=":material/archive:",
                type="tertiary",
                on_click=folder_state.put_aside,
                args=(folder,),
            )


def _aside() -> None:
    t = state.t()
    listed = [one for one in archived() if _is_shown(one)]
    if not listed or not visitor.may_change_quietly():
        return
    with st.expander(t("data_page.archived", count=len(listed)), icon=":material/archive:"):
        st.caption(t("data_page.archived_about"))
        for folder in listed:
            st.button(
                t("data_page.bring_back", name=state.plain(project_name(folder))),
                key=f"{_KEY}_back_{_key(folder)}",
                icon=":material/unarchive:",
                on_click=folder_state.bring_back,
                args=(folder,),
            )


def new_project(*, can_duplicate: bool) -> None:
    """Show the way to an empty project, and to a copy of the open one.

    Parameters
    ----------
    can_duplicate : bool
        Whether one is open.
    """
    t = state.t()
    st.subheader(t("data_page.new" if can_duplicate else "start.own"))
    st.text_input(
        t("data_page.name"),
        key=f"{_KEY}_name",
        max_chars=LIMITS.name,
        placeholder=t("data_page.name_hint"),
    )
    with st.container(horizontal=True):
        st.button(
            t("data_page.begin"),
            key=f"{_KEY}_begin",
            icon=":material/create_new_folder:",
            on_click=_begin,
        )
        if can_duplicate:
            st.button(
                t("data_page.duplicate"),
                key=f"{_KEY}_duplicate",
                icon=":material/content_copy:",
                on_click=_duplicate,
            )
    st.caption(t("data_page.new_about" if can_duplicate else "start.own_about"))


def _begin() -> None:
    if folder_state.begin(_typed() or state.t()("data_page.unnamed")):
        turn_page("data")


def _duplicate() -> None:
    name = project_name(state.folder())
    folder_state.duplicate(_typed() or state.t()("data_page.copy_of", name=name)[: LIMITS.name])


def _typed() -> str:
    return plain_text(st.session_state.get(f"{_KEY}_name") or "").strip()


def _key(folder: Path) -> str:
    """Return what tells the buttons of a project apart: a key reaches the page, a path must not."""
    return name_of(folder)
