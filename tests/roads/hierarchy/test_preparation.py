"""The hierarchy of a topology: a legal order, all shortcuts it needs, subtrees in one piece."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geo.roads import RoadNetwork
from geo.roads.hierarchy import readiness
from geo.roads.hierarchy.contraction import eliminate
from geo.roads.hierarchy.graph import simple_graph


def grid(side, *, seed=0):
    """Return a street grid with jitter, one-way streets and some missing."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    ends = ends[rng.random(len(ends)) > 0.1]
    ends = np.concatenate([ends, ends[rng.random(len(ends)) > 0.2][:, ::-1]])
    row, column = np.divmod(np.arange(side * side), side)
    return RoadNetwork.from_arrays(
        lon=114.2 + 0.001 * (column + 0.3 * rng.random(side * side)),
        lat=30.5 + 0.001 * (row + 0.3 * rng.random(side * side)),
        tail=ends[:, 0],
        head=ends[:, 1],
        length_m=np.full(len(ends), 100.0),
        drive_min=rng.integers(1, 60, len(ends)) / 60,
    )


@st.composite
def topologies(draw):
    """Any directed graph of a few nodes, loops, repeats and lonely nodes included."""
    n_nodes = draw(st.integers(0, 60))
    node = st.integers(0, max(0, n_nodes - 1))
    arcs = draw(st.lists(st.tuples(node, node), max_size=150)) if n_nodes else []
    tail, head = np.array(arcs, dtype=np.int32).reshape(-1, 2).T
    position = st.floats(-1, 1)
    lon = draw(st.lists(position, min_size=n_nodes, max_size=n_nodes))
    return RoadNetwork.from_arrays(
        lon=114 + np.array(lon),
        lat=np.linspace(30, 31, n_nodes),
        tail=tail,
        head=head,
        length_m=np.ones(len(tail)),
        drive_min=np.ones(len(tail)),
    )


def upper_sets(hierarchy):
    """Return the upper neighbours of every position as sets."""
    return [set(part) for part in np.split(hierarchy.upper, hierarchy.upper_first[1:-1])][
        : hierarchy.n_nodes
    ]


@hypothesis_settings(max_examples=80)
@given(network=topologies())
def test_positions_are_a_preorder_of_a_chordal_graph(network):
    """Upper neighbours of a node are neighbours of each other, above it, and on its root path."""
    hierarchy, n_nodes = network.preparation, network.n_nodes
    assert sorted(hierarchy.position) == list(range(n_nodes))
    uppers = upper_sets(hierarchy)
    for here, upper in enumerate(uppers):
        assert all(above < here for above in upper)
        assert here < hierarchy.subtree_end[here] <= n_nodes
        if upper:
            parent = max(upper)
            assert upper - {parent} <= uppers[parent]
            assert here < hierarchy.subtree_end[parent]
            assert hierarchy.subtree_end[here] <= hierarchy.subtree_end[parent]


@hypothesis_settings(max_examples=80)
@given(network=topologies())
def test_every_arc_has_its_place(network):
    """Each arc lies between its two ends in the hierarchy; loops lie nowhere."""
    hierarchy, tail, head = network.preparation, network.tail, network.head
    begin, end = hierarchy.position[tail], hierarchy.position[head]
    for arc, place in enumerate(hierarchy.arc_place):
        if tail[arc] == head[arc]:
            assert place == -1
            continue
        below = max(begin[arc], end[arc])
        assert hierarchy.upper_first[below] <= place < hierarchy.upper_first[below + 1]
        assert hierarchy.upper[place] == min(begin[arc], end[arc])
        assert hierarchy.arc_rises[arc] == (begin[arc] > end[arc])


def test_arcs_are_listed_alike_at_both_ends():
    """The lower lists are the upper lists turned round."""
    hierarchy = grid(12).preparation
    below = np.repeat(np.arange(hierarchy.n_nodes), np.diff(hierarchy.upper_first))
    above = np.repeat(np.arange(hierarchy.n_nodes), np.diff(hierarchy.lower_first))
    np.testing.assert_array_equal(below[hierarchy.lower_arc], hierarchy.lower)
    np.testing.assert_array_equal(hierarchy.upper[hierarchy.lower_arc], above)


def test_dissection_keeps_a_grid_sparse():
    """On a 40 × 40 grid nested dissection needs far fewer shortcuts than the order as given."""
    network = grid(40)
    hierarchy = network.preparation
    as_given = np.arange(network.n_nodes, dtype=np.int32)[::-1].copy()
    graph = simple_graph(network.n_nodes, network.tail, network.head)
    begin, end, _ = eliminate(graph, as_given)
    assert hierarchy.n_hierarchy_arcs < 0.35 * (end - begin).sum()


def test_networks_of_one_topology_share_a_preparation():
    """A network rebuilt from the same arrays finds what its elder prepared, while that lives."""
    elder, younger = grid(15, seed=7), grid(15, seed=7)
    assert readiness(elder.topology_hash) == "new"
    elder.prepare()
    assert readiness(elder.topology_hash) == "prepared"
    assert younger.preparation is elder.preparation


def test_reweighting_keeps_the_preparation():
    """New minutes share the hierarchy, whichever network asks first."""
    network = grid(10, seed=8)
    reweighted = network.with_drive_min(network.drive_min * 2)
    assert reweighted.preparation is network.preparation


def test_preparations_are_read_only():
    """What networks share cannot be written to."""
    with pytest.raises(ValueError, match="read-only"):
        grid(5).preparation.upper[0] = 3
