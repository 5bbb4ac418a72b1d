"""Flat polylines: lengths, selections, reversals."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coords import distance_m
from geo.roads.polylines import (
    lines_from_flat,
    polyline_lengths_m,
    reversed_polylines,
    straight_polylines,
    take_polylines,
)

OFFSET = np.array([0, 3, 5])
LON = np.array([114.0, 114.01, 114.02, 115.0, 115.01])
LAT = np.array([30.5, 30.51, 30.5, 31.0, 31.0])


def test_lengths_are_those_on_the_ground() -> None:
    """The steps of a line add up; the gap between two lines does not count."""
    steps_m = distance_m(LON[:-1], LAT[:-1], LON[1:], LAT[1:])
    lengths_m = polyline_lengths_m(OFFSET, LON, LAT)
    assert lengths_m == pytest.approx([steps_m[0] + steps_m[1], steps_m[3]])
    assert polyline_lengths_m(np.array([0]), np.zeros(0), np.zeros(0)).tolist() == []


def test_straight_lines_join_their_ends() -> None:
    """Without a shape an edge has two vertices."""
    offset, lon, lat = straight_polylines(LON, LAT, np.array([0, 3]), np.array([2, 4]))
    assert offset.tolist() == [0, 2, 4]
    assert lon.tolist() == [114.0, 114.02, 115.0, 115.01]
    assert lat.tolist() == [30.5, 30.5, 31.0, 31.0]


def test_lines_become_geometries() -> None:
    """Each line is a LineString of its own vertices."""
    first, second = lines_from_flat(OFFSET, LON, LAT)
    assert len(first.coords) == 3
    assert second.coords[:] == [(115.0, 31.0), (115.01, 31.0)]


@given(st.lists(st.integers(2, 5), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_selection_and_reversal_follow_plain_lists(counts: list[int], random: object) -> None:
    """Taking and turning lines equals doing so with lists of lists."""
    offset = np.cumsum([0, *counts])
    lines = [list(range(a, b)) for a, b in pairwise(offset)]
    chosen = [random.randrange(len(lines)) for _ in range(4)]
    taken, vertices = take_polylines(offset, np.array(chosen))
    assert vertices.tolist() == [v for line in chosen for v in lines[line]]
    assert np.diff(taken).tolist() == [len(lines[line]) for line in chosen]
    turned = [random.random() < 0.5 for _ in lines]
    expected = [
        v for line, back in zip(lines, turned, strict=True) for v in (line[::-1] if back else line)
    ]
    assert reversed_polylines(offset, np.array(turned)).tolist() == expected
