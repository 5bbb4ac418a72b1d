"""What a file really is."""

import bz2
import gzip
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import RoadsError
from geo.roads import file_kind

XML = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\n<HTML><body>404", "html"),
        (f'{XML}<osm version="0.6">'.encode(), "osm"),
        (f"{XML}<osmChange>".encode(), "osm_change"),
        (f'{XML}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'.encode(), "graphml"),
        ("\ufeff<kml>".encode(), "kml"),
        (f"{XML}<svg>".encode(), "xml"),
        (b'{"type": "FeatureCollection", "features": []}', "geojson"),
        (b'{"elements": []}', "json"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"id,name\n1,x\n", "text"),
        (b"\x00\x01\x02\x03\x04\x05", "unknown"),
        (b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x7c", "pbf"),
    ],
)
def test_kinds(content: bytes, name: str, tmp_path: Path) -> None:
    """The first bytes decide, under a name that says something else."""
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(content)
    assert file_kind(path).name == name


def test_databases(tmp_path: Path) -> None:
    """A GeoPackage is told from another SQLite file, and a road file from another archive."""
    gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326).to_file(tmp_path / "a.gpkg")
    assert file_kind(tmp_path / "a.gpkg").name == "gpkg"
    with sqlite3.connect(tmp_path / "b.gpkg") as database:
        database.execute("create table t (x)")
    database.close()
    assert file_kind(tmp_path / "b.gpkg").name == "sqlite"
    np.savez(tmp_path / "c.npz", x=[1])
    assert file_kind(tmp_path / "c.npz").name == "zip"


def test_packed_files(tmp_path: Path) -> None:
    """Gzip and bzip2 are looked into; what is packed and how is told in a sentence's words."""
    path = tmp_path / "packed"
    path.write_bytes(gzip.compress(b"<osm>"))
    assert (file_kind(path).name, file_kind(path).extension) == ("osm", "osm.gz")
    path.write_bytes(bz2.compress(b"<graphml>"))
    assert file_kind(path).spoken == "GraphML (bz2)"
    path.write_bytes(bz2.compress(b"<graphml>" * 1000)[:20])
    with pytest.raises(RoadsError, match="cut short"):
        file_kind(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """Neither is a file."""
    for path in (tmp_path / "missing.pbf", tmp_path):
        with pytest.raises(RoadsError, match="not found"):
            file_kind(path)
