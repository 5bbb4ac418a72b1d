"""Scenarios that come back: deleted ones, and the ``scenario.json`` of a pack."""

from typing import Final

import streamlit as st

from geo.errors import GeoError
from geo.scenarios import MOST_REMOVED, Edit, SavedScenario, Timeline, read_scenario
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.toolbar import sheet_name

__all__ = ["import_scenario", "removed_scenarios"]

_FILE: Final = "rc_scenario_file"


def removed_scenarios() -> None:
    """Show the deleted scenarios, the newest first, each with a button that brings it back."""
    t, removed = state.t(), state.saved_scenarios().removed
    if not removed:
        return
    st.caption(t("ui.removed_scenarios", most=MOST_REMOVED))
    known: set[str] = set()
    for place, gone in reversed(list(enumerate(removed))):
        st.button(
            t("ui.restore_scenario", name=state.plain(sheet_name(gone.saved))),
            key=f"rc_restore_{place}",
            icon=":material/restore_from_trash:",
            # Of several with one id the one that was deleted last comes back first.
            disabled=gone.scenario_id in known,
            on_click=state.restore_scenario,
            args=(gone.scenario_id,),
        )
        known.add(gone.scenario_id)


def import_scenario() -> None:
    """Take the ``scenario.json`` of a pack as a new scenario: its export has the same run."""
    t = state.t()
    with st.expander(t("ui.import_scenario"), icon=":material/upload_file:"):
        file = st.file_uploader(t("scenario.file"), type=["json"], key=_FILE)
        if file is None:
            return
        st.button(
            t("ui.import_this"),
            key="rc_import_scenario",
            type="primary",
            on_click=_take,
            args=(file.name, file.getvalue()),
        )


def _take(name: str, content: bytes) -> None:
    try:
        planner = state.planner()
        found = read_scenario(planner, content, file=name)
        planner.answer(found)
    except GeoError as error:
        state.complain(error)
        return
    timeline = Timeline().edited(found, Edit.now("scenario.edit_imported", plain_text(name)))
    stem = plain_text(name.rpartition(".")[0])
    state.add_scenario(SavedScenario(name=stem, timeline=timeline))
