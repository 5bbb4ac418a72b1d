"""Where the zones on screen stand among legal ones, drawn at random when it is asked."""

from typing import Final

import numpy as np
import streamlit as st

from geo.errors import GeoError
from geo.i18n import format_number, format_share
from geo.scenarios import ScenarioZones
from geo.ui import state
from geo.ui.components.frame.small_table import small_table
from geo.zoning import Zoning, ZoningSample, sample_zonings

__all__ = ["sample_view"]

_DRAWS: Final = 300
_KNOWN: Final = "rc_zone_sample"
_SHARES: Final = (0.0, 0.1, 0.5, 0.9, 1.0)
_NAMES: Final = ("least", "tenth", "median", "nine_tenths", "most")


def sample_view(zones: ScenarioZones) -> None:
    """Show the button that draws a sample, and the place of these zones once it is drawn."""
    t = state.t()
    asked = st.button(
        t("zone_sample.ask"), key="rc_zone_sample_ask", icon=":material/casino:", width="stretch"
    )
    if asked:
        with st.spinner(t("zone_sample.ask")):
            try:
                found = sample_zonings(zones.zoning, draws=_DRAWS)
            except GeoError as error:
                state.complain(error)
                return
        st.session_state[_KNOWN] = (zones.zoning, found)
    held, sample = st.session_state.get(_KNOWN, (None, None))
    if sample is not None and _same(held, zones.zoning):
        _tell(sample, zones.zoning)


def _same(one: Zoning, other: Zoning) -> bool:
    return one.target_zones == other.target_zones and np.array_equal(one.zone_of, other.zone_of)


def _tell(sample: ZoningSample, zoning: Zoning) -> None:
    t = state.t()
    st.text(
        t(
            "zone_sample.title",
            draws=format_number(sample.objective.size),
            zones=zoning.target_zones,
            independent=format_number(sample.independent),
        )
    )
    st.text(
        t(
            "zone_sample.this",
            objective=format_number(zoning.objective),
            share=format_share(sample.share_below(zoning.objective)),
        )
    )
    values = np.quantile(sample.objective, _SHARES)
    rows = [
        (t(f"zone_sample.{name}"), format_number(float(value)))
        for name, value in zip(_NAMES, values, strict=True)
    ]
    st.html(small_table(["", t("zone_sample.objective")], rows))
    st.caption(state.plain(t("zone_sample.about", halves=format_number(sample.halves_apart, 2))))
