"""Zones: drawn by the search, corrected by hand, with the objective in view."""

import streamlit as st

from geo.errors import GeoError
from geo.ui import state
from geo.ui.components.plan_map import plan_map
from geo.ui.components.zone_panel import CAUGHT, draw_form, move_form, zone_figures, zone_table
from geo.ui.services import ZoneAnswer

__all__ = ["show"]


def show() -> None:
    """Show the zones on the map, what they cost beside it, each of them in the table."""
    zones = _zones()
    left, right = st.columns([0.74, 0.26], gap="small")
    with left:
        plan_map(zones=zones, many=CAUGHT)
        if zones is not None:
            zone_table(zones)
    with right, st.container(key="rc_panel"):
        draw_form()
        if zones is not None:
            zone_figures(zones)
            move_form(zones)


def _zones() -> ZoneAnswer | None:
    with st.spinner(state.t()("workspace.stage_zone")):
        try:
            return state.desk().zones(state.scenario())
        except GeoError as error:
            state.complain(error)
            return None
