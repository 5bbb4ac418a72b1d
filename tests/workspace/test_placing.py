"""What lies at a place, and which places no station can have: one limit for all who ask."""

import shutil
from dataclasses import replace

import pytest

from geo.errors import WorkspaceError
from geo.scenarios import Scenario, add_station, move_station, open_planner
from geo.workspace import (
    open_district,
    open_workspace,
    place_context,
    refuse_unfit_place,
)

BESIDE_A_ROAD = (114.0052, 30.0068)
NO_ROAD = (114.0104, 30.0216)
"""Beside 山脚小区, 900 m from any road."""
FAR_AWAY = (114.2, 30.0)


@pytest.fixture(scope="module")
def town():
    return open_district(open_workspace("data/toy"))


@pytest.fixture
def planner(tmp_path):
    shutil.copytree("data/toy", tmp_path / "toy")
    return open_planner(tmp_path / "toy")


def test_a_place_is_told_by_its_estate_and_its_road(town):
    """The nearest estate with its street, the road and how far it is."""
    there = place_context(town, *BESIDE_A_ROAD)
    assert (there.estate, there.street) == ("柳巷小区", "西街")
    assert there.road_m < 60
    assert there.outside_m == 0
    assert place_context(town, *NO_ROAD).road_m == pytest.approx(900, abs=10)
    assert place_context(town, *FAR_AWAY).outside_m > 5_000


@pytest.mark.parametrize(
    ("place", "said"), [(NO_ROAD, "500 m"), (FAR_AWAY, "outside the district")]
)
def test_a_place_without_a_road_or_far_outside_is_refused(town, planner, place, said):
    """The reason and the distance, from the function and from both changes of a scenario."""
    scenario = add_station(planner, Scenario(), *BESIDE_A_ROAD).scenario
    station = scenario.stations[0].station_id
    for refused in (
        lambda: refuse_unfit_place(town, *place),
        lambda: add_station(planner, Scenario(), *place),
        lambda: move_station(planner, scenario, station, *place),
    ):
        with pytest.raises(WorkspaceError) as refusal:
            refused()
        assert said in refusal.value.sentence("en")


def test_a_longer_way_to_the_road_is_the_one_limit(town):
    """What the settings allow for estates is what they allow for stations."""
    response = town.settings.response.model_copy(update={"max_snap_m": 950.0})
    wider = replace(town, settings=town.settings.model_copy(update={"response": response}))
    refuse_unfit_place(wider, *NO_ROAD)
