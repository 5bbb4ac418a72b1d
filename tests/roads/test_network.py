"""The directed network: what it refuses, what it keeps, how it rounds."""

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import GeoError, RoadsError
from geo.roads import CLOSED_MS, RoadNetwork, hierarchy, whole_milliseconds

GOOD: dict[str, Any] = {
    "lon": [0.0, 1.0, 2.0],
    "lat": [0.0, 0.0, 0.0],
    "tail": [0, 1],
    "head": [1, 2],
    "length_m": [10.0, 20.0],
    "drive_min": [1.0, np.inf],
}


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"lon": [0.0, np.nan, 2.0]}, "roads.array_nan"),
        ({"lon": [0.0, np.inf, 2.0]}, "roads.array_infinite"),
        ({"lat": [0.0, 1.0]}, "roads.array_length"),
        ({"lon": [[0.0, 1.0, 2.0]]}, "roads.array_not_vector"),
        ({"lon": ["a", "b", "c"]}, "roads.array_not_numbers"),
        ({"tail": [0, 3]}, "roads.node_out_of_range"),
        ({"tail": [0, -1]}, "roads.node_out_of_range"),
        ({"head": [0.0, 1.0]}, "roads.array_not_whole"),
        ({"head": [0]}, "roads.array_length"),
        ({"length_m": [10.0, np.nan]}, "roads.array_nan"),
        ({"length_m": [10.0, -1.0]}, "roads.array_negative"),
        ({"length_m": [10.0, np.inf]}, "roads.array_infinite"),
        ({"drive_min": [1.0, np.nan]}, "roads.array_nan"),
        ({"drive_min": [1.0, -0.1]}, "roads.array_negative"),
        ({"drive_min": [1.0, -np.inf]}, "roads.array_negative"),
        ({"drive_min": [1.0]}, "roads.array_length"),
        ({"drive_min": [1.0, 1e300]}, "roads.drive_too_long"),
        ({"drive_min": [1.0, 1e14]}, "roads.drive_too_long"),
        ({"arc_edge": [1]}, "roads.array_length"),
    ],
)
def test_malformed_arrays_are_named(wrong: dict[str, Any], key: str) -> None:
    """Every malformed array raises an error that is also a ValueError and names the array."""
    with pytest.raises(RoadsError) as raised:
        RoadNetwork.from_arrays(**GOOD | wrong)
    assert raised.value.key == key
    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value, GeoError)
    assert raised.value.sentence("zh") != raised.value.sentence("en")


def test_everything_that_was_given_is_kept() -> None:
    """Parallel arcs, self-loops, zero minutes, lonely nodes and closed arcs keep their places."""
    network = RoadNetwork.from_arrays(
        lon=[0, 1, 2, 3],
        lat=[0, 0, 0, 0],
        tail=[0, 0, 1, 1],
        head=[1, 1, 1, 2],
        length_m=[1, 1, 0, 5],
        drive_min=[2, 1, 0, np.inf],
    )
    assert (network.n_nodes, network.n_arcs) == (4, 4)
    assert network.drive_ms.tolist() == [120_000, 60_000, 0, CLOSED_MS]
    assert network.arc_edge.tolist() == [0, 1, 2, 3]
    assert network.arc_forward.all()


def test_an_empty_network_is_a_network() -> None:
    """No nodes and no arcs are well formed, also as empty lists."""
    network = RoadNetwork.from_arrays(lon=[], lat=[], tail=[], head=[], length_m=[], drive_min=[])
    assert network.drive_ms.shape == (0,)
    assert len(network.topology_hash) == 64


def test_arrays_cannot_be_changed() -> None:
    """Neither the network's arrays nor the caller's own later changes reach it."""
    given_min = np.array([1.0, 2.0])
    network = RoadNetwork.from_arrays(**GOOD | {"drive_min": given_min})
    given_min[0] = 99.0
    assert network.drive_min.tolist() == [1.0, 2.0]
    for array in (network.lon, network.tail, network.drive_min, network.drive_ms):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_new_minutes_leave_the_old_network_unchanged() -> None:
    """A reweighted copy has the same topology and hash; the old one keeps its minutes."""
    network = RoadNetwork.from_arrays(**GOOD)
    slower = network.with_drive_min([3.0, 4.0])
    assert network.drive_min.tolist() == [1.0, np.inf]
    assert slower.drive_min.tolist() == [3.0, 4.0]
    assert slower.topology_hash == network.topology_hash
    assert slower.tail is network.tail
    for wrong in ([1.0], [np.nan, 1.0], [-1.0, 1.0]):
        with pytest.raises(RoadsError):
            network.with_drive_min(wrong)


def test_the_hash_tells_topologies_apart() -> None:
    """Minutes and lengths do not count for the hash; nodes, places and arcs do."""
    network = RoadNetwork.from_arrays(**GOOD)
    same = RoadNetwork.from_arrays(**GOOD | {"length_m": [1, 2], "drive_min": [5, 6]})
    assert same.topology_hash == network.topology_hash
    others = [
        {"tail": [1, 1]},
        {"head": [2, 2]},
        {"lon": [0.0, 1.0, 2.5]},
        {"lon": [0, 1, 2, 3], "lat": [0, 0, 0, 0]},
    ]
    hashes = {RoadNetwork.from_arrays(**GOOD | other).topology_hash for other in others}
    assert len(hashes | {network.topology_hash}) == 5


@pytest.mark.parametrize("first", ["old", "new"])
def test_copies_share_one_preparation(first: str) -> None:
    """Whichever copy is prepared first, later or earlier made copies have the same preparation."""
    network = RoadNetwork.from_arrays(**GOOD)
    copy = network.with_drive_min([1.0, 1.0])
    (network if first == "old" else copy).prepare()
    assert copy.preparation is network.preparation
    assert copy.with_drive_min([2.0, 2.0]).preparation is network.preparation
    assert isinstance(network.preparation, hierarchy.Preparation)


def test_a_network_travels_between_processes() -> None:
    """A network can be pickled, for worker processes."""
    network = pickle.loads(pickle.dumps(RoadNetwork.from_arrays(**GOOD)))
    assert network.drive_min.tolist() == [1.0, np.inf]


@given(st.lists(st.floats(0, 1e6, allow_nan=False), max_size=20))
def test_milliseconds_are_the_nearest_whole_ones(minutes: list[float]) -> None:
    """Rounding is to the nearest millisecond, and never moves a time by more than half of one."""
    milliseconds = whole_milliseconds(minutes)
    assert milliseconds.dtype == np.int64
    assert np.all(np.abs(milliseconds - np.array(minutes) * 60_000) <= 0.5)


def test_no_limit_is_the_closed_time() -> None:
    """Infinity and times beyond counting become CLOSED_MS, without a warning."""
    assert whole_milliseconds([np.inf, 1e300]).tolist() == [CLOSED_MS, CLOSED_MS]
    assert int(whole_milliseconds(15.0)) == 900_000
