"""A dispatch log against the model: predicted and observed shares on time."""

import math
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from geo.cartography import Dot, map_layers, reliability_chart
from geo.errors import GeoError
from geo.i18n import format_number, format_share
from geo.scenarios import certainty
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.chart import show_chart
from geo.ui.components.frame.small_table import small_table
from geo.workspace import left_out, settings_lines

__all__ = ["log_view"]

_LEARNED = "rc_learned"
_FILES: Final = ["csv", "xlsx", "gpkg", "geojson"]
_SURE: Final = 1.96
_MOST_NOTICES: Final = 8


def log_view() -> list[map_layers.MapScript]:
    """Ask for a log, or take the workspace's, and show what it teaches and how well."""
    t = state.t()
    learned = _learned()
    if learned is None:
        st.text(t("certainty.log_none"))
    with st.expander(
        t("certainty.log_upload"), icon=":material/upload_file:", expanded=learned is None
    ):
        _form()
    if learned is not None:
        _reliability(learned)
        _beside(learned)
        _parameters(learned["fit"]["parameters"])
    return []


def _learned() -> Mapping[str, Any] | None:
    folder, learned = st.session_state.get(_LEARNED, (None, None))
    if folder == state.folder():
        return dict(learned)
    try:
        with st.spinner(state.t()("certainty.log_stage")):
            return certainty.learned(state.planner())
    except GeoError as error:
        state.complain(error)
        return None


def _form() -> None:
    t = state.t()
    calls = st.file_uploader(t("certainty.log_calls"), _FILES, key="rc_log_calls")
    stations = st.file_uploader(t("certainty.log_stations"), _FILES, key="rc_log_stations")
    test = st.file_uploader(t("certainty.log_test"), _FILES, key="rc_log_test")
    st.caption(t("certainty.log_columns"))
    if not st.button(t("certainty.log_learn"), key="rc_log_learn", disabled=calls is None):
        return
    files = [None if one is None else (one.name, one.getvalue()) for one in (calls, stations, test)]
    if files[0] is None:
        return
    try:
        with st.spinner(t("certainty.log_stage")):
            learned = certainty.learned_from_uploads(state.planner(), files[0], files[1], files[2])
    except GeoError as error:
        state.complain(error)
        return
    st.session_state[_LEARNED] = (state.folder(), learned)
    st.rerun()


def _reliability(learned: Mapping[str, Any]) -> None:
    t = state.t()
    tables = {row["minutes"]: row for row in learned["test"]["by_threshold"]}
    minutes = st.select_slider(
        t("certainty.log_threshold"),
        list(tables),
        # Where about half are on time, the diagram tells most.
        value=min(tables, key=lambda one: abs(tables[one]["observed"] - 0.5)),
        format_func=lambda one: f"{one:g}",
        key="rc_log_threshold",
    )
    table = tables[minutes]
    bins = table["reliability"]
    show_chart(
        reliability_chart(
            [_dot(row) for row in bins],
            title=t("certainty.reliability_title", minutes=f"{minutes:g}"),
            description=t(
                "certainty.reliability_description",
                predicted=format_share(table["predicted"]),
                observed=format_share(table["observed"]),
            ),
            across=t("certainty.predicted_axis"),
            upward=t("certainty.observed_axis"),
        ),
        key="rc_reliability_chart",
    )
    head = [t("certainty.predicted"), t("certainty.observed"), t("certainty.log_count")]
    st.html(
        small_table(
            head,
            [
                (
                    format_share(row["predicted"]),
                    format_share(row["observed"]),
                    format_number(row["calls"]),
                )
                for row in bins
            ],
        )
    )


def _dot(row: dict[str, float]) -> Dot:
    observed, calls = row["observed"], int(row["calls"])
    error = _SURE * math.sqrt(observed * (1 - observed) / calls)
    return Dot(row["predicted"], observed, error, calls)


def _beside(learned: Mapping[str, Any]) -> None:
    t = state.t()
    test = learned["test"]
    kind = "certainty.log_crossed" if test["kind"] == "cross_validation" else "certainty.log_tested"
    st.text(
        t(
            kind,
            fit=format_number(learned["fit"]["calls"]),
            calls=format_number(test["calls"]),
        )
    )
    counts = {reason: format_number(count) for reason, count in left_out(learned).items()}
    st.caption(t("certainty.left_out", **counts))
    for notice in learned["notices"][:_MOST_NOTICES]:
        st.text(plain_text(notice.sentence(state.language())))
    methods = {"cli.method_ours": test} | {
        f"cli.method_{name}": figures for name, figures in learned["baselines"].items()
    }
    head = [t("cli.column_method"), t("certainty.mae"), t("certainty.calibration_error")]
    st.html(
        small_table(
            head,
            [
                (
                    t(key),
                    format_number(figures["mae_min"], 2),
                    format_number(figures["calibration_error"], 3),
                )
                for key, figures in methods.items()
            ],
        )
    )


def _parameters(parameters: dict[str, Any]) -> None:
    """Show what was learned in the words of ``workspace.toml``, ready to be copied."""
    t = state.t()
    with st.expander(t("certainty.log_settings"), icon=":material/tune:"):
        st.caption(t("certainty.log_settings_about"))
        st.code("\n".join(settings_lines(parameters)), language="toml")
