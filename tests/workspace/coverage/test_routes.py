"""The way of the crew adds up to the ledger, hangs together, and its detours are named."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from geo.errors import WorkspaceError
from geo.roads import broken_rules
from geo.workspace import (
    cover_stations,
    detours_of,
    open_district,
    open_workspace,
    route_of,
    survey,
)

HALF_A_UNIT_MIN = 0.5e-4 + 1e-6
"""The ledger has four decimals."""


@pytest.fixture(scope="module")
def town():
    return open_district(open_workspace("data/toy"))


@pytest.fixture(scope="module")
def hanyang():
    return open_district(open_workspace("data/hanyang"))


def named(town, **columns):
    """Return the town with other columns of its roads, and with turns counted."""
    roads = replace(town.road_map, **columns)
    speeds = town.settings.speeds.model_copy(update={"turns": True})
    settings = town.settings.model_copy(update={"speeds": speeds})
    return survey(replace(town.inputs, road_map=roads), settings)


def around(town, x_m, y_m, size_m=60.0):
    """Return a square about a place of the town, which is laid out in metres."""
    east, north = 114.0207283 / 2000 - 114 / 2000, 0.0135315 / 1500
    lon, lat = 114.0 + east * x_m, 30.0 + north * y_m
    return shapely.box(
        lon - east * size_m, lat - north * size_m, lon + east * size_m, lat + north * size_m
    )


def test_every_route_adds_up_to_the_ledger(hanyang):
    """Roads sum to the drive, legs to the response; the line leads from the station to the gate."""
    covered = cover_stations(hanyang)
    for row, estate in enumerate(covered.estates["estate_id"].astype(str)):
        way = route_of(hanyang, estate, coverage=covered.coverage)
        assert way is not None
        ledger = covered.estates.iloc[row]
        assert abs(way.steps["minutes"].sum() - ledger["drive_min"]) < HALF_A_UNIT_MIN
        assert way.response_min == pytest.approx(ledger["response_min"], abs=1e-9)
        assert way.station_id == ledger["station_id"]
        station = int(covered.coverage.station[row])
        points, doors = hanyang.station_points, hanyang.gates.points
        ends = [
            (way.steps.geometry.iloc[0].coords[0], (points.lon[station], points.lat[station])),
            (way.steps.geometry.iloc[-1].coords[-1], (doors.lon[way.gate], doors.lat[way.gate])),
            (way.walk.coords[0], (doors.lon[way.gate], doors.lat[way.gate])),
            *((a.coords[-1], b.coords[0]) for a, b in pairwise(way.steps.geometry)),
        ]
        for found, wanted in ends:
            assert found == pytest.approx(wanted, abs=1e-5)


def test_a_route_by_hand(town):
    """West station to 柳巷小区: the walk and the minutes that the README of the town works out."""
    way = route_of(town, "柳巷小区")
    assert way.station_id == "S1"
    assert way.steps["road_class"].tolist() == ["primary", "residential"]
    np.testing.assert_allclose(way.steps["minutes"], [0.5, 0.5], atol=1e-3)
    np.testing.assert_allclose(way.steps["length_m"], [500, 250], atol=0.5)


def test_named_roads_are_one_road_however_many_pieces(town):
    """Pieces of a name are one row; a short crossing of another road does not part them."""
    way = route_of(named(town), "E1")
    assert way.steps["road"].tolist() == ["主街", ""]
    assert way.steps["minutes"].sum() == pytest.approx(way.drive_min, abs=HALF_A_UNIT_MIN)


def test_a_closure_that_bends_the_way_is_named_with_what_it_costs(town):
    """The main street closed: number, road, and the minutes of the open town as the way without."""
    free = route_of(town, "E1")
    closed = town.with_roads_closed(around(town, 1750, 1500), around(town, 250, 500))
    bent = route_of(closed, "E1")
    found = detours_of(closed, "E1")
    assert [(one.kind, one.number, one.roads) for one in found] == [
        ("closure", 2, (("主街", "primary"),))
    ]
    assert found[0].without_min == pytest.approx(free.response_min, abs=1e-3)
    gained = bent.response_min - free.response_min
    assert found[0].saved_min == pytest.approx(gained, abs=1e-3)
    assert detours_of(town, "E1") == ()


def test_a_slow_road_is_named(town):
    """A main street of a quarter of its speed is gone round or endured; either is told."""
    slow = town.with_roads_slowed((around(town, 250, 500), 4.0))
    (found,) = detours_of(slow, "E1")
    assert (found.kind, found.number) == ("slowed", 1)
    assert found.saved_min > 0


def test_a_gate_that_is_closed_at_the_hour_is_named(town):
    """河沿宿舍 is reached by its second gate from 17:00 to 21:00 alone; then there is no detour."""
    (found,) = detours_of(town, "E3")
    assert (found.kind, found.number, found.opens, found.closes) == ("gate", 2, 17.0, 21.0)
    opened = route_of(town.at_hour(18), "E3")
    assert opened.gate == 1 + route_of(town, "E3").gate
    assert detours_of(town.at_hour(18), "E3") == ()


def test_an_estate_that_closures_cut_off_tells_which(town):
    """No way at all: no route, and the closure that cuts it saves everything."""
    east = around(town, 2000, 1250, size_m=300)
    cut = town.with_roads_closed(east)
    assert route_of(cut, "E4") is None
    found = detours_of(cut, "E4")
    assert [one.kind for one in found] == ["closure"]
    assert np.isinf(found[0].saved_min)


def test_turn_bans_and_closed_directions_are_named(town):
    """A ban on the turn of the way, or a road closed at the hour, is what bends it."""
    roads = town.road_map
    way = route_of(named(town), "E1")
    edges = _edges(named(town), "E1")
    via = set(roads.tail[edges[:1]]) | set(roads.head[edges[:1]])
    via &= set(roads.tail[edges[1:2]]) | set(roads.head[edges[1:2]])
    banned = named(
        town,
        turns=np.array([[edges[0], via.pop(), edges[1]]], np.int32),
        turn_only=np.array([False]),
        turn_hours=np.array([1 << 10], np.uint32),
    )
    (found,) = detours_of(banned, "E1")
    assert (found.kind, found.roads) == ("turn", (("主街", "primary"), ("", "residential")))
    assert found.without_min == pytest.approx(way.response_min, abs=1e-3)
    assert detours_of(banned.at_hour(11), "E1") == ()
    closed_hours = np.zeros(roads.n_edges, np.uint32)
    closed_hours[edges[0]] = 1 << 10
    shut = named(town, closed_forward=closed_hours, closed_backward=closed_hours)
    assert [one.kind for one in detours_of(shut, "E1")] == ["closed"]


def _edges(district, estate):
    """Return the edges of a way, from its line: the nearest edge to the middle of each piece."""
    way = route_of(district, estate)
    lines = district.road_map.geometry.set_crs(None, allow_override=True)
    return [
        int(lines.distance(step.interpolate(0.5, normalized=True)).argmin())
        for step in way.steps.geometry
    ]


def test_rules_over_whole_ways_are_found():
    """A path that only leads on, and one that forbids, are broken by the drives that break them."""
    from geo.roads import RoadMap, RoadPaths

    roads = RoadMap.from_arrays(
        lon=[114, 114.001, 114.002, 114.003, 114.002],
        lat=[30, 30, 30, 30, 30.001],
        tail=[0, 1, 2, 2],
        head=[1, 2, 3, 4],
        road_class="residential",
        paths=RoadPaths.from_rows([([0, 1, 1, 2, 2], True, 1 << 10)]),
    )
    drive = ([0, 1, 3], [True, True, True])
    assert [rule.edges for rule in broken_rules(roads, *drive, hour=10)] == [(0, 1, 3)]
    assert broken_rules(roads, *drive, hour=11) == []
    assert broken_rules(roads, *drive, hour=10, turns=False) == []
    assert broken_rules(roads, [0, 1, 2], [True] * 3, hour=10) == []


def test_an_estate_is_asked_for_by_id_or_by_its_only_name(town):
    """A wrong name lists near ones; a name of two lists their ids."""
    with pytest.raises(WorkspaceError, match="柳巷小区"):
        route_of(town, "柳巷小区二期")
    twice = town.inputs.estates.assign(name="同名小区")
    double = replace(town, inputs=replace(town.inputs, estates=twice))
    with pytest.raises(WorkspaceError, match="E1, E2"):
        route_of(double, "同名小区")
