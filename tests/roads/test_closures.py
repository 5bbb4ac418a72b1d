"""Which edges a closure means."""

import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import RoadMap, edges_named, edges_within


def test_roads_by_name(crossing: RoadMap) -> None:
    """The whole name counts, whatever its case; a wrong one is answered with near ones."""
    assert edges_named(crossing, " north st ").tolist() == [1]
    with pytest.raises(RoadsError, match="East St, North St, South St, West St"):
        edges_named(crossing, "St")
    with pytest.raises(RoadsError, match="no road"):
        edges_named(crossing, "")


def test_a_road_with_two_names_has_both() -> None:
    """Names joined by a semicolon each find the edge; several edges are found together."""
    road_map = RoadMap.from_arrays(
        lon=[114.0, 114.1, 114.2],
        lat=[30.5] * 3,
        tail=[0, 1],
        head=[1, 2],
        road_class="primary",
        name=np.array(["汉阳大道; G318", "汉阳大道"], dtype=object),
    )
    assert edges_named(road_map, "汉阳大道").tolist() == [0, 1]
    assert edges_named(road_map, "G318").tolist() == [0]


def test_roads_in_an_area(crossing: RoadMap) -> None:
    """An area closes what it touches; the empty one is refused, one without roads closes none."""
    assert edges_within(crossing, shapely.box(114.005, 30.499, 114.02, 30.501)).tolist() == [0]
    assert edges_within(crossing, shapely.Point(114.0, 30.5).buffer(1e-4)).tolist() == [0, 1, 2, 3]
    assert edges_within(crossing, shapely.box(10, 10, 11, 11)).tolist() == []
    with pytest.raises(RoadsError, match="empty"):
        edges_within(crossing, shapely.Polygon())
