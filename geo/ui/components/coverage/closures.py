"""Closing roads: a line drawn around them on the map; each closure can be lifted alone."""

import numpy as np
import streamlit as st

from geo.scenarios import lift_closure, reopen_roads
from geo.ui import state
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["closure_form"]


def closure_form() -> None:
    """Show the button that lets the planner draw around roads, and the areas that are closed."""
    t = state.t()
    closed = state.scenario().closures
    with st.expander(t("ui.closures", count=len(closed)), icon=":material/block:"):
        drawing = st.session_state.get(MODE) == "close"
        st.button(
            t("ui.cancel") if drawing else t("ui.close_roads"),
            key="rc_close",
            width="stretch",
            on_click=set_mode,
            args=("pick" if drawing else "close",),
        )
        st.caption(t("ui.close_hint"))
        for number, area in enumerate(closed):
            lon, lat = np.mean(area, axis=0)
            with st.container(horizontal=True, vertical_alignment="center"):
                near = state.planner().near(lon, lat)
                st.text(t("certainty.closure", number=number + 1, near=near))
                st.button(
                    t("certainty.lift"),
                    key=f"rc_lift_{number}",
                    icon=":material/undo:",
                    on_click=_lift,
                    args=(number,),
                )
        st.button(
            t("ui.reopen"),
            key="rc_reopen",
            width="stretch",
            disabled=not closed,
            on_click=_reopen,
        )


def _lift(number: int) -> None:
    state.make(lift_closure(state.scenario(), number + 1))


def _reopen() -> None:
    state.make(reopen_roads(state.scenario()))
