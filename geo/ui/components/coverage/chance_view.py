"""How sure the minutes are: the map by probability, and what a share of responses takes."""

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from geo.cartography import map_layers, mark_radius
from geo.i18n import format_number, format_share
from geo.plan_tables import minutes_text
from geo.scenarios import certainty
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row, estate_heading
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.map.overlay import Shade, discs

__all__ = ["chance_overlay", "chance_view"]

# A disc hides the mark below, whose ring is 1.3 times as wide; the selected one's ring stays.
_OVER_MARKS: Final = 1.3
_INSIDE_RING: Final = 0.9


def chance_view() -> list[map_layers.MapScript]:
    """Show the classes of probability, or the percentiles of the selected estate."""
    t = state.t()
    answer = state.answer()
    row = chosen_row()
    if row is not None:
        estate_heading(row)
        _percentiles(row)
    p_on_time = answer.estates["p_on_time"].to_numpy(np.float64)
    st.caption(t("certainty.chance_about"))
    _classes(p_on_time)
    return chance_overlay(p_on_time, t("certainty.chance_legend", **_asked()))


def chance_overlay(p_on_time: NDArray[np.float64], title: str) -> list[map_layers.MapScript]:
    """Return the estates coloured by a probability, with the legend of its classes."""
    estates = state.answer().estates
    percentile = state.answer().coverage.percentile
    households = estates["households"].to_numpy(np.float64)
    is_chosen = estates["estate_id"].astype(str).to_numpy() == str(state.selected())
    return discs(
        estates["lon"],
        estates["lat"],
        certainty.chance_classes(p_on_time, percentile),
        shades=[
            Shade(colour, words)
            for colour, words in zip(
                certainty.CHANCE_COLOURS, _class_names(percentile), strict=False
            )
        ],
        title=title,
        radius_px=mark_radius(households) * np.where(is_chosen, _INSIDE_RING, _OVER_MARKS),
    )


def _asked() -> dict[str, str]:
    answer = state.answer()
    return {
        "hour": str(answer.district.settings.response.hour),
        "minutes": f"{answer.coverage.target_min:g}",
    }


def _class_names(percentile: float) -> list[str]:
    t = state.t()
    borders = certainty.chance_borders(percentile)
    upper = [f"{100 * border:g}" for border in borders[1:]]
    lower = [f"{100 * border:g}" for border in borders]
    between = [
        t("certainty.chance_class", low=low, high=high)
        for low, high in zip(lower[1:], upper[1:], strict=False)
    ]
    return [
        t("certainty.chance_below", high=upper[0]),
        *between,
        t("certainty.chance_above", low=lower[-1]),
    ]


def _classes(p_on_time: NDArray[np.float64]) -> None:
    t = state.t()
    answer = state.answer()
    classes = certainty.chance_classes(p_on_time, answer.coverage.percentile)
    households = answer.estates["households"].to_numpy(np.float64)
    rows = [
        (
            words,
            format_number(int((classes == number).sum())),
            format_number(households[classes == number].sum()),
        )
        for number, words in enumerate(_class_names(answer.coverage.percentile))
    ]
    nowhere = classes < 0
    if nowhere.any():
        rows.append(
            (
                t("certainty.chance_none"),
                format_number(int(nowhere.sum())),
                format_number(households[nowhere].sum()),
            )
        )
    head = [
        t("report.column_p_on_time"),
        t("report.estates"),
        t("report.column_households"),
    ]
    st.html(small_table(head, rows))
    mean = float(np.nan_to_num(p_on_time) @ households / max(households.sum(), 1.0))
    st.text(t("certainty.chance_mean", share=format_share(mean)))


def _percentiles(row: int) -> None:
    t = state.t()
    answer = state.answer()
    known = certainty.minutes_by_share(answer, row)
    if not known:
        st.text(t("ui.no_way"))
        return
    coverage = answer.coverage
    st.text(
        t(
            "certainty.chance_estate",
            minutes=f"{coverage.target_min:g}",
            share=format_share(coverage.p_on_time[row]),
        )
    )
    head = [t("certainty.share_of_calls"), t("certainty.within")]
    st.html(small_table(head, [(format_share(share), minutes_text(m, t)) for share, m in known]))
