"""What a scenario changes about crews, promise, speeds and days: forms, and a list to undo from.

Every field shows what holds in the scenario; a change is a step of its history at once.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from geo.errors import GeoError
from geo.i18n import Translate, format_minutes, format_share
from geo.roads import EVERY_CLASS
from geo.scenarios import (
    KINDS_OF_DAYS,
    LIMITS,
    SPEED_CLASSES,
    WHOLE_YEAR,
    Change,
    Planner,
    Scenario,
    StationShift,
    certainty,
    change_crews,
    change_day,
    change_percentile,
    change_season,
    change_shifts,
    change_speed,
    change_target,
    change_turnout,
    close_station,
    crews_listed,
    open_station,
    read_shift,
    told_with_ways_back,
)
from geo.settings import Settings
from geo.text import sentence_case
from geo.ui import state
from geo.ui.components.data.missing import nobody_answers
from geo.ui.components.frame.following import follow
from geo.workdays import DayKind
from geo.workspace import open_stations

__all__ = ["condition_panel"]

_KEY: Final = "rc_condition"
_BY_DATE: Final = "date"
_DAYS: Final = (*(kind.value for kind in DayKind), _BY_DATE)
_SEASONS: Final = (WHOLE_YEAR, "rain", "dry")
_PER_CENT: Final = 100

Make = Callable[[Planner, Scenario, Any], Change]


def condition_panel() -> None:
    """Show the forms, and beside them what the scenario changes, each with a way back."""
    settings = state.planner().district_of(state.scenario()).settings
    left, right = st.columns([0.6, 0.4], gap="large")
    with left:
        _promise(settings)
        _station(settings)
        _speed()
    with right:
        _changes()


def _promise(settings: Settings) -> None:
    t = state.t()
    st.subheader(t("condition.panel_promise"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _number("target", t("condition.panel_target"), settings.target.minutes, change_target)
        _number(
            "percentile",
            t("condition.panel_percentile"),
            _PER_CENT * settings.target.percentile,
            lambda planner, scenario, value: change_percentile(
                planner, scenario, round(value / _PER_CENT, 4)
            ),
        )
        _day(settings.shifts.day)
        _choice(
            "season",
            t("condition.panel_season"),
            _SEASONS,
            state.scenario().season or WHOLE_YEAR,
            lambda one: t(f"condition.season_{one}"),
            lambda _, scenario, value: change_season(scenario, value),
        )


def _station(settings: Settings) -> None:
    t, planner, scenario = state.t(), state.planner(), state.scenario()
    st.subheader(t("condition.panel_station"))
    names = _station_names(planner, scenario)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        turnout_min = settings.response.turnout_min
        _number("turnout", t("condition.panel_turnout"), turnout_min, change_turnout)
        station = _station_choice(names) if names else None
    if not station:
        nobody_answers()
        return
    is_closed = station in scenario.closed_stations
    listed = station not in {one.station_id for one in scenario.stations}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _number(
            f"crews_{station}",
            t("condition.panel_crews"),
            _crews(planner, scenario, station),
            lambda planner, scenario, value: change_crews(planner, scenario, station, value),
            disabled=is_closed,
        )
        if listed:
            _switch(f"open_{station}", t("condition.panel_open"), station, is_on=not is_closed)
    own = [shift for shift in scenario.shifts if shift.station_id == station]
    _shifts(station, own, disabled=is_closed)


def _station_choice(names: dict[str, str]) -> str | None:
    return st.selectbox(
        state.t()("condition.panel_which"),
        list(names),
        format_func=lambda one: names.get(one, one),
        key=f"{_KEY}_which",
        width=300,
    )


def _shifts(station: str, own: list[StationShift], *, disabled: bool) -> None:
    t = state.t()
    key = f"{_KEY}_shifts_{station}"
    kept = "\n".join(_in_words(shift, t) for shift in own)
    # What was refused stays to be corrected.
    field = follow(key, st.session_state.get(_refused(key), kept))
    st.text_area(
        t("condition.panel_shifts"),
        key=field.key,
        placeholder=t("condition.panel_shifts_example"),
        help=t("condition.panel_shifts_help"),
        height=100,
        max_chars=LIMITS.notes,
        disabled=disabled,
        on_change=field.takes(lambda text: _keep_shifts(key, station, text)),
    )
    st.caption(t("condition.panel_shifts_note"))


def _keep_shifts(key: str, station: str, text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    is_made = _is_made(
        lambda planner, scenario, given: change_shifts(
            planner, scenario, station, [read_shift(station, line) for line in given]
        ),
        lines,
    )
    st.session_state.pop(_refused(key), None)
    if not is_made:
        st.session_state[_refused(key)] = text


def _refused(key: str) -> str:
    return f"{key}_refused_{state.scenario_id()}"


def _in_words(shift: StationShift, t: Translate) -> str:
    """Return a shift as a planner writes it, so that it is read again as it was."""
    known = shift.days in KINDS_OF_DAYS
    words = [t(f"condition.write_{shift.days}") if known else shift.days, shift.hours]
    if shift.crews is not None:
        words.append(t("condition.write_crews", crews=shift.crews))
    if shift.turnout_min is not None:
        words.append(t("condition.write_turnout", minutes=f"{shift.turnout_min:g}"))
    if shift.skills:
        words.append(t("condition.write_skills", skills=shift.skills))
    return " ".join(words)


def _speed() -> None:
    t, speeds = state.t(), dict(state.scenario().speeds)
    st.subheader(t("condition.panel_speed"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        road = st.selectbox(
            t("condition.panel_class"),
            list(SPEED_CLASSES),
            format_func=lambda one: sentence_case(
                t(f"condition.road_{'every' if one == EVERY_CLASS else one}")
            ),
            key=f"{_KEY}_class",
            width=220,
        )
        _number(
            f"speed_{road}",
            t("condition.panel_factor"),
            speeds.get(road, 1.0),
            lambda _, scenario, value: change_speed(scenario, road, value),
            step=0.05,
        )
    st.caption(t("condition.panel_area"))


def _changes() -> None:
    t, planner, scenario = state.t(), state.planner(), state.scenario()
    st.subheader(t("condition.panel_changes"))
    told = told_with_ways_back(planner, scenario)
    if not told:
        st.caption(t("condition.panel_nothing"))
        return
    for number, one in enumerate(told):
        words, button = st.columns([0.82, 0.18], vertical_alignment="center")
        words.text(f"{number + 1}. {one.notice.sentence(state.language())}")
        button.button(
            t("condition.panel_undo", number=number + 1),
            key=f"{_KEY}_undo_{number}",
            icon=":material/undo:",
            type="tertiary",
            on_click=state.make,
            args=(one.back,),
        )
    _busy(planner, scenario)
    st.caption(t("condition.panel_like"))


def _busy(planner: Planner, scenario: Scenario) -> None:
    """Say how busy the crews are, or why nobody can say."""
    asked = planner.district_of(scenario).settings.crews
    try:
        load = certainty.crews(planner, scenario, asked.calls_per_household_year, asked.busy_min)
    except GeoError as error:
        st.caption(state.plain(error.sentence(state.language())))
        return
    words = state.t()(
        "condition.busy_line",
        crews=len(load.station),
        busy=format_share(load.utilisation),
        wait=format_minutes(load.wait_min, state.language()),
        share=format_share(load.share_on_time),
    )
    st.caption(state.plain(words.strip()))


# ---------------------------------------------------------------- fields


def _number(
    name: str, label: str, value: float, make: Make, *, step: float = 1.0, disabled: bool = False
) -> None:
    field = follow(f"{_KEY}_{name}", float(value))
    st.number_input(
        label,
        min_value=-LIMITS.amount,
        max_value=LIMITS.amount,
        step=step,
        format="%g",
        key=field.key,
        width=150,
        disabled=disabled,
        on_change=field.takes(partial(_make, make)),
    )


def _choice(
    name: str,
    label: str,
    options: tuple[str, ...],
    chosen: str,
    words: Callable[[str], str],
    make: Make,
) -> None:
    field = follow(f"{_KEY}_{name}", chosen)
    st.selectbox(
        label,
        options,
        key=field.key,
        format_func=words,
        width=150,
        on_change=field.takes(partial(_make, make)),
    )


def _day(day: str) -> None:
    """Let a kind of day or a date be chosen; a date is asked for once it is wanted."""
    t, flag = state.t(), f"{_KEY}_by_date"
    is_date = day not in _DAYS
    by_date = is_date or st.session_state.get(flag, False)
    kind = follow(f"{_KEY}_day", _BY_DATE if by_date else day)
    st.selectbox(
        t("condition.panel_day"),
        _DAYS,
        key=kind.key,
        format_func=lambda one: t("condition.day_date" if one == _BY_DATE else f"hours.{one}"),
        width=150,
        on_change=kind.takes(partial(_keep_day, flag)),
    )
    if by_date:
        when = follow(f"{_KEY}_date", date.fromisoformat(day) if is_date else None)
        st.date_input(
            t("condition.panel_date"),
            key=when.key,
            width=150,
            format="YYYY-MM-DD",
            on_change=when.takes(lambda wanted: _make(change_day, str(wanted))),
        )


def _keep_day(flag: str, chosen: str) -> None:
    st.session_state[flag] = chosen == _BY_DATE
    if chosen != _BY_DATE:
        _make(change_day, chosen)


def _switch(name: str, label: str, station: str, *, is_on: bool) -> None:
    field = follow(f"{_KEY}_{name}", is_on)
    st.toggle(label, key=field.key, on_change=field.takes(partial(_turn, station)))


def _turn(station: str, wanted: bool) -> None:
    _make(open_station if wanted else close_station, station)


def _make(make: Make, value: Any) -> None:
    """Make a step, or say why it cannot be made."""
    _is_made(make, value)


def _is_made(make: Make, value: Any) -> bool:
    """Make a step, or say why it cannot be made; return whether it was made."""
    try:
        state.make(make(state.planner(), state.scenario(), value))
    except GeoError as error:
        state.complain(error)
        return False
    return True


def _station_names(planner: Planner, scenario: Scenario) -> dict[str, str]:
    """Return what the open and the tried stations are called, by their ids."""
    listed = open_stations(planner.district.inputs.stations)
    names = dict(zip(listed["station_id"], listed["name"].astype(str), strict=True))
    t = state.t()
    tried = {
        one.station_id: (one.name or planner.near(one.lon, one.lat)) + t("ui.tried_mark")
        for one in scenario.stations
    }
    return {**names, **tried}


def _crews(planner: Planner, scenario: Scenario, station: str) -> int:
    """Return the crews that a station has by the scenario, or by the list."""
    listed = crews_listed(planner.district.inputs.stations)
    return {**listed, **dict(scenario.crews)}.get(station, 1)
