"""Closing roads: a line drawn around them on the map."""

import streamlit as st

from geo.ui import state
from geo.ui.components.plan_map import MODE, set_mode

__all__ = ["closure_form"]


def closure_form() -> None:
    """Show the button that lets the planner draw around roads, and how many areas are closed."""
    t = state.t()
    closed = len(state.scenario().closures)
    with st.expander(t("ui.closures", count=closed), icon=":material/block:"):
        drawing = st.session_state.get(MODE) == "close"
        st.button(
            t("ui.cancel") if drawing else t("ui.close_roads"),
            key="rc_close",
            width="stretch",
            on_click=set_mode,
            args=("pick" if drawing else "close",),
        )
        st.caption(t("ui.close_hint"))
        st.button(
            t("ui.reopen"),
            key="rc_reopen",
            width="stretch",
            disabled=not closed,
            on_click=_reopen,
        )


def _reopen() -> None:
    state.edit(state.scenario().without_closures(), "ui.edit_reopened")
