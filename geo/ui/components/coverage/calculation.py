"""How was this calculated: the formula of the selected estate's verdict with its numbers in it."""

import math

import streamlit as st

from geo.i18n import format_number, format_share
from geo.plan_tables import VERDICT_KEYS
from geo.scenarios import certainty
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row
from geo.ui.components.frame.small_table import small_table

__all__ = ["calculated"]


def calculated() -> None:
    """Show a button that opens the formula, where a station reaches the selected estate.

    The formula is calculated only while it is open: every click would wait for it.
    """
    row = chosen_row()
    if row is None or state.answer().coverage.station[row] < 0:
        return
    t = state.t()
    opened = st.popover(
        t("certainty.calculated"),
        icon=":material/info:",
        width="stretch",
        key="rc_formula",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        for words in _formula(row):
            st.text(words)
        gates = certainty.calculation(state.planner(), state.scenario(), row).gates
        if len(gates) > 1:
            st.caption(t("certainty.gates_about"))
            st.html(_gates(gates))


def _formula(row: int) -> list[str]:
    t = state.t()
    answer = state.answer()
    coverage, model = answer.coverage, answer.coverage.model
    found = certainty.calculation(state.planner(), state.scenario(), row)
    used = next(gate for gate in found.gates if gate.is_used)
    legs = {
        name: _exact(getattr(coverage, f"{name}_min")[row])
        for name in ("call", "turnout", "drive", "access", "response")
    }
    target, share = f"{coverage.target_min:g}", format_share(coverage.percentile)
    p = format_share(coverage.p_on_time[row])
    lines = [
        t("certainty.formula_sum", **legs),
        t(
            "certainty.formula_access",
            fixed=_exact(model.access_min),
            walk=format_number(used.walk_m),
            speed=f"{model.walk_kmh:g}",
            access=legs["access"],
        ),
        t(
            "certainty.formula_chance",
            target=target,
            share=p,
            call=f"{model.call_cv:g}",
            turnout=f"{model.turnout_cv:g}",
            drive=f"{model.drive_cv:g}",
            access=f"{model.access_cv:g}",
        ),
        t(
            "certainty.formula_percentile",
            share=share,
            minutes=format_number(found.percentile_min, 2),
        ),
        t(
            "certainty.formula_budget",
            minutes=format_number(max(found.budget_min, 0.0), 2),
            share=share,
        ),
    ]
    verdict = str(coverage.verdict[row])
    if verdict == "unsure":
        return [*lines, t("certainty.formula_unsure")]
    sign = "≥" if coverage.p_on_time[row] >= coverage.percentile else "<"
    return [
        *lines,
        t(
            "certainty.formula_verdict",
            p=p,
            sign=sign,
            share=share,
            verdict=t(VERDICT_KEYS[verdict]),
        ),
    ]


def _exact(minutes: float) -> str:
    """Return minutes as the ledger keeps them, so that parts and sum agree to the last digit."""
    return f"{minutes:.4f}".rstrip("0").rstrip(".")


def _gates(gates: tuple[certainty.Gate, ...]) -> str:
    t = state.t()
    head = [t("certainty.gate"), t("report.column_drive"), t("report.column_access"), ""]
    rows = []
    for gate in gates:
        said = "used" if gate.is_used else "open" if gate.is_open else "closed"
        rows.append(
            (
                str(gate.number),
                format_number(gate.drive_min, 2) if math.isfinite(gate.drive_min) else "–",
                format_number(gate.access_min, 2) if math.isfinite(gate.access_min) else "–",
                t(f"certainty.gate_{said}"),
            )
        )
    return small_table(head, rows)
