"""The printed sheet of one zone, without the files of all others."""

from functools import partial

import streamlit as st

from geo.scenarios import ScenarioZones, drawable_zones
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.downloads import offer_file
from geo.ui.export_pack import sheet_name, zone_sheet

__all__ = ["zone_sheet_offer"]


def zone_sheet_offer() -> None:
    """Offer the sheet of a zone, that of the selected estate first, once zones are drawn."""
    planner, scenario = state.planner(), state.scenario()
    drawn = drawable_zones(planner, scenario) if planner.knows_zones(scenario) else None
    if drawn is None:
        return
    t, zones = state.t(), drawn.zones["zone_id"].astype(str).tolist()
    at_hand = _zone_at_hand(drawn, zones)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        zone = st.selectbox(
            t("ui.sheet_of_zone"),
            zones,
            index=at_hand,
            format_func=plain_text,
            key=f"rc_sheet_zone_{at_hand}",
            width=170,
        )
        offer_file(
            t("ui.download_sheet"),
            partial(_sheet, zone),
            sheet_name(zone),
            key="rc_zone_sheet",
            icon=":material/print:",
        )


def _zone_at_hand(drawn: ScenarioZones, zones: list[str]) -> int:
    """Return the place of the zone at hand: that of the estate, of the filter, or the first."""
    of_estate = drawn.estates.set_index("estate_id")["zone_id"].astype(str)
    wanted = [of_estate.get(state.selected(), ""), *state.estate_filter().zones]
    return next((zones.index(one) for one in wanted if one in zones), 0)


def _sheet(zone: str) -> bytes:
    return zone_sheet(
        state.planner(),
        state.scenario(),
        zone,
        language=state.language(),
        tried_mark=state.t()("ui.tried_mark"),
        kept=state.saved(),
    )
