"""A public claim held against the scenario: is it true, and what would make it so."""

from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.i18n import format_minutes, format_number, format_share
from geo.ui import state

__all__ = ["claim_form"]

_CLAIM = "rc_claim"
_AUDITED = "rc_audited"


def claim_form() -> None:
    """Show where a claim is typed and what came of it."""
    t = state.t()
    with st.expander(t("ui.claim"), icon=":material/fact_check:"):
        st.text_input(t("ui.claim_text"), key=_CLAIM, placeholder=t("ui.claim_example"))
        if st.button(t("ui.claim_check"), key="rc_claim_check") and st.session_state[_CLAIM]:
            _audit(st.session_state[_CLAIM])
        question, audited = st.session_state.get(_AUDITED, (None, None))
        if audited is not None and question == state.scenario():
            _say(audited)


def _audit(claim: str) -> None:
    try:
        with st.spinner(state.t()("ui.claim_stage")):
            audited = state.desk().audited(state.scenario(), claim)
    except GeoError as error:
        state.complain(error)
        return
    st.session_state[_AUDITED] = (state.scenario(), audited)


def _say(audited: dict[str, Any]) -> None:
    t = state.t()
    claim, stations = audited["claim"], audited["stations"]
    st.text(
        t(
            f"cli.audit_{audited['verdict']}",
            minutes=format_minutes(claim["minutes"], state.language()),
            percentile=format_share(claim["percentile"]),
        )
    )
    for name in ("estates", "households"):
        counts = audited[name]
        st.text(
            t(
                f"cli.audit_{name}",
                reached=format_number(counts["reached"]),
                count=format_number(counts["count"]),
                unsure=format_number(counts["unsure"]),
            )
        )
    if audited["area"] is not None:
        area = audited["area"]
        st.text(
            t(
                "cli.audit_area",
                reached=format_number(area["reached_km2"], 1),
                outline=format_number(area["outline_km2"], 1),
                claimed=format_number(area["claimed_km2"] or area["outline_km2"], 1),
            )
        )
    st.text(
        t(
            "cli.audit_stations",
            needed=stations["needed"],
            open=stations["open"],
            bound=stations["bound"],
        )
    )
