"""Reference systems from which there is no way to degrees: named, with the file."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.coords import to_wgs84
from geo.errors import InputError, TableError
from geo.tables import read_barriers, read_boundary, read_estates

MOON = "IAU_2015:30100"


@pytest.fixture
def outline(tmp_path: Path) -> Path:
    """Return an area that is drawn on the moon."""
    path = tmp_path / "moon.parquet"
    gpd.GeoDataFrame(
        {"小区名称": ["甲"], "户数": ["3"]}, geometry=[shapely.box(1, 1, 2, 2)], crs=MOON
    ).to_parquet(path)
    return path


@pytest.mark.parametrize("read", [read_boundary, read_barriers, read_estates])
def test_another_planet_is_no_district(outline: Path, read: object) -> None:
    """Neither outlines nor points of it become degrees."""
    with pytest.raises(TableError) as refused:
        read(outline)  # type: ignore[operator]
    assert "moon.parquet" in refused.value.sentence("en")
    assert "Moon" in refused.value.sentence("zh")


def test_a_code_without_a_way_to_degrees_is_no_datum() -> None:
    """A system of heights is refused as an unknown datum is."""
    with pytest.raises(InputError):
        to_wgs84(1.0, 1.0, "ESRI:104903")


def test_halves_of_characters_are_refused(tmp_path: Path) -> None:
    """A list whose texts nothing can write is damaged; whole pairs are read."""
    path = tmp_path / "rows.json"
    row = {"小区名称": "甲😀", "街道": "西街", "户数": 3, "经度": 114.2, "纬度": 30.5}
    path.write_text(json.dumps([row]), encoding="ascii")
    assert read_estates(path).table["name"].tolist() == ["甲😀"]
    path.write_text(json.dumps([row]).replace("\\ude00", ""), encoding="ascii")
    with pytest.raises(TableError) as refused:
        read_estates(path)
    assert "rows.json" in refused.value.sentence("zh")
