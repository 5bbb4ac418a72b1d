"""The tables under the map of zones: zones and estates, each row a way to choose estates."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geo.plan_tables import TABLES, known_column, level_text
from geo.scenarios import ScenarioZones
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.zones.column_settings import column_settings
from geo.ui.components.zones.folding_table import folding_table
from geo.ui.components.zones.present_zones import change_table
from geo.ui.components.zones.selection import choose_rows, table_round
from geo.workspace import ZoneChanges, community_totals
from geo.zoning import locked_zones, mode_label

__all__ = ["zone_tables"]

_PLACES = ("street", "community")


def zone_tables(answer: ScenarioZones, changes: ZoneChanges | None) -> None:
    """Show zones, estates or changes as a table; chosen rows are chosen on the map.

    The rows are sent only while the table is open.
    """
    t = state.t()
    opened = st.expander(
        t("ui.zone_table_of", count=len(answer.zones)),
        icon=":material/table_rows:",
        key="rc_zone_tables",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        kinds = {
            "zones": "report.zones",
            "estates": "report.estates",
            "folding": "folding.title",
            "communities": "folding.communities",
        }
        if changes is not None:
            kinds["changes"] = "zone_edit.against_present"
        kind = st.segmented_control(
            t("ui.page_zones"),
            list(kinds),
            default="zones",
            format_func=lambda one: t(kinds[one]),
            key="rc_zone_table_kind",
            label_visibility="collapsed",
        )
        if kind == "estates":
            _estates(answer)
        elif kind == "folding":
            folding_table(answer)
        elif kind == "communities":
            _communities(answer)
        elif kind == "changes" and changes is not None:
            change_table(changes)
        else:
            _zones(answer)


def _communities(answer: ScenarioZones) -> None:
    """Show what stands in each community, and how many zones share it."""
    t = state.t()
    names = ("street", "community", "estates", "households", "residents", "zones")
    table = community_totals(state.planner().district, answer.estates)
    heads = {name: known_column(name, t).header for name in names}
    heads["floor_area_m2"] = t("folding.floor_area_m2")
    st.dataframe(
        table[list(heads)],
        hide_index=True,
        placeholder="–",
        column_config={
            name: st.column_config.Column(head)
            if name in _PLACES
            else st.column_config.NumberColumn(head, format="localized")
            for name, head in heads.items()
        },
    )


def _zones(answer: ScenarioZones) -> None:
    t = state.t()
    plan = answer.zoning
    locked = set(locked_zones(plan))
    table = pd.DataFrame(answer.zones.drop(columns="geometry")).assign(
        zone_cost=[round(score.cost) for score in plan.scores],
        locked=[t("zone_edit.locked") if zone in locked else "" for zone in range(plan.n_zones)],
        service_level=[level_text(level, t) or "" for level in answer.zones["service_level"]],
    )
    ids = answer.estates["estate_id"].astype(str).to_numpy()
    members = [[str(ids[row]) for row in zone] for zone in plan.members]
    _table("zones", table, members)


def _estates(answer: ScenarioZones) -> None:
    t = state.t()
    language = state.language()
    listed = state.planner().district.estates
    table = answer.estates.assign(
        name=listed["name"].to_numpy(),
        street=listed["street"].to_numpy(),
        households=listed["households"].to_numpy(),
        service_level=[level_text(level, t) or "" for level in answer.estates["service_level"]],
        management_mode=[
            "" if pd.isna(mode) else mode_label(mode, language)
            for mode in answer.estates["management_mode"]
        ],
    )
    ids = answer.estates["estate_id"].astype(str)
    _table("estates", table, [[estate] for estate in ids])


def _table(kind: str, table: pd.DataFrame, estates: Sequence[list[str]]) -> None:
    t = state.t()
    columns = {name: known_column(name, t) for name in TABLES[f"{kind}_on_screen"]}
    shown = table[list(columns)].copy()
    for name, column in columns.items():
        if not column.is_number:
            shown[name] = [plain_text(value) for value in shown[name].fillna("")]
    key = f"rc_zone_rows_{kind}_{table_round()}"
    st.dataframe(
        shown,
        height=205,
        hide_index=True,
        placeholder="–",
        key=key,
        on_select=lambda: _choose(key, estates),
        selection_mode="multi-row",
        column_config=column_settings(columns),
    )


def _choose(key: str, estates: Sequence[list[str]]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    choose_rows(estate for row in rows for estate in estates[row])
