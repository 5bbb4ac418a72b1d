"""Who is signed in, and the page for somebody who is not let in."""

import streamlit as st

from geo.text import plain_text
from geo.ui import state, visitor
from geo.ui.access import served_rules

__all__ = ["ask_in", "signed_in"]


def ask_in() -> None:
    """Show the way to the login, or that this user is in no list."""
    t = state.t()
    rules = served_rules()
    st.subheader(t("ui.product"))
    if rules is None or rules.login == "proxy" or visitor.is_logged_in():
        st.text(t("access.refused"))
    else:
        st.text(t("access.log_in_first"))
        st.button(t("access.log_in"), key="rc_log_in", icon=":material/login:", on_click=st.login)
    if visitor.is_logged_in():
        _log_out()


def signed_in() -> None:
    """Show who is signed in and what they may do; nothing on one's own machine."""
    somebody = visitor.person()
    if somebody is None or not somebody.user:
        return
    t = state.t()
    st.text(plain_text(somebody.name))
    st.caption(t("access.planner" if somebody.is_planner else "access.viewer"))
    if visitor.is_logged_in():
        _log_out()


def _log_out() -> None:
    st.button(
        state.t()("access.log_out"),
        key="rc_log_out",
        icon=":material/logout:",
        on_click=st.logout,
    )
