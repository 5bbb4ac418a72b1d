"""What a workspace is searched for, and where what was found lies."""

from pathlib import Path

import numpy as np
import pytest

from geo.geocode import find_named
from geo.scenarios import (
    Planner,
    Scenario,
    found_place,
    listed_problems,
    name_indexes,
    open_planner,
    zones_of,
)
from geo.workspace.operations import Record


@pytest.fixture(scope="module")
def planner(hanyang: Path) -> Planner:
    """Open Hanyang once."""
    return open_planner(hanyang)


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("龙灯里", "estate", "龙灯里小区"),
        ("qinduankoujie", "street", "琴断口街"),
        ("汇福园社区", "community", "汇福园社区"),
        ("yjwxzx", "station", "应急维修中心"),
        ("NEW-1", "station", "西边新站"),
        ("P005", "problem", "糖果厂宿舍 化粪池满溢"),
    ],
)
def test_everything_of_a_workspace_is_found(
    planner: Planner, query: str, kind: str, name: str
) -> None:
    """Estates, streets, communities, listed and tried stations, and problems."""
    scenario = Scenario().with_station(114.15, 30.57, "西边新站")
    indexes = name_indexes(planner, scenario, listed_problems(planner, Record()))
    first = find_named(query, indexes)[0]
    assert (first.kind, first.name) == (kind, name)


def test_zones_are_found_once_they_were_drawn(toy: Path) -> None:
    """A search draws no zones; after the page of zones has, each is found by its name."""
    fresh = Planner(open_planner(toy).workspace)
    assert not fresh.knows_zones(Scenario())
    kinds = {thing.kind for index in name_indexes(fresh, Scenario()) for thing in index.things}
    assert "zone" not in kinds
    name = str(zones_of(fresh, Scenario()).zones["zone_id"].iloc[0])
    assert fresh.knows_zones(Scenario())
    found = find_named(name, name_indexes(fresh, Scenario()))
    assert (found[0].kind, found[0].name) == ("zone", name)


def test_the_list_is_indexed_once_for_all_scenarios(planner: Planner) -> None:
    """Another hour or another tried station leaves the index of the list as it is."""
    first = name_indexes(planner, Scenario())[0]
    assert name_indexes(planner, Scenario(hour=3))[0] is first


def test_a_place_holds_its_estates(planner: Planner) -> None:
    """The bounds of a street are those of its estates; a station has a point and no estate."""
    estates = planner.district.estates
    own = estates[estates["street"] == "晴川街"]
    place = found_place(planner, Scenario(), "street", "晴川街")
    assert place is not None
    assert list(place.estates) == own["estate_id"].astype(str).tolist()
    south, west, north, east = place.bounds or (np.nan,) * 4
    answered = planner.answer(Scenario()).estates
    lon = answered.loc[(estates["street"] == "晴川街").to_numpy(), "lon"]
    assert (west, east) == (lon.min(), lon.max())
    assert south < north
    station_id = str(planner.district.stations["station_id"].iloc[0])
    station = found_place(planner, Scenario(), "station", station_id)
    assert station is not None
    assert station.estates == ()


@pytest.mark.parametrize(
    ("kind", "key"),
    [("estate", "E404"), ("street", ""), ("zone", "Z999"), ("page", "zones"), ("__class__", "x")],
)
def test_what_is_not_there_has_no_place(planner: Planner, kind: str, key: str) -> None:
    """Gone, empty, or no kind of thing that lies anywhere."""
    assert found_place(planner, Scenario(), kind, key) is None


def test_an_estate_without_a_position_is_found_and_lies_nowhere(town: Path) -> None:
    """It can be selected, and the map stays where it is."""
    path = town / "estates.csv"
    text = path.read_text("utf-8-sig").replace("114.0051824,30.0067656", ",")
    path.write_text(text, "utf-8")
    planner = open_planner(town)
    place = found_place(planner, Scenario(), "estate", "E1")
    assert place is not None
    assert place.estates == ("E1",)
    assert place.bounds is None
