"""What stands where something is not there yet: why, and the buttons that bring it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from geo.ui import state, visitor
from geo.ui.components.data.kinds import turn_to_kind
from geo.ui.components.frame.finder import turn_page

__all__ = ["missing_lists", "nobody_answers", "turn_to_upload"]

_KEY: Final = "rc_missing"


def missing_lists(words_key: str, *kinds: str) -> None:
    """Say which lists a view needs, with the way to upload each.

    Parameters
    ----------
    words_key : str
        The key of what the view would show.
    *kinds : str
        The lists, as the data page names them.
    """
    t = state.t()
    st.info(t(words_key), icon=":material/upload_file:")
    if not visitor.may_change_quietly():
        return
    with st.container(horizontal=True):
        for kind in kinds:
            _upload_button(kind)


def nobody_answers() -> bool:
    """Say that no station answers calls where that is so, and how to get one.

    Returns
    -------
    bool
        Whether it is so.
    """
    t, figures = state.t(), state.answer().figures
    if figures.stations or figures.new_stations:
        return False
    st.info(t("start.no_stations"), icon=":material/add_location_alt:")
    if visitor.may_change_quietly():
        with st.container(horizontal=True):
            _upload_button("stations")
            _button("siting", t("start.find_sites"), ":material/calculate:", _turn_to_siting)
    return True


def turn_to_upload(kind: str) -> None:
    """Open the page of lists at a kind.

    Parameters
    ----------
    kind : str
        As the data page names it.
    """
    turn_to_kind(kind)
    turn_page("data")


def _upload_button(kind: str) -> None:
    t = state.t()
    words = t("start.step_upload", list=t(f"ui.input_{kind}"))
    _button(kind, words, ":material/upload_file:", lambda: turn_to_upload(kind))


def _button(name: str, words: str, icon: str, press: Callable[[], None]) -> None:
    st.button(words, key=f"{_KEY}_{name}", icon=icon, on_click=press)


def _turn_to_siting() -> None:
    turn_page("siting")
