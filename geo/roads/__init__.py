"""Roads: from what a source says to the network that travel times are computed on."""

from geo.roads.broken_rules import BrokenRule, broken_rules
from geo.roads.cleaning import clean, clip, connected_parts
from geo.roads.closures import edges_named, edges_within
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.file_kind import FileKind, file_kind
from geo.roads.maxspeed import Maxspeed, parse_maxspeed
from geo.roads.merging import merge_pieces
from geo.roads.network import CLOSED_MS, RoadNetwork, whole_milliseconds
from geo.roads.polylines import lines_from_flat, take_polylines
from geo.roads.road_class import LINK, ROAD_CLASSES, SNAP_CLASSES, base_class
from geo.roads.road_map import OSM_ATTRIBUTION, RoadMap
from geo.roads.road_paths import RoadPaths
from geo.roads.snapping import SnappedPoints, snap, stoppable
from geo.roads.sources import fetch_place, read_graphml, read_lines, read_osm, read_source
from geo.roads.speed_profile import (
    EVERY_CLASS,
    SpeedProfile,
    read_speed_profile,
    rush_hour_profile,
)
from geo.roads.speeds import (
    SURFACE_LIMIT_KMH,
    SpeedSources,
    edge_speed_kmh,
    road_network,
    speed_source,
    speed_sources,
)
from geo.roads.storage import read_roads, write_roads
from geo.roads.turns import reweighted_turns, turn_network

__all__ = [
    "CLOSED_MS",
    "EVERY_CLASS",
    "LINK",
    "OSM_ATTRIBUTION",
    "ROAD_CLASSES",
    "SNAP_CLASSES",
    "SURFACE_LIMIT_KMH",
    "BrokenRule",
    "Dropped",
    "DroppedPart",
    "FileKind",
    "Maxspeed",
    "RoadMap",
    "RoadNetwork",
    "RoadPaths",
    "SnappedPoints",
    "SpeedProfile",
    "SpeedSources",
    "base_class",
    "broken_rules",
    "clean",
    "clip",
    "connected_parts",
    "edge_speed_kmh",
    "edges_named",
    "edges_within",
    "fetch_place",
    "file_kind",
    "lines_from_flat",
    "merge_pieces",
    "parse_maxspeed",
    "read_graphml",
    "read_lines",
    "read_osm",
    "read_roads",
    "read_source",
    "read_speed_profile",
    "reweighted_turns",
    "road_network",
    "rush_hour_profile",
    "snap",
    "speed_source",
    "speed_sources",
    "stoppable",
    "take_polylines",
    "turn_network",
    "whole_milliseconds",
    "write_roads",
]
