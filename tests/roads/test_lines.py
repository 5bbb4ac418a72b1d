"""Roads drawn as lines in a map layer."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import OSM_ATTRIBUTION, read_lines

# A square of four lines; the second is drawn clockwise, against the others.
SQUARE = [
    [(114.0, 30.5), (114.005, 30.5), (114.01, 30.5)],
    [(114.01, 30.51), (114.01, 30.5)],
    [(114.01, 30.51), (114.0, 30.51)],
    [(114.0, 30.51), (114.0, 30.5)],
]


def layer(lines: list[Any] | None = None, crs: Any = 4326, **columns: Any) -> gpd.GeoDataFrame:
    shapes = [shapely.LineString(line) for line in lines or SQUARE]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def written(table: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    table.to_file(path, **options)
    return path


def test_columns_are_recognised(tmp_path: Path) -> None:
    """Known columns arrive whatever their case; lines meet where they share a vertex."""
    table = layer(
        Highway=["primary", "residential", "service", "residential"],
        ONEWAY=["yes", "no", "", None],
        maxspeed=["约60", None, "30", "none"],
        Name=["汉阳大道", None, "B", "C"],
        bridge=["yes", "no", None, "T"],
        surface=["asphalt", "", "", ""],
    )
    road_map, dropped = read_lines(written(table, tmp_path / "roads.gpkg"))
    main = int(np.flatnonzero(road_map.road_class == "primary")[0])
    assert (road_map.n_nodes, road_map.n_edges) == (4, 4)
    assert road_map.oneway.tolist() == [edge == main for edge in range(4)]
    assert road_map.maxspeed_kmh[main] == 60
    assert road_map.name[main] == "汉阳大道"
    assert road_map.surface[main] == "asphalt"
    assert road_map.bridge.sum() == 2
    assert road_map.attribution == OSM_ATTRIBUTION
    read = [notice.params.get("examples") for notice in dropped.notices]
    assert read[:2] == ["约60", "none"]


@pytest.mark.parametrize(
    "values",
    [
        ["F", "B", "B", "B"],
        ["FT", "", "", ""],
        [1, 0, 0, 0],
        [True, False, False, False],
        ["1", "0", "0", "0"],
    ],
)
def test_one_way_as_others_write_it(values: list[Any], tmp_path: Path) -> None:
    """Geofabrik, Esri, numbers and truth values are understood."""
    road_map, _ = read_lines(written(layer(oneway=values), tmp_path / "roads.gpkg"))
    (one,) = np.flatnonzero(road_map.oneway)
    assert road_map.shape_lon[road_map.shape_offset[one]] == pytest.approx(114.0)


def test_against_the_drawing(tmp_path: Path) -> None:
    """A line that is driven backwards is turned round, and its shape with it."""
    table = layer(oneway=["T", "", "", ""])
    road_map, _ = read_lines(written(table, tmp_path / "roads.gpkg"))
    (one,) = np.flatnonzero(road_map.oneway)
    assert road_map.lon[road_map.tail[one]] == pytest.approx(114.01)
    assert road_map.geometry.iloc[one].coords[0] == pytest.approx((114.01, 30.5))


def test_an_unknown_one_way_value_is_told(tmp_path: Path) -> None:
    """A value that no one knows is taken as two-way, and said."""
    road_map, dropped = read_lines(
        written(layer(oneway=["perhaps", "", "", ""]), tmp_path / "roads.gpkg")
    )
    assert not road_map.oneway.any()
    assert dropped.notices[0].key == "roads.oneway_not"


@pytest.mark.behaviour
@pytest.mark.parametrize(
    "cell",
    ["[True, False]", "[False, True]", "[true,false]", "[True]", "['residential', 'service']"],
)
@pytest.mark.parametrize("name", ["roads.geojson", "roads.gpkg"])
def test_lists_that_gdal_makes_of_texts(cell: str, name: str, tmp_path: Path) -> None:
    """A list in ``reversed`` or anywhere, as GDAL writes those of osmnx: the roads are read."""
    table = layer()
    table["reversed"] = cell
    plain, _ = read_lines(written(layer(), tmp_path / f"plain_{name}"))
    road_map, _ = read_lines(written(table, tmp_path / name))
    assert road_map.n_edges == plain.n_edges
    assert road_map.length_km == plain.length_km


def test_geojson_without_any_column(tmp_path: Path) -> None:
    """Bare lines are roads of unknown class and unknown attribution."""
    road_map, _ = read_lines(written(layer(), tmp_path / "roads.geojson"))
    assert set(road_map.road_class) == {"road"}
    assert road_map.attribution == ""


def test_a_projected_layer(tmp_path: Path) -> None:
    """Lines in metres come back in degrees."""
    table = layer(highway=["primary"] * 4).to_crs(32650)
    road_map, _ = read_lines(written(table, tmp_path / "roads.gpkg"))
    assert road_map.lon.min() == pytest.approx(114.0, abs=1e-6)


def test_a_shapefile(tmp_path: Path) -> None:
    """A shapefile with short column names is read too."""
    road_map, _ = read_lines(written(layer(fclass=["primary"] * 4), tmp_path / "roads.shp"))
    assert set(road_map.road_class) == {"primary"}


def test_crossing_lines_do_not_meet(tmp_path: Path) -> None:
    """Two lines that cross without a common vertex are a bridge over a road."""
    over = [(114.005, 30.505), (114.02, 30.505)]
    road_map, _ = read_lines(written(layer([*SQUARE, over]), tmp_path / "roads.gpkg"))
    assert road_map.n_edges == 1
    assert road_map.detached is not None
    assert road_map.detached.n_edges == 1


def test_footpaths_and_empty_shapes_are_counted(tmp_path: Path) -> None:
    """Ways for others than cars and features without a shape are left out, and counted."""
    table = layer([*SQUARE, SQUARE[0]], highway=["primary"] * 3 + ["Footway", "primary"])
    table.loc[4, "geometry"] = None
    _, dropped = read_lines(written(table, tmp_path / "roads.gpkg"))
    counts = {reason: part["count"] for reason, part in dropped.as_dict().items()}
    assert counts == {"not_for_cars": 1, "no_shape": 1}


def test_given_lengths_are_shared_out(tmp_path: Path) -> None:
    """The length of a feature is kept in all, and follows the shape within it."""
    lines = [[(114.0, 30.5), (114.01, 30.5), (114.02, 30.5)], [(114.01, 30.5), (114.01, 30.51)]]
    table = layer(lines, length_m=[3000.0, 1200.0], name=["A", "B"])
    road_map, _ = read_lines(written(table, tmp_path / "roads.gpkg"))
    assert sorted(road_map.length_m.tolist()) == pytest.approx([1200.0, 1500.0, 1500.0], abs=0.01)


@pytest.mark.parametrize("wrong", [None, -5.0, "long"])
def test_impossible_lengths_are_named(wrong: Any, tmp_path: Path) -> None:
    """Missing, negative and wordy lengths are errors that name the feature and the column."""
    values = [1000.0, 1200.0, wrong, 1200.0]
    table = layer(length=[str(v) for v in values] if wrong == "long" else values)
    with pytest.raises(RoadsError, match="feature 3") as raised:
        read_lines(written(table, tmp_path / "roads.gpkg"))
    assert raised.value.faults[0].column == "length"


def test_lengths_in_another_unit_are_noticed(tmp_path: Path) -> None:
    """Kilometres in a column of metres cannot be: the drawn line is a thousand times longer."""
    table = layer(length_m=[0.96, 1.1, 0.96, 1.1])
    with pytest.raises(RoadsError, match="Lengths are in metres"):
        read_lines(written(table, tmp_path / "roads.gpkg"))


def test_the_layer_is_found_or_asked_for(tmp_path: Path) -> None:
    """``roads`` is preferred; where no name is known, and for wrong ones, layers are listed."""
    path = tmp_path / "two.gpkg"
    written(layer(name=["A"] * 4), path, layer="rivers")
    written(layer(name=["B"] * 4), path, layer="streets")
    with pytest.raises(RoadsError, match="rivers, streets"):
        read_lines(path)
    assert set(read_lines(path, layer="streets")[0].name) == {"B"}
    with pytest.raises(RoadsError, match="rivers, streets"):
        read_lines(path, layer="railways")
    written(layer(name=["C"] * 4), path, layer="roads")
    assert set(read_lines(path)[0].name) == {"C"}


def test_layers_that_cannot_be_roads_are_named(tmp_path: Path) -> None:
    """No coordinate system, points instead of lines, metres labelled degrees, a file cut short."""
    points, metres, short = (tmp_path / f"{name}.gpkg" for name in ("points", "metres", "short"))
    bare = written(layer(name=["A"] * 4), tmp_path / "bare.shp")
    bare.with_suffix(".prj").unlink()
    with pytest.raises(RoadsError) as raised:
        read_lines(bare)
    assert raised.value.key == "roads.no_crs"
    gpd.GeoDataFrame(geometry=[shapely.Point(114, 30)], crs=4326).to_file(points)
    with pytest.raises(RoadsError) as raised:
        read_lines(points)
    assert raised.value.key == "roads.no_line_layer"
    written(layer([[(500_000, 3_300_000), (501_000, 3_300_000)]]), metres)
    with pytest.raises(RoadsError) as raised:
        read_lines(metres)
    assert raised.value.params["file"] == "metres.gpkg"
    (reason,) = raised.value.faults
    assert isinstance(reason, RoadsError)
    assert reason.key == "roads.not_degrees"
    whole = written(layer(), tmp_path / "whole.gpkg").read_bytes()
    for share in (0.1, 0.5, 0.9):
        short.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(RoadsError) as raised:
            read_lines(short)
        assert raised.value.key == "roads.file_cut_short", share
    text = written(layer(), tmp_path / "whole.geojson").read_bytes()
    (tmp_path / "short.geojson").write_bytes(text[: len(text) // 2])
    with pytest.raises(RoadsError) as raised:
        read_lines(tmp_path / "short.geojson")
    assert raised.value.key == "roads.file_cut_short"


def test_two_columns_of_one_name_are_damage(tmp_path: Path) -> None:
    """Neither is taken for the other."""
    path = tmp_path / "roads.shp"
    lines = [shapely.LineString([(114.0, 30.0), (114.01, 30.0)])]
    gpd.GeoDataFrame({"one": ["x"], "two": ["y"]}, geometry=lines, crs=4326).to_file(path)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"two", b"one"))
    with pytest.raises(RoadsError, match=r"roads\.shp"):
        read_lines(path)
