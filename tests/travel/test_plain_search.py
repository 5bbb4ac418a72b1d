"""The search in plain Python gives the compiled one's minutes, to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.roads import RoadNetwork
from geo.travel.access import Access
from geo.travel.dijkstra_search import DijkstraSearch
from geo.travel.plain_search import PlainSearch


def access(random: np.random.Generator, points: int, n_nodes: int) -> Access:
    """Return points with none, one or several nodes, some of them minutes away."""
    count = random.integers(0, 4, points)
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    node = random.integers(0, n_nodes, first[-1]).astype(np.int32)
    return Access(first, node, random.choice([0, 1, 700, 90_000, 1 << 61], first[-1]))


@given(st.integers(0, 100_000))
def test_both_searches_agree_to_the_bit(seed: int) -> None:
    """On networks with parallel arcs, loops, zero minutes and closed arcs, for any limit."""
    random = np.random.default_rng(seed)
    nodes, arcs = int(random.integers(1, 12)), int(random.integers(0, 40))
    network = RoadNetwork.from_arrays(
        lon=random.uniform(114, 114.1, nodes),
        lat=random.uniform(30, 30.1, nodes),
        tail=random.integers(0, nodes, arcs),
        head=random.integers(0, nodes, arcs),
        length_m=np.ones(arcs),
        drive_min=random.choice([0.0, 0.001, 0.5, 3.0, 1e9, np.inf], arcs),
    )
    entries, exits = access(random, 5, nodes), access(random, 6, nodes)
    for limit_ms in (0, 700, 200_000, 1 << 60, (1 << 62) - 1):
        found = PlainSearch(network, exits, limit_ms).minutes(entries, threads=1)
        expected = DijkstraSearch(network, exits, limit_ms).minutes(entries, threads=1)
        assert found.dtype == expected.dtype
        assert np.array_equal(found, expected)


@pytest.mark.parametrize("points", [0, 3])
def test_nowhere_to_go(points: int) -> None:
    """Without destinations, or with such as no road reaches, there are no minutes."""
    network = RoadNetwork.from_arrays(
        lon=[0.0], lat=[0.0], tail=[], head=[], length_m=[], drive_min=[]
    )
    nobody = Access(np.zeros(points + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))
    start = Access(np.array([0, 1]), np.zeros(1, np.int32), np.zeros(1, np.int64))
    found = PlainSearch(network, nobody, 1000).minutes(start, threads=1)
    assert found.shape == (1, points)
    assert np.isinf(found).all()
