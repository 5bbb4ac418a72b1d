"""Roads from a map layer of lines: GeoPackage, GeoJSON or Shapefile."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import Fault, Notice, RoadsError
from geo.roads.arrays import Floats
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.file_kind import FileKind
from geo.roads.line_table import read_line_table
from geo.roads.maxspeed import MaxspeedReader
from geo.roads.osm_tags import NOT_FOR_CARS, OneWay, oneway
from geo.roads.polylines import polyline_lengths_m, reversed_polylines
from geo.roads.road_map import OSM_ATTRIBUTION, RoadMap
from geo.roads.way_splitting import WayPieces, split_at_junctions

__all__ = ["read_line_roads"]

# A layer with one of these columns was made from OpenStreetMap, which asks to be named.
_OSM_COLUMNS: Final = frozenset({"highway", "fclass", "osm_id", "osmid"})
_UNKNOWN_CLASS: Final = "road"

# Vertices closer than this are one place: about a centimetre.
_SAME_PLACE_DEG: Final = 1e-7
# A length below this share of the drawn one is no length in metres; very short lines are let be.
_SHORTEST_SHARE: Final = 0.5
_SLACK_M: Final = 1.0
_FAULTS_SHOWN: Final = 20

# One-way values of Geofabrik and Esri beside those of OpenStreetMap.
_ONEWAY_WORDS: Final[dict[str, OneWay]] = {
    "f": "forward",
    "ft": "forward",
    "t": "backward",
    "tf": "backward",
    "b": "both",
    "": "both",
}
_UNSET: Final = frozenset({"", "no", "f", "false", "0"})
_ONEWAY_TAGS: Final = frozenset(
    {"yes", "true", "1", "-1", "reverse", "no", "false", "0", "reversible", "alternating"}
)


def read_line_roads(
    path: Path, kind: FileKind, *, layer: str | None = None
) -> tuple[RoadMap, Dropped]:
    """Read roads drawn as lines.

    Lines meet where they share a vertex; lines that merely cross do not, as on a bridge. Columns
    are recognised by name, whatever their case: ``highway`` (also ``fclass``, ``road_class``),
    ``oneway``, ``maxspeed``, ``name``, ``surface``, ``bridge``, ``tunnel``, ``length_m`` (also
    ``length``, metres). Without a class the speed is guessed; without a length the shape's counts.

    Parameters
    ----------
    path : Path
    kind : FileKind
        ``gpkg``, ``geojson`` or ``shp``.
    layer : str, optional
        The layer to read; left out, ``roads``, ``edges``, ``lines`` or the only one with lines.

    Raises
    ------
    RoadsError
        When the file is cut short or damaged, has no clear layer of lines, no coordinate system
        or no lines, or a length is missing, not a number, negative or far shorter than drawn.
    """
    table = read_line_table(path, kind, layer)
    drawn = table.geometry.notna() & ~table.geometry.is_empty
    for_cars = ~table["road_class"].str.lower().isin(NOT_FOR_CARS)
    parts = table[drawn & for_cars].explode()
    lines = parts[parts.geom_type == "LineString"]
    if lines.empty:
        raise RoadsError("roads.no_roads", file=path.name)
    attribution = OSM_ATTRIBUTION if _OSM_COLUMNS & set(table.attrs["columns"]) else ""
    road_map, notices = _road_map(lines, path.name, attribution)
    left_out = [
        DroppedPart("not_for_cars", int((~for_cars).sum())),
        DroppedPart("no_shape", int((~drawn).sum())),
    ]
    return road_map, Dropped.gathered(left_out, notices)


def _road_map(lines: gpd.GeoDataFrame, file: str, attribution: str) -> tuple[RoadMap, list[Notice]]:
    coordinates, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    offset = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(lines)))])
    _, first_at, vertex = np.unique(
        np.rint(coordinates / _SAME_PLACE_DEG).astype(np.int64),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    lon, lat = coordinates[first_at].T
    direction, unknown = _directions(lines)
    along = reversed_polylines(offset, direction == "backward")
    pieces = split_at_junctions(offset, vertex[along], np.zeros(len(first_at), np.bool_))
    if len(pieces.way) == 0:
        raise RoadsError("roads.no_roads", file=file)
    limits = MaxspeedReader()
    maxspeed_kmh = np.array([limits.kmh(text) for text in lines["maxspeed"]])
    of_edge = lines.iloc[pieces.way]
    one_way = (direction != "both")[pieces.way]
    shape_lon, shape_lat = lon[pieces.vertex], lat[pieces.vertex]
    road_map = RoadMap.from_arrays(
        lon=lon[pieces.junction_vertex],
        lat=lat[pieces.junction_vertex],
        tail=pieces.tail,
        head=pieces.head,
        length_m=_lengths_m(lines, pieces, shape_lon, shape_lat, file),
        road_class=of_edge["road_class"].str.lower().replace("", _UNKNOWN_CLASS).to_numpy(),
        oneway=one_way,
        oneway_source=np.where(one_way, "tag", ""),
        maxspeed_kmh=maxspeed_kmh[pieces.way],
        name=of_edge["name"].to_numpy(),
        surface=of_edge["surface"].to_numpy(),
        bridge=_flags(of_edge, "bridge"),
        tunnel=_flags(of_edge, "tunnel"),
        shape_offset=pieces.offset,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        source=file,
        attribution=attribution,
    )
    notices = limits.notices()
    if unknown:
        examples = ", ".join(sorted(set(unknown)))
        notices.append(Notice("roads.oneway_not", count=len(unknown), examples=examples))
    return road_map, notices


def _directions(lines: gpd.GeoDataFrame) -> tuple[NDArray[np.str_], list[str]]:
    """Return which way each line is driven, and the values that were not understood."""
    directions: list[OneWay] = []
    unknown = []
    for value, road_class in zip(lines["oneway"], lines["road_class"].str.lower(), strict=True):
        word = value.lower()
        if word in _ONEWAY_WORDS and word:
            directions.append(_ONEWAY_WORDS[word])
            continue
        if word and word not in _ONEWAY_TAGS:
            unknown.append(value)
        directions.append(oneway({"highway": road_class, "oneway": word})[0])
    return np.array(directions), unknown


def _lengths_m(
    lines: gpd.GeoDataFrame, pieces: WayPieces, shape_lon: Floats, shape_lat: Floats, file: str
) -> Floats:
    """Return the length of every piece: of its shape, or its share of the length given."""
    drawn_m = polyline_lengths_m(pieces.offset, shape_lon, shape_lat)
    given_m = lines["length_m"].to_numpy(np.float64)
    if np.isnan(given_m).all():
        return drawn_m
    # A feature of several lines has one length for all of them.
    feature = np.unique(lines.index.to_numpy(), return_inverse=True)[1]
    feature_m = np.bincount(feature[pieces.way], weights=drawn_m, minlength=feature.max() + 1)
    whole_m = feature_m[feature]
    short = np.flatnonzero(given_m < _SHORTEST_SHARE * whole_m - _SLACK_M)
    if len(short):
        faults = [
            Fault(
                "roads.line_too_short",
                feature=int(lines.index[row]) + 1,
                found=float(given_m[row]),
                drawn_m=float(whole_m[row]),
            )
            for row in short[:_FAULTS_SHOWN]
        ]
        raise RoadsError("roads.edge_lengths", faults=faults, file=file, count=len(short))
    scale = np.divide(given_m, whole_m, out=np.ones(len(lines)), where=whole_m > 0)
    return np.asarray(drawn_m * scale[pieces.way], dtype=np.float64)


def _flags(table: gpd.GeoDataFrame, key: str) -> NDArray[np.bool_]:
    return np.array([value.lower() not in _UNSET for value in table[key]], dtype=np.bool_)
