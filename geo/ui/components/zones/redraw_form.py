"""Drawing zones again: how many, how close to a present plan, and a choice among several."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.i18n import format_number
from geo.plan_tables import proof_line
from geo.scenarios import (
    CURVE_PRICES,
    LIMITS,
    Asked,
    Planner,
    Redrawn,
    ScenarioZones,
    draw_zones_anew,
    redraw_several,
)
from geo.ui import state
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.frame.waiting import attend, begin, busy
from geo.ui.components.zones.trade_off import trade_off_chart

__all__ = ["redraw_form"]

_WORK: Final = "rc_zone_work"
_OFFER: Final = "rc_zone_offer"
_PRICE: Final = "rc_zone_price"


def redraw_form(answer: ScenarioZones | None, present: NDArray[np.int64] | None) -> None:
    """Show how many zones there are to be, how to draw them, and what was found to choose from.

    Parameters
    ----------
    answer : ScenarioZones or None
        The zones as they are.
    present : int (n,) or None
        Zone of each estate in the plan in force.
    """
    t = state.t()
    planner = state.planner()
    wanted = _wanted(planner)
    key = f"rc_zone_count_{wanted}"
    number, button = st.columns([0.42, 0.58], vertical_alignment="bottom", gap="small")
    with number:
        st.number_input(
            t("ui.zone_count"), 1, max(1, len(planner.district.estates)), value=wanted, key=key
        )
    with button:
        asked = st.button(
            t("ui.draw"),
            key="rc_draw",
            icon=":material/grid_view:",
            type="primary",
            width="stretch",
            disabled=busy(_WORK),
        )
    if asked:
        price = float(st.session_state.get(_PRICE, 0.0))
        _begin(answer, present, [Asked(int(st.session_state[key]), price)])
    _options(answer, present)
    _finish()
    _offers()


def _begin(
    answer: ScenarioZones | None, present: NDArray[np.int64] | None, asked: list[Asked]
) -> None:
    planner, scenario = state.planner(), state.scenario()
    st.session_state.pop(_OFFER, None)
    begin(_WORK, lambda stop: redraw_several(planner, answer, asked, stop, present, scenario))


def _finish() -> None:
    """Take over a single finished drawing; several, or one that was called off, are offered."""
    work = attend(_WORK, state.t()("workspace.stage_zone"))
    if work is None:
        return
    try:
        found: list[Redrawn] = work.answer()
    except GeoError as error:
        state.complain(error)
        return
    if work.of == 1 and not work.is_cancelled():
        _adopt(found[0])
    else:
        st.session_state[_OFFER] = found
    st.rerun()


def _adopt(drawn: Redrawn) -> None:
    state.make(draw_zones_anew(state.planner(), state.scenario(), drawn))
    st.session_state.pop(_OFFER, None)


# ---------------------------------------------------------------- options


def _options(answer: ScenarioZones | None, present: NDArray[np.int64] | None) -> None:
    """Show the price of a move and the ways to draw several plans to choose from."""
    t = state.t()
    planner = state.planner()
    with st.expander(
        t("zone_edit.options"), icon=":material/tune:", key="rc_zone_options", on_change="rerun"
    ):
        st.caption(t("zone_edit.locked_stay"))
        st.select_slider(
            t("zone_edit.closeness"),
            CURVE_PRICES,
            key=_PRICE,
            format_func=lambda price: format_number(price) if price else t("zone_edit.free"),
            help=t("zone_edit.closeness_hint"),
        )
        against = "zone_edit.against_plan" if present is not None else "zone_edit.against_now"
        st.caption(t(against))
        wanted = _wanted(planner)
        st.button(
            t("zone_edit.curve"),
            key="rc_zone_curve",
            icon=":material/show_chart:",
            width="stretch",
            disabled=answer is None or busy(_WORK),
            help=t("zone_edit.curve_hint"),
            on_click=_begin_curve,
            args=(answer, present, wanted),
        )
        least, most = st.columns(2, gap="small")
        first = least.number_input(
            t("zone_edit.from_count"), 1, len(planner.district.estates), max(1, wanted - 2)
        )
        last = most.number_input(
            t("zone_edit.to_count"),
            1,
            len(planner.district.estates),
            min(len(planner.district.estates), wanted + 2),
        )
        st.button(
            t("zone_edit.several"),
            key="rc_zone_several",
            icon=":material/view_week:",
            width="stretch",
            disabled=busy(_WORK) or not first <= last < first + LIMITS.zone_counts,
            help=t("zone_edit.several_hint", most=LIMITS.zone_counts),
            on_click=_begin_several,
            args=(answer, present, int(first), int(last)),
        )


def _wanted(planner: Planner) -> int:
    """Return the number of zones to begin with: no more than there are estates."""
    return min(planner.zone_count(state.scenario()) or 1, max(1, len(planner.district.estates)))


def _begin_curve(answer: ScenarioZones, present: NDArray[np.int64] | None, wanted: int) -> None:
    _begin(answer, present, [Asked(wanted, price) for price in CURVE_PRICES])


def _begin_several(
    answer: ScenarioZones | None, present: NDArray[np.int64] | None, first: int, last: int
) -> None:
    price = float(st.session_state.get(_PRICE, 0.0))
    _begin(answer, present, [Asked(number, price) for number in range(first, last + 1)])


# ---------------------------------------------------------------- offers


def _offers() -> None:
    """Show the drawings there are to choose from, and take over the one that is chosen."""
    offers: list[Redrawn] | None = st.session_state.get(_OFFER)
    if not offers:
        return
    t = state.t()
    by_price = len({one.asked.zones for one in offers}) == 1
    if by_price and len(offers) > 1:
        points = [(one.moved, one.zoning.objective) for one in offers]
        if len(set(points)) > 1:
            show_chart(trade_off_chart(points, t), key="rc_zone_curve_drawn")
        else:
            st.caption(t("zone_edit.curve_flat"))
    table = pd.DataFrame(
        {
            "what": [one.asked.price if by_price else one.asked.zones for one in offers],
            "objective": [round(one.zoning.objective) for one in offers],
            "moved": [one.moved for one in offers],
            "proof": [_proof(one) for one in offers],
        }
    )
    shown = st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        height=min(36 * (len(table) + 1), 250),
        key="rc_zone_offers",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "what": st.column_config.NumberColumn(
                t("zone_edit.column_price" if by_price else "ui.zone_count"), format="localized"
            ),
            "objective": st.column_config.NumberColumn(t("ui.objective"), format="localized"),
            "moved": st.column_config.NumberColumn(t("zone_edit.column_moved"), format="localized"),
            "proof": st.column_config.TextColumn(t("zone_edit.column_proof")),
        },
    )
    rows = shown["selection"]["rows"]
    with st.container(horizontal=True):
        st.button(
            t("zone_edit.take"),
            key="rc_zone_take",
            type="primary",
            icon=":material/check:",
            disabled=not rows,
            on_click=_adopt,
            args=(offers[rows[0]] if rows else None,),
        )
        st.button(t("zone_edit.dismiss"), key="rc_zone_dismiss", on_click=_dismiss)
    if not rows:
        st.caption(t("zone_edit.take_hint"))


def _proof(drawn: Redrawn) -> str:
    plan = drawn.zoning
    return "–" if not np.isfinite(plan.gap) else proof_line(plan.status, plan.gap, state.t())


def _dismiss() -> None:
    st.session_state.pop(_OFFER, None)
