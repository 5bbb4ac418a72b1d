"""Long work on a page: a bar with what is being done, and a way to call it off."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.scenarios import Job
from geo.stop import Stop
from geo.ui import state
from geo.ui.sessions import left

__all__ = ["attend", "begin", "busy"]

_SHORT_S: Final = 2.5
_EVERY_S: Final = 0.7


def begin(key: str, work: Callable[[Stop], Any]) -> None:
    """Begin work under a key of the session; what ran under it before is called off."""
    former: Job | None = st.session_state.get(key)
    if former is not None:
        former.cancel()
    st.session_state[key] = Job(work, deserted=left())


def busy(key: str) -> bool:
    """Return whether work runs under a key."""
    return key in st.session_state


def attend(key: str, words: str) -> Job | None:
    """Return finished work once, or show how far it is; None while it runs or none was begun.

    Parameters
    ----------
    key : str
    words : str
        What is being done.
    """
    work: Job | None = st.session_state.get(key)
    if work is None:
        return None
    with st.spinner(words):
        # Most work ends before a bar would be seen.
        work.wait(max(0.0, _SHORT_S - work.elapsed_s))
    if not work.is_running:
        del st.session_state[key]
        return work
    _bar(key, words)
    return None


@st.fragment(run_every=_EVERY_S)
def _bar(key: str, words: str) -> None:
    work: Job | None = st.session_state.get(key)
    if work is None or not work.is_running:
        st.rerun()
        return
    t = state.t()
    share = work.done / work.of if work.of else 0.0
    told = t("zone_edit.running", what=words, seconds=f"{work.elapsed_s:.0f}")
    if work.of > 1:
        told = t("zone_edit.running_of", what=told, done=work.done, of=work.of)
    st.progress(share, told)
    st.button(
        t("ui.cancel"),
        key=f"{key}_cancel",
        icon=":material/stop_circle:",
        disabled=work.is_cancelled(),
        on_click=work.cancel,
    )
