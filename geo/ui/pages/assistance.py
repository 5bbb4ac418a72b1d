"""Help: how a figure is calculated, what is assumed, and known answers worked out here and now."""

import pandas as pd
import streamlit as st

from geo.i18n import in_language
from geo.plan_tables import ASSUMPTION_KEYS
from geo.text import plain_text
from geo.ui import state
from geo.ui.guide import guide_address
from geo.workspace import run_self_test

__all__ = ["show"]

_QUESTIONS = ("response", "covered", "verdicts", "circle", "zones", "saved")
_CERTAINTY_QUESTIONS = ("chance", "crews", "cards", "log", "what_if")
_ROW_PX = 32
_SELF_TEST = "rc_self_test"


def show() -> None:
    """Show the explanations beside the assumptions; the self-check on demand."""
    t = state.t()
    left, right = st.columns(2, gap="large")
    with left:
        st.link_button(
            t("start.guide"), guide_address("ui.page_overview"), icon=":material/menu_book:"
        )
        st.subheader(t("ui.help_title"))
        for question in _QUESTIONS:
            st.markdown(f"**{t(f'ui.help_{question}')}**")
            st.text(t(f"ui.help_{question}_answer"))
        for question in _CERTAINTY_QUESTIONS:
            st.markdown(f"**{t(f'certainty.help_{question}')}**")
            st.text(t(f"certainty.help_{question}_answer"))
    with right:
        st.subheader(t("report.assumptions"))
        value = t("report.column_value")
        st.dataframe(
            _assumptions(),
            hide_index=True,
            height=480,
            column_config={value: st.column_config.TextColumn(value, alignment="right")},
        )
    st.subheader(t("ui.self_test"))
    st.button(t("ui.self_test_run"), key="rc_self", icon=":material/rule:", on_click=_run_self_test)
    _self_test()


def _assumptions() -> pd.DataFrame:
    t = state.t()
    settings = state.planner().district_of(state.scenario()).settings
    values = {
        **{f"response.{name}": value for name, value in settings.response.model_dump().items()},
        **{f"speeds.{name}": value for name, value in settings.speeds.model_dump().items()},
    }
    rows = [
        (t(ASSUMPTION_KEYS[name]), _said(value))
        for name, value in values.items()
        if name in ASSUMPTION_KEYS
    ]
    rows += [
        (t("certainty.calls"), _said(settings.crews.calls_per_household_year)),
        (t("certainty.busy_min"), _said(settings.crews.busy_min)),
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
    language = state.language()
    table = [
        (
            t("ui.passed" if row.passed else "ui.failed"),
            plain_text(in_language(language, zh=row.name_zh, en=row.name)),
            _figures(row.expected),
            _figures(row.got),
            f"{row.tolerance:.9f}".rstrip("0"),
            plain_text(in_language(language, zh=row.source_zh, en=row.source)),
        )
        for row in rows
    ]
    columns = [
        t("ui.result"),
        t("ui.check"),
        t("certainty.expected"),
        t("certainty.got"),
        t("certainty.tolerance"),
        t("ui.source"),
    ]
    st.dataframe(
        pd.DataFrame(table, columns=columns),
        hide_index=True,
        height=_ROW_PX * (len(table) + 1) + 3,
        row_height=_ROW_PX,
    )


def _figures(value: object) -> str:
    """Return a figure, or a list of them, with as many digits as tell."""
    if isinstance(value, list):
        return "  ".join(_figures(one) for one in value)
    return f"{value:.5g}" if isinstance(value, float) else str(value)
