"""Trying out stations: the button, what a click will do, and the stations tried so far."""

import streamlit as st

from geo.scenarios import remove_station
from geo.ui import state
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["tried_stations"]


def tried_stations(*, is_main: bool = True) -> None:
    """Show the button that lets the next click place a station, and the tried ones.

    Parameters
    ----------
    is_main : bool
        Whether it is the main button of its page.
    """
    t = state.t()
    placing = st.session_state.get(MODE) == "place"
    st.button(
        t("ui.place_done") if placing else t("ui.place"),
        key="rc_place",
        icon=":material/done:" if placing else ":material/add_location_alt:",
        type="primary" if is_main else "secondary",
        width="stretch",
        on_click=_finish if placing else _begin,
    )
    if placing:
        st.caption(t("ui.place_hint"))
    for station in state.scenario().stations:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(station.name or t("report.near", estate=_near(station.lon, station.lat)))
            st.button(
                t("ui.remove"),
                key=f"rc_remove_{station.station_id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(station.station_id,),
            )


def _near(lon: float, lat: float) -> str:
    return state.planner().near(lon, lat)


def _begin() -> None:
    st.session_state["rc_placed"] = None
    set_mode("place")


def _finish() -> None:
    set_mode("pick")


def _remove(station_id: str) -> None:
    state.make(remove_station(state.scenario(), station_id))
