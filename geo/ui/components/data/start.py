"""The start page: an example, lists of one's own, what was open last; and the first steps."""

from pathlib import Path
from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.i18n import listed
from geo.settings import Settings
from geo.ui import folder_state, state, visitor
from geo.ui.access import served_rules
from geo.ui.components.data.missing import turn_to_upload
from geo.ui.components.data.opening import (
    choose_workspace,
    example_buttons,
    offer_templates,
    type_folder,
)
from geo.ui.components.data.projects import new_project, project_name
from geo.ui.components.frame.tour import offer_tour
from geo.ui.guide import guide_address
from geo.ui.known_workspaces import recent

__all__ = ["first_steps", "say_what_is_missing", "start_page"]

_KEY: Final = "rc_start"
_MOST_RECENT: Final = 6
_NEEDED: Final = ("estates", "roads")
_FIRST_LISTS: Final = (*_NEEDED, "stations")


def start_page() -> None:
    """Show the three ways to begin."""
    t = state.t()
    with st.container(key=_KEY):
        st.header(t("start.title"))
        st.text(t("start.about"))
        look, own, last = st.columns(3, gap="large")
        with look:
            st.subheader(t("start.look"))
            st.caption(t("start.look_about"))
            example_buttons(_look_around)
            _guide_link("ui.page_overview")
        with own:
            _own_lists()
        if served_rules() is None:
            with last:
                _go_on()


def _guide_link(title_key: str) -> None:
    words = state.t()("start.guide")
    st.link_button(words, guide_address(title_key), icon=":material/menu_book:")


def _look_around(folder: Path) -> None:
    state.open_folder(folder)
    offer_tour()


def _own_lists() -> None:
    if not visitor.may_change_quietly():
        return
    new_project(can_duplicate=False)
    offer_templates()
    if refused := folder_state.refused():
        state.complain(refused)


def _go_on() -> None:
    """Show what was open before on this machine, and the way to a folder by its path."""
    t = state.t()
    st.subheader(t("start.go_on"))
    folders = recent()[:_MOST_RECENT]
    if not folders:
        st.caption(t("start.go_on_none"))
    for place, folder in enumerate(folders):
        st.button(
            t("start.go_on_with", name=state.plain(project_name(folder))),
            key=f"{_KEY}_recent_{place}",
            icon=":material/folder_open:",
            type="primary" if place == 0 else "secondary",
            help=state.plain(folder),
            on_click=state.open_folder,
            args=(folder,),
        )
    type_folder()


def first_steps(error: GeoError) -> None:
    """Show what keeps a workspace from being planned with, and the way to each of its lists.

    Parameters
    ----------
    error : GeoError
        Why it cannot be.
    """
    t = state.t()
    try:
        workspace = folder_state.bare_workspace(state.folder())
    except GeoError:
        state.complain(error)
        choose_workspace()
        return
    if not _missing(workspace.settings):
        state.complain(error)
    st.subheader(t("start.steps"))
    for place, kind in enumerate(_FIRST_LISTS, 1):
        _step(place, kind, there=_is_there(workspace.settings, kind))
    _guide_link("ui.page_data")
    st.subheader(t("start.other"))
    choose_workspace()


def say_what_is_missing(error: GeoError) -> None:
    """Say above the lists which of them come next; where none is missing, what is wrong.

    Parameters
    ----------
    error : GeoError
        Why the workspace cannot be planned with.
    """
    try:
        missing = _missing(folder_state.bare_workspace(state.folder()).settings)
    except GeoError:
        missing = []
    if not missing:
        state.complain(error)
        return
    names = [state.t()(f"ui.input_{kind}") for kind in missing]
    st.info(
        state.t()("start.still_missing", lists=listed(names, state.language())),
        icon=":material/upload_file:",
    )


def _missing(settings: Settings) -> list[str]:
    return [kind for kind in _NEEDED if not _is_there(settings, kind)]


def _is_there(settings: Settings, kind: str) -> bool:
    return bool(getattr(settings.inputs, kind))


def _step(place: int, kind: str, *, there: bool) -> None:
    t = state.t()
    name = t(f"ui.input_{kind}")
    missing = "start.step_optional" if kind == "stations" else "start.step_missing"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("start.step_correct" if there else "start.step_upload", list=name),
            key=f"{_KEY}_{kind}",
            icon=":material/check_circle:" if there else ":material/upload_file:",
            type="secondary" if there or kind == "stations" else "primary",
            on_click=turn_to_upload,
            args=(kind,),
        )
        st.caption(f"{place} · {t('start.step_there' if there else missing)}")
