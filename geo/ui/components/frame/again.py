"""Parts of a page that come later: the browser asks for them again until nothing is missing.

Each part is a fragment with a name, which is run again alone. A window that is closed asks no more.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.ui import state
from geo.ui.style import asset

__all__ = ["Part", "lacking", "lacks_still", "later_part", "note_page", "unheard"]

Asked = ParamSpec("Asked")

_DRAWN: Final = "rc_drawn_for"
_NOTES: Final = "export default (component) => noteLack(component, component.data);"


class Part(StrEnum):
    """Parts that may come later, by their names in the browser."""

    REACH = "reach"
    HOURS = "hours"
    CLOCK = "clock"
    PAIR_REACH = "pair_reach"


def note_page() -> None:
    """Note for what the whole page is drawn now."""
    st.session_state[_DRAWN] = _shown()


def later_part(draw: Callable[Asked, None]) -> Callable[Asked, None]:
    """Return a part of a page that is run again alone while it lacks something.

    What is wrong with it is said in its place.

    Parameters
    ----------
    draw : callable
        Draws the part.

    Returns
    -------
    callable
    """

    @wraps(draw)
    def part(*asked: Asked.args, **named: Asked.kwargs) -> None:
        if _is_alone() and st.session_state.get(_DRAWN) != _shown():
            # A press came in the same message: it is done, and the browser takes it for ours.
            st.rerun()
        state.attempt(lambda: draw(*asked, **named))

    fragment: Callable[Asked, None] = st.fragment(part)
    return fragment


def _is_alone() -> bool:
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _shown() -> tuple[Any, ...]:
    """Return what a press may change about the page."""
    scenario, filtered = state.scenario(), state.estate_filter()
    return state.folder(), state.language(), scenario, state.selected(), filtered


def unheard() -> None:
    """Do nothing but run the part again: what the browser asks for."""


def lacking(part: Part) -> dict[str, str]:
    """Return what a message says of a part that lacks something.

    Parameters
    ----------
    part : Part
    """
    # The number tells one message from the next: what is the same is not heard twice.
    return {"part": part, "again": str(time.time_ns())}


def lacks_still(part: Part) -> None:
    """Say that a part lacks something, where none of its own messages does.

    Parameters
    ----------
    part : Part
    """
    told = st.components.v2.component("repair_circle_lack", js=asset("lacking.js") + _NOTES)
    told(key=f"rc_{part}_lack", data=lacking(part), on_again_change=unheard)
