"""The review: one estate without a position at a time, decided by a click, a pin or a key."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from geo.cartography import map_layers, symbol
from geo.errors import GeoError
from geo.i18n import format_number
from geo.plan_tables import name_or_id
from geo.scenarios import (
    KNOWN_COLUMNS,
    Proposal,
    ReviewQueue,
    ReviewRow,
    latest_decision,
    queue_of,
    refused_rows,
    row_of,
)
from geo.text import plain_text, safe_text
from geo.ui import state, visitor
from geo.ui.components.map.overlay import Pin, pins, view
from geo.ui.components.map.plan_map import MODE, plan_map, set_mode
from geo.ui.news import tell_done
from geo.ui.style import asset
from geo.workspace import decide, refuse, take_back

__all__ = ["begin_review", "is_reviewing", "review_button", "review_queue"]

_REVIEWING: Final = "rc_reviewing"
_SKIPPED: Final = "rc_review_skipped"
_FIRST: Final = "rc_review_first"
_FAILED: Final = "rc_review_failed"
_DECIMALS: Final = 6
_PIN: Final = "#57606a"


def begin_review() -> None:
    """Show the review of the open workspace from now on."""
    st.session_state[_REVIEWING] = str(state.folder())
    st.session_state[_SKIPPED] = ()


def is_reviewing() -> bool:
    """Return whether the page shows the review."""
    return bool(st.session_state.get(_REVIEWING) == str(state.folder()))


def review_button() -> None:
    """Show how many estates wait for a person and the way to them; nothing where none does."""
    t = state.t()
    queue = queue_of(state.planner())
    if not queue.total:
        return
    st.button(
        t("review.begin", count=len(queue.waiting))
        if queue.waiting
        else t("review.look_again_at_all", count=queue.total),
        key="rc_review_begin",
        icon=":material/where_to_vote:",
        type="primary" if queue.waiting else "secondary",
        on_click=begin_review,
    )


def review_queue() -> None:
    """Show the next estate that waits, its proposals beside the map, and how far the review is."""
    skipped: tuple[str, ...] = st.session_state.get(_SKIPPED, ())
    queue = queue_of(state.planner(), first=st.session_state.get(_FIRST), skipped=skipped)
    row = row_of(state.planner(), queue.waiting[0]) if queue.waiting else None
    st.html(f"<style>{asset('review.css')}</style>")
    left, right = st.columns([0.62, 0.38], gap="small")
    with right, st.container(key="rc_panel"):
        _progress(queue)
        _complaint()
        if row is None:
            _finished(queue)
        else:
            _estate(row)
            _choices(row)
        _steps(queue)
    with left:
        _map(row)


def _map(row: ReviewRow | None) -> None:
    if row is None:
        plan_map()
        return
    places = [
        Pin(
            id=str(one.rank),
            label=str(one.rank),
            lon=one.lon,
            lat=one.lat,
            lines=(plain_text(one.name), plain_text(one.whereabouts), _source(one)),
        )
        for one in row.proposals
    ]
    seen = [(one.lon, one.lat) for one in row.proposals] or list(row.around)
    t = state.t()
    mark = symbol(f'<circle r="7" fill="{_PIN}" stroke="#fff" stroke-width="2"/>')
    rows = [{"symbol": mark, "text": t("review.pin_hint"), "number": str(len(places))}]
    plan_map(
        overlay=[
            *pins(places),
            map_layers.MapScript(
                "over_legend",
                "legend",
                [{"title": "", "rows": rows}],
                {"title": t("review.proposals")},
            ),
            *view([lon for lon, _ in seen], [lat for _, lat in seen]),
        ],
        on_mark=lambda mark: _take(row, mark),
        on_place=lambda lon, lat: _put(row, lon, lat),
    )


def _progress(queue: ReviewQueue) -> None:
    t = state.t()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="rc-review-progress"><b>'
            f"{safe_text(t('review.progress', done=queue.done, total=queue.total))}</b>"
            f'<progress max="{queue.total}" value="{queue.done}"></progress></div>'
        )
        st.button(
            t("review.leave"),
            key="rc_review_leave",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=_leave,
        )


def _estate(row: ReviewRow) -> None:
    t = state.t()
    cells = "".join(
        f"<tr><td>{safe_text(_column(column))}</td><td>{safe_text(text)}</td></tr>"
        for column, text in row.cells
    )
    st.html(
        f'<div class="rc-estate"><h3>{safe_text(row.name)}</h3>'
        f"<p>{safe_text(_reason(row))}</p>"
        f'<table class="rc-ledger rc-sites rc-said">{cells}</table></div>'
    )
    st.caption(t("review.choose") if row.proposals else t("review.no_proposal"))


def _column(column: str) -> str:
    return state.t()(f"review.column_{column}") if column in KNOWN_COLUMNS else column


def _reason(row: ReviewRow) -> str:
    t = state.t()
    why = t(f"review.reason_{row.rule or 'unknown'}")
    if row.online is None:
        return why
    apart = t(
        "review.providers_distance",
        one=t(f"review.source_{row.online.one}"),
        other=t(f"review.source_{row.online.other}"),
        metres=format_number(row.online.apart_m),
    )
    return f"{why} {apart}"


def _source(proposal: Proposal) -> str:
    return state.t()(f"review.source_{proposal.source}")


def _choices(row: ReviewRow) -> None:
    with st.container(key="rc_review_list"):
        for one in row.proposals:
            said = " · ".join(filter(None, (one.name, one.whereabouts, _source(one))))
            st.button(
                state.plain(plain_text(said)),
                key=f"rc_review_{row.estate_id}_{one.rank}",
                # The key is shown on the button: it is the number of the pin.
                shortcut=str(one.rank),
                width="stretch",
                on_click=_take,
                args=(row, str(one.rank)),
            )


def _steps(queue: ReviewQueue) -> None:
    t = state.t()
    waiting = queue.waiting[0] if queue.waiting else None
    placing = st.session_state.get(MODE) == "place"
    with st.container(horizontal=True):
        if waiting is not None:
            st.button(
                t("review.cancel_click") if placing else t("review.by_click"),
                key="rc_review_place",
                icon=":material/add_location_alt:",
                shortcut="P",
                on_click=set_mode,
                args=("pick" if placing else "place",),
            )
            st.button(
                t("review.none"),
                key="rc_review_none",
                icon=":material/block:",
                shortcut="0",
                on_click=_refuse,
                args=(waiting,),
            )
            st.button(
                t("review.skip"),
                key="rc_review_skip",
                icon=":material/skip_next:",
                shortcut="S",
                disabled=len(queue.waiting) == 1,
                on_click=_skip,
                args=(waiting,),
            )
        st.button(
            t("review.undo"),
            key="rc_review_undo",
            icon=":material/undo:",
            shortcut="U",
            disabled=queue.undo_name is None,
            help=None
            if queue.undo_name is None
            else t("review.undo_help", name=state.plain(plain_text(queue.undo_name))),
            on_click=_undo,
        )
    if placing and waiting is not None:
        st.caption(t("review.click_hint"))


def _finished(queue: ReviewQueue) -> None:
    t = state.t()
    st.success(
        t("review.finished", total=queue.total, placed=queue.placed, left=queue.left_out),
        icon=":material/check_circle:",
    )
    if queue.left_out:
        st.button(
            t("review.look_again", count=queue.left_out),
            key="rc_review_again",
            icon=":material/replay:",
            on_click=_look_again,
        )


def _complaint() -> None:
    failed: GeoError | None = st.session_state.pop(_FAILED, None)
    if failed is not None:
        state.complain(failed)


# ---------------------------------------------------------------- what clicks mean


def _saved(change: Callable[..., Any], *args: Any, **place: Any) -> bool:
    """Save a decision and tell whether it was; why one was not, the next drawing says."""
    set_mode("pick")
    if not visitor.may_change():
        return False
    try:
        change(state.planner().workspace, *args, decided_at=datetime.now(UTC), **place)
    except GeoError as error:
        st.session_state[_FAILED] = error
        return False
    return True


def _decided(key: str, estate_id: str, change: Callable[..., Any], **place: Any) -> None:
    """Save a decision about an estate and say it, with the way to take it back."""
    if _saved(change, estate_id, **place):
        tell_done(key, name=_name(estate_id), way_back=_undo, way_key="review.undo")


def _name(estate_id: str) -> str:
    listed = state.planner().district.estates
    return plain_text(name_or_id(listed[listed["estate_id"] == estate_id].iloc[0], "estate_id"))


def _take(row: ReviewRow, mark: str) -> None:
    proposal = next((one for one in row.proposals if str(one.rank) == mark), None)
    if proposal is None:  # a pin of the row before, clicked while the page was changing
        return
    if proposal.place_id:
        _decided("review.said_placed", row.estate_id, decide, place_id=proposal.place_id)
    else:
        _put(row, proposal.lon, proposal.lat)


def _put(row: ReviewRow, lon: float, lat: float) -> None:
    place = {"lon": round(lon, _DECIMALS), "lat": round(lat, _DECIMALS)}
    _decided("review.said_placed", row.estate_id, decide, **place)


def _refuse(estate_id: str) -> None:
    _decided("review.said_none", estate_id, refuse)


def _skip(estate_id: str) -> None:
    earlier = (one for one in st.session_state.get(_SKIPPED, ()) if one != estate_id)
    st.session_state[_SKIPPED] = (*earlier, estate_id)
    st.session_state[_FIRST] = None


def _undo() -> None:
    latest = latest_decision(state.planner())
    if latest is not None and _saved(take_back, latest.estate_id):
        st.session_state[_FIRST] = latest.estate_id
        tell_done("review.said_taken_back", name=_name(latest.estate_id))


def _look_again() -> None:
    for estate_id in refused_rows(state.planner()):
        _saved(take_back, estate_id)


def _leave() -> None:
    set_mode("pick")
    st.session_state.pop(_REVIEWING, None)
