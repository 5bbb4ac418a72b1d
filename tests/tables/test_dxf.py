"""Drawings: blocks with attributes, escapes, outlines with labels, code pages."""

from pathlib import Path

import pytest
import shapely

from geo.coords import distance_m, to_wgs84
from geo.tables import read_candidates, read_stations
from geo.tables.dxf import decode_escapes, read_dxf
from geo.tables.journal import Journal
from tests.tables.lists import keys
from tests.tables.test_map_files import LAT, LON

MADE = Path(__file__).parent / "made_elsewhere"
HEAD = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n{version}\n9\n$DWGCODEPAGE\n3\n{page}\n0\nENDSEC\n"


def drawing(path: Path, entities: str, *, encoding: str, version: str, page: str) -> Path:
    """Write a drawing from its entities."""
    head = HEAD.format(version=version, page=page)
    text = f"{head}0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"
    path.write_bytes(text.encode(encoding))
    return path


def point(x: float, y: float, layer: str = "站址") -> str:
    """Return a point."""
    return f"0\nPOINT\n8\n{layer}\n10\n{x}\n20\n{y}\n30\n0\n"


def label(x: float, y: float, text: str, layer: str = "站址") -> str:
    """Return a line of text."""
    return f"0\nTEXT\n8\n{layer}\n10\n{x}\n20\n{y}\n30\n0\n40\n2.5\n1\n{text}\n"


def outline(x: float, y: float, size: float, layer: str = "小区") -> str:
    """Return a closed square."""
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
    vertices = "".join(f"0\nVERTEX\n8\n{layer}\n10\n{a}\n20\n{b}\n30\n0\n" for a, b in corners)
    return f"0\nPOLYLINE\n8\n{layer}\n66\n1\n70\n1\n{vertices}0\nSEQEND\n8\n{layer}\n"


@pytest.mark.parametrize("release", ["R12", "R2000", "R2018"])
@pytest.mark.behaviour
def test_blocks_with_attributes_are_places(release: str) -> None:
    """Three stations with their attributes, escaped or in UTF-8; the frame is no place."""
    read = read_stations(MADE / f"stations_{release}.dxf", datum="EPSG:4547")
    assert read.table["name"].tolist() == ["汉阳站", "琴台站", "鑫喆站"]
    assert read.table["crews"].tolist() == [2, 3, 1]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < 1e-3
    (layer,) = read_dxf(MADE / f"stations_{release}.dxf", "s.dxf", Journal())
    assert layer.name == "站点块"
    assert layer.attributes["layer"].tolist() == ["维修站"] * 3


@pytest.mark.parametrize("release", ["R12", "R2000", "R2018"])
def test_closed_outlines_are_areas_with_a_point_inside(release: str) -> None:
    """The middle of a U lies outside of it; the point that is taken does not."""
    path = MADE / f"outlines_{release}.dxf"
    (layer,) = read_dxf(path, "o.dxf", Journal())
    read = read_candidates(path, datum="EPSG:4547")
    assert read.table["name"].tolist() == ["柳巷小区", "梧桐里", "河沿宿舍"]
    assert {"areas_as_points", "outlines_left_aside"} <= set(keys(read.notices))
    for i, area in enumerate(layer.shapes):
        ring = shapely.get_coordinates(area)
        lon, lat = to_wgs84(ring[:, 0], ring[:, 1], "EPSG:4547")
        assert shapely.Polygon(zip(lon, lat, strict=True)).contains(read.table.geometry[i])


@pytest.mark.parametrize(
    ("escaped", "meant"),
    [
        (r"\U+6C49\U+9633站", "汉阳站"),
        (r"\u+6c49", r"\u+6c49"),
        (r"\M+5BABA\M+5D1F4", "汉阳"),
        (r"\M+2BA7EA", "漢A"),
        (r"\M+1938C", "東"),
        (r"\M+3BCAD\M+3BFEF", "서울"),
        (r"\M+5FFFF", r"\M+5FFFF"),
        (r"%%u柳巷%%u", "柳巷"),
        (r"\U+D83D", r"\U+D83D"),
        (r"\U+D842\U+DFB7祥里", "𠮷祥里"),
        (r"\U+000A", r"\U+000A"),
    ],
)
@pytest.mark.behaviour
def test_escapes(escaped: str, meant: str) -> None:
    """Every code page that AutoCAD escapes in; what stands for no sign stays as written."""
    assert decode_escapes(escaped) == meant


@pytest.mark.parametrize(
    ("encoding", "version", "page"),
    [
        ("gbk", "AC1015", "ANSI_936"),
        ("gbk", "AC1018", "ANSI_1252"),
        ("gbk", "AC1021", "ANSI_936"),
        ("utf-8", "AC1021", "ANSI_936"),
        ("utf-8", "AC1032", "ANSI_1252"),
        ("big5", "AC1015", "ANSI_950"),
    ],
)
def test_code_pages(tmp_path: Path, encoding: str, version: str, page: str) -> None:
    """What a drawing states may be right or wrong; its bytes tell."""
    name = "龍山社區" if encoding == "big5" else "柳巷小区"
    text = point(519285, 3381212) + label(519290, 3381212, name)
    path = drawing(tmp_path / "d.dxf", text, encoding=encoding, version=version, page=page)
    read = read_candidates(path, datum="EPSG:4547")
    assert read.table["name"].tolist() == [name]


def test_labels_belong_to_the_smallest_outline(tmp_path: Path) -> None:
    """A frame and a district round everything are no places; a point keeps its own outline."""
    text = (
        outline(0, 0, 10_000, "图框")
        + outline(100, 100, 4_000, "街道")
        + outline(200, 200, 100)
        + label(210, 210, "甲小区")
        + outline(600, 600, 100)
        + label(620, 620, "乙小区")
        + outline(900, 900, 50, "楼栋")
        + outline(1500, 1500, 100)
        + point(1510, 1510, "站")
        + label(1512, 1512, "丙站")
    )
    path = drawing(tmp_path / "d.dxf", text, encoding="utf-8", version="AC1021", page="ANSI_936")
    journal = Journal()
    (layer,) = read_dxf(path, "d.dxf", journal)
    assert sorted(layer.attributes["name"]) == ["丙站", "乙小区", "甲小区"]
    assert keys(journal.notices) == ["outlines_left_aside"]


def test_outlines_without_any_label(tmp_path: Path) -> None:
    """Where there is no text at all, every outline is a place."""
    text = outline(0, 0, 100) + outline(500, 0, 100)
    path = drawing(tmp_path / "d.dxf", text, encoding="utf-8", version="AC1021", page="ANSI_936")
    (layer,) = read_dxf(path, "d.dxf", Journal())
    assert len(layer.attributes) == 2
