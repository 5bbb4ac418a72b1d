"""A small town for tests of ways."""

import numpy as np
import pytest

from geo.roads import RoadMap


@pytest.fixture(scope="session")
def street_grid() -> RoadMap:
    """Return a grid of streets 300 m apart, some of them one-way."""
    side = 9
    node = np.arange(side * side).reshape(side, side)
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    ends = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    return RoadMap.from_arrays(
        lon=114.2 + 0.003 * column,
        lat=30.5 + 0.003 * row,
        tail=ends[:, 0],
        head=ends[:, 1],
        road_class=np.full(len(ends), "residential"),
        oneway=np.arange(len(ends)) % 9 == 0,
    )
