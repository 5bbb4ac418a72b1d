"""Coverage: who is reached in time and how surely, what would change it, and is a claim true."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.cartography import map_layers
from geo.ui import state
from geo.ui.components.coverage.assumption_view import assumption_view
from geo.ui.components.coverage.calculation import calculated
from geo.ui.components.coverage.card_view import card_view
from geo.ui.components.coverage.chance_view import chance_view
from geo.ui.components.coverage.claim import claim_form
from geo.ui.components.coverage.closures import closure_form, drawn_roads
from geo.ui.components.coverage.crew_view import crew_view
from geo.ui.components.coverage.equity_view import equity_view
from geo.ui.components.coverage.fixes import fix_list, fix_of, fix_question
from geo.ui.components.coverage.hour_view import hour_view
from geo.ui.components.coverage.ledger import estate_ledger
from geo.ui.components.coverage.log_view import log_view
from geo.ui.components.data.missing import nobody_answers
from geo.ui.components.map.circle_choice import circle_choice
from geo.ui.components.map.mirror import estate_mirror
from geo.ui.components.map.plan_map import plan_map
from geo.ui.components.map.tried_stations import tried_stations
from geo.ui.style import asset

__all__ = ["VIEWS", "show"]


def verdict_view() -> list[map_layers.MapScript]:
    """Show the selected estate's ledger, then what would change the verdicts."""
    if estate_ledger(fix_of):
        fix_question()
        calculated()
    else:
        st.caption(state.t()("ui.pick_hint"))
    circle_choice()
    tried_stations()
    overlay = fix_list()
    closure_form()
    claim_form()
    return overlay


VIEWS: Final[dict[str, Callable[[], list[map_layers.MapScript]]]] = {
    "verdicts": verdict_view,
    "chances": chance_view,
    "hours": hour_view,
    "equity": equity_view,
    "crews": crew_view,
    "cards": card_view,
    "log": log_view,
    "assumptions": assumption_view,
}
"""The questions of the page by their names; each returns what it lays over the map."""

_OF_STATIONS: Final = frozenset({"equity", "crews", "cards", "assumptions"})
"""Questions that have no answer where no station is."""


def show() -> None:
    """Show the map with the table below; beside it the questions, one at a time."""
    t = state.t()
    st.html(f"<style>{asset('certainty.css')}</style>")
    left, right = st.columns([0.74, 0.26], gap="small")
    with right, st.container(key="rc_panel"):
        view = st.segmented_control(
            t("certainty.views"),
            list(VIEWS),
            default="verdicts",
            required=True,
            format_func=lambda one: t(f"certainty.view_{one}"),
            key="rc_view",
            label_visibility="collapsed",
        )
        view = view or "verdicts"
        nobody = nobody_answers()
        overlay = [] if nobody and view in _OF_STATIONS else state.attempt(VIEWS[view]) or []
    with left:
        plan_map(overlay=overlay, on_area=drawn_roads)
        estate_mirror()
