"""Which files the open workspace holds, by kind, and which of them the page speaks of."""

from typing import Final

import streamlit as st

from geo.text import plain_text
from geo.ui import state
from geo.workspace import LIST_READERS, Workspace

__all__ = ["AREAS", "KINDS", "choose_kind", "turn_to_kind"]

AREAS: Final = ("boundary", "barriers")
_FIRST: Final = (
    *("estates", "stations", "roads", "gates", "shifts", "candidates", "boundary", "calls"),
)
KINDS: Final = (*_FIRST, *(one for one in LIST_READERS if one not in _FIRST), "barriers")
"""Every kind of file that can be uploaded; those of the first day come first."""

_KEY: Final = "rc_data_kind"
_REQUIRED: Final = ("estates", "roads")


def choose_kind(workspace: Workspace) -> str:
    """Show the kinds with their files and return the chosen one.

    Parameters
    ----------
    workspace : Workspace

    Returns
    -------
    str
    """
    t = state.t()
    named = dict(workspace.settings.inputs.named())
    missing = {one for one in _REQUIRED if one not in named}

    def file_of(kind: str) -> str:
        if kind in missing:
            return t("data_page.required")
        return state.plain(plain_text(named.get(kind, t("data_page.no_file"))))

    return str(
        st.radio(
            t("data_page.kinds"),
            KINDS,
            format_func=lambda one: t(f"ui.input_{one}"),
            captions=[file_of(one) for one in KINDS],
            key=_KEY,
            label_visibility="collapsed",
        )
    )


def turn_to_kind(kind: str) -> None:
    """Let the page of lists speak of a kind.

    Parameters
    ----------
    kind : str
        Of :data:`KINDS`.
    """
    st.session_state[_KEY] = kind
