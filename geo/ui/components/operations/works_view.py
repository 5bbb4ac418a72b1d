"""Works before the rains beside the map: the risk, the plan by week, and what a change costs."""

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.cartography import BusyRow, WeekBar, map_layers, mark_radius, week_bars
from geo.i18n import format_number
from geo.plan_tables import proof_line, worded_risk, worded_works, works_line
from geo.report import package_page, write_works_layers, write_works_workbook
from geo.scenarios import has_list, planned_works, screened_estates, stormy_day
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.data.missing import missing_lists
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.map.overlay import Shade, discs
from geo.ui.components.operations.file_offers import file_offers, written
from geo.workspace.operations import DistrictWorks, RainRisk

__all__ = ["below_works", "works_view"]

_ASKED: Final = "rc_works_asked"
_FIXED: Final = "rc_works_fixed"
_LOST: Final = "rc_works_lost"
_TABLE: Final = "rc_works_table"
_TABLE_PX: Final = 300
_MOST_ROWS: Final = 14
_SHADES: Final = ("#eff3ff", "#bdd7e7", "#6baed6", "#08519c")
_UNKNOWN: Final = "#d9d9d9"


def works_view() -> list[map_layers.MapScript]:
    """Show the screening, and the plan once somebody has asked for it."""
    if not has_list(state.planner(), "works"):
        missing_lists("works.no_list", "works", "crew_weeks")
        return []
    made = _asked()
    if made is None:
        risk = screened_estates(state.planner())
        _risk_table(risk)
    else:
        risk = made.risk
        _figures(made)
        _plan_table(made)
        _files(made)
    return _marks(risk)


def _asked() -> DistrictWorks | None:
    """Return the plan with the weeks that somebody has fixed; None before anybody asked."""
    t = state.t()
    left, right = st.columns([0.55, 0.45], gap="small", vertical_alignment="bottom")
    left.date_input(
        t("works.lost_label"),
        None,
        key=_LOST,
        format="YYYY-MM-DD",
        help=t("cli.works_lost_option"),
    )
    if right.button(
        t("works.plan_button"), key="rc_works_plan", icon=":material/umbrella:", width="stretch"
    ):
        st.session_state[_ASKED] = True
        st.session_state[_FIXED] = {}
    if not st.session_state.get(_ASKED):
        return None
    with st.spinner(t("works.searching")):
        return _planned()


def _planned() -> DistrictWorks:
    """Return the plan with the weeks that somebody has fixed, after the week that was lost."""
    fixed: dict[str, int] = st.session_state.get(_FIXED, {})
    lost: date | None = st.session_state.get(_LOST)
    return planned_works(state.planner(), fixed=tuple(fixed.items()), lost=lost)


def _figures(made: DistrictWorks) -> None:
    t, language = state.t(), state.language()
    lines = [
        works_line(made, t),
        proof_line(made.plan.status, made.plan.gap, t) if made.mended is None else "",
        *(notice.sentence(language) for notice in made.binding[:2]),
        *(notice.sentence(language) for notice in made.notices[-1:] if made.mended),
    ]
    st.html("".join(f'<p class="rc-problem-said">{safe_text(one)}</p>' for one in lines if one))


def _plan_table(made: DistrictWorks) -> None:
    """Show the works with a week that can be changed; say what each change costs."""
    t = state.t()
    mondays = [day.isoformat() for day in made.calendar.mondays]
    none = t("works.state_left_out")
    worded = worded_works(made, t, state.language())
    table = pd.DataFrame(
        {
            "week": [mondays[week] if week >= 0 else none for week in worded["week"]],
            "work": worded["work_id"],
            "name": worded["name"].map(plain_text),
            "kind": worded["kind"].map(plain_text),
            "gained": worded["gained"],
            "why": worded["why"],
        }
    )
    headers = {
        "work": "works.column_work_id",
        "name": "report.column_estate",
        "kind": "problems.column_kind",
        "why": "works.column_why",
    }
    edited = st.data_editor(
        table,
        height=_TABLE_PX,
        hide_index=True,
        disabled=[name for name in table.columns if name != "week"],
        column_config={
            "week": st.column_config.SelectboxColumn(
                t("works.column_week_of"), options=[*mondays, none], required=True
            ),
            "gained": st.column_config.NumberColumn(t("works.column_gained"), format="%.1f"),
            **{name: st.column_config.TextColumn(t(key)) for name, key in headers.items()},
        },
        key=f"{_TABLE}_{made.plan.objective:.3f}",
    )
    st.caption(t("works.edit_hint"))
    changed = np.flatnonzero((edited["week"] != table["week"]).to_numpy())
    _prices(made, {str(table["work"].iloc[row]): edited["week"].iloc[row] for row in changed})


def _prices(made: DistrictWorks, changed: dict[str, str]) -> None:
    """Say what the changed weeks cost, and offer to plan the others around them."""
    t, language = state.t(), state.language()
    mondays = [day.isoformat() for day in made.calendar.mondays]
    weeks = {work: mondays.index(day) if day in mondays else -1 for work, day in changed.items()}
    for work, week in weeks.items():
        move = made.moved(work, week)
        st.text(
            t(
                "works.price",
                work=work,
                week=changed[work],
                lost=format_number(move.household_days, 1),
                broken=t("language.semicolon").join(
                    notice.sentence(language) for notice in move.broken
                )
                or t("works.keeps_all"),
            )
        )
    if weeks and st.button(t("works.replan_button"), key="rc_works_replan"):
        st.session_state[_FIXED] = {**st.session_state.get(_FIXED, {}), **weeks}
        st.rerun()


def _risk_table(risk: RainRisk) -> None:
    t = state.t()
    worded = worded_risk(risk, t)
    order = st.segmented_control(
        t("works.sheet_risk"),
        ["risk_rank", "inspect_rank"],
        default="risk_rank",
        required=True,
        format_func=lambda one: t(f"works.column_{one}"),
        key="rc_works_order",
        label_visibility="collapsed",
    )
    shown = worded.sort_values(order or "risk_rank", kind="stable")
    names = ("expected_calls", "low_calls", "high_calls", "risk")
    st.dataframe(
        pd.DataFrame(
            {
                "name": shown["name"].map(plain_text),
                **{name: shown[name].round(1) for name in names},
                "unknown_facts": shown["unknown_facts"],
            }
        ),
        height=_TABLE_PX,
        hide_index=True,
        placeholder=t("works.age_unknown"),
        column_config={
            "name": st.column_config.TextColumn(t("report.column_estate")),
            **{
                name: st.column_config.NumberColumn(t(f"works.column_{name}"), format="%.1f")
                for name in names
            },
            "unknown_facts": st.column_config.TextColumn(t("works.column_unknown_facts")),
        },
        key="rc_works_risk",
    )
    for notice in risk.notices:
        st.caption(state.plain(notice.sentence(state.language())))


def _marks(risk: RainRisk) -> list[map_layers.MapScript]:
    """Return a disc on every estate, darker with its risk; grey where nothing is known."""
    t = state.t()
    estates = state.answer().estates
    values = risk.estates["risk"].to_numpy(np.float64)
    known = np.isfinite(values)
    quarter = pd.Series(values).rank(pct=True).to_numpy()
    shade = np.where(
        known, np.minimum(np.floor(np.nan_to_num(quarter) * 4), 3), len(_SHADES)
    ).astype(np.int64)
    shades = [
        *(Shade(colour, t(f"works.shade_{place}")) for place, colour in enumerate(_SHADES)),
        Shade(_UNKNOWN, t("works.age_unknown")),
    ]
    return discs(
        estates["lon"].to_numpy(),
        estates["lat"].to_numpy(),
        shade,
        shades=shades,
        title=t("works.legend"),
        radius_px=mark_radius(estates["households"]) + 1.0,
    )


def _files(made: DistrictWorks) -> None:
    t, planner, language = state.t(), state.planner(), state.language()
    name = planner.workspace.settings.name
    file_offers(
        {
            "works.xlsx": lambda: written(
                lambda path: write_works_workbook(made, path, name=name, language=language)
            ),
            "package_sheets.html": lambda: package_page(
                made, name=name, language=language
            ).encode(),
            "works.gpkg": lambda: written(
                lambda path: write_works_layers(made, planner.district, path)
            ),
        },
        words=lambda file: t(f"works.file_{file}"),
    )


def below_works() -> None:
    """Show the bars by week and by community under the map."""
    if not st.session_state.get(_ASKED) or not has_list(state.planner(), "works"):
        return
    t = state.t()
    made = _planned()
    with st.expander(t("works.bars"), icon=":material/bar_chart:", key="rc_works_bars"):
        show_chart(_bars(made), key="rc_works_chart")
    with st.expander(t("works.storm_tab"), icon=":material/thunderstorm:", key="rc_storm"):
        _storm()


def _storm() -> None:
    """Show the day of storm that floods what the scenario closes, once it is asked for."""
    t, scenario = state.t(), state.scenario()
    if not scenario.closures:
        st.text(t("works.storm_no_area"))
        return
    if not st.toggle(t("works.storm_ask"), key="rc_storm_asked"):
        return
    with st.spinner(t("works.searching")):
        storm = stormy_day(state.planner(), scenario)
    for notice in storm.notices:
        st.text(notice.sentence(state.language()))
    names = {
        "hour": "works.storm_hour",
        "households_usual": "works.storm_usual",
        "households_storm": "works.storm_after",
        "wait_storm_min": "works.storm_wait",
    }
    st.dataframe(
        storm.hours[list(names)].round(1),
        height=_TABLE_PX,
        hide_index=True,
        placeholder="–",
        column_config={name: st.column_config.Column(t(key)) for name, key in names.items()},
        key="rc_storm_hours",
    )
    for row in storm.stock.to_dict("records"):
        st.text(
            t(
                "works.storm_stock",
                station=plain_text(row["name"]),
                kind=plain_text(row["kind"]),
                stock=format_number(row["stock"]),
                calls=format_number(row["calls"], 1),
            )
        )
    if len(storm.works):
        st.text(t("works.storm_works", works=tuple(storm.works["work_id"])))


def _bars(made: DistrictWorks) -> Any:
    t = state.t()
    weekly = made.works["crew_days"].to_numpy(np.float64) / made.calendar.length
    used = made.working * weekly[:, None]
    rows = []
    for one in made.communities.head(_MOST_ROWS).to_dict("records"):
        own = (
            (made.works["street"] == one["street"]) & (made.works["community"] == one["community"])
        ).to_numpy()
        rows.append(BusyRow(plain_text(one["community"])[:10], tuple(used[own].sum(axis=0))))
    weeks = [
        WeekBar(f"{row['week']:%m-%d}", float(row["crew_days"]), float(row["used"]))
        for row in made.weeks.to_dict("records")
    ]
    return week_bars(weeks, rows, title=t("works.bars"), description=t("works.bars_about"))
