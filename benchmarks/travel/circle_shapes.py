"""Repair circles on Wuhan: the quick outline and the exact one, time and likeness."""

import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.travel.networks import SHARED
from geo.roads import RoadMap, road_network, snap
from geo.travel import circles, exact_circles, reach

__all__ = ["run"]

LIMITS_MIN = (5.0, 10.0, 15.0)
STATIONS = [114.27, 114.22, 114.30], [30.55, 30.56, 30.60]
METRIC = "EPSG:32650"
SPEED_KMH = {
    "motorway": 80.0,
    "trunk": 50.0,
    "primary": 35.0,
    "secondary": 30.0,
    "tertiary": 25.0,
    "residential": 18.0,
    "link": 30.0,
}


def run() -> None:
    """Print CPU time a polygon, shared area, and how many unreached nodes lie inside."""
    with np.load(SHARED / "wuhan_metro_drive.npz") as file:
        road_map = RoadMap.from_arrays(
            lon=file["lon"],
            lat=file["lat"],
            tail=file["frm"],
            head=file["to"],
            road_class=file["highway"],
            oneway=file["oneway"],
            length_m=file["length_m"],
        )
    network = road_network(road_map, speed_kmh=SPEED_KMH)
    stations = snap(road_map, *STATIONS)

    def draw(kind: Callable[..., Any]) -> tuple[Any, float]:
        kind(network, stations, road_map=road_map, limits_min=LIMITS_MIN)
        began = time.process_time()
        drawn = kind(network, stations, road_map=road_map, limits_min=LIMITS_MIN)
        return drawn, (time.process_time() - began) * 1e3 / len(drawn)

    exact, exact_ms = draw(exact_circles)
    quick, quick_ms = draw(circles)
    ours, theirs = quick.to_crs(METRIC).geometry, exact.to_crs(METRIC).geometry
    shared = (ours.intersection(theirs).area / ours.union(theirs).area).min()
    minutes = reach(network, stations, limit_min=max(LIMITS_MIN))
    print(
        f"\nWuhan, {len(stations)} stations, {LIMITS_MIN} min: outline {quick_ms:.0f} ms, "
        f"buffer {exact_ms:.0f} ms a polygon; at least {shared:.3f} of the area shared"
    )
    metric_nodes = gpd.GeoSeries.from_xy(road_map.lon, road_map.lat, crs="EPSG:4326").to_crs(METRIC)
    nodes = metric_nodes.to_numpy()
    for number, limit in enumerate(LIMITS_MIN):
        rows = slice(number, None, len(LIMITS_MIN))
        inside = np.stack([shapely.contains(shape, nodes) for shape in ours.iloc[rows]])
        late = inside & (minutes > limit)
        past_exact_m = max(
            shapely.distance(nodes[row], shape).max(initial=0.0)
            for row, shape in zip(late, theirs.iloc[rows], strict=True)
        )
        print(
            f"  {limit:g} min: {late.sum() / inside.sum():.1%} of the nodes inside are past it, at "
            f"most {past_exact_m:.1f} m outside the buffer; "
            f"{(~inside & (minutes <= limit)).sum()} reached nodes are missed"
        )
