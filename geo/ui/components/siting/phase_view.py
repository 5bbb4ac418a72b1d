"""Which station to open in which phase, so that each phase keeps what stands."""

import streamlit as st

from geo.i18n import format_number
from geo.plan_tables import proof_line
from geo.scenarios import LIMITS
from geo.scenarios import siting as scenario_siting
from geo.ui import siting_state, state
from geo.ui.components.siting.plan_choice import plan_choice, plans_of_kind, table_html
from geo.ui.components.siting.plan_view import plan_view
from geo.ui.sessions import beside
from geo.workspace import counts_of

__all__ = ["phase_view"]


def phase_view() -> None:
    """Show which station to open in which phase."""
    t = state.t()
    st.caption(t("choice.phases_hint"))
    counts = st.text_input(
        t("choice.phase_counts"), value="1,2,3", key="rc_phase_counts", max_chars=LIMITS.line
    )
    st.button(
        t("choice.phases_solve"),
        key="rc_phases_solve",
        icon=":material/event_upcoming:",
        width="stretch",
        on_click=_solve_phases,
        args=(counts,),
    )
    phased = siting_state.found().phased
    if phased is None:
        return
    label = state.planner().places(siting_state.found().asked).sites.set_index("site_id")["label"]
    lines = [
        [
            t("choice.phase", number=number),
            ", ".join(str(label[one]) for one in opened) or "–",
            format_number(answer.plan.objective),
        ]
        for number, (opened, answer) in enumerate(
            zip(phased.opened, phased.phases, strict=True), start=1
        )
    ]
    head = [t("choice.column_phase"), t("choice.column_opened"), t("choice.on_time")]
    st.html(table_html(proof_line(phased.status, phased.gap, t), head, lines))
    plan_choice(
        plans_of_kind("phase"), lambda plan: siting_state.plan_words(plan, t), key="rc_phase"
    )
    plan_view()


def _solve_phases(counts: str) -> None:
    planner, scenario, ask = state.planner(), state.scenario(), siting_state.ask()
    siting_state.start(
        "phased", beside(scenario_siting.phases, planner, scenario, ask, counts_of(counts))
    )
