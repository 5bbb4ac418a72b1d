"""Pairs within a limit are the matrix without what lies beyond, in any blocks."""

import numpy as np
import pytest

from geo.roads import snap
from geo.travel import near_pairs, point_times
from geo.workspace import open_district, open_workspace


@pytest.mark.parametrize("cells", [1, 500, 4_000_000])
@pytest.mark.parametrize("limit_min", [0.0, 3.0, np.inf])
def test_equals_the_matrix(cells: int, limit_min: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pair once, in order, the same minutes to the bit; none for points off the roads."""
    monkeypatch.setattr("geo.travel.nearby._CELLS_AT_ONCE", cells)
    town = open_district(open_workspace("data/toy"))
    roads, network = town.road_map, town.network
    rng = np.random.default_rng(7)
    lon = rng.uniform(roads.lon.min(), roads.lon.max(), 40)
    lat = rng.uniform(roads.lat.min(), roads.lat.max(), 40)
    points = snap(roads, lon, lat, max_distance_m=60.0)
    asked = {"origins": points, "destinations": points.take(np.arange(25)), "limit_min": limit_min}
    whole = point_times(network, **asked).minutes
    found = np.full(whole.shape, np.inf, dtype=np.float32)
    order = []
    for pairs in near_pairs(network, **asked):
        assert np.isinf(found[pairs.origin, pairs.destination]).all()
        found[pairs.origin, pairs.destination] = pairs.minutes
        order.append(pairs.origin * 25 + pairs.destination)
    assert (found == whole).all()
    assert (np.diff(np.concatenate(order)) > 0).all()
