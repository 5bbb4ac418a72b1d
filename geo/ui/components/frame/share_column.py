"""Columns of shares: one decimal and a per cent sign, as shares are written everywhere else."""

from typing import Any, Final

import pandas as pd
import streamlit as st

__all__ = ["in_per_cent", "share_column"]

_FORMAT: Final = "%.1f %%"


def in_per_cent(shares: pd.Series) -> pd.Series:
    """Return shares between 0 and 1 as the per cent that :func:`share_column` shows."""
    return 100.0 * shares.astype(float)


def share_column(head: str) -> Any:
    """Return the setting of a column that holds per cent, which is sorted as a number."""
    return st.column_config.NumberColumn(head, format=_FORMAT)
