"""District, streets, communities, zones and estates on screen, folded until they are opened."""

from collections.abc import Iterator, Sequence

import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.plan_tables import FoldingRow, folding_rows
from geo.scenarios import ScenarioZones
from geo.text import safe_text
from geo.ui import state

__all__ = ["folding_table"]


def folding_table(answer: ScenarioZones) -> None:
    """Show the table; every group is a line that opens on what it holds.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    """
    district = state.planner().district.estates
    estates = pd.DataFrame(district.drop(columns=["operator", "zone_id"], errors="ignore")).assign(
        operator=answer.estates["operator"].to_numpy(), zone_id=answer.estates["zone_id"].to_numpy()
    )
    rows = folding_rows(estates, state.planner().name)
    st.html(f'<div class="rc-folds">{"".join(_folded(rows))}</div>')


def _folded(rows: Sequence[FoldingRow]) -> Iterator[str]:
    """Yield the rows as elements that hold one another; every text is escaped."""
    open_levels: list[int] = []
    for row in rows:
        while open_levels and open_levels[-1] >= row.level:
            open_levels.pop()
            yield "</details>"
        if row.fold == "estate":
            yield f"<p>{_line(row)}</p>"
            continue
        yield f"<details{' open' if row.fold == 'district' else ''}><summary>{_line(row)}</summary>"
        open_levels.append(row.level)
    yield "</details>" * len(open_levels)


def _line(row: FoldingRow) -> str:
    t = state.t()
    households = t("report.households_count", count=format_number(row.households))
    figures = households
    if row.fold != "estate":
        figures = t(
            "report.zone_size",
            estates=format_number(row.estates),
            households=format_number(row.households),
        )
    kind = t(f"folding.fold_{row.fold}")
    words = [row.operator, row.duty_name, row.duty_phone]
    said = " · ".join(safe_text(word) for word in words if word)
    name = safe_text(row.name or "–")
    return f"<small>{safe_text(kind)}</small> <b>{name}</b> {safe_text(figures)} <i>{said}</i>"
