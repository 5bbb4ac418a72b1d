"""Run cards: who is due first, second and third, on screen and to print."""

from datetime import date

import pandas as pd
import streamlit as st

from geo.cartography import map_layers
from geo.i18n import format_number, format_share
from geo.report import run_card_page
from geo.scenarios import Planner, Scenario, certainty
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row, estate_heading, station_names
from geo.ui.components.frame.small_table import small_table

__all__ = ["card_view", "printed_cards"]

_PRINTED = "rc_cards"


def card_view() -> list[map_layers.MapScript]:
    """Show the card of the selected estate, or how many each station comes first at."""
    t = state.t()
    due = certainty.cards(state.planner(), state.scenario())
    names = station_names()
    row = chosen_row()
    if row is None:
        st.caption(t("certainty.card_hint"))
    else:
        estate_heading(row)
        rows = [
            (
                t(f"certainty.due_{rank}"),
                names[station],
                format_number(minutes, 1),
                format_share(p),
            )
            for rank, (station, minutes, p) in enumerate(
                zip(due.station[row], due.response_min[row], due.p_on_time[row], strict=True),
                start=1,
            )
            if station >= 0
        ]
        if rows:
            head = [
                "",
                t("report.column_station_name"),
                t("certainty.response_short"),
                t("certainty.on_time_short"),
            ]
            st.html(small_table(head, rows))
        else:
            st.text(t("ui.no_way"))
    ranks = range(min(len(names), due.station.shape[1]))
    counts = [
        (name, *(format_number(int((due.station[:, rank] == number).sum())) for rank in ranks))
        for number, name in enumerate(names)
    ]
    head = [t("report.column_station_name"), *(t(f"certainty.due_{rank + 1}") for rank in ranks)]
    st.html(small_table(head, counts))
    _print()
    return []


def _print() -> None:
    t = state.t()
    question = (state.planner().digest, state.scenario(), state.language())
    made, page = st.session_state.get(_PRINTED, (None, b""))
    if made != question:
        page = printed_cards(
            state.planner(),
            state.scenario(),
            language=state.language(),
            day=date.today(),
        )
        st.session_state[_PRINTED] = (question, page)
    st.download_button(
        t("certainty.card_print"),
        page,
        "run-cards.html",
        "text/html",
        key="rc_cards_download",
        icon=":material/print:",
        width="stretch",
        on_click="ignore",
    )
    st.caption(t("certainty.card_print_about"))


def printed_cards(planner: Planner, scenario: Scenario, *, language: str, day: date) -> bytes:
    """Return the run cards of a scenario as a page for the printer."""
    district = planner.district_of(scenario)
    due = certainty.cards(planner, scenario)
    stations = district.stations
    names = stations["name"].fillna(stations["station_id"]).astype(str).to_numpy()
    estates = district.estates
    columns = {
        name: estates[name].fillna("").astype(str)
        if name in estates
        else pd.Series("", index=estates.index)
        for name in ("street", "community", "name", "address")
    }
    rows = [
        run_card_page.CardRow(
            street=columns["street"].iloc[row],
            community=columns["community"].iloc[row],
            estate=columns["name"].iloc[row],
            address=columns["address"].iloc[row],
            households=float(district.households[row]),
            due=tuple(
                run_card_page.DueStation(str(names[station]), float(minutes), float(p))
                for station, minutes, p in zip(
                    due.station[row], due.response_min[row], due.p_on_time[row], strict=True
                )
                if station >= 0
            ),
        )
        for row in range(len(estates))
    ]
    settings = district.settings
    page = run_card_page.run_card_page(
        rows,
        district=planner.name,
        hour=settings.response.hour,
        target_min=settings.target.minutes,
        percentile=settings.target.percentile,
        run_hash=planner.digest,
        day=day,
        language=language,
    )
    return page.encode()
