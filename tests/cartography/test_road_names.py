"""Names stand on their roads, the right way up, the greatest roads first."""

import numpy as np

from geo.cartography import map_layers
from geo.cartography.road_names import MOST_NAMES, road_name_data
from geo.roads import RoadMap


def roads(**columns):
    """Return a primary road running east, a residential one running south, and a bent one."""
    return RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.02, 114.0, 114.03, 114.0301],
        lat=[30.0, 30.0, 30.0, 29.99, 30.0, 30.0005],
        tail=[0, 1, 0, 4],
        head=[1, 2, 3, 5],
        road_class=["primary", "primary", "residential", "residential"],
        **columns,
    )


def test_a_road_has_its_name_along_it():
    """Pieces of one name are one road; the text lies along it and reads from left or below."""
    found = road_name_data(roads(name=["大街;旧街", "大街;旧街", "小巷", "短"]))
    assert [one["name"] for one in found] == ["大街", "小巷"]
    avenue, lane = found
    assert avenue["lat"] == 30.0
    assert 114.0 < avenue["lon"] < 114.02
    assert avenue["angle"] == 0
    assert abs(avenue["span_m"] - 1926) < 10
    assert abs(lane["angle"]) == 90


def test_a_source_without_names_has_none():
    """No empty labels; the call is there all the same."""
    assert road_name_data(roads()) == []
    assert map_layers.road_names(roads()).arguments == ["[]"]


def test_names_are_few():
    """However many roads there are, so many names are sent and no more."""
    n = 2 * MOST_NAMES
    lat = 30 + 0.01 * np.arange(n)
    many = RoadMap.from_arrays(
        lon=np.concatenate([np.full(n, 114.0), np.full(n, 114.02)]),
        lat=np.concatenate([lat, lat]),
        tail=np.arange(n),
        head=n + np.arange(n),
        road_class="residential",
        name=[f"{number} 路" for number in range(n)],
    )
    assert len(road_name_data(many)) == MOST_NAMES
