"""The history of the open scenario: every step told, and the state after it brought back."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.text import plain_text
from geo.ui import state

__all__ = ["history"]

_TABLE: Final = "rc_history"
_MOST_ROWS: Final = 8
_HEIGHT_PX: Final = 320


def history() -> None:
    """Show the steps and what was said, the newest first; a chosen step can be restored."""
    t = state.t()
    saved = state.saved()
    timeline = saved.timeline
    if not saved.history:
        st.caption(t("ui.no_history"))
        return
    steps = [step for step, _ in reversed(saved.history)]
    told = [edit for _, edit in reversed(saved.history)]
    table = pd.DataFrame(
        {
            t("ui.step"): pd.array(steps, dtype="Int64"),
            t("ui.when"): [f"{edit.at.astimezone():%Y-%m-%d %H:%M:%S}" for edit in told],
            t("zone_compare.who"): [
                plain_text(edit.who) or t("zone_compare.this_computer") for edit in told
            ],
            t("ui.what"): [t(edit.key, detail=plain_text(edit.detail)) for edit in told],
        }
    )
    chosen = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= _MOST_ROWS else _HEIGHT_PX,
        key=f"{_TABLE}_{state.scenario_id()}_{len(table)}",
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = chosen["selection"]["rows"]
    step = steps[rows[0]] if rows else None
    st.button(
        t("ui.restore_hint") if step is None else t("ui.restore_step", step=state.plain(step)),
        key="rc_restore_step",
        icon=":material/history:",
        disabled=step is None or timeline.edits[step - 1].led_to is None,
        on_click=state.restore_step,
        args=(step,),
    )
    if timeline.let_go:
        st.caption(t("scenario.let_go", count=format_number(timeline.let_go)))
