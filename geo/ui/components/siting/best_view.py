"""The best few plans with their proofs, and the sites that all of them hold."""

import streamlit as st

from geo.i18n import Translate, format_number
from geo.scenarios import LIMITS
from geo.scenarios import siting as scenario_siting
from geo.text import plain_text
from geo.ui import siting_state, state
from geo.ui.components.siting.plan_choice import plan_choice, plans_of_kind
from geo.ui.components.siting.plan_view import plan_view
from geo.ui.components.siting.site_form import number_field
from geo.ui.sessions import beside
from geo.ui.siting_state import ShelfPlan

__all__ = ["best_view"]

_USUAL_RANKED = 5


def best_view() -> None:
    """Show the best few plans, how far each is behind the best, and what they share."""
    t = state.t()
    number_field()
    count = st.number_input(
        t("choice.how_many"), 2, LIMITS.ranked_plans, value=_USUAL_RANKED, key="rc_ranked_count"
    )
    st.button(
        t("choice.ranked_solve"),
        key="rc_ranked_solve",
        icon=":material/format_list_numbered:",
        width="stretch",
        on_click=_solve_ranked,
        args=(int(count),),
    )
    ranked = plans_of_kind("ranked")
    if not ranked:
        return
    best = next(iter(ranked.values())).answer.plan.objective
    plan_choice(
        ranked,
        lambda plan: t(
            "choice.ranked_line",
            rank=plan.number,
            value=_worth(plan, t),
            behind=f"{format_number(_behind(best, plan), 2)} %",
        ),
        key="rc_ranked",
    )
    shared = siting_state.found().no_regret
    label = state.planner().places(siting_state.found().asked).sites.set_index("site_id")["label"]
    if shared:
        names = ", ".join(plain_text(label[one]) for one in shared)
        st.text(t("choice.no_regret_line", sites=names))
    else:
        st.text(t("choice.no_regret_none"))
    plan_view()


def _worth(plan: ShelfPlan, t: Translate) -> str:
    value = format_number(plan.answer.plan.objective)
    if plan.answer.plan.model == "p_median":
        return t("choice.household_minutes", value=value)
    return t("report.households_count", count=value)


def _behind(best: float, plan: ShelfPlan) -> float:
    return 100 * abs(best - plan.answer.plan.objective) / max(abs(best), 1e-9)


def _solve_ranked(count: int) -> None:
    planner, scenario, ask = state.planner(), state.scenario(), siting_state.ask()
    siting_state.start("ranked", beside(scenario_siting.best_plans, planner, scenario, ask, count))
