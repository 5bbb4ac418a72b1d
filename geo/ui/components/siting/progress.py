"""What a siting search has found so far, and the button that takes the best of it."""

import math

import streamlit as st

from geo.i18n import format_number
from geo.scenarios import Job
from geo.text import safe_text
from geo.ui import siting_state, state
from geo.workspace import MODELS

__all__ = ["progress"]

_EVERY_S = 0.5


def progress() -> None:
    """Show the search under way, if there is one; the page is drawn again with what it finds."""
    under_way = siting_state.job()
    if under_way is not None and under_way.is_running:
        _watch(_found_so_far(under_way))


@st.fragment(run_every=_EVERY_S)
def _watch(drawn: int) -> None:
    under_way = siting_state.job()
    if under_way is None or not under_way.is_running or _found_so_far(under_way) > drawn:
        st.rerun()
        return
    t = state.t()
    st.html(f'<div class="rc-progress" role="status">{safe_text(_words(under_way))}</div>')
    st.button(
        t("choice.stopping") if under_way.is_cancelled() else t("choice.stop"),
        key="rc_siting_stop",
        icon=":material/stop_circle:",
        width="stretch",
        disabled=under_way.is_cancelled(),
        on_click=under_way.cancel,
    )


def _found_so_far(under_way: Job) -> int:
    return 0 if under_way.partial is None else len(under_way.partial)


def _words(under_way: Job) -> str:
    t = state.t()
    seconds = format_number(under_way.elapsed_s)
    decimals = 0 if MODELS[siting_state.ask().model].counts_households else 1
    if math.isfinite(under_way.incumbent) and math.isfinite(under_way.bound):
        return t(
            "choice.progress",
            seconds=seconds,
            incumbent=format_number(under_way.incumbent, decimals),
            bound=format_number(under_way.bound, decimals),
            gap=f"{format_number(100 * under_way.gap, 2)} %",
        )
    if under_way.partial is not None:
        return t("choice.progress_front", seconds=seconds, count=len(under_way.partial))
    return t("choice.progress_first", seconds=seconds)
