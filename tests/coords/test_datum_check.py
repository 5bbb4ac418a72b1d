"""The datum check speaks up for a wrong datum and keeps quiet for a right one."""

import numpy as np
import pytest
import shapely

from geo.coords import datum_check, from_wgs84
from geo.errors import InputError

# A grid of streets every 400 m in Hanyang; estates stand in the middle of the blocks.
STEP_LON, STEP_LAT = 400 / 95_900, 400 / 110_900
WEST, SOUTH, BLOCKS = 114.15, 30.50, 12
DISTRICT = shapely.box(WEST, SOUTH, WEST + BLOCKS * STEP_LON, SOUTH + BLOCKS * STEP_LAT)


def streets() -> list[shapely.LineString]:
    """Return the centre lines of the grid."""
    west, south, east, north = DISTRICT.bounds
    lons = WEST + STEP_LON * np.arange(BLOCKS + 1)
    lats = SOUTH + STEP_LAT * np.arange(BLOCKS + 1)
    return [shapely.LineString([(x, south), (x, north)]) for x in lons] + [
        shapely.LineString([(west, y), (east, y)]) for y in lats
    ]


def estates(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return one estate in each block, somewhere in its middle."""
    rng = np.random.default_rng(seed)
    column, row = np.divmod(np.arange(BLOCKS**2), BLOCKS)
    inside = rng.uniform(0.2, 0.8, (2, BLOCKS**2))
    return WEST + STEP_LON * (column + inside[0]), SOUTH + STEP_LAT * (row + inside[1])


def test_a_right_datum_is_not_suspected() -> None:
    """Points in their true place lie in the district and off the streets."""
    check = datum_check(*estates(), boundary=DISTRICT, carriageways=streets())
    assert check.suspect is None
    assert check.reading("wgs84").bad_share == 0
    assert check.reading("gcj02").bad_share > 0.1


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_missed_conversion_is_suspected_with_figures(datum: str) -> None:
    """Points of another datum read as WGS-84 are found out, and the true datum is named."""
    given = from_wgs84(*estates(), datum)
    check = datum_check(*given, boundary=DISTRICT, carriageways=streets())
    assert check.suspect == datum
    assert check.reading(datum).bad_share == 0
    assert check.reading("wgs84").outside_share > 0.05
    assert check.chance < 0.01


def test_a_conversion_too_many_is_suspected() -> None:
    """WGS-84 points wrongly stated as GCJ-02 have been moved, and WGS-84 is named."""
    from geo.coords import to_wgs84

    moved = to_wgs84(*estates(), "gcj02")
    check = datum_check(*moved, stated="gcj02", boundary=DISTRICT, carriageways=streets())
    assert check.suspect == "wgs84"


def test_few_points_prove_nothing() -> None:
    """Three points that fit badly are no proof against a datum."""
    lon, lat = from_wgs84(*(side[:3] for side in estates()), "gcj02")
    assert datum_check(lon, lat, boundary=DISTRICT, carriageways=streets()).suspect is None


def test_rows_without_a_position_are_passed_over() -> None:
    """Missing positions count for nothing, and none at all is no suspicion."""
    lon, lat = estates()
    lon[::2] = np.nan
    assert datum_check(lon, lat, boundary=DISTRICT).points == BLOCKS**2 // 2
    assert datum_check([np.nan], [np.nan], boundary=DISTRICT).suspect is None


def test_something_to_check_against_is_needed() -> None:
    """Neither boundary nor roads: the message says what to give."""
    with pytest.raises(InputError, match="boundary"):
        datum_check([114.2], [30.5])
