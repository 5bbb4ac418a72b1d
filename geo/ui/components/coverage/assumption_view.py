"""Which assumption carries the verdicts: a tornado plot and the table it is drawn from."""

from typing import Any, Final

import streamlit as st

from geo.cartography import CHART_HIGH, CHART_LOW, Swing, map_layers, tornado_chart
from geo.i18n import format_number, format_share
from geo.scenarios import certainty
from geo.text import safe_text, sentence_case
from geo.ui import state
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.frame.chosen import chosen_row, estate_heading
from geo.ui.components.frame.small_table import small_table

__all__ = ["assumption_view"]

_FACTORS: Final = ("speed", "access_min")


def assumption_view() -> list[map_layers.MapScript]:
    """Show how many households each assumption turns, and which turn the selected estate."""
    t = state.t()
    table = certainty.swings(state.planner(), state.scenario())
    rows = [
        {str(name): value for name, value in one.items()} for one in table.to_dict(orient="records")
    ]
    row = chosen_row()
    if row is not None:
        _estate(row, rows)
    today = state.answer().figures.households_covered
    st.caption(t("certainty.tornado_about", households=format_number(today)))
    key = "".join(
        f'<span><i style="background:{colour}"></i>{safe_text(t(words))}</span>'
        for colour, words in (
            (CHART_LOW, "certainty.lower"),
            (CHART_HIGH, "certainty.higher"),
        )
    )
    st.html(f'<div class="rc-chart-key">{key}</div>')
    show_chart(
        tornado_chart(
            [_swing(one, today) for one in rows if one["flips_low"] or one["flips_high"]],
            title=t("certainty.tornado_title"),
            description=t("certainty.tornado_description"),
        ),
        key="rc_tornado_chart",
    )
    with st.expander(t("certainty.tornado_table"), icon=":material/table_rows:"):
        head = [
            t("certainty.assumption"),
            t("certainty.values"),
            t("certainty.flipped"),
            t("report.households_covered"),
        ]
        st.html(small_table(head, [_figures(one) for one in rows]))
    return []


def _name(one: dict[str, Any]) -> str:
    return sentence_case(_within(one))


def _within(one: dict[str, Any]) -> str:
    """Return the name as it stands within a sentence."""
    return state.t()(f"certainty.assume_{one['assumption']}")


def _swing(one: dict[str, Any], today: float) -> Swing:
    low, high = (one[f"households_{end}"] - today for end in ("low", "high"))
    return Swing(_name(one), low, high, _signed(low), _signed(high))


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '−'}{format_number(abs(change))}"


def _value(one: dict[str, Any], end: str) -> str:
    if one["assumption"] in _FACTORS:
        return f"× {one[end]:g}"
    if one["assumption"] == "percentile":
        return format_share(one[end])
    return f"{one[end]:.3g}"


def _figures(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        _name(one),
        f"{_value(one, 'low')} … {_value(one, 'high')}",
        f"{len(one['flips_low'])} / {len(one['flips_high'])}",
        f"{format_number(one['households_low'])} … {format_number(one['households_high'])}",
    )


def _estate(row: int, rows: list[dict[str, Any]]) -> None:
    t = state.t()
    estate_heading(row)
    turning = [
        t("certainty.turned_by", name=_within(one), value=_value(one, end))
        for one in rows
        for end in ("low", "high")
        if row in one[f"flips_{end}"]
    ]
    for words in turning:
        st.text(words)
    if not turning:
        st.text(t("certainty.turned_by_none"))
