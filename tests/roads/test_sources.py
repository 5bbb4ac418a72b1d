"""One door for all sources: what a file really is decides, and names what it is not."""

import gzip
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import (
    RoadMap,
    read_graphml,
    read_lines,
    read_osm,
    read_source,
    write_roads,
)

STREETS = {"highway": "residential"}


@pytest.fixture
def street_file(write_osm: Callable[..., Path]) -> Path:
    nodes = {1: (114.0, 30.5), 2: (114.01, 30.5), 3: (114.3, 30.5)}
    return write_osm(nodes, {1: ([1, 2], STREETS), 2: ([2, 3], STREETS | {"name": "B"})})


def test_every_kind_comes_through_the_same_door(street_file: Path, tmp_path: Path) -> None:
    """An OSM file, a layer of its lines and a road file made of it give the same roads."""
    by_osm, _ = read_source(street_file)
    by_osm.edges.rename(columns={"road_class": "highway"}).to_file(tmp_path / "lines.gpkg")
    write_roads(by_osm, tmp_path / "roads.npz")
    for path in ("lines.gpkg", "roads.npz"):
        road_map, _ = read_source(str(tmp_path / path))
        assert road_map.n_edges == by_osm.n_edges == 2
        assert sorted(road_map.length_m) == pytest.approx(sorted(by_osm.length_m))
        assert set(road_map.name) == {"", "B"}


def test_a_source_is_clipped(street_file: Path) -> None:
    """The boundary and its margin apply to every source."""
    near, dropped = read_source(street_file, boundary=shapely.box(113.99, 30.49, 114.005, 30.51))
    assert near.n_edges == 2
    near, dropped = read_source(
        street_file, boundary=shapely.box(113.99, 30.49, 114.005, 30.51), margin_m=10.0
    )
    assert near.n_edges == 1
    assert dropped.as_dict()["outside"]["count"] == 1


@pytest.mark.parametrize(
    ("content", "name", "key", "said"),
    [
        (b"", "a.osm.pbf", "roads.file_empty", "empty"),
        (b"<!doctype html><html>", "a.osm.pbf", "roads.file_other", "HTML"),
        (b"%PDF-1.7", "a.gpkg", "roads.file_other", "PDF"),
        (b"PK\x03\x04" + bytes(40), "a.npz", "roads.file_other", "ZIP"),
        (b"id,name\n1,x", "a.graphml", "roads.file_other", "TXT"),
        # A gzip header holds the time of packing: fixed, so that every process collects this test
        # under the same name.
        (gzip.compress(b"<graphml>", mtime=0), "a.graphml.gz", "roads.file_packed", "GraphML"),
    ],
    ids=["empty", "html", "pdf", "zip", "table", "packed"],
)
def test_what_a_file_really_is_is_said(
    content: bytes, name: str, key: str, said: str, tmp_path: Path
) -> None:
    """A page saved as PBF, an empty download and the like are named in one sentence."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RoadsError, match=said) as raised:
        read_source(tmp_path / name)
    assert raised.value.key == key
    assert name in raised.value.sentence("zh")


@pytest.mark.parametrize("name", ["nowhere.osm.pbf", "nowhere.csv", "no/where", Path("nowhere")])
def test_a_missing_file_is_no_place(name: str | Path) -> None:
    """A name that looks like a file is not asked of the servers."""
    with pytest.raises(RoadsError) as raised:
        read_source(name)
    assert raised.value.key == "roads.file_missing"


def test_readers_of_one_kind_refuse_the_others(street_file: Path, tmp_path: Path) -> None:
    """Each reader says which kinds it takes."""
    lines = tmp_path / "lines.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326).to_file(lines)
    for reader, path in ((read_osm, lines), (read_lines, street_file), (read_graphml, lines)):
        with pytest.raises(RoadsError) as raised:
            reader(path)
        assert raised.value.key == "roads.file_other"


def test_cleaning_a_road_file_again_changes_nothing(street_file: Path, tmp_path: Path) -> None:
    """Roads that are clean stay as they are, byte for byte."""
    road_map: RoadMap = read_source(street_file)[0]
    write_roads(road_map, tmp_path / "once.npz")
    write_roads(read_source(tmp_path / "once.npz")[0], tmp_path / "twice.npz")
    assert (tmp_path / "once.npz").read_bytes() == (tmp_path / "twice.npz").read_bytes()
