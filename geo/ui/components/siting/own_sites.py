"""Candidates of the planner's own: by clicks on the map, or as lines of a list."""

from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.scenarios import add_candidates, read_candidate_lines, remove_candidates
from geo.ui import state
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["is_adding_sites", "own_sites", "site_clicked"]

_ADDING: Final = "rc_own_adding"
_LINES: Final = "rc_own_lines"


def is_adding_sites() -> bool:
    """Tell whether a click on the map adds a candidate."""
    return bool(st.session_state.get(_ADDING)) and st.session_state.get(MODE) == "place"


def own_sites() -> None:
    """Show the two ways to add candidates, and the way to take them away."""
    t, count = state.t(), len(state.scenario().candidates)
    with st.expander(t("choice.own_title", count=count), icon=":material/add_location:"):
        adding = is_adding_sites()
        st.button(
            t("ui.place_done") if adding else t("choice.own_click"),
            key="rc_own_click",
            width="stretch",
            icon=":material/done:" if adding else ":material/ads_click:",
            on_click=_finish if adding else _begin,
        )
        st.text_area(t("choice.own_lines"), key=_LINES, height=80)
        with st.container(horizontal=True):
            st.button(t("choice.own_add"), key="rc_own_add", on_click=_add_lines)
            st.button(
                t("choice.own_clear"),
                key="rc_own_clear",
                disabled=not count,
                on_click=lambda: state.make(remove_candidates(state.scenario())),
            )


def _begin() -> None:
    st.session_state[_ADDING] = True
    set_mode("place")


def _finish() -> None:
    st.session_state[_ADDING] = False
    set_mode("pick")


def site_clicked(lon: float, lat: float) -> None:
    """Add the place of a click to the candidates."""
    _attempt([("", lon, lat)])


def _add_lines() -> None:
    try:
        places = read_candidate_lines(st.session_state[_LINES])
    except GeoError as error:
        state.say_in_passing(error)
        return
    if _attempt(places):
        st.session_state[_LINES] = ""


def _attempt(places: list[tuple[str, float, float]]) -> bool:
    try:
        state.make(add_candidates(state.planner(), state.scenario(), places))
    except GeoError as error:
        state.say_in_passing(error)
        return False
    return True
