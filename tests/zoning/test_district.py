"""Around the plan: neighbours, levels and modes, operators, areas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse.csgraph import connected_components

from geo.errors import ZoningError
from geo.roads import RoadMap, snap
from geo.zoning import (
    CRITERIA,
    Ladder,
    Quota,
    Step,
    assign_operators,
    assignment_tables,
    management_modes,
    mode_label,
    neighbours,
    operator_totals,
    service_levels,
    zone_levels,
    zone_polygons,
)

LOW = dict.fromkeys(CRITERIA, 20.0)
HIGH = dict.fromkeys(CRITERIA, 90.0)


def test_an_estate_on_the_way_parts_its_neighbours() -> None:
    """Of three in a row the outer two are no neighbours; across streets nobody is."""
    minutes = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
    assert neighbours(minutes, [0, 0, 0]).tolist() == [[0, 1], [1, 2]]
    assert neighbours(minutes, [0, 1, 0]).tolist() == [[0, 2]]
    assert neighbours(minutes, [0, 0, 0], limit_min=0.5).tolist() == []


def test_without_a_way_there_are_no_neighbours() -> None:
    """A river without a bridge parts estates however near they lie."""
    minutes = np.array([[0.0, np.inf], [np.inf, 0.0]])
    assert neighbours(minutes, [0, 0]).tolist() == []
    minutes[1, 0] = 4.0
    assert neighbours(minutes, [0, 0]).tolist() == [[0, 1]]


@pytest.mark.parametrize("seed", range(10))
def test_neighbours_follow_their_definition_and_hold_a_street_together(seed: int) -> None:
    """The pairs are those of the half-way test written out, and no reachable street falls apart."""
    random = np.random.default_rng(seed)
    minutes = random.uniform(0.1, 9.0, (12, 12))
    street = random.integers(0, 2, 12)
    apart = np.minimum(minutes, minutes.T)
    expected = [
        [i, j]
        for i in range(12)
        for j in range(i + 1, 12)
        if street[i] == street[j]
        and not any(
            street[k] == street[i] and apart[i, k] ** 2 + apart[k, j] ** 2 < apart[i, j] ** 2
            for k in range(12)
            if k not in (i, j)
        )
    ]
    found = neighbours(minutes, street)
    assert found.tolist() == expected
    graph = np.zeros((12, 12))
    graph[tuple(found.T)] = 1
    assert connected_components(graph, directed=False)[0] == len(np.unique(street))


def test_levels_and_modes_climb_with_the_criteria() -> None:
    """Low scores stand on the lowest step, high ones on the highest; every need is named."""
    table = pd.DataFrame([LOW, HIGH, {**HIGH, "closure": 10.0}], index=["a", "b", "c"])
    levels = service_levels(table)
    assert levels["service_level"].tolist() == ["basic", "full", "standard"]
    assert [need.criterion for need in levels.loc["c", "needs"]] == ["closure"]
    assert levels.loc["c", "needs"][0].sentence("zh") == "封闭管理由 10 提高到 45（+35）"
    modes = management_modes(table)
    assert modes["management_mode"].tolist() == ["trusteeship", "quasi_market", "self_help"]
    assert mode_label("self_help", "zh") == "居民自助"
    assert mode_label("of one's own") == "of one's own"


def test_doing_what_is_named_moves_an_estate_up() -> None:
    """Raising exactly the named criteria to the named values reaches the next level."""
    random = np.random.default_rng(2)
    for _ in range(50):
        row = {name: float(random.integers(0, 101)) for name in CRITERIA}
        before = service_levels(pd.DataFrame([row])).iloc[0]
        if before["next_level"] is None:
            continue
        raised = dict(row)
        for need in before["needs"]:
            if need.criterion != "score":
                raised[need.criterion] = need.wanted
        missing = next((need for need in before["needs"] if need.criterion == "score"), None)
        while missing and sum(raised.values()) / 5 < missing.wanted:
            lowest = min(CRITERIA, key=lambda name: raised[name])
            raised[lowest] += 1
        after = service_levels(pd.DataFrame([raised])).iloc[0]["service_level"]
        assert after in {before["next_level"], "full"}


def test_missing_scores_leave_the_level_open() -> None:
    """An estate without a score has no level; a table without a criterion is refused."""
    table = pd.DataFrame([{**HIGH, "willingness": np.nan}])
    assert pd.isna(service_levels(table)["service_level"]).all()
    with pytest.raises(ZoningError, match="closure"):
        service_levels(table.drop(columns="closure"))
    with pytest.raises(ZoningError, match="between 0 and 100"):
        service_levels(table.assign(closure=101.0))
    with pytest.raises(ZoningError, match="Unknown criterion"):
        Ladder((Step("low"), Step("high", {"beauty": 5.0})))


def test_a_zone_has_the_level_that_half_its_households_reach() -> None:
    """Households decide, not estates."""
    levels = zone_levels(
        pd.Series(["basic", "full", "full", None]),
        pd.Series([0, 0, 1, 1]),
        pd.Series([10.0, 90.0, 40.0, 60.0]),
    )
    assert levels.to_dict() == {0: "full", 1: "basic"}


def test_quotas_of_estates_and_households_are_met() -> None:
    """Blank operators are filled so that both quotas hold; given ones stay."""
    households = pd.Series([100.0, 200, 300, 400, 500, 600])
    street = pd.Series(["a", "a", "b", "b", "c", "c"])
    given = pd.Series(["甲", None, "", None, None, None])
    quotas = {"甲": Quota(3, 1000.0), "乙": Quota(3, 1100.0)}
    filled = assign_operators(given, households, street, quotas)
    assert filled[0] == "甲"
    totals = operator_totals(filled, households, quotas)
    assert totals["kept"].all()
    assert totals["households"].tolist() == [1000.0, 1100.0]


def test_without_quotas_a_blank_takes_the_operator_of_its_street() -> None:
    """The operator of most households of the street; nobody where the street has none."""
    filled = assign_operators(
        pd.Series(["甲", "乙", "", ""]),
        pd.Series([10.0, 20.0, 5.0, 5.0]),
        pd.Series(["a", "a", "a", "b"]),
        {},
    )
    assert filled.tolist() == ["甲", "乙", "乙", ""]


def cross_roads() -> RoadMap:
    """Two roads of about 2 km that cross."""
    return RoadMap.from_arrays(
        lon=[114.20, 114.21, 114.22, 114.21, 114.21],
        lat=[30.50, 30.50, 30.50, 30.49, 30.51],
        tail=[0, 1, 3, 1],
        head=[1, 2, 1, 4],
        road_class=["residential"] * 4,
    )


@pytest.mark.parametrize("with_roads", [True, False])
def test_areas_tile_the_district_and_hold_their_estates(with_roads: bool) -> None:
    """No overlap, no gap, and every estate lies in the area of its zone."""
    random = np.random.default_rng(4)
    lon, lat = random.uniform(114.201, 114.219, 12), random.uniform(30.4905, 30.5095, 12)
    zone_of = np.repeat(np.arange(4), 3)
    district = shapely.box(114.198, 30.488, 114.222, 30.512)
    boundary = gpd.GeoDataFrame(geometry=[district], crs="EPSG:4326")
    roads = cross_roads() if with_roads else None
    areas = zone_polygons(
        zone_of,
        lon=lon,
        lat=lat,
        road_map=roads,
        snapped=snap(roads, lon, lat, max_distance_m=2000.0) if roads else None,
        boundary=boundary,
    )
    assert areas["zone"].tolist() == [0, 1, 2, 3]
    assert areas.is_valid.all()
    assert areas.union_all().area == pytest.approx(district.area, rel=1e-6)
    shapes = areas.geometry.to_numpy()
    assert shapely.area(shapes).sum() == pytest.approx(district.area, rel=1e-6)
    for zone, x, y in zip(zone_of, lon, lat, strict=True):
        assert shapes[zone].contains(shapely.Point(x, y))


def test_one_estate_gets_the_whole_district() -> None:
    """A single place is the whole area; none is refused."""
    areas = zone_polygons([0], lon=[114.2], lat=[30.5])
    assert len(areas) == 1
    with pytest.raises(ZoningError, match="position"):
        zone_polygons([0], lon=[np.nan], lat=[30.5])


def test_assignment_tables_hold_every_estate_once() -> None:
    """One table per operator, rows sorted by zone, with the totals of each zone beside them."""
    estates = pd.DataFrame(
        {
            "estate_id": ["a", "b", "c"],
            "operator": ["甲", "乙", "甲"],
            "zone_id": ["Z02", "Z03", "Z01"],
            "households": [10, 20, 30],
        }
    )
    tables = assignment_tables(estates, "operator")
    assert tables["甲"]["estate_id"].tolist() == ["c", "a"]
    assert tables["甲"]["zone_households"].tolist() == [30, 10]
    assert sum(map(len, tables.values())) == 3
    with pytest.raises(ZoningError, match="street"):
        assignment_tables(estates, "street")
