"""Pairs within a limit are the matrix without what lies beyond, in any blocks; groups its parts."""

import numpy as np
import pytest

from geo.roads import RoadNetwork, SnappedPoints, snap
from geo.travel import group_times, near_pairs, nearest_times, point_times
from geo.workspace import open_district, open_workspace


@pytest.mark.parametrize(("few", "cells"), [(10**6, 1), (10**6, 500), (10**6, 10**6), (0, 1)])
@pytest.mark.parametrize("limit_min", [0.0, 0.2, 1.0, 3.0, np.inf])
def test_equals_the_matrix(
    few: int, cells: int, limit_min: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair once, in order, the same minutes to the bit; none for points off the roads."""
    monkeypatch.setattr("geo.travel.nearby._FEW_CELLS", few)
    monkeypatch.setattr("geo.travel.nearby._CELLS_AT_ONCE", cells)
    network, points = _town()
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


def _town() -> tuple[RoadNetwork, SnappedPoints]:
    """Return the toy town with one-way and closed roads, and points on and off its roads."""
    town = open_district(open_workspace("data/toy"))
    roads, network = town.road_map, town.network
    rng = np.random.default_rng(7)
    lon = rng.uniform(roads.lon.min(), roads.lon.max(), 40)
    lat = rng.uniform(roads.lat.min(), roads.lat.max(), 40)
    drive_min = np.where(rng.random(network.drive_min.size) < 0.1, np.inf, network.drive_min)
    points = snap(roads, lon, lat, max_distance_m=60.0)
    return network.with_drive_min(drive_min), points


def test_small_buffers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches that stop after every origin give the pairs of one that runs through."""
    network, points = _town()
    monkeypatch.setattr("geo.travel.nearby._FEW_CELLS", 0)
    monkeypatch.setattr("geo.travel.nearby._ORIGINS_OF_A_THREAD", 1)
    asked = {"origins": points, "destinations": points, "limit_min": 2.0}
    (whole,) = near_pairs(network, **asked, threads=1)
    monkeypatch.setattr("geo.travel.near_search._PAIRS_AT_ONCE", 1)
    monkeypatch.setattr("geo.travel.nearby._ORIGINS_AT_ONCE", 7)
    parts = list(near_pairs(network, **asked, threads=3))
    assert len(parts) == 6
    for one, column in zip(whole, zip(*parts, strict=True), strict=True):
        assert np.array_equal(one, np.concatenate(column))


def test_nearest_is_the_least_of_each_column() -> None:
    """One search from all origins together."""
    network, points = _town()
    origins = points.take(np.arange(5, 12))
    whole = point_times(network, origins=origins, destinations=points, limit_min=np.inf).minutes
    found = nearest_times(network, origins=origins, destinations=points)
    assert np.array_equal(found, whole.min(axis=0))


@pytest.mark.parametrize("n_groups", [1, 4, 40])
@pytest.mark.parametrize("threads", [1, 3])
def test_groups_are_blocks_of_the_matrix(n_groups: int, threads: int) -> None:
    """Groups of any size, of one point too, and points without a road."""
    network, points = _town()
    whole = point_times(network, origins=points, destinations=points, limit_min=np.inf).minutes
    group = np.random.default_rng(n_groups).integers(0, n_groups, len(points)) * 3
    found = list(group_times(network, points=points, group=group, threads=threads))
    assert [int(group[those[0]]) for those, _ in found] == np.unique(group).tolist()
    for those, minutes in found:
        assert (np.flatnonzero(group == group[those[0]]) == those).all()
        assert np.array_equal(minutes, whole[np.ix_(those, those)])
