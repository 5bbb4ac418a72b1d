"""What the zones cost and which rules they break, with the change since the page was opened."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.i18n import format_number, format_share, running_text
from geo.plan_tables import proof_line
from geo.scenarios import ScenarioZones, with_target, with_zoning
from geo.text import safe_text
from geo.ui import state
from geo.ui.components.zones.selection import choose
from geo.ui.components.zones.since_opened import zones_when_opened
from geo.zoning import Violation, Zoning, locked_zones, repair

__all__ = ["signed", "zone_figures", "zone_rules"]

_TERMS = {
    "travel": "zone_edit.term_travel",
    "outside": "zone_edit.term_outside",
    "further": "zone_edit.term_further",
}
_SIZES: Final[dict[str, Callable[[NDArray[np.float64]], float]]] = {
    "zone_edit.size_mean": lambda households: float(households.mean()),
    "zone_edit.size_least": lambda households: float(households.min()),
    "zone_edit.size_greatest": lambda households: float(households.max()),
}
"""Households of a zone: the mean between the least and the greatest."""

_MOST_RULES = 8


def signed(change: float) -> str:
    """Return a change of household-minutes with its sign; a dash where there is none."""
    if math.isinf(change):
        return state.t()("zone_edit.endless" if change > 0 else "zone_edit.not_endless")
    if math.isnan(change) or round(change) == 0:
        return "–"
    return ("+" if change > 0 else "−") + format_number(abs(change))


def zone_figures(answer: ScenarioZones) -> None:
    """Show sizes and the objective by its terms, beside those when the page was opened."""
    t = state.t()
    now, before = answer.zoning, zones_when_opened(answer)
    rows = [
        _row(
            t("ui.zones_drawn"),
            now.n_zones,
            None if before is None else before.n_zones,
        )
    ]
    for key, size in _SIZES.items():
        former = None if before is None else size(_households(before))
        rows.append(_row(t(key), size(_households(now)), former))
    for term, key in _TERMS.items():
        if term == "further" and not now.rules.further:
            continue
        former = None if before is None else before.terms[term]
        rows.append(_row(t(key), now.terms[term], former))
    rows.append(
        _row(t("ui.objective"), now.objective, None if before is None else before.objective)
    )
    heads = "" if before is None else _heads()
    st.html(
        f'<div class="rc-estate"><table class="rc-ledger rc-sites">{heads}{"".join(rows)}</table>'
        "</div>"
    )
    st.caption(t("zone_edit.household_minutes"))
    if before is not None:
        st.caption(_in_words(now.objective - before.objective, before.objective))
    st.caption(running_text(_judgement(now), state.language()))


def _households(plan: Zoning) -> NDArray[np.float64]:
    households = np.asarray(plan.problem.households, dtype=np.float64)
    return np.array([households[members].sum() for members in plan.members])


def _heads() -> str:
    t = state.t()
    names = ("zone_edit.before", "zone_edit.now", "zone_edit.change")
    cells = "".join(f"<th>{safe_text(t(name))}</th>" for name in names)
    return f"<tr><th></th>{cells}</tr>"


def _row(label: str, now: float, before: float | None) -> str:
    cells = [format_number(now)]
    if before is not None:
        cells = [format_number(before), format_number(now), signed(now - before)]
    body = "".join(f"<td>{safe_text(cell)}</td>" for cell in cells)
    return f"<tr><td>{safe_text(label)}</td>{body}</tr>"


def _in_words(change: float, before: float) -> str:
    t = state.t()
    if not math.isfinite(change):
        return t("zone_edit.total_endless")
    if round(change) == 0:
        return t("zone_edit.same_total")
    key = "zone_edit.dearer" if change > 0 else "zone_edit.cheaper"
    share = format_share(abs(change) / before) if before else ""
    return t(key, change=format_number(abs(change)), share=share)


def _judgement(plan: Zoning) -> list[str]:
    t = state.t()
    words = []
    if plan.by_hand and not math.isfinite(plan.gap):
        words.append(proof_line(plan.state, plan.gap, t))
    if plan.status != "broken":
        words.append(t("ui.rules_kept"))
        if math.isfinite(plan.gap):
            words.append(proof_line(plan.state, plan.gap, t))
    elif math.isfinite(plan.gap):
        words.append(t("zone_edit.above_bound", share=format_share(plan.gap)))
    count = len(locked_zones(plan))
    if count:
        words.append(t("zone_edit.locked_count", count=count))
    return words


def zone_rules(answer: ScenarioZones) -> None:
    """Show every broken rule with its estates and what would fix it."""
    t = state.t()
    plan = answer.zoning
    for number, violation in enumerate(plan.violations[:_MOST_RULES]):
        st.warning(state.plain(violation.sentence(state.language())), icon=":material/rule:")
        _remedy(answer, violation, number)
    if len(plan.violations) > _MOST_RULES:
        st.caption(t("zone_edit.more_rules", count=len(plan.violations) - _MOST_RULES))
    for note in plan.notes[:_MOST_RULES]:
        st.caption(state.plain(note.sentence(state.language())))


def _remedy(answer: ScenarioZones, violation: Violation, number: int) -> None:
    t = state.t()
    if violation.rule == "zones":
        st.button(
            t("zone_edit.as_many", count=answer.zoning.n_zones),
            key="rc_zone_target",
            icon=":material/check:",
            on_click=_take_target,
            args=(answer,),
        )
        return
    with st.container(horizontal=True):
        st.button(
            t("zone_edit.show_estates"),
            key=f"rc_zone_rule_{number}",
            type="tertiary",
            icon=":material/location_searching:",
            on_click=choose,
            args=(_ids(violation.estates),),
        )
        if violation.rule == "connected":
            st.button(
                t("zone_edit.repair"),
                key=f"rc_zone_repair_{number}",
                type="tertiary",
                icon=":material/healing:",
                on_click=_repair,
                args=(answer,),
            )


def _ids(rows: tuple[int, ...]) -> list[str]:
    ids = state.planner().district.estates["estate_id"].astype(str).to_numpy()
    return [str(ids[row]) for row in rows]


def _take_target(answer: ScenarioZones) -> None:
    changed = with_target(state.planner(), state.scenario(), answer)
    state.edit(changed, "zone_edit.edit_target", str(answer.zoning.n_zones))


def _repair(answer: ScenarioZones) -> None:
    try:
        repaired = repair(answer.zoning)
    except GeoError as error:
        state.say_in_passing(error)
        return
    changed = with_zoning(state.planner(), state.scenario(), answer, repaired, answer.zoning.bound)
    state.edit(changed, "zone_edit.edit_repaired")
