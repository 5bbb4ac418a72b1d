"""What people call a column of a list."""

from geo.plan_tables import COLUMNS
from geo.text import plain_text
from geo.ui import state

__all__ = ["column_name"]


def column_name(column: str) -> str:
    """Return what people call a column; its own name where it has no other.

    Parameters
    ----------
    column : str

    Returns
    -------
    str
    """
    return state.t()(COLUMNS[column].header_key) if column in COLUMNS else plain_text(column)
