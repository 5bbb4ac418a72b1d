"""Day and night: who is covered round the clock, and who loses cover at night alone."""

from typing import Final

import numpy as np
import streamlit as st

from geo.cartography import map_layers, mark_radius
from geo.i18n import format_number
from geo.scenarios import CLOCK_CLASSES, clock_classes
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row, estate_heading
from geo.ui.components.frame.hour_strip import estate_hours
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.map.overlay import Shade, discs

__all__ = ["hour_view"]

_COLOURS: Final = {
    "always": "#0072b2",
    "at_night": "#7b3294",
    "at_times": "#e69f00",
    "never": "#d55e00",
}
_OVER_MARKS: Final = 1.3


def hour_view() -> list[map_layers.MapScript]:
    """Show the estates by when they are covered, and the selected one hour by hour."""
    t = state.t()
    hourly = state.planner().by_hour(state.scenario())
    row = chosen_row()
    if row is not None:
        estate_heading(row)
        st.caption(t("hours.estate_about"))
        estate_hours(hourly, row, kinds=hourly.kinds_of_day)
    st.caption(t("hours.view_about"))
    estates = state.answer().estates
    households = estates["households"].to_numpy(np.float64)
    settings = state.planner().workspace.settings
    classes = clock_classes(
        hourly, day_hour=settings.response.hour, night_hours=settings.roster.night_hours
    )
    head = ["", t("report.estates"), t("report.column_households")]
    rows = [
        (
            t(f"hours.class_{name}"),
            format_number(int((classes == number).sum())),
            format_number(households[classes == number].sum()),
        )
        for number, name in enumerate(CLOCK_CLASSES)
    ]
    st.html(small_table(head, rows))
    if st.checkbox(t("hours.only_night_layer"), key="rc_only_at_night"):
        classes = np.where(classes == CLOCK_CLASSES.index("at_night"), classes, -1)
    return discs(
        estates["lon"],
        estates["lat"],
        classes,
        shades=[Shade(_COLOURS[name], t(f"hours.class_{name}")) for name in CLOCK_CLASSES],
        title=t("hours.layer"),
        radius_px=mark_radius(households) * _OVER_MARKS,
    )
