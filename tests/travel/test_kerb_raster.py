"""Every cell knows the road beside it, whoever asks first and however large the window is."""

import numpy as np
import pytest

from geo.roads import RoadMap, snap
from geo.travel.circles import CELL_M
from geo.travel.kerb_raster import MOST_CELLS, kerb_raster

FARTHEST_M = 300.0
SAMPLES_APART_M = 15.0


def _window(street_grid: RoadMap, share: float):
    """Return the raster and a window over a part of the town."""
    lon, lat = street_grid.shape_lon, street_grid.shape_lat
    some = [np.array([along.min(), along.min() + share * np.ptp(along)]) for along in (lon, lat)]
    raster = kerb_raster(street_grid, FARTHEST_M)
    return raster, raster.window(*some)


def test_a_cell_has_the_road_that_a_gate_there_would_have(street_grid: RoadMap) -> None:
    """Walks are those of snapping, to within the places sampled along the roads."""
    raster, window = _window(street_grid, 0.5)
    lon, lat = np.meshgrid(
        window.x_m / raster.metres_per_degree[0], window.y_m / raster.metres_per_degree[1]
    )
    found = snap(street_grid, lon.ravel(), lat.ravel(), max_distance_m=FARTHEST_M)
    near = (window.stop.ravel() >= 0) & (found.edge >= 0)
    assert near.sum() > near.size // 2
    # Half a step along a road lengthens the walk the most where there is none across; and the
    # earth is a ball here.
    longer_m = SAMPLES_APART_M / 2 + 0.005 * FARTHEST_M
    assert (np.abs(window.walk_m.ravel()[near] - found.distance_m[near]) <= longer_m).all()
    only_one = (window.stop.ravel() >= 0) != (found.edge >= 0)
    walks_m = np.minimum(window.walk_m.ravel(), found.distance_m)[only_one]
    assert (walks_m > FARTHEST_M - longer_m).all()


def test_windows_share_their_cells(street_grid: RoadMap) -> None:
    """A cell of two windows is the same, whichever was asked for first."""
    _, small = _window(street_grid, 0.4)
    _, large = _window(street_grid, 0.9)
    rows = np.isin(large.y_m, small.y_m)
    columns = np.isin(large.x_m, small.x_m)
    assert np.array_equal(large.stop[np.ix_(rows, columns)], small.stop)
    assert np.array_equal(large.walk_m[np.ix_(rows, columns)], small.walk_m)


@pytest.mark.parametrize("share", [1.0, 40.0])
def test_a_window_never_has_more_cells_than_are_worth_it(
    street_grid: RoadMap, share: float
) -> None:
    """Cells grow by whole ones where a crew gets very far, and cover all that was asked for."""
    _, window = _window(street_grid, share)
    frame = 4 * (window.x_m.size + window.y_m.size)
    assert window.stop.size <= MOST_CELLS + frame
    cell_m = np.diff(window.x_m)[0]
    assert cell_m % CELL_M == 0
    assert (cell_m > CELL_M) == (share > 1)
