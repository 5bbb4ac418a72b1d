"""Street graphs of osmnx: from a GraphML file or from the servers."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmnx
import pytest
import shapely
from requests.exceptions import ConnectionError as NoConnection

from geo.errors import RoadsError, SourceError
from geo.roads import RoadMap, fetch_place, read_graphml, read_source
from geo.roads.osmnx_graph import roads_from_graph

Graph = nx.MultiDiGraph


def street_graph(crs: str = "epsg:4326") -> Graph:
    """Return a triangle: a two-way street, a bent two-way one, and a one-way one back."""
    graph = Graph(crs=crs)
    for node, (x, y) in {1: (114.0, 30.5), 2: (114.01, 30.5), 3: (114.01, 30.51)}.items():
        graph.add_node(node, x=x, y=y)
    main = {"osmid": 10, "highway": "primary", "length": 960.0, "name": "汉阳大道", "oneway": False}
    graph.add_edge(1, 2, **main, maxspeed="60", reversed=False)
    graph.add_edge(2, 1, **main, maxspeed="60", reversed=True)
    bent = {"osmid": [11, 12], "highway": ["residential", "service"], "length": 1200.0}
    line = shapely.LineString([(114.01, 30.5), (114.012, 30.505), (114.01, 30.51)])
    graph.add_edge(3, 2, **bent, geometry=line.reverse(), oneway=False, reversed=True)
    graph.add_edge(2, 3, **bent, geometry=line, oneway=False, reversed=False)
    graph.add_edge(3, 1, osmid=13, highway="tertiary", length=1500.0, oneway=True, bridge="yes")
    return graph


def check_triangle(road_map: RoadMap) -> None:
    """Check the roads of the triangle."""
    by_class = {str(name): edge for edge, name in enumerate(road_map.road_class)}
    assert set(by_class) == {"primary", "residential", "tertiary"}
    main, bent, back = by_class["primary"], by_class["residential"], by_class["tertiary"]
    assert road_map.oneway[[main, bent, back]].tolist() == [False, False, True]
    assert road_map.length_m[[main, bent, back]].tolist() == [960.0, 1200.0, 1500.0]
    assert road_map.maxspeed_kmh[main] == 60
    assert road_map.name[main] == "汉阳大道"
    assert road_map.bridge[[main, bent, back]].tolist() == [False, False, True]
    assert road_map.osm_way_id[[main, bent, back]].tolist() == [10, 11, 13]
    assert road_map.geometry.iloc[bent].coords[1] == pytest.approx((114.012, 30.505), abs=1e-6)
    assert sorted(road_map.osm_node_id.tolist()) == [1, 2, 3]


def test_two_directions_become_one_street(tmp_path: Path) -> None:
    """Through a GraphML file, the five directed edges become three streets."""
    osmnx.save_graphml(street_graph(), tmp_path / "streets.graphml")
    road_map, dropped = read_graphml(tmp_path / "streets.graphml")
    check_triangle(road_map)
    assert dropped.parts == ()


def test_a_projected_graph_comes_back_to_degrees() -> None:
    """Coordinates and shapes in metres are read through the graph's own crs."""
    projected = osmnx.project_graph(street_graph(), to_crs="epsg:32650")
    road_map, _ = roads_from_graph(projected, source="projected")
    assert road_map.lon == pytest.approx([114.0, 114.01, 114.01], abs=1e-6)
    check_triangle(road_map)


def test_parallel_streets_stay_apart() -> None:
    """Two streets between the same nodes, and a loop drawn both ways, are not mixed up."""
    graph = street_graph()
    graph.add_edge(1, 2, osmid=20, highway="service", length=990.0, oneway=True)
    for turned in (False, True):
        graph.add_edge(
            1, 1, osmid=21, highway="living_street", length=80.0, oneway=False, reversed=turned
        )
    road_map, _ = roads_from_graph(graph, source="graph")
    counted = dict(zip(*np.unique(road_map.road_class, return_counts=True), strict=True))
    assert counted["service"] == counted["living_street"] == counted["primary"] == 1
    oneway = dict(zip(road_map.road_class, road_map.oneway, strict=True))
    assert oneway["service"]
    assert not oneway["living_street"]


def test_a_graph_of_all_ways_is_sifted() -> None:
    """Footways and private roads in a graph are left out and counted, a street once."""
    graph = street_graph()
    graph.add_edge(1, 3, osmid=30, highway="footway", length=1500.0, oneway=False)
    graph.add_edge(3, 1, osmid=30, highway="footway", length=1500.0, oneway=False)
    graph.add_edge(1, 3, osmid=31, highway="service", access="private", length=1500.0)
    road_map, dropped = roads_from_graph(graph, source="graph")
    check_triangle(road_map)
    assert dropped.as_dict() == {"access": {"count": 1}, "not_for_cars": {"count": 1}}


@pytest.mark.parametrize("length", [None, float("nan"), -1.0, float("inf"), "far"])
def test_an_edge_without_length_is_named(length: Any) -> None:
    """Missing, NaN, negative, infinite and wordy lengths are errors that name the edge."""
    graph = street_graph()
    if length is None:
        del graph.edges[3, 1, 0]["length"]
    else:
        graph.edges[3, 1, 0]["length"] = length
    with pytest.raises(RoadsError, match="from node 3 to node 1") as raised:
        roads_from_graph(graph, source="graph")
    assert raised.value.key == "roads.edge_lengths"


def test_damaged_and_foreign_graphml_are_named(tmp_path: Path) -> None:
    """A file cut short, a graph of something else and an empty one are told apart."""
    whole, short, foreign = (tmp_path / f"{name}.graphml" for name in ("whole", "short", "other"))
    osmnx.save_graphml(street_graph(), whole)
    short.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(RoadsError) as raised:
        read_graphml(short)
    assert raised.value.key == "roads.file_cut_short"
    friends = nx.DiGraph()
    friends.add_edge("a", "b")
    nx.write_graphml(friends, foreign)
    with pytest.raises(RoadsError) as raised:
        read_graphml(foreign)
    assert raised.value.key == "roads.graphml_foreign"
    lost = street_graph()
    del lost.nodes[1]["x"]
    with pytest.raises(RoadsError) as raised:
        roads_from_graph(lost, source="lost")
    assert raised.value.key == "roads.graph_without_positions"
    with pytest.raises(RoadsError) as raised:
        roads_from_graph(Graph(), source="empty")
    assert raised.value.key == "roads.no_roads"


def test_a_place_is_fetched() -> None:
    """A place's name gives its roads, through a transport that stands in for the network."""
    asked: list[tuple[str, float]] = []

    def download(place: str, margin_m: float) -> Graph:
        asked.append((place, margin_m))
        return street_graph()

    check_triangle(fetch_place("汉阳区", margin_m=100.0, download=download)[0])
    check_triangle(read_source("汉阳区", download=download)[0])
    assert asked == [("汉阳区", 100.0), ("汉阳区", 3000.0)]


@pytest.mark.parametrize("failure", [NoConnection, ConnectionError, TimeoutError])
def test_without_a_network_the_offline_way_is_told(failure: type[Exception]) -> None:
    """No connection ends in a sentence that says what to do instead."""

    def download(place: str, margin_m: float) -> Graph:
        raise failure

    with pytest.raises(SourceError, match=r"\.osm\.pbf") as raised:
        fetch_place("汉阳区", download=download)
    assert isinstance(raised.value, OSError)
    assert "汉阳区" in raised.value.sentence("zh")


def two_way(graph: Graph, reverse: Any, **tags: Any) -> Graph:
    """Return the triangle's graph with its first street told apart by ``reversed`` as given."""
    graph.remove_edges_from([(1, 2, 0), (2, 1, 0)])
    there, back = reverse
    street = {"osmid": [10, 15], "highway": "primary", "length": 960.0} | tags
    graph.add_edge(1, 2, **street, reversed=there)
    graph.add_edge(2, 1, **street, reversed=back)
    return graph


@pytest.mark.parametrize(
    "reverse",
    [
        (False, True),
        (True, False),
        ([False, True], [False, True]),
        ([False, True], [True, False]),
        ("[False, True]", "[True, False]"),
        (None, None),
        (False, False),
    ],
)
def test_a_street_stays_two_way_however_its_ways_were_turned(reverse: Any) -> None:
    """``reversed`` may be one value, a list, a text or missing: both directions are one street."""
    road_map, _ = roads_from_graph(two_way(street_graph(), reverse, oneway=False), source="graph")
    main = road_map.road_class == "primary"
    assert main.sum() == 1
    assert not road_map.oneway[main].any()


@pytest.mark.parametrize(
    ("tags", "oneway"),
    [
        ({"highway": "motorway"}, True),
        ({"highway": "motorway", "oneway": "no"}, True),  # as osmnx fills it in: False as text
        ({"junction": "circular"}, True),
        ({"junction": "roundabout"}, True),
        ({"highway": "motorway_link"}, False),
        ({"highway": "trunk"}, False),
        ({"junction": "yes"}, False),
    ],
)
@pytest.mark.parametrize("reverse", [(False, True), (True, False)])
@pytest.mark.behaviour
def test_one_way_by_class_through_osmnx(tags: dict[str, str], oneway: bool, reverse: Any) -> None:
    """Untagged motorways and circular junctions, two-way by osmnx, are one-way all the same."""
    graph = two_way(street_graph(), reverse, **({"oneway": False} | tags))
    road_map, _ = roads_from_graph(graph, source="graph")
    (edge,) = np.flatnonzero(road_map.osm_way_id == 10)
    assert road_map.oneway[edge] == oneway
    if oneway:
        # Driven as the way was drawn: from 1 to 2 where that edge was not turned.
        first = 1 if reverse == (False, True) else 2
        assert road_map.osm_node_id[road_map.tail[edge]] == first


@pytest.mark.behaviour
@pytest.mark.parametrize(
    ("oneway", "expected"),
    [("yes", True), ("no", False), (None, False), ("-1", True), ("reversible", False), ("1", True)],
)
def test_a_graph_of_ways_drawn_once(oneway: str | None, expected: bool) -> None:
    """``all_oneway`` holds each way once, with its tag: a street there needs no partner."""
    graph = Graph(crs="epsg:4326")
    for node, (x, y) in {1: (114.0, 30.5), 2: (114.01, 30.5), 3: (114.01, 30.51)}.items():
        graph.add_node(node, x=x, y=y)
    for u, v, way in ((1, 2, 10), (2, 3, 11), (3, 1, 12)):
        graph.add_edge(u, v, osmid=way, highway="residential", reversed=False)
        graph.edges[u, v, 0]["length"] = 960.0 if way == 10 else 1100.0 if way == 11 else 1500.0
    if oneway is not None:
        graph.edges[1, 2, 0]["oneway"] = oneway
    road_map, _ = roads_from_graph(graph, source="graph")
    (edge,) = np.flatnonzero(road_map.osm_way_id == 10)
    assert road_map.oneway[edge] == expected
    if expected:
        # osmnx has turned the nodes of a way tagged -1: it runs as it is driven.
        assert road_map.osm_node_id[road_map.tail[edge]] == 1


def test_a_missing_partner_is_observed() -> None:
    """In a graph that holds both directions, one without a word and a partner is one-way."""
    graph = street_graph()
    del graph.edges[3, 1, 0]["oneway"]
    road_map, _ = roads_from_graph(graph, source="graph")
    (edge,) = np.flatnonzero(road_map.road_class == "tertiary")
    assert road_map.oneway[edge]
    assert road_map.oneway_source[edge] == "observed"


def test_what_a_graph_cannot_say_is_told() -> None:
    """A graph without access tags says so with its share; turns and lights are never in one."""
    _, dropped = roads_from_graph(street_graph(), source="graph")
    told = {notice.key: notice.params.get("share") for notice in dropped.notices}
    assert told == {"roads.unsaid_access": 1.0, "roads.unsaid_turns": None}
    assert all(dropped.sentences("zh"))
