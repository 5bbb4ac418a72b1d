"""A public claim held against the scenario: is it true, and what would make it so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from geo.coverage import CLAIM_PARTS, area_parts, turning_points
from geo.errors import GeoError
from geo.i18n import format_minutes, format_number, format_share
from geo.plan_tables import claim_figures, claim_reading
from geo.scenarios import LIMITS
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.frame.small_table import small_table

__all__ = ["claim_form", "open_claim"]

_CLAIM = "rc_claim"
_AUDITED = "rc_audited"
_OPEN = "rc_claim_open"
_ENTERED = "rc_claim_entered"
_KEEP = "rc_claim_keep_"
_MARKS = {"true": "covered", "false": "unreachable", "unproven": "unsure"}
_MOST_NAMED = 6


def open_claim() -> None:
    """Let the form be open when the page is drawn."""
    st.session_state[_OPEN] = True


def claim_form() -> None:
    """Show where a claim is typed, how it was read and what came of it."""
    t = state.t()
    with st.expander(t("ui.claim"), icon=":material/fact_check:", key=_OPEN, on_change="rerun"):
        st.text_input(
            t("ui.claim_text"),
            key=_CLAIM,
            max_chars=LIMITS.line,
            placeholder=t("ui.claim_example"),
            on_change=_ask,
        )
        claim = st.session_state[_CLAIM].strip()
        entered = st.session_state.pop(_ENTERED, False)
        if st.button(t("ui.claim_check"), key="rc_claim_check") or entered:
            _forget_parts()
            if not _is_answered(claim):
                _audit(claim)
        question, audited = st.session_state.get(_AUDITED, (None, None))
        # What was found of another text or another scenario says nothing of this one.
        if audited is None or question != state.scenario() or audited["claim"]["said"] != claim:
            return
        denied = _denied_parts(audited)
        if denied != audited["claim"]["denied"]:
            _audit(claim, denied)
            st.rerun()
        _say(audited)


def _ask() -> None:
    """Check a text that has just been entered, as the button does."""
    st.session_state[_ENTERED] = True


def _is_answered(claim: str) -> bool:
    """Tell whether the whole claim was checked already: leaving its field asks, then the button."""
    question, audited = st.session_state.get(_AUDITED, (None, None))
    return (
        audited is not None
        and question == state.scenario()
        and audited["claim"]["said"] == claim
        and not audited["claim"]["denied"]
    )


def _audit(claim: str, denied: Sequence[str] = ()) -> None:
    """Put a claim to the test; one that cannot be read leaves no earlier answer standing."""
    st.session_state.pop(_AUDITED, None)
    if not claim:
        return
    try:
        with st.spinner(state.t()("ui.claim_stage")):
            audited = state.planner().audited(state.scenario(), claim, denied)
    except GeoError as error:
        state.complain(error)
        return
    st.session_state[_AUDITED] = (state.scenario(), audited)


def _forget_parts() -> None:
    for part in CLAIM_PARTS:
        st.session_state.pop(_KEEP + part, None)


def _denied_parts(audited: Mapping[str, Any]) -> list[str]:
    """Show how the claim was read; return the parts that are unticked."""
    denied = []
    st.caption(state.t()("certainty.claim_read"))
    for part, notice in claim_reading(audited):
        words = plain_text(notice.sentence(state.language()))
        if part not in CLAIM_PARTS:
            st.text(words)
        elif not st.checkbox(state.plain(words), value=True, key=_KEEP + part):
            denied.append(part)
    return denied


def _say(audited: Mapping[str, Any]) -> None:
    t = state.t()
    claim, verdict = audited["claim"], audited["verdict"]
    words = safe_text(t(f"certainty.claim_{verdict}"))
    promise = "; ".join(claim_figures(audited, t, state.language())) or t(
        "certainty.claim_promise",
        minutes=format_minutes(claim["minutes"], state.language()),
        share=format_share(claim["percentile"]),
    )
    st.html(
        f'<div class="rc-estate"><p><b class="rc-verdict rc-{_MARKS[verdict]}">{words}</b> '
        f"{safe_text(promise)}</p></div>"
    )
    head = ["", t("certainty.reached"), t("certainty.missed"), t("certainty.of_all")]
    st.html(small_table(head, list(_counts(audited))))
    for sentence in _turning_points(audited):
        st.text(sentence)
    _before_and_after(audited["without"])
    st.caption(t("certainty.claim_by_hand"))


def _counts(audited: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    t = state.t()
    for name, words in (
        ("estates", "report.estates"),
        ("households", "report.column_households"),
    ):
        counts = audited[name]
        yield t(words), *(format_number(counts[part]) for part in ("reached", "missed", "count"))
        if counts["unsure"]:
            yield t("certainty.of_these_unsure"), "", format_number(counts["unsure"]), ""
    if audited["area"] is not None:
        area = {name: km2 or 0.0 for name, km2 in area_parts(audited["area"], 1).items()}
        claimed = area["claimed_km2"] or area["outline_km2"]
        figures = (area["reached_km2"], area["missed_km2"], claimed)
        yield t("certainty.area"), *(format_number(km2, 1) for km2 in figures)
        for name in ("without_road", "beyond_outline"):
            if area[f"{name}_km2"]:
                yield t(f"certainty.area_{name}"), "", format_number(area[f"{name}_km2"], 1), ""


def _turning_points(audited: Mapping[str, Any]) -> Iterator[str]:
    """Yield at what speed, turnout and number of stations the claim turns true."""
    t = state.t()
    for turn, value in turning_points(audited):
        yield t(f"cli.audit_{turn}", value=format_number(value, 2))
    stations = audited["stations"]
    yield t(
        "cli.audit_stations",
        needed=stations["needed"],
        open=stations["open"],
        bound=stations["bound"],
    )
    if stations["lower_bound_area"] is not None:
        yield t("cli.audit_area_bound", bound=stations["lower_bound_area"])
    if stations["uncoverable"]:
        names = [plain_text(name) for name in stations["uncoverable"]]
        yield t(
            "certainty.uncoverable",
            count=format_number(len(names)),
            names=t("language.comma").join(names[:_MOST_NAMED]),
        )


def _before_and_after(rows: list[dict[str, Any]]) -> None:
    """Show what the district has without each station and with it."""
    if not rows:
        return
    t = state.t()
    head = [
        t("certainty.without"),
        t("certainty.households_without"),
        t("certainty.households_with"),
        t("certainty.estates_gained"),
    ]
    table = [
        (
            plain_text(row["name"] or row["station_id"]),
            *(format_number(households) for households in row["households_covered"]),
            f"+{len(row['gained'])}",
        )
        for row in rows
    ]
    st.html(small_table(head, table))
