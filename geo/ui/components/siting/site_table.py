"""All places where a station could stand, as pins on the map and as a table beneath it."""

from typing import Literal

import pandas as pd
import streamlit as st

from geo.cartography import map_layers
from geo.i18n import format_number
from geo.text import plain_text, sentence_case
from geo.ui import siting_state, state
from geo.ui.components.map.overlay import Pin, pins
from geo.ui.components.siting.site_form import SHOW_SITES
from geo.workspace import SitePlaces, settle

__all__ = ["site_pins", "site_table"]

_HEIGHT = 250


def site_pins() -> list[map_layers.MapScript]:
    """Return locked and forbidden places as pins; all candidates where the planner wants them."""
    t = state.t()
    places = state.planner().places(state.scenario())
    barred = _barred(places)
    everything = bool(st.session_state.get(SHOW_SITES))
    found = []
    for row, (site_id, label) in enumerate(
        zip(places.sites["site_id"], places.sites["label"], strict=True)
    ):
        kind = _kind(site_id, barred)
        if row < places.n_open or not (everything or kind != "open"):
            continue
        point = places.sites.geometry.iloc[row]
        found.append(
            Pin(
                id=site_id,
                label={"chosen": "+", "barred": "×", "open": ""}[kind],
                lon=point.x,
                lat=point.y,
                lines=(plain_text(label), t(f"choice.site_{kind}"), _reach(places, row)),
                state=kind,
            )
        )
    return pins(found)


def site_table() -> None:
    """Show every candidate with whom it reaches; chosen rows are locked, forbidden or let go."""
    t = state.t()
    places = state.planner().places(state.scenario())
    n_open = places.n_open
    count = len(places.sites) - n_open
    with st.expander(t("choice.sites_table", count=count), icon=":material/table_rows:"):
        barred = _barred(places)
        ids = list(places.sites["site_id"].iloc[n_open:])
        reach = places.cover_rows[n_open:] @ places.demand
        table = pd.DataFrame(
            {
                "id": ids,
                "label": [plain_text(one) for one in places.sites["label"].iloc[n_open:]],
                "reach": reach,
                "cost": places.sites["cost"].iloc[n_open:].to_numpy(),
                "state": [sentence_case(t(f"choice.site_{_kind(one, barred)}")) for one in ids],
            }
        )
        chosen = st.dataframe(
            table,
            height=_HEIGHT - 60,
            hide_index=True,
            placeholder="–",
            key="rc_site_table",
            on_select="rerun",
            selection_mode="multi-row",
            column_config={
                "id": st.column_config.Column(t("choice.column_id")),
                "label": st.column_config.Column(t("ui.site")),
                "reach": st.column_config.NumberColumn(
                    t("choice.column_reach"), format="localized"
                ),
                "cost": st.column_config.NumberColumn(t("choice.column_cost"), format="localized"),
                "state": st.column_config.Column(t("choice.column_state")),
            },
        )
        picked = [ids[row] for row in chosen["selection"]["rows"]]
        with st.container(horizontal=True):
            for name in ("lock", "forbid", "release"):
                st.button(
                    t(f"choice.do_{name}", count=len(picked)),
                    key=f"rc_site_{name}",
                    disabled=not picked,
                    on_click=_settle,
                    args=(name, picked),
                )


def _settle(name: str, ids: list[str]) -> None:
    rules = siting_state.rules()
    lock = [one for one in rules.lock if one not in ids]
    forbid = [one for one in rules.forbid if one not in ids]
    siting_state.change_rules(
        lock=tuple(lock + (ids if name == "lock" else [])),
        forbid=tuple(forbid + (ids if name == "forbid" else [])),
    )


def _barred(places: SitePlaces) -> set[str]:
    """Return the ids of the places that no plan may hold, those in forbidden areas included."""
    return set(places.sites["site_id"].iloc[settle(places, siting_state.rules()).forbidden])


def _kind(site_id: str, barred: set[str]) -> Literal["open", "chosen", "barred"]:
    if site_id in siting_state.rules().lock:
        return "chosen"
    return "barred" if site_id in barred else "open"


def _reach(places: SitePlaces, row: int) -> str:
    households = float((places.cover_rows[[row]] @ places.demand).sum())
    return state.t()("choice.reaches", households=format_number(households))
