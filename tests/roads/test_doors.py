"""The same roads by every door: three kinds of OpenStreetMap file, layers, graphs, places."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import RoadsError
from geo.roads import RoadMap, read_source
from geo.roads.place import ways_as_they_are_tagged

# A grid of streets, 300 m apart, whose nodes are 1 to 16 row by row from the south-west, and four
# more on two roundabouts.
GRID = {
    4 * row + column + 1: (round(114.0 + 0.003 * column, 4), round(30.5 + 0.003 * row, 4))
    for row in range(4)
    for column in range(4)
}
GRID |= {21: (114.0065, 30.5015), 22: (114.0055, 30.5015), 23: (114.0035, 30.5015)}
GRID |= {24: (114.0025, 30.5015)}
Ways = dict[int, tuple[list[int], dict[str, str]]]
WAYS: Ways = {
    101: ([1, 2, 3, 4], {"highway": "primary", "name": "南大街", "maxspeed": "60"}),
    102: ([5, 6, 7, 8], {"highway": "secondary", "name": "Second", "maxspeed:forward": "40"}),
    103: ([9, 10, 11, 12], {"highway": "residential", "ref": "S3", "surface": "sett"}),
    104: ([13, 14, 15, 16], {"highway": "motorway", "maxspeed": "80"}),
    105: ([1, 5, 9, 13], {"highway": "tertiary", "oneway": "-1", "name": "West"}),
    106: ([2, 6, 10, 14], {"highway": "tertiary", "oneway": "yes", "oneway:motorcar": "no"}),
    107: ([3, 7, 11, 15], {"highway": "unclassified", "motor_vehicle:backward": "no"}),
    108: ([4, 8, 12, 16], {"highway": "trunk_link", "oneway:motor_vehicle": "yes"}),
    109: ([1, 6], {"highway": "service", "service": "alley", "access": "permissive"}),
    110: ([4, 7], {"highway": "service", "access": "private", "name": "Private"}),
    111: ([3, 8], {"highway": "service", "service": "parking_aisle"}),
    112: ([13, 10], {"highway": "residential", "motor_vehicle": "no"}),
    113: ([6, 11], {"highway": "living_street", "access": "no", "motorcar": "destination"}),
    114: ([7, 12], {"highway": "residential", "area": "yes"}),
    115: ([9, 14], {"highway": "footway"}),
    116: ([10, 15], {"highway": "track", "tracktype": "grade1"}),
    117: ([11, 16], {"highway": "residential", "bridge": "viaduct", "vehicle:forward": "no"}),
    118: ([3, 21, 7, 22, 3], {"highway": "tertiary", "junction": "roundabout", "name": "Ring"}),
    119: ([2, 23, 6, 24, 2], {"highway": "secondary", "junction": "circular"}),
    120: (
        [12, 15],
        {"highway": "residential", "tunnel": "yes", "access:conditional": "no @ (22:00-06:00)"},
    ),
}
REFUSED = {110, 111, 112, 114, 115, 116}

Written = Callable[[Path], RoadMap]


def network_of(road_map: RoadMap) -> list[tuple[Any, ...]]:
    """Return every edge by what it is and where it leads, whichever way two-way ones are drawn."""
    rows = []
    for edge in range(road_map.n_edges):
        ends = [
            (round(float(road_map.lon[node]), 6), round(float(road_map.lat[node]), 6))
            for node in (road_map.tail[edge], road_map.head[edge])
        ]
        limits = [
            round(float(np.nan_to_num(limit[edge])), 1)
            for limit in (road_map.maxspeed_kmh, road_map.maxspeed_back_kmh)
        ]
        closed = [int(road_map.closed_forward[edge]), int(road_map.closed_backward[edge])]
        if not road_map.oneway[edge] and ends[0] > ends[1]:
            ends, limits, closed = ends[::-1], limits[::-1], closed[::-1]
        rows.append(
            (
                *ends,
                str(road_map.road_class[edge]),
                bool(road_map.oneway[edge]),
                str(road_map.oneway_source[edge]),
                *limits,
                *closed,
                str(road_map.name[edge]),
                str(road_map.surface[edge]),
                bool(road_map.bridge[edge]),
                bool(road_map.tunnel[edge]),
                round(float(road_map.length_m[edge])),
            )
        )
    return sorted(rows)


def layer(packed: bool, ways: Ways = WAYS) -> gpd.GeoDataFrame:
    """Return the ways as a table of lines, every tag a column or all but the class in one cell."""
    tables = []
    for way, (refs, tags) in ways.items():
        others = {key: value for key, value in tags.items() if key not in {"highway", "name"}}
        hstore = ",".join(f'"{key}"=>"{value}"' for key, value in others.items())
        columns = tags if not packed else tags.keys() & {"highway", "name"}
        row = {key: tags[key] for key in columns} | ({"other_tags": hstore} if packed else {})
        shape = shapely.LineString([GRID[ref] for ref in refs])
        tables.append({"osm_id": str(way), **row, "geometry": shape})
    return gpd.GeoDataFrame(tables, crs=4326)


def from_layer(name: str, packed: bool, tmp_path: Path) -> RoadMap:
    layer(packed).to_file(tmp_path / name)
    return read_source(tmp_path / name)[0]


def graph(osm: Path, *, tagged: bool, simplified: bool = False) -> nx.MultiDiGraph:
    """Return the ways as osmnx holds them, turned its usual way or kept as they are tagged."""
    with ways_as_they_are_tagged():
        osmnx.settings.all_oneway = tagged
        return osmnx.graph_from_xml(osm, simplify=simplified, retain_all=True)


def write_objects(path: Path, nodes: dict[int, tuple[float, float]], ways: Ways) -> Path:
    """Write nodes and ways as .osm."""
    lines = ['<?xml version="1.0"?><osm version="0.6">']
    for node, (lon, lat) in nodes.items():
        lines.append(f'<node id="{node}" version="1" lon="{lon}" lat="{lat}"/>')
    for way, (refs, tags) in ways.items():
        inside = [f'<nd ref="{ref}"/>' for ref in refs]
        inside += [f"<tag k={quoteattr(key)} v={quoteattr(tags[key])}/>" for key in tags]
        lines.append(f'<way id="{way}" version="1">{"".join(inside)}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


@pytest.fixture
def osm_file(tmp_path: Path) -> Path:
    return write_objects(tmp_path / "roads.osm", GRID, WAYS)


@pytest.fixture
def wanted(osm_file: Path) -> list[tuple[Any, ...]]:
    """Return the network by hand-made .osm, after a look at what must be in it."""
    road_map, dropped = read_source(osm_file)
    assert not REFUSED & set(road_map.osm_way_id.tolist())
    by_way = {int(way): edge for edge, way in enumerate(road_map.osm_way_id)}
    oneway = {way: bool(road_map.oneway[edge]) for way, edge in by_way.items()}
    assert {way for way, one in oneway.items() if one} == {104, 105, 107, 108, 117, 118, 119}
    assert dropped.as_dict()["access"]["count"] == 2
    return network_of(road_map)


def test_pbf(osm_file: Path, wanted: list[Any], tmp_path: Path) -> None:
    """The same objects packed as PBF."""
    path = tmp_path / "roads.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for entity in osmium.FileProcessor(str(osm_file)):
            writer.add(entity)
    assert network_of(read_source(path)[0]) == wanted


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("roads.gpkg", False),
        ("roads.gpkg", True),
        ("roads.geojson", False),
        ("roads.geojson", True),
        ("roads.shp", True),
    ],
)
def test_layers(name: str, packed: bool, wanted: list[Any], tmp_path: Path) -> None:
    """Tags in columns of their own, or in one cell as GDAL writes them."""
    assert network_of(from_layer(name, packed, tmp_path)) == wanted


@pytest.mark.behaviour
@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("simplified", [True, False])
@pytest.mark.parametrize("directed", [True, False])
def test_graphml(
    tagged: bool,
    simplified: bool,
    directed: bool,
    osm_file: Path,
    wanted: list[Any],
    tmp_path: Path,
) -> None:
    """A graph of osmnx: turned or as tagged, simplified or not, directed or not."""
    streets = graph(osm_file, tagged=tagged, simplified=simplified)
    if not directed:
        streets = osmnx.convert.to_undirected(streets)
    osmnx.save_graphml(streets, tmp_path / "roads.graphml")
    assert network_of(read_source(tmp_path / "roads.graphml")[0]) == wanted


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("tagged", [True, False])
def test_layers_of_osmnx(
    directed: bool, tagged: bool, osm_file: Path, wanted: list[Any], tmp_path: Path
) -> None:
    """A GeoPackage of osmnx, with one line for each direction or one for both."""
    path = tmp_path / "roads.gpkg"
    streets = graph(osm_file, tagged=tagged)
    osmnx.save_graph_geopackage(streets, path, directed=directed)
    assert network_of(read_source(path)[0]) == wanted


def test_a_place_by_its_name(osm_file: Path, wanted: list[Any]) -> None:
    """A place's roads, fetched as the product fetches them."""
    road_map, _ = read_source(
        "汉阳区, 武汉", download=lambda _place, _margin_m: graph(osm_file, tagged=True)
    )
    assert network_of(road_map) == wanted


TAG_POOL: dict[str, list[str]] = {
    "oneway": ["yes", "no", "-1", "reversible", "perhaps"],
    "oneway:motorcar": ["yes", "no", "-1"],
    "access": ["no", "private", "yes", "destination", "agricultural;forestry"],
    "vehicle": ["no", "yes"],
    "motor_vehicle": ["no", "yes", "destination"],
    "motor_vehicle:backward": ["no", "yes"],
    "vehicle:forward": ["no"],
    "junction": ["roundabout", "circular", "yes"],
    "service": ["parking_aisle", "driveway", "alley"],
    "area": ["yes", "no"],
    "maxspeed": ["40", "CN:urban", "60;40", "none"],
    "maxspeed:backward": ["50"],
    "motor_vehicle:conditional": ["no @ (07:00-09:00)", "yes @ (22:00-06:00)", "no @ (winter)"],
    "bridge": ["yes", "no", "viaduct"],
    "surface": ["sett"],
    "name": ["A", "某路"],
}
CLASSES = [
    "residential",
    "primary",
    "motorway",
    "trunk_link",
    "service",
    "track",
    "footway",
    "road",
]


@settings(max_examples=12, deadline=None)
@given(
    ways=st.lists(
        st.fixed_dictionaries(
            {"highway": st.sampled_from(CLASSES)},
            optional={key: st.sampled_from(values) for key, values in TAG_POOL.items()},
        ),
        min_size=len(WAYS),
        max_size=len(WAYS),
    )
)
def test_any_tags_by_any_door(ways: list[dict[str, str]]) -> None:
    """Whatever twenty ways are tagged with, file, layers and graph give one network, or none."""
    tagged = {way: (refs, tags) for (way, (refs, _)), tags in zip(WAYS.items(), ways, strict=True)}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        osm = write_objects(folder / "roads.osm", GRID, tagged)
        wanted = all_roads(osm)
        for name, packed in (("a.geojson", False), ("b.geojson", True), ("c.gpkg", True)):
            layer(packed, tagged).to_file(folder / name)
            assert all_roads(folder / name) == wanted, name
        osmnx.save_graphml(graph(osm, tagged=True), folder / "roads.graphml")
        assert all_roads(folder / "roads.graphml") == wanted


def all_roads(path: Path) -> list[tuple[Any, ...]] | str:
    """Return the network of a file with its detached roads, or why there is none."""
    try:
        road_map, _ = read_source(path)
    except RoadsError as error:
        return error.key
    parts = [road_map] if road_map.detached is None else [road_map, road_map.detached]
    return sorted(row for part in parts for row in network_of(part))
