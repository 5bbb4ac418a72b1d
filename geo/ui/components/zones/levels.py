"""Where an estate stands on the ladders of service level and management mode, and what is next."""

import math

import pandas as pd
import streamlit as st

from geo.i18n import format_number
from geo.plan_tables import level_text
from geo.scenarios import ScenarioZones, climb, rows_of
from geo.text import safe_text
from geo.ui import state
from geo.zoning import CRITERIA, Need, mode_label

__all__ = ["estate_levels"]


def estate_levels(answer: ScenarioZones, estate_id: str) -> None:
    """Show the criteria of an estate, its level and mode, and what would move each up."""
    t = state.t()
    planner = state.planner()
    rows = rows_of(planner, [estate_id])
    if not rows:
        return
    row = rows[0]
    stand = climb(planner)
    decided = answer.estates.iloc[row]
    name = planner.district.estates["name"].iloc[row]
    mode = decided["management_mode"]
    mode_words = None if pd.isna(mode) else mode_label(mode, state.language())
    scored = stand.criteria.iloc[row].notna().any()
    parts = [
        f"<h3>{safe_text(name)}</h3>",
        _fact(
            t("zone_edit.level"),
            level_text(decided["service_level"], t),
            given=bool(stand.given[0].iloc[row]),
        ),
        _climb(stand.level["needs"].iloc[row], stand.level["next_level"].iloc[row], "level"),
        _fact(t("zone_edit.mode"), mode_words, given=bool(stand.given[1].iloc[row])),
        _climb(stand.mode["needs"].iloc[row], stand.mode["next_mode"].iloc[row], "mode"),
        _criteria(row) if scored else f"<p>{safe_text(t('zone_edit.no_scores'))}</p>",
    ]
    st.html(f'<div class="rc-estate">{"".join(parts)}</div>')


def _fact(label: str, words: str | None, *, given: bool) -> str:
    """Return a level or mode and whether the list gives it; a dash where there is none."""
    if words is None:
        return f"<p><b>{safe_text(label)}</b> –</p>"
    source = state.t()("zone_edit.by_list" if given else "zone_edit.by_score")
    return f"<p><b>{safe_text(label)}</b> {safe_text(words)} <small>{safe_text(source)}</small></p>"


def _climb(needs: tuple[Need, ...] | None, following: str | None, kind: str) -> str:
    """Return what the next step asks for, in words; nothing where it is not known."""
    t = state.t()
    if following is None or not isinstance(following, str):
        return ""
    step = level_text(following, t) if kind == "level" else mode_label(following, state.language())
    wanted = t("language.semicolon").join(need.sentence(state.language()) for need in needs or ())
    return f"<p>{safe_text(t('zone_edit.to_reach', step=step, needs=wanted))}</p>"


def _criteria(row: int) -> str:
    t = state.t()
    stand = climb(state.planner())
    values = {name: float(stand.criteria[name].iloc[row]) for name in CRITERIA}
    values["score"] = float(stand.level["score"].iloc[row])
    body = "".join(
        f"<tr><td>{safe_text(t(f'zoning.criterion_{name}'))}</td>"
        f"<td>{safe_text(format_number(value))}</td>"
        f'<td><i style="width:{_width(value)}%"></i></td></tr>'
        for name, value in values.items()
    )
    return f'<table class="rc-ledger rc-legs">{body}</table>'


def _width(value: float) -> str:
    return f"{value if math.isfinite(value) else 0:.0f}"
