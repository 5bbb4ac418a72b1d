"""How a plan is drawn: palette, layers, legend, Leaflet, figures and charts."""

from geo.cartography.charts import (
    CHART_HIGH,
    CHART_LOW,
    Bar,
    Dot,
    Swing,
    reliability_chart,
    share_bars,
    tornado_chart,
)
from geo.cartography.colouring import zone_colours
from geo.cartography.day_map import day_map
from geo.cartography.figure import MOST_NUMBERED, coverage_figure, zone_figure
from geo.cartography.funnel import JUDGEMENT_COLOURS, FunnelPoint, funnel_chart
from geo.cartography.legend import (
    circle_row,
    closed_row,
    legend_sections,
    operator_rows,
    promise_text,
    zone_colour_row,
)
from geo.cartography.map_data import located, mark_radius
from geo.cartography.palette import (
    ACCENT,
    CIRCLE_EDGE,
    CIRCLE_FILL,
    INK,
    ROAD_GROUPS,
    ROAD_STYLES,
    STATION_MARKS,
    VERDICT_COLOURS,
    VERDICT_MARKS,
    VERDICTS,
    ZONE_FILLS,
    Stroke,
    mark_json,
    mark_svg,
    road_group,
    symbol,
)
from geo.cartography.week_bars import BusyRow, WeekBar, week_bars
from geo.cartography.windows import WindowBar, window_chart
from geo.cartography.zone_map import zone_map

__all__ = [
    "ACCENT",
    "CHART_HIGH",
    "CHART_LOW",
    "CIRCLE_EDGE",
    "CIRCLE_FILL",
    "INK",
    "JUDGEMENT_COLOURS",
    "MOST_NUMBERED",
    "ROAD_GROUPS",
    "ROAD_STYLES",
    "STATION_MARKS",
    "VERDICTS",
    "VERDICT_COLOURS",
    "VERDICT_MARKS",
    "ZONE_FILLS",
    "Bar",
    "BusyRow",
    "Dot",
    "FunnelPoint",
    "Stroke",
    "Swing",
    "WeekBar",
    "WindowBar",
    "circle_row",
    "closed_row",
    "coverage_figure",
    "day_map",
    "funnel_chart",
    "leaflet",
    "legend_sections",
    "located",
    "map_data",
    "map_layers",
    "mark_json",
    "mark_radius",
    "mark_svg",
    "operator_rows",
    "promise_text",
    "reliability_chart",
    "road_group",
    "share_bars",
    "symbol",
    "tornado_chart",
    "week_bars",
    "window_chart",
    "zone_colour_row",
    "zone_colours",
    "zone_figure",
    "zone_map",
]
