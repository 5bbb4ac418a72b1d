"""Coverage: who is reached in time, what would bring the others on time, and is a claim true."""

import streamlit as st

from geo.ui import state
from geo.ui.components.claim import claim_form
from geo.ui.components.closures import closure_form
from geo.ui.components.fixes import fix_list, fix_of
from geo.ui.components.ledger import estate_ledger
from geo.ui.components.mirror import estate_mirror
from geo.ui.components.plan_map import plan_map
from geo.ui.components.tried_stations import tried_stations

__all__ = ["show"]


def show() -> None:
    """Show the map with the table below; beside it the selected estate, then the questions."""
    left, right = st.columns([0.74, 0.26], gap="small")
    with left:
        plan_map()
        estate_mirror()
    with right, st.container(key="rc_panel"):
        if not estate_ledger(fix_of):
            st.caption(state.t()("ui.pick_hint"))
        tried_stations()
        fix_list()
        closure_form()
        claim_form()
