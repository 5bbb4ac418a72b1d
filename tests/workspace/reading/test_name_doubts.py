"""Streets, communities and roads that are not known are told with the nearest names."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.workspace import open_workspace, read_inputs
from geo.workspace.reading.name_doubts import road_doubts, street_doubts

KNOWN = pd.DataFrame({"street": ["晴川街道", "鹦鹉街", None], "community": ["", None, ""]})


def listed(**columns: object) -> gpd.GeoDataFrame:
    """Return a list of two estates without positions."""
    return gpd.GeoDataFrame({"name": ["东院", "西院"], **columns}, geometry=[None, None])


def test_a_misspelt_street_is_told_with_the_nearest() -> None:
    """睛川街 is not among the streets, 晴川街 is; its kind of office does not matter."""
    doubts = street_doubts(listed(street=["晴川街", "睛川街"], community=["x", "y"]), KNOWN)
    assert [one.params["found"] for one in doubts] == ["睛川街"]
    assert doubts[0].params["nearest"][0] == "晴川街道"
    assert "西院" in doubts[0].sentence("zh")
    assert street_doubts(listed(street=["x", "y"]), None) == []


@pytest.mark.parametrize(
    ("address", "road"),
    [
        ("郑州市管城区新郑路31号院", None),
        ("管城区新政路31号", "新政路"),
        ("汉阳区建桥街钟家村社区11号", None),
        ("", None),
    ],
    ids=["known", "unknown", "no_road", "blank"],
)
def test_the_road_of_an_address_is_held_against_the_map(
    toy: Path, address: str, road: str | None
) -> None:
    """A road that the map does not name is told; a map without names says nothing."""
    road_map = read_inputs(open_workspace(toy)).road_map
    named = replace(road_map, name=np.full(len(road_map.name), "新郑路"))
    doubts = road_doubts(listed(address=[address, None]), named)
    assert [one.params["road"] for one in doubts] == ([] if road is None else [road])
    assert all(one.params["nearest"] == ("新郑路",) for one in doubts)
    bare = replace(road_map, name=np.full(len(road_map.name), ""))
    assert road_doubts(listed(address=[address, None]), bare) == []
