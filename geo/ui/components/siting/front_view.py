"""The front of plans: a chart and a table, each point a plan for the map."""

import pandas as pd
import streamlit as st

from geo.i18n import Translate
from geo.plan_tables import proof_line
from geo.scenarios import LIMITS
from geo.scenarios import siting as scenario_siting
from geo.ui import siting_state, state
from geo.ui.components.frame.share_column import in_per_cent, share_column
from geo.ui.components.siting.front_chart import front_chart
from geo.ui.components.siting.plan_view import plan_view
from geo.ui.sessions import beside
from geo.ui.siting_state import ShelfPlan

__all__ = ["front_table", "front_view"]

_USUAL_FRONT = 6


def front_view() -> None:
    """Show the front as a chart; a point that is chosen goes on the map."""
    t = state.t()
    st.caption(t("choice.front_hint"))
    most = st.number_input(
        t("choice.front_most"), 1, LIMITS.front_stations, value=_USUAL_FRONT, key="rc_front_most"
    )
    st.button(
        t("choice.front_solve"),
        key="rc_front_solve",
        icon=":material/show_chart:",
        width="stretch",
        on_click=_solve_front,
        args=(int(most),),
    )
    front = _known_front()
    if front is None or front.empty:
        return
    counts = sorted({int(count) for count in front["new_stations"]})
    only = st.segmented_control(
        t("choice.front_only"), counts, key=f"rc_front_only_{len(counts)}", help=t("choice.zoom")
    )
    drawn = front if only is None else front[front["new_stations"] == only]
    front_chart(drawn, t, shown=_shown_row(), on_point=_show_point)
    plan_view()


def front_table() -> bool:
    """Show the front as a table, a row of which can go on the map; tell whether there is one."""
    t, front = state.t(), _known_front()
    if front is None or front.empty:
        return False
    with st.expander(t("choice.front_table", count=len(front)), icon=":material/table_rows:"):
        st.dataframe(
            _in_words(front, t),
            hide_index=True,
            placeholder="–",
            height=220,
            key="rc_front_table",
            on_select=_pick_row,
            selection_mode="single-row",
            column_config={
                "new_stations": st.column_config.NumberColumn(t("ui.new_stations")),
                "households_covered": st.column_config.NumberColumn(
                    t("choice.on_time"), format="localized"
                ),
                "share_households": share_column(t("choice.share")),
                "gained": st.column_config.NumberColumn(t("choice.further"), format="localized"),
                "mean_min": st.column_config.NumberColumn(t("choice.column_mean"), format="%.2f"),
                "proof": st.column_config.Column(t("choice.proof")),
            },
        )
    return True


def _solve_front(most: int) -> None:
    planner, scenario, ask = state.planner(), state.scenario(), siting_state.ask()
    siting_state.start("front", beside(scenario_siting.front, planner, scenario, ask, most))


def _known_front() -> pd.DataFrame | None:
    """Return the front that was found, or what the search under way knows of it."""
    under_way = siting_state.job()
    if under_way is not None and isinstance(under_way.partial, pd.DataFrame):
        return under_way.partial
    return siting_state.found().front


def _shown_row() -> int | None:
    plan = siting_state.shown()
    return plan.number if plan is not None and plan.kind == "front" else None


def _show_point(row: int) -> None:
    front = _known_front()
    if front is None or not 0 <= row < len(front):
        return
    under_way = siting_state.job()
    if under_way is not None and front is under_way.partial:
        siting_state.begin_shelf()
    asked = siting_state.found().asked
    answer = scenario_siting.front_answer(
        state.planner(), asked, siting_state.ask(), front.iloc[row]
    )
    siting_state.keep_plan(f"front-{row}", ShelfPlan("front", row, answer))


def _pick_row() -> None:
    rows = st.session_state["rc_front_table"]["selection"]["rows"]
    if rows:
        _show_point(int(rows[0]))


def _in_words(front: pd.DataFrame, t: Translate) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "new_stations": front["new_stations"],
            "households_covered": front["households_covered"],
            "share_households": in_per_cent(front["share_households"]),
            "gained": front["gained"],
            "mean_min": front["mean_min"],
            "proof": [
                proof_line(status, gap, t)
                for status, gap in zip(front["status"], front["gap"], strict=True)
            ],
        }
    )
