"""How the columns of the zone tables are shown: headings, and figures as each kind is written."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from geo.plan_tables import Column, Kind

__all__ = ["column_settings"]

_FORMATS: Final = {Kind.MINUTES: "%.1f", Kind.WHOLE: "localized"}


def column_settings(columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return the setting of every column of a table on screen, by name."""
    return {
        name: st.column_config.NumberColumn(column.header, format=_FORMATS.get(column.kind))
        if column.is_number
        else st.column_config.Column(column.header)
        for name, column in columns.items()
    }
