"""Roads: from what a source says to the network that travel times are computed on."""

from geo.roads.network import CLOSED_MS, RoadNetwork, whole_milliseconds
from geo.roads.road_class import ROAD_CLASSES, SNAP_CLASSES
from geo.roads.road_map import OSM_ATTRIBUTION, RoadMap
from geo.roads.snapping import SnappedPoints, snap
from geo.roads.speed_profile import SpeedProfile, read_speed_profile, rush_hour_profile
from geo.roads.speeds import (
    SURFACE_LIMIT_KMH,
    SpeedSources,
    edge_speed_kmh,
    road_network,
    speed_source,
    speed_sources,
)
from geo.roads.storage import read_roads, write_roads

__all__ = [
    "CLOSED_MS",
    "OSM_ATTRIBUTION",
    "ROAD_CLASSES",
    "SNAP_CLASSES",
    "SURFACE_LIMIT_KMH",
    "RoadMap",
    "RoadNetwork",
    "SnappedPoints",
    "SpeedProfile",
    "SpeedSources",
    "edge_speed_kmh",
    "read_roads",
    "read_speed_profile",
    "road_network",
    "rush_hour_profile",
    "snap",
    "speed_source",
    "speed_sources",
    "whole_milliseconds",
    "write_roads",
]
