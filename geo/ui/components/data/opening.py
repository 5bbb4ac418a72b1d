"""Opening another workspace: the examples, or a folder of one's own."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from geo.scenarios import LIMITS
from geo.ui import state
from geo.ui.access import served_rules
from geo.ui.components.frame.downloads import offer_file
from geo.ui.export_pack import template_zip
from geo.ui.known_workspaces import EXAMPLES, recent
from geo.workspace import example_folder

__all__ = ["choose_workspace", "example_buttons", "offer_templates", "type_folder"]

_KEY = "rc_opening"
_MOST_RECENT = 8


def choose_workspace(*, with_recent: bool = True) -> None:
    """Show two ways in, an example or a folder on this machine, and templates to begin from.

    Parameters
    ----------
    with_recent : bool
        Whether to list what was opened before, where no list of projects does.
    """
    example_buttons(state.open_folder)
    type_folder()
    if with_recent:
        _recent()
    st.caption(state.t()("ui.open_needs"))
    offer_templates()


def example_buttons(opens: Callable[[Path], None]) -> None:
    """Show a button for each example.

    Parameters
    ----------
    opens : callable
        What is done with the folder of the one pressed.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        for name in EXAMPLES:
            st.button(
                state.t()(f"ui.open_{name}"),
                key=f"{_KEY}_{name}",
                icon=":material/map:",
                on_click=opens,
                args=(example_folder(name),),
            )


def type_folder() -> None:
    """Ask for the path of a workspace and open it."""
    t = state.t()
    st.text_input(
        t("ui.open_own"),
        key=_KEY,
        max_chars=LIMITS.line,
        placeholder=t("ui.open_own_hint"),
        on_change=_open_typed,
    )


def offer_templates() -> None:
    """Offer the templates of all lists."""
    offer_file(
        state.t()("ui.templates"),
        template_zip(state.language()),
        "repair-circle-templates.zip",
        key="rc_templates",
        icon=":material/download:",
    )


def _recent() -> None:
    """Show what was opened on this machine before, with its path; on a server nobody's paths."""
    t = state.t()
    if served_rules() is not None:
        return
    st.caption(t("ui.open_here", path=state.plain(state.folder().resolve())))
    others = [one for one in recent() if one != state.folder().resolve()][:_MOST_RECENT]
    if others:
        st.text(t("ui.recent"))
    for place, folder in enumerate(others):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                state.plain(folder.name),
                key=f"{_KEY}_recent_{place}",
                icon=":material/folder_open:",
                on_click=state.open_folder,
                args=(folder,),
            )
            st.caption(state.plain(folder))


def _open_typed() -> None:
    typed = st.session_state[_KEY].strip().strip('"')
    if typed:
        state.open_folder(_as_path(typed))


def _as_path(typed: str) -> Path:
    """Return a path as a shell would read it; a home that nobody has is a name like any other."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)
