"""The tour: six steps, each at the thing that it tells of; it can be left and taken again."""

from typing import Final

import streamlit as st

from geo.ui import state
from geo.ui.components.frame.finder import turn_page
from geo.ui.style import asset

__all__ = ["STEPS", "offer_tour", "tour"]

STEPS: Final = ("map", "why", "promise", "find", "siting", "zones")

_KEY: Final = "rc_tour"
_OFFERED: Final = "rc_tour_offered"


def offer_tour() -> None:
    """Begin the tour with the next page, unless it was left in this browser before."""
    st.session_state[_OFFERED] = True


def tour(page: str) -> None:
    """Let the tour be taken on this page; nothing of the page waits for it.

    Parameters
    ----------
    page : str
        The page that is open; the tour begins on the overview.
    """
    t = state.t()
    shown = st.components.v2.component(
        "repair_circle_tour",
        html=asset("tour.html"),
        css=asset("tour.css"),
        js=asset("tour.js"),
    )
    shown(
        key=_KEY,
        data={
            "page": page,
            "offer": bool(st.session_state.get(_OFFERED)),
            "words": {one: t(f"tour.{one}") for one in ("next", "back", "leave", "end", "keys")},
            "steps": [
                {
                    "name": name,
                    "count": t("tour.step", step=place, count=len(STEPS)),
                    "title": t(f"tour.{name}"),
                    "about": t(f"tour.{name}_about"),
                }
                for place, name in enumerate(STEPS, 1)
            ],
        },
        on_begun_change=lambda: turn_page("overview"),
    )
