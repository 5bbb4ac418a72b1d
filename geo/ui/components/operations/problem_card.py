"""The card of one problem: where it stands, why it is urgent, and what may happen next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import GeoError
from geo.i18n import format_number, format_share
from geo.plan_tables import minutes_text, worded_problems
from geo.scenarios import LIMITS, next_states, take_step
from geo.text import plain_text
from geo.ui import state, visitor
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.operations.chosen_problem import keep_record, record
from geo.ui.news import tell_done
from geo.workspace.operations import ProblemEvent, ProblemList, Record, record_store

__all__ = ["problem_card"]

_KEY: Final = "rc_step"
_DANGERS: Final = (1, 2, 3, 4)


def problem_card(problems: ProblemList, row: "pd.Series[Any]") -> None:
    """Show one problem with its estate's minutes, its steps, its history and its next step.

    Parameters
    ----------
    problems : ProblemList
    row : Series
        A row of its table.
    """
    t = state.t()
    worded = worded_problems(problems, t, rows=pd.Index([row.name])).iloc[0]
    st.subheader(
        f"{state.plain(worded['urgency'])} · {state.plain(worded['kind'])}",
        anchor=False,
    )
    st.caption(state.plain(f"{worded['name'] or '–'} · {worded['problem_id']} · {worded['state']}"))
    st.html(small_table((), [(name, value) for name, value in _facts(row, worded) if value]))
    if row["waiting_for"]:
        st.text(f"{t('problems.column_waiting_for')}{t('problems.colon')}{row['waiting_for']}")
    if row["alike"]:
        _alike(problems, row)
    if visitor.may_change_quietly():
        _next_step(problems, row)
    _history(problems, row)


def _facts(row: "pd.Series[Any]", worded: "pd.Series[Any]") -> list[tuple[str, str]]:
    t = state.t()
    slack = "" if pd.isna(row["slack_days"]) else format_number(row["slack_days"])
    consent = ""
    if pd.notna(row["consent_share"]):
        answers = (
            format_number(row[f"consent_{name}"]) for name in ("yes", "waived", "empty", "missing")
        )
        consent = f"{format_share(row['consent_share'])} ({' / '.join(answers)})"
    return [
        (t("problems.column_reason"), worded["reason"]),
        (t("problems.column_affected"), format_number(row["households"])),
        (t("problems.column_window_to"), worded["window_to"]),
        (t("problems.column_latest_start"), worded["latest_start"]),
        (t("problems.column_slack_days"), slack),
        (t("problems.column_shorten_step"), row["shorten_step"] if row["slack_days"] < 0 else ""),
        (t("problems.column_next_step"), row["next_step"]),
        (t("problems.column_owner"), row["owner"]),
        (t("problems.consent"), consent),
        (t("problems.column_scope"), worded["scope"]),
        (t("problems.column_first_receiver"), row["first_receiver"]),
        (t("problems.column_proof"), row["proof"]),
        (t("problems.minutes"), _minutes(str(row["estate_id"]))),
    ]


def _minutes(estate_id: str) -> str:
    """Return how long a crew takes to the estate in the open scenario."""
    t = state.t()
    estates = state.answer().estates
    found = estates[estates["estate_id"].astype(str) == estate_id]
    if found.empty or pd.isna(found["response_min"].iloc[0]):
        return ""
    share = format_share(found["p_on_time"].iloc[0])
    return f"{minutes_text(found['response_min'].iloc[0], t)} · {t('ui.on_time', share=share)}"


def _alike(problems: ProblemList, row: "pd.Series[Any]") -> None:
    t = state.t()
    st.text(t("problems.may_repeat", other=row["alike"]))
    if visitor.may_change_quietly():
        st.button(
            t("problems.is_same"),
            key=f"{_KEY}_same",
            icon=":material/content_copy:",
            on_click=lambda: _take(problems, _event(row, same_as=row["alike"])),
        )


def _next_step(problems: ProblemList, row: "pd.Series[Any]") -> None:
    """Ask for the next step: where the problem goes, and what that needs."""
    t = state.t()
    with st.popover(t("problems.next"), icon=":material/arrow_forward:", width="stretch"):
        wanted = st.selectbox(
            t("problems.column_state"),
            next_states(row["status"]),
            format_func=lambda one: t(f"problems.state_{one}"),
            key=f"{_KEY}_state_{row['problem_id']}_{row['status']}",
        )
        danger = accepted_by = proof = None
        if wanted == "judged":
            danger = st.select_slider(
                t("problems.column_danger"), _DANGERS, value=2, key=f"{_KEY}_danger"
            )
        if wanted in {"accepted", "closed"}:
            accepted_by = st.text_input(
                t("problems.column_accepted_by"),
                value=row["accepted_by"],
                key=f"{_KEY}_by",
                max_chars=LIMITS.name,
            )
            proof = st.text_input(
                t("problems.column_proof"),
                value=row["proof"],
                key=f"{_KEY}_proof",
                max_chars=LIMITS.line,
            )
        note = st.text_input(t("problems.note"), key=f"{_KEY}_note", max_chars=LIMITS.line)
        step = _event(
            row,
            state=wanted,
            danger=danger,
            accepted_by=plain_text(accepted_by or ""),
            proof=plain_text(proof or ""),
            note=plain_text(note),
        )
        st.button(
            t("problems.take_step"),
            key=f"{_KEY}_take",
            type="primary",
            on_click=lambda: _take(problems, step),
        )


def _event(row: "pd.Series[Any]", **what: Any) -> ProblemEvent:
    now = datetime.now().replace(microsecond=0)
    return ProblemEvent(problem_id=row["problem_id"], at=now, by=visitor.name(), **what)


def _take(problems: ProblemList, event: ProblemEvent) -> None:
    """Keep a step; what a problem cannot take is said in words, and so is what others changed."""
    if not visitor.may_change():
        return
    _keep(
        lambda: take_step(state.planner(), problems, event, record()),
        "problems.step_kept",
        event,
        way_back=lambda: _take_back(problems, event),
    )


def _take_back(problems: ProblemList, event: ProblemEvent) -> None:
    if not visitor.may_change():
        return
    _keep(
        lambda: record_store(state.folder()).take_back(event),
        "problems.step_taken_back",
        event,
        way_back=lambda: _take(problems, event),
        way_key="find.redo_this",
    )


def _keep(change: Callable[[], Record], key: str, event: ProblemEvent, **way: Any) -> None:
    """Change the record and say it; what is refused is said in words, and the newest is shown."""
    try:
        keep_record(change())
    except GeoError as error:
        visitor.refuse(error.key, **error.params)
        keep_record(None)
        return
    t = state.t()
    what = t(f"problems.state_{event.state}") if event.state else t("problems.is_same")
    tell_done(key, problem=event.problem_id, what=what, **way)


def _history(problems: ProblemList, row: "pd.Series[Any]") -> None:
    t = state.t()
    events = problems.record.history(str(row["problem_id"]))
    steps = problems.steps[problems.steps["problem_id"] == row["problem_id"]]
    if steps.empty and not events:
        return
    with st.expander(t("problems.history"), icon=":material/history:"):
        for step in steps.to_dict("records"):
            done = (
                t("problems.step_open")
                if pd.isna(step["done_at"])
                else f"{step['done_at']:%Y-%m-%d}"
            )
            days = format_number(step["days"])
            st.text(t("problems.step_line", step=step["step"], days=days, done=done))
        for event in events:
            what = t(f"problems.state_{event.state}") if event.state else event.same_as
            note = event.note or event.proof
            st.text(f"{event.at:%Y-%m-%d %H:%M} {event.by} {what} {note}".strip())
