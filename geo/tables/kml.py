"""KML, KMZ and ovkml: every folder, with the keys of its data as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.tables.archives import open_archive
from geo.tables.encodings import encoding_name, sniff_encoding
from geo.tables.html_cells import pairs_in_html
from geo.tables.journal import Journal, refusal
from geo.tables.kml_origin import KmlOrigin
from geo.tables.layers import Layer
from geo.tables.limits import Limits
from geo.tables.safe_xml import new_parser
from geo.tables.sheets import unique_headers

__all__ = ["read_kml", "read_kmz"]

_SHAPES: Final = {"Point", "LineString", "LinearRing"}
_SHIFTED_ENDINGS: Final = (".ovkml", ".ovkmz")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_STATED_ENCODING: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""")
_DECLARED_WITHIN: Final = 200
_KEYS_NAMED: Final = 10


def read_kml(path: Path, file: str, journal: Journal) -> list[Layer]:
    """Read the placemarks of a KML file, one layer per folder that holds any.

    Raises
    ------
    TableError
        When the file is damaged, in an encoding that cannot be told, or declares entities.
    """
    return _layers(path.read_bytes(), file, journal)


def read_kmz(path: Path, file: str, limits: Limits, journal: Journal) -> list[Layer]:
    """Read every KML file of a KMZ archive, as :func:`read_kml`."""
    with open_archive(path, file, limits) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith(".kml"))
        return [layer for name in names for layer in _layers(archive.read(name), file, journal)]


def _layers(content: bytes, file: str, journal: Journal) -> list[Layer]:
    reader = _KmlReader(file)
    try:
        reader.parser.Parse(_as_utf8(content, file, journal), True)
    except expat.ExpatError as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error
    if reader.repeated:
        keys = ", ".join(list(reader.repeated)[:_KEYS_NAMED])
        journal.notice("tables.keys_repeated", file=file, columns=keys)
    app = "OvKml" if file.lower().endswith(_SHIFTED_ENDINGS) else reader.origin.shifting_app
    datum = reader.origin.datum
    return [
        Layer(
            folder,
            pd.DataFrame([mark.data for mark in marks], dtype=object),
            _as_array([mark.shape for mark in marks]),
            # KML is WGS-84 by its standard, but not what such an app writes into it.
            CRS.from_epsg(4326) if datum is None and app is None else None,
            shifting_app=None if datum else app,
            datum=datum,
        )
        for folder, marks in reader.folders.items()
    ]


def _as_utf8(content: bytes, file: str, journal: Journal) -> bytes:
    """Return a document in the one encoding that the parser surely knows, without its declaration.

    Chinese map tools write GBK, with a declaration that says so, says GB2312 or says UTF-8.
    """
    stated = _STATED_ENCODING.search(content[:_DECLARED_WITHIN])
    said = stated[1].decode("ascii") if stated else ""
    encoding = sniff_encoding(content, file, stated=said)
    if encoding not in {"utf-8", "utf-8-sig"}:
        journal.notice("tables.encoding_recognised", file=file, encoding=encoding_name(encoding))
    return _DECLARATION.sub("", content.decode(encoding)).encode("utf-8")


def _as_array(shapes: list[BaseGeometry | None]) -> Any:
    array = np.full(len(shapes), None, dtype=object)
    array[:] = shapes
    return array


@dataclass
class _Placemark:
    data: dict[str, str] = field(default_factory=dict)
    shapes: list[BaseGeometry] = field(default_factory=list)

    def put(self, key: str, text: str) -> bool:
        """Note a value; return whether the key was there with another one, which stays."""
        if self.data.get(key, text) == text:
            self.data[key] = text
            return False
        names = unique_headers([key] * (len(self.data) + 1))
        self.data[next(name for name in names if name not in self.data)] = text
        return True

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
        self.origin = KmlOrigin()
        self.repeated: dict[str, None] = {}
        # Names as they are written: a prefix that is bound to no namespace does no harm.
        self.parser = new_parser(file)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self.parser.CommentHandler = self.origin.comment
        self._path: list[str] = []
        self._names: list[str] = []
        self._mark: _Placemark | None = None
        self._key = ""
        self._field = ""
        self._schema = ""
        # What a schema calls its fields for people, by schema and name.
        self._shown: dict[tuple[str, str], str] = {}
        self._text: list[str] = []
        self._rings: list[list[tuple[float, float]]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2]
        self._path.append(element)
        self._text = []
        self.origin.element(name, attributes)
        if element in {"Document", "Folder"}:
            self._names.append("")
        elif element == "Placemark":
            self._mark = _Placemark()
        elif element in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")
        elif element == "Schema":
            self._schema = attributes.get("id", "")
        elif element == "SimpleField":
            self._field = attributes.get("name", "")
        elif element == "SchemaData":
            self._schema = attributes.get("schemaUrl", "").rpartition("#")[2]
        elif element == "Polygon":
            self._rings = []

    def _add_text(self, text: str) -> None:
        self._text.append(text)

    def _end(self, name: str) -> None:
        element = name.rpartition(":")[2]
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        text = "".join(self._text).strip()
        self._text = []
        if self._mark is not None:
            self._end_in_placemark(element, parent, text, self._mark)
            return
        self.origin.text(self._path, element, self._key, text)
        if element == "name" and parent in {"Document", "Folder"}:
            self._names[-1] = text
        elif element in {"Document", "Folder"}:
            self._names.pop()
        elif element == "displayName" and parent == "SimpleField" and text and "<" not in text:
            self._shown[self._schema, self._field] = text

    def _end_in_placemark(self, element: str, parent: str, text: str, mark: _Placemark) -> None:
        if element == "Placemark":
            if pairs := pairs_in_html(mark.data.get("description", "")):
                # What the table says stands in its columns; typed data goes before it.
                mark.data = {**pairs, **mark.data}
            folder = "/".join(name for name in self._names[1:] if name) or self._outermost()
            self.folders.setdefault(folder, []).append(mark)
            self._mark = None
        elif element in {"name", "description", "address"} and parent == "Placemark":
            mark.data.setdefault(element, text)
        elif element == "displayName" and parent == "Data" and text and "<" not in text:
            self._key = text
        elif element == "SimpleData":
            self._put(mark, self._shown.get((self._schema, self._key), self._key), text)
        elif element == "value" and parent == "Data":
            self._put(mark, self._key, text)
        elif element == "coordinates" and parent in _SHAPES:
            self._add_shape(parent, list(self._positions(text)), mark)
        elif element == "Polygon" and self._rings:
            mark.shapes.append(shapely.Polygon(self._rings[0], self._rings[1:]))

    def _put(self, mark: _Placemark, key: str, text: str) -> None:
        if mark.put(key, text):
            self.repeated[key] = None

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
