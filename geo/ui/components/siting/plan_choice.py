"""Which of several plans is on the map, and small tables about plans."""

from collections.abc import Callable

import streamlit as st

from geo.plan_tables import site_names
from geo.text import safe_text
from geo.ui import siting_state, state
from geo.ui.components.frame.following import follow
from geo.ui.siting_state import ShelfPlan

__all__ = ["plan_choice", "plans_of_kind", "table_html"]


def plans_of_kind(kind: str) -> dict[str, ShelfPlan]:
    """Return the plans of a kind by their ids, in their order."""
    plans = {one: plan for one, plan in siting_state.found().plans.items() if plan.kind == kind}
    return dict(sorted(plans.items(), key=lambda item: item[1].number))


def plan_choice(
    plans: dict[str, ShelfPlan], words: Callable[[ShelfPlan], str], *, key: str
) -> None:
    """Show plans as a list of which one is on the map."""
    t, ids = state.t(), list(plans)
    on_map = siting_state.shown_id()
    field = follow(key, on_map if on_map in plans else None)
    st.radio(
        t("choice.on_map"),
        ids,
        format_func=lambda one: state.plain(words(plans[one])),
        captions=[
            state.plain(", ".join(site_names(plan.answer.proposed, t))) for plan in plans.values()
        ],
        key=field.key,
        on_change=field.takes(siting_state.show_plan),
    )


def table_html(title: str, head: list[str], lines: list[list[str]]) -> str:
    """Return a table whose first column is text and whose others are figures."""
    header = "".join(f"<th>{safe_text(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{safe_text(cell)}</td>" for cell in line) + "</tr>" for line in lines
    )
    said = f"<p>{safe_text(title)}</p>" if title else ""
    return (
        f'<div class="rc-estate">{said}<table class="rc-ledger rc-sites">'
        f"<tr>{header}</tr>{body}</table></div>"
    )
