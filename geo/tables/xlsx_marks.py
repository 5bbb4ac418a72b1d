"""Marks of an Open XML sheet: hidden rows, formulas without a value, errors, leading zeros."""

import posixpath
import re
import string
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Final
from xml.etree import ElementTree as ET

from geo.tables.cells import UNCOMPUTED
from geo.tables.safe_xml import new_parser
from geo.tables.sheet_marks import PERCENT_FORMATS, Marks, shown_digits

__all__ = ["XlsxParts", "part_paths"]

_CHUNK_BYTES: Final = 1 << 22
_LONGEST_ROW: Final = 7
_TRUE: Final = frozenset({"1", "true", "on"})
_NO_SIZE: Final = frozenset({"0", "0.0"})

# A sheet without any of these holds values alone. Attributes in single quotes and CDATA are left
# to the careful pass, as is whatever else is unusual.
_NOTABLE: Final = (
    *(b"hidden=", b't="e"', b"='", b"<![CDATA[", b'ht="0"', b'width="0"'),
    *(b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b":row"),
)
# More digits than a double holds: only the text of the file has them all.
_MANY_DIGITS: Final = re.compile(r"-?\d{16,}")
_MANY_DIGITS_STORED: Final = re.compile(rb">-?\d{16}")
_ROW_NUMBER: Final = re.compile(rb'row [^>]*?\br="(\d+)"')
_FILLED_FAR_RIGHT: Final = re.compile(rb'r="([A-Z]{2,})(\d+)"[^>/]*>')
# A cell may name another row than the one it stands in, and the reader of values believes it.
_FILLED_FAR_DOWN: Final = re.compile(rb'r="[A-Z](\d{7,})"')


def part_paths(archive: zipfile.ZipFile, owner: str) -> dict[str, str]:
    """Return the parts that a part of a package refers to: relation id to path in the archive."""
    folder, name = posixpath.split(owner)
    with archive.open(f"{folder}/_rels/{name}.rels") as stream:
        root = ET.parse(stream).getroot()  # noqa: S314 (entities were refused before)
    return {
        relation.attrib["Id"]: posixpath.normpath(
            posixpath.join("/", folder, relation.attrib["Target"])
        ).lstrip("/")
        for relation in root
        if relation.get("TargetMode") != "External"
    }


class XlsxParts:
    """The sheets of an open workbook, and the pass that marks one of them.

    Parameters
    ----------
    archive : ZipFile
        Every XML part of it free of entities.
    file : str
        What to call the workbook in messages.
    """

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file

    @cached_property
    def _path_of(self) -> dict[str, str]:
        """The path of each sheet in the archive."""
        paths = part_paths(self._archive, "xl/workbook.xml")
        with self._archive.open("xl/workbook.xml") as stream:
            root = ET.parse(stream).getroot()  # noqa: S314
        found = {}
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            found[sheet.get("name", "")] = paths.get(key, "")
        return found

    @cached_property
    def _digits_of_style(self) -> dict[str, int]:
        """How the styles show numbers that do so with leading zeros or in percent."""
        if "xl/styles.xml" not in self._archive.namelist():
            return {}
        with self._archive.open("xl/styles.xml") as stream:
            root = ET.parse(stream).getroot()  # noqa: S314
        digits_of_format = {str(code): digits for code, digits in PERCENT_FORMATS.items()} | {
            form.get("numFmtId"): digits
            for form in root.iterfind("{*}numFmts/{*}numFmt")
            if (digits := shown_digits(form.get("formatCode", "")))
        }
        styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
        return {
            str(i): digits_of_format[style.get("numFmtId")]
            for i, style in styles
            if style.get("numFmtId") in digits_of_format
        }

    def marks(self, title: str) -> Marks:
        """Return the marks of a sheet; reads all of it, so that damage shows here."""
        path = self._path_of[title]
        with self._archive.open(path) as stream:
            plain = self._if_plain(stream)
        if plain is not None:
            return plain
        with self._archive.open(path) as stream:
            return _Scan(self._file, self._digits_of_style).run(stream)

    def _if_plain(self, stream: IO[bytes]) -> Marks | None:
        """Return the marks of a sheet that holds values alone, which is quickly seen; or None."""
        notable = (*_NOTABLE, *(f' s="{style}"'.encode() for style in self._digits_of_style))
        marks = Marks()
        for chunk in _chunks_of_tags(stream):
            if any(sign in chunk for sign in notable) or _MANY_DIGITS_STORED.search(chunk):
                return None
            numbers = _ROW_NUMBER.findall(chunk)
            unnumbered = chunk.count(b"<row ") + chunk.count(b"<row>") - len(numbers)
            marks.last_row = max(marks.last_row, *map(int, numbers), 0) + max(unnumbered, 0)
            for letters, row in _FILLED_FAR_RIGHT.findall(chunk):
                marks.reach(int(row), _column_of(letters.decode("ascii")))
            for row in _FILLED_FAR_DOWN.findall(chunk):
                marks.reach(int(row), 0)
        return marks


def _chunks_of_tags(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in chunks that cut no tag in two."""
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        whole = rest + chunk
        cut = whole.rfind(b"<")
        cut = len(whole) if cut < 0 else cut
        yield whole[:cut]
        rest = whole[cut:]
    yield rest


class _Scan:
    """One careful pass over a sheet's XML."""

    def __init__(self, file: str, digits_of_style: dict[str, int]) -> None:
        self._found = Marks()
        self._digits_of_style = digits_of_style
        self._parser = new_parser(file)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._row = self._cell_row = 0
        self._column = -1
        self._cell: dict[str, str] = {}
        self._has_formula = False
        self._value: list[str] = []
        self._local: dict[str, str] = {}

    def run(self, stream: IO[bytes]) -> Marks:
        self._parser.ParseFile(stream)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = self._local.get(name) or self._remember(name)
        if element == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._cell_row = max(self._row, _row_of(reference) if reference else 0)
            self._cell = attributes
            self._has_formula = False
            self._value = []
        elif element == "v":
            self._parser.CharacterDataHandler = self._value.append
        elif element == "f":
            self._has_formula = True
        elif element == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
            if attributes.get("hidden") in _TRUE or attributes.get("ht") in _NO_SIZE:
                self._found.hidden_rows.add(self._row)
        elif element == "col" and (
            attributes.get("hidden") in _TRUE or attributes.get("width") in _NO_SIZE
        ):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._found.hide_columns(first - 1, last - 1)

    def _remember(self, name: str) -> str:
        """Return an element's name without the prefix that some writers give it."""
        self._local[name] = name.rpartition(":")[2]
        return self._local[name]

    def _end(self, name: str) -> None:
        element = self._local[name]
        if element == "v":
            self._parser.CharacterDataHandler = None
        elif element == "c":
            self._end_cell()
        elif element == "is":
            self._value.append(" ")

    def _end_cell(self) -> None:
        kind = self._cell.get("t")
        if self._value:
            self._found.reach(self._cell_row, self._column)
            if kind == "e":
                self._found.mark(self._row, self._column, "".join(self._value))
            elif kind in {None, "n"}:
                self._mark_number("".join(self._value))
        elif self._has_formula and kind != "str":
            # An empty text is a value too: formulas that return "" are stored as t="str".
            self._found.mark(self._row, self._column, UNCOMPUTED)

    def _mark_number(self, written: str) -> None:
        if _MANY_DIGITS.fullmatch(written):
            self._found.mark(self._row, self._column, int(written))
        if digits := self._digits_of_style.get(self._cell.get("s", "")):
            self._found.pad(self._row, self._column, digits)


def _column_of(reference: str) -> int:
    """Return the column, from 0, of a cell that a spreadsheet calls ``B7``."""
    column = 0
    for sign in reference:
        if not sign.isalpha():
            break
        column = 26 * column + ord(sign.upper()) - 64
    return column - 1


def _row_of(reference: str) -> int:
    """Return the row of a cell that a spreadsheet calls ``B7``; 0 where it names none."""
    row = reference.lstrip(string.ascii_letters)
    return int(row) if len(row) <= _LONGEST_ROW and row.isdecimal() else 0
