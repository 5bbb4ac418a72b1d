"""Plans for other hours and other saved scenarios, and what every plan gives away in each."""

import pandas as pd
import streamlit as st

from geo.i18n import Translate, format_number
from geo.scenarios import Scenario
from geo.scenarios import siting as scenario_siting
from geo.text import plain_text
from geo.ui import siting_state, state
from geo.ui.components.siting.plan_choice import plan_choice, plans_of_kind, table_html
from geo.ui.components.siting.plan_view import plan_view
from geo.ui.components.siting.site_form import number_field
from geo.ui.sessions import beside

__all__ = ["future_view"]


def future_view() -> None:
    """Show what plans give away in other hours and in other saved scenarios."""
    t = state.t()
    st.caption(t("choice.futures_hint"))
    number_field()
    hours = st.multiselect(
        t("choice.hours"),
        list(range(24)),
        default=list(state.planner().workspace.settings.speeds.rush_hours[:1]),
        format_func=lambda hour: t("choice.at_hour", hour=f"{hour:02d}:00"),
        key="rc_future_hours",
        placeholder=t("choice.none_chosen"),
    )
    others = {
        scenario_id: saved.name or t("ui.first_sheet")
        for scenario_id, saved in state.saved_scenarios().scenarios.items()
        if scenario_id != state.scenario_id()
    }
    scenarios = st.multiselect(
        t("choice.sheets"),
        list(others),
        format_func=lambda one: plain_text(others[one]),
        key="rc_future_sheets",
        disabled=not others,
        placeholder=t("choice.none_chosen"),
    )
    st.button(
        t("choice.futures_solve"),
        key="rc_futures_solve",
        icon=":material/update:",
        width="stretch",
        disabled=not hours and not scenarios,
        on_click=_solve_futures,
        args=(hours, scenarios),
    )
    futures = siting_state.found().futures
    if futures is None:
        return
    st.html(_regret_html(futures.regret, t))
    plan_choice(
        {**plans_of_kind("expected"), **plans_of_kind("worst_case")},
        lambda plan: siting_state.plan_words(plan, t),
        key="rc_future_plan",
    )
    plan_view()


def _solve_futures(hours: list[int], scenarios: list[str]) -> None:
    t = state.t()
    planner, scenario, ask = state.planner(), state.scenario(), siting_state.ask()
    others: list[tuple[str, Scenario]] = [(t("choice.future_now"), scenario)]
    others += [
        (t("choice.at_hour", hour=f"{hour:02d}:00"), scenario.at_hour(hour)) for hour in hours
    ]
    for one in scenarios:
        saved = state.saved_scenarios().scenarios[one]
        others.append((saved.name or t("ui.first_sheet"), saved.timeline.present))
    plan = siting_state.shown()
    known = {} if plan is None else {siting_state.plan_words(plan, t): plan.answer.plan}
    siting_state.start(
        "futures", beside(scenario_siting.futures, planner, scenario, ask, others, known)
    )


def _regret_html(regret: pd.DataFrame, t: Translate) -> str:
    """Return plans × scenarios as a table of households that are given away."""
    names = {"expected": t("choice.plan_expected"), "worst_case": t("choice.plan_worst_case")}
    futures = list(dict.fromkeys(regret["future"]))
    head = [t("choice.column_plan"), *futures, t("choice.column_most")]
    lines = []
    for plan, part in regret.groupby("plan", sort=False):
        given = part.set_index("future")["regret"].reindex(futures)
        lines.append([names.get(str(plan), str(plan)), *map(format_number, [*given, given.max()])])
    return table_html(t("choice.regret_title"), head, lines)
