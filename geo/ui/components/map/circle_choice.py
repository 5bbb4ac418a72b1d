"""Which circles the map draws: where the promise is kept, or how far a drive goes."""

from typing import Final

import streamlit as st

from geo.i18n import format_number
from geo.ui import state
from geo.workspace import CIRCLE_LIMITS_MIN

__all__ = ["chosen_drive_min", "circle_choice"]

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


def chosen_drive_min() -> float:
    """Return the minutes of the drives that the planner chose to see, 0 for the promise."""
    minutes: float | None = st.session_state.get(_KEY)
    return minutes or _PROMISE
