"""Which estates the map and the table show: the filter above the map, and how many it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from geo.cartography import VERDICTS
from geo.errors import GeoError
from geo.i18n import format_number
from geo.plan_tables import VERDICT_KEYS
from geo.scenarios import OF_LISTS, EstateFilter, drawable_zones, filter_choices, shown_estates
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.frame.following import follow
from geo.ui.components.map.legend import operator_entry

__all__ = ["chosen", "filter_bar", "said", "shown", "turn"]


def chosen() -> EstateFilter:
    """Return the filter of this window."""
    return state.estate_filter()


def turn(entry: str) -> None:
    """Show the estates of an entry of the legend too, or no longer.

    Parameters
    ----------
    entry : str
        A verdict, or what :func:`operator_entry` returns; anything else changes nothing.
    """
    if entry in VERDICTS:
        state.filter_by(chosen().turned("verdicts", entry))
        return
    known = {operator_entry(one): one for one in filter_choices(state.planner(), "operators")}
    if entry in known:
        state.filter_by(chosen().turned("operators", known[entry]))


def shown() -> NDArray[np.bool_] | None:
    """Return which estates are shown, None where all are; a filter that fails shows all."""
    if chosen().shows_all:
        return None
    try:
        return shown_estates(state.planner(), state.scenario(), chosen())
    except GeoError as error:
        state.filter_by(replace(chosen(), zones=()))
        state.complain(error)
        return None


def said() -> str:
    """Return how many estates are shown of how many; empty where all are."""
    left = shown()
    if left is None:
        return ""
    counts = {"shown": format_number(int(left.sum())), "count": format_number(len(left))}
    return state.t()("find.shown", **counts)


def filter_bar() -> None:
    """Show the filter above the map; its fields are sent only while it is open."""
    t = state.t()
    with st.container(key="rc_filter_bar", horizontal=True, vertical_alignment="center"):
        if told := said():
            words = f'<span class="rc-shown" role="status">{safe_text(told)}</span>'
            st.html(words, width="content")
            st.button(
                t("find.command_show_all"),
                key="rc_filter_clear",
                icon=":material/close:",
                type="tertiary",
                on_click=state.filter_by,
                args=(EstateFilter(),),
            )
        opened = st.popover(
            t("find.filter"), icon=":material/filter_alt:", key="rc_filter", on_change="rerun"
        )
        if opened.open:
            with opened:
                _fields()


def _fields() -> None:
    t = state.t()
    _field(
        "verdicts",
        t("report.column_verdict"),
        VERDICTS,
        lambda verdict: t(VERDICT_KEYS[verdict]),
    )
    for part, column in OF_LISTS.items():
        choices = filter_choices(state.planner(), part)
        if any(choices):
            _field(part, t(f"find.link_{column}"), choices, _named)
    _zone_field()
    _minute_fields()
    _hour_field()


def _named(word: str) -> str:
    return plain_text(word) or state.t()("find.not_given")


def _field(part: str, label: str, choices: Sequence[str], named: Callable[[str], str]) -> None:
    """Show a list of which several can be chosen; it follows the filter, however that came."""
    picked = [one for one in getattr(chosen(), part) if one in choices]
    field = follow(f"rc_filter_{part}", picked)
    st.multiselect(
        label,
        choices,
        format_func=named,
        key=field.key,
        placeholder=state.t()("find.any"),
        on_change=field.takes(lambda listed: _take(part, tuple(listed))),
    )


def _take(part: str, wanted: Any) -> None:
    state.filter_by(replace(chosen(), **{part: wanted}))


def _zone_field() -> None:
    """Show the zones once they were drawn; until then, a button that draws them."""
    t, planner, scenario = state.t(), state.planner(), state.scenario()
    if not planner.knows_zones(scenario) and not st.button(
        t("find.draw_zones"), key="rc_filter_draw", icon=":material/grid_view:"
    ):
        return
    zones = drawable_zones(planner, scenario)
    if zones is not None:
        names = zones.zones["zone_id"].astype(str).tolist()
        _field("zones", t("find.link_zone"), names, plain_text)


def _minute_fields() -> None:
    t = state.t()
    with st.container(horizontal=True):
        for part, key, words in (
            ("least_min", "rc_filter_least", "find.least_minutes"),
            ("most_min", "rc_filter_most", "find.most_minutes"),
        ):
            field = follow(key, getattr(chosen(), part))
            st.number_input(
                t(words),
                min_value=0.0,
                step=1.0,
                format="%.1f",
                key=field.key,
                placeholder=t("find.any"),
                on_change=field.takes(partial(_take, part)),
            )


def _hour_field() -> None:
    t = state.t()
    field = follow("rc_filter_hour", chosen().hour)
    st.selectbox(
        t("find.at_hour"),
        range(24),
        format_func=lambda hour: t("ui.hour_format") % hour,
        key=field.key,
        index=None,
        placeholder=t("find.hour_of_page"),
        help=t("find.at_hour_about"),
        on_change=field.takes(partial(_take, "hour")),
    )
