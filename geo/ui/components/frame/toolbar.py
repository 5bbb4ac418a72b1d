"""The line above every page: district, scenario, hour, undo and redo; below it the figures."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.errors import Notice
from geo.i18n import format_number, format_share, running_text
from geo.scenarios import (
    Figures,
    SavedScenario,
    Scenario,
    change_hour,
    clock_hours,
    conditions_told,
    hours_by_now,
)
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.frame.again import later_part
from geo.ui.components.frame.following import follow
from geo.ui.components.frame.hour_strip import hour_strip
from geo.ui.components.frame.tools import header_tools
from geo.ui.sessions import this_window
from geo.ui.turns import page_is_waited_for

__all__ = ["figure_strip", "sheet_name", "toolbar"]

_PLAIN_PAGES: Final = ("help", "data", "export", "scenarios", "settings")


def toolbar(page: str) -> Callable[[], None]:
    """Show what is open and how to step back; the figures on all pages but the quiet ones.

    Parameters
    ----------
    page : str
        The page that is open.

    Returns
    -------
    callable
        What fills the row of hours: after a change these are 24 answers more, and the page need
        not wait for them.
    """
    t = state.t()
    planner = state.planner()
    timeline = state.saved().timeline
    with st.container(horizontal=True, vertical_alignment="center", key="rc_toolbar", gap=None):
        promise = safe_text(_promise())
        st.html(
            f'<div class="rc-name"><b>{safe_text(planner.name)}</b>{_demo_mark()}'
            f'<span title="{promise}">{promise}</span>{_conditions()}{_hour_of_link()}</div>'
        )
        _scenario_choice()
        _hour_slider()
        st.button(
            t("ui.undo"),
            key="rc_undo",
            icon=":material/undo:",
            disabled=not timeline.past,
            on_click=state.undo,
        )
        st.button(
            t("ui.redo"),
            key="rc_redo",
            icon=":material/redo:",
            disabled=not timeline.future,
            on_click=state.redo,
        )
        st.html(f'<span class="rc-saved">{safe_text(t("ui.saved"))}</span>', width="content")
        header_tools(page)
    if page in _PLAIN_PAGES:
        return lambda: None
    row = st.container(key="rc_hours")
    figure_strip()
    return partial(_hours, row)


def _promise() -> str:
    scenario, usual = state.scenario(), state.planner().workspace.settings.target
    minutes = usual.minutes if scenario.target_min is None else scenario.target_min
    share = usual.percentile if scenario.percentile is None else scenario.percentile
    return state.t()("report.target_line", minutes=f"{minutes:g}", share=format_share(share))


def _conditions() -> str:
    """Return a mark that counts the conditions of the scenario and names them when pointed at."""
    told = conditions_told(state.planner(), state.scenario())
    if not told:
        return ""
    said = (Notice("condition.same_conditions"), *told)
    sentences = running_text(
        (notice.sentence(state.language()) for notice in said), state.language()
    )
    words = state.t()("condition.mark", count=len(told))
    return f'<i class="rc-demo" title="{safe_text(sentences)}">{safe_text(words)}</i>'


def _hour_of_link() -> str:
    """Return a mark that says that the hour is that of a link, and no change of the scenario."""
    hour = state.view_hour()
    if hour is None:
        return ""
    t = state.t()
    words, about = t("find.hour_of_link", hour=hour), t("find.hour_of_link_about")
    return f'<i class="rc-demo" title="{safe_text(about)}">{safe_text(words)}</i>'


def _demo_mark() -> str:
    if state.planner().is_demo:
        return f'<i class="rc-demo">{safe_text(state.t()("report.demo_mark"))}</i>'
    return ""


def sheet_name(saved: SavedScenario) -> str:
    """Return what a scenario is called on screen."""
    unnamed = "ui.first_sheet" if saved.timeline.present == Scenario() else "ui.changed_scenario"
    return plain_text(saved.name) or state.t()(unnamed)


def _scenario_choice() -> None:
    scenarios = state.saved_scenarios().scenarios
    ids = list(scenarios)
    opened = state.scenario_id()
    # The browser keeps the words that it showed: a scenario called anew needs another field.
    words = f"{opened}_{state.language()}_{sheet_name(state.saved())}"
    field = follow(f"rc_toolbar_sheet_{words}", opened)
    st.selectbox(
        state.t()("ui.scenario"),
        ids,
        format_func=lambda one: sheet_name(scenarios[one]) if one in scenarios else one,
        key=field.key,
        label_visibility="collapsed",
        width=160,
        on_change=field.takes(state.turn_to),
    )


def _hour_slider() -> None:
    t = state.t()
    workspace_hour = state.planner().workspace.settings.response.hour
    shown = state.scenario().hour
    hour = workspace_hour if shown is None else shown
    field = follow("rc_hour", hour, is_default=True)
    st.slider(
        t("ui.hour"),
        0,
        23,
        hour,
        key=field.key,
        format=t("ui.hour_format"),
        label_visibility="collapsed",
        width=110,
        help=t("ui.hour_help"),
        on_change=field.takes(_show_hour),
    )


def _show_hour(hour: int) -> None:
    state.make(change_hour(state.planner(), state.scenario(), hour))


def _hours(row: DeltaGenerator) -> None:
    """Show the share on time at every hour of the kind of day of the scenario."""
    with row:
        _strip()


@later_part
def _strip() -> None:
    """Show the strip as far as it is known."""
    scenario, district = state.scenario(), state.answer().district
    day = district.kind_of_day.value
    hourly = hours_by_now(
        state.planner(), scenario, window=this_window(), may_take_time=not page_is_waited_for()
    )
    hours = None if hourly is None else clock_hours(hourly, district.households, day)
    hour_strip(hours, day=day, shown=district.settings.response.hour, on_hour=_choose_hour)


def _choose_hour(hour: int) -> None:
    _show_hour(hour)
    st.rerun()


def figure_strip() -> None:
    """Show the five figures, each with its change against the compared scenario."""
    now = state.answer().figures
    before = state.planner().answer(state.compared()).figures
    cells = "".join(
        f'<div class="rc-figure"><span>{safe_text(label)}</span><b>{safe_text(value)}</b>'
        f"{_change(change, better=better)}<small>{safe_text(detail)}</small></div>"
        for label, value, detail, change, better in _figures(now, before)
    )
    st.html(f'<div class="rc-strip">{cells}</div>')


def _figures(now: Figures, before: Figures) -> list[tuple[str, str, str, str, bool]]:
    t = state.t()
    points = 100 * (now.share_households - before.share_households)
    unreached = now.estates_unreachable + now.estates_unsure
    unreached_before = before.estates_unreachable + before.estates_unsure
    tried = f" (+{now.new_stations})" if now.new_stations else ""
    return [
        (
            t("report.households_covered"),
            format_share(now.share_households),
            f"{format_number(now.households_covered)} / {format_number(now.households)}",
            _signed(points, 1),
            points > 0,
        ),
        (
            t("report.estates_covered"),
            format_number(now.estates_covered),
            f"/ {format_number(now.estates)}",
            _signed(now.estates_covered - before.estates_covered),
            now.estates_covered > before.estates_covered,
        ),
        (
            t("report.estates_late"),
            format_number(now.estates_late),
            "",
            _signed(now.estates_late - before.estates_late),
            # Fewer are late and no better off where they cannot be reached at all any more.
            (now.estates_late + unreached, unreached)
            < (before.estates_late + unreached_before, unreached_before),
        ),
        (
            t("report.estates_unreached"),
            format_number(unreached),
            "",
            _signed(unreached - unreached_before),
            unreached < unreached_before,
        ),
        (
            t("report.stations"),
            format_number(now.stations) + tried,
            "",
            _signed(now.new_stations - before.new_stations),
            True,
        ),
    ]


def _signed(change: float, decimals: int = 0) -> str:
    if round(change, decimals) == 0:
        return ""
    arrow = "▲" if change > 0 else "▼"
    return f"{arrow} {format_number(abs(change), decimals)}"


def _change(change: str, *, better: bool) -> str:
    if not change:
        return ""
    return f'<em class="{"rc-better" if better else "rc-worse"}">{safe_text(change)}</em>'
