"""``map.html``: the whole plan on one interactive map that opens with no network."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.i18n import Translate, format_number, translator
from geo.report import map_data, map_layers
from geo.report.headline import (
    headline,
    is_demo,
    plan_title,
    station_kinds,
    station_names,
)
from geo.report.leaflet import OfflineMap
from geo.report.map_layers import MapScript, symbol
from geo.report.palette import ACCENT, CIRCLE_FILL, STATION_MARKS, VERDICT_MARKS, VERDICTS, mark_svg
from geo.report.text import safe_text
from geo.report.wording import STATION_KEYS, VERDICT_KEYS, roads_line

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["legend_sections", "map_page", "source_line"]


def map_page(plan: "Plan", *, language: str) -> str:
    """Return the map of a plan as one HTML page that fetches nothing.

    Parameters
    ----------
    plan : Plan
        The plan.
    language : {"zh", "en"}
        Language of the page.

    Returns
    -------
    str
        HTML; equal plans give equal text.
    """
    t = translator(language)
    page = OfflineMap(name="plan", title=safe_text(plan_title(plan, t)))
    page.add_child(MapScript("heading", "heading", _heading(plan, t)))
    page.add_child(_frame(plan, t))
    page.add_child(map_layers.basemap(plan.road_map, plan.boundary))
    page.add_child(map_layers.street_names(plan.estates, plan.stations))
    newest = map_layers.newest_stations(plan.stations)
    all_minutes = sorted(set(plan.circles["minutes"].tolist()))
    for minutes in all_minutes:
        page.add_child(map_layers.reach_circles(plan.circles, minutes, newest))
    page.add_child(map_layers.zone_shapes(plan.zones, plan.estates, t))
    page.add_child(map_layers.estate_marks(plan.estates, t))
    page.add_child(map_layers.station_marks(plan.stations, station_names(plan, t), t))
    page.add_child(map_layers.layer_switch(_layers(plan, all_minutes, t), t))
    page.add_child(
        MapScript("legend", "legend", legend_sections(plan, t), {"title": t("report.legend")})
    )
    return page.page()


def _layers(plan: "Plan", all_minutes: list[float], t: Translate) -> list[tuple[str, str, bool]]:
    shown = map_layers.shown_circle_minutes(plan)
    circles = [
        (
            t("report.circle_of", minutes=format_number(minutes)),
            map_layers.circle_handle(minutes),
            minutes == shown,
        )
        for minutes in all_minutes
    ]
    return [
        (t("report.stations"), "stations", True),
        (t("report.estates"), "estates.layer", True),
        (t("report.zones"), "zones", False),
        *circles,
        (t("report.street_names"), "places", True),
        (t("report.roads"), "ground.roads", True),
        (t("report.boundary"), "ground.boundary", True),
    ]


def _frame(plan: "Plan", t: Translate) -> MapScript:
    data = {
        "bounds": map_data.bounds(plan.boundary, plan.estates, plan.stations),
        "source": source_line(plan, t),
    }
    words = {
        "north": t("report.north"),
        "zoomIn": t("report.zoom_in"),
        "zoomOut": t("report.zoom_out"),
    }
    return MapScript("page", "frame", data, words)


def source_line(plan: "Plan", t: Translate) -> str:
    """Return whom the map owes its roads to, and the run that made it."""
    roads = roads_line(plan.road_map.attribution, t)
    run = t("report.run", hash=plan.run.hash[:12])
    return f"{roads} · {run}" if roads else run


def _heading(plan: "Plan", t: Translate) -> dict[str, Any]:
    figures = [
        {"value": figure.value, "label": figure.label, "detail": figure.detail}
        for figure in headline(plan, t)
    ]
    return {
        "title": plan_title(plan, t),
        "figures": figures,
        "mark": t("report.demo_mark") if is_demo(plan) else "",
    }


def legend_sections(plan: "Plan", t: Translate) -> list[dict[str, Any]]:
    """Return the legend with its numbers: verdicts, sizes, stations, circles and operators."""
    sections = [
        {"title": t("report.legend_verdicts"), "rows": _verdict_rows(plan.estates, t)},
        {"title": t("report.legend_sizes"), "rows": map_layers.estate_size_rows(t)},
        {"title": t("report.stations"), "rows": _station_rows(plan.stations, t)},
    ]
    if len(plan.circles):
        sections.append({"title": t("report.legend_circles"), "rows": _circle_rows(plan, t)})
    if len(plan.zones):
        sections.append({"title": t("report.legend_operators"), "rows": _operator_rows(plan, t)})
    return sections


def _verdict_rows(estates: pd.DataFrame, t: Translate) -> list[dict[str, str]]:
    return [
        {
            "symbol": symbol(mark_svg(VERDICT_MARKS[verdict], x=0, y=0, radius=6.5)),
            "text": t(VERDICT_KEYS[verdict]),
            "number": t(
                "report.estates_and_households",
                estates=format_number(len(of_verdict)),
                households=format_number(of_verdict["households"].sum()),
            ),
        }
        for verdict in VERDICTS
        for of_verdict in [estates[estates["verdict"] == verdict]]
    ]


def _station_rows(stations: pd.DataFrame, t: Translate) -> list[dict[str, str]]:
    return [
        {
            "symbol": symbol(mark_svg(mark, x=0, y=0, radius=7)),
            "text": t(STATION_KEYS[kind]),
            "number": format_number(count),
        }
        for kind, mark in STATION_MARKS.items()
        if (count := station_kinds(stations).count(kind))
    ]


def _circle_rows(plan: "Plan", t: Translate) -> list[dict[str, str]]:
    kinds = [(CIRCLE_FILL, t("report.circle_present"))]
    if plan.circles["station_id"].isin(map_layers.newest_stations(plan.stations)).any():
        kinds.append((ACCENT, t("report.circle_proposed")))
    return [
        {
            "symbol": symbol(
                f'<circle r="9" fill="{colour}" fill-opacity=".14" stroke="{colour}"/>'
            ),
            "text": words,
            "number": "",
        }
        for colour, words in kinds
    ]


def _operator_rows(plan: "Plan", t: Translate) -> list[dict[str, str]]:
    rows = []
    for operator, hatch in map_layers.operator_hatches(plan.zones).items():
        of_operator = plan.zones[plan.zones["operator"] == operator]
        rows.append(
            {
                "symbol": hatch_symbol(hatch),
                "text": operator,
                "number": t("report.zones_count", count=format_number(len(of_operator))),
            }
        )
    return rows


def hatch_symbol(hatch: int) -> str:
    """Return the legend's picture of an operator's hatch."""
    rising = '<path d="M-11,0L-4,-7M-11,7L3,-7M-4,7L10,-7M3,7L11,-1" stroke="#57606a"/>'
    falling = '<path d="M11,0L4,-7M11,7L-3,-7M4,7L-10,-7M-3,7L-11,-1" stroke="#57606a"/>'
    lines = {0: "", 1: rising, 2: falling, 3: rising + falling}[hatch]
    ground = '<rect x="-11" y="-7" width="22" height="14" fill="#e4e7ea" stroke="#8c959f"/>'
    return symbol(ground + lines)
