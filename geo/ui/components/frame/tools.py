"""The tools of the header: find, copy a link, the shortcuts; and the keys of every page."""

from typing import Any, Final

import streamlit as st

from geo.ui import state
from geo.ui.components.frame.finder import choose_found
from geo.ui.guide import guide_address
from geo.ui.news import done
from geo.ui.style import asset

__all__ = ["SHORTCUTS", "header_tools"]

_KEY: Final = "rc_tools"

SHORTCUTS: Final = {
    "find": ("Ctrl+K", "/"),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Y", "Ctrl+Shift+Z"),
    "filter": ("F",),
    "regions": ("F6", "Shift+F6"),
    "also": ("Ctrl+Enter",),
    "hours": ("←", "→", "Enter"),
    "legend": ("Tab", "Enter"),
    "escape": ("Esc",),
    "guide": ("F1",),
    "shortcuts": ("?",),
}
"""What is done without a mouse, by the keys that do it."""


def header_tools(page: str) -> None:
    """Show the tools.

    Parameters
    ----------
    page : str
        The page that is open.
    """
    tools = st.components.v2.component(
        "repair_circle_tools",
        html=asset("keys.html"),
        css=asset("keys.css"),
        js=asset("keys.js"),
    )
    tools(
        key=_KEY,
        data=_data(page),
        width="content",
        on_chosen_change=lambda: choose_found(st.session_state[_KEY]["chosen"], page),
    )


def _data(page: str) -> dict[str, Any]:
    t = state.t()
    last = done()
    return {
        "words": {
            "find": t("find.title"),
            "find-word": t("find.button"),
            "link": t("find.command_copy_link"),
            "keys": t("find.command_shortcuts"),
            "shortcuts-title": t("find.command_shortcuts"),
            "guide": t("find.guide"),
            "guide-word": t("find.guide"),
            "again": t("find.again"),
            "close": t("find.close"),
            "copied": t("find.copied"),
        },
        "shortcuts": [[list(keys), t(f"find.keys_{name}")] for name, keys in SHORTCUTS.items()],
        "guide": guide_address(f"ui.page_{page}"),
        "hour": state.shown_hour(),
        "said": "" if last is None else t(last.key, **last.params),
    }
