"""Busy crews: how busy each station is, who waits, and what one more crew would change."""

import pandas as pd
import streamlit as st

from geo.cartography import Bar, map_layers, share_bars
from geo.errors import GeoError
from geo.i18n import format_minutes, format_number, format_share
from geo.plan_tables import known_column
from geo.scenarios import LIMITS, certainty
from geo.text import plain_text, sentence_case
from geo.ui import state
from geo.ui.components.coverage.chance_view import chance_overlay
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.frame.chosen import chosen_row, estate_heading, station_names
from geo.ui.components.frame.small_table import small_table
from geo.workspace import CrewLoad

__all__ = ["crew_view"]

_CALLS = "rc_calls"
_BUSY = "rc_busy"
_UTILISATION = ("crews", "utilisation_alone", "queue_growth_per_hour")
_MONTH = "rc_calls_month"


def crew_view() -> list[map_layers.MapScript]:
    """Ask for calls and minutes, show the crews at work; the map by chance with busy crews."""
    t = state.t()
    asked = _asked()
    try:
        _utilisation(certainty.utilisation(state.planner(), state.scenario(), *asked))
        load = certainty.crews(state.planner(), state.scenario(), *asked)
    except GeoError as error:
        state.complain(error)
        needed = certainty.crews_needed(state.planner(), state.scenario(), *asked)
        st.text(t("certainty.crews_needed", count=format_number(needed)))
        return []
    row = chosen_row()
    if row is not None:
        _estate(row, load)
    _summary(load)
    _one_more(load, asked)
    title = t("certainty.busy_legend", minutes=f"{state.answer().coverage.target_min:g}")
    return chance_overlay(load.p_on_time, title)


def _asked() -> tuple[float, float]:
    """Return calls of a household in a year, and minutes that a call keeps a crew."""
    t = state.t()
    scenario = state.scenario()
    assumed = state.planner().district_of(scenario).settings.crews
    # Another season brings other calls: a field of its own begins with them.
    key = _CALLS if scenario.season is None else f"{_CALLS}_{scenario.season}"
    left, right = st.columns(2, gap="small")
    calls = left.number_input(
        t("certainty.calls_short"),
        min_value=0.01,
        max_value=LIMITS.calls,
        value=assumed.calls_per_household_year,
        step=0.05,
        format="%.2f",
        key=key,
        help=t("certainty.calls_help"),
    )
    busy = right.number_input(
        t("certainty.busy_min"),
        min_value=1.0,
        max_value=LIMITS.busy_min,
        value=assumed.busy_min,
        step=5.0,
        format="%.0f",
        key=_BUSY,
        help=t("certainty.busy_help"),
    )
    return float(calls) * _season(), float(busy)


def _season() -> float:
    """Ask for the month; return its calls over those of the mean month, and say so."""
    t, scenario = state.t(), state.scenario()
    month = st.selectbox(
        t("certainty.month"),
        [None, *range(1, 13)],
        index=state.planner().workspace.settings.season.month or 0,
        format_func=lambda one: (
            sentence_case(t("certainty.month_mean")) if one is None else str(one)
        ),
        key=_MONTH,
        help=t("certainty.month_help"),
        disabled=scenario.season is not None,
    )
    found = certainty.calls_of_season(state.planner(), scenario, month)
    for notice in found.notices:
        st.caption(state.plain(notice.sentence(state.language())))
    return found.factor


def _utilisation(stations: pd.DataFrame) -> None:
    """Show how busy the crews of each station are, above 100 % too, and by what queues grow."""
    t = state.t()
    head = [known_column(name, t).header for name in ("station_name", *_UTILISATION)]
    rows = [
        (
            t("dictionary.all_stations") if pd.isna(row["name"]) else plain_text(row["name"]),
            format_number(row["crews"]),
            format_share(row["utilisation_alone"]),
            format_number(row["queue_growth_per_hour"], 2),
        )
        for row in stations.to_dict(orient="records")
    ]
    st.html(small_table(head, rows))


def _summary(load: CrewLoad) -> None:
    t = state.t()
    names = station_names()
    workload = load.station_workload(len(names))
    bars = [
        Bar(
            label=t("certainty.crews_of", name=name, count=int((load.station == station).sum())),
            value=format_share(workload[station]),
            share=float(workload[station]),
        )
        for station, name in enumerate(names)
        if (load.station == station).any()
    ]
    title, description = t("certainty.busy_title"), t("certainty.busy_description")
    show_chart(share_bars(bars, title=title, description=description), key="rc_crew_chart")
    rows = [
        (t("certainty.calls_per_hour"), format_number(load.calls_per_hour, 2)),
        (t("certainty.p_delay"), format_share(load.busy.p_delay)),
        (t("certainty.wait"), _minutes(load.wait_min)),
        (t("certainty.mean_response"), _minutes(load.mean_response_min)),
        (t("certainty.on_time_calls"), format_share(load.share_on_time)),
        (t("certainty.other_crew"), format_share(load.other_station_share)),
        (t("certainty.holds_busy"), _estates(load)),
    ]
    st.html(small_table([], rows))
    st.caption(t("certainty.model_exact" if load.is_exact else "certainty.model_approximate"))


def _one_more(load: CrewLoad, asked: tuple[float, float]) -> None:
    t = state.t()
    options = certainty.crews_with_one_more(state.planner(), state.scenario(), *asked)
    names = station_names()
    rows = [
        (t("certainty.today"), *_figures(load)),
        *((names[option.station], *_figures(option.load)) for option in options),
    ]
    head = [
        t("certainty.crew_at"),
        t("certainty.waits"),
        t("certainty.response_short"),
        t("certainty.on_time_short"),
    ]
    with st.expander(t("certainty.one_more"), icon=":material/person_add:", expanded=True):
        st.html(small_table(head, rows))


def _figures(load: CrewLoad) -> tuple[str, str, str]:
    return (
        format_share(load.busy.p_delay),
        format_number(load.mean_response_min, 1),
        format_share(load.share_on_time),
    )


def _estate(row: int, load: CrewLoad) -> None:
    t = state.t()
    estate_heading(row)
    coverage = state.answer().coverage
    rows = [
        (
            t("certainty.response_free"),
            _minutes(coverage.response_min[row]),
            format_share(coverage.p_on_time[row]),
        ),
        (
            t("certainty.response_busy"),
            _minutes(load.response_min[row]),
            format_share(load.p_on_time[row]),
        ),
    ]
    head = ["", t("ui.response"), t("certainty.on_time_short")]
    st.html(small_table(head, rows))


def _estates(load: CrewLoad) -> str:
    t = state.t()
    return t(
        "certainty.of",
        part=format_number(int(load.holds.sum())),
        whole=format_number(load.holds.size),
    )


def _minutes(minutes: float) -> str:
    return format_minutes(minutes, state.language())
