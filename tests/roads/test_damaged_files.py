"""Road files of every kind that were damaged: one error that names the file, no memory taken."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import format as npy

from geo.errors import RoadsError
from geo.roads import read_roads, read_source

TOY = Path(__file__).parents[2] / "data" / "toy" / "roads.npz"


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a sound archive of which one member is damaged."""
    with zipfile.ZipFile(TOY) as sound, zipfile.ZipFile(path, "w") as damaged:
        for name in sound.namelist():
            content = sound.read(name)
            damaged.writestr(name, change(content) if name == member else content)
    return path


def pickled(_: bytes) -> bytes:
    """Return an array of objects, which only unpickling would read."""
    import io

    stream = io.BytesIO()
    npy.write_array(stream, np.array([{}]), allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("member", "change"),
    [
        ("lon.npy", lambda content: content.replace(b"}", b"(")),
        ("lon.npy", lambda content: content.replace(b"'<f8'", b"'|O'")),
        ("lon.npy", lambda content: content.replace(b"'shape': (", b"'shape': (99999999999")),
        ("lon.npy", lambda content: content[:-8]),
        ("lon.npy", lambda _: b""),
        ("lon.npy", pickled),
        ("name.code.npy", lambda content: content[:-4] + b"\xff\xff\xff\x7f"),
        ("roads.json", lambda _: b"[1]"),
        ("lat.npy", lambda content: content[:-8] + np.float64(np.nan).tobytes()),
    ],
)
def test_a_damaged_road_file(tmp_path: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """Its headers are judged against its size before anything is read of it."""
    with pytest.raises(RoadsError, match=r"roads\.npz"):
        read_roads(changed(tmp_path / "roads.npz", member, change))


@pytest.mark.parametrize(
    "node", ['id=""', 'id="0x10"', 'id="1" version="99999999999999999999"', 'id="1" lat="north"']
)
def test_osm_with_impossible_values(tmp_path: Path, node: str) -> None:
    """An id, a version or a place that is none makes the file a damaged one."""
    path = tmp_path / "roads.osm"
    way = '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>'
    path.write_text(f'<osm version="0.6"><node {node} lon="114" lat="30"/>{way}</osm>', "utf-8")
    with pytest.raises(RoadsError, match=r"roads\.osm"):
        read_source(path)


@pytest.mark.parametrize("corners", [[[114, 30]], [[114, 30], [1e30, 30]]])
def test_lines_that_are_none(tmp_path: Path, corners: list[list[float]]) -> None:
    """A line of one point, or one that leaves the globe."""
    line = {"type": "LineString", "coordinates": corners}
    feature = {"type": "Feature", "properties": {"highway": "primary"}, "geometry": line}
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(RoadsError, match=r"roads\.geojson"):
        read_source(path)


def test_graphml_in_an_unknown_encoding(tmp_path: Path) -> None:
    """An encoding that nobody knows makes the file no street graph."""
    path = tmp_path / "roads.graphml"
    path.write_text(
        '<?xml version="1.0" encoding="utf-99"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>'
    )
    with pytest.raises(RoadsError, match=r"roads\.graphml"):
        read_source(path)
