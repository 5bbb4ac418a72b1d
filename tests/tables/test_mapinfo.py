"""MapInfo tables and interchange files as GDAL writes them, read cell by cell."""

import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from geo.coords import distance_m
from geo.tables import read_boundary, read_estates
from tests.tables.lists import keys, only_fault
from tests.tables.test_map_files import DISTRICT, LAT, LON, estates

NAMES = ["柳巷小区", "梧桐里", "河沿宿舍"]
# Tables keep coordinates as whole numbers of a grid of their own.
GRID_M = 0.05


def write(frame: gpd.GeoDataFrame, path: Path, encoding: str = "CP936") -> Path:
    """Write a layer by GDAL's driver."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(
            frame,
            path,
            driver="MapInfo File",
            dataset_options={"FORMAT": "MIF" if path.suffix == ".mif" else "TAB"},
            layer_options={"ENCODING": encoding},
        )
    return path


@pytest.mark.parametrize("suffix", ["tab", "mif"])
@pytest.mark.parametrize(
    ("code", "told"),
    [
        (4326, {"mapinfo_datum"}),
        (4490, {"mapinfo_datum"}),
        (4547, {"mapinfo_datum", "datum_converted"}),
        (4526, {"mapinfo_datum", "datum_converted"}),
        (4508, {"mapinfo_datum", "datum_converted"}),
        (32650, {"datum_converted"}),
        (4610, {"datum_approximate", "datum_converted"}),
        (2383, {"datum_approximate", "datum_converted"}),
        (2362, {"datum_approximate", "datum_converted"}),
        (2435, {"datum_approximate", "datum_converted"}),
    ],
)
@pytest.mark.behaviour
def test_systems_survive(tmp_path: Path, suffix: str, code: int, told: set[str]) -> None:
    """CGCS2000, Xian 1980 and Beijing 1954, in degrees and on grids, with and without prefix."""
    path = write(estates(f"EPSG:{code}"), tmp_path / f"estates.{suffix}")
    read = read_estates(path)
    assert read.table["name"].tolist() == NAMES
    assert read.table["households"].tolist() == [200, 120, 300]
    assert read.table["street"].tolist() == ["西街", "西街", "东街"]
    assert distance_m(read.table["lon"], read.table["lat"], LON, LAT).max() < GRID_M
    assert set(keys(read.notices)) == told


@pytest.mark.parametrize("suffix", ["tab", "mif"])
@pytest.mark.parametrize("encoding", ["CP936", "UTF-8"])
@pytest.mark.parametrize("charset", ["Neutral", "WindowsLatin1", "WindowsSimpChinese"])
def test_charsets_are_held_against_the_bytes(
    tmp_path: Path, suffix: str, encoding: str, charset: str
) -> None:
    """Neutral says nothing, WindowsLatin1 is what a foreign program says; the bytes tell."""
    path = write(estates(), tmp_path / f"estates.{suffix}", encoding)
    stated = "WindowsSimpChinese" if encoding == "CP936" else "UTF-8"
    head = path.read_bytes().replace(stated.encode(), charset.encode())
    path.write_bytes(head)
    read = read_estates(path)
    assert read.table["name"].tolist() == NAMES


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    """A .tab alone, a .mif alone, and a part alone say what to add or to name."""
    tab = write(estates(), tmp_path / "a.tab")
    tab.with_suffix(".map").unlink()
    assert only_fault(read_estates, tab).params["missing"] == "a.map"
    mif = write(estates(), tmp_path / "b.mif")
    mid = mif.with_suffix(".mid").rename(tmp_path / "c.mid")
    assert only_fault(read_estates, mif).params["missing"] == "b.mid"
    assert only_fault(read_estates, mid).key == "tables.is_part_of_mapinfo"


@pytest.mark.parametrize("suffix", ["tab", "mif"])
def test_a_zipped_table(tmp_path: Path, suffix: str) -> None:
    """All parts in one archive, as an upload takes them."""
    write(estates(), tmp_path / f"小区.{suffix}")
    path = tmp_path / "estates.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("小区.*"):
            archive.write(part, part.name)
    assert read_estates(path).table["name"].tolist() == NAMES


def test_a_boundary_in_cgcs2000(tmp_path: Path) -> None:
    """The outline of a district comes through MapInfo as well."""
    frame = gpd.GeoDataFrame({"name": ["区"]}, geometry=[DISTRICT], crs=4326).to_crs(4547)
    outline = read_boundary(write(frame, tmp_path / "b.mif")).geometry[0]
    assert outline.symmetric_difference(DISTRICT).area < 1e-6


@pytest.mark.parametrize("suffix", ["tab", "mif"])
def test_half_a_table(tmp_path: Path, suffix: str) -> None:
    """Damage is told."""
    path = write(estates(), tmp_path / f"estates.{suffix}")
    part = path.with_suffix(".dat") if suffix == "tab" else path
    part.write_bytes(part.read_bytes()[:60])
    assert only_fault(read_estates, path).key == "tables.truncated"
