"""The zones in force: uploaded on the page, and what the drawing changes about them."""

import hashlib
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.cartography import map_layers, mark_radius
from geo.errors import GeoError
from geo.plan_tables import TABLES, known_column
from geo.report import change_sentence
from geo.scenarios import LIMITS, PLAN_FORMATS, ScenarioZones, present_zones, read_uploaded_plan
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.map.overlay import Shade, discs
from geo.ui.components.zones.column_settings import column_settings
from geo.workspace import PresentPlan, ZoneChanges, compare_zonings

__all__ = ["change_marks", "change_table", "changes_of_present", "present_of", "present_panel"]

_FILE: Final = "rc_zone_plan"
_SHOWN: Final = "rc_zone_moved_shown"
_TAKEN: Final = "rc_zone_plan_taken"
_MOVED: Final = "#d55e00"
_NEWCOMER: Final = "#6e7681"


def present_of() -> PresentPlan | None:
    """Return the zones in force: those uploaded, or those that the workspace's list carries."""
    saved = state.saved()
    return present_zones(state.planner(), saved.present_plan, saved.present_source)


def changes_of_present(answer: ScenarioZones | None) -> ZoneChanges | None:
    """Return what the drawing changes about the zones in force; None where there are none."""
    present = present_of()
    if present is None or answer is None:
        return None
    return compare_zonings(
        state.planner().district.estates, present.zone_id, answer.estates["zone_id"]
    )


def present_panel(changes: ZoneChanges | None) -> None:
    """Show the door for the zones in force, and in words what the drawing changes about them."""
    t = state.t()
    present = present_of()
    with st.expander(
        t("zone_edit.present"),
        expanded=present is not None,
        icon=":material/history:",
        key="rc_zone_present",
        on_change="rerun",
    ):
        if present is None:
            st.caption(t("zone_edit.present_hint"))
        else:
            st.text(t("zone_edit.present_from", source=plain_text(present.source)))
            for notice in present.notices[:5]:
                st.caption(state.plain(notice.sentence(state.language())))
        if changes is not None:
            st.html(f'<div class="rc-estate"><p>{safe_text(change_sentence(changes, t))}</p></div>')
            st.toggle(t("zone_edit.show_moved"), key=_SHOWN, disabled=changes.moved.empty)
        file = st.file_uploader(
            t("zone_edit.present_file"),
            type=list(PLAN_FORMATS),
            key=_FILE,
            max_upload_size=LIMITS.plan_mb,
        )
        if file is not None:
            _take(file)
        if state.saved().present_plan:
            st.button(
                t("zone_edit.present_forget"),
                key="rc_zone_plan_forget",
                type="tertiary",
                icon=":material/close:",
                on_click=_forget,
            )


def _take(file: Any) -> None:
    """Keep a plan that was uploaded, once: the uploader holds it for as long as the page."""
    content = file.getvalue()
    stamp = f"{state.scenario_id()}-{hashlib.sha256(content).hexdigest()}"
    if st.session_state.get(_TAKEN) == stamp:
        return
    try:
        present = read_uploaded_plan(state.planner(), file.name, content)
    except GeoError as error:
        state.complain(error)
        return
    st.session_state[_TAKEN] = stamp
    ids = state.planner().district.estates["estate_id"].astype(str)
    plan = tuple((one, str(zone)) for one, zone in zip(ids, present.zone_id, strict=True) if zone)
    state.keep(
        state.saved().model_copy(update={"present_plan": plan, "present_source": present.source})
    )
    for notice in present.notices[:5]:
        state.say_in_passing(notice)
    st.rerun()


def _forget() -> None:
    state.keep(state.saved().model_copy(update={"present_plan": (), "present_source": ""}))


def change_marks(changes: ZoneChanges | None) -> list[map_layers.MapScript]:
    """Return the estates that have moved as marks over the map, where they are wanted."""
    if changes is None or not st.session_state.get(_SHOWN):
        return []
    t = state.t()
    estates = state.answer().estates
    ids = estates["estate_id"].astype(str)
    moved = ids.isin(changes.moved["estate_id"].astype(str)).to_numpy()
    shades = [Shade(_MOVED, t("zone_edit.moved_estates"))]
    shade = np.where(moved, 0, -1)
    if changes.new_estates:
        present = present_of()
        assert present is not None
        shade = np.where(present.zone_of < 0, 1, shade)
        shades.append(Shade(_NEWCOMER, t("zone_edit.new_estates")))
    return discs(
        estates["lon"],
        estates["lat"],
        shade,
        shades=shades,
        title=t("zone_edit.against_present"),
        radius_px=mark_radius(estates["households"]),
    )


def change_table(changes: ZoneChanges) -> None:
    """Show who has moved, and beside it what became of each zone."""
    moved, zones = st.columns(2, gap="small")
    with moved:
        _table(changes.moved, "moved_on_screen")
    with zones:
        _table(changes.zones, "changed_zones_on_screen")


def _table(table: pd.DataFrame, name: str) -> None:
    columns = {one: known_column(one, state.t()) for one in TABLES[name]}
    shown = table[list(columns)].copy()
    for one, column in columns.items():
        if not column.is_number:
            shown[one] = [plain_text(value) if pd.notna(value) else "–" for value in shown[one]]
    st.dataframe(
        shown,
        height=205,
        hide_index=True,
        placeholder="–",
        column_config=column_settings(columns),
    )
