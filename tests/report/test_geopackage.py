"""QGIS finds layers, shapes and colours in plan.gpkg."""

import sqlite3
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from geo.report.geopackage import LAYERS, write_geopackage


@pytest.fixture(scope="module")
def package(plan: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the geopackage of the small plan."""
    path = tmp_path_factory.mktemp("gpkg") / "plan.gpkg"
    write_geopackage(plan, path, language="zh")
    return path


@pytest.fixture(scope="module")
def styles(package: Path) -> dict[str, ET.Element]:
    """Return the style documents by layer."""
    with sqlite3.connect(package) as database:
        rows = database.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall()
    database.close()
    return {name: ET.fromstring(qml) for name, qml in rows}


def test_layers_and_counts(plan: Any, package: Path) -> None:
    """Every layer is there with one feature per row, in WGS-84."""
    listed = dict(pyogrio.list_layers(package).tolist())
    assert set(LAYERS) <= set(listed)
    counts = {name: pyogrio.read_info(package, layer=name)["features"] for name in LAYERS}
    assert counts == {"estates": 12, "stations": 3, "zones": 4, "roads": 17, "circles": 11}
    assert {pyogrio.read_info(package, layer=name)["crs"] for name in LAYERS} == {"EPSG:4326"}


@pytest.mark.behaviour
def test_columns_come_back(plan: Any, package: Path) -> None:
    """The columns of the csv file lead, further ones follow, text stays text."""
    estates = pyogrio.read_dataframe(package, layer="estates")
    assert list(estates.columns[:3]) == ["estate_id", "name", "street"]
    assert estates["estate_id"].tolist()[0] == "001"
    assert estates["source"].unique().tolist() == ["demo"]
    assert estates["cheapest_fix"].tolist()[-1] == "东门附近"
    assert estates.geometry.isna().sum() == 1


def test_one_default_style_per_layer(package: Path) -> None:
    """QGIS looks a style up by table, geometry column and an empty schema."""
    with sqlite3.connect(package) as database:
        rows = database.execute(
            "SELECT f_table_name, f_table_schema, f_geometry_column, useAsDefault FROM layer_styles"
        ).fetchall()
        geometry = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        )
    database.close()
    assert sorted(name for name, *_ in rows) == sorted(LAYERS)
    assert all(schema == "" and default == 1 for _, schema, _, default in rows)
    assert all(column == geometry[name] for name, _, column, _ in rows)


@pytest.mark.parametrize("layer", LAYERS)
def test_styles_are_whole(package: Path, styles: dict[str, ET.Element], layer: str) -> None:
    """Every category has a symbol of its own, as QGIS wants it, and every value a category."""
    document = styles[layer]
    renderer = document.find("renderer-v2")
    assert renderer is not None
    symbols = {symbol.get("name") for symbol in renderer.iter("symbol")}
    categories = list(renderer.iter("category"))
    named = [category.get("symbol") for category in categories]
    assert set(named) <= symbols
    assert len(set(named)) == len(named)
    field = renderer.get("attr", "")
    if field.isidentifier():
        table = pyogrio.read_dataframe(package, layer=layer)
        values = {f"{v:g}" if isinstance(v, float) else str(v) for v in table[field]}
        assert values <= {category.get("value") for category in categories}


def test_stations_that_the_plan_proposes_are_told_apart(styles: dict[str, ET.Element]) -> None:
    """They share the status of mere candidates but not their look."""
    renderer = styles["stations"].find("renderer-v2")
    assert renderer is not None
    assert "NEW-%" in renderer.get("attr", "")
    assert [c.get("value") for c in renderer.iter("category")] == [
        "open",
        "planned",
        "candidate",
        "proposed",
    ]
