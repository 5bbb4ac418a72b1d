"""The route of the selected estate: on the map, and road by road in the panel."""

from typing import Any, Final

import numpy as np
import streamlit as st

from geo.cartography import INK, QUIET, map_data, map_layers
from geo.errors import GeoError
from geo.i18n import format_number
from geo.plan_tables import detour_line, is_same_way, route_change, route_rows, walk_line
from geo.text import plain_text, safe_text
from geo.ui import state
from geo.ui.components.map.messages import message_bytes
from geo.workspace import EstateRoute

__all__ = ["route_bytes", "route_list"]

_LABELLED_MIN: Final = 0.8
_STYLE: Final = {"colour": INK, "halo": "#ffffff", "before": QUIET}


def route_bytes(key: str) -> bytes:
    """Return what the map draws of the selected estate's route; nothing where none is selected.

    Parameters
    ----------
    key : str
        The map that this is for.
    """
    head: dict[str, Any] = {"kind": "route", "key": key, "told": ""}
    now, before = _routes()
    if now is None and before is None:
        return message_bytes(head, [])
    changed = before if now is None or before is None or not is_same_way(now, before) else None
    data = {
        "now": _lines(now),
        "before": _lines(changed),
        "walk": None if now is None else map_data.encode_line(np.array(now.walk.coords)),
        "steps": [] if now is None else _labels(now),
    }
    head["told"] = "|".join(one.station_id for one in (now, changed) if one is not None)
    return message_bytes(head, [map_layers.MapScript("route", "route", data, _STYLE)])


def route_list() -> None:
    """Show the roads of the selected estate's route, its change, and what makes it go round."""
    t, estate = state.t(), state.selected()
    if estate is None:
        return
    now, before = _routes()
    answer = state.answer()
    names = dict(
        zip(answer.stations["station_id"], answer.stations["name"].fillna(""), strict=True)
    )
    parts = [] if now is None else [_table(now, names)]
    if not _same_question():
        old = state.planner().answer(state.compared()).stations
        names = dict(zip(old["station_id"], old["name"].fillna(""), strict=True)) | names
        compared = state.compared_name() or t("ui.today")
        change = route_change(now, before, stations=names, compared=compared, t=t)
        parts.append(f"<p>{safe_text(change)}</p>")
    detours = state.planner().detours(state.scenario(), estate)
    if detours:
        lines = "".join(f"<li>{safe_text(detour_line(one, t))}</li>" for one in detours)
        parts.append(f"<h4>{safe_text(t('route.detours'))}</h4><ul>{lines}</ul>")
    if parts:
        st.html(f'<div class="rc-estate rc-route">{"".join(parts)}</div>')


def _routes() -> tuple[EstateRoute | None, EstateRoute | None]:
    """Return the selected estate's route now and in the compared scenario."""
    estate = state.selected()
    if estate is None:
        return None, None
    planner = state.planner()
    try:
        now = planner.route(state.scenario(), estate)
        before = now if _same_question() else planner.route(state.compared(), estate)
    except GeoError:
        # The address may name an estate of another list.
        return None, None
    return now, before


def _same_question() -> bool:
    return state.compared().situation == state.scenario().situation


def _lines(route: EstateRoute | None) -> list[list[int]]:
    if route is None:
        return []
    return [map_data.encode_line(np.array(line.coords)) for line in route.steps.geometry]


def _labels(route: EstateRoute) -> list[dict[str, Any]]:
    """Return the minutes of the longer roads, each at the middle of its road."""
    labels = []
    for road, (minutes, line) in enumerate(
        zip(route.steps["minutes"], route.steps.geometry, strict=True)
    ):
        if minutes < _LABELLED_MIN:
            continue
        middle = line.interpolate(0.5, normalized=True)
        labels.append(
            {
                "road": road,
                "lat": round(middle.y, 6),
                "lon": round(middle.x, 6),
                "minutes": format_number(minutes, 1),
            }
        )
    return labels


def _table(route: EstateRoute, names: dict[str, str]) -> str:
    t = state.t()
    station = plain_text(names.get(route.station_id) or route.station_id)
    rows = "".join(
        f"<tr><td>{safe_text(road)}</td><td>{safe_text(length)}</td>"
        f"<td>{safe_text(minutes)}</td></tr>"
        for road, length, minutes in route_rows(route, t)
    )
    unnamed = "" if route.steps["road"].any() else f"<p>{safe_text(t('route.no_names'))}</p>"
    return (
        f"<h4>{safe_text(t('route.title'))}</h4>"
        f"<p>{safe_text(t('route.from_station', station=station))}</p>"
        f'<table class="rc-ledger rc-roads"><tr><th>{safe_text(t("route.road"))}</th>'
        f"<th>{safe_text(t('route.length'))}</th><th>{safe_text(t('route.minutes'))}</th></tr>"
        f'{rows}<tr class="rc-sum"><td>{safe_text(t("route.drive_sum"))}</td>'
        f"<td>{safe_text(format_number(route.steps['length_m'].sum() / 1000, 2))}</td>"
        f"<td>{safe_text(format_number(route.drive_min, 1))}</td></tr></table>"
        f"<p>{safe_text(walk_line(route, t))}</p>{unnamed}"
    )
