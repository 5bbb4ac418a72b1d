"""The cheapest change that brings each late estate on time, calculated when it is asked for."""

from collections import Counter

import streamlit as st

from geo.coverage import NOT_REACHED
from geo.errors import Notice
from geo.text import safe_text
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row

__all__ = ["fix_list", "fix_of", "fix_question"]

_ASKED = "rc_fixes"
_MOST = 8


def fix_of(row: int) -> Notice | None:
    """Return the cheapest change for an estate, None as long as nobody asked for changes."""
    return _fixes()[row] if _is_asked() else None


def fix_question() -> None:
    """Offer to calculate the selected estate's cheapest change, where it needs one."""
    row = chosen_row()
    if row is None or _is_asked() or state.answer().coverage.verdict[row] not in NOT_REACHED:
        return
    st.button(
        state.t()("ui.fixes_ask"),
        key="rc_ask_fix",
        icon=":material/build:",
        width="stretch",
        on_click=_ask,
    )


def fix_list() -> None:
    """Show the button that asks, then which changes help how many estates."""
    t = state.t()
    with st.expander(t("ui.fixes"), icon=":material/build:"):
        if not _is_asked():
            st.button(t("ui.fixes_ask"), key="rc_ask_fixes", on_click=_ask)
            st.caption(t("ui.fixes_about"))
            return
        with st.spinner(t("ui.fixes_stage")):
            said = Counter(one.sentence(state.language()) for one in _fixes() if one is not None)
        if not said:
            st.caption(t("report.none_late"))
        rows = "".join(
            f"<tr><td>{safe_text(words)}</td><td>{count}</td></tr>"
            for words, count in said.most_common(_MOST)
        )
        st.html(
            f'<div class="rc-estate"><table class="rc-ledger rc-sites"><tr>'
            f"<th>{safe_text(t('ui.fix'))}</th><th>{safe_text(t('report.estates'))}</th></tr>"
            f"{rows}</table></div>"
        )


def _ask() -> None:
    st.session_state[_ASKED] = state.scenario()


def _is_asked() -> bool:
    return bool(st.session_state.get(_ASKED) == state.scenario())


def _fixes() -> list[Notice | None]:
    return state.planner().fixes(state.scenario())
