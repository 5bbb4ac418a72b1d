"""How far the open scenario has come: proposed, approved, frozen; and what people say of it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.scenarios import LIMITS, SavedScenario
from geo.text import plain_text
from geo.ui import state, visitor

__all__ = ["approval_panel"]

_NAME: Final = "rc_approval_name"
_COMMENT: Final = "rc_comment"
_STEPS: Final[tuple[tuple[str, str, Callable[[SavedScenario, str], SavedScenario]], ...]] = (
    ("propose", "outgoing_mail", SavedScenario.proposed),
    ("approve", "verified", SavedScenario.approved),
    ("freeze", "ac_unit", SavedScenario.frozen),
    ("reopen", "lock_open", SavedScenario.reopened),
)


def approval_panel() -> None:
    """Show where the scenario stands, the steps for planners, and a comment for everybody."""
    t = state.t()
    saved = state.saved()
    st.subheader(t("approval.title"))
    standing = saved.approval.notice(saved.content)
    said = t("approval.draft") if standing is None else standing.sentence(state.language())
    st.text(plain_text(said))
    if not visitor.name():
        # On one's own machine nobody logs in: a name is what the user says it is.
        st.text_input(t("approval.your_name"), key=_NAME, max_chars=LIMITS.name, width=240)
    if visitor.may_change_quietly():
        _steps(saved)
    with st.form("rc_comment_form", clear_on_submit=True, border=False):
        text = st.text_area(
            t("approval.comment"), key=_COMMENT, height=80, max_chars=LIMITS.comment
        )
        if st.form_submit_button(t("approval.add_comment"), icon=":material/comment:"):
            _say(text)


def _steps(saved: SavedScenario) -> None:
    t = state.t()
    is_done = {
        "propose": saved.approval.holds(saved.content),
        "approve": saved.approval.standing == "approved" and saved.approval.holds(saved.content),
        "freeze": saved.approval.frozen,
        "reopen": saved.approval.standing == "draft" and not saved.approval.frozen,
    }
    with st.container(horizontal=True):
        for name, icon, step in _STEPS:
            st.button(
                t(f"approval.{name}"),
                key=f"rc_{name}",
                icon=f":material/{icon}:",
                disabled=is_done[name],
                on_click=_take,
                args=(step,),
            )


def _take(step: Callable[[SavedScenario, str], SavedScenario]) -> None:
    """Take a step under the name of the login, or the one that the user wrote."""
    try:
        state.keep(step(state.saved(), visitor.name() or _written_name()))
    except GeoError as error:
        visitor.refuse(error.key, **error.params)


def _written_name() -> str:
    return plain_text(st.session_state.get(_NAME, "")).strip()


def _say(text: str) -> None:
    try:
        state.comment(plain_text(text), _written_name())
    except GeoError as error:
        state.complain(error)
    else:
        st.rerun()
