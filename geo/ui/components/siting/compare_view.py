"""Two plans side by side: figures, who gains and who loses by street, and on the map."""

from collections.abc import Callable

import streamlit as st

from geo.cartography import map_layers
from geo.i18n import Translate, format_number, format_share
from geo.scenarios import siting as scenario_siting
from geo.text import safe_text
from geo.ui import siting_state, state
from geo.ui.components.siting.plan_choice import table_html
from geo.ui.components.siting.plan_view import change_discs
from geo.ui.siting_state import ShelfPlan
from geo.workspace import PlanFigures, StationSiting

__all__ = ["compare_view"]


def compare_view() -> list[map_layers.MapScript]:
    """Show two plans side by side; return the estates that gain and lose, for the map."""
    t = state.t()
    plans: dict[str, ShelfPlan | None] = {"": None, **siting_state.found().plans}
    if len(plans) < 2:
        st.caption(t("choice.compare_empty"))
        return []
    names = {plan_id: siting_state.plan_words(plan, t) for plan_id, plan in plans.items()}
    ids = list(plans)
    first = st.selectbox(
        t("choice.plan_a"), ids, format_func=lambda one: names[one], key="rc_compare_a"
    )
    newest = ids.index(siting_state.shown_id() or ids[-1])
    second = st.selectbox(
        t("choice.plan_b"),
        ids,
        index=newest,
        format_func=lambda one: names[one],
        key="rc_compare_b",
    )
    if second:
        siting_state.show_plan(second)
    before, after = (_answer(plans[one]) for one in (first, second))
    asked = siting_state.found().asked
    changes = scenario_siting.compared_plans(state.planner(), asked, before, after)
    st.html(_comparison_html(changes.before, changes.after, t))
    sentences = changes.sentences()
    if not sentences:
        st.caption(t("choice.nobody_changes"))
    st.html(
        '<ul class="rc-changes">'
        + "".join(f"<li>{safe_text(one.sentence(state.language()))}</li>" for one in sentences)
        + "</ul>"
    )
    return change_discs(changes.gained, changes.lost, t("choice.change_legend"))


def _answer(plan: ShelfPlan | None) -> StationSiting | None:
    return None if plan is None else plan.answer


def _comparison_html(before: PlanFigures, after: PlanFigures, t: Translate) -> str:
    rows: list[tuple[str, str, Callable[[float], str]]] = [
        ("households_covered", "choice.on_time", format_number),
        ("share_households", "choice.share", format_share),
        ("mean_min", "choice.column_mean", lambda value: format_number(value, 1)),
        ("p90_min", "choice.p90", lambda value: format_number(value, 1)),
        ("households_unreached", "choice.unreached", format_number),
    ]
    lines = [
        [t(key), words(getattr(before, name)), words(getattr(after, name))]
        for name, key, words in rows
    ]
    return table_html("", ["", t("choice.a"), t("choice.b")], lines)
