"""Long work on a page: a bar with what is being done, and a way to call it off."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.ui import state
from geo.ui.long_work import LongWork, Progress

__all__ = ["attend", "begin", "busy"]

_SHORT_S: Final = 2.5
_EVERY_S: Final = 0.7


def begin(key: str, work: Callable[[Progress], Any]) -> None:
    """Begin work under a key of the session; what ran under it before is called off."""
    former: LongWork[Any] | None = st.session_state.get(key)
    if former is not None:
        former.progress.cancel()
    st.session_state[key] = LongWork(work)


def busy(key: str) -> bool:
    """Return whether work runs under a key."""
    return key in st.session_state


def attend(key: str, words: str) -> LongWork[Any] | None:
    """Return finished work once, or show how far it is; None while it runs or none was begun.

    Parameters
    ----------
    key : str
    words : str
        What is being done.
    """
    work: LongWork[Any] | None = st.session_state.get(key)
    if work is None:
        return None
    with st.spinner(words):
        # Most work ends before a bar would be seen.
        ended = work.finished(max(0.0, _SHORT_S - work.seconds))
    if ended:
        del st.session_state[key]
        return work
    _bar(key, words)
    return None


@st.fragment(run_every=_EVERY_S)
def _bar(key: str, words: str) -> None:
    work: LongWork[Any] | None = st.session_state.get(key)
    if work is None or work.finished():
        st.rerun()
        return
    t = state.t()
    progress = work.progress
    share = progress.done / progress.of if progress.of else 0.0
    told = t("zone_edit.running", what=words, seconds=f"{work.seconds:.0f}")
    if progress.of > 1:
        told = t("zone_edit.running_of", what=told, done=progress.done, of=progress.of)
    st.progress(share, told)
    st.button(
        t("ui.cancel"),
        key=f"{key}_cancel",
        icon=":material/stop_circle:",
        disabled=progress.cancelled(),
        on_click=progress.cancel,
    )
