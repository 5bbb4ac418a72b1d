"""Sweeps that skip what is out of reach still find everything that is in reach."""

import numpy as np
import pytest

from geo.roads import RoadNetwork
from geo.travel import travel_times
from geo.travel.access import Access, Trips, at_nodes
from geo.travel.customization import customize
from geo.travel.pinning import pin
from geo.travel.sweep import Upward, in_batches, sweep_batches

LIMIT_MIN = 4.0


@pytest.fixture(scope="module")
def one_way_town():
    """Return a grid of 20 × 20 junctions where two thirds of the streets are one-way."""
    side = 20
    rng = np.random.default_rng(11)
    node = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    turned = rng.random(len(ends)) < 0.5
    ends[turned] = ends[turned, ::-1]
    ends = np.concatenate([ends, ends[rng.random(len(ends)) < 1 / 3][:, ::-1]])
    row, column = np.divmod(np.arange(side * side), side)
    return RoadNetwork.from_arrays(
        lon=114.2 + 0.001 * column,
        lat=30.5 + 0.001 * row,
        tail=ends[:, 0],
        head=ends[:, 1],
        length_m=np.full(len(ends), 100.0),
        drive_min=rng.uniform(0.1, 1.0, len(ends)),
    )


def swept_minutes(network, block, times, exits):
    """Return all rows of a matrix by a sweep over a given block."""
    hierarchy = network.preparation
    nodes = at_nodes(np.arange(network.n_nodes))
    entries = Access(nodes.first, hierarchy.position, nodes.ms.astype(np.int32))
    trips = Trips(entries, exits, np.int32(LIMIT_MIN * 60_000))
    upward = Upward(hierarchy.upper_first, hierarchy.upper, times.up, times.unreached)
    minutes = np.empty((network.n_nodes, network.n_nodes), dtype=np.float32)
    sweep_batches(upward, block, trips, in_batches(np.arange(network.n_nodes)), minutes)
    return minutes


def without_closed_arcs(block, unreached):
    """Return the block with the arcs left out that no one can drive down."""
    row = np.repeat(np.arange(block.n_rows), np.diff(block.first_arc))
    kept = block.ms < unreached
    first_arc = np.zeros(block.n_rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row[kept], minlength=block.n_rows), out=first_arc[1:])
    return block._replace(first_arc=first_arc, from_row=block.from_row[kept], ms=block.ms[kept])


def test_one_way_arcs_must_stay_in_the_block(one_way_town):
    """Leaving closed arcs out of the block would lose pairs under the limit; the engine does not.

    A subtree is skipped when no node above it is reached. A node above it that is reached, but
    from which a one-way street leads the other way, still keeps the subtree alive.
    """
    network = one_way_town
    hierarchy = network.preparation
    times = customize(hierarchy, network.drive_ms, dtype=np.int32)
    block = pin(hierarchy, times.down, hierarchy.position)
    nodes = at_nodes(np.arange(network.n_nodes))
    exits = Access(nodes.first, block.row_of[hierarchy.position], nodes.ms.astype(np.int32))
    everyone = np.arange(network.n_nodes)
    right = travel_times(
        network, origins=everyone, destinations=everyone, limit_min=LIMIT_MIN, engine="dijkstra"
    ).minutes
    np.testing.assert_array_equal(swept_minutes(network, block, times, exits), right)
    filtered = without_closed_arcs(block, times.unreached)
    lost = swept_minutes(network, filtered, times, exits) != right
    assert len(filtered.ms) < len(block.ms)
    assert lost.any()


def test_closures_and_slow_roads_after_preparation(one_way_town):
    """Slowing a tenth of the arcs and closing twenty keeps both engines alike, and the order."""
    rng = np.random.default_rng(5)
    drive_min = one_way_town.drive_min.copy()
    slow = rng.random(len(drive_min)) < 0.1
    drive_min[slow] = 2 * drive_min[slow] + 0.1
    drive_min[rng.choice(len(drive_min), 20, replace=False)] = np.inf
    changed = one_way_town.with_drive_min(drive_min)
    everyone = np.arange(one_way_town.n_nodes)
    for network in (one_way_town, changed):
        matrices = [
            travel_times(
                network, origins=everyone, destinations=everyone, limit_min=limit, engine=engine
            ).minutes
            for engine in ("cch", "dijkstra")
            for limit in (LIMIT_MIN, np.inf)
        ]
        np.testing.assert_array_equal(matrices[0], matrices[2])
        np.testing.assert_array_equal(matrices[1], matrices[3])
    assert changed.preparation is one_way_town.preparation


def test_batches_are_filled_up():
    """Origins go sixteen to a batch; idle lanes of the last one are marked."""
    batches = in_batches(np.arange(18))
    assert batches.shape == (2, 16)
    assert batches[1].tolist() == [16, 17] + [-1] * 14
