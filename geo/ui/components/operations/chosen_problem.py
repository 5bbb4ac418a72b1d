"""Which problem is chosen, in the list or by its estate on the map; and the record of all."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.ui import state
from geo.workspace.operations import ProblemList, Record, record_store

__all__ = ["choose_problem", "chosen_problem", "keep_record", "record"]

_CHOSEN: Final = "rc_problem"
_SEEN: Final = "rc_problem_seen"
_RECORD: Final = "rc_record"


def record() -> Record:
    """Return what was done about the problems, as this window knows it."""
    known = st.session_state.get(_RECORD)
    if known is None or known[0] != state.folder():
        st.session_state[_RECORD] = known = (
            state.folder(),
            record_store(state.folder()).read(),
        )
    kept: Record = known[1]
    return kept


def keep_record(newest: Record | None) -> None:
    """Show another record from now on; None reads it anew."""
    if newest is None:
        st.session_state.pop(_RECORD, None)
    else:
        st.session_state[_RECORD] = (state.folder(), newest)


def choose_problem(problem_id: str | None, estate_id: str | None) -> None:
    """Choose a problem and select its estate."""
    st.session_state[_CHOSEN] = problem_id
    if estate_id:
        state.select(estate_id)
    st.session_state[_SEEN] = state.selected()


def chosen_problem(problems: ProblemList) -> "pd.Series | None":
    """Return the chosen problem; a click on an estate of the map chooses its first one."""
    if state.selected() != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = state.selected()
        own = problems.table[problems.table["estate_id"] == state.selected()]
        st.session_state[_CHOSEN] = None if own.empty else own["problem_id"].iloc[0]
    row = problems.table[problems.table["problem_id"] == st.session_state.get(_CHOSEN)]
    return None if row.empty else row.iloc[0]
