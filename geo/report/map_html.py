"""``map.html``: the whole plan on one interactive map that opens with no network."""

from typing import TYPE_CHECKING, Any

from geo.cartography import leaflet, legend_sections, map_data, map_layers
from geo.i18n import Translate, format_number, translator
from geo.plan_tables import byline, headline, is_demo, plan_title, roads_line, station_names
from geo.text import safe_text

if TYPE_CHECKING:
    from geo.workspace import Plan

__all__ = ["map_page", "source_line"]


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
    page = leaflet.OfflineMap(name="plan", title=safe_text(plan_title(plan, t)), language=language)
    page.add_child(map_layers.MapScript("heading", "heading", _heading(plan, t)))
    page.add_child(_frame(plan, t))
    page.add_child(map_layers.basemap(plan.road_map, plan.boundary))
    page.add_child(map_layers.street_names(plan.estates, plan.stations))
    newest = map_data.newest_stations(plan.stations)
    page.add_child(map_layers.promise_circles(plan.circles, newest))
    for minutes in map_data.drive_minutes(plan.circles):
        page.add_child(map_layers.drive_rings(plan.circles, minutes, newest))
    if plan.closed_areas:
        page.add_child(map_layers.closed_areas(plan.closed_areas))
    page.add_child(map_layers.zone_shapes(plan.zones, plan.estates, t))
    page.add_child(map_layers.estate_marks(plan.estates, t))
    page.add_child(map_layers.station_marks(plan.stations, station_names(plan, t), t))
    page.add_child(map_layers.layer_switch(_layers(plan, t), t))
    page.add_child(
        map_layers.MapScript(
            "legend", "legend", legend_sections(plan, t), {"title": t("report.legend")}
        )
    )
    return page.page()


def _layers(plan: "Plan", t: Translate) -> list[tuple[str, str, bool]]:
    drives = [
        (
            t("report.circle_of", minutes=format_number(minutes)),
            map_layers.circle_handle(minutes),
            False,
        )
        for minutes in map_data.drive_minutes(plan.circles)
    ]
    return [
        (t("report.stations"), "stations", True),
        (t("report.estates"), "estates.layer", True),
        (t("report.zones"), "zones", False),
        (t("report.promise_layer"), "promise", True),
        *drives,
        *([(t("picture.closed"), "closed", True)] if plan.closed_areas else []),
        (t("report.street_names"), "places", True),
        (t("report.roads"), "ground.roads", True),
        (t("report.boundary"), "ground.boundary", True),
    ]


def _frame(plan: "Plan", t: Translate) -> map_layers.MapScript:
    data = {
        "bounds": map_data.bounds(plan.boundary, plan.estates, plan.stations),
        "source": source_line(plan, t),
    }
    words = {
        "north": t("report.north"),
        "zoomIn": t("report.zoom_in"),
        "zoomOut": t("report.zoom_out"),
    }
    return map_layers.MapScript("page", "frame", data, words)


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
        "byline": byline(plan, t),
    }
