"""The table under the map: the estates that the map shows, each row a way to its estate."""

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.plan_tables import VERDICT_KEYS
from geo.report import estate_list_csv, write_estate_list
from geo.scenarios import found_place
from geo.text import plain_text, sentence_case
from geo.ui import state
from geo.ui.components.frame.downloads import offer_file
from geo.ui.components.frame.share_column import in_per_cent, share_column
from geo.ui.components.map import estate_filter
from geo.ui.components.map.plan_map import look_at
from geo.ui.components.operations.file_offers import written

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
    "drive_min": "%.1f",
    "access_min": "%.1f",
}
_TICKED: Final = "rc_mirror_ticked"
_SEEN: Final = "rc_mirror_seen"
_ROUND: Final = "rc_mirror_round"
_LEAD: Final = "rc_mirror_lead"
_ORDER: Final = "rc_mirror_order"
_HEIGHT_PX: Final = 170


def estate_mirror() -> None:
    """Show the estates that the map shows as a table, the worst first, and what is ticked as files.

    A ticked row is selected on the map; the estate that is selected there is ticked and first in
    the table. The rows are sent only while the table is open.
    """
    t = state.t()
    _follow()
    opened = st.expander(
        _heading(),
        icon=":material/table_rows:",
        key="rc_mirror_open",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        estates = _shown_estates()
        if estates.empty:
            st.text(t("find.table_none"))
            return
        _offer_files(estates)
        _table(estates)


def _follow() -> None:
    """Tick the estate that was selected elsewhere, and let the table begin with it."""
    picked = state.selected()
    if picked != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = st.session_state[_LEAD] = picked
        st.session_state[_TICKED] = [] if picked is None else [picked]
        _begin_anew()


def _begin_anew() -> None:
    """Give the table another name: it takes its ticks from us and forgets its own."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _heading() -> str:
    count, shown = len(state.answer().estates), estate_filter.shown()
    if shown is None:
        return state.t()("ui.table_of", count=count)
    counts = {"shown": format_number(int(shown.sum())), "count": format_number(count)}
    return state.t()("find.rows_shown", **counts)


def _shown_estates() -> pd.DataFrame:
    """Return the estates of the filter with their operators, the worst first after the lead."""
    estates = state.answer().estates
    listed = state.planner().district.estates
    operators = listed["operator"] if "operator" in listed else pd.Series("", index=listed.index)
    estates = pd.DataFrame(estates).assign(operator=operators.to_numpy())
    shown = estate_filter.shown()
    if shown is not None:
        estates = estates[shown]
    worst_first = estates.sort_values("p_on_time", na_position="first", kind="stable")
    lead = st.session_state.get(_LEAD)
    is_lead = (worst_first["estate_id"].astype(str) == str(lead)).to_numpy()
    return worst_first.iloc[np.argsort(~is_lead, kind="stable")]


def _table(estates: pd.DataFrame) -> None:
    t = state.t()
    ids = estates["estate_id"].astype(str).tolist()
    ticked = _ticked(ids)
    table = estates[list(_COLUMNS)].assign(
        verdict=[sentence_case(t(VERDICT_KEYS[one])) for one in estates["verdict"]],
        name=estates["name"].map(plain_text),
        p_on_time=in_per_cent(estates["p_on_time"]),
    )
    key = f"rc_mirror_{st.session_state.get(_ROUND, 0)}"
    place = {one: row for row, one in enumerate(ids)}
    st.dataframe(
        table,
        height=_HEIGHT_PX,
        hide_index=True,
        placeholder="–",
        column_config=_column_settings(),
        key=key,
        on_select=lambda: _tick([ids[row] for row in st.session_state[key]["selection"]["rows"]]),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [place[one] for one in ticked]}},
    )


def _ticked(ids: list[str]) -> list[str]:
    """Return the ticked estates that are in the table.

    Rows are ticked by their places: where these change, the table begins anew with the same ticks.
    """
    if st.session_state.get(_ORDER) != ids:
        st.session_state[_ORDER] = ids
        _begin_anew()
    known = set(ids)
    return [one for one in st.session_state.get(_TICKED, []) if one in known]


def _tick(ids: list[str]) -> None:
    """Keep what is ticked; the estate ticked last is selected on the map, which shows it."""
    before = st.session_state.get(_TICKED, [])
    st.session_state[_TICKED] = ids
    newest = [one for one in ids if one not in before] or ids[-1:]
    picked = newest[-1] if newest else None
    state.select(picked)
    st.session_state[_SEEN] = picked
    place = found_place(state.planner(), state.scenario(), "estate", picked or "")
    if place is not None:
        look_at(place.bounds, gently=True)


def _offer_files(estates: pd.DataFrame) -> None:
    """Offer the ticked estates as files, or all that are shown where none is ticked."""
    t, language = state.t(), state.language()
    ticked = _ticked(estates["estate_id"].astype(str).tolist())
    wanted = estates[estates["estate_id"].astype(str).isin(ticked)] if ticked else estates
    count = format_number(len(wanted))
    words = t("find.export_chosen" if ticked else "find.export_shown", count=count)
    stations, title = state.answer().stations, plain_text(state.planner().name)
    told = " · ".join(filter(None, (title, estate_filter.said(), words)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="content")
        offer_file("csv", lambda: estate_list_csv(wanted), "estates.csv", key="rc_mirror_csv")
        offer_file(
            "xlsx",
            lambda: written(
                lambda path: write_estate_list(
                    wanted, stations, path, title=title, told=told, language=language
                )
            ),
            "estates.xlsx",
            key="rc_mirror_xlsx",
        )


def _column_settings() -> dict[str, Any]:
    t = state.t()
    settings = {
        column: st.column_config.NumberColumn(t(head), format=_NUMBERS[column])
        if column in _NUMBERS
        else st.column_config.TextColumn(t(head))
        for column, head in _HEADS.items()
    }
    return settings | {"p_on_time": share_column(t(_HEADS["p_on_time"]))}
