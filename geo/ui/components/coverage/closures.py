"""Closing roads or slowing them down: a line drawn around them; each area can be lifted alone."""

from collections.abc import Callable
from typing import Final

import numpy as np
import streamlit as st

from geo.errors import GeoError
from geo.scenarios import (
    Area,
    Change,
    Scenario,
    close_area,
    lift_closure,
    reopen_roads,
    slow_area,
    usual_speeds,
)
from geo.ui import state
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["closure_form", "drawn_roads"]

_EFFECT: Final = "rc_roads_effect"
_CLOSED: Final = np.inf
_EFFECTS: Final = (_CLOSED, 1.5, 2.0, 3.0)
"""What the minutes of drawn roads are multiplied by."""


def closure_form() -> None:
    """Show the button that lets the planner draw around roads, and the areas that are closed."""
    t = state.t()
    scenario = state.scenario()
    closed, slowed = scenario.closures, scenario.slowed
    with st.expander(t("ui.closures", count=len(closed) + len(slowed)), icon=":material/block:"):
        st.segmented_control(
            t("condition.drawn_as"),
            _EFFECTS,
            default=_CLOSED,
            required=True,
            format_func=_effect_name,
            key=_EFFECT,
        )
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
            words = t("certainty.closure", number=number + 1, near=_near(area))
            _liftable(words, f"rc_lift_{number}", lift_closure, number + 1)
        for number, one in enumerate(slowed, start=1):
            words = t(
                "condition.slowed_here",
                number=number,
                factor=f"{one.factor:g}",
                near=_near(one.area),
            )
            _liftable(words, f"rc_usual_{number}", usual_speeds, number)
        st.button(
            t("ui.reopen"),
            key="rc_reopen",
            width="stretch",
            disabled=not (closed or slowed),
            on_click=_reopen,
        )


def drawn_roads(area: Area) -> None:
    """Close or slow down the roads that the planner has drawn around, as she has chosen."""
    factor = st.session_state.get(_EFFECT, _CLOSED)
    planner, scenario = state.planner(), state.scenario()
    try:
        if factor == _CLOSED:
            state.make(close_area(planner, scenario, area))
        else:
            state.make(slow_area(planner, scenario, area, factor))
    except GeoError as error:
        state.complain(error)


def _effect_name(factor: float) -> str:
    t = state.t()
    if factor == _CLOSED:
        return t("condition.drawn_closed")
    return t("condition.drawn_slow", factor=f"{factor:g}")


def _near(area: Area) -> str:
    lon, lat = np.mean(area, axis=0)
    return state.planner().near(lon, lat)


def _liftable(words: str, key: str, lift: Callable[[Scenario, int], Change], number: int) -> None:
    """Show an area with the button that gives its roads back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(words)
        st.button(
            state.t()("certainty.lift"),
            key=key,
            icon=":material/undo:",
            on_click=_lift,
            args=(lift, number),
        )


def _lift(lift: Callable[[Scenario, int], Change], number: int) -> None:
    state.make(lift(state.scenario(), number))


def _reopen() -> None:
    state.make(reopen_roads(state.scenario()))
