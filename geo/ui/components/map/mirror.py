"""The table under the map: what the map shows, sortable, each row a way to its estate."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.plan_tables import VERDICT_KEYS
from geo.text import plain_text
from geo.ui import state

__all__ = ["estate_mirror"]

_COLUMNS = (
    "name",
    "street",
    "households",
    "verdict",
    "response_min",
    "p_on_time",
    "drive_min",
    "access_min",
)
_HEADS = {
    "name": "report.column_estate",
    "street": "report.column_street",
    "households": "report.column_households",
    "verdict": "report.column_verdict",
    "response_min": "report.column_response",
    "p_on_time": "report.column_p_on_time",
    "drive_min": "report.column_drive",
    "access_min": "report.column_access",
}
_NUMBERS = {
    "households": "localized",
    "response_min": "%.1f",
    "p_on_time": "percent",
    "drive_min": "%.1f",
    "access_min": "%.1f",
}


def estate_mirror() -> None:
    """Show the estates as a table, the worst first; a chosen row is selected on the map.

    The rows are sent only while the table is open.
    """
    t = state.t()
    estates = state.answer().estates
    opened = st.expander(
        t("ui.table_of", count=len(estates)),
        icon=":material/table_rows:",
        key="rc_mirror_open",
        on_change="rerun",
    )
    if not opened.open:
        return
    late_first = estates.sort_values("p_on_time", na_position="first", kind="stable")
    table = late_first[list(_COLUMNS)].assign(
        verdict=[t(VERDICT_KEYS[verdict]) for verdict in late_first["verdict"]],
        name=late_first["name"].map(plain_text),
    )
    opened.dataframe(
        table,
        height=260,
        hide_index=True,
        placeholder="–",
        column_config=_column_settings(),
        key="rc_mirror",
        on_select=lambda: _choose(late_first["estate_id"]),
        selection_mode="single-row",
    )


def _column_settings() -> dict[str, Any]:
    t = state.t()
    return {
        column: st.column_config.NumberColumn(t(head), format=_NUMBERS[column])
        if column in _NUMBERS
        else st.column_config.TextColumn(t(head))
        for column, head in _HEADS.items()
    }


def _choose(ids: pd.Series) -> None:
    rows = st.session_state["rc_mirror"]["selection"]["rows"]
    state.select(str(ids.iloc[rows[0]]) if rows else None)
