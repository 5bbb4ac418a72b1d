"""Siting: where further stations are best put, with proof, alternatives and reasons."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.cartography import map_layers
from geo.errors import GeoError
from geo.ui import siting_state, state
from geo.ui.components.map.plan_map import plan_map
from geo.ui.components.map.tried_stations import tried_stations
from geo.ui.components.siting.best_view import best_view
from geo.ui.components.siting.compare_view import compare_view
from geo.ui.components.siting.front_view import front_table, front_view
from geo.ui.components.siting.future_view import future_view
from geo.ui.components.siting.own_sites import is_adding_sites, site_clicked
from geo.ui.components.siting.phase_view import phase_view
from geo.ui.components.siting.plan_view import gained_discs, plan_view
from geo.ui.components.siting.progress import progress
from geo.ui.components.siting.site_form import drawn_area, site_form, toggle_site
from geo.ui.components.siting.site_table import site_pins, site_table
from geo.ui.style import asset

__all__ = ["VIEWS", "show"]


def solve_view() -> None:
    """Show the question, the plan that answers it, and the stations tried so far."""
    site_form()
    plan_view()
    tried_stations(is_main=False)


VIEWS: Final[dict[str, Callable[[], list[map_layers.MapScript] | None]]] = {
    "solve": solve_view,
    "front": front_view,
    "best": best_view,
    "futures": future_view,
    "phases": phase_view,
    "compare": compare_view,
}
"""The questions of the page by their names; some return what they lay over the map."""


def show() -> None:
    """Show the map with the plan on it, the candidates below, and one question at a time."""
    t = state.t()
    st.html(f"<style>{asset('siting.css')}</style>")
    left, right = st.columns([0.72, 0.28], gap="small")
    overlay: list[map_layers.MapScript] = []
    with right, st.container(key="rc_panel"):
        view = st.segmented_control(
            t("choice.views"),
            list(VIEWS),
            default="solve",
            required=True,
            format_func=lambda one: t(f"choice.view_{one}"),
            key="rc_siting_view",
            label_visibility="collapsed",
        )
        try:
            siting_state.take_finished()
        except GeoError as error:
            state.complain(error)
        progress()
        try:
            overlay = VIEWS[view or "solve"]() or [*gained_discs(), *site_pins()]
        except GeoError as error:
            state.complain(error)
    plan = siting_state.shown()
    with left:
        plan_map(
            proposed=None if plan is None else plan.answer.proposed,
            overlay=overlay,
            on_mark=toggle_site,
            on_place=site_clicked if is_adding_sites() else None,
            on_area=drawn_area,
        )
        try:
            if view != "front" or not front_table():
                site_table()
        except GeoError:
            # Said beside the map already.
            return
