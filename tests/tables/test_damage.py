"""Whatever happened to a file, reading ends in a table or in one error that says so."""

import json
import random
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from geo.errors import TableError
from geo.tables import read_boundary, read_estates
from tests.tables.lists import HEADER, ROWS
from tests.tables.test_kml import EAST, WEST, document, folder
from tests.tables.test_map_files import drawing, estates, write
from tests.tables.test_mapinfo import write as write_mapinfo
from tests.tables.xlsb import write_xlsb

DAMAGES = 25


def csv_bytes(encoding: str) -> Callable[[Path], bytes]:
    """Return a maker of the three estates as csv."""
    lines = [",".join(map(str, row)) for row in [HEADER, *ROWS]]
    return lambda _folder: "\r\n".join(lines).encode(encoding)


def workbook_bytes(folder: Path) -> bytes:
    """Return the three estates as a workbook without compression, so that damage meets its XML."""
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.save(folder / "packed.xlsx")
    with (
        zipfile.ZipFile(folder / "packed.xlsx") as packed,
        zipfile.ZipFile(folder / "plain.xlsx", "w") as plain,
    ):
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    return (folder / "plain.xlsx").read_bytes()


def layer_bytes(suffix: str) -> Callable[[Path], bytes]:
    """Return a maker of the three estates as a map file."""
    return lambda folder: write(estates(), folder / f"layer.{suffix}").read_bytes()


def parquet_bytes(folder: Path) -> bytes:
    """Return the three estates as GeoParquet."""
    estates().to_parquet(folder / "layer.parquet")
    return (folder / "layer.parquet").read_bytes()


def zipped_bytes(folder: Path) -> bytes:
    """Return the three estates as a zipped shapefile."""
    write(estates(), folder / "layer.shp", encoding="gbk")
    with zipfile.ZipFile(folder / "layer.zip", "w") as archive:
        for part in sorted(folder.glob("layer.*")):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    return (folder / "layer.zip").read_bytes()


def unpacked_bytes(name: str) -> Callable[[Path], bytes]:
    """Return a maker of an archive of another program without compression."""

    def make(folder: Path) -> bytes:
        with (
            zipfile.ZipFile(MADE / name) as packed,
            zipfile.ZipFile(folder / "plain.zip", "w") as plain,
        ):
            for entry in packed.namelist():
                plain.writestr(entry, packed.read(entry))
        return (folder / "plain.zip").read_bytes()

    return make


def xlsb_bytes(folder: Path) -> bytes:
    """Return the three estates as a binary workbook without compression."""
    write_xlsb(folder / "packed.xlsb", {"台账": [HEADER, *ROWS]}, padded=[4], hidden_rows=[3])
    with (
        zipfile.ZipFile(folder / "packed.xlsb") as packed,
        zipfile.ZipFile(folder / "plain.xlsb", "w") as plain,
    ):
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    return (folder / "plain.xlsb").read_bytes()


def mapinfo_bytes(suffix: str) -> Callable[[Path], bytes]:
    """Return a maker of the three estates as a zipped MapInfo table."""

    def make(folder: Path) -> bytes:
        write_mapinfo(estates(), folder / f"layer.{suffix}")
        with zipfile.ZipFile(folder / "layer.zip", "w") as archive:
            for part in sorted(folder.glob("layer.*")):
                if part.suffix != ".zip":
                    archive.write(part, part.name)
        return (folder / "layer.zip").read_bytes()

    return make


def records_bytes(_folder: Path) -> bytes:
    """Return the three estates as records in JSON."""
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    return json.dumps({"data": records}, ensure_ascii=False).encode("gbk")


MADE = Path(__file__).parent / "made_elsewhere"
MAKERS: dict[str, Callable[[Path], bytes]] = {
    "utf8.csv": csv_bytes("utf-8"),
    "gbk.csv": csv_bytes("gbk"),
    "utf16.csv": csv_bytes("utf-16"),
    "estates.xlsx": workbook_bytes,
    "estates.gpkg": layer_bytes("gpkg"),
    "estates.geojson": layer_bytes("geojson"),
    "estates.parquet": parquet_bytes,
    "estates.zip": zipped_bytes,
    "estates.kml": lambda _folder: document(folder("西街", WEST), folder("东", EAST)).encode(),
    "estates.xls": lambda _folder: (MADE / "clerk.xls").read_bytes(),
    "estates.ods": unpacked_bytes("clerk.ods"),
    "libreoffice.xlsx": unpacked_bytes("clerk.xlsx"),
    "estates.xlsb": xlsb_bytes,
    "tab.zip": mapinfo_bytes("tab"),
    "mif.zip": mapinfo_bytes("mif"),
    "records.json": records_bytes,
    "native.parquet": lambda _folder: (MADE / "duckdb_native_4547.parquet").read_bytes(),
    "stations.dxf": lambda _folder: (MADE / "stations_R12.dxf").read_bytes(),
    "big5.csv": lambda _folder: "名稱,街道,戶數\n龍山,西,1\n".encode("big5"),
    "estates.dxf": lambda _folder: drawing([(5e5, 3.3e6, "甲")]).encode(),
}


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, lost, doubled or cut off."""
    content = bytearray(whole)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at = chance.randrange(len(content) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            content[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del content[at : at + chance.randrange(1, 50)]
        elif kind == 2:
            content[at:at] = content[: chance.randrange(60)]
        elif chance.random() < 0.2:
            del content[at:]
    return bytes(content)


@pytest.mark.parametrize("name", MAKERS)
def test_damage_never_ends_in_a_traceback(tmp_path: Path, name: str) -> None:
    """Bytes that were changed, lost or doubled give a table or a TableError, nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = MAKERS[name](tmp_path)
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(DAMAGES):
        path.write_bytes(damaged(whole, chance))
        for read in (read_estates, read_boundary):
            with suppress(TableError):
                read(path)
