"""Help: how a figure is reckoned, what is assumed, and known answers worked out here and now."""

import pandas as pd
import streamlit as st

from geo.report.text import plain_text
from geo.report.wording import ASSUMPTION_KEYS
from geo.ui import state
from geo.workspace import run_self_test

__all__ = ["show"]

_QUESTIONS = ("response", "covered", "verdicts", "circle", "zones", "saved")
_SELF_TEST = "rc_self_test"


def show() -> None:
    """Show the explanations beside the assumptions; the self-check on demand."""
    t = state.t()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(t("ui.help_title"))
        for question in _QUESTIONS:
            st.markdown(f"**{t(f'ui.help_{question}')}**")
            st.text(t(f"ui.help_{question}_answer"))
    with right:
        st.subheader(t("report.assumptions"))
        st.dataframe(_assumptions(), hide_index=True, height=300)
        st.subheader(t("ui.self_test"))
        st.button(t("ui.self_test_run"), key="rc_self", on_click=_run_self_test)
        _self_test()


def _assumptions() -> pd.DataFrame:
    t = state.t()
    settings = state.desk().workspace.settings
    values = {
        **{f"response.{name}": value for name, value in settings.response.model_dump().items()},
        **{f"speeds.{name}": value for name, value in settings.speeds.model_dump().items()},
    }
    rows = [
        (t(ASSUMPTION_KEYS[name]), _said(value))
        for name, value in values.items()
        if name in ASSUMPTION_KEYS
    ]
    return pd.DataFrame(rows, columns=[t("report.column_item"), t("report.column_value")])


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _run_self_test() -> None:
    st.session_state[_SELF_TEST] = run_self_test()


def _self_test() -> None:
    t = state.t()
    rows = st.session_state.get(_SELF_TEST)
    if rows is None:
        st.caption(t("ui.self_test_about"))
        return
    passed = sum(row.passed for row in rows)
    st.text(t("ui.self_test_done", passed=passed, count=len(rows)))
    table = [
        (
            t("ui.passed" if row.passed else "ui.failed"),
            plain_text(row.name_zh if state.language() == "zh" else row.name),
            plain_text(row.source),
        )
        for row in rows
    ]
    columns = [t("ui.result"), t("ui.check"), t("ui.source")]
    st.dataframe(pd.DataFrame(table, columns=columns), hide_index=True)
