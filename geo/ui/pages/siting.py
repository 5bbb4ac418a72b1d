"""Siting: where further stations are best put, with the proof, taken over by a click."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.i18n import format_number, format_share
from geo.report.text import plain_text, safe_text
from geo.report.wording import MODEL_KEYS, proof_line, site_names
from geo.ui import state
from geo.ui.components.plan_map import plan_map
from geo.ui.components.tried_stations import tried_stations
from geo.workspace import StationSiting

__all__ = ["show"]

_ASKED = "rc_siting"
_MOST_STATIONS = 12


def show() -> None:
    """Show the question, the proposals with their proof, and the map that carries both."""
    answer = _answer()
    left, right = st.columns([0.74, 0.26], gap="small")
    with left:
        plan_map(proposed=None if answer is None else answer.proposed)
    with right, st.container(key="rc_panel"):
        _question()
        if answer is not None:
            _proposals(answer)
        tried_stations()


def _question() -> None:
    t = state.t()
    asked = state.desk().workspace.settings.siting
    models = list(MODEL_KEYS)
    model = st.selectbox(
        t("ui.model"),
        models,
        index=models.index(asked.model),
        format_func=lambda one: t(MODEL_KEYS[one]),
        key="rc_siting_model",
    )
    count = st.number_input(
        t("ui.new_stations"),
        1,
        _MOST_STATIONS,
        value=max(1, min(asked.stations, _MOST_STATIONS)),
        disabled=model == "set_cover",
        key="rc_siting_count",
    )
    st.button(
        t("ui.solve"),
        key="rc_solve",
        icon=":material/calculate:",
        width="stretch",
        on_click=_ask,
        args=(model, int(count)),
    )


def _ask(model: str, count: int) -> None:
    st.session_state[_ASKED] = (state.scenario(), model, count)


def _answer() -> StationSiting | None:
    """Return the proposals for the scenario as it is now, None until they are asked for."""
    scenario, model, count = st.session_state.get(_ASKED, (None, "", 0))
    if scenario != state.scenario():
        return None
    try:
        with st.spinner(state.t()("workspace.stage_site")):
            return state.desk().siting(scenario, model=model, stations=count)
    except GeoError as error:
        st.session_state.pop(_ASKED)
        state.complain(error)
        return None


def _proposals(answer: StationSiting) -> None:
    t = state.t()
    names = site_names(answer.proposed, t)
    before, after = (
        format_share(_share(coverage.covered)) for coverage in (answer.before, answer.after)
    )
    rows = "".join(
        f"<tr><td>{safe_text(name)}</td><td>+{safe_text(format_number(gained))}</td></tr>"
        for name, gained in zip(names, answer.proposed["households_gained"], strict=True)
    )
    st.html(
        f'<div class="rc-estate"><h3>{safe_text(t("report.proposed_sites"))}</h3>'
        f"<p>{safe_text(proof_line(answer.plan.status, answer.plan.gap, t))}</p>"
        f'<table class="rc-ledger rc-sites"><tr><th>{safe_text(t("ui.site"))}</th>'
        f"<th>{safe_text(t('ui.gained'))}</th></tr>{rows}</table>"
        f"<p>{safe_text(t('ui.share_after', before=before, after=after))}</p></div>"
    )
    for notice in answer.notices:
        st.text(plain_text(notice.sentence(state.language())))
    st.button(
        t("ui.accept"),
        key="rc_accept",
        icon=":material/done_all:",
        type="primary",
        width="stretch",
        on_click=_accept,
        args=(answer,),
    )


def _share(covered: NDArray[np.bool_]) -> float:
    households = state.desk().district.households
    return float(households[covered].sum() / max(households.sum(), 1e-9))


def _accept(answer: StationSiting) -> None:
    scenario = state.scenario()
    proposed = answer.proposed
    for name, lon, lat in zip(
        proposed["name"], proposed["lon"].tolist(), proposed["lat"].tolist(), strict=True
    ):
        scenario = scenario.with_station(round(lon, 6), round(lat, 6), plain_text(name))
    state.edit(scenario, "ui.edit_accepted", str(len(proposed)))
