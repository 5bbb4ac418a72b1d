"""Overview: how the district stands, on one map."""

import streamlit as st

from geo.ui import state
from geo.ui.components.coverage.calculation import calculated
from geo.ui.components.coverage.ledger import estate_ledger, street_table
from geo.ui.components.data.missing import nobody_answers
from geo.ui.components.map.circle_choice import circle_choice
from geo.ui.components.map.mirror import estate_mirror
from geo.ui.components.map.plan_map import plan_map
from geo.ui.components.map.tried_stations import tried_stations

__all__ = ["show"]


def show() -> None:
    """Show the map, the streets or the selected estate beside it, the table below."""
    left, right = st.columns([0.74, 0.26], gap="small")
    with left:
        plan_map()
        estate_mirror()
    with right, st.container(key="rc_panel"):
        nobody_answers()
        circle_choice()
        tried_stations()
        if estate_ledger():
            calculated()
        else:
            street_table(state.answer())
