"""The double assessment: a funnel plot linked with the map, trends, a unit's page, signing off."""

from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.cartography import (
    JUDGEMENT_COLOURS,
    Bar,
    funnel_chart,
    map_layers,
    mark_radius,
    share_bars,
)
from geo.i18n import format_number, format_share
from geo.plan_tables import VERDICT_WORD_KEYS, measure_rows, sheet_sentence, worded_units
from geo.report import assessment_page, funnel_points, json_text, write_assessment_workbook
from geo.scenarios import assessed, has_list, known_periods
from geo.text import plain_text, safe_text
from geo.ui import state, visitor
from geo.ui.components.data.missing import missing_lists
from geo.ui.components.frame.chart import clickable_chart, show_chart
from geo.ui.components.frame.share_column import in_per_cent, share_column
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.map.overlay import Shade, discs, view
from geo.ui.components.operations.chosen_problem import keep_record, record
from geo.ui.components.operations.file_offers import file_offers, written
from geo.workspace.operations import LEVELS, DoubleAssessment, SignOff, UnitSheet, record_store

__all__ = ["assessment_view", "below_assessment"]

_OTHERS: Final = "#e9ebee"
_UNIT: Final = "rc_unit"
_SEEN: Final = "rc_unit_seen"
_LEVEL: Final = "rc_level"
_PERIOD: Final = "rc_period"
_TABLE: Final = "rc_unit_table"
_PANEL_PX: Final = 420


def assessment_view() -> list[map_layers.MapScript]:
    """Show the funnel of a level and the chosen unit; the map by what is said of each unit."""
    t = state.t()
    made = _assessment()
    if made is None:
        missing_lists("assessment.no_list", "calls")
        return []
    level = _level()
    unit = _chosen(made, level)
    st.html(f'<p class="rc-problem-said">{safe_text(_judged(made))}</p>')
    clickable_chart(
        funnel_chart(
            funnel_points(made.units[level], t, marked=unit),
            title=t("assessment.funnel"),
            description=t("assessment.funnel_about"),
            across=t("assessment.column_n"),
            upward=t("assessment.funnel_upward"),
        ),
        key="rc_funnel",
        on_point=lambda one: _choose(one, level),
    )
    st.caption(t("assessment.funnel_about"))
    if unit:
        _unit_page(made, level, unit)
    _sign_off(made)
    _files(made)
    return _marks(made, level, unit)


def _assessment() -> DoubleAssessment | None:
    """Return the assessment of the period that is asked for; None without a log of calls."""
    t, planner = state.t(), state.planner()
    if not has_list(planner, "calls"):
        return None
    periods = known_periods(planner)
    asked = planner.workspace.settings.assessment.period
    choices = list(dict.fromkeys([*([asked] if asked else []), *periods]))
    if not choices:
        return None
    left, right = st.columns([0.4, 0.6], gap="small")
    period = left.selectbox(
        t("assessment.period_label"), choices, key=_PERIOD, label_visibility="collapsed"
    )
    right.selectbox(
        t("assessment.column_level"),
        LEVELS,
        format_func=lambda one: t(f"assessment.level_{one}"),
        key=_LEVEL,
        label_visibility="collapsed",
    )
    with st.spinner(t("workspace.stage_cover")):
        return assessed(planner, state.scenario(), period, record(), zones=_level() == "zone")


def _level() -> str:
    return str(st.session_state.get(_LEVEL, LEVELS[0]))


def _judged(made: DoubleAssessment) -> str:
    left_out = sum(made.left_out.values())
    return state.t()(
        "assessment.judged",
        calls=format_number(len(made.calls)),
        out=format_number(left_out),
    )


def _units_of_estates(made: DoubleAssessment, level: str) -> dict[int, str]:
    """Return the unit that the calls of each estate count for, by the estate's position."""
    pairs = made.calls[["estate", level]].drop_duplicates("estate")
    return dict(zip(pairs["estate"].astype(int), pairs[level].astype(str), strict=True))


def _chosen(made: DoubleAssessment, level: str) -> str:
    """Return the chosen unit; a click on an estate of the map chooses its unit."""
    picked = state.selected()
    if picked is not None and picked != st.session_state.get(_SEEN):
        ids = state.answer().estates["estate_id"].astype(str).tolist()
        position = ids.index(picked) if picked in ids else -1
        st.session_state[_UNIT] = (level, _units_of_estates(made, level).get(position, ""))
    st.session_state[_SEEN] = picked
    chosen_level, unit = st.session_state.get(_UNIT, ("", ""))
    return unit if chosen_level == level and unit in made.units[level].index else ""


def _choose(unit: str, level: str) -> None:
    st.session_state[_UNIT] = (level, unit)


def _marks(made: DoubleAssessment, level: str, unit: str) -> list[map_layers.MapScript]:
    """Return a disc on every estate by its unit's verdict; a chosen unit stands alone in view."""
    t = state.t()
    estates = state.answer().estates
    of_estate = _units_of_estates(made, level)
    names = np.array([of_estate.get(row, "") for row in range(len(estates))], dtype=object)
    verdicts = made.units[level]["verdict"].to_dict()
    classes = list(VERDICT_WORD_KEYS)
    shade = np.array([classes.index(verdicts[name]) if name in verdicts else -1 for name in names])
    own = names == unit
    # Estates of nobody or of other units are paled, or their own verdicts would show through.
    shade = np.where((shade < 0) | (bool(unit) & ~own), len(classes), shade)
    shades = [Shade(JUDGEMENT_COLOURS[one], t(VERDICT_WORD_KEYS[one])) for one in classes]
    shades.append(Shade(_OTHERS, t("assessment.others")))
    order = np.argsort(-shade, kind="stable")
    radius_px = mark_radius(estates["households"]) + 1.0
    marks = discs(
        estates["lon"].to_numpy()[order],
        estates["lat"].to_numpy()[order],
        shade[order],
        shades=shades,
        title=t("assessment.legend"),
        radius_px=radius_px[order],
    )
    if unit:
        marks += view(estates["lon"].to_numpy(float)[own], estates["lat"].to_numpy(float)[own])
    return marks


def _unit_page(made: DoubleAssessment, level: str, unit: str) -> None:
    """Show one unit: its calls, its months, and what it is paid where it is."""
    t = state.t()
    row = made.units[level].loc[[unit]].iloc[0]
    st.subheader(state.plain(unit), anchor=False)
    limits = f"{format_number(row['low_998'], 1)} – {format_number(row['high_998'], 1)}"
    st.html(
        small_table(
            (),
            [
                (t("assessment.column_calls_verdict"), t(VERDICT_WORD_KEYS[row["verdict"]])),
                (t("assessment.column_n"), format_number(row["n"])),
                (t("assessment.column_on_time"), format_number(row["on_time"])),
                (t("assessment.column_expected"), format_number(row["expected"], 1)),
                (t("assessment.limits_998"), limits),
                (t("assessment.column_share"), format_share(row["share"])),
                (t("assessment.column_shrunk"), format_share(row["shrunk"])),
            ],
        )
    )
    sheet = next((one for one in made.sheets if (one.side, one.unit) == (level, unit)), None)
    if sheet is not None:
        _measures(sheet)
    months = made.months[(made.months["level"] == level) & (made.months["unit"] == unit)]
    bars = [
        Bar(
            label=str(month["month"]),
            value=t(
                "assessment.month_line",
                on_time=format_number(month["on_time"]),
                calls=format_number(month["n"]),
                expected=format_number(month["expected"], 1),
            ),
            share=month["on_time"] / max(month["n"], 1),
        )
        for month in months.to_dict("records")
    ]
    drawn = share_bars(
        bars, title=t("assessment.trend"), description=t("assessment.trend"), width=_PANEL_PX
    )
    show_chart(drawn, key="rc_months")


def _measures(sheet: UnitSheet) -> None:
    t = state.t()
    st.text(sheet_sentence(sheet, t))
    rows = [
        (row["measure"], row["value"], format_number(row["points"], 1), format_share(row["weight"]))
        for row in measure_rows(sheet, t)
    ]
    head = ("measure", "value", "points", "weight")
    st.html(small_table([t(f"assessment.column_{name}") for name in head], rows))


def _sign_off(made: DoubleAssessment) -> None:
    """Show who has signed these figures; a planner may sign them."""
    t = state.t()
    signed = record().signed(made.period, made.figures)
    if signed is not None:
        st.text(t("assessment.signed", by=signed.by or "–", at=f"{signed.at:%Y-%m-%d %H:%M}"))
    elif visitor.may_change_quietly():
        st.button(
            t("assessment.sign"),
            key="rc_sign",
            icon=":material/draw:",
            help=t("assessment.sign_help"),
            on_click=lambda: _sign(made),
        )
    else:
        st.text(t("assessment.unsigned"))


def _sign(made: DoubleAssessment) -> None:
    if visitor.may_change():
        now = datetime.now().replace(microsecond=0)
        sign_off = SignOff(period=made.period, at=now, by=visitor.name(), figures=made.figures)
        keep_record(record_store(state.folder()).sign(sign_off))


def _files(made: DoubleAssessment) -> None:
    t, name, language = state.t(), state.planner().workspace.settings.name, state.language()
    signed = record().signed(made.period, made.figures)
    file_offers(
        {
            "assessment.xlsx": lambda: written(
                lambda path: write_assessment_workbook(made, path, name=name, language=language)
            ),
            "assessment_sheets.html": lambda: assessment_page(
                made, name=name, language=language, sign_off=signed
            ).encode(),
            "assessment.json": lambda: json_text(made.record()).encode(),
        },
        words=lambda file: t(f"assessment.file_{file}"),
    )


def below_assessment() -> None:
    """Show the units as a table under the map; a chosen row is marked in the funnel."""
    planner = state.planner()
    if not has_list(planner, "calls") or _PERIOD not in st.session_state:
        return
    t, level = state.t(), _level()
    made = assessed(
        planner, state.scenario(), st.session_state[_PERIOD], record(), zones=level == "zone"
    )
    units = worded_units(made, level, t)
    names = ("unit", "n", "on_time", "expected", "share", "calls_verdict")
    table = units[list(names)].assign(
        unit=units["unit"].map(plain_text), share=in_per_cent(units["share"])
    )
    opened = st.expander(
        t("assessment.table_of", count=len(units)),
        icon=":material/table_rows:",
        key="rc_units_open",
    )
    opened.dataframe(
        table,
        height=220,
        hide_index=True,
        column_config={
            "unit": st.column_config.TextColumn(t(f"assessment.level_{level}")),
            "n": st.column_config.NumberColumn(t("assessment.column_n"), format="localized"),
            "on_time": st.column_config.NumberColumn(
                t("assessment.column_on_time"), format="localized"
            ),
            "expected": st.column_config.NumberColumn(
                t("assessment.column_expected"), format="%.1f"
            ),
            "share": share_column(t("assessment.column_share")),
            "calls_verdict": st.column_config.TextColumn(t("assessment.column_calls_verdict")),
        },
        key=_TABLE,
        on_select=lambda: _choose_row(units["unit"], level),
        selection_mode="single-row",
    )


def _choose_row(units: "pd.Series[Any]", level: str) -> None:
    rows = st.session_state[_TABLE]["selection"]["rows"]
    _choose(str(units.iloc[rows[0]]) if rows else "", level)
