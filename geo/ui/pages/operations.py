"""Operations: what follows a plan once it runs, one tab each, linked with the map."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.cartography import map_layers
from geo.ui import state
from geo.ui.components.map.plan_map import plan_map
from geo.ui.components.operations.assessment_view import assessment_view, below_assessment
from geo.ui.components.operations.problem_view import below_problems, problem_view
from geo.ui.components.operations.visit_view import below_visits, visit_view
from geo.ui.components.operations.works_view import below_works, works_view
from geo.ui.style import asset

__all__ = ["TABS", "show"]

Beside = Callable[[], list[map_layers.MapScript]]

TABS: Final[dict[str, tuple[Beside, Callable[[], None]]]] = {
    "problems": (problem_view, below_problems),
    "assessment": (assessment_view, below_assessment),
    "visits": (visit_view, below_visits),
    "works": (works_view, below_works),
}
"""The tabs by their names: what stands beside the map, which returns what it lays over the map, and
what stands below it."""


def show() -> None:
    """Show the map with what the open tab says beside it and below."""
    t = state.t()
    st.html(f"<style>{asset('certainty.css')}{asset('operations.css')}</style>")
    left, right = st.columns([0.62, 0.38], gap="small")
    with right, st.container(key="rc_panel"):
        tab = st.segmented_control(
            t("ui.page_operations"),
            list(TABS),
            default="problems",
            required=True,
            format_func=lambda one: t(f"operations.tab_{one}"),
            key="rc_tab",
            label_visibility="collapsed",
        )
        beside, below = TABS[tab or "problems"]
        overlay = state.attempt(beside) or []
    with left:
        plan_map(overlay=overlay)
        state.attempt(below)
