"""Times between points inside edges equal times on a network cut open at these points."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.roads import RoadMap, RoadNetwork, SnappedPoints, turn_network
from geo.travel import point_times

ENGINES = ["dijkstra", "cch"]
TENTHS = 10


def points_on(edges, tenths):
    """Return points at tenths of edges."""
    n = len(edges)
    return SnappedPoints(
        edge=np.array(edges, dtype=np.int32),
        fraction=np.array(tenths, dtype=float) / TENTHS,
        distance_m=np.zeros(n),
        lon=np.zeros(n),
        lat=np.zeros(n),
        detached=np.zeros(n, dtype=bool),
    )


def roads_of(n_nodes, streets):
    """Return a road map and its network from (tail, head, seconds, oneway) streets."""
    tail, head, seconds, oneway = (np.array(column) for column in zip(*streets, strict=True))
    road_map = RoadMap.from_arrays(
        lon=114 + 0.001 * np.arange(n_nodes),
        lat=30.5 + 0.001 * (np.arange(n_nodes) % 3),
        tail=tail,
        head=head,
        road_class="residential",
        oneway=oneway,
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
    return road_map, network


def oracle_minutes(n_nodes, streets, origins, destinations, limit_min):
    """Cut every street into ten pieces, so that all points are nodes, and ask scipy."""
    best = {}
    place = {}
    n = n_nodes
    for edge, (tail, head, seconds, oneway) in enumerate(streets):
        nodes = [tail, *range(n, n + TENTHS - 1), head]
        n += TENTHS - 1
        place[edge] = nodes
        for a, b in pairwise(nodes):
            for key in [(a, b)] + [(b, a)] * (not oneway):
                best[key] = min(best.get(key, np.inf), seconds * 100)
    graph = coo_array(
        (np.array(list(best.values()), dtype=float), tuple(np.array(list(best)).T)), shape=(n, n)
    ).tocsr()
    ms = dijkstra(graph)
    rows = [place[edge][tenth] for edge, tenth in origins]
    columns = [place[edge][tenth] for edge, tenth in destinations]
    found = ms[np.ix_(rows, columns)]
    return np.where(found <= limit_min * 60_000, found / 60_000, np.inf).astype(np.float32)


@st.composite
def questions(draw):
    """Small street nets with points anywhere on them: at the ends of two-way streets too.

    A point at the end of a one-way street still belongs to that street, not to the junction.
    """
    n_nodes = draw(st.integers(2, 7))
    node = st.integers(0, n_nodes - 1)
    street = st.tuples(node, node, st.integers(1, 50), st.booleans()).filter(
        lambda street: street[0] != street[1]
    )
    streets = draw(st.lists(street, min_size=1, max_size=10))
    point = st.tuples(st.integers(0, len(streets) - 1), st.integers(0, TENTHS)).filter(
        lambda point: 0 < point[1] < TENTHS or not streets[point[0]][3]
    )
    points = st.lists(point, min_size=1, max_size=6)
    return n_nodes, streets, draw(points), draw(points), draw(st.sampled_from([0.5, 1.0, np.inf]))


@pytest.mark.parametrize("engine", ENGINES)
@hypothesis_settings(max_examples=60)
@given(question=questions())
def test_points_are_as_good_as_nodes(engine, question):
    """Entering and leaving by both ends, and direct ways on one edge, lose and invent nothing."""
    n_nodes, streets, origins, destinations, limit_min = question
    _, network = roads_of(n_nodes, streets)
    times = point_times(
        network,
        origins=points_on(*zip(*origins, strict=True)),
        destinations=points_on(*zip(*destinations, strict=True)),
        limit_min=limit_min,
        engine=engine,
    )
    expected = oracle_minutes(n_nodes, streets, origins, destinations, limit_min)
    np.testing.assert_array_equal(times.minutes, expected)


@pytest.mark.parametrize("engine", ENGINES)
@hypothesis_settings(max_examples=20)
@given(question=questions())
def test_turns_that_cost_nothing_change_nothing(engine, question):
    """The network with turns gives the same minutes as the one without when turning is free."""
    n_nodes, streets, origins, destinations, limit_min = question
    road_map, network = roads_of(n_nodes, streets)
    with_turns = turn_network(
        road_map, network, left_s=0, right_s=0, u_turn_s=0, dead_end_s=0, signal_s=0
    )
    ends = {
        "origins": points_on(*zip(*origins, strict=True)),
        "destinations": points_on(*zip(*destinations, strict=True)),
        "limit_min": limit_min,
        "engine": engine,
    }
    np.testing.assert_array_equal(
        point_times(with_turns, **ends).minutes, point_times(network, **ends).minutes
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_one_way_streets_are_driven_round(engine):
    """On a one-way edge the point behind is reached by the block, the point ahead directly."""
    _, network = roads_of(3, [(0, 1, 10, True), (1, 2, 10, True), (2, 0, 10, True)])
    times = point_times(
        network,
        origins=points_on([0], [5]),
        destinations=points_on([0, 0, 0], [8, 5, 2]),
        limit_min=15,
        engine=engine,
    )
    np.testing.assert_allclose(times.minutes * 60, [[3, 0, 27]], rtol=1e-6)


@pytest.mark.parametrize("engine", ENGINES)
def test_points_without_an_edge_are_not_reached(engine):
    """Edge -1 reaches nothing and is reached by nothing, itself included."""
    _, network = roads_of(2, [(0, 1, 10, False)])
    points = points_on([0, -1], [5, 0])
    times = point_times(
        network, origins=points, destinations=points, limit_min=np.inf, engine=engine
    )
    assert np.isinf(times.minutes).tolist() == [[False, True], [True, True]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_closed_edge_lets_nobody_out(engine):
    """A crew inside a closed road reaches only the place where it stands."""
    _, network = roads_of(2, [(0, 1, 10, False)])
    points = points_on([0, 0], [5, 7])
    times = point_times(
        network.with_drive_min(np.full(2, np.inf)),
        origins=points,
        destinations=points,
        limit_min=np.inf,
        engine=engine,
    )
    assert times.minutes.tolist() == [[0.0, np.inf], [np.inf, 0.0]]
