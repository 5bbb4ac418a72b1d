"""The selected estate of the open scenario."""

import numpy as np
import pandas as pd
import streamlit as st

from geo.plan_tables import name_or_id
from geo.text import plain_text, safe_text
from geo.ui import state

__all__ = ["chosen_row", "estate_heading", "station_names"]


def chosen_row() -> int | None:
    """Return the row of the selected estate, None where none is selected."""
    ids = state.answer().estates["estate_id"].astype(str)
    rows = np.flatnonzero(ids == str(state.selected()))
    return int(rows[0]) if rows.size else None


def estate_heading(row: int) -> None:
    """Show the name of an estate above what is said about it."""
    name = name_or_id(state.answer().estates.iloc[row], "estate_id")
    st.html(f'<div class="rc-estate"><h3>{safe_text(name)}</h3></div>')


def station_names(stations: pd.DataFrame | None = None) -> list[str]:
    """Return the names of stations, of those that answer calls where none are given."""
    if stations is None:
        stations = state.answer().district.stations
    return [
        plain_text(name)
        for name in stations["name"].fillna("").replace("", np.nan).fillna(stations["station_id"])
    ]
