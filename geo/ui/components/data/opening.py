"""Opening another workspace: the examples, or a folder of one's own."""

from pathlib import Path

import streamlit as st

from geo.ui import state
from geo.ui.components.frame.downloads import offer_file
from geo.ui.export_pack import template_zip
from geo.workspace import example_folder

__all__ = ["choose_workspace"]

_EXAMPLES = ("hanyang", "toy")
_KEY = "rc_opening"


def choose_workspace() -> None:
    """Show two ways in, an example or a folder on this machine, and templates to begin from."""
    t = state.t()
    with st.container(horizontal=True, vertical_alignment="center"):
        for name in _EXAMPLES:
            st.button(
                t(f"ui.open_{name}"),
                key=f"{_KEY}_{name}",
                icon=":material/map:",
                on_click=state.open_folder,
                args=(example_folder(name),),
            )
    st.text_input(
        t("ui.open_own"),
        key=_KEY,
        placeholder=t("ui.open_own_hint"),
        on_change=_open_typed,
    )
    st.caption(t("ui.open_needs"))
    offer_file(
        t("ui.templates"),
        template_zip(state.language()),
        "repair-circle-templates.zip",
        "application/zip",
        key="rc_templates",
        icon=":material/download:",
    )


def _open_typed() -> None:
    typed = st.session_state[_KEY].strip().strip('"')
    if typed:
        state.open_folder(Path(typed).expanduser())
