"""Hostile names and files: what somebody may hand in, by accident or on purpose."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import openpyxl

__all__ = ["FILES", "NAMES", "Hostile", "list_of_names"]

HEADER = "小区编号,小区名称,户数,街道,经度,纬度"

NAMES: Mapping[str, str] = {
    "script": "<script>window.hostile=1</script>",
    "image": "<img src=x onerror=window.hostile=1>",
    "svg": "<svg/onload=window.hostile=1>",
    "template": "${window.hostile=1}",
    "backtick": "`+(window.hostile=1)+`",
    "jinja": "{{ 7*7 }}{% raw %}",
    "quote": "';window.hostile=1;//",
    "close": "</script></style></textarea>",
    "formula": "=HYPERLINK('http://evil.invalid','x')",
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "minus": "-2+3+cmd",
    "markdown": "[点我](http://evil.invalid) ![](http://evil.invalid/x.png) $x^2$ :smile:",
    "link": "javascript:window.hostile=1",
    "path": "../../../../etc/passwd",
    "windows_path": "..\\\\..\\\\CON",
    "emoji": "👨‍👩‍👧‍👦小区🏚️",
    "bidi": "\u202egnp.区小\u202c",
    "zero_width": "东\u200b院\ufeff",
    "long": "长" * 5_000,
    "percent": "%s%n%00{0}{name}",
    "sql": "'; DROP TABLE estates;--",
    "number": "1e309",
}
"""Names of estates by what they try."""


def list_of_names() -> bytes:
    """Return a list in which every estate has one of the names."""
    rows = [
        ",".join(
            [f"H{number}", '"' + name.replace('"', '""') + '"', "10", "西街", "114.005", "30.007"]
        )
        for number, name in enumerate(NAMES.values(), start=1)
    ]
    return "\n".join([HEADER, *rows]).encode("utf-8-sig")


@dataclass(frozen=True)
class Hostile:
    """A hostile file.

    Attributes
    ----------
    file : str
        What it is called.
    content : callable
        Makes its bytes.
    usable : bool
        Whether there is a list in it after all.
    says : str
        What the English message must name where it is not usable.
    """

    file: str
    content: Callable[[], bytes]
    usable: bool = False
    says: str = ""


def _csv(row: str, header: str = HEADER) -> Callable[[], bytes]:
    return f"{header}\n{row}\n".encode


def _zip(entries: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER.split(","), *rows]:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _bomb() -> bytes:
    """Return a workbook whose sheet unpacks to a thousand times its size."""
    sheet = b"<worksheet><sheetData>" + b"<row/>" * 14_000_000 + b"</sheetData></worksheet>"
    with zipfile.ZipFile(io.BytesIO(_workbook())) as book:
        entries = {name: book.read(name) for name in book.namelist()}
    return _zip({**entries, "xl/worksheets/sheet1.xml": sheet})


def _entities(kind: str) -> Callable[[], bytes]:
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [{kind}]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&x;</name>'
        "<Point><coordinates>114.2,30.5</coordinates></Point></Placemark></Document></kml>"
    ).encode


_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 10}">'
    for before, one in zip("abcdefgh", "bcdefghx", strict=True)
)
_ROW = "1,东院,10,西街,114.005,30.007"

FILES: Mapping[str, Hostile] = {
    "names": Hostile("names.csv", list_of_names, usable=True),
    "blank_name": Hostile("blank.csv", _csv("1,\u3000,10,西街,114,30"), says="小区名称"),
    "path_in_name": Hostile("../../../tmp/evil.csv", _csv(_ROW), usable=True),
    "windows_path": Hostile("C:\\Windows\\system32\\evil.csv", _csv(_ROW), usable=True),
    "markup_in_name": Hostile("<img src=x onerror=alert(1)>.csv", _csv(_ROW), usable=True),
    "long_name": Hostile("长" * 300 + ".csv", _csv(_ROW), usable=True),
    "device_name": Hostile("CON.csv", _csv(_ROW), usable=True),
    "empty": Hostile("empty.csv", lambda: b"", says="empty"),
    "only_bom": Hostile("bom.csv", lambda: b"\xef\xbb\xbf", says="bom.csv"),
    "only_header": Hostile("header.csv", HEADER.encode, says="header.csv"),
    "nul_bytes": Hostile("nul.csv", _csv("1,东\0院,10,西街,114,30"), says="nul.csv"),
    "all_zero": Hostile("zero.csv", lambda: bytes(4096), says="zero.csv"),
    "random": Hostile("noise.csv", lambda: bytes(range(256)) * 64, says="noise.csv"),
    "program": Hostile("setup.xlsx", lambda: b"MZ" + bytes(range(256)) * 8, says="setup.xlsx"),
    "page_as_workbook": Hostile(
        "login.xlsx", lambda: b"<!DOCTYPE html><html><body>login</body></html>", says="HTML"
    ),
    "pdf": Hostile("plan.csv", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", says="plan.csv"),
    "old_excel": Hostile(
        "old.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), says="old.xlsx"
    ),
    "cut_workbook": Hostile("cut.xlsx", lambda: _workbook()[:-900], says="cut.xlsx"),
    "bomb": Hostile("bomb.xlsx", _bomb, says="bomb.xlsx"),
    "zip_of_zips": Hostile("nested.zip", lambda: _zip({"a.zip": _zip({"b": b"x"})}), says="zip"),
    "zip_slip": Hostile("slip.zip", lambda: _zip({"../../evil.shp": b"x"}), says="slip.zip"),
    "laughs": Hostile("laughs.kml", _entities(_LAUGHS), says="laughs.kml"),
    "outside_entity": Hostile(
        "xxe.kml", _entities('<!ENTITY x SYSTEM "file:///etc/passwd">'), says="xxe.kml"
    ),
    "long_cell": Hostile(
        "cell.csv", _csv(f"1,{'长' * 17_000_000},10,西街,114,30"), says="cell.csv"
    ),
    "open_quote": Hostile("quote.csv", _csv('1,"东院,10,西街,114,30'), says="quot"),
    "many_columns": Hostile("wide.csv", _csv(_ROW, HEADER + ",x" * 5_000), says="columns"),
    "deep_json": Hostile("deep.geojson", lambda: b"[" * 200_000, says="deep.geojson"),
    "json_bomb": Hostile("n.geojson", lambda: b'{"type":"FeatureCollection"}', says="n.geojson"),
    "formula": Hostile(
        "formula.xlsx", lambda: _workbook(["1", "东院", "=1+1", "西街", 114, 30]), says="户数"
    ),
    "not_finite": Hostile("inf.csv", _csv("1,东院,inf,西街,nan,1e999"), says="inf.csv"),
    "huge_number": Hostile("huge.csv", _csv("1,东院,9e99,西街,114,30"), says="户数"),
    "latitude": Hostile("swap.csv", _csv("1,东院,10,西街,30.007,114.005"), says="swap"),
    "id_digits": Hostile(
        "ids.xlsx", lambda: _workbook([10**17 + 1, "东院", 9, "西街"]), says="digits"
    ),
    "repeated_id": Hostile("twice.csv", _csv(f"{_ROW}\n{_ROW}"), says="row 3"),
}
"""Files by what they try."""
