"""Which circles the map draws: where the promise is kept, or how far a drive goes."""

from dataclasses import replace
from typing import Final

import streamlit as st

from geo.i18n import format_number
from geo.scenarios import ScenarioCoverage
from geo.ui import state
from geo.workspace import CIRCLE_LIMITS_MIN

__all__ = ["circle_choice", "with_chosen_circles"]

_KEY: Final = "rc_circle"
_PROMISE: Final = 0.0
"""Stands for the area of the promise among numbers of minutes."""


def circle_choice() -> None:
    """Offer the area of the promise and the drives of some minutes, one at a time."""
    t = state.t()
    st.segmented_control(
        t("report.legend_circles"),
        [_PROMISE, *CIRCLE_LIMITS_MIN],
        default=_PROMISE,
        required=True,
        format_func=lambda minutes: (
            t("ui.drive_short", minutes=format_number(minutes))
            if minutes
            else t("report.promise_layer")
        ),
        key=_KEY,
        help=t("ui.circle_choice_about"),
    )


def with_chosen_circles(answer: ScenarioCoverage) -> ScenarioCoverage:
    """Return an answer with the circles that the planner chose to see.

    Parameters
    ----------
    answer : ScenarioCoverage
        The answer of the open scenario, with the area of the promise.
    """
    minutes = st.session_state.get(_KEY, _PROMISE)
    if not minutes:
        return answer
    return replace(answer, circles=state.planner().drives(state.scenario(), minutes))
