"""Road files of every kind, and the orders that are kept of them."""

import bz2
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import networkx as nx
import numpy as np

from geo.roads import (
    RoadMap,
    edges_within,
    read_graphml,
    read_lines,
    read_osm,
    read_roads,
    read_source,
    read_speed_profile,
    write_roads,
)
from geo.roads.hierarchy import order_store
from geo.workspace import polygon_of
from tests.fuzzing.target import AREA, DATA, Target

__all__ = ["roads"]

_TOPOLOGY: Final = "fuzzed"


def roads(folder: Path) -> list[Target]:
    """Return the kinds of road files, their sound files written into a folder."""
    road_map = read_roads(DATA / "toy" / "roads.npz")
    road_file = folder / "roads.npz"
    write_roads(road_map, road_file)
    edges = road_map.edges[["road_class", "name", "geometry"]]
    paths = _written_osm(folder)
    for packing, pack in (("gz", gzip.compress), ("bz2", bz2.compress)):
        paths.append(folder / f"roads.osm.{packing}")
        paths[-1].write_bytes(pack(paths[0].read_bytes()))
    for ending, driver in (("geojson", "GeoJSON"), ("gpkg", "GPKG")):
        paths.append(folder / f"roads.{ending}")
        edges.to_file(paths[-1], driver=driver, layer="roads")
    parts = folder / "roads_parts"
    parts.mkdir()
    edges.to_file(parts / "roads.shp", encoding="utf-8")
    paths.append(_written_graph(folder))
    edited = folder / "edited.osm"
    drawn = paths[0].read_text(encoding="utf-8")
    edited.write_text(drawn.replace("<way ", '<way action="delete" ', 1), encoding="utf-8")
    return [
        Target("npz", road_file, _read_road_file),
        *(Target(f"roads {path.name}", path, _read_source) for path in [*paths, edited]),
        *(
            Target(f"roads shp {part.suffix}", part, _read_parts, around=parts)
            for part in sorted(parts.iterdir())
        ),
        *(
            Target(f"{read.__name__} {name}", folder / name, _alone(read))
            for read, name in (
                (read_osm, "roads.osm"),
                (read_graphml, "roads.graphml"),
                (read_lines, "roads.gpkg"),
            )
        ),
        Target("roads packed tags", _with_packed_tags(folder), _read_source),
        _speed_profile(folder),
        Target("order file", _kept_order(folder), _read_order),
    ]


def _kept_order(folder: Path) -> Path:
    os.environ[order_store.CACHE_VARIABLE] = str(folder)
    order_store.keep_order(_TOPOLOGY, np.arange(50, dtype=np.int32))
    return next(folder.glob(f"{_TOPOLOGY}*"))


def _read_order(path: Path) -> object:
    os.environ[order_store.CACHE_VARIABLE] = str(path.parent)
    order = order_store.read_order(_TOPOLOGY, 50)
    assert order is None or sorted(order.tolist()) == list(range(50)), "an order that is none"
    return order


def _alone(read: Callable[[Path], tuple[RoadMap, object]]) -> Callable[[Path], object]:
    def reader(path: Path) -> object:
        road_map, dropped = read(path)
        _sound_roads(road_map)
        return dropped

    return reader


def _with_packed_tags(folder: Path) -> Path:
    """Write roads whose tags stand in one cell, as GDAL packs them and as JSON."""
    drawn = json.loads((folder / "roads.geojson").read_text(encoding="utf-8"))
    for number, feature in enumerate(drawn["features"]):
        packed = {"highway": "residential", "maxspeed": "30"}
        plain = ",".join(f'"{key}"=>"{value}"' for key, value in packed.items())
        feature["properties"] = {"other_tags": json.dumps(packed) if number % 2 else plain}
    path = folder / "packed.geojson"
    path.write_text(json.dumps(drawn), encoding="utf-8")
    return path


def _speed_profile(folder: Path) -> Target:
    path = folder / "profile.csv"
    header = ",".join(["road_class", *map(str, range(24))])
    path.write_text(
        f"{header}\n*{',0.8' * 24}\nprimary{',0.5' * 12}{',1' * 12}\n", encoding="utf-8"
    )
    return Target("speed profile", path, _read_speed_profile)


def _read_speed_profile(path: Path) -> object:
    profile = read_speed_profile(path)
    for factors in profile.factors.values():
        assert np.isfinite(factors).all(), "a speed that is no number"
    return profile


def _read_road_file(path: Path) -> object:
    road_map = read_roads(path)
    _sound_roads(road_map)
    return edges_within(road_map, polygon_of(AREA))


def _read_source(path: Path) -> object:
    road_map, dropped = read_source(path)
    _sound_roads(road_map)
    return dropped


def _read_parts(path: Path) -> object:
    return _read_source(path.with_suffix(".shp"))


def _sound_roads(road_map: RoadMap) -> None:
    for name in ("lon", "lat", "length_m"):
        assert np.isfinite(getattr(road_map, name)).all(), f"{name} that is no number"
    assert (np.abs(road_map.lon) <= 180).all(), "lon off the globe"
    assert (np.abs(road_map.lat) <= 90).all(), "lat off the globe"
    assert (road_map.length_m >= 0).all(), "a road shorter than nothing"
    for limit in (road_map.maxspeed_kmh, road_map.maxspeed_back_kmh):
        assert (np.isnan(limit) | ((limit > 0) & (limit < np.inf))).all(), "no speed limit"


def _written_osm(folder: Path) -> list[Path]:
    from osmium import SimpleWriter
    from osmium.osm.mutable import Node, Relation, Way

    paths = [folder / "roads.osm", folder / "roads.osm.pbf"]
    for path in paths:
        with SimpleWriter(str(path)) as writer:
            for row in range(4):
                for column in range(4):
                    at = (114 + column / 200, 30 + row / 200)
                    tags = {"highway": "traffic_signals"} if row == column else {}
                    node = Node(id=1 + 4 * row + column, version=1, location=at, tags=tags)
                    writer.add_node(node)
            lines = [[1 + 4 * row + i for i in range(4)] for row in range(4)]
            lines += [[1 + column + 4 * i for i in range(4)] for column in range(4)]
            for number, refs in enumerate(lines, start=100):
                tags = {"highway": "residential", "maxspeed": "30", "name": "柳巷"}
                writer.add_way(Way(id=number, version=1, nodes=refs, tags=tags))
            members = [("w", 100, "from"), ("n", 2, "via"), ("w", 105, "to")]
            tags = {"type": "restriction", "restriction": "no_left_turn"}
            writer.add_relation(Relation(id=900, version=1, members=members, tags=tags))
    return paths


def _written_graph(folder: Path) -> Path:
    import osmnx

    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for node in range(9):
        graph.add_node(node, x=114 + node % 3 / 200, y=30 + node // 3 / 200, street_count=4)
    for node in range(9):
        for other in (node + 1 if node % 3 < 2 else None, node + 3 if node < 6 else None):
            for tail, head in ((node, other), (other, node)) if other is not None else ():
                data = {"osmid": 7, "highway": "primary", "oneway": False, "length": 500.0}
                graph.add_edge(tail, head, reversed=tail > head, maxspeed="50", **data)
    path = folder / "roads.graphml"
    osmnx.save_graphml(graph, path)
    return path
