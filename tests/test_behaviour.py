"""What the libraries under us do, as docs/behaviour.md says: an upgrade that changes it is noticed.

Each test shows one library alone. The tests of ours that hold what we do about it carry the same
mark and stand on the page beside them; ``make behaviour`` runs them all.
"""

import ast
import datetime as dt
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

pytestmark = pytest.mark.behaviour

_CELL = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _marked(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and name of every test that carries the mark, other than those of this file."""
    for path in sorted(folder.rglob("test_*.py")):
        if path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(mark).startswith("pytest.mark.behaviour")
                for mark in node.decorator_list
            ):
                yield path.relative_to(folder.parent).as_posix(), node.name


def test_the_page_and_the_marks_agree(repository: Path) -> None:
    """Every test on the page is there and marked, every marked test stands on the page."""
    page = (repository / "docs" / "behaviour.md").read_text(encoding="utf-8")
    told = set(_CELL.findall(page))
    here = {
        (f"tests/{Path(__file__).name}", name)
        for name in globals()
        if name.startswith("test_") and name != "test_the_page_and_the_marks_agree"
    }
    assert told == here | set(_marked(repository / "tests"))


def test_highs_refuses_another_number_of_threads_without_an_exception() -> None:
    """The second object of a thread answers with an error code, zeros and no model status."""
    import highspy

    said: list[Any] = []

    def solve() -> None:
        for threads in (1, 2):
            model = highspy.Highs()
            model.silent()
            model.setOptionValue("threads", threads)
            column = model.addBinary()
            said.append((model.maximize(column).name, model.getModelStatus().name))

    thread = threading.Thread(target=solve)
    thread.start()
    thread.join()
    assert said == [("kOk", "kOptimal"), ("kError", "kNotset")]


@pytest.mark.parametrize(
    ("text", "character", "reading"),
    [
        ("闵行", "行", "xing"),
        ("长宁", "长", "zhang"),
        ("朝阳", "朝", "zhao"),
        ("漯河", "漯", "ta"),
        ("武汉市长江路", "长", "zhang"),
        ("长江路", "长", "chang"),
    ],
)
def test_pypinyin_reads_place_names_as_other_words(text: str, character: str, reading: str) -> None:
    """Names of places are read by their commonest characters, and 市长 is found across words."""
    from pypinyin import lazy_pinyin

    assert lazy_pinyin(text)[text.index(character)] == reading


def test_opencc_converts_what_is_simplified() -> None:
    """乾县 is written so in simplified script; only with a traditional 縣 is it left."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    assert [convert(name) for name in ("乾县", "乾縣", "於潜镇")] == ["干县", "乾县", "于潜镇"]


def test_proj_leaves_cgcs2000_and_xian_1980_as_they_are() -> None:
    """No published shift: the numbers stay, and the accuracy is unknown."""
    import pyproj

    for code in (4490, 4610):
        transformer = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
        assert transformer.transform(114.2, 30.5) == (114.2, 30.5)
        assert transformer.accuracy == -1


def test_proj_steps_by_tens_of_metres_within_beijing_1954() -> None:
    """At the edge of an area with parameters two points a metre apart come out 50 m apart."""
    import pyproj

    transformer = pyproj.Transformer.from_crs(4214, 4326, always_xy=True)
    ends = [transformer.transform(109.5, lat) for lat in (39 - 4.5e-6, 39 + 4.5e-6)]
    assert pyproj.Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] > 50


def test_gdal_appends_columns_by_their_place(tmp_path: Path) -> None:
    """Households that are appended in another order become buildings."""
    path = tmp_path / "estates.gpkg"
    first = {"households": [100], "buildings": [3]}
    turned = {"buildings": [5], "households": [200]}
    gpd.GeoDataFrame(first, geometry=[Point(114, 30)], crs=4326).to_file(path)
    gpd.GeoDataFrame(turned, geometry=[Point(114, 30)], crs=4326).to_file(path, mode="a")
    assert gpd.read_file(path)["buildings"].tolist() == [3, 200]


def test_pyogrio_reads_no_lists_of_true_and_false(tmp_path: Path) -> None:
    """GDAL makes a list of osmnx's text; pyogrio fails on it unless it asks for JSON."""
    path = tmp_path / "edges.geojson"
    texts = {"reversed": ["[True, False]"] * 2}
    gpd.GeoDataFrame(texts, geometry=[Point(114, 30)] * 2, crs=4326).to_file(path)
    with pytest.raises(ValueError, match="sequence"):
        gpd.read_file(path)
    assert gpd.read_file(path, ARRAY_AS_STRING="YES")["reversed"][0] == [True, False]


@pytest.mark.filterwarnings("ignore")
def test_gdal_takes_names_of_columns_for_its_own_in_kml(tmp_path: Path) -> None:
    """A shift's hours under ``begin`` are gone, under ``opens`` they come back."""
    path = tmp_path / "shifts.kml"
    hours = {"begin": ["08:00"], "opens": ["08:00"]}
    gpd.GeoDataFrame(hours, geometry=[Point(114, 30)], crs=4326).to_file(path, driver="LIBKML")
    read = gpd.read_file(path)
    assert read["opens"].tolist() == ["08:00"]
    assert read["begin"].isna().all()


@pytest.mark.filterwarnings("ignore")
def test_gdal_merges_untyped_columns_of_kml_with_chinese_names(tmp_path: Path) -> None:
    """Of two columns with names of equal length the last value is left."""
    path = tmp_path / "estates.kml"
    data = "".join(
        f'<Data name="{name}"><value>{value}</value></Data>'
        for name, value in (("户数", "300"), ("楼栋", "12"))
    )
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>A</name>'
        f"<ExtendedData>{data}</ExtendedData>"
        "<Point><coordinates>114,30</coordinates></Point></Placemark></Document></kml>",
        encoding="utf-8",
    )
    read = gpd.read_file(path, engine="pyogrio")
    assert "300" not in read.astype(str).to_numpy().ravel().tolist()
    assert "12" in read.astype(str).to_numpy().ravel().tolist()


def test_openpyxl_reads_the_end_of_a_day_as_a_date_of_1900(tmp_path: Path) -> None:
    """24:00 shown as h:mm is a moment, 8:00 beside it a time of day."""
    import openpyxl
    import xlsxwriter

    path = tmp_path / "hours.xlsx"
    with xlsxwriter.Workbook(path) as book:
        clock = book.add_format({"num_format": "h:mm"})
        book.add_worksheet().write_row(0, 0, [8 / 24, 1.0], clock)
    cells = [cell.value for cell in openpyxl.load_workbook(path).active[1]]
    assert cells == [dt.time(8), dt.datetime(1900, 1, 1)]


def test_xlsxwriter_fits_columns_to_latin_letters(tmp_path: Path) -> None:
    """Ten Chinese characters get two thirds of the width of the twenty digits they take."""
    import openpyxl
    import xlsxwriter

    path = tmp_path / "widths.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["老旧小区改造名称清单", "0" * 20])
        sheet.autofit()
    widths = openpyxl.load_workbook(path).active.column_dimensions
    assert widths["A"].width < 0.67 * widths["B"].width


def test_contourpy_leaves_the_lower_level_out() -> None:
    """Filled from 0 there is a hole where the minutes are 0, from below it there is none."""
    from contourpy import FillType, contour_generator

    minutes = 4 * np.hypot(*np.meshgrid(np.arange(-4.0, 5.0), np.arange(-4.0, 5.0)))
    filled = contour_generator(z=minutes, fill_type=FillType.OuterOffset).filled
    rings = [len(filled(lower, 15)[1][0]) - 1 for lower in (0, -1)]
    assert rings == [2, 1]


def test_scipy_loses_roads_of_zero_minutes() -> None:
    """A stored zero is a road, until the matrix is added to another or becomes a tree."""
    from scipy.sparse import csgraph, csr_array

    roads = csr_array(([0.0, 5.0], ([0, 1], [1, 2])), shape=(3, 3))
    parts = [
        csgraph.connected_components(graph, directed=False)[0]
        for graph in (roads, roads + csr_array((3, 3)), csgraph.minimum_spanning_tree(roads))
    ]
    assert parts == [1, 2, 2]


def _graph(tmp_path: Path, *ways: dict[str, str]) -> Any:
    """Return the graph that osmnx makes of ways in a row, 555 m each."""
    import osmnx

    nodes = "".join(
        f'<node id="{one}" version="1" lon="114" lat="{30 + one / 200}"/>'
        for one in range(1, len(ways) + 2)
    )
    lines = "".join(
        f'<way id="{number + 1}" version="1"><nd ref="{number + 1}"/><nd ref="{number + 2}"/>'
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</way>"
        for number, tags in enumerate(ways)
    )
    path = tmp_path / "ways.osm"
    path.write_text(
        f'<?xml version="1.0"?><osm version="0.6" generator="test">{nodes}{lines}</osm>'
    )
    return osmnx.graph_from_xml(path, simplify=False, retain_all=True)


@pytest.mark.filterwarnings("ignore")
def test_osmnx_takes_motorways_for_two_way_roads(tmp_path: Path) -> None:
    """A motorway without a tag for its direction is one-way in OpenStreetMap."""
    graph = _graph(tmp_path, {"highway": "motorway"})
    assert graph.number_of_edges() == 2


@pytest.mark.filterwarnings("ignore")
def test_osmnx_averages_limits_without_their_lengths(tmp_path: Path) -> None:
    """An edge of several pieces has the mean of their limits, however long each is."""
    import osmnx

    graph = _graph(
        tmp_path, *({"highway": "primary", "maxspeed": limit} for limit in ("100", "20"))
    )
    edges = osmnx.add_edge_speeds(osmnx.simplify_graph(graph)).edges(data="speed_kph")
    assert {speed for _, _, speed in edges} == {60.0}


def test_osmnx_measures_on_a_sphere(tmp_path: Path) -> None:
    """The length of an edge is up to 0.6 % off that on the ellipsoid."""
    from pyproj import Geod

    graph = _graph(tmp_path, {"highway": "primary"})
    tail, head, length_m = next(iter(graph.edges(data="length")))
    ends = [graph.nodes[node] for node in (tail, head)]
    true_m = Geod(ellps="WGS84").inv(ends[0]["x"], ends[0]["y"], ends[1]["x"], ends[1]["y"])[2]
    assert 0.0005 < abs(length_m / true_m - 1) < 0.006


def test_osmnx_keeps_the_tag_of_a_way_that_it_has_turned(tmp_path: Path) -> None:
    """Under ``all_oneway`` a way tagged -1 runs the way it is driven and is still tagged -1."""
    import osmnx

    before = osmnx.settings.all_oneway
    osmnx.settings.all_oneway = True
    try:
        graph = _graph(tmp_path, {"highway": "primary", "oneway": "-1"})
    finally:
        osmnx.settings.all_oneway = before
    assert [(u > v, tag) for u, v, tag in graph.edges(data="oneway")] == [(True, "-1")]


def test_osmium_finds_no_positions_of_nodes_that_were_drawn_today(tmp_path: Path) -> None:
    """Editors number them below zero; the ways have no positions, without an error."""
    import osmium

    path = tmp_path / "drawn.osm"
    path.write_text(
        '<?xml version="1.0"?><osm version="0.6" generator="test">'
        '<node id="-1" version="1" lon="114" lat="30"/>'
        '<node id="-2" version="1" lon="115" lat="30"/>'
        '<way id="-1" version="1"><nd ref="-1"/><nd ref="-2"/></way></osm>'
    )
    placed = [
        node.location.valid()
        for way in osmium.FileProcessor(str(path)).with_locations()
        if way.is_way()
        for node in way.nodes
    ]
    assert placed == [False, False]


def test_streamlit_does_not_see_one_cell_of_a_long_list() -> None:
    """Frames of 50,000 rows are hashed by a sample: a corrected cell gives the old answer."""
    import pandas as pd
    import streamlit as st

    @st.cache_data
    def total(frame: pd.DataFrame) -> int:
        return int(frame["households"].sum())

    listed = pd.DataFrame({"households": np.arange(60_000) % 100})
    total(listed)
    stale = 0
    for row in range(20):
        corrected = listed.copy()
        corrected.loc[row, "households"] += 1000
        stale += total(corrected) != corrected["households"].sum()
    assert stale > 10


def test_pydantic_counts_digits_from_1970() -> None:
    """A day typed as 20251001 is a day of August 1970."""
    from pydantic import TypeAdapter

    assert TypeAdapter(dt.datetime).validate_python("20251001").date() == dt.date(1970, 8, 23)
