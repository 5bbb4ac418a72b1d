"""Merging pieces of one road at joints."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads import RoadMap, merge_pieces, road_network

Minutes = Callable[..., np.ndarray]


def row(n_edges: int, tail: list[int] | None = None, **columns: Any) -> RoadMap:
    """Return a row of edges from node 0 to node n, west to east."""
    forward = np.arange(n_edges)
    flipped = np.isin(forward, tail or [])
    return RoadMap.from_arrays(
        lon=114.0 + 0.001 * np.arange(n_edges + 1),
        lat=np.full(n_edges + 1, 30.5),
        tail=np.where(flipped, forward + 1, forward),
        head=np.where(flipped, forward, forward + 1),
        **{"road_class": "residential"} | columns,
    )


def test_a_row_becomes_one_edge() -> None:
    """Three pieces drawn either way are one edge with the length and shape of all three."""
    road_map = row(3, tail=[1])
    merged = merge_pieces(road_map)
    assert (merged.n_nodes, merged.n_edges) == (2, 1)
    assert merged.length_m[0] == pytest.approx(road_map.length_m.sum())
    assert merged.shape_lon == pytest.approx([114.0, 114.001, 114.002, 114.003])
    assert merged.geometry.iloc[0].length == pytest.approx(0.003)


@pytest.mark.parametrize(
    "change",
    [
        {"road_class": ["residential", "service"]},
        {"name": np.array(["A", "B"], dtype=object)},
        {"maxspeed_kmh": [30.0, np.nan]},
        {"bridge": [True, False]},
        {"tunnel": [True, False]},
        {"oneway": [True, False]},
        {"surface": np.array(["", "sand"], dtype=object)},
        {"signal": [False, True, False]},
        {"restrictions": [[0, 1, 1]], "restriction_only": [False]},
    ],
)
def test_where_something_changes_is_no_joint(change: dict[str, Any]) -> None:
    """Tags that differ, lights and turn restrictions keep a node."""
    assert merge_pieces(row(2, **change)).n_edges == 2


def test_one_way_pieces_merge_only_in_driving_direction() -> None:
    """One-way pieces that follow each other merge; two that meet head on do not."""
    assert merge_pieces(row(2, oneway=True)).n_edges == 1
    assert merge_pieces(row(2, tail=[1], oneway=True)).n_edges == 2


def test_a_one_way_chain_keeps_its_direction() -> None:
    """Whichever piece is found first, the merged edge runs the way it is driven."""
    merged = merge_pieces(row(3, tail=[0, 1, 2], oneway=True))
    assert merged.n_edges == 1
    assert merged.lon[merged.tail[0]] == pytest.approx(114.003)


def test_a_ring_keeps_one_node() -> None:
    """A ring without junctions becomes an edge from a node to itself."""
    ring = RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.0],
        lat=[30.5, 30.5, 30.51],
        tail=[0, 1, 2],
        head=[1, 2, 0],
        road_class="residential",
        oneway=True,
    )
    merged = merge_pieces(ring)
    assert (merged.n_nodes, merged.n_edges) == (1, 1)
    assert merged.tail.tolist() == merged.head.tolist() == [0]
    assert merged.length_m[0] == pytest.approx(ring.length_m.sum())


def test_lights_and_restrictions_follow_their_pieces() -> None:
    """Lights between junctions add up in each direction; restrictions name the merged edges."""
    road_map = RoadMap.from_arrays(
        lon=[114.0, 114.001, 114.002, 114.003, 114.004],
        lat=[30.5] * 5,
        tail=[0, 2, 2, 4],
        head=[1, 1, 3, 3],
        road_class="residential",
        signals_forward=[1, 0, 0, 1],
        signals_backward=[0, 2, 0, 0],
        restrictions=[[1, 2, 2]],
        restriction_only=[True],
    )
    merged = merge_pieces(road_map)
    assert merged.n_edges == 2
    assert merged.signals_forward.tolist() == [3, 0]
    assert merged.signals_backward.tolist() == [0, 1]
    assert merged.restrictions.tolist() == [[0, 1, 1]]
    assert merged.lon[merged.restrictions[0, 1]] == pytest.approx(114.002)


def test_an_empty_map_stays_empty() -> None:
    """Nothing to merge is no error."""
    empty = RoadMap.from_arrays(lon=[], lat=[], tail=[], head=[], road_class="x")
    assert merge_pieces(empty).n_edges == 0


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_minutes_between_junctions_stay(
    seed: int, node_minutes: Minutes, speed_kmh: dict[str, float]
) -> None:
    """On random roads, merging changes no travel time between nodes that remain."""
    random = np.random.default_rng(seed)
    n_nodes, n_edges = 9, 10
    road_map = RoadMap.from_arrays(
        lon=114.0 + random.uniform(0, 0.02, n_nodes),
        lat=30.5 + random.uniform(0, 0.02, n_nodes),
        tail=random.integers(0, n_nodes, n_edges),
        head=random.integers(0, n_nodes, n_edges),
        road_class=random.choice(["residential", "primary"], n_edges, p=[0.8, 0.2]),
        oneway=random.random(n_edges) < 0.4,
        osm_node_id=np.arange(n_nodes),
    )
    merged = merge_pieces(road_map)
    assert merged.length_m.sum() == pytest.approx(road_map.length_m.sum())
    before = node_minutes(road_network(road_map, speed_kmh=speed_kmh))
    after = node_minutes(road_network(merged, speed_kmh=speed_kmh))
    kept = merged.osm_node_id
    assert after == pytest.approx(before[np.ix_(kept, kept)], abs=1e-9)
    # Merging again finds nothing more.
    again = merge_pieces(replace(merged))
    assert again.n_edges == merged.n_edges


def test_directions_of_their_own_are_kept() -> None:
    """Pieces drawn towards each other merge when what each says of its directions agrees."""
    opposite = row(2, tail=[1], maxspeed_kmh=[60, 30], maxspeed_back_kmh=[30, 60])
    merged = merge_pieces(opposite)
    assert merged.n_edges == 1
    assert (merged.maxspeed_kmh[0], merged.maxspeed_back_kmh[0]) == (60, 30)
    alike = row(2, maxspeed_kmh=[60, 30], maxspeed_back_kmh=[30, 60])
    assert merge_pieces(alike).n_edges == 2
    closed = row(2, tail=[0], closed_forward=[1, 2], closed_backward=[2, 1])
    merged = merge_pieces(closed)
    assert merged.n_edges == 1
    assert {int(merged.closed_forward[0]), int(merged.closed_backward[0])} == {1, 2}
    assert merge_pieces(row(2, closed_forward=[1, 2])).n_edges == 2
