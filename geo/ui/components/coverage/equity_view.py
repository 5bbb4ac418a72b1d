"""Who is served how well: shares by counts and groups, the worst off, hot spots on the map."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from geo.cartography import map_layers, mark_radius
from geo.i18n import Translate, format_number, format_share
from geo.scenarios import counted_columns, equity_in
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row, estate_heading
from geo.ui.components.frame.column_name import column_name
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.map.overlay import Shade, discs
from geo.workspace import Equity

__all__ = ["MEASURES", "equity_view"]

_Table = tuple[Sequence[str], Sequence[Sequence[str]]]

MEASURES: Final = ("hot", "second", "third", "reach", "gradual")
"""What the map shows, by name."""

_COLUMN_OF: Final = {
    "second": "second_min",
    "third": "third_min",
    "reach": "crews_in_reach",
    "gradual": "gradual",
}
_MINUTES: Final = frozenset({"second", "third"})
_SPOTS: Final = {"hot": 0, "cold": 1, "": 2}
_SPOT_COLOURS: Final = ("#d55e00", "#0072b2", "#c8ccd0")
# Dark is bad in all of them: long minutes, few crews, little cover.
_DARK_TO_LIGHT: Final = ("#3b0f70", "#8c2981", "#de4968", "#fe9f6d", "#fcfdbf")
_TARGETS: Final = (1.0, 1.5, 2.0, 3.0)
_GRADUAL: Final = (0.25, 0.5, 0.75, 1.0)
_QUANTILES: Final = (0.2, 0.4, 0.6, 0.8)
_OVER_MARKS: Final = 1.25


def equity_view() -> list[map_layers.MapScript]:
    """Show the tables of what is counted, and lay the chosen measure over the map."""
    t, planner = state.t(), state.planner()
    weight = st.selectbox(
        t("equity.counted"),
        counted_columns(planner),
        format_func=column_name,
        key="rc_equity_weight",
    )
    found = equity_in(planner, state.scenario(), str(weight))
    measure = st.segmented_control(
        t("equity.measure"),
        MEASURES,
        default=MEASURES[0],
        required=True,
        format_func=lambda one: t(f"equity.measure_{one}"),
        key="rc_equity_measure",
    )
    row = chosen_row()
    if row is not None:
        estate_heading(row)
        st.text(_estate_words(found.estates.iloc[row], t))
    st.html(small_table(*_shares(found, t)))
    st.html(small_table(*_stations(found, t)))
    for by, table in found.groups.groupby("by", sort=False):
        st.html(small_table(*_groups(str(by), table, t)))
    st.caption(state.plain(t("equity.sources")))
    return _overlay(found, str(measure), t)


def _minutes(minutes: float) -> str:
    return "–" if np.isnan(minutes) else format_number(minutes, 1)


def _shares(found: Equity, t: Translate) -> _Table:
    """Return the counts side by side, a row for each figure."""
    shares = found.shares
    rows = [
        (t("equity.column_share"), *map(format_share, shares["share"])),
        (t("equity.column_gradual"), *map(format_share, shares["gradual_share"])),
        (t("equity.column_mean"), *map(_minutes, shares["mean_min"])),
        (t("equity.column_worst"), *map(_minutes, shares["worst_mean_min"])),
    ]
    return ["", *map(column_name, shares["weight"])], rows


def _stations(found: Equity, t: Translate) -> _Table:
    rows = [
        (
            t(f"certainty.due_{row['due']}"),
            format_share(row["share"]),
            _minutes(row["mean_min"]),
            format_number(row["unreached"]),
        )
        for row in found.stations.to_dict("records")
    ]
    names = ("share", "mean", "unreached")
    return [t("report.column_station_name"), *(t(f"equity.column_{one}") for one in names)], rows


def _groups(by: str, table: pd.DataFrame, t: Translate) -> _Table:
    rows = [
        (
            plain_text(row["group"]) or "–",
            format_number(row["total"]),
            format_share(row["share"]),
            _minutes(row["mean_min"]),
        )
        for row in table.sort_values("share", kind="stable").to_dict("records")
    ]
    return [
        column_name(by),
        *(t(f"equity.column_{one}") for one in ("total", "share", "mean")),
    ], rows


def _estate_words(estate: pd.Series, t: Translate) -> str:
    return t(
        "equity.estate_line",
        second=_minutes(estate["second_min"]),
        third=_minutes(estate["third_min"]),
        reach=format_number(estate["crews_in_reach"], 2),
        gradual=format_number(estate["gradual"], 2),
    )


def _overlay(found: Equity, measure: str, t: Translate) -> list[map_layers.MapScript]:
    estates = state.answer().estates
    shade, shades = _classes(found, measure, t)
    return discs(
        estates["lon"],
        estates["lat"],
        shade,
        shades=shades,
        title=t(f"equity.legend_{measure}"),
        radius_px=_OVER_MARKS * mark_radius(estates["households"].to_numpy(np.float64)),
    )


def _classes(
    found: Equity, measure: str, t: Translate
) -> tuple[NDArray[np.int64], Sequence[Shade]]:
    """Return the class of every estate, -1 where it has none, and the classes."""
    if measure == "hot":
        known = found.estates["gi_z"].notna().to_numpy(bool)
        shade = found.estates["spot"].map(_SPOTS).to_numpy(np.int64)
        words = [t(f"equity.spot_{one or 'none'}") for one in _SPOTS]
        shades = [Shade(*one) for one in zip(_SPOT_COLOURS, words, strict=True)]
        return np.where(known, shade, -1), shades
    values = found.estates[_COLUMN_OF[measure]].to_numpy(np.float64)
    borders = _borders(found, measure, values)
    colours = _DARK_TO_LIGHT[::-1] if measure in _MINUTES else _DARK_TO_LIGHT
    digits = 1 if measure in _MINUTES else 2
    told = [format_number(float(border), digits) for border in borders]
    between = pairwise(told)
    words = [
        t("equity.below", high=told[0]),
        *(t("equity.between", low=low, high=high) for low, high in between),
        t("equity.above", low=told[-1]),
    ]
    shade = np.searchsorted(borders, np.nan_to_num(values), side="right")
    shades = [Shade(*one) for one in zip(colours, words, strict=True)]
    return np.where(np.isnan(values), -1, shade), shades


def _borders(found: Equity, measure: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    if measure in _MINUTES:
        return found.full_min * np.array(_TARGETS)
    if measure == "gradual":
        return np.array(_GRADUAL)
    return np.quantile(values, _QUANTILES)
