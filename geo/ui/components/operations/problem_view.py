"""The ranked problem list beside the map: filters, list, card, windows, board and files."""

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.cartography import WindowBar, map_layers, mark_radius, window_chart
from geo.i18n import format_number
from geo.plan_tables import worded_problems
from geo.report import close_out_page, json_text, public_requests, write_problem_workbook
from geo.scenarios import has_list, listed_problems
from geo.settings import URGENCIES
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.data.missing import missing_lists
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.frame.column_width import column_width_px
from geo.ui.components.map.overlay import Shade, discs
from geo.ui.components.operations.chosen_problem import choose_problem, chosen_problem, record
from geo.ui.components.operations.file_offers import file_offers, written
from geo.ui.components.operations.problem_card import problem_card
from geo.workspace.operations import STATES, ProblemList

__all__ = ["below_problems", "problem_view"]

_COLOURS: Final = {
    "urgent": "#b2182b",
    "serious": "#e69f00",
    "deferrable": "#56b4e9",
    "minor": "#999999",
}
_NOTHING: Final = "#e9ebee"
_LIST: Final = "rc_problem_list"
_MOST_BARS: Final = 14
_MOST_NAMED: Final = 6
_LIST_PX: Final = 236
_SLACK_PX: Final = 52
_KIND_PX: Final = 88
# A longer list would be worded and sent whole after every change; the filters lead to the rest.
_MOST_LISTED: Final = 500


def problem_view() -> list[map_layers.MapScript]:
    """Show the list and the chosen problem; the map by the most urgent problem of each estate."""
    t = state.t()
    if not has_list(state.planner(), "problems"):
        missing_lists("problems.no_list", "problems", "problem_steps")
        return []
    problems = listed_problems(state.planner(), record())
    _figures(problems)
    shown = _filtered(problems)
    row = chosen_problem(problems)
    _list(problems, shown)
    if row is None:
        st.caption(t("problems.pick"))
    else:
        problem_card(problems, row)
    _files(problems)
    return _marks(shown)


def _figures(problems: ProblemList) -> None:
    t, waiting = state.t(), problems.open
    counts = waiting["urgency"].value_counts()
    chips = "".join(
        f'<span><i style="background:{_COLOURS[name]}"></i>'
        f"{safe_text(t(f'problems.urgency_{name}'))} {format_number(counts.get(name, 0))}</span>"
        for name in URGENCIES
    )
    late = int((waiting["slack_days"] < 0).sum())
    said = t("problems.open_and_late", open=format_number(len(waiting)), late=format_number(late))
    day = t("problems.as_of", day=problems.as_of.isoformat())
    st.html(
        f'<div class="rc-problem-figures">{chips}</div>'
        f'<p class="rc-problem-said">{safe_text(said)} · {safe_text(day)}</p>'
    )


def _filtered(problems: ProblemList) -> pd.DataFrame:
    """Return the open problems that the filters leave, in the order that is asked for."""
    t, waiting = state.t(), problems.open
    with st.container(horizontal=True, vertical_alignment="center"):
        classes = st.multiselect(
            t("problems.column_urgency"),
            list(URGENCIES),
            format_func=lambda one: t(f"problems.urgency_{one}"),
            key="rc_problem_classes",
            placeholder=t("problems.column_urgency"),
            label_visibility="collapsed",
        )
        owners = st.multiselect(
            t("problems.column_owner"),
            sorted({str(one) for one in waiting["owner"] if one}),
            format_func=plain_text,
            key="rc_problem_owners",
            placeholder=t("problems.column_owner"),
            label_visibility="collapsed",
        )
        easy = st.toggle(t("problems.easy"), key="rc_problem_easy", help=t("problems.easy_help"))
    left = pd.Series(data=True, index=waiting.index)
    if classes:
        left &= waiting["urgency"].isin(classes)
    if owners:
        left &= waiting["owner"].isin(owners)
    by = ["cost", "path_days", "rank"] if easy else ["rank"]
    return waiting[left].sort_values(by, kind="stable")


def _list(problems: ProblemList, shown: pd.DataFrame) -> None:
    t = state.t()
    if shown.empty:
        st.text(t("problems.none_shown"))
        return
    if (more := len(shown) - _MOST_LISTED) > 0:
        st.caption(t("problems.more", listed=_MOST_LISTED, more=format_number(more)))
        shown = shown.head(_MOST_LISTED)
    worded = worded_problems(problems, t, rows=shown.index)
    table = pd.DataFrame(
        {
            "urgency": worded["urgency"],
            "name": worded["name"].map(plain_text),
            "kind": worded["kind"].map(plain_text),
            "slack_days": shown["slack_days"],
            "state": worded["state"],
        }
    )
    st.dataframe(
        table,
        height=_LIST_PX,
        hide_index=True,
        placeholder="–",
        column_config={
            "urgency": st.column_config.TextColumn(
                t("problems.class_short"),
                width=column_width_px([t("problems.class_short"), *table["urgency"].unique()]),
            ),
            "name": st.column_config.TextColumn(t("report.column_estate")),
            "kind": st.column_config.TextColumn(t("problems.column_kind"), width=_KIND_PX),
            "slack_days": st.column_config.NumberColumn(
                t("problems.slack_short"), format="%d", width=_SLACK_PX
            ),
            "state": st.column_config.TextColumn(
                t("problems.column_state"),
                width=column_width_px([t("problems.column_state"), *table["state"].unique()]),
            ),
        },
        key=_LIST,
        on_select=lambda: _choose(shown),
        selection_mode="single-row",
    )


def _choose(shown: pd.DataFrame) -> None:
    rows = st.session_state[_LIST]["selection"]["rows"]
    if rows:
        row = shown.iloc[rows[0]]
        choose_problem(str(row["problem_id"]), str(row["estate_id"]))
    else:
        choose_problem(None, None)


def _marks(shown: pd.DataFrame) -> list[map_layers.MapScript]:
    """Return a disc on every estate with a problem, coloured by its most urgent one."""
    t = state.t()
    estates = state.answer().estates
    ids = estates["estate_id"].astype(str)
    code = shown["urgency"].map(URGENCIES.index)
    worst = code.groupby(shown["estate_id"]).min().reindex(ids).to_numpy(float)
    shades = [Shade(_COLOURS[name], t(f"problems.urgency_{name}")) for name in URGENCIES]
    # Estates without a problem are paled, or their verdicts would look like classes of urgency.
    shades.append(Shade(_NOTHING, t("problems.no_open")))
    shade = np.where(np.isnan(worst), len(URGENCIES), worst).astype(np.int64)
    # The most urgent ones lie on top.
    order = np.argsort(-shade, kind="stable")
    radius_px = mark_radius(estates["households"]) + 1.0
    return discs(
        estates["lon"].to_numpy()[order],
        estates["lat"].to_numpy()[order],
        shade[order],
        shades=shades,
        title=t("problems.legend"),
        radius_px=radius_px[order],
    )


def _files(problems: ProblemList) -> None:
    """Offer the workbook, the close-out sheets and the public fields; made when asked for."""
    t, name, language = state.t(), state.planner().workspace.settings.name, state.language()
    file_offers(
        {
            "problems.xlsx": lambda: written(
                lambda path: write_problem_workbook(problems, path, name=name, language=language)
            ),
            "close_out_sheets.html": lambda: close_out_page(
                problems, name=name, language=language
            ).encode(),
            "problems.json": lambda: json_text({"requests": public_requests(problems)}).encode(),
        },
        words=lambda file: t(f"problems.file_{file}"),
    )


def below_problems() -> None:
    """Show the windows and the board of states under the map."""
    if not has_list(state.planner(), "problems"):
        return
    t = state.t()
    problems = listed_problems(state.planner(), record())
    shown = st.segmented_control(
        t("problems.windows"),
        ["windows", "board"],
        format_func=lambda one: t(f"problems.{one}"),
        key="rc_problem_below",
        label_visibility="collapsed",
    )
    if shown == "windows":
        _windows(problems)
    elif shown == "board":
        _board(problems)


def _windows(problems: ProblemList) -> None:
    t = state.t()
    dated = problems.open[problems.open["window_to"].notna()]
    bars = [
        WindowBar(
            label=plain_text(f"{row['name'] or row['problem_id']} {row['kind']}")[:14],
            begin=None if pd.isna(row["window_from"]) else row["window_from"].date(),
            end=row["window_to"].date(),
            work_days=float(row["path_days"]),
        )
        for row in dated.head(_MOST_BARS).to_dict("records")
    ]
    if not bars:
        st.text(t("problems.no_windows"))
        return
    drawn = window_chart(
        bars,
        problems.as_of,
        title=t("problems.windows"),
        description=t("problems.windows_about"),
        today=problems.as_of.isoformat(),
    )
    show_chart(drawn, key="rc_windows")
    st.caption(t("problems.windows_about"))


def _board(problems: ProblemList) -> None:
    t, table = state.t(), problems.table
    columns = "".join(
        _lane(t(f"problems.state_{one}"), table[table["status"] == one]) for one in STATES
    )
    st.html(f'<div class="rc-board">{columns}</div>')


def _lane(title: str, rows: pd.DataFrame) -> str:
    named: list[Any] = rows.head(_MOST_NAMED).to_dict("records")
    cards = "".join(
        f"<li>{safe_text(row['name'] or row['problem_id'])} {safe_text(row['kind'])}</li>"
        for row in named
    )
    more = f"<li>+{len(rows) - _MOST_NAMED}</li>" if len(rows) > _MOST_NAMED else ""
    return f"<div><h4>{safe_text(title)} {len(rows)}</h4><ul>{cards}{more}</ul></div>"
