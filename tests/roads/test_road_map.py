"""The road map: checked once, drawn, and cut down to some of its edges."""

from typing import Any

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.roads import OSM_ATTRIBUTION, RoadMap

GOOD: dict[str, Any] = {
    "lon": [114.0, 114.01],
    "lat": [30.5, 30.5],
    "tail": [0],
    "head": [1],
    "road_class": ["primary"],
}


def test_left_out_columns_have_plain_meanings() -> None:
    """Without more, roads are straight, two-way, unnamed and as long as they are drawn."""
    road_map = RoadMap.from_arrays(**GOOD)
    assert road_map.length_m[0] == pytest.approx(959.9, abs=0.5)
    assert not road_map.oneway[0]
    assert road_map.name[0] == ""
    assert np.isnan(road_map.maxspeed_kmh[0])
    assert road_map.attribution == OSM_ATTRIBUTION
    assert road_map.geometry.iloc[0].coords[:] == [(114.0, 30.5), (114.01, 30.5)]
    assert road_map.detached is None


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"length_m": [np.nan]}, "roads.array_nan"),
        ({"length_m": [-1.0]}, "roads.array_negative"),
        ({"head": [2]}, "roads.node_out_of_range"),
        ({"road_class": ["a", "b"]}, "roads.array_length"),
        ({"lon": [500_000.0, 501_000.0]}, "roads.not_degrees"),
        ({"restrictions": [[0, 0, 1]]}, "roads.restriction_out_of_range"),
        (
            {"shape_offset": [0, 1], "shape_lon": [114.0], "shape_lat": [30.5]},
            "roads.shape_offset",
        ),
        (
            {"shape_offset": [0], "shape_lon": [114.0], "shape_lat": [30.5]},
            "roads.array_length",
        ),
    ],
)
def test_malformed_columns_are_named(wrong: dict[str, Any], key: str) -> None:
    """NaN and negative lengths, metres labelled degrees, and indices out of range are errors."""
    with pytest.raises(RoadsError) as raised:
        RoadMap.from_arrays(**GOOD | wrong)
    assert raised.value.key == key


def test_edges_are_a_table_for_drawing(crossing: RoadMap) -> None:
    """The table has one row an edge, in their order, in WGS-84."""
    edges = crossing.edges
    assert edges["name"].tolist() == ["East St", "North St", "West St", "South St"]
    assert edges.crs.to_epsg() == 4326
    assert crossing.length_km == 4.0


def test_taking_edges_renumbers_what_hangs_on_them() -> None:
    """Nodes, shapes and restrictions follow their edges; restrictions that lost one are gone."""
    road_map = RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.02, 114.03],
        lat=[30.5, 30.5, 30.5, 30.5],
        tail=[0, 1, 2],
        head=[1, 2, 3],
        road_class=["primary", "secondary", "tertiary"],
        restrictions=[[0, 1, 1], [1, 2, 2]],
        restriction_only=[True, False],
        signal=[False, False, True, False],
    )
    part = road_map.take_edges(np.array([2, 1]))
    assert part.road_class.tolist() == ["tertiary", "secondary"]
    assert part.lon.tolist() == [114.01, 114.02, 114.03]
    assert (part.tail.tolist(), part.head.tolist()) == ([1, 0], [2, 1])
    assert part.restrictions.tolist() == [[1, 1, 0]]
    assert part.restriction_only.tolist() == [False]
    assert part.signal.tolist() == [False, True, False]
    assert part.geometry.iloc[0].coords[:] == [(114.02, 30.5), (114.03, 30.5)]
    with pytest.raises(ValueError, match="read-only"):
        part.length_m[0] = 0
