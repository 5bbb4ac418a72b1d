"""The road file: the same bytes each time, nothing lost, nothing foreign taken for it."""

import time
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from geo.errors import RoadsError
from geo.roads import RoadMap, read_roads, write_roads
from geo.roads.road_paths import RoadPaths


def rich_map() -> RoadMap:
    """Return a road map in which every column holds something."""
    detached = RoadMap.from_arrays(
        lon=[114.2, 114.3],
        lat=[30.2, 30.3],
        tail=[0],
        head=[1],
        road_class="service",
        source="hanyang.osm.pbf",
    )
    return RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.02],
        lat=[30.5, 30.5, 30.51],
        tail=[0, 1],
        head=[1, 2],
        road_class=["primary", "residential"],
        oneway=[True, False],
        oneway_source=["tag", ""],
        maxspeed_kmh=[60, np.nan],
        name=np.array(["汉阳大道", "汉阳大道"], dtype=object),
        surface=np.array(["asphalt", ""], dtype=object),
        bridge=[True, False],
        tunnel=[False, True],
        shape_offset=[0, 3, 5],
        shape_lon=[114.0, 114.005, 114.01, 114.01, 114.02],
        shape_lat=[30.5, 30.501, 30.5, 30.5, 30.51],
        restrictions=[[0, 1, 1]],
        restriction_only=[True],
        signal=[False, True, False],
        signals_forward=[2, 0],
        signals_backward=[1, 0],
        osm_node_id=[11, 12, 13],
        osm_way_id=[21, 22],
        source="hanyang.osm.pbf",
        attribution="© OpenStreetMap contributors, ODbL 1.0",
        detached=detached,
    )


def test_everything_comes_back(tmp_path: Path) -> None:
    """Every column of the road map and of its detached roads survives writing and reading."""
    road_map = rich_map()
    write_roads(road_map, tmp_path / "roads.npz")
    back = read_roads(tmp_path / "roads.npz")
    assert back.detached is not None
    for ours, theirs in ((road_map, back), (road_map.detached, back.detached)):
        for field in fields(RoadMap):
            if field.name in {"detached", "paths"}:
                continue
            left, right = getattr(ours, field.name), getattr(theirs, field.name)
            if isinstance(left, str):
                assert left == right
                continue
            assert left.dtype.kind == right.dtype.kind, field.name
            assert np.array_equal(left, right, equal_nan=left.dtype.kind == "f"), field.name
            assert not right.flags.writeable, field.name


def test_the_same_roads_give_the_same_bytes(tmp_path: Path) -> None:
    """No clock and no memory layout is in the file, whether written at once or after reading."""
    first, second, third = (tmp_path / f"{n}.npz" for n in range(3))
    write_roads(rich_map(), first)
    time.sleep(0.01)
    write_roads(rich_map(), second)
    write_roads(read_roads(first), third)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numpy_reads_the_file_without_pickle(tmp_path: Path) -> None:
    """The arrays are plain ones that any reader of .npz may open."""
    write_roads(rich_map(), tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz", allow_pickle=False) as arrays:
        assert arrays["tail"].tolist() == [0, 1]
        assert arrays["name.table"].tolist() == ["汉阳大道"]


def test_a_map_without_edges_can_be_kept(tmp_path: Path) -> None:
    """No roads at all are still a road map."""
    empty = RoadMap.from_arrays(lon=[], lat=[], tail=[], head=[], road_class="x")
    write_roads(empty, tmp_path / "empty.npz")
    assert read_roads(tmp_path / "empty.npz").n_edges == 0


@pytest.mark.parametrize("kept_share", [0.2, 0.7, 0.99])
def test_a_file_cut_short_is_named(tmp_path: Path, kept_share: float) -> None:
    """A download that broke off ends in one sentence, not in a zip error."""
    path = tmp_path / "roads.npz"
    write_roads(rich_map(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept_share)])
    with pytest.raises(RoadsError) as raised:
        read_roads(path)
    assert raised.value.key == "roads.file_damaged"


def test_foreign_files_are_named(tmp_path: Path) -> None:
    """A missing file, a page saved as npz, another archive and a later version are told apart."""
    page, archive, later = tmp_path / "page.npz", tmp_path / "other.npz", tmp_path / "later.npz"
    page.write_text("<html>Not found</html>", encoding="utf-8")
    np.savez(archive, x=[1, 2])
    with zipfile.ZipFile(later, "w") as zipped:
        zipped.writestr("roads.json", '{"format": "repair-circle roads", "version": 99}')
    expected = {
        tmp_path / "missing.npz": "roads.file_missing",
        page: "roads.file_other",
        archive: "roads.file_foreign_zip",
        later: "roads.file_version",
    }
    for path, key in expected.items():
        with pytest.raises(RoadsError) as raised:
            read_roads(path)
        assert raised.value.key == key, path.name


def test_pickled_arrays_are_refused(tmp_path: Path) -> None:
    """A road file into which someone put objects is damaged, and nothing in it is run."""
    path = tmp_path / "evil.npz"
    write_roads(replace(rich_map(), detached=None), path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    evil = tmp_path / "object.npy"
    np.save(evil, np.array([{}], dtype=object), allow_pickle=True)
    members["lon.npy"] = evil.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(RoadsError) as raised:
        read_roads(path)
    assert raised.value.key == "roads.file_damaged"


def test_hours_and_directions_are_kept(tmp_path: Path) -> None:
    """Roads with hours and limits of each direction come back whole, in a later version."""
    plain, rich = tmp_path / "plain.npz", tmp_path / "rich.npz"
    hours = replace(
        rich_map(),
        maxspeed_back_kmh=np.array([60, 40], np.float32),
        closed_forward=np.array([0, 3], np.uint32),
        turn_hours=np.full(len(rich_map().turns), 0b11 << 7, np.uint32),
        paths=RoadPaths.from_rows([([0, 1, 1, 2, 0], True, 3)]),
    )
    write_roads(rich_map(), plain)
    write_roads(hours, rich)
    back = read_roads(rich)
    for field in fields(RoadMap):
        if field.name not in {"detached", "paths", "source", "attribution"}:
            assert np.array_equal(
                getattr(back, field.name),
                getattr(hours, field.name),
                equal_nan=field.name.startswith("maxspeed"),
            ), field.name
    assert list(back.paths.rows()) == list(hours.paths.rows())
    versions = [zipfile.ZipFile(path).read("roads.json") for path in (plain, rich)]
    assert b'"version": 1' in versions[0]
    assert b'"version": 2' in versions[1]
