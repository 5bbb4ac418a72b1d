"""Roads from a map layer of lines: GeoPackage, GeoJSON or Shapefile."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import Notice, RoadsError
from geo.roads.arrays import Floats, Longs
from geo.roads.dropped import Dropped, DroppedPart
from geo.roads.file_kind import FileKind
from geo.roads.given_lengths import is_measured_on_sphere, refuse_lengths
from geo.roads.line_table import read_line_table
from geo.roads.polylines import polyline_lengths_m, spherical_lengths_m
from geo.roads.road_map import OSM_ATTRIBUTION, RoadMap, check_degrees
from geo.roads.street_pairs import Line, Street, osmnx_cells, paired_streets
from geo.roads.tag_cells import ColumnTags, cell_tags
from geo.roads.unsaid import unsaid
from geo.roads.way_reading import WayReader
from geo.roads.way_splitting import WayPieces, split_at_junctions

__all__ = ["read_line_roads"]

# A layer with one of these columns was made from OpenStreetMap, which asks to be named.
_OSM_COLUMNS: Final = frozenset({"highway", "fclass", "osm_id", "osmid"})
# Either of these is what osmnx writes, and what it did to the ways has to be undone.
_OSMNX_COLUMNS: Final = (frozenset({"osmid", "u", "v"}), frozenset({"osmid", "reversed"}))

# Vertices closer than this are one place: about a centimetre.
_SAME_PLACE_DEG: Final = 1e-7


def read_line_roads(
    path: Path, kind: FileKind, *, layer: str | None = None
) -> tuple[RoadMap, Dropped]:
    """Read roads drawn as lines.

    Lines meet where they share a vertex; lines that merely cross do not, as on a bridge. Columns
    are recognised by name, whatever their case: OpenStreetMap's tags, also packed into
    ``other_tags``; ``fclass``, ``type`` or ``road_class`` for the class; ``length_m`` or
    ``length``, metres. The rules are those of :mod:`geo.roads.osm_tags`. Without a class the speed
    is guessed; without a length the shape's counts. Streets drawn once for each direction count
    once.

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
        or no lines, or a length is missing, not a number, negative, or cannot be metres.
    """
    table = read_line_table(path, kind, layer)
    drawn = (table.geometry.notna() & ~table.geometry.is_empty).to_numpy()
    parts = table[drawn].explode()
    is_line = (parts.geom_type == "LineString").to_numpy()
    read = _read(parts[is_line], set(table.columns))
    if not len(read.reader):
        raise RoadsError("roads.no_roads", file=path.name)
    road_map = _road_map(table, read, path.name)
    left_out = [
        *read.reader.left_out(),
        DroppedPart("not_a_line", int((~is_line).sum())),
        DroppedPart("no_shape", int((~drawn).sum())),
    ]
    notices = [*read.notices, *read.reader.notices(), *unsaid(read.keys, road_map)]
    return road_map, Dropped.gathered(left_out, notices)


@dataclass(frozen=True, eq=False)
class _ReadLines:
    """The lines of a layer that are driven on, drawn as they are driven.

    ``feature`` is the number of each line's feature, from 0; ``keys`` are the tags that the layer
    can say anything about.
    """

    reader: WayReader
    feature: Longs
    shapes: list[Floats]
    keys: frozenset[str]
    notices: list[Notice]


def _read(lines: gpd.GeoDataFrame, columns: set[str]) -> _ReadLines:
    cells = {name: lines[name].tolist() for name in columns - {lines.geometry.name, "length_m"}}
    by_column = ColumnTags(cells)
    is_osmnx = any(columns >= written for written in _OSMNX_COLUMNS)
    coordinates, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    start = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(lines)))])
    drawn = [
        Line(coordinates[begin:end], by_column.cells(number))
        for number, (begin, end) in enumerate(pairwise(start))
    ]
    streets = paired_streets(drawn)
    reader = WayReader()
    kept, shapes = [], []
    each_way_apart = any(street.back is not None for street in streets)
    for street in streets:
        said, turned = dict(drawn[street.line].cells), False
        if is_osmnx:
            said, turned = osmnx_cells(drawn[street.line], street, each_way_apart=each_way_apart)
        elif street.back is not None:
            said["oneway"] = ["no"]
        read = cell_tags(said, raw_class=by_column.raw_class)
        direction = reader.take(
            read.tags,
            pieces=read.pieces,
            road_class=read.road_class,
            oneway_source="observed" if "observed" in said else None,
        )
        if direction is not None:
            kept.append(street.line)
            against = turned != (direction == "backward")
            shapes.append(drawn[street.line].shape[:: -1 if against else 1])
    return _ReadLines(
        reader=reader,
        feature=lines.index.to_numpy()[kept].astype(np.int64),
        shapes=shapes,
        keys=by_column.keys,
        notices=[*_drawn_twice(streets), *by_column.notices()],
    )


def _drawn_twice(streets: Sequence[Street]) -> list[Notice]:
    counts = {
        "roads.drawn_each_way": sum(street.back is not None for street in streets),
        "roads.drawn_twice": sum(len(street.copies) for street in streets),
    }
    return [Notice(key, count=count) for key, count in counts.items() if count]


def _road_map(table: gpd.GeoDataFrame, read: _ReadLines, file: str) -> RoadMap:
    coordinates = np.concatenate(read.shapes)
    check_degrees(*coordinates.T)
    offset = np.cumsum([0, *map(len, read.shapes)])
    _, first_at, vertex = np.unique(
        np.rint(coordinates / _SAME_PLACE_DEG).astype(np.int64),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    lon, lat = coordinates[first_at].T
    pieces = split_at_junctions(offset, vertex, np.zeros(len(first_at), np.bool_))
    if len(pieces.way) == 0:
        raise RoadsError("roads.no_roads", file=file)
    shape_lon, shape_lat = lon[pieces.vertex], lat[pieces.vertex]
    return RoadMap.from_arrays(
        lon=lon[pieces.junction_vertex],
        lat=lat[pieces.junction_vertex],
        tail=pieces.tail,
        head=pieces.head,
        length_m=_lengths_m(table, read.feature, pieces, shape_lon, shape_lat, file),
        **read.reader.columns(pieces.way),
        shape_offset=pieces.offset,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        source=file,
        attribution=OSM_ATTRIBUTION if _OSM_COLUMNS & set(table.columns) else "",
    )


def _lengths_m(
    table: gpd.GeoDataFrame,
    feature: Longs,
    pieces: WayPieces,
    shape_lon: Floats,
    shape_lat: Floats,
    file: str,
) -> Floats:
    """Return the length of every piece: of its shape, or its share of the length given."""
    drawn_m = polyline_lengths_m(pieces.offset, shape_lon, shape_lat)
    given_m = table["length_m"].to_numpy(np.float64)
    if np.isnan(given_m).all():
        return drawn_m
    # A feature of several lines has one length for all of them.
    of_piece = feature[pieces.way]
    feature_m: Floats = np.bincount(of_piece, weights=drawn_m, minlength=len(table)).astype(
        np.float64
    )
    held = np.unique(of_piece)
    refuse_lengths(
        given_m[held],
        feature_m[held],
        lat=float(table.geometry.total_bounds[[1, 3]].mean()),
        column=table.attrs["length_column"],
        file=file,
        feature=(held + 1).tolist(),
    )
    on_sphere_m: Floats = np.bincount(
        of_piece,
        weights=spherical_lengths_m(pieces.offset, shape_lon, shape_lat),
        minlength=len(table),
    ).astype(np.float64)
    given_m = np.where(is_measured_on_sphere(given_m, on_sphere_m), feature_m, given_m)
    scale = np.divide(given_m, feature_m, out=np.ones(len(table)), where=feature_m > 0)
    return np.asarray(drawn_m * scale[of_piece], dtype=np.float64)
