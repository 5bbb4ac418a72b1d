"""The right panel: the minutes of the selected estate, or the streets when none is selected."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from geo.coverage import percentile_minutes
from geo.errors import Notice
from geo.i18n import format_number, format_share
from geo.plan_tables import LEG_KEYS, VERDICT_KEYS, minutes_text
from geo.scenarios import ScenarioCoverage
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.frame.hour_strip import estate_clock
from geo.ui.components.map.route_news import route_list

__all__ = ["estate_ledger", "street_table"]


def estate_ledger(fix: Callable[[int], Notice | None] | None = None) -> bool:
    """Show the selected estate's minutes and return whether there is one.

    Parameters
    ----------
    fix : callable, optional
        Gives the cheapest change that brings an estate, by its row, on time.
    """
    selected = state.selected()
    if selected is None:
        return False
    answer = state.answer()
    rows = np.flatnonzero(answer.estates["estate_id"].astype(str) == selected)
    if not rows.size:
        return False
    row = int(rows[0])
    _estate(row, answer)
    route_list()
    estate_clock(row, answer.district.kind_of_day.value)
    remedy = None if fix is None else fix(row)
    if remedy is not None:
        words = remedy.sentence(state.language())
        st.html(
            f'<div class="rc-estate"><p class="rc-fix">'
            f"{safe_text(state.t()('ui.cheapest_fix', fix=words))}</p></div>"
        )
    st.button(state.t()("ui.clear_selection"), key="rc_clear", on_click=state.select, args=(None,))
    return True


def _estate(number: int, answer: ScenarioCoverage) -> None:
    t = state.t()
    row = answer.estates.iloc[number]
    place = " · ".join(
        plain_text(row[column])
        for column in ("street", "community")
        if pd.notna(row[column]) and row[column]
    )
    verdict = str(row["verdict"])
    facts = [place, t("report.households_count", count=format_number(row["households"]))]
    st.html(
        f'<div class="rc-estate"><h3>{safe_text(row["name"])}</h3>'
        f"<p>{safe_text(' · '.join(fact for fact in facts if fact))}</p>"
        f'<p><b class="rc-verdict rc-{verdict}">{safe_text(t(VERDICT_KEYS[verdict]))}</b>'
        f"{safe_text(_chance(row))}</p>{_promised(number, answer)}{_ledger(row)}"
        f"{_stations(row, answer)}{_position(row)}</div>"
    )


def _chance(row: pd.Series) -> str:
    if pd.isna(row["p_on_time"]):
        return ""
    return " " + state.t()("ui.on_time", share=format_share(row["p_on_time"]))


def _position(row: pd.Series) -> str:
    """Return how far the road is, how precisely the place is known, how far it may be off."""
    t = state.t()
    facts = []
    if pd.notna(row["snap_m"]):
        facts.append(t("certainty.position_road", metres=format_number(row["snap_m"])))
    if pd.notna(row["location_precision"]) and row["location_precision"]:
        facts.append(t(f"certainty.precision_{row['location_precision']}"))
    if row["position_error_m"] > 0:
        facts.append(t("certainty.position_error", metres=format_number(row["position_error_m"])))
    return f"<p>{safe_text(' · '.join(facts))}</p>"


def _promised(number: int, answer: ScenarioCoverage) -> str:
    """Return within how many minutes the promised share of calls is reached: it comes first."""
    coverage = answer.coverage
    if coverage.station[number] < 0:
        return ""
    t = state.t()
    words = t(
        "ui.within",
        share=format_share(coverage.percentile),
        minutes=minutes_text(float(percentile_minutes(coverage, [number])[0]), t),
        target=minutes_text(coverage.target_min, t),
    )
    return f'<p class="rc-within"><b>{safe_text(words)}</b></p>'


def _ledger(row: pd.Series) -> str:
    """Return the four legs and their sum as rows of a table."""
    t = state.t()
    if pd.isna(row["response_min"]):
        return f"<p>{safe_text(t('ui.no_way'))}</p>"
    legs = "".join(
        f"<tr><td>{safe_text(t(key))}</td><td>{safe_text(format_number(row[leg], 1))}</td>"
        f'<td><i style="width:{_width(row[leg], row["response_min"])}%"></i></td></tr>'
        for leg, key in LEG_KEYS.items()
    )
    total = safe_text(minutes_text(row["response_min"], t))
    return (
        f'<table class="rc-ledger rc-legs">{legs}<tr class="rc-sum">'
        f"<td>{safe_text(t('ui.response'))}</td>"
        f'<td colspan="2">{total}</td></tr></table>'
    )


def _width(part: float, whole: float) -> str:
    return f"{100 * part / max(whole, 1e-9):.0f}"


def _stations(row: pd.Series, answer: ScenarioCoverage) -> str:
    t = state.t()
    names = dict(
        zip(answer.stations["station_id"], answer.stations["name"].fillna(""), strict=True)
    )
    lines = [
        f"<p>{safe_text(t(key, station=plain_text(names.get(row[column]) or row[column])))}</p>"
        for column, key in (
            ("station_id", "ui.first_station"),
            ("second_station_id", "ui.second_station"),
        )
        if pd.notna(row[column])
    ]
    return "".join(lines)


def street_table(answer: ScenarioCoverage) -> None:
    """Show households covered by street, the least covered first."""
    t = state.t()
    rows = sorted(answer.covered.summary["by_street"], key=lambda row: row["share_households"])
    body = "".join(
        f"<tr><td>{safe_text(row['street'] or '–')}</td>"
        f"<td>{row['estates_covered']} / {row['estates']}</td>"
        f"<td>{safe_text(format_share(row['share_households']))}</td>"
        f'<td><i style="width:{100 * row["share_households"]:.0f}%"></i></td></tr>'
        for row in rows
    )
    st.html(
        f'<div class="rc-estate"><h3>{safe_text(t("report.by_street"))}</h3>'
        f"<p>{safe_text(t('ui.pick_hint'))}</p>"
        f'<table class="rc-ledger rc-streets"><tr><th>{safe_text(t("report.column_street"))}</th>'
        f"<th>{safe_text(t('ui.estates_short'))}</th>"
        f"<th>{safe_text(t('ui.households_short'))}</th><th></th></tr>"
        f"{body}</table></div>"
    )
