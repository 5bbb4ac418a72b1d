"""Zones: drawn by the search, corrected by hand, with the objective in view."""

from dataclasses import replace

import streamlit as st

from geo.errors import GeoError
from geo.scenarios import ScenarioZones, zones_of
from geo.ui import state
from geo.ui.components.map.plan_map import plan_map
from geo.ui.components.zones.brush import brush_layer, is_painting
from geo.ui.components.zones.edits import edit_form, paint_caught
from geo.ui.components.zones.levels import estate_levels
from geo.ui.components.zones.marks import barrier_lines, drawn_barrier, marks_form
from geo.ui.components.zones.panel import zone_figures, zone_rules
from geo.ui.components.zones.present_zones import (
    change_marks,
    changes_of_present,
    present_of,
    present_panel,
)
from geo.ui.components.zones.redraw_form import redraw_form
from geo.ui.components.zones.sample_view import sample_view
from geo.ui.components.zones.selection import LASSO, ONE_MORE, chosen, selection_marks
from geo.ui.components.zones.tables import zone_tables
from geo.ui.style import asset
from geo.zoning import locked_zones

__all__ = ["show"]


def show() -> None:
    """Show the zones on the map, what they cost beside it, each of them in the table."""
    st.html(f"<style>{asset('zones.css')}</style>")
    zones = _zones()
    if zones is not None and is_painting() and paint_caught(zones):
        zones = _zones()
    ids = chosen()
    changes = changes_of_present(zones)
    present = present_of()
    labels = None if present is None else present.zone_of
    left, right = st.columns([0.72, 0.28], gap="small")
    with left:
        # Discs share one legend: the choice at hand is told before the changes.
        marks = selection_marks(ids) or change_marks(changes)
        plan_map(
            zones=None if zones is None else _labelled(zones),
            many=LASSO,
            one_more=ONE_MORE,
            overlay=[*marks, *barrier_lines(), *([] if zones is None else brush_layer(zones))],
            on_area=drawn_barrier,
        )
        if zones is not None:
            zone_tables(zones, changes)
    with right, st.container(key="rc_panel"):
        redraw_form(zones, labels)
        marks_form(ids)
        if zones is not None:
            zone_figures(zones)
            edit_form(zones, ids)
            zone_rules(zones)
            sample_view(zones)
            if len(ids) == 1:
                estate_levels(zones, ids[0])
        present_panel(changes)


def _zones() -> ScenarioZones | None:
    with st.spinner(state.t()("workspace.stage_zone")):
        try:
            return zones_of(state.planner(), state.scenario())
        except GeoError as error:
            state.complain(error)
            return None


def _labelled(zones: ScenarioZones) -> ScenarioZones:
    """Return the zones as the map names them: locked ones say so."""
    locked = set(locked_zones(zones.zoning))
    if not locked:
        return zones
    t = state.t()
    names = [
        t("zone_edit.locked_label", zone=name) if zone in locked else name
        for zone, name in enumerate(zones.zones["zone_id"])
    ]
    return replace(zones, zones=zones.zones.assign(zone_id=names))
