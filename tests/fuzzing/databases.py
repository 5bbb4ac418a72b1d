"""What is read beside a database: the tables that are wanted, their record, a plan to write."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import geopandas as gpd
import pandas as pd

from geo.postgis import DatabaseTable
from geo.report import plan_schema
from geo.workspace import take_lists
from tests.fuzzing.target import Target

__all__ = ["databases"]

_DATA = Path(__file__).parents[2] / "data"
_LAYERS = ("estates", "stations", "zones", "roads", "circles")


def databases(folder: Path) -> list[Target]:
    """Return the kinds, their sound files written into a folder."""
    town = folder / "database_town"
    town.mkdir(parents=True)
    for path in (_DATA / "toy").iterdir():
        if path.suffix in {".csv", ".toml", ".npz", ".geojson"}:
            shutil.copyfile(path, town / path.name)
    (town / "database.toml").write_text(
        'service = "bureau"\n[lists]\nestates = "planning.estates"\n'
        'stations = { table = "planning.stations", geometry = "geom" }\n',
        encoding="utf-8",
    )
    _take(town / "database.toml")
    wanted = [town / "database.toml", town / "database" / "lists.json"]
    pack = _pack(folder / "database_pack")
    return [
        *(Target(f"database {path.name}", path, _take, False, town, 4) for path in wanted),
        *(
            Target(f"plan for a database {path.name}", path, _plan, False, pack, 4)
            for path in sorted(pack.iterdir())
        ),
    ]


def _take(path: Path) -> object:
    """Take lists from a database that stands still."""
    town = next(one for one in path.parents if (one / "workspace.toml").exists())

    @contextmanager
    def standing(*_: Any, **__: Any) -> Iterator[Any]:
        yield SimpleNamespace(name="bureau")

    def table(_: Any, name: Any, **__: Any) -> DatabaseTable:
        file = town / ("stations.csv" if "station" in str(name) else "estates.csv")
        cells = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
        return DatabaseTable(cells, None, None, None, ())

    with (
        mock.patch("geo.workspace.database_lists.connected", standing),
        mock.patch("geo.workspace.database_lists.read_table", table),
    ):
        return take_lists(town)


def _pack(folder: Path) -> Path:
    folder.mkdir()
    (folder / "plan.json").write_text(json.dumps({"run": {"hash": "0" * 64}}), encoding="utf-8")
    estates = pd.read_csv(_DATA / "toy" / "estates.csv", encoding="utf-8-sig")
    spots = gpd.points_from_xy(estates["lon"], estates["lat"])
    layer = gpd.GeoDataFrame(estates[["name"]], geometry=spots, crs="EPSG:4326")
    for name in _LAYERS:
        layer.to_file(folder / "plan.gpkg", driver="GPKG", layer=name)
    styles = pd.DataFrame({"f_table_name": _LAYERS, "styleQML": ["<qgis/>"] * len(_LAYERS)})
    gpd.GeoDataFrame(styles).to_file(folder / "plan.gpkg", driver="GPKG", layer="layer_styles")
    return folder


def _plan(path: Path) -> object:
    return plan_schema(path.parent, "plan", language="zh")
