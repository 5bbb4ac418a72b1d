"""A route adds up to the minutes of the table, hangs together, and is a shortest path of scipy."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import TravelError
from geo.roads import RoadMap, RoadNetwork, SnappedPoints, turn_network
from geo.travel import point_route, point_times


def points_on(places):
    """Return points at tenths of edges, from (edge, tenths)."""
    edge, tenths = np.array(places).T
    n = len(edge)
    return SnappedPoints(
        edge=edge.astype(np.int32),
        fraction=tenths / 10,
        distance_m=np.zeros(n),
        lon=np.zeros(n),
        lat=np.zeros(n),
        detached=np.zeros(n, dtype=bool),
    )


def roads_of(n_nodes, streets, *, forbidden=()):
    """Return a network from (tail, head, seconds, oneway), with turns where some are forbidden."""
    tail, head, seconds, oneway = (np.array(column) for column in zip(*streets, strict=True))
    road_map = RoadMap.from_arrays(
        lon=114 + 0.001 * np.arange(n_nodes),
        lat=30.5 + 0.001 * (np.arange(n_nodes) % 3),
        tail=tail,
        head=head,
        road_class="residential",
        oneway=oneway,
        restrictions=forbidden,
        restriction_only=np.zeros(len(forbidden), bool),
    )
    back = ~oneway
    network = RoadNetwork.from_arrays(
        lon=road_map.lon,
        lat=road_map.lat,
        tail=np.concatenate([tail, head[back]]),
        head=np.concatenate([head, tail[back]]),
        length_m=np.ones(len(tail) + back.sum()),
        drive_min=np.concatenate([seconds, seconds[back]]) / 60,
        arc_edge=np.concatenate([np.arange(len(tail)), np.flatnonzero(back)]),
        arc_forward=np.arange(len(tail) + back.sum()) < len(tail),
    )
    return turn_network(road_map, network) if len(forbidden) else network


@st.composite
def questions(draw):
    """Small street nets, zero seconds and forbidden turns included, with two points on them."""
    n_nodes = draw(st.integers(2, 7))
    node = st.integers(0, n_nodes - 1)
    street = st.tuples(node, node, st.integers(0, 50), st.booleans()).filter(
        lambda street: street[0] != street[1]
    )
    streets = draw(st.lists(street, min_size=1, max_size=12))
    meeting = [
        (a, via, b)
        for a, one in enumerate(streets)
        for b, other in enumerate(streets)
        for via in set(one[:2]) & set(other[:2])
        if a != b
    ]
    forbidden = draw(st.lists(st.sampled_from(meeting), max_size=3)) if meeting else []
    point = st.tuples(st.integers(0, len(streets) - 1), st.integers(0, 10))
    return n_nodes, streets, forbidden, draw(point), draw(point)


@hypothesis_settings(max_examples=300)
@given(question=questions())
def test_routes_add_up_to_the_table_and_hang_together(question):
    """The sum is the table's minutes to the bit; every arc begins where the one before ends."""
    n_nodes, streets, forbidden, origin, destination = question
    network = roads_of(n_nodes, streets, forbidden=forbidden)
    ends = {"origins": points_on([origin]), "destinations": points_on([destination])}
    expected = point_times(network, **ends, limit_min=np.inf).minutes[0, 0]
    way = point_route(network, **ends)
    if way is None:
        assert np.isinf(expected)
        return
    assert np.float32(way.minutes) == expected
    for before, after in pairwise(way.arc):
        assert network.head[before] == network.tail[after]
    np.testing.assert_array_equal(way.arc_ms[1:-1], network.drive_ms[way.arc[1:-1]])
    np.testing.assert_array_equal(way.end[:-1], 1.0)
    np.testing.assert_array_equal(way.begin[1:], 0.0)
    assert (way.begin <= way.end).all()
    if len(way.arc):
        assert network.arc_edge[way.arc[[0, -1]]].tolist() == [origin[0], destination[0]]


def test_routes_are_shortest_paths_of_scipy():
    """On a random network the way is as quick as the path of predecessors that scipy finds."""
    rng = np.random.default_rng(3)
    n_nodes, n_arcs = 400, 1600
    tail, head = rng.integers(0, n_nodes, (2, n_arcs))
    seconds = rng.integers(1, 900, n_arcs)
    network = RoadNetwork.from_arrays(
        lon=rng.uniform(114, 114.2, n_nodes),
        lat=rng.uniform(30.4, 30.6, n_nodes),
        tail=tail,
        head=head,
        length_m=seconds * 10.0,
        drive_min=seconds / 60,
    )
    weights = np.full((n_nodes, n_nodes), np.inf)
    np.minimum.at(weights, (tail, head), network.drive_ms.astype(float))
    row, column = np.nonzero(np.isfinite(weights))
    graph = coo_array((weights[row, column], (row, column)), shape=weights.shape).tocsr()
    # Points at the very end of an arc and at the very beginning of another one.
    for start, goal in rng.integers(0, n_arcs, (40, 2)).tolist():
        if start == goal:
            continue
        ends = {"origins": points_on([(start, 10)]), "destinations": points_on([(goal, 0)])}
        way = point_route(network, **ends)
        labels, predecessors = dijkstra(graph, indices=head[start], return_predecessors=True)
        if np.isinf(labels[tail[goal]]):
            assert way is None
            continue
        assert way.total_ms == labels[tail[goal]]
        node, by_scipy_ms = int(tail[goal]), 0.0
        while node != head[start]:
            by_scipy_ms += weights[predecessors[node], node]
            node = int(predecessors[node])
        assert way.arc_ms.sum() == by_scipy_ms


def test_a_place_without_a_road_has_no_route():
    """Edge -1 leads nowhere; a closed road leads nowhere but to the place itself."""
    network = roads_of(2, [(0, 1, 10, False)])
    nowhere = points_on([(-1, 0)])
    here, ahead = points_on([(0, 5)]), points_on([(0, 7)])
    assert point_route(network, origins=nowhere, destinations=here) is None
    assert point_route(network, origins=here, destinations=nowhere) is None
    closed = network.with_drive_min(np.full(2, np.inf))
    assert point_route(closed, origins=here, destinations=ahead) is None
    assert point_route(closed, origins=here, destinations=here).minutes == 0.0


def test_only_points_that_are_there_can_be_asked_for():
    """A number past the points is refused."""
    network = roads_of(2, [(0, 1, 10, False)])
    here = points_on([(0, 5)])
    with pytest.raises(TravelError, match="1"):
        point_route(network, origins=here, destinations=here, destination=1)
