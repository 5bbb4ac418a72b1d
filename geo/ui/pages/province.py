"""A province: its districts on a map and in a table, the worst first, and the way into each."""

import os
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import WorkspaceError
from geo.i18n import format_number, format_share
from geo.plan_tables import VERDICT_KEYS, known_column
from geo.presence import folder_there
from geo.report import (
    WORKSPACES,
    ProvinceResults,
    ProvinceRow,
    district_estates,
    province_legend,
    province_map,
    read_province,
)
from geo.text import plain_text, safe_text
from geo.ui import known_workspaces, state, visitor
from geo.ui.components.frame.finder import turn_page

__all__ = ["PROVINCE_VARIABLE", "served_province", "show"]

PROVINCE_VARIABLE: Final = "REPAIR_CIRCLE_PROVINCE"
_KEY: Final = "rc_province"
_MOST_ESTATES: Final = 200
_SVG: Final = "http://www.w3.org/2000/svg"
_STYLE: Final = (
    "text{font:14px sans-serif;text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3}"
    "polygon{fill-opacity:.75;stroke:#1f2328}"
)
_PER_CENT: Final = 100
_SHOWN: Final = ("name", "street", "households", "response_min", "verdict")


def served_province() -> Path | None:
    """Return the folder of the province that this server shows, if any."""
    asked = os.environ.get(PROVINCE_VARIABLE)
    return Path(asked) if asked else None


def show() -> None:
    """Show the map and the table of the districts, and what the chosen one came to."""
    folder = served_province()
    t = state.t()
    if folder is None:
        return
    if not visitor.may_open_quietly(folder, known_workspaces.served_folder()):
        st.warning(t("access.not_a_served_folder"), icon=":material/lock:")
        return
    results = read_province(folder)
    st.header(t("cluster.title"))
    st.text(_summary(results))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(t("province_page.find"), key=f"{_KEY}_find").strip().lower()
        most = st.slider(t("province_page.most_share"), 0, 100, 100, 5, key=f"{_KEY}_share")
    rows = [one for one in results.rows if _is_wanted(one, wanted, most)]
    left, right = st.columns([0.58, 0.42], gap="medium")
    with right:
        chosen = _table(rows)
    with left:
        _map(rows)
    if chosen is not None:
        _district(results.folder, chosen)


def _summary(results: ProvinceResults) -> str:
    planned = [row for row in results.rows if row.share_households is not None]
    households = sum(row.households or 0 for row in planned)
    covered = sum(row.households_covered or 0 for row in planned)
    return state.t()(
        "cluster.summary",
        districts=format_number(len(results.rows)),
        estates=format_number(sum(row.estates or 0 for row in planned)),
        covered=format_number(covered),
        households=format_number(households),
        share=format_share(covered / households if households else 0.0),
    )


def _is_wanted(row: ProvinceRow, words: str, most_per_cent: int) -> bool:
    share = row.share_households or 0.0
    return words in row.district.lower() and _PER_CENT * share <= most_per_cent


def _map(rows: list[ProvinceRow]) -> None:
    legend = "".join(
        f'<span style="white-space:nowrap"><i style="display:inline-block;width:.8em;height:.8em;'
        f'margin:0 .4em 0 .8em;background:{colour}"></i>{safe_text(words)}</span>'
        for colour, words in province_legend(state.t())
    )
    drawing = str(province_map(rows))
    if drawing:
        # As a picture of its own: what pages of Streamlit take as HTML has no drawings in it.
        begin, rest = drawing.split(">", 1)
        picture = f'{begin} xmlns="{_SVG}"><style>{_STYLE}</style>{rest}'
        st.image(picture, width="stretch")
        st.html(f'<div class="rc-province">{legend}</div>')


def _table(rows: list[ProvinceRow]) -> ProvinceRow | None:
    """Show the districts, the worst first, and return the one that is chosen."""
    t = state.t()
    if not rows:
        st.info(t("province_page.none"))
        return None
    table = pd.DataFrame(
        {
            "district": [plain_text(row.district) for row in rows],
            "share": [_percent(row.share_households) for row in rows],
            "households": [row.households for row in rows],
            "late": [row.estates_late for row in rows],
            "unreachable": [row.estates_unreachable for row in rows],
            "lent": [row.estates_by_lent for row in rows],
            "zones": [row.zones for row in rows],
            "status": [t(f"cluster.status_{row.status}") for row in rows],
        }
    )
    headers: dict[str, Any] = {
        name: st.column_config.NumberColumn(t(f"cluster.column_{name}"), format="localized")
        for name in ("households", "late", "unreachable", "lent", "zones")
    }
    headers["share"] = st.column_config.NumberColumn(t("cluster.column_share"), format="%.1f %%")
    for name in ("district", "status"):
        headers[name] = st.column_config.Column(t(f"cluster.column_{name}"))
    found = st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        key=f"{_KEY}_table",
        on_select="rerun",
        selection_mode="single-row",
        column_config=headers,
    )
    picked = [row for row in found["selection"]["rows"] if row < len(rows)]
    return rows[picked[0]] if picked else None


def _percent(share: float | None) -> float | None:
    return None if share is None else _PER_CENT * share


def _district(folder: Path, row: ProvinceRow) -> None:
    """Show what keeps a district from its promise, and the way into its workspace."""
    t = state.t()
    st.subheader(state.plain(row.district))
    if row.status == "failed":
        st.warning(t("province_page.failed"), icon=":material/error:")
        return
    made = folder / WORKSPACES / row.district
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not folder_there(made):
            named = st.text_input(t("province_page.workspaces"), key=f"{_KEY}_folder").strip()
            made = Path(named) / row.district if named else made
        st.button(
            t("province_page.open"),
            key=f"{_KEY}_open",
            icon=":material/folder_open:",
            disabled=not folder_there(made),
            on_click=_open,
            args=(made,),
        )
    try:
        estates = district_estates(folder, row.district, most=_MOST_ESTATES)
    except WorkspaceError as error:
        state.complain(error)
        return
    if estates.empty:
        st.success(t("province_page.all_covered"))
        return
    _estates(estates)


def _open(workspace: Path) -> None:
    state.open_folder(workspace)
    turn_page("overview")


def _estates(estates: pd.DataFrame) -> None:
    """Show the estates that nobody covers, under the headers of plans."""
    t = state.t()
    st.caption(t("province_page.estates", count=format_number(len(estates))))
    words = {code: t(key) for code, key in VERDICT_KEYS.items()}
    shown = pd.DataFrame(estates[list(_SHOWN)]).assign(
        verdict=estates["verdict"].map(words),
        **{name: estates[name].fillna("").map(plain_text) for name in ("name", "street")},
    )
    headers: dict[str, Any] = {
        name: st.column_config.Column(known_column(name, t).header) for name in _SHOWN
    }
    for name, form in (("households", "localized"), ("response_min", "%.1f")):
        headers[name] = st.column_config.NumberColumn(known_column(name, t).header, format=form)
    st.dataframe(
        shown, hide_index=True, placeholder="–", key=f"{_KEY}_estates", column_config=headers
    )
