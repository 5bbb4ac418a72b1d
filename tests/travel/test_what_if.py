"""Closures and slow-downs change the minutes of the roads that are meant, and nothing else."""

import numpy as np
import pytest
import shapely

from geo.errors import RoadsError, TravelError
from geo.roads import RoadMap, road_network, turn_network
from geo.travel import closures, travel_change, travel_times

SPEEDS = {"residential": 18.0}


@pytest.fixture
def banks():
    """Return two river banks joined by two bridges: edges 2 (长桥) and 3 (短桥)."""
    return RoadMap.from_arrays(
        lon=[114.20, 114.21, 114.199, 114.21],
        lat=[30.50, 30.50, 30.52, 30.52],
        tail=[0, 2, 0, 1],
        head=[1, 3, 2, 3],
        road_class="residential",
        name=["南岸路", "北岸路", "长桥", "短桥"],
    )


def times_of(network):
    """Return the minutes from node 0 to all nodes."""
    return travel_times(
        network, origins=[0], destinations=[0, 1, 2, 3], limit_min=60, engine="dijkstra"
    )


def test_a_closed_bridge_is_driven_round(banks):
    """Closing one bridge by name sends the crew over the other one; the difference is exact."""
    network = road_network(banks, speed_kmh=SPEEDS)
    closed = network.with_drive_min(closures(banks, network, names=["长桥"]))
    change = travel_change(times_of(network), times_of(closed))
    minutes = network.drive_min[:4]
    np.testing.assert_allclose(change["before_min"][2], minutes[2], atol=1e-4)
    np.testing.assert_allclose(change["after_min"][2], minutes[[0, 1, 3]].sum(), atol=1e-4)
    assert change["change_min"].gt(0).tolist() == [False, False, True, False]


def test_name_area_and_edge_mean_the_same_road(banks):
    """A bridge can be named, drawn over or listed; both directions close."""
    network = road_network(banks, speed_kmh=SPEEDS)
    by_name = closures(banks, network, names=["短桥"])
    by_area = closures(banks, network, area=shapely.box(114.205, 30.509, 114.215, 30.511))
    by_edge = closures(banks, network, edges=[3])
    np.testing.assert_array_equal(by_name, by_edge)
    np.testing.assert_array_equal(by_area, by_edge)
    assert np.isinf(by_edge).sum() == 2


def test_slower_roads_and_two_changes_add_up(banks):
    """A factor multiplies the minutes; a second change starts from the first."""
    network = road_network(banks, speed_kmh=SPEEDS)
    slower = network.with_drive_min(closures(banks, network, edges=[0], factor=2))
    both = closures(banks, slower, edges=[0, 1], factor=3)
    np.testing.assert_allclose(both[:4] / network.drive_min[:4], [6, 3, 1, 1])


def test_turn_networks_close_alike(banks):
    """On a network with turns the same roads close; its turns keep their seconds."""
    network = road_network(banks, speed_kmh=SPEEDS)
    with_turns = turn_network(banks, network)
    drive_min = closures(banks, with_turns, names=["长桥"])
    assert np.isinf(drive_min[: network.n_arcs]).sum() == 2
    np.testing.assert_array_equal(
        drive_min[network.n_arcs :], with_turns.drive_min[network.n_arcs :]
    )


def test_destinations_cut_off_and_never_reached(banks):
    """A destination cut off changes by inf; one that was never reached does not change."""
    network = road_network(banks, speed_kmh=SPEEDS)
    north_only = network.with_drive_min(closures(banks, network, edges=[0, 2]))
    change = travel_change(times_of(network), times_of(north_only))
    assert change["change_min"].tolist() == [0.0, np.inf, np.inf, np.inf]
    assert change["after_origin"].tolist() == [0, -1, -1, -1]
    again = travel_change(times_of(north_only), times_of(north_only))
    assert again["change_min"].tolist() == [0.0] * 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"area": shapely.box(114, 30, 115, 31)}, "shuts all 4 roads"),
        ({"area": shapely.box(0, 0, 1, 1)}, "touches no road"),
        ({}, "touches no road"),
        ({"edges": [4]}, "edge 4 does not exist"),
        ({"edges": [0], "factor": 0}, "factor is 0"),
        ({"edges": [0], "factor": np.nan}, "factor is nan"),
    ],
)
def test_impossible_closures_are_named(banks, wrong, said):
    """A closure that shuts everything, or nothing, says so."""
    network = road_network(banks, speed_kmh=SPEEDS)
    with pytest.raises(TravelError, match=said):
        closures(banks, network, **wrong)


def test_unknown_names_are_named(banks):
    """A misspelt road is refused by the roads, with names that come near."""
    network = road_network(banks, speed_kmh=SPEEDS)
    with pytest.raises(RoadsError, match="长桥"):
        closures(banks, network, names=["桥"])


def test_matrices_of_different_questions_are_not_compared(banks):
    """Comparing other destinations is refused with both shapes."""
    network = road_network(banks, speed_kmh=SPEEDS)
    fewer = travel_times(network, origins=[0], destinations=[1], limit_min=60)
    with pytest.raises(TravelError, match=r"\(1, 4\) and \(1, 1\)"):
        travel_change(times_of(network), fewer)
