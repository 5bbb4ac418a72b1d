"""What stations reach, on the map: drawn at once where that is quick, else when it is there.

The areas have messages of their own. While some are missing, the browser asks again for these
alone: neither the page nor the marks of the estates are drawn anew when they come.
"""

from collections.abc import Iterable
from typing import Any, Final

import streamlit as st

from geo.cartography import map_data, map_layers
from geo.i18n import Translate, format_number
from geo.scenarios import StationAreas, areas_by_now
from geo.ui import state
from geo.ui.components.frame.again import Part, lacking, later_part, unheard
from geo.ui.components.map.circle_choice import chosen_drive_min
from geo.ui.components.map.messages import message_bytes
from geo.ui.sessions import this_window
from geo.ui.style import asset

__all__ = ["reach_bytes", "reach_news", "reach_of", "show_news", "waiting_for"]

_PRESENT: Final = "reach"


def show_news(key: str, data: bytes, **events: Any) -> None:
    """Send the map something.

    Parameters
    ----------
    key : str
        Its name in the session.
    data : bytes
        As :func:`geo.ui.components.map.messages.message_bytes` makes them.
    **events : callable
        What is done when the browser says something.
    """
    layers = st.components.v2.component(
        "repair_circle_layers", js=asset("lacking.js") + asset("layers.js")
    )
    layers(key=key, data=data, **events)


@later_part
def reach_news(key: str) -> None:
    """Send the areas of the stations as far as they are there.

    Parameters
    ----------
    key : str
        The map that this is for.
    """
    planner, scenario = state.planner(), state.scenario()
    found = areas_by_now(planner, scenario, chosen_drive_min(), window=this_window())
    tried = map_data.newest_stations(planner.answer(scenario).stations)
    told = reach_bytes(found, key, tried, state.t())
    for kind, reach in told.items():
        show_news(f"rc_{kind}", reach, on_again_change=unheard)


def reach_bytes(
    found: StationAreas, key: str, tried: Iterable[str], t: Translate
) -> dict[str, bytes]:
    """Return the reach of the present stations, and that of each tried one, by what it is.

    Each is a message of its own: most are the same as a click before, and Streamlit sends equal
    messages once.

    Parameters
    ----------
    found : StationAreas
        What is there of the scenario's areas.
    key : str
        The map that this is for.
    tried : iterable of str
        Ids of the stations that are tried out.
    t : callable
        The translator.
    """
    tried, areas = list(tried), found.areas
    ids = areas["station_id"]
    groups = {_PRESENT: areas[~ids.isin(tried)]}
    groups |= {reach_of(station): areas[ids == station] for station in tried}
    style = map_layers.circle_style(areas["kind"].iloc[0] if len(ids) else "promise")
    heads: dict[str, dict[str, Any]] = {kind: {"kind": kind, "key": key} for kind in groups}
    heads[_PRESENT] |= waiting_for(found, Part.REACH, t)
    return {
        kind: message_bytes(heads[kind], [map_layers.circles_call(kind, circles, tried, style)])
        for kind, circles in groups.items()
    }


def reach_of(station_id: str) -> str:
    """Return what the area of a tried station is called among the messages."""
    return f"{_PRESENT}-{station_id}"


def waiting_for(found: StationAreas, part: Part, t: Translate) -> dict[str, str]:
    """Return what a map says while areas are missing, and that they are.

    Parameters
    ----------
    found : StationAreas
    part : Part
        Of the page, that shows them.
    t : callable
        The translator.
    """
    if found.is_whole:
        return {"part": part}
    done, of = format_number(found.done), format_number(found.of)
    return {"told": t("ui.areas_later", done=done, count=of), **lacking(part)}
