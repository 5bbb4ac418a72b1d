"""The layers of a plan on a folium map: each is one call of our own map script with its data.

Nothing here writes text into a template of folium: names travel as JSON and reach the page
through ``textContent``.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement

from geo.cartography import map_data
from geo.cartography.colouring import zone_colours
from geo.cartography.leaflet import Verbatim
from geo.cartography.palette import (
    ACCENT,
    CIRCLE_FILL,
    CLOSED,
    PAPER,
    ROAD_GROUPS,
    ROAD_STYLES,
    STATION_MARKS,
    VERDICT_MARKS,
    VERDICTS,
    WATER,
    mark_json,
    mark_svg,
    symbol,
)
from geo.cartography.road_names import road_name_data
from geo.i18n import Translate, format_number
from geo.plan_tables import (
    LEG_KEYS,
    STATION_KEYS,
    VERDICT_KEYS,
    minutes_text,
    names_or_ids,
    station_kinds,
)
from geo.roads import RoadMap
from geo.text import plain_text, script_json

__all__ = [
    "MapScript",
    "basemap",
    "circle_handle",
    "circle_style",
    "circles_call",
    "closed_areas",
    "drive_rings",
    "estate_marks",
    "estate_words",
    "layer_switch",
    "promise_circles",
    "road_names",
    "station_lines",
    "station_marks",
    "station_symbols",
    "street_names",
    "symbol",
    "zone_shapes",
]


class _Script(MacroElement):
    """A piece of script for the map that this element is added to.

    It goes into the page as it is. A template of folium would be read sign by sign, and the data
    of a map are millions of them.
    """

    def _script(self, map_name: str) -> str:
        """Return the piece; the map has this name in the page."""
        raise NotImplementedError

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 (branca's signature)
        """Add the piece to the scripts of the page; nothing stands at the element's own place."""
        page: Any = self.get_root()
        on_map: Any = self._parent
        page.script.add_child(Verbatim(self._script(on_map.get_name())), name=self.get_name())
        return ""


class MapScript(_Script):
    """One call of a function of the map script, on the map that this element is added to.

    Parameters
    ----------
    handle : str
        The JavaScript constant that keeps what the function returns.
    function : str
        Name of a function of the global ``RepairCircle``.
    *arguments
        Data for the function after the map itself.
    """

    def __init__(self, handle: str, function: str, *arguments: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "MapScript"
        self.handle = handle
        self.function = function
        self.arguments = [script_json(argument) for argument in arguments]

    @classmethod
    def of_json(cls, handle: str, function: str, *arguments: str) -> "MapScript":
        """Return a call whose data is JSON already, as :func:`geo.text.script_json` makes it."""
        call = cls(handle, function)
        call.arguments = list(arguments)
        return call

    def _script(self, map_name: str) -> str:
        called = ", ".join([map_name, *self.arguments])
        return f"const {self.handle} = RepairCircle.{self.function}({called});"


class _LayerSwitch(_Script):
    def __init__(self, layers: list[tuple[str, str, bool]], title: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LayerSwitch"
        self.layers = [
            (script_json(name), expression, script_json(shown))
            for name, expression, shown in layers
        ]
        self.words = script_json({"title": title})

    def _script(self, map_name: str) -> str:
        layers = "".join(f"[{name}, {layer}, {shown}]," for name, layer, shown in self.layers)
        return f"RepairCircle.layerSwitch({map_name}, [{layers}], {self.words});"


def layer_switch(layers: list[tuple[str, str, bool]], t: Translate) -> MacroElement:
    """Return the control that shows and hides layers.

    Parameters
    ----------
    layers : list of (name, expression, shown)
        What the switch says, the JavaScript expression of the layer, and whether it is shown at
        first.
    """
    return _LayerSwitch(layers, t("report.layers"))


def basemap(
    road_map: RoadMap,
    boundary: gpd.GeoDataFrame | None,
    water: gpd.GeoDataFrame | None = None,
    *,
    stops: bool = False,
) -> MapScript:
    """Return the quiet ground: paper, water, roads in three groups, the district's outline.

    With ``stops`` the page can tell roads beside which a crew can stop.
    """
    style = {
        "paper": PAPER,
        "water": WATER,
        "roads": [
            {
                "group": group,
                "colour": ROAD_STYLES[group].colour,
                "width": ROAD_STYLES[group].screen_px,
            }
            for group in ROAD_GROUPS
        ],
    }
    data = map_data.basemap_data(road_map, boundary, water, stops=stops)
    return MapScript("ground", "basemap", data, style)


def street_names(estates: pd.DataFrame, stations: pd.DataFrame) -> MapScript:
    """Return the quiet names of the streets, under everything that carries meaning."""
    return MapScript("places", "places", map_data.place_data(estates, stations))


def road_names(road_map: RoadMap) -> MapScript:
    """Return the names along the roads, where the source has them."""
    return MapScript("roadNames", "roadNames", road_name_data(road_map))


def closed_areas(areas: Iterable[shapely.Polygon]) -> MapScript:
    """Return the areas whose roads a scenario closes."""
    return MapScript("closed", "closedAreas", map_data.encode_polygons(areas), {"colour": CLOSED})


def estate_words(t: Translate) -> dict[str, Any]:
    """Return the marks and words that the map script needs to draw and describe estates."""
    return {
        "marks": [mark_json(VERDICT_MARKS[verdict]) for verdict in VERDICTS],
        "verdicts": [t(VERDICT_KEYS[verdict]) for verdict in VERDICTS],
        "legs": [t(key) for key in LEG_KEYS.values()],
        "minutes": t("report.minutes", value="{}"),
        "households": t("report.households_count", count="{}"),
    }


def estate_marks(estates: pd.DataFrame, t: Translate) -> MapScript:
    """Return the estates: verdict by colour and shape, size by households."""
    return MapScript("estates", "estates", map_data.estate_data(estates), estate_words(t))


def station_symbols(radius: float = 8.0) -> dict[str, str]:
    """Return the picture of each kind of station."""
    return {
        status: symbol(mark_svg(mark, x=0, y=0, radius=radius), width=22, height=22)
        for status, mark in STATION_MARKS.items()
    }


def station_lines(stations: pd.DataFrame, t: Translate) -> list[list[str]]:
    """Return what the tooltip of each station says below its name."""
    return [
        [
            t(STATION_KEYS[kind])
            + ("" if pd.isna(row["crews"]) else " · " + _crews_text(row["crews"], t)),
            t(
                "report.serves",
                estates=format_number(row["estates_served"]),
                households=format_number(row["households_served"]),
            ),
        ]
        for kind, (_, row) in zip(station_kinds(stations), stations.iterrows(), strict=True)
    ]


def _crews_text(crews: float, t: Translate) -> str:
    return t("report.crews_count", count=format_number(crews))


def station_marks(stations: pd.DataFrame, names: Sequence[str], t: Translate) -> MapScript:
    """Return the stations, above the estates; proposed ones in the accent colour.

    Parameters
    ----------
    stations : DataFrame
        The stations of a plan.
    names : sequence of str, length n_stations
        What each is called.
    t : callable
        The translator.
    """
    data = map_data.station_data(
        stations, names=names, kinds=station_kinds(stations), lines=station_lines(stations, t)
    )
    return MapScript("stations", "stations", data, {"symbols": station_symbols()})


def circle_style(kind: str) -> dict[str, Any]:
    """Return how the map script draws circles: the promise filled, a drive as a dashed line."""
    return {"accent": ACCENT, "colour": CIRCLE_FILL, "dashed": kind == "drive"}


def circles_call(
    handle: str, circles: gpd.GeoDataFrame, newest: Iterable[str], style: dict[str, Any]
) -> MapScript:
    """Return circles of one kind in a style of :func:`circle_style`.

    Parameters
    ----------
    handle : str
        The JavaScript constant that keeps them.
    circles : GeoDataFrame
        One row per station.
    newest : iterable of str
        Stations in the accent colour.
    style : dict
        How they are drawn.
    """
    told = map_data.circles_json(circles, newest)
    return MapScript.of_json(handle, "circles", told, script_json(style))


def promise_circles(circles: gpd.GeoDataFrame, newest: list[str]) -> MapScript:
    """Return where each station keeps the promise."""
    return circles_call("promise", map_data.promise_rows(circles), newest, circle_style("promise"))


def drive_rings(circles: gpd.GeoDataFrame, minutes: float, newest: list[str]) -> MapScript:
    """Return how far a drive of so many minutes goes from every station."""
    rows = map_data.drive_rows(circles)
    rows = rows[rows["minutes"] == minutes]
    return circles_call(circle_handle(minutes), rows, newest, circle_style("drive"))


def circle_handle(minutes: float) -> str:
    """Return the JavaScript constant of the drives of a number of minutes."""
    return "drive" + f"{minutes:g}".replace(".", "_")


def zone_shapes(zones: gpd.GeoDataFrame, estates: pd.DataFrame, t: Translate) -> MapScript:
    """Return the zones: neighbours differ in colour, operators in hatch, the number inside."""
    shapes = zones.geometry.to_numpy()
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    inside = shapely.point_on_surface(shapes[there])
    drawn = pd.DataFrame(
        {
            "fill": np.array(zone_colours(zones), dtype=object)[there],
            "lat": shapely.get_y(inside),
            "lon": shapely.get_x(inside),
        }
    )
    names = dict(zip(estates["estate_id"], names_or_ids(estates, "estate_id"), strict=True))
    hatches = map_data.operator_hatches(zones)
    rows = pd.DataFrame(zones.drop(columns=zones.geometry.name)).iloc[there]
    data = [
        _zone_data(
            {**row, **place, "polygons": polygons},
            names.get(row["centre_estate_id"], ""),
            hatches,
            t,
        )
        for row, place, polygons in zip(
            rows.to_dict(orient="records"),
            drawn.to_dict(orient="records"),
            map_data.encode_shapes(shapes[there]),
            strict=True,
        )
    ]
    return MapScript("zones", "zones", data)


def _zone_data(
    zone: dict[Any, Any], centre: str, hatches: dict[str, int], t: Translate
) -> dict[str, Any]:
    """Return one zone as the map script draws it."""
    name = plain_text(zone["zone_id"])
    operator = "" if pd.isna(zone["operator"]) else plain_text(zone["operator"])
    return {
        "name": name,
        "title": t("report.zone_title", zone=name),
        "lines": [
            " · ".join(part for part in (plain_text(zone["street"]), operator) if part),
            t(
                "report.zone_size",
                estates=format_number(zone["estates"]),
                households=format_number(zone["households"]),
            ),
            t("report.zone_centre", centre=centre, minutes=minutes_text(zone["max_min"], t)),
        ],
        "lat": round(zone["lat"], 6),
        "lon": round(zone["lon"], 6),
        "fill": zone["fill"],
        "hatch": hatches.get(operator, 0),
        "polygons": zone["polygons"],
    }
