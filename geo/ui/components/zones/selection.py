"""Which estates the page of zones works on: chosen by click, by lasso, by name or in the tables."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import streamlit as st

from geo.cartography import map_layers, mark_radius
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.following import follow
from geo.ui.components.map.overlay import Shade, discs

__all__ = [
    "LASSO",
    "ONE_MORE",
    "choose",
    "choose_rows",
    "chosen",
    "clear",
    "selection_bar",
    "selection_marks",
    "table_round",
]

LASSO: Final = "rc_caught"
"""Key of the session under which the map leaves the estates caught by a lasso."""

ONE_MORE: Final = "rc_one_more"
"""Key of the session under which the map leaves an estate to be chosen too, or no longer."""

_CHOSEN: Final = "rc_zone_chosen"
_SEEN: Final = "rc_zone_seen"
_ADD: Final = "rc_zone_add"
_ADDING: Final = "rc_zone_adding"
_TABLE_ROUND: Final = "rc_zone_table_round"
_MOST_LISTED: Final = 1_000
_SELECTED_PX: Final = 1.5
_COLOUR: Final = "#cc79a7"


def chosen() -> list[str]:
    """Return the ids of the chosen estates, after what the map has just reported."""
    adding = _adding()
    before: list[str] = st.session_state.get(_CHOSEN, [])
    caught = st.session_state.pop(LASSO, None)
    if caught:
        _let_go()
        choose([*before, *caught] if adding else caught)
    if (further := st.session_state.pop(ONE_MORE, None)) is not None:
        _turn(st.session_state.get(_CHOSEN, []), further)
    picked = state.selected()
    if picked != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = picked
        if not adding:
            choose([] if picked is None else [picked])
        elif picked is not None:
            _turn(before, picked)
    elif adding:
        # So that a further click on the selected estate counts.
        _let_go()
    known = set(state.planner().district.estates["estate_id"].astype(str))
    return [one for one in st.session_state.get(_CHOSEN, []) if one in known]


def _turn(before: list[str], picked: str) -> None:
    """Take an estate in or out, and let go of it, so that a further click on it counts."""
    choose([one for one in before if one != picked] if picked in before else [*before, picked])
    _let_go()


def _let_go() -> None:
    state.select(None)
    st.session_state[_SEEN] = None


def clear() -> None:
    """Choose nothing."""
    choose([])
    _let_go()


def choose(estate_ids: Iterable[str]) -> None:
    """Choose these estates and no others; what was ticked in the tables is forgotten."""
    choose_rows(estate_ids)
    st.session_state[_TABLE_ROUND] = table_round() + 1


def choose_rows(estate_ids: Iterable[str]) -> None:
    """Choose the estates that are ticked in a table, which stays as it is."""
    st.session_state[_CHOSEN] = list(dict.fromkeys(str(one) for one in estate_ids))


def table_round() -> int:
    """Return how often the choice was made elsewhere than in the tables, part of their keys."""
    return int(st.session_state.get(_TABLE_ROUND, 0))


def selection_bar(ids: list[str]) -> None:
    """Show the chosen estates, each of them removable, any other to be added by name."""
    t = state.t()
    estates = state.planner().district.estates
    names = dict(zip(estates["estate_id"].astype(str), estates["name"], strict=True))
    households = dict(zip(estates["estate_id"].astype(str), estates["households"], strict=True))
    if len(names) <= _MOST_LISTED:
        field = follow("rc_zone_list", ids)
        st.multiselect(
            t("zone_edit.chosen"),
            list(names),
            format_func=lambda one: plain_text(names.get(one, one)),
            key=field.key,
            placeholder=t("zone_edit.choose_by_name"),
            on_change=field.takes(_listed),
            label_visibility="collapsed",
        )
    else:
        for one in ids[:6]:
            st.text(plain_text(names[one]))
        if len(ids) > 6:
            st.caption(t("ui.and_more", count=len(ids) - 6))
    with st.container(horizontal=True, vertical_alignment="center"):
        _add_switch()
        if ids:
            total = sum(int(households[one]) for one in ids)
            st.caption(t("zone_edit.chosen_sum", count=len(ids), households=f"{total:,}"))
            st.button(t("zone_edit.clear"), key="rc_zone_clear", type="tertiary", on_click=clear)


def _adding() -> bool:
    return bool(st.session_state.get(_ADDING))


def _add_switch() -> None:
    """Show the switch that makes every choice add to the former ones."""
    t = state.t()
    st.toggle(
        t("zone_edit.add"),
        value=_adding(),
        key=_ADD,
        help=t("zone_edit.add_hint"),
        on_change=_switch,
    )


def _switch() -> None:
    # A run that the next click cuts short forgets the switch: it is remembered here.
    st.session_state[_ADDING] = st.session_state[_ADD]


def _listed(ids: list[str]) -> None:
    choose(ids)
    _let_go()


def selection_marks(ids: list[str]) -> list[map_layers.MapScript]:
    """Return the chosen estates as marks over the map, with their number in a legend."""
    if not ids:
        return []
    t = state.t()
    estates = state.answer().estates
    marked = estates["estate_id"].astype(str).isin(ids).to_numpy()
    return discs(
        estates["lon"],
        estates["lat"],
        np.where(marked, 0, -1),
        shades=[Shade(_COLOUR, t("zone_edit.chosen"))],
        title=t("zone_edit.selection"),
        radius_px=mark_radius(estates["households"]) + _SELECTED_PX,
    )
