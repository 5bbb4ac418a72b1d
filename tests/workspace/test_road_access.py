"""Who has no usable road, and why it is said so: in the toy town and variations of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.roads import RoadMap
from geo.workspace import District, open_workspace, read_inputs, survey
from geo.workspace.checking import check_workspace, doubts
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.road_access import lost_candidates, lost_estates, road_notices, roadless_zones

LAKE = (114.0, 30.09)
# Beside a street of one's own, far from the town's roads: it is not connected with them.
ISLAND = (114.0302, 30.0052)


@pytest.fixture
def town(toy: Path) -> Callable[..., District]:
    """Return the function that changes the toy town's lists and puts it on its roads.

    A list is given as the new positions of some of its rows, by their ids.
    """
    workspace = open_workspace(toy)
    inputs = read_inputs(workspace)
    island = RoadMap.from_arrays(
        lon=[114.03, 114.03], lat=[30.0, 30.01], tail=[0], head=[1], road_class="residential"
    )

    def changed(*, turns: Any = None, gates: bool = True, **moved: Any) -> District:
        lists = {name: _moved(getattr(inputs, name), places) for name, places in moved.items()}
        road_map = replace(inputs.road_map, detached=island, **(turns or {}))
        settings = workspace.settings
        if turns:
            speeds = settings.speeds.model_copy(update={"turns": True})
            settings = settings.model_copy(update={"speeds": speeds})
        kept = {} if gates else {"gates": None}
        return survey(replace(inputs, road_map=road_map, **lists, **kept), settings)

    return changed


def _moved(table: gpd.GeoDataFrame, places: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    ids = table.iloc[:, 0]
    points = gpd.points_from_xy(*zip(*places.values(), strict=True), crs=4326)
    geometry = table.geometry.copy()
    for one, point in zip(places, points, strict=True):
        geometry[ids == one] = point
    return table.set_geometry(geometry)


def said(district: District) -> list[str]:
    return [notice.key.split(".")[1] for notice in road_notices(district)]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, ["estate_off_road"]),  # the toy town's own 山脚小区
        ({"stations": {"S2": LAKE}}, ["station_off_road", "estate_off_road"]),
        ({"stations": {"S2": ISLAND}}, ["station_detached", "estate_off_road"]),
        (
            {"stations": {"S1": LAKE, "S2": ISLAND}},
            ["station_off_road", "station_detached", "estate_off_road"],
        ),
        ({"estates": {"E1": ISLAND}, "gates": False}, ["estate_off_road", "estate_detached"]),
        ({"estates": {"E1": LAKE}, "gates": False}, ["estate_off_road", "estate_off_road"]),
    ],
)
def test_each_is_named_with_its_reason(
    changes: dict[str, Any], keys: list[str], town: Callable[..., District]
) -> None:
    """Stations and estates, off the road or beside one that is cut off."""
    assert said(town(**changes)) == keys


def test_the_sentence_says_how_near_the_detached_road_is(town: Callable[..., District]) -> None:
    """28 m from a street that is cut off is not as in a lake."""
    district = town(stations={"S2": ISLAND}, candidates={"C1": ISLAND, "C2": LAKE})
    first = road_notices(district)[0]
    assert "南站" in first.sentence("zh")
    assert "19 m" in first.sentence("en")
    lost, reasons = lost_candidates(district)
    assert lost.tolist() == [True, True, False]
    assert "19 m" in reasons[0].sentence("en")
    assert "lake" in reasons[1].sentence("en")


def test_what_turns_cut_off_is_known_to_check(town: Callable[..., District]) -> None:
    """An estate that no turn leads to is named, and is unreachable in the verdicts: both agree."""
    free = town()
    into = int(free.gates.points.edge[free.gates.estate == 1][0])
    road_map = free.road_map
    rows = [
        (edge, node, into)
        for node in (road_map.tail[into], road_map.head[into])
        for edge in np.flatnonzero((road_map.tail == node) | (road_map.head == node))
        if edge != into
    ]
    turns = {
        "turns": np.array(rows, np.int32),
        "turn_only": np.zeros(len(rows), np.bool_),
        "turn_hours": np.full(len(rows), (1 << 24) - 1, np.uint32),
    }
    district = town(turns=turns)
    verdicts = cover_stations(district).coverage.verdict
    assert set(np.flatnonzero(verdicts == "unreachable")) == set(
        np.flatnonzero(lost_estates(district))
    )
    cut_off = [n for n in road_notices(district) if n.key == "workspace.estate_cut_off"]
    assert [notice.params["name"] for notice in cut_off] == ["梧桐里"]
    # For some hours only, the same turns cut nobody off at ten, and do at their hours.
    rush = town(turns=turns | {"turn_hours": np.full(len(rows), 1 << 7, np.uint32)})
    assert not lost_estates(rush)[1]
    assert lost_estates(rush.at_hour(7))[1]
    assert not lost_estates(rush.at_hour(8))[1]


def test_many_are_one_sentence_with_numbers(town: Callable[..., District]) -> None:
    """Where the roads end before the district does, one sentence counts and names some."""
    district = town(gates=False)
    estates = pd.concat([district.estates] * 10, ignore_index=True)
    estates = estates.assign(
        estate_id=[f"E{n}" for n in range(60)], name=[f"小区{n}" for n in range(60)]
    )
    far = gpd.points_from_xy(*np.tile(LAKE, (40, 1)).T, crs=4326)
    estates = estates.set_geometry([*estates.geometry[:20], *far], crs=4326)
    crowded = survey(replace(district.inputs, estates=estates), district.settings)
    (notice,) = road_notices(crowded)
    assert notice.key == "workspace.estate_off_road_many"
    assert (notice.params["count"], notice.params["total"]) == (43, 60)
    assert "43 of 60 estates" in notice.sentence("en")
    assert "60 个小区中的 43 个" in notice.sentence("zh")


def test_one_bad_candidate_does_not_refuse_the_plan(
    town: Callable[..., District],
) -> None:
    """It is left out and told; a list without any usable one is refused."""
    from geo.errors import SitingError
    from geo.workspace import site_stations

    listed = town().inputs.candidates
    assert listed is not None
    ids = listed["candidate_id"].tolist()
    one = site_stations(town(candidates={ids[0]: LAKE}), model="max_cover", stations=1)
    assert ids[0] not in set(one.sites["site_id"])
    assert [notice.key for notice in one.notices].count("choice.candidate_off_road") == 1
    nowhere = {one: (LAKE[0] + 0.001 * number, LAKE[1]) for number, one in enumerate(ids)}
    with pytest.raises(SitingError) as raised:
        site_stations(town(candidates=nowhere), model="max_cover", stations=1)
    assert len(raised.value.faults) == len(ids)


def test_a_roadless_estate_with_a_zone_of_its_own_is_told(town: Callable[..., District]) -> None:
    """A zone that only holds an estate without a road is said, others are not."""
    district = town()
    (notice,) = roadless_zones(district, np.array([0, 0, 1, 1, 2, 3]))
    assert (notice.params["count"], notice.params["zones"]) == (1, 4)
    assert "1 of the 4 zones is a single estate" in notice.sentence("en")
    assert roadless_zones(district, np.array([0, 0, 1, 1, 2, 1])) == []


def test_check_and_plan_say_the_same(toy: Path) -> None:
    """What ``check`` knows of roads is what the plan says of them."""
    from geo.workspace import open_district

    workspace = open_workspace(toy)
    roads = {notice.sentence() for notice in road_notices(open_district(workspace))}
    assert roads <= {notice.sentence() for notice in check_workspace(workspace).notices}
    assert roads <= {notice.sentence() for notice in doubts(open_district(workspace))}
