"""Scenarios: named, copied, compared on maps and in tables, with notes and their history."""

from zlib import crc32

import pandas as pd
import streamlit as st

from geo.i18n import format_number, format_share, running_text
from geo.scenarios import LIMITS, SavedScenario, Scenario, compare_scenarios
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.following import follow
from geo.ui.components.frame.toolbar import sheet_name
from geo.ui.components.scenarios.approval_panel import approval_panel
from geo.ui.components.scenarios.bringing_in import import_scenario, removed_scenarios
from geo.ui.components.scenarios.conditions import condition_panel
from geo.ui.components.scenarios.differences import (
    difference_map,
    difference_tables,
    in_words,
    maps_side_by_side,
)
from geo.ui.components.scenarios.history import history

__all__ = ["show"]

_TODAY = ""
_VIEWS = {
    "list": "zone_compare.view_list",
    "conditions": "condition.view",
    "pair": "zone_compare.view_pair",
    "map": "zone_compare.view_map",
    "tables": "zone_compare.view_tables",
}
_COMPARED = frozenset({"pair", "map", "tables"})
_SWITCHES = {"pair": "zone_compare.with_zones", "tables": "zone_compare.show_all"}
_CHOICES = {"before": "zone_compare.before", "after": "zone_compare.after"}


def show() -> None:
    """Show all scenarios and the open one with its history, or two of them side by side."""
    t = state.t()
    view = st.segmented_control(
        t("zone_compare.view"),
        list(_VIEWS),
        default="list",
        format_func=lambda one: t(_VIEWS[one]),
        key="rc_scenario_view",
        label_visibility="collapsed",
    )
    if view in _COMPARED:
        _compare(str(view))
    elif view == "conditions":
        condition_panel()
    else:
        _list()


def _list() -> None:
    t = state.t()
    if aside := state.set_aside():
        st.warning(state.plain(t("condition.set_aside", names=", ".join(aside))))
    st.subheader(t("ui.compare_title"))
    table = _comparison()
    words = [t("ui.scenario"), t("ui.notes")]
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            head: st.column_config.TextColumn(head, alignment="right")
            for head in table.columns.difference(words)
        },
    )
    if state.saved_scenarios().differ_in_conditions:
        st.caption(t("condition.list_own"))
    left, right = st.columns(2, gap="large")
    with left:
        _open_one()
        approval_panel()
        import_scenario()
    with right:
        st.subheader(t("ui.history"))
        history()
        removed_scenarios()


def _compare(view: str) -> None:
    """Let two scenarios be chosen and show what the second changes about the first."""
    scenarios = state.saved_scenarios().scenarios
    ids = [_TODAY, *scenarios]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = _choice("before", ids, _TODAY)
        after = _choice("after", ids, state.scenario_id())
        with_zones = _switch(view, "pair")
        everyone = _switch(view, "tables")
        own = st.toggle(
            state.t()("condition.own_switch"),
            key="rc_compare_own",
            help=state.t()("condition.own_conditions_option"),
        )
    scenario_of = {one: saved.timeline.present for one, saved in scenarios.items()}
    scenario_of[_TODAY] = Scenario()
    first, second = (_named(before), scenario_of[before]), (_named(after), scenario_of[after])
    found = compare_scenarios(state.planner(), first[1], second[1], like_with_like=not own)
    if not own:
        first = first[0], first[1].under(second[1])
    conditions = running_text(
        (notice.sentence(state.language()) for notice in found.conditions), state.language()
    )
    if conditions:
        st.caption(state.plain(conditions))
    if view == "tables":
        st.caption(state.plain(in_words(found, first[0], second[0])))
        difference_tables(found, everyone=everyone)
        return
    if view == "pair":
        maps_side_by_side(first, second, with_zones=with_zones)
    else:
        difference_map(found, first[0], second)
    st.caption(state.plain(in_words(found, first[0], second[0])))


def _switch(view: str, of: str) -> bool:
    """Return what the switch of a view says; it is off, and not shown, in the others."""
    return view == of and st.toggle(state.t()(_SWITCHES[of]), key=f"rc_compare_switch_{of}")


def _choice(which: str, ids: list[str], usual: str) -> str:
    kept = f"rc_compared_{which}"
    chosen = st.session_state.get(kept)
    names = crc32("\n".join(map(_named, ids)).encode())
    st.session_state[kept] = st.selectbox(
        state.t()(_CHOICES[which]),
        ids,
        index=ids.index(chosen if chosen in ids else usual),
        format_func=_named,
        # The browser keeps the words that it showed for a key: another name needs another key.
        key=f"rc_compare_{which}_{names:x}",
        width=240,
        label_visibility="collapsed",
    )
    return str(st.session_state[kept])


def _named(scenario_id: str) -> str:
    scenarios = state.saved_scenarios().scenarios
    return sheet_name(scenarios[scenario_id]) if scenario_id in scenarios else state.t()("ui.today")


def _comparison() -> pd.DataFrame:
    t = state.t()
    rows = []
    for scenario_id, saved in state.saved_scenarios().scenarios.items():
        present = saved.timeline.present
        figures = state.planner().answer(present).figures
        rows.append(
            {
                t("ui.scenario"): t("data_page.open_now", name=sheet_name(saved))
                if scenario_id == state.scenario_id()
                else sheet_name(saved),
                t("zone_compare.share"): format_share(figures.share_households),
                t("report.column_households_covered"): format_number(figures.households_covered),
                t("report.estates_covered"): format_number(figures.estates_covered),
                t("report.estates_late"): format_number(figures.estates_late),
                t("ui.new_stations"): format_number(figures.new_stations),
                t("ui.zone_count"): _count(state.planner().known_zone_count(present)),
                t("ui.notes"): plain_text(saved.notes),
            }
        )
    return pd.DataFrame(rows)


def _count(zones: int | None) -> str:
    """Return a number of zones; a dash as long as they were not drawn, which takes its time."""
    return "–" if zones is None else format_number(zones)


def _open_one() -> None:
    t = state.t()
    saved, scenario_id = state.saved(), state.scenario_id()
    st.subheader(sheet_name(saved))
    name = follow(f"rc_sheet_name_{scenario_id}", saved.name)
    st.text_input(
        t("ui.scenario_name"),
        key=name.key,
        max_chars=LIMITS.name,
        on_change=name.takes(_rename),
    )
    notes = follow(f"rc_sheet_notes_{scenario_id}", saved.notes)
    st.text_area(
        t("ui.notes"),
        key=notes.key,
        height=100,
        max_chars=LIMITS.notes,
        on_change=notes.takes(_note),
    )
    author = follow(f"rc_sheet_author_{scenario_id}", saved.made_by)
    st.text_input(
        t("ui.scenario_author"),
        key=author.key,
        max_chars=LIMITS.name,
        on_change=author.takes(_sign),
    )
    with st.container(horizontal=True):
        st.button(
            t("ui.duplicate"),
            key="rc_duplicate",
            icon=":material/content_copy:",
            on_click=_duplicate,
        )
        st.button(
            t("ui.compare_with_this"),
            key="rc_compare",
            icon=":material/compare_arrows:",
            on_click=state.compare_with,
            args=(scenario_id,),
        )
        st.button(
            t("ui.delete"),
            key="rc_delete",
            icon=":material/delete:",
            disabled=len(state.saved_scenarios().scenarios) == 1,
            on_click=state.remove_scenario,
            args=(scenario_id,),
        )
    other = state.compared_name()
    st.caption(t("ui.compared_with", name=state.plain(plain_text(other or t("ui.today")))))


def _rename(name: str) -> None:
    state.keep(state.saved().model_copy(update={"name": plain_text(name).strip()}))


def _note(notes: str) -> None:
    state.keep(state.saved().model_copy(update={"notes": plain_text(notes)}))


def _sign(author: str) -> None:
    state.keep(state.saved().model_copy(update={"author": plain_text(author).strip()}))


def _duplicate() -> None:
    saved = state.saved()
    name = state.t()("ui.copy_of", name=sheet_name(saved))
    state.add_scenario(SavedScenario(name=name, notes=saved.notes, timeline=saved.timeline))
