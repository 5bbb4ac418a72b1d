"""Every engine gives the times of an independent Dijkstra, bit for bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import TravelError
from geo.roads import RoadNetwork
from geo.travel import travel_times

ENGINES = ["dijkstra", "cch"]


def network_of(n_nodes, arcs):
    """Return a network from (tail, head, milliseconds) triples; inf closes an arc."""
    tail, head, ms = (np.array(column) for column in zip(*arcs, strict=True)) if arcs else ([],) * 3
    return RoadNetwork.from_arrays(
        lon=np.linspace(114.0, 114.1, n_nodes),
        lat=30.5 + 0.01 * np.sin(np.arange(n_nodes)),
        tail=np.asarray(tail, dtype=int),
        head=np.asarray(head, dtype=int),
        length_m=np.ones(len(arcs)),
        drive_min=np.asarray(ms, dtype=float) / 60_000,
    )


def oracle_minutes(network, origins, destinations, limit_ms):
    """Return minutes by scipy's Dijkstra over integer milliseconds; zero arcs are shifted by 1.

    A sparse matrix forgets zeros, so every open arc is scaled up and made one unit longer; with
    the scale above the number of nodes, paths keep their order and the units divide out.
    """
    scale = network.n_nodes + 1
    best = {}
    for tail, head, ms in zip(network.tail, network.head, network.drive_min * 60_000, strict=True):
        if np.isfinite(ms):
            key = int(tail), int(head)
            best[key] = min(best.get(key, np.inf), round(ms) * scale + 1)
    keys = list(best)
    graph = coo_array(
        (
            np.array([best[key] for key in keys], dtype=float),
            ([key[0] for key in keys], [key[1] for key in keys]),
        ),
        shape=(network.n_nodes, network.n_nodes),
    ).tocsr()
    units = dijkstra(graph, indices=origins)[:, destinations]
    ms = np.floor(units / scale)
    return np.where(ms <= limit_ms, ms / 60_000, np.inf).astype(np.float32)


@st.composite
def questions(draw):
    """Networks with one-way, parallel, closed, zero and looping arcs; lists with repeats."""
    n_nodes = draw(st.integers(1, 14))
    node = st.integers(0, n_nodes - 1)
    ms = st.one_of(st.just(0), st.integers(0, 9), st.just(np.inf), st.integers(0, 100_000))
    arcs = draw(st.lists(st.tuples(node, node, ms), min_size=1, max_size=40))
    limit_ms = draw(st.one_of(st.integers(0, 30), st.integers(0, 200_000), st.just(np.inf)))
    origins = draw(st.lists(node, min_size=1, max_size=20))
    destinations = draw(st.lists(node, min_size=1, max_size=6))
    return network_of(n_nodes, arcs), origins, destinations, limit_ms


@pytest.mark.parametrize("engine", ENGINES)
@hypothesis_settings(max_examples=150)
@given(question=questions())
@pytest.mark.behaviour
def test_random_networks_agree_with_scipy(engine, question):
    """One-way, parallel, zero, closed and looping arcs, repeats and ties give scipy's times."""
    network, origins, destinations, limit_ms = question
    times = travel_times(
        network,
        origins=origins,
        destinations=destinations,
        limit_min=limit_ms / 60_000,
        engine=engine,
        threads=1,
    )
    np.testing.assert_array_equal(
        times.minutes, oracle_minutes(network, origins, destinations, limit_ms)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pair_at_the_limit_is_kept(engine):
    """Ten minutes are within ten minutes, 10 min and 1 ms are not; 9.98 is treated alike."""
    network = network_of(3, [(0, 1, 600_000), (0, 2, 600_001)])
    times = travel_times(network, origins=[0], destinations=[1, 2], limit_min=10.0, engine=engine)
    assert times.minutes.tolist() == [[10.0, np.inf]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("n_origins", "n_destinations"), [(0, 0), (0, 3), (2, 0)])
def test_empty_lists_give_empty_matrices(engine, n_origins, n_destinations):
    """No origins or no destinations is a question with an empty answer, not an error."""
    network = network_of(3, [(0, 1, 1), (1, 2, 1)])
    times = travel_times(
        network,
        origins=[0] * n_origins,
        destinations=[2] * n_destinations,
        limit_min=15,
        engine=engine,
    )
    assert times.minutes.shape == (n_origins, n_destinations)
    assert times.minutes.dtype == np.float32


@pytest.mark.parametrize("engine", ENGINES)
def test_times_beyond_the_range_of_int32_do_not_wrap(engine):
    """Without a limit, a way of 1,000 hours is 60,000 minutes, not a negative number."""
    hour_ms = 3_600_000
    network = network_of(5, [(i, i + 1, 250 * hour_ms) for i in range(4)])
    times = travel_times(
        network, origins=[0, 4], destinations=[1, 4], limit_min=np.inf, engine=engine
    )
    assert times.minutes.tolist() == [[15_000.0, 60_000.0], [np.inf, 0.0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_arc_longer_than_int32_is_no_shortcut(engine):
    """An arc of a million minutes neither wraps nor hides the way around it."""
    network = network_of(3, [(0, 2, 6e10), (0, 1, 30_000), (1, 2, 30_000)])
    times = travel_times(network, origins=[0], destinations=[2], limit_min=15, engine=engine)
    assert times.minutes.tolist() == [[1.0]]


@pytest.mark.parametrize("engine", ENGINES)
def test_threads_give_the_same_bytes(engine):
    """The number of threads changes nothing in the result."""
    rng = np.random.default_rng(3)
    arcs = list(zip(*rng.integers(0, 60, (2, 200)), rng.integers(0, 60_000, 200), strict=True))
    network = network_of(60, arcs)
    matrices = [
        travel_times(
            network,
            origins=rng.permutation(60)[:50],
            destinations=np.arange(60),
            limit_min=3,
            engine=engine,
            threads=threads,
        )
        for threads in (1, 2, 3)
        if (rng := np.random.default_rng(4))
    ]
    assert len({times.minutes.tobytes() for times in matrices}) == 1


def test_results_cannot_be_written_to():
    """A matrix that many readers share is read-only."""
    times = travel_times(
        network_of(2, [(0, 1, 5)]), origins=[0], destinations=[1], limit_min=1, engine="dijkstra"
    )
    with pytest.raises(ValueError, match="read-only"):
        times.minutes[0, 0] = 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"origins": [0, 9]}, r"origins\[1\] is 9"),
        ({"destinations": [-1]}, r"destinations\[0\] is -1"),
        ({"origins": [0.5]}, "whole numbers"),
        ({"origins": [[0]]}, "plain list"),
        ({"limit_min": -1}, "limit_min is -1"),
        ({"limit_min": np.nan}, "limit_min is nan"),
        ({"engine": "bfs"}, "valid engines: auto, cch, dijkstra"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_wrong_questions_are_named(wrong, said):
    """Every mistake is a TravelError (a ValueError too) that says what was found."""
    question = {"origins": [0], "destinations": [1], "limit_min": 15.0, **wrong}
    with pytest.raises(TravelError, match=said) as caught:
        travel_times(network_of(3, [(0, 1, 5)]), **question)
    assert isinstance(caught.value, ValueError)
    assert caught.value.sentence("zh") != caught.value.sentence("en")
