"""Cutting ways where they meet."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads.way_splitting import WayPieces, split_at_junctions


def split(ways: list[list[int]], n_vertices: int, closed: tuple[int, ...] = ()) -> WayPieces:
    offset = np.cumsum([0, *map(len, ways)])
    vertex = np.array([v for way in ways for v in way], dtype=np.int64)
    shut = np.zeros(n_vertices, np.bool_)
    shut[list(closed)] = True
    return split_at_junctions(offset, vertex, shut)


def drawn(pieces: WayPieces) -> list[list[int]]:
    return [
        pieces.vertex[a:b].tolist()
        for a, b in zip(pieces.offset[:-1], pieces.offset[1:], strict=True)
    ]


def test_a_way_is_cut_where_another_touches_it() -> None:
    """A T-junction cuts the through road in two; its shape stays."""
    pieces = split([[0, 1, 2, 3, 4], [2, 5]], 6)
    assert drawn(pieces) == [[0, 1, 2], [2, 3, 4], [2, 5]]
    assert pieces.way.tolist() == [0, 0, 1]
    ends = pieces.junction_vertex[np.column_stack([pieces.tail, pieces.head])]
    assert ends.tolist() == [[0, 2], [2, 4], [2, 5]]
    assert len(pieces.junction_vertex) == 4


def test_a_loop_is_an_edge_from_a_node_to_itself() -> None:
    """A way that comes back to its start is one piece, cut again where it meets another."""
    assert drawn(split([[0, 1, 2, 0]], 3)) == [[0, 1, 2, 0]]
    assert drawn(split([[0, 1, 2, 0], [1, 3]], 4)) == [[0, 1], [1, 2, 0], [1, 3]]


def test_a_missing_position_leaves_a_gap() -> None:
    """A way is cut at a node that the file does not hold, and single vertices vanish."""
    assert drawn(split([[0, 1, -1, 2, 3, -1, 4]], 5)) == [[0, 1], [2, 3]]
    assert drawn(split([[-1, -1], [0]], 1)) == []


def test_repeated_vertices_count_once() -> None:
    """A vertex drawn twice in a row is no junction."""
    assert drawn(split([[0, 1, 1, 2]], 3)) == [[0, 1, 2]]


def test_a_bollard_separates_the_roads_that_meet_there() -> None:
    """At a closed vertex each road end has a junction of its own."""
    pieces = split([[0, 1, 2], [1, 3]], 4, closed=(1,))
    assert drawn(pieces) == [[0, 1], [1, 2], [1, 3]]
    at_bollard = [int(pieces.head[0]), int(pieces.tail[1]), int(pieces.tail[2])]
    assert len(set(at_bollard)) == 3
    assert pieces.junction_vertex[at_bollard].tolist() == [1, 1, 1]


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.integers(-1, 7), min_size=1, max_size=7), min_size=1, max_size=5),
    st.sets(st.integers(0, 7), max_size=2),
)
def test_no_step_is_lost_and_none_invented(ways: list[list[int]], closed: set[int]) -> None:
    """The pieces hold exactly the steps of the ways, and pass no junction in their middle."""
    pieces = split(ways, 8, tuple(closed))
    steps = [
        (w, a, b)
        for w, way in enumerate(ways)
        for a, b in pairwise(way)
        if -1 not in {a, b} and a != b
    ]
    found = [
        (int(w), a, b)
        for w, line in zip(pieces.way, drawn(pieces), strict=True)
        for a, b in pairwise(line)
    ]
    assert found == steps
    deduplicated = [[v for i, v in enumerate(w) if i == 0 or w[i - 1] != v] for w in ways]
    passes = np.bincount([v for way in deduplicated for v in way if v >= 0], minlength=8)
    for line in drawn(pieces):
        assert all(passes[v] == 1 and v not in closed for v in line[1:-1])
