"""One or two maps of scenarios: roads and estates sent once, then what each of them shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import streamlit as st

from geo.cartography import (
    CIRCLE_FILL,
    DARK_TONES,
    VERDICTS,
    leaflet,
    map_data,
    map_layers,
    mark_json,
)
from geo.i18n import Translate, translator
from geo.plan_tables import name_or_id
from geo.scenarios import (
    KINDS,
    Scenario,
    ScenarioCoverage,
    ScenarioZones,
    areas_by_now,
    open_planner,
)
from geo.ui import state
from geo.ui.components.frame.again import Part, later_part, unheard
from geo.ui.components.map.kind_marks import KIND_MARKS, kind_legend
from geo.ui.components.map.legend import legend_sections
from geo.ui.components.map.messages import as_bytes, call_of, key_words
from geo.ui.components.map.reach import waiting_for
from geo.ui.sessions import this_window
from geo.ui.style import asset

__all__ = ["MapSheet", "pair_map", "sheet_message"]

_MAPS: Final = "rc_pair"
_STYLES: Final = ("pair.css", "later.css", "map_dark.css")


@dataclass(frozen=True, eq=False)
class MapSheet:
    """What one map shows.

    Attributes
    ----------
    title, line : str
        Above it.
    answer : ScenarioCoverage
        Verdicts, stations and their reach.
    zones : ScenarioZones or None
        Zones beneath the estates.
    kinds : sequence of str or None
        What became of each estate, of :data:`geo.scenarios.comparison.KINDS`: its mark and
        the legend tell that in place of the verdict.
    reach_of : Scenario or None
        The scenario whose stations' areas lie beneath the estates.
    """

    title: str
    line: str
    answer: ScenarioCoverage
    zones: ScenarioZones | None = None
    kinds: Sequence[str] | None = None
    reach_of: Scenario | None = None


@lru_cache(maxsize=1)
def _script() -> str:
    """Return the script of the maps; where the page has Leaflet and our layers, those stay."""
    layers = "\n".join([leaflet.leaflet_js(), leaflet.map_script()])
    return f"if (!window.RepairCircle) {{\n{layers}\n}}\n{asset('map_keys.js')}\n{asset('pair.js')}"


def _components() -> tuple[Callable[..., Any], Callable[..., Any]]:
    maps = st.components.v2.component(
        "repair_circle_pair",
        html='<div class="rc-pair"></div>',
        css="\n".join([leaflet.leaflet_css(), leaflet.map_style(), *map(asset, _STYLES)]),
        js=_script(),
    )
    news = asset("lacking.js") + asset("pair_news.js")
    return maps, st.components.v2.component("repair_circle_pair_news", js=news)


def pair_map(sheets: Sequence[MapSheet]) -> None:
    """Show one map or two; moving one moves the other, a click selects an estate on both.

    Parameters
    ----------
    sheets : sequence of MapSheet
        One or two.
    """
    planner, language = state.planner(), state.language()
    show_maps, show_news = _components()
    with st.container(gap=None, key="rc_pair_box"):
        show_maps(
            key=_MAPS,
            data=_ground(planner.workspace.folder.resolve(), planner.digest, language),
            on_estate_change=_pick,
        )
        told = [sheet_message(sheet, state.t()) for sheet in sheets]
        _colour_alike(told)
        key = f"{planner.digest}-{language}"
        message = {
            "kind": "sheets",
            "key": key,
            "selected": state.selected(),
            "sheets": told,
        }
        show_news(key="rc_pair_news", data=as_bytes(message))
        scenarios = tuple(sheet.reach_of for sheet in sheets if sheet.reach_of is not None)
        if scenarios:
            _reach(key, scenarios)


@later_part
def _reach(key: str, scenarios: tuple[Scenario, ...]) -> None:
    """Send the areas of the stations as far as they are there."""
    planner, t = state.planner(), state.t()
    sheets = []
    waiting: dict[str, str] = {}
    for number, scenario in enumerate(scenarios):
        found = areas_by_now(planner, scenario, window=(this_window(), number))
        newest = map_data.newest_stations(planner.answer(scenario).stations)
        style = {**map_layers.circle_style("promise"), "accent": CIRCLE_FILL}
        call = call_of(map_layers.circles_call("reach", found.areas, newest, style))
        told = waiting_for(found, Part.PAIR_REACH, t)
        waiting |= told
        sheets.append({"calls": [call], "told": told.get("told", "")})
    message = {"kind": "reach", "key": key, "sheets": sheets, **waiting}
    _, show_news = _components()
    show_news(key="rc_pair_reach", data=as_bytes(message), on_again_change=unheard)


def _pick() -> None:
    state.select(str(st.session_state[_MAPS]["estate"]))


@lru_cache(maxsize=4)
def _ground(folder: Path, digest: str, language: str) -> bytes:
    """Return what both maps share: roads, outline, names, estates."""
    planner = open_planner(folder)
    t = translator(language)
    estates = planner.answer(Scenario()).estates
    boundary = planner.district.inputs.boundary
    bounds = map_data.bounds(boundary, planner.district.estates, planner.district.inputs.stations)
    frame = {
        "bounds": bounds,
        "source": t("report.roads_from", attribution=planner.district.road_map.attribution),
    }
    words = {
        "north": t("report.north"),
        "zoomIn": t("report.zoom_in"),
        "zoomOut": t("report.zoom_out"),
    }
    calls = [
        map_layers.MapScript("page", "frame", frame, words),
        map_layers.basemap(planner.district.road_map, boundary),
        map_layers.street_names(estates, planner.answer(Scenario()).stations),
        map_layers.road_names(planner.district.road_map),
        map_layers.MapScript("estates", "estates", map_data.estate_data(estates), _estate_words(t)),
    ]
    return as_bytes(
        {
            "key": f"{digest}-{language}",
            "place": digest,
            "bounds": bounds,
            "tones": dict(DARK_TONES),
            "words": key_words(t),
            "ids": map_data.estate_ids(estates),
            "calls": [call_of(call) for call in calls],
        }
    )


def _estate_words(t: Translate) -> dict[str, Any]:
    """Return marks and words of the verdicts, then those of the kinds of change."""
    words = map_layers.estate_words(t)
    return {
        **words,
        "marks": [*words["marks"], *(mark_json(KIND_MARKS[kind]) for kind in KINDS)],
        "verdicts": [*words["verdicts"], *(t(f"zone_compare.kind_{kind}") for kind in KINDS)],
    }


def sheet_message(sheet: MapSheet, t: Translate) -> dict[str, Any]:
    """Return what one map is to show, as plain data.

    Parameters
    ----------
    sheet : MapSheet
    t : callable
        The translator.
    """
    answer = sheet.answer
    located = np.isfinite(answer.estates["lon"]) & np.isfinite(answer.estates["lat"])
    shown = answer.estates[located]
    minutes = shown["response_min"].to_numpy(np.float64, na_value=np.nan)
    tenths = np.where(np.isfinite(minutes), np.round(10 * minutes), -1).astype(int)
    names = [name_or_id(row, "station_id") for _, row in answer.stations.iterrows()]
    calls = [map_layers.station_marks(answer.stations, names, t)]
    if sheet.zones is not None:
        calls.append(map_layers.zone_shapes(sheet.zones.zones, answer.district.estates, t))
    if sheet.kinds is None:
        digits = map_data.verdict_digits(shown["verdict"])
        sections = legend_sections(answer, t)
    else:
        kinds = np.asarray(sheet.kinds)[located]
        digits = "".join(str(len(VERDICTS) + KINDS.index(kind)) for kind in kinds)
        sections = [kind_legend(list(sheet.kinds), answer.estates["households"], t)]
    calls.append(map_layers.MapScript("legend", "legend", sections, {"title": t("report.legend")}))
    return {
        "title": sheet.title,
        "line": sheet.line,
        "open": sheet.kinds is not None,
        "verdict": digits,
        "tenths": tenths.tolist(),
        "calls": [call_of(call) for call in calls],
    }


def _colour_alike(sheets: list[dict[str, Any]]) -> None:
    """Give a zone on the second map the colour that it has on the first."""
    shapes = [call[2] for sheet in sheets for call in sheet["calls"] if call[1] == "zones"]
    if len(shapes) == 2:
        fill = {zone["name"]: zone["fill"] for zone in shapes[0]}
        for zone in shapes[1]:
            zone["fill"] = fill.get(zone["name"], zone["fill"])
