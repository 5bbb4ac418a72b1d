"""The visit calendar beside the map: a week's days, the route of a chosen one, the matters."""

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.cartography import ACCENT, map_layers
from geo.i18n import format_number
from geo.plan_tables import calendar_line, worded_matters, worded_visit_days, worded_visits
from geo.report import (
    calendar_text,
    day_map_page,
    visit_sheet_page,
    write_visit_workbook,
)
from geo.scenarios import (
    LIMITS,
    briefs_of_visits,
    has_list,
    last_visit_day,
    planned_visits,
    visit_ways,
)
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.data.missing import missing_lists
from geo.ui.components.map.overlay import Pin, Shade, discs, pins, view, ways
from geo.ui.components.operations.file_offers import file_offers, written
from geo.workspace.operations import VisitPlan

__all__ = ["below_visits", "visit_view"]

_ASKED: Final = "rc_visits_asked"
_DAY: Final = "rc_visit_day"
_TABLE: Final = "rc_visit_days"
_WEEK: Final = timedelta(7)
_TABLE_PX: Final = 220
_SHADES: Final = ("#0b5cad", "#9ec5e8", "#e9ebee")


def visit_view() -> list[map_layers.MapScript]:
    """Show what is asked for, the days of a week and the route of the chosen day."""
    t = state.t()
    if not has_list(state.planner(), "visitors"):
        missing_lists("visits.no_list", "visitors", "matters")
        return []
    plan = _asked()
    if plan is None:
        return []
    _figures(plan)
    day = _days(plan)
    if day is None:
        st.caption(t("visits.pick_day"))
    _files(plan)
    return _marks(plan, day)


def _asked() -> VisitPlan | None:
    """Return the calendar that was asked for; None before anybody asked."""
    t = state.t()
    left, middle, right = st.columns([0.4, 0.25, 0.35], gap="small", vertical_alignment="bottom")
    begin = left.date_input(
        t("visits.from_label"), _first_day(), key="rc_visits_from", format="YYYY-MM-DD"
    )
    months = middle.number_input(
        t("visits.months_label"), 1, LIMITS.visit_months, 3, key="rc_visits_months"
    )
    if right.button(
        t("visits.plan_button"),
        key="rc_visits_plan",
        icon=":material/calendar_month:",
        width="stretch",
    ):
        st.session_state[_ASKED] = (begin, int(months))
        st.session_state.pop(_DAY, None)
    asked = st.session_state.get(_ASKED)
    if asked is None:
        st.caption(t("visits.not_planned_yet"))
        return None
    with st.spinner(t("visits.stage_search")):
        return planned_visits(state.planner(), *asked)


def _first_day() -> date:
    """Return the first day of the month behind the calendar in force, else of next month."""
    last = last_visit_day(state.planner()) or date.today()
    return (pd.Timestamp(last).to_period("M") + 1).start_time.date()


def _figures(plan: VisitPlan) -> None:
    st.html(f'<p class="rc-problem-said">{safe_text(calendar_line(plan, state.t()))}</p>')


def _days(plan: VisitPlan) -> int | None:
    """Show the days of a week and return the row of the chosen one."""
    t = state.t()
    first = [day - timedelta(day.weekday()) for day in plan.days["date"]]
    weeks = sorted(set(first))
    if not weeks:
        st.text(t("visits.no_visits"))
        return None
    week = st.selectbox(
        t("visits.week_label"),
        weeks,
        format_func=lambda one: t("visits.week_of", begin=one.isoformat()),
        key="rc_visit_week",
        label_visibility="collapsed",
    )
    rows = np.flatnonzero([one == week for one in first])
    worded = worded_visit_days(plan, t).iloc[rows]
    st.dataframe(
        pd.DataFrame(
            {
                "day": worded["visit_date"].str[5:] + " " + worded["visit_weekday"],
                "visitor": worded["visitor"].map(plain_text),
                "visits": worded["visits"],
                "drive": worded["drive_min"].round(),
                "back": worded["back"],
            }
        ),
        height=_TABLE_PX,
        hide_index=True,
        column_config={
            name: st.column_config.Column(t(f"visits.column_{key}"))
            for name, key in (
                ("day", "date"),
                ("visitor", "visitor_id"),
                ("visits", "visits"),
                ("drive", "drive_min"),
                ("back", "back"),
            )
        },
        key=_TABLE,
        on_select=lambda: _choose(rows),
        selection_mode="single-row",
    )
    chosen = st.session_state.get(_DAY)
    return int(chosen) if chosen is not None and chosen < len(plan.days) else None


def _choose(rows: "np.ndarray[Any, Any]") -> None:
    selected = st.session_state[_TABLE]["selection"]["rows"]
    st.session_state[_DAY] = int(rows[selected[0]]) if selected else None


def _marks(plan: VisitPlan, day: int | None) -> list[map_layers.MapScript]:
    """Return the estates by whether they are visited, and the route of the chosen day."""
    t = state.t()
    estates = state.answer().estates
    lon, lat = (estates[name].to_numpy(float) for name in ("lon", "lat"))
    shade = np.full(len(estates), 2)
    shade[plan.visits["estate"].unique()] = 1
    stops = list(plan.days.iloc[day]["stops"]) if day is not None else []
    shade[stops] = 0
    names = ("today", "planned", "none")
    shades = [Shade(c, t(f"visits.shade_{n}")) for c, n in zip(_SHADES, names, strict=True)]
    marks = discs(lon, lat, shade, shades=shades, title=t("visits.legend"), radius_px=6.5)
    if day is None:
        return marks
    way = visit_ways(state.planner(), plan)[day]
    visits = worded_visits(plan, t)
    row = plan.days.iloc[day]
    own = visits[(visits["date"] == row["date"]) & (visits["visitor"] == row["visitor_id"])]
    chosen = [
        Pin(
            id=str(one["estate_id"]),
            label=str(one["order"]),
            lon=float(lon[one["estate"]]),
            lat=float(lat[one["estate"]]),
            lines=(plain_text(one["name"]), f"{one['arrive']}–{one['leave']}"),
        )
        for one in own.to_dict("records")
    ]
    lines = [part for part in shapely.get_parts(way) if not shapely.is_empty(part)]
    return [*marks, *ways(lines, ACCENT), *pins(chosen), *view(lon[stops], lat[stops])]


def _files(plan: VisitPlan) -> None:
    t, planner, language = state.t(), state.planner(), state.language()
    name = planner.workspace.settings.name
    file_offers(
        {
            "calendar.xlsx": lambda: written(
                lambda path: write_visit_workbook(plan, path, name=name, language=language)
            ),
            "calendar.ics": lambda: calendar_text(plan, name=name, t=t).encode(),
            "visit_sheets.html": lambda: visit_sheet_page(
                plan, briefs_of_visits(planner), name=name, language=language
            ).encode(),
            "day_maps.html": lambda: day_map_page(
                plan, planner.district, name=name, language=language
            ).encode(),
        },
        words=lambda file: t(f"visits.file_{file}"),
    )


def below_visits() -> None:
    """Show the matters by their age under the map."""
    asked = st.session_state.get(_ASKED)
    if asked is None or not has_list(state.planner(), "visitors"):
        return
    t = state.t()
    plan = planned_visits(state.planner(), *asked)
    matters = worded_matters(plan, t)
    waiting = int((plan.matters["state"] != "closed").sum())
    opened = st.expander(
        t("visits.matters_of", count=format_number(len(matters)), open=format_number(waiting)),
        icon=":material/table_rows:",
        key="rc_matters_open",
    )
    shown = ("matter_state", "age_days", "late_days", "name", "matter_kind", "asked", "visitor")
    keys = ("matter_state", "age_days", "late_days", None, "matter_kind", "asked", "visitor_id")
    opened.dataframe(
        matters[list(shown)].assign(
            **{name: matters[name].map(plain_text) for name in ("name", "matter_kind", "asked")}
        ),
        height=_TABLE_PX,
        hide_index=True,
        column_config={
            name: st.column_config.Column(
                t(f"visits.column_{key}") if key else t("report.column_estate")
            )
            for name, key in zip(shown, keys, strict=True)
        },
        key="rc_matters",
    )
