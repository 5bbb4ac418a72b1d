"""KML, KMZ and ovkml: every folder, with the keys of its data as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final
from xml.parsers import expat

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.tables.archives import open_archive
from geo.tables.journal import refusal
from geo.tables.layers import Layer
from geo.tables.limits import Limits
from geo.tables.safe_xml import new_parser

__all__ = ["read_kml", "read_kmz"]

# Apps whose maps are shifted, by what they leave in their files.
_SHIFTING_APPS: Final = {
    "OvKml": ("ovkml", "ovital", "奥维"),
    "Amap": ("amap", "高德", "autonavi"),
    "Baidu": ("baidu", "百度"),
    "Tencent": ("tencent", "腾讯地图"),
}
_SHAPES: Final = {"Point", "LineString", "LinearRing"}
_SIGNATURE_BYTES: Final = 4096


def read_kml(path: Path, file: str) -> list[Layer]:
    """Read the placemarks of a KML file, one layer per folder that holds any.

    Raises
    ------
    TableError
        When the file is damaged or declares entities.
    """
    with path.open("rb") as stream:
        return _layers(stream, file)


def read_kmz(path: Path, file: str, limits: Limits) -> list[Layer]:
    """Read every KML file of a KMZ archive, as :func:`read_kml`."""
    with open_archive(path, file, limits) as archive:
        layers = []
        for name in sorted(archive.namelist()):
            if name.lower().endswith(".kml"):
                with archive.open(name) as stream:
                    layers += _layers(stream, file)
        return layers


def _layers(stream: IO[bytes], file: str) -> list[Layer]:
    signature = stream.read(_SIGNATURE_BYTES)
    stream.seek(0)
    reader = _KmlReader(file)
    try:
        reader.parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error
    app = _shifting_app(file, signature)
    return [
        Layer(
            folder,
            pd.DataFrame([mark.data for mark in marks], dtype=object),
            _as_array([mark.shape for mark in marks]),
            # KML is WGS-84 by its standard, but not what such an app writes into it.
            None if app else CRS.from_epsg(4326),
            shifting_app=app,
        )
        for folder, marks in reader.folders.items()
    ]


def _as_array(shapes: list[BaseGeometry | None]) -> Any:
    array = np.full(len(shapes), None, dtype=object)
    array[:] = shapes
    return array


def _shifting_app(file: str, signature: bytes) -> str | None:
    text = signature.decode("utf-8", "ignore").casefold()
    if file.lower().endswith((".ovkml", ".ovkmz")) or "<ov" in text:
        return "OvKml"
    for app, marks in _SHIFTING_APPS.items():
        if any(mark in text for mark in marks):
            return app
    return None


@dataclass
class _Placemark:
    data: dict[str, str] = field(default_factory=dict)
    shapes: list[BaseGeometry] = field(default_factory=list)

    @property
    def shape(self) -> BaseGeometry | None:
        if not self.shapes:
            return None
        return self.shapes[0] if len(self.shapes) == 1 else shapely.union_all(self.shapes)


class _KmlReader:
    """Takes the events of the parser and puts placemarks into their folders."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.folders: dict[str, list[_Placemark]] = {}
        self.parser = new_parser(file, separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self._path: list[str] = []
        self._names: list[str] = []
        self._mark: _Placemark | None = None
        self._key = ""
        self._text: list[str] = []
        self._rings: list[list[tuple[float, float]]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        self._path.append(element)
        self._text = []
        if element in {"Document", "Folder"}:
            self._names.append("")
        elif element == "Placemark":
            self._mark = _Placemark()
        elif element in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")
        elif element == "Polygon":
            self._rings = []

    def _add_text(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        text = "".join(self._text).strip()
        self._text = []
        if element == "name" and parent in {"Document", "Folder"}:
            self._names[-1] = text
        elif element in {"Document", "Folder"}:
            self._names.pop()
        elif self._mark is not None:
            self._end_in_placemark(element, parent, text, self._mark)

    def _end_in_placemark(self, element: str, parent: str, text: str, mark: _Placemark) -> None:
        if element == "Placemark":
            folder = "/".join(name for name in self._names[1:] if name) or self._outermost()
            self.folders.setdefault(folder, []).append(mark)
            self._mark = None
        elif element in {"name", "description", "address"} and parent == "Placemark":
            mark.data.setdefault(element, text)
        elif element == "SimpleData" or (element == "value" and parent == "Data"):
            mark.data[self._key] = text
        elif element == "coordinates" and parent in _SHAPES:
            self._add_shape(parent, list(self._positions(text)), mark)
        elif element == "Polygon" and self._rings:
            mark.shapes.append(shapely.Polygon(self._rings[0], self._rings[1:]))

    def _outermost(self) -> str:
        return self._names[0] if self._names else ""

    def _add_shape(self, kind: str, positions: list[tuple[float, float]], mark: _Placemark) -> None:
        if kind == "Point" and positions:
            mark.shapes.append(shapely.Point(positions[0]))
        elif kind == "LinearRing" and len(positions) >= 3:
            self._rings.append(positions)
        elif kind == "LineString" and len(positions) >= 2:
            mark.shapes.append(shapely.LineString(positions))

    def _positions(self, text: str) -> Iterator[tuple[float, float]]:
        for position in text.split():
            numbers = position.split(",")
            try:
                yield float(numbers[0]), float(numbers[1])
            except (ValueError, IndexError) as error:
                line = self.parser.CurrentLineNumber
                raise refusal(
                    "tables.kml_coordinates", file=self.file, found=position[:80], line=line
                ) from error
