"""Editing zones by hand: move, merge, split, lock; each edit is foretold before it is made."""

from collections.abc import Iterable
from functools import lru_cache

import streamlit as st

from geo.errors import GeoError
from geo.i18n import running_text
from geo.scenarios import LIMITS, ScenarioZones, rows_of, with_lock, with_name, with_zoning
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.map.plan_map import set_mode
from geo.ui.components.zones.brush import brush_form, painted_rows
from geo.ui.components.zones.panel import signed
from geo.ui.components.zones.selection import LASSO, clear, selection_bar
from geo.zoning import NEW, Foretold, Zoning, best_split, foretold, near_zones

__all__ = ["edit_form", "paint_caught"]

_MOST_NAMED = 4

_split_of = lru_cache(maxsize=64)(best_split)


def edit_form(answer: ScenarioZones, ids: list[str]) -> None:
    """Show the chosen estates and what can be done with them and their zones."""
    t = state.t()
    st.button(
        t("ui.lasso"),
        key="rc_lasso",
        icon=":material/lasso_select:",
        width="stretch",
        help=t("ui.lasso_hint"),
        on_click=set_mode,
        args=("lasso",),
    )
    brush_form(answer, ids)
    selection_bar(ids)
    if not ids:
        st.caption(t("ui.move_hint"))
        return
    rows = rows_of(state.planner(), ids)
    plan = answer.zoning
    zones = sorted({int(zone) for zone in plan.zone_of[rows]})
    names = [_name(answer, zone) for zone in zones]
    st.text(t("zone_edit.in_zones", zones=_listed(names)))
    locked = [zone for zone in zones if plan.locked.intersection(plan.members[zone].tolist())]
    if locked:
        told = _listed(_name(answer, zone) for zone in locked)
        st.caption(t("zone_edit.unlock_first", zones=state.plain(told)))
    else:
        _move(answer, rows)
        _merge(answer, zones)
        if len(zones) == 1:
            _split(answer, zones[0])
    _lock(answer, zones, bool(locked))
    if len(zones) == 1:
        _rename(answer, zones[0])


def _name(answer: ScenarioZones, zone: int) -> str:
    return plain_text(answer.zones["zone_id"].iloc[zone])


def _listed(names: Iterable[str]) -> str:
    t = state.t()
    names = list(names)
    shown = t("language.comma").join(names[:_MOST_NAMED])
    return shown + (" …" if len(names) > _MOST_NAMED else "")


# ---------------------------------------------------------------- move


def _move(answer: ScenarioZones, rows: list[int]) -> None:
    t = state.t()
    plan = answer.zoning
    targets = near_zones(plan, rows)
    # A whole zone that moves to a new one stays as it is.
    if len(rows) < len(plan.members[plan.zone_of[rows[0]]]) or len(set(plan.zone_of[rows])) > 1:
        targets = [*targets, NEW]
    options = foretold(plan, rows, targets)
    if not options:
        st.caption(t("zone_edit.nowhere"))
        return
    by_zone = {option.zone: option for option in options}
    target = st.selectbox(
        t("ui.move_to"),
        list(by_zone),
        format_func=lambda zone: _option_words(answer, by_zone[zone]),
        key="rc_move_to",
    )
    told = by_zone[target]
    st.caption(_consequence(told))
    present = [option for option in options if option.zone != NEW]
    if present and all(option.broken for option in present):
        st.caption(t("zone_edit.forced"))
    st.button(
        t("ui.move"),
        key="rc_move",
        icon=":material/move_item:",
        width="stretch",
        on_click=_do_move,
        args=(answer, rows, int(target)),
    )


def _option_words(answer: ScenarioZones, option: Foretold) -> str:
    t = state.t()
    if option.zone == NEW:
        name = t("ui.new_zone")
    else:
        street = plain_text(answer.zones["street"].iloc[option.zone])
        name = f"{_name(answer, option.zone)} · {street}"
    key = "zone_edit.option_broken" if option.broken else "zone_edit.option"
    return t(key, zone=name, change=signed(option.change))


def _consequence(told: Foretold) -> str:
    t = state.t()
    words = [t("zone_edit.would_change", change=signed(told.change))]
    words += [one.sentence(state.language()) for one in told.broken[:_MOST_NAMED]]
    if told.healed:
        words.append(t("zone_edit.would_heal", count=told.healed))
    return state.plain(running_text(words, state.language()))


def _do_move(answer: ScenarioZones, rows: list[int], target: int) -> None:
    moved = answer.zoning.move(dict.fromkeys(rows, target))
    _keep(answer, moved, "ui.edit_zone_moved", str(len(rows)))


# ---------------------------------------------------------------- merge, split, lock


def _merge(answer: ScenarioZones, zones: list[int]) -> None:
    if len(zones) < 2:
        return
    t = state.t()
    plan = answer.zoning
    change = plan.merge(zones).objective - plan.objective
    names = _listed([_name(answer, zone) for zone in zones])
    st.button(
        t("zone_edit.merge", zones=state.plain(names)),
        key="rc_zone_merge",
        icon=":material/merge:",
        width="stretch",
        help=t("zone_edit.would_change", change=signed(change)),
        on_click=_do_merge,
        args=(answer, zones, names),
    )


def _do_merge(answer: ScenarioZones, zones: list[int], names: str) -> None:
    _keep(answer, answer.zoning.merge(zones), "zone_edit.edit_merged", names)


def _split(answer: ScenarioZones, zone: int) -> None:
    t = state.t()
    plan = answer.zoning
    if len(plan.members[zone]) < 2:
        return
    apart = _split_of(plan, zone)
    name = _name(answer, zone)
    if apart is None:
        st.caption(t("zone_edit.no_split", zone=state.plain(name)))
        return
    change = plan.split(zone, apart).objective - plan.objective
    st.button(
        t("zone_edit.split", zone=state.plain(name)),
        key="rc_zone_split",
        icon=":material/call_split:",
        width="stretch",
        on_click=_do_split,
        args=(answer, zone, apart, name),
    )
    estates = _listed([plain_text(plan.problem.name(row)) for row in apart])
    st.caption(state.plain(t("zone_edit.split_hint", estates=estates, change=signed(change))))


def _do_split(answer: ScenarioZones, zone: int, apart: list[int], name: str) -> None:
    _keep(answer, answer.zoning.split(zone, apart), "zone_edit.edit_split", name)


def _lock(answer: ScenarioZones, zones: list[int], locked: bool) -> None:
    t = state.t()
    st.button(
        t("zone_edit.unlock" if locked else "zone_edit.lock"),
        key="rc_zone_lock",
        icon=":material/lock_open:" if locked else ":material/lock:",
        width="stretch",
        help=t("zone_edit.lock_hint"),
        on_click=_do_lock,
        args=(answer, zones),
        kwargs={"locked": not locked},
    )


def _do_lock(answer: ScenarioZones, zones: list[int], *, locked: bool) -> None:
    changed = with_lock(state.planner(), state.scenario(), answer, zones, locked=locked)
    key = "zone_edit.edit_locked" if locked else "zone_edit.edit_unlocked"
    state.edit(changed, key, _listed([_name(answer, zone) for zone in zones]))


def _rename(answer: ScenarioZones, zone: int) -> None:
    """Show the name of a zone, to be written anew."""
    key = f"rc_zone_name_{answer.zones['zone_id'].iloc[zone]}"
    st.text_input(
        state.t()("zone_edit.rename"),
        value=_name(answer, zone),
        key=key,
        max_chars=LIMITS.name,
        on_change=_do_rename,
        args=(answer, zone, key),
    )


def _do_rename(answer: ScenarioZones, zone: int, key: str) -> None:
    try:
        changed = with_name(state.planner(), state.scenario(), answer, zone, st.session_state[key])
    except GeoError as error:
        state.say_in_passing(error)
        return
    detail = f"{_name(answer, zone)} → {plain_text(changed.zone_names[zone])}"
    state.edit(changed, "zone_edit.edit_renamed", detail)


def paint_caught(answer: ScenarioZones) -> bool:
    """Move the estates that the brush has just touched; tell whether there were any.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    """
    rows, target = painted_rows(answer, st.session_state.pop(LASSO, None) or [])
    if not rows or target is None:
        return False
    _do_move(answer, rows, target)
    return True


def _keep(answer: ScenarioZones, edited: Zoning, key: str, detail: str) -> None:
    try:
        changed = with_zoning(
            state.planner(), state.scenario(), answer, edited, answer.zoning.bound
        )
        state.edit(changed, key, detail)
    except GeoError as error:
        state.say_in_passing(error)
        return
    clear()
