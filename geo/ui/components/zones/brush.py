"""Painting estates into a zone: the brush, and the bars that follow it while it moves."""

from typing import Final

import numpy as np
import streamlit as st

from geo.cartography import ACCENT, map_layers
from geo.i18n import format_number
from geo.scenarios import ScenarioZones, rows_of
from geo.text import plain_text
from geo.ui import state
from geo.ui.components.map.plan_map import MODE, set_mode

__all__ = ["brush_form", "brush_layer", "is_painting", "painted_rows"]

_TARGET: Final = "rc_brush_zone"
_DEGREES: Final = 6


def is_painting() -> bool:
    """Tell whether the mouse paints."""
    return st.session_state.get(MODE) == "paint"


def _free_zones(answer: ScenarioZones) -> list[int]:
    plan = answer.zoning
    return [z for z in range(plan.n_zones) if not plan.locked.intersection(plan.members[z])]


def _target(answer: ScenarioZones) -> int | None:
    """Return the zone that is painted; by its name, which stays when zones are numbered anew."""
    names: list[str] = answer.zones["zone_id"].astype(str).tolist()
    held = st.session_state.get(_TARGET)
    free = _free_zones(answer)
    if held in names and names.index(held) in free:
        return names.index(held)
    return free[0] if free else None


def brush_form(answer: ScenarioZones, ids: list[str]) -> None:
    """Show the button that begins to paint; while painting, which zone the brush gives.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    ids : list of str
        The chosen estates: the zone of the first is the one to begin with.
    """
    t = state.t()
    painting = is_painting()
    st.button(
        t("ui.place_done") if painting else t("zone_edit.paint"),
        key="rc_paint",
        icon=":material/done:" if painting else ":material/brush:",
        width="stretch",
        help=t("zone_edit.paint_hint"),
        disabled=not _free_zones(answer),
        on_click=set_mode if painting else _begin,
        args=("pick",) if painting else (answer, ids),
    )
    target = _target(answer)
    if not painting or target is None:
        return
    names = answer.zones["zone_id"].astype(str).tolist()
    st.session_state[_TARGET] = names[target]
    st.selectbox(
        t("zone_edit.paint_into"),
        [names[zone] for zone in _free_zones(answer)],
        format_func=plain_text,
        key=_TARGET,
    )
    st.caption(t("zone_edit.paint_hint"))


def _begin(answer: ScenarioZones, ids: list[str]) -> None:
    set_mode("paint")
    rows = rows_of(state.planner(), ids)
    if rows:
        zone = int(answer.zoning.zone_of[rows[0]])
        st.session_state[_TARGET] = str(answer.zones["zone_id"].iloc[zone])


def painted_rows(answer: ScenarioZones, ids: list[str]) -> tuple[list[int], int | None]:
    """Return the rows of painted estates that may move, and the zone that they were painted into.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    ids : list of str
        The estates that the brush touched.
    """
    plan, target = answer.zoning, _target(answer)
    rows = [
        row
        for row in rows_of(state.planner(), ids)
        if row not in plan.locked and plan.zone_of[row] != target
    ]
    return rows, target


def brush_layer(answer: ScenarioZones) -> list[map_layers.MapScript]:
    """Return what the map needs to paint: the estates of the zone's street and operator.

    Parameters
    ----------
    answer : ScenarioZones
        The zones of the open scenario.
    """
    target = _target(answer)
    if not is_painting() or target is None:
        return []
    t, plan = state.t(), answer.zoning
    problem = plan.problem
    estates = state.planner().district.estates
    lon, lat = estates.geometry.x.to_numpy(), estates.geometry.y.to_numpy()
    near = problem.street == problem.street[plan.members[target][0]]
    rows = np.flatnonzero(near & np.isfinite(lon) & np.isfinite(lat))
    zones = np.unique(plan.zone_of[near])
    names = answer.zones["zone_id"].astype(str).tolist()
    mean = float(problem.households.sum()) / plan.target_zones
    data = {
        "target": int(target),
        "ids": [str(estates["estate_id"].iloc[row]) for row in rows],
        "lat": np.round(lat[rows], _DEGREES).tolist(),
        "lon": np.round(lon[rows], _DEGREES).tolist(),
        "zone": plan.zone_of[rows].tolist(),
        "households": problem.households[rows].tolist(),
        "fixed": [int(row in plan.locked) for row in rows],
        "zones": {
            str(zone): {
                "name": plain_text(names[zone]),
                "households": float(problem.households[plan.members[zone]].sum()),
            }
            for zone in zones.tolist()
        },
        "band": [mean * plan.rules.band[0], mean * plan.rules.band[1], mean * plan.rules.cap],
        "colour": ACCENT,
    }
    words = {
        "title": t("zone_edit.live_bars"),
        "band": t(
            "zone_edit.live_band",
            least=format_number(data["band"][0]),
            most=format_number(data["band"][1]),
        ),
    }
    return [map_layers.MapScript("over_paint", "paint", data, words)]
