"""The map of the app: the report's layers, sent once, then a few kilobytes per click.

Three components share one map. The first carries Leaflet, the roads and the estates; it is part of
the frame, so that its message is the same after every click and on every page, and Streamlit sends
it once. The second is the place of the map on a page. The third carries what a click changes.
"""

import json
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st
from numpy.typing import NDArray

from geo.cartography import DARK_TONES, leaflet, map_data, map_layers
from geo.errors import WorkspaceError
from geo.i18n import Translate, translator
from geo.plan_tables import name_or_id, site_names
from geo.scenarios import (
    Area,
    Bounds,
    EstateFilter,
    Planner,
    Scenario,
    ScenarioCoverage,
    ScenarioZones,
    add_station,
    close_area,
    move_station,
    open_planner,
)
from geo.ui import state, visitor
from geo.ui.components.map import estate_filter
from geo.ui.components.map.basemaps import allowed_basemaps, basemap_choice
from geo.ui.components.map.circle_choice import chosen_drive_min
from geo.ui.components.map.legend import legend_sections
from geo.ui.components.map.messages import call_of, key_words, message_bytes
from geo.ui.components.map.reach import reach_news, reach_of, show_news
from geo.ui.components.map.route_news import route_bytes
from geo.ui.style import asset
from geo.workspace import FARTHEST_OUTSIDE_M

__all__ = ["MODE", "look_at", "map_ground", "news_bytes", "plan_map", "set_mode"]

MODE: Final = "rc_mode"
_MAP: Final = "rc_map"
MAP_TOOLS: Final = ("map_keys.js", "compass.js", "route.js")
"""What is used on the map: by keyboard, while placing, for the selected estate."""
MAP_STYLES: Final = ("app_map.css", "later.css", "map_dark.css")

_LOOK: Final = "rc_look"
_NO_TENTHS: Final = 1023
_BITS: Final = 6
_SIGNS: Final = np.frombuffer(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", dtype=np.uint8
)


@lru_cache(maxsize=1)
def _map_script() -> str:
    names = (
        *("overlay.js", "strokes.js", "paint.js", "basemaps.js", "map_filter.js"),
        *MAP_TOOLS,
        "app_map.js",
    )
    own = [asset(name) for name in names]
    return "\n".join([leaflet.leaflet_js(), leaflet.map_script(), *own])


def map_ground() -> None:
    """Send what the maps of all pages share; for the frame, outside every page."""
    show_ground = st.components.v2.component("repair_circle_ground", js=_map_script())
    show_ground(key="rc_ground", data=_ground_bytes(state.planner(), state.language()))


def _map_box() -> Callable[..., Any]:
    # Registered again by every run, which Streamlit takes as the same component.
    box: Callable[..., Any] = st.components.v2.component(
        "repair_circle_map",
        html='<div class="rc-map" tabindex="0" role="application"></div>',
        css="\n".join([leaflet.leaflet_css(), leaflet.map_style(), *map(asset, MAP_STYLES)]),
        js=asset("map_box.js"),
    )
    return box


def plan_map(
    zones: ScenarioZones | None = None,
    *,
    proposed: gpd.GeoDataFrame | None = None,
    many: str | None = None,
    one_more: str | None = None,
    overlay: Sequence[map_layers.MapScript] = (),
    on_mark: Callable[[str], None] | None = None,
    on_place: Callable[[float, float], None] | None = None,
    on_area: Callable[[Area], None] | None = None,
) -> None:
    """Show the map of the open scenario; clicks change the scenario or the selection.

    Parameters
    ----------
    zones : ScenarioZones, optional
        Zones to draw beneath the estates.
    proposed : GeoDataFrame, optional
        Sites that a model proposes, drawn beside the stations.
    many : str, optional
        Key of the session under which a lasso leaves the ids of the estates it caught.
    one_more : str, optional
        Key of the session under which a click with Ctrl leaves the id of its estate, instead of
        selecting it.
    overlay : sequence of map_layers.MapScript
        What the page lays over the map, from :mod:`geo.ui.components.map.overlay`.
    on_mark : callable, optional
        What a click on a pin of the overlay does, by the pin's id.
    on_place : callable, optional
        What a click in the mode ``place`` does, by longitude and latitude, instead of trying a
        station there.
    on_area : callable, optional
        What a line drawn in the mode ``close`` does, by its corners, instead of closing roads.
    """
    planner, language = state.planner(), state.language()
    key = f"{planner.digest}-{language}"
    show_map = _map_box()
    with st.container(gap=None, key="rc_map_box"):
        show_map(
            key=_MAP,
            data=key.encode(),
            on_estate_change=_pick,
            on_also_change=lambda: _pick_also(one_more),
            on_place_change=lambda: _place(on_place),
            on_moved_change=_move,
            on_lasso_change=lambda: _lasso(many),
            on_area_change=lambda: _close_roads(on_area),
            on_escape_change=_escape,
            on_mark_change=lambda: _mark(on_mark),
            on_filter_change=lambda: estate_filter.turn(str(_said("filter"))),
        )
        estate_filter.filter_bar()
        show_news("rc_zone_news", _zone_bytes(key, zones, planner, language))
        show_news("rc_overlay_news", message_bytes({"kind": "overlay", "key": key}, overlay))
        show_news("rc_route_news", route_bytes(key))
        show_news("rc_look_news", _look_bytes(key))
        with st.container(gap=None):
            reach_news(key)
        # The last one, so that the picture is whole once it has been applied.
        show_news(
            "rc_news",
            news_bytes(
                state.answer(),
                key=key,
                language=language,
                selected=state.selected(),
                mode=st.session_state.get(MODE, "pick"),
                proposed=proposed,
                closed=state.scenario().closures,
                zones=zones,
                drive_min=chosen_drive_min(),
                shown=estate_filter.shown(),
                wanted=estate_filter.chosen(),
            ),
        )


def set_mode(mode: str) -> None:
    """Let the next click on the map mean something else: pick, place, lasso, paint or close."""
    st.session_state[MODE] = mode


def look_at(bounds: Bounds | None, *, gently: bool = False) -> None:
    """Let the map show a place, once.

    Parameters
    ----------
    bounds : (south, west, north, east) or None
        None leaves the map where it is.
    gently : bool
        Whether a place that is in view already leaves it so, too.
    """
    if bounds is not None:
        south, west, north, east = bounds
        at = [[south, west], [north, east]]
        # The number tells one look from the next, in this window and after a reconnection.
        st.session_state[_LOOK] = {"at": at, "seq": str(time.time_ns()), "gently": gently}


def _look_bytes(key: str) -> bytes:
    looked = st.session_state.get(_LOOK, {"at": None})
    return json.dumps({"kind": "look", "key": key, **looked}).encode()


# ---------------------------------------------------------------- what clicks mean


def _said(event: str) -> Any:
    return st.session_state[_MAP][event]


def _pick() -> None:
    state.select(str(_said("estate")))


def _pick_also(one_more: str | None) -> None:
    if one_more is None:
        state.select(str(_said("also")))
    else:
        st.session_state[one_more] = str(_said("also"))


def _escape() -> None:
    set_mode("pick")
    state.select(None)


def _place(on_place: Callable[[float, float], None] | None) -> None:
    """Put a station where the planner clicked; a further click moves it there."""
    place = _said("place")
    lon, lat = round(place["lon"], 6), round(place["lat"], 6)
    if on_place is not None:
        on_place(lon, lat)
        return
    placed = st.session_state.get("rc_placed")
    scenario = state.scenario()
    if placed in {station.station_id for station in scenario.stations}:
        _put(placed, lon, lat)
        return
    try:
        added = add_station(state.planner(), scenario, lon, lat)
    except WorkspaceError as error:
        visitor.refuse(error.key, **error.params)
        return
    st.session_state["rc_placed"] = added.scenario.stations[-1].station_id
    state.make(added)


def _move() -> None:
    moved = _said("moved")
    _put(str(moved["id"]), moved["lon"], moved["lat"])


def _put(station_id: str, lon: float, lat: float) -> None:
    """Put a tried station at another place; where none can stand, the page will say why."""
    state.make_if_allowed(
        lambda: move_station(state.planner(), state.scenario(), station_id, lon, lat)
    )


def _close_roads(on_area: Callable[[Area], None] | None) -> None:
    area = tuple((round(lon, 6), round(lat, 6)) for lon, lat in _said("area"))
    set_mode("pick")
    if on_area is not None:
        on_area(area)
        return
    # A line around no road, or around all of them, changes nothing: the change says so instead.
    state.make_if_allowed(lambda: close_area(state.planner(), state.scenario(), area))


def _mark(on_mark: Callable[[str], None] | None) -> None:
    if on_mark is not None:
        on_mark(str(_said("mark")))


def _lasso(many: str | None) -> None:
    # A brush goes on painting; a line is drawn once.
    if st.session_state.get(MODE) != "paint":
        set_mode("pick")
    if many is not None:
        st.session_state[many] = [str(one) for one in _said("lasso")]


# ---------------------------------------------------------------- what is sent


def _ground_bytes(planner: Planner, language: str) -> bytes:
    return _ground(planner.workspace.folder.resolve(), planner.digest, language)


@lru_cache(maxsize=8)
def _ground(folder: Any, digest: str, language: str) -> bytes:
    """Return what stays the same after every click: roads, outline, names, estates."""
    planner = open_planner(folder)
    t = translator(language)
    answer = planner.answer(Scenario())
    boundary = planner.district.inputs.boundary
    bounds = map_data.bounds(boundary, planner.district.estates, planner.district.inputs.stations)
    basemaps = basemap_choice(allowed_basemaps(), bounds, t)
    frame = map_layers.MapScript(
        "page",
        "frame",
        {
            "bounds": bounds,
            "source": t("report.roads_from", attribution=planner.district.road_map.attribution),
        },
        {
            "north": t("report.north"),
            "zoomIn": t("report.zoom_in"),
            "zoomOut": t("report.zoom_out"),
        },
    )
    calls = [
        frame,
        map_layers.basemap(planner.district.road_map, boundary, stops=True),
        map_layers.street_names(answer.estates, answer.stations),
        map_layers.road_names(planner.district.road_map),
        map_layers.estate_marks(answer.estates, t),
    ]
    head = {
        "key": f"{digest}-{language}",
        "place": digest,
        "ids": map_data.estate_ids(answer.estates),
        "panes": [
            ["markerPane", t("report.stations")],
            ["marks", t("picture.marks")],
            ["circles", t("report.legend_circles")],
            ["closed", t("picture.closed")],
            ["places", t("report.street_names")],
            ["roads", t("picture.roads")],
        ],
        "words": {"title": t("report.layers"), **key_words(t), **_compass_words(t)},
        "tones": dict(DARK_TONES),
        "limits": {
            "road_m": planner.workspace.settings.response.max_snap_m,
            "outside_m": FARTHEST_OUTSIDE_M,
        },
        "basemaps": None if basemaps is None else call_of(basemaps),
    }
    return message_bytes(head, calls)


def _compass_words(t: Translate) -> dict[str, str]:
    """Return what is said beside the pointer while a station is placed."""
    return {
        "near": t("placing.near", place="{place}", estate="{estate}"),
        "road": t("placing.road_away", away="{}"),
        "water": t("placing.refused_water"),
        "no_road": t("placing.refused_road", limit="{}"),
        "outside": t("placing.refused_outside", away="{}"),
    }


def news_bytes(
    answer: ScenarioCoverage,
    *,
    key: str,
    language: str,
    selected: str | None,
    mode: str,
    proposed: gpd.GeoDataFrame | None = None,
    closed: Sequence[Area] = (),
    zones: ScenarioZones | None = None,
    drive_min: float = 0.0,
    shown: NDArray[np.bool_] | None = None,
    wanted: EstateFilter | None = None,
) -> bytes:
    """Return what a click changes: verdicts, minutes, stations, legend.

    Parameters
    ----------
    answer : ScenarioCoverage
        The scenario's answer.
    key : str
        The map that this is for.
    language : {"zh", "en"}
    selected : str or None
        Id of the selected estate.
    mode : {"pick", "place", "lasso", "paint", "close"}
        What the next click means.
    proposed : GeoDataFrame, optional
        Sites that a model proposes.
    closed : sequence of areas
        Where roads are closed.
    zones : ScenarioZones, optional
        The zones that the map shows.
    drive_min : float
        Minutes of the drives that the map shows, 0 for where the promise is kept.
    shown : ndarray of bool, shape (n_estates,), optional
        Which estates a filter leaves; all unless it is given.
    wanted : EstateFilter, optional
        What the legend shows as pressed.
    """
    t = translator(language)
    stations = _with_proposed(answer.stations, proposed, t)
    names = [name_or_id(row, "station_id") for _, row in stations.iterrows()]
    tried = map_data.newest_stations(answer.stations)
    located = np.isfinite(answer.estates["lon"]) & np.isfinite(answer.estates["lat"])
    placed = answer.estates[located]
    drawn = stations[np.isfinite(stations["lon"]) & np.isfinite(stations["lat"])]
    calls = [
        map_layers.station_marks(stations, names, t),
        map_layers.closed_areas(shapely.Polygon(area) for area in closed),
        map_layers.MapScript(
            "legend",
            "legend",
            legend_sections(answer, t, len(closed), zones, drive_min=drive_min, wanted=wanted),
            {"title": t("report.legend")},
        ),
    ]
    head = {
        "kind": "status",
        "key": key,
        "estates": _two_signs(placed["verdict"], placed["response_min"]),
        "hidden": "" if shown is None else _hidden_signs(~shown[located.to_numpy()]),
        "selected": selected,
        "mode": mode,
        "reach": [reach_of(station) for station in tried],
        "movable": [one if one in tried else None for one in drawn["station_id"]],
        "seq": f"{len(tried)}-{answer.figures.households_covered}",
    }
    return message_bytes(head, calls)


def _with_proposed(
    stations: pd.DataFrame, proposed: gpd.GeoDataFrame | None, t: Translate
) -> pd.DataFrame:
    if proposed is None or proposed.empty:
        return stations
    sites = pd.DataFrame(
        {
            "station_id": proposed["candidate_id"],
            "name": site_names(proposed, t),
            "status": "candidate",
            "lon": proposed["lon"],
            "lat": proposed["lat"],
            "crews": np.nan,
            "estates_served": 0,
            "households_served": proposed["households_gained"],
        }
    )
    return pd.concat([stations, sites], ignore_index=True)


def _zone_bytes(key: str, zones: ScenarioZones | None, planner: Planner, language: str) -> bytes:
    head: dict[str, Any] = {"kind": "zones", "key": key}
    if zones is None:
        return json.dumps({**head, "zones": None}).encode()
    shapes = map_layers.zone_shapes(zones.zones, planner.district.estates, translator(language))
    return json.dumps({**head, "zones": call_of(shapes)}, ensure_ascii=False).encode()


def _hidden_signs(hidden: NDArray[np.bool_]) -> str:
    """Return one sign for six estates, a bit for each hidden one; nothing where all are shown."""
    if not hidden.any():
        return ""
    bits = np.zeros(-(-len(hidden) // _BITS) * _BITS, dtype=np.int64)
    bits[: len(hidden)] = hidden
    return bytes(_SIGNS[bits.reshape(-1, _BITS) @ (1 << np.arange(_BITS))]).decode()


def _two_signs(verdicts: pd.Series, minutes: pd.Series) -> str:
    """Return two signs per estate for its verdict and its minutes: 40 kB for 20,000 estates.

    The signs are the digits of a number to the base 64, ``1024 × verdict + tenths of minutes``;
    1,023 tenths stand for no minutes, 1,022 for all that is longer.
    """
    in_minutes = minutes.to_numpy(np.float64, na_value=np.nan)
    tenths = np.full(len(in_minutes), _NO_TENTHS)
    known = np.isfinite(in_minutes)
    tenths[known] = np.minimum(np.round(10 * in_minutes[known]), _NO_TENTHS - 1)
    number = (_NO_TENTHS + 1) * map_data.verdict_numbers(verdicts) + tenths.astype(np.int64)
    digits = np.stack(np.divmod(number, len(_SIGNS)), axis=1)
    return bytes(_SIGNS[digits]).decode()
