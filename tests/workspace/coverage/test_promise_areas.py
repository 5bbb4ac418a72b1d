"""The repair circle is the promise: who is covered lies inside, who is late lies outside."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.response import rounded_p_on_time
from geo.travel import point_times
from geo.workspace import (
    District,
    cover_stations,
    known_promise_areas,
    make_plan,
    open_district,
    open_workspace,
    promise_areas,
)
from geo.workspace.coverage.promise_areas import _ground, _Judged

CELL_DEG = 30 / 96_000


@pytest.fixture(scope="module")
def district(hanyang: Path) -> District:
    """Return the embedded district."""
    return open_district(open_workspace(hanyang))


def disagreeing(district: District) -> float:
    """Return the share of estates that lie on the wrong side of the drawn area."""
    coverage = cover_stations(district).coverage
    area = promise_areas(district, coverage).union_all()
    position = district.estates.geometry
    inside = shapely.contains_xy(area, position.x.to_numpy(), position.y.to_numpy())
    judged = coverage.verdict != "unsure"
    return float((inside != coverage.covered)[judged].mean())


@pytest.mark.parametrize("target_min", [12.0, 15.0])
@pytest.mark.parametrize("hour", [3, 8, 10])
def test_verdicts_agree_with_the_drawn_area(
    district: District, hour: int, target_min: float
) -> None:
    """At most one estate in a hundred lies on the wrong side, by night, in traffic and by day."""
    there = district.at_hour(hour).with_target(minutes=target_min)
    assert disagreeing(there) <= 0.01


def test_the_area_follows_closures_stations_and_percentile(district: District) -> None:
    """A closure, a new station and another percentile are followed as the verdicts follow them."""
    closed = district.with_roads_closed(shapely.Point(114.25, 30.55).buffer(0.004))
    assert disagreeing(closed) <= 0.01
    assert disagreeing(district.with_stations([(114.2, 30.54)])) <= 0.01
    surer = district.with_target(percentile=0.99)
    assert disagreeing(surer) <= 0.01
    assert areas_km2(surer) < areas_km2(district) * 0.8


def areas_km2(district: District) -> float:
    """Return the ground on which the promise is kept."""
    coverage = cover_stations(district).coverage
    return float(promise_areas(district, coverage).to_crs(32650).union_all().area / 1e6)


def test_any_place_is_judged_as_an_estate_there_would_be(district: District) -> None:
    """Of random places farther than a cell from the border at most 1 % are on the wrong side.

    An estate's own ground is left out: there its gates decide.
    """
    coverage = cover_stations(district).coverage
    areas = promise_areas(district, coverage)
    rng = np.random.default_rng(5)
    west, south, east, north = areas.total_bounds
    lon, lat = rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)
    places = shapely.points(lon, lat)
    homes = shapely.STRtree(district.estates.geometry.to_numpy())
    at_home = homes.query(places, predicate="dwithin", distance=0.0006)[0]
    far = shapely.distance(shapely.boundary(areas.union_all()), places) > CELL_DEG
    far[at_home] = False
    lon, lat, places = lon[far], lat[far], places[far]
    beside = district.snap(lon, lat)
    drive = point_times(
        district.network, origins=district.station_points, destinations=beside, limit_min=np.inf
    ).minutes
    p = rounded_p_on_time(
        district.model,
        drive_min=drive.astype(float),
        access_min=np.broadcast_to(district.model.access_minutes(beside.distance_m), drive.shape),
        target_min=15.0,
        decimals=6,
    )
    kept = (p >= 0.9).any(axis=0)
    inside = shapely.contains(areas.union_all(), places)
    assert kept.sum() > 300
    assert (kept != inside).mean() <= 0.01


def test_no_crew_on_duty_no_area(district: District) -> None:
    """Without stations there is no promise, and no row."""
    nobody = district
    for station in district.stations["station_id"]:
        nobody = nobody.without_station(station)
    areas = promise_areas(nobody, cover_stations(nobody).coverage)
    assert list(areas.columns) == ["station_id", "minutes", "kind", "geometry"]
    assert areas.empty


def test_some_stations_are_those_of_all(district: District) -> None:
    """Whoever asks for one station gets its row of the whole, known from then on."""
    there = district.at_hour(17)
    coverage = cover_stations(there).coverage
    assert not known_promise_areas(there, coverage).any()
    some = promise_areas(there, coverage, among=[1])
    assert known_promise_areas(there, coverage).tolist() == [False, True]
    assert some.equals(promise_areas(there, coverage).iloc[[1]])
    assert promise_areas(there, coverage, among=[]).empty


def test_an_estates_ground_meets_no_estate_of_the_other_answer() -> None:
    """Only estates beside it are looked at, and the disc is as large as if all were."""
    rng = np.random.default_rng(7)
    count = 400
    lon, lat = rng.uniform(114.0, 114.02, count), rng.uniform(30.0, 30.02, count)
    served = rng.random(count) < 0.5
    northward = np.argsort(lat)
    judged = _Judged(np.arange(count), lon, lat, b"", northward, lat[northward])
    for estate in range(0, count, 7):
        east_m = (lon - lon[estate]) * 111_195.0 * np.cos(np.radians(lat[estate]))
        away_m = np.hypot(east_m, (lat - lat[estate]) * 111_195.0)
        other_m = away_m[served != served[estate]].min()
        disc = _ground(judged, served, estate)
        radius_m = (disc.bounds[3] - disc.bounds[1]) / 2 * 111_195.0
        assert radius_m == pytest.approx(min(40.0, 0.49 * other_m), rel=1e-6)


def test_the_plan_has_both_kinds(repository: Path) -> None:
    """The drives of a plan come first, as they always did; the promise of today's stations after.

    Toy town proposes a station: it has drives and keeps no promise yet.
    """
    plan = make_plan(open_workspace(repository / "data" / "toy"))
    drives = plan.circles[plan.circles["kind"] == "drive"]
    kept = plan.circles[plan.circles["kind"] == "promise"]
    assert plan.circles["kind"].tolist() == ["drive"] * len(drives) + ["promise"] * len(kept)
    assert set(drives["minutes"]) == {5.0, 10.0, 15.0}
    assert set(kept["minutes"]) == {plan.settings.target.minutes}
    assert set(kept["station_id"]) == set(plan.stations.query("status == 'open'")["station_id"])
