"""The faulty cells of a list that was uploaded, each with room for what is right."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.tables import Cell
from geo.text import plain_text
from geo.ui import state
from geo.workspace import Finding

__all__ = ["row_repair"]

_EDITOR: Final = "rc_upload_repair"
_MOST_CELLS: Final = 200


def row_repair(
    findings: Sequence[Finding], take: Callable[[Mapping[Cell, str]], None], taken: int
) -> None:
    """Show every faulty cell in a table to write in; nothing where no fault names a cell.

    Parameters
    ----------
    findings : sequence of Finding
    take : callable
        Is handed what was written, by cell.
    taken : int
        How many corrections stand already: what is written next begins with an empty table.
    """
    t = state.t()
    faulty = [one for one in findings if one.fault and one.cell is not None][:_MOST_CELLS]
    if not faulty:
        return
    st.caption(t("review.repair_hint"))
    key = f"{_EDITOR}_{taken}"
    st.data_editor(
        pd.DataFrame(
            {
                "row": [format_number(one.row or 0) for one in faulty],
                "column": [plain_text(one.column) for one in faulty],
                "words": [plain_text(one.words) for one in faulty],
                "value": pd.Series([None] * len(faulty), dtype="str"),
            }
        ),
        column_config={
            "row": t("review.finding_row"),
            "column": t("review.finding_column"),
            "words": t("review.finding_words"),
            "value": st.column_config.TextColumn(t("review.repair_value"), required=False),
        },
        column_order=("row", "column", "value", "words"),
        disabled=("row", "column", "words"),
        hide_index=True,
        height=min(36 * (len(faulty) + 1), 260),
        placeholder="",
        key=key,
        # Told together with the button: an edit of its own would be late for a quick press.
        on_change="ignore",
    )
    st.button(
        t("review.repair_apply"),
        key="rc_upload_repair_apply",
        icon=":material/published_with_changes:",
        type="primary",
        on_click=partial(_apply, key, faulty, take),
    )


def _apply(key: str, faulty: Sequence[Finding], take: Callable[[Mapping[Cell, str]], None]) -> None:
    written = st.session_state[key]["edited_rows"]
    take(
        {
            cell: str(change["value"]).strip()
            for index, change in written.items()
            if change.get("value") is not None and (cell := faulty[int(index)].cell) is not None
        }
    )
