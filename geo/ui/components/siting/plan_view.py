"""The plan that the map shows: its proof, its sites, what it gains, and taking it over."""

from collections.abc import Iterator

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from geo.cartography import map_layers, mark_radius
from geo.errors import GeoError
from geo.i18n import Translate, format_number, format_share
from geo.plan_tables import hour_spans, proof_line, site_hour_sentences, site_names
from geo.scenarios import siting as scenario_siting
from geo.scenarios import take_over_plan
from geo.text import plain_text, safe_text
from geo.ui import siting_state, state
from geo.ui.components.frame.small_table import small_table
from geo.ui.components.map.overlay import Shade, discs
from geo.ui.components.siting.case_offer import case_offer
from geo.ui.siting_state import ShelfPlan
from geo.workspace import TOLERANCE_MODELS, SitingTolerance, StationSiting, plan_figures

__all__ = ["change_discs", "gained_discs", "plan_view"]

Flags = NDArray[np.bool_]

_GAINED, _LOST = "#009e73", "#d55e00"
_OVER_MARKS = 1.2
_TOLERANCE = "rc_tolerance"


def plan_view() -> None:
    """Show the plan on the map in words; nothing where there is none."""
    plan = siting_state.shown()
    if plan is None:
        return
    t, answer = state.t(), plan.answer
    district = state.planner().district_of(siting_state.found().asked)
    applied = siting_state.is_applied(plan)
    before, after = (plan_figures(district, one) for one in (answer.before, answer.after))
    rows = "".join(
        f"<tr><td>{safe_text(name)}</td><td>+{safe_text(format_number(gained))}</td></tr>"
        for name, gained in zip(
            site_names(answer.proposed, t), answer.proposed["households_gained"], strict=True
        )
    )
    effect = t(
        "choice.effect",
        share_before=format_share(before.share_households),
        share_after=format_share(after.share_households),
        mean_before=format_number(before.mean_min, 1),
        mean_after=format_number(after.mean_min, 1),
        p90_before=format_number(before.p90_min, 1),
        p90_after=format_number(after.p90_min, 1),
    )
    st.html(
        f'<div class="rc-estate"><h3>{safe_text(siting_state.plan_words(plan, t))}</h3>'
        f"<p>{safe_text(proof_line(answer.plan.status, answer.plan.gap, t))}</p>"
        f'<table class="rc-ledger rc-sites"><tr><th>{safe_text(t("ui.site"))}</th>'
        f"<th>{safe_text(t('ui.gained'))}</th></tr>{rows}</table>"
        f"<p>{safe_text(effect)}</p></div>"
    )
    if siting_state.is_outdated():
        st.caption(t("choice.found_before"))
    _hours(answer)
    if answer.closed:
        st.caption(t("choice.closed_on_screen", sites=state.plain(_closed_names(plan))))
    for notice in answer.notices:
        st.text(plain_text(notice.sentence(state.language())))
    _served(answer, t)
    _tolerance(plan)
    with st.container(horizontal=True):
        st.button(
            t("choice.applied") if applied else t("ui.accept"),
            key="rc_accept",
            icon=":material/done_all:",
            on_click=_accept,
            args=(plan,),
            disabled=applied or (answer.proposed.empty and not answer.closed),
        )
        st.button(
            t("choice.lock_these"),
            key="rc_lock_these",
            icon=":material/lock:",
            on_click=_lock,
            args=(plan,),
            disabled=answer.proposed.empty,
        )
    case_offer(plan)


def _served(answer: StationSiting, t: Translate) -> None:
    """Show whom each station serves where stations are limited; the shares add up to one."""
    if answer.capacity is None:
        return
    rows = [
        (
            plain_text(row["label"]) or t("condition.unserved"),
            format_number(row["households"]),
            format_share(row["share"]),
            "–" if np.isnan(row["used"]) else format_share(row["used"]),
        )
        for row in answer.served.to_dict("records")
    ]
    head = ("condition.served_by", "report.column_households", "equity.column_share")
    st.html(small_table([t(key) for key in (*head, "condition.column_used")], rows))


def _tolerance(plan: ShelfPlan) -> None:
    """Say how far the minutes may be off, once that has been asked of this plan."""
    t, answer = state.t(), plan.answer
    if answer.plan.model not in TOLERANCE_MODELS or answer.by_hour is not None:
        return
    asked = st.button(
        t("condition.tolerance_ask"),
        key="rc_tolerance_ask",
        icon=":material/straighten:",
        width="stretch",
    )
    if asked:
        with st.spinner(t("condition.tolerance_ask")):
            try:
                found = scenario_siting.tolerance(
                    state.planner(), siting_state.found().asked, siting_state.ask(), answer
                )
            except GeoError as error:
                state.complain(error)
                return
        st.session_state[_TOLERANCE] = (answer, found)
    held, found = st.session_state.get(_TOLERANCE, (None, None))
    if held is answer and found is not None:
        for sentence in _tolerance_words(found, answer, t):
            st.text(sentence)


def _tolerance_words(found: SitingTolerance, answer: StationSiting, t: Translate) -> Iterator[str]:
    tolerance = found.tolerance
    yield t("condition.tolerance_proven", share=format_share(tolerance.proven_share))
    if np.isinf(tolerance.broken_share):
        if tolerance.exact or tolerance.proven_share >= 1:
            yield t("condition.tolerance_none")
        return
    label = answer.sites.set_index("site_id")["label"]
    sites = ", ".join(plain_text(label[one]) for one in found.instead) or "–"
    share = format_share(tolerance.broken_share)
    yield t("condition.tolerance_broken", share=share, sites=sites)


def _hours(answer: StationSiting) -> None:
    """Show what the plan gives at every hour, where all of them were counted."""
    if answer.by_hour is None:
        return
    t = state.t()
    for sentence in site_hour_sentences(answer.hours, answer.by_hour, t):
        st.text(sentence)
    head = (
        "hours.column_day",
        "choice.column_hours",
        "choice.column_before",
        "choice.column_after",
    )
    rows = [
        (
            t(f"hours.{span.day}"),
            span.hours,
            format_number(span.households_before),
            format_number(span.households_after),
        )
        for span in hour_spans(answer.by_hour)
    ]
    st.html(small_table([t(key) for key in head], rows))


def gained_discs() -> list[map_layers.MapScript]:
    """Return the estates that the plan on the map brings on time, and those that it loses."""
    plan = siting_state.shown()
    if plan is None:
        return []
    before, after = plan.answer.before.covered, plan.answer.after.covered
    return change_discs(after & ~before, before & ~after, state.t()("choice.plan_legend"))


def change_discs(gained: Flags, lost: Flags, title: str) -> list[map_layers.MapScript]:
    """Return the estates that come on time and those that no longer are, with their legend."""
    t, district = state.t(), state.planner().district
    points = district.estates.geometry
    return discs(
        points.x,
        points.y,
        np.select([gained, lost], [0, 1], default=-1),
        shades=[
            Shade(_GAINED, t("choice.gained_on_time")),
            Shade(_LOST, t("choice.lost_on_time")),
        ],
        title=title,
        radius_px=_OVER_MARKS * mark_radius(district.households),
    )


def _closed_names(plan: ShelfPlan) -> str:
    sites = plan.answer.sites.set_index("site_id")["label"]
    return ", ".join(plain_text(sites[one]) for one in plan.answer.closed)


def _accept(plan: ShelfPlan) -> None:
    names = map(plain_text, plan.answer.proposed["name"])
    places = siting_state.places_of(plan)
    sites = [(lon, lat, name) for (lon, lat), name in zip(places, names, strict=True)]
    state.make(take_over_plan(state.scenario(), sites, plan.answer.closed))
    siting_state.change_rules(lock=())


def _lock(plan: ShelfPlan) -> None:
    rules = siting_state.rules()
    ids = [str(one) for one in plan.answer.proposed["candidate_id"]]
    siting_state.change_rules(
        lock=tuple(dict.fromkeys((*rules.lock, *ids))),
        forbid=tuple(one for one in rules.forbid if one not in ids),
    )
