"""Run cards: who is due first, second and third, on screen and to print."""

from datetime import date

import streamlit as st

from geo.cartography import map_layers
from geo.i18n import format_number, format_share
from geo.report import run_card_files
from geo.scenarios import Planner, Scenario, certainty
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.frame.chosen import chosen_row, estate_heading, station_names
from geo.ui.components.frame.downloads import offer_file
from geo.ui.components.frame.small_table import small_table
from geo.workspace import cover_by_skill, skills_of

__all__ = ["card_view", "printed_cards"]

_PRINTED = "rc_cards"


def card_view() -> list[map_layers.MapScript]:
    """Show the card of the selected estate, or how many each station comes first at."""
    t = state.t()
    fault = _fault()
    stations = certainty.card_district(state.planner(), state.scenario(), fault).stations
    names = station_names(stations)
    if not names:
        st.text(t("skills.none_on_duty", skills=fault or "–"))
        return []
    due = certainty.cards(state.planner(), state.scenario(), fault)
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
    _print(fault)
    _by_skill()
    return []


def _fault() -> str | None:
    """Return the kind of fault to show cards for; None for all, and where crews do not differ."""
    skills = skills_of(state.planner().district)
    if not skills:
        return None
    t = state.t()
    return st.selectbox(
        t("skills.choose"),
        [None, *skills],
        format_func=lambda skill: t("skills.any") if skill is None else plain_text(skill),
        key="rc_fault",
    )


def _by_skill() -> None:
    """Show who is covered for each kind of fault, where crews differ."""
    t = state.t()
    rows = [
        (
            row["skill"],
            format_number(row["stations_on_duty"]),
            format_number(row["estates_covered"]),
            format_share(row["share_households"]),
        )
        for row in cover_by_skill(state.planner().district_of(state.scenario()))
    ]
    if not rows:
        return
    st.caption(t("skills.title"))
    head = [
        t("skills.column_skill"),
        t("report.stations"),
        t("ui.estates_short"),
        t("ui.households_short"),
    ]
    st.html(small_table(head, rows))


def _print(fault: str | None) -> None:
    t = state.t()
    question = (state.planner().digest, state.scenario(), state.language(), fault)
    made, page = st.session_state.get(_PRINTED, (None, b""))
    if made != question:
        page = printed_cards(
            state.planner(),
            state.scenario(),
            language=state.language(),
            day=date.today(),
            fault=fault,
        )
        st.session_state[_PRINTED] = (question, page)
    offer_file(
        t("certainty.card_print"),
        page,
        "run-cards.html",
        key="rc_cards_download",
        icon=":material/print:",
        width="stretch",
    )
    st.caption(t("certainty.card_print_about"))


def printed_cards(
    planner: Planner, scenario: Scenario, *, language: str, day: date, fault: str | None = None
) -> bytes:
    """Return the run cards of a scenario as a page for the printer."""
    return run_card_files.printed_run_cards(
        certainty.card_district(planner, scenario, fault),
        certainty.cards(planner, scenario, fault),
        name=planner.name if fault is None else f"{planner.name} · {fault}",
        run_hash=planner.digest,
        day=day,
        language=language,
    ).encode()
