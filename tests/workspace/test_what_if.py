"""What-if questions of a district: each is a changed copy, and none changes the district."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import SettingsError, WorkspaceError
from geo.workspace import District, cover_stations, open_district, open_workspace

JUNCTION = shapely.box(114.0025, 30.0040, 114.0053, 30.0060)
"""The first junction east of the western station."""


@pytest.fixture
def town(toy: Path) -> District:
    """Return the toy town: 830 of 1,200 households on time."""
    return open_district(open_workspace(toy))


def covered(district: District) -> int:
    """Return how many households are on time."""
    return int(cover_stations(district).summary["households_covered"])


def test_more_time_covers_no_fewer(town: District) -> None:
    """A longer target covers more, a stricter share covers fewer; the town stays as it is."""
    counts = [covered(town.with_target(minutes=minutes)) for minutes in (6, 9, 12, 30)]
    assert counts == sorted(counts)
    assert counts[1] == covered(town) == 830


def test_a_station_is_added_and_taken_away_again(town: District) -> None:
    """Without what was added everything is as before."""
    more = town.with_stations([(114.004, 30.005), (114.006, 30.002)])
    assert more.stations["station_id"].tolist()[-2:] == ["NEW-1", "NEW-2"]
    assert covered(more) >= covered(town)
    back = more.without_station("NEW-1").without_station("NEW-2")
    assert cover_stations(back).estates.equals(cover_stations(town).estates)


def test_a_table_names_its_stations(town: District) -> None:
    """Ids and names of a table are kept, in any system of coordinates."""
    table = gpd.GeoDataFrame(
        {"station_id": ["N"], "name": ["North"]},
        geometry=gpd.points_from_xy([114.004], [30.005], crs=4326),
    ).to_crs(32650)
    more = town.with_stations(table)
    assert more.stations["name"].iloc[-1] == "North"
    assert more.station_points.lon[-1] == pytest.approx(
        town.with_stations([(114.004, 30.005)]).station_points.lon[-1], abs=1e-7
    )


def test_closed_roads_stay_closed_at_another_hour(town: District) -> None:
    """The order of two what-ifs makes no difference."""
    first = town.with_roads_closed(JUNCTION).at_hour(8)
    second = town.at_hour(8).with_roads_closed(JUNCTION)
    assert np.array_equal(first.network.drive_min, second.network.drive_min)
    assert cover_stations(first).estates.equals(cover_stations(second).estates)


def test_what_cannot_be_is_refused(town: District) -> None:
    """By name, with what there is."""
    with pytest.raises(SettingsError, match=r"target\.minutes"):
        town.with_target(minutes=0)
    with pytest.raises(SettingsError, match=r"target\.percentile"):
        town.with_target(percentile=1.5)
    with pytest.raises(WorkspaceError, match="S1"):
        town.without_station("S9")
    with pytest.raises(WorkspaceError, match="24"):
        town.at_hour(24)
