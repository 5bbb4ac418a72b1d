"""The cheapest change that brings each late estate on time, calculated when it is asked for."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from geo.cartography import map_layers, mark_radius
from geo.coverage import NOT_REACHED
from geo.errors import Notice
from geo.scenarios import apply_fix, fix_table
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row
from geo.ui.components.map.overlay import Shade, discs

__all__ = ["fix_list", "fix_of", "fix_question"]

_ASKED = "rc_fixes"
_APPLIED = "rc_fixes_applied"
_ALL: Final = "all"
_COLOURS: Final = {
    "open_gate": "#009e73",
    "turnout_minute": "#56b4e9",
    "reopened_road": "#f0e442",
    "extra_crew": "#0072b2",
    "longer_shift": "#d55e00",
    "shift_crew": "#332288",
    "new_site": "#cc79a7",
    "": "#57606a",
}
"""Kinds of changes, the cheapest usually first; Okabe and Ito's colours, safe for every eye."""


def fix_of(row: int) -> Notice | None:
    """Return the cheapest change for an estate, None as long as nobody asked for changes."""
    return _fixes()[row] if _is_asked() else None


def fix_question() -> None:
    """Offer to calculate the selected estate's cheapest change, where it needs one."""
    row = chosen_row()
    if row is None or _is_asked() or state.answer().coverage.verdict[row] not in NOT_REACHED:
        return
    st.button(
        state.t()("ui.fixes_ask"),
        key="rc_ask_fix",
        icon=":material/build:",
        width="stretch",
        on_click=_ask,
    )


def fix_list() -> list[map_layers.MapScript]:
    """Show the button that asks, then every late estate with its change, to choose and apply.

    Returns
    -------
    list of MapScript
        While the list is open: the estates that it shows, coloured by their change.
    """
    t = state.t()
    opened = st.expander(
        t("ui.fixes"), icon=":material/build:", key="rc_fixes_open", on_change="rerun"
    )
    with opened:
        if not _is_asked():
            st.button(t("ui.fixes_ask"), key="rc_ask_fixes", on_click=_ask)
            st.caption(t("ui.fixes_about"))
            return []
        with st.spinner(t("ui.fixes_stage")):
            found = fix_table(state.planner(), state.scenario())
        if found.empty:
            st.caption(t("report.none_late"))
            return []
        shown = _of_chosen_kind(found)
        _rows(shown)
        _apply_button(shown)
    return _overlay(shown) if opened.open else []


def _kind_words(kind: str) -> str:
    return state.t()(f"ui.fix_kind_{kind or 'none'}")


def _of_chosen_kind(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the kind of change that the planner asks for."""
    t = state.t()
    count = found["kind"].value_counts()
    words = {_ALL: f"{t('ui.fix_all')} {len(found)}"}
    words |= {kind: f"{_kind_words(kind)} {count[kind]}" for kind in _COLOURS if kind in count}
    chosen = st.pills(
        t("ui.fix_kind"),
        list(words),
        default=_ALL,
        required=True,
        format_func=lambda kind: words.get(kind, kind),
        key="rc_fix_kind",
        label_visibility="collapsed",
    )
    return found if chosen not in count else found[found["kind"] == chosen].reset_index(drop=True)


def _rows(shown: pd.DataFrame) -> None:
    t, language = state.t(), state.language()
    unit = state.planner().district.settings.costs.unit or t("ui.fix_points")
    heads = {
        "name": t("report.column_estate"),
        "fix": t("ui.fix"),
        "cost": t("ui.fix_cost", unit=unit),
        "households": t("report.column_households"),
        "street": t("report.column_street"),
    }
    table = shown.assign(
        name=shown["name"].map(plain_text),
        fix=[one.sentence(language) for one in shown["fix"]],
        cost=shown["cost"].where(np.isfinite(shown["cost"])),
    )[list(heads)]
    # After a change the list is another one: no row of it is chosen yet.
    key = f"rc_fix_rows_{st.session_state.get(_APPLIED, 0)}"
    st.dataframe(
        table,
        height=260,
        hide_index=True,
        placeholder="–",
        column_config={
            column: st.column_config.NumberColumn(head, format="localized")
            if column in ("cost", "households")
            else st.column_config.TextColumn(head)
            for column, head in heads.items()
        },
        key=key,
        on_select=lambda: _choose(key, shown["estate_id"]),
        selection_mode="single-row",
    )
    st.caption(t("ui.fix_pick"))


def _choose(key: str, ids: pd.Series) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    state.select(str(ids.iloc[rows[0]]) if rows else None)


def _apply_button(shown: pd.DataFrame) -> None:
    """Offer to apply the change of the selected estate, where one helps it."""
    chosen = shown[(shown["estate_id"].astype(str) == state.selected()) & (shown["kind"] != "")]
    st.button(
        state.t()("ui.fix_apply"),
        key="rc_apply_fix",
        icon=":material/check:",
        width="stretch",
        disabled=chosen.empty,
        on_click=_apply,
        args=(state.selected(),),
    )


def _apply(estate_id: str) -> None:
    state.make(apply_fix(state.planner(), state.scenario(), estate_id))
    # The list stays, and says what is left to do.
    st.session_state[_APPLIED] = st.session_state.get(_APPLIED, 0) + 1
    _ask()


def _overlay(shown: pd.DataFrame) -> list[map_layers.MapScript]:
    """Return the estates of the list on the map, by their kind of change."""
    t = state.t()
    estates = state.answer().estates
    kind_of = dict(zip(shown["estate_id"], shown["kind"], strict=True))
    kinds = [kind for kind in _COLOURS if (shown["kind"] == kind).any()]
    shade = [kinds.index(kind_of[one]) if one in kind_of else -1 for one in estates["estate_id"]]
    return discs(
        estates["lon"],
        estates["lat"],
        shade,
        shades=[Shade(_COLOURS[kind], _kind_words(kind)) for kind in kinds],
        title=t("ui.fixes"),
        radius_px=mark_radius(estates["households"].to_numpy(np.float64)),
    )


def _ask() -> None:
    st.session_state[_ASKED] = state.scenario()


def _is_asked() -> bool:
    return bool(st.session_state.get(_ASKED) == state.scenario())


def _fixes() -> list[Notice | None]:
    return state.planner().fixes(state.scenario())
