"""No zone crosses a barrier, and each side keeps its own connections."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ZoningError
from geo.zoning import ZoningProblem, draw, neighbours, parted_by


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_the_parted_pairs_are_those_whose_line_meets_the_barrier(seed: int) -> None:
    """Pair by pair, by a second method; other streets and unknown places are left alone."""
    rng = np.random.default_rng(seed)
    n = 12
    lon, lat = rng.random(n), rng.random(n)
    lon[0] = np.nan
    street = rng.integers(0, 2, n)
    barriers = [
        shapely.LineString(rng.random((3, 2))),
        shapely.box(*rng.random(2) * 0.5, *(0.5 + rng.random(2) * 0.5)),
    ]
    wall = [barriers[0], barriers[1].exterior]
    found = parted_by(barriers, lon, lat, street)
    for i, j in combinations(range(n), 2):
        line = shapely.LineString([(lon[i], lat[i]), (lon[j], lat[j])]) if i else None
        meets = line is not None and any(line.intersects(one) for one in wall)
        assert found[i, j] == found[j, i] == (meets and street[i] == street[j])


def test_a_wall_across_the_town_parts_every_zone() -> None:
    """Without it the best zones cross; with it none does, and both sides stay in one piece."""
    side = 4
    lon, lat = (a.ravel().astype(float) for a in np.meshgrid(np.arange(side), np.arange(side)))
    minutes = np.hypot(lon[:, None] - lon, lat[:, None] - lat)
    street = np.zeros(side * side, dtype=np.int64)
    wall = [shapely.LineString([(0.5, -1), (0.5, side + 1)])]
    apart = parted_by(wall, lon, lat, street)
    west = lon < 0.5
    assert (apart == (west[:, None] != west[None, :])).all()
    households = np.ones(side * side)

    def crossing(pairs: np.ndarray) -> int:
        drawn = draw(ZoningProblem(households, minutes, pairs, street), zones=4)
        assert drawn.status == "optimal"
        return sum(len({bool(west[one]) for one in zone}) > 1 for zone in drawn.members)

    assert crossing(neighbours(minutes, street)) > 0
    assert crossing(neighbours(np.where(apart, np.inf, minutes), street)) == 0


def test_arrays_of_other_lengths_are_refused() -> None:
    """The message says which."""
    with pytest.raises(ZoningError, match="lon, lat"):
        parted_by([], [1.0], [1.0, 2.0], [0, 0])
