"""A writer of small binary workbooks, after [MS-XLSB]: no program on Linux writes them."""

import struct
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path

__all__ = ["write_xlsb"]

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = bytearray()
    left = len(data)
    while True:
        size.append(left & 0x7F | (0x80 if left > 0x7F else 0))
        left >>= 7
        if not left:
            return head + bytes(size) + data


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(value: object, column: int, style: int) -> bytes:
    head = struct.pack("<II", column, style)
    if isinstance(value, str) and value.startswith("#"):
        return _record(3, head + bytes([{"#REF!": 0x17, "#N/A": 0x2A}[value]]))
    if isinstance(value, str):
        return _record(6, head + _text(value))
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    return _record(5, head + struct.pack("<d", value))


def _sheet(
    table: Sequence[Sequence[object]],
    padded: Collection[int],
    hidden_rows: Collection[int],
    hidden_columns: Collection[int],
) -> bytes:
    rows = b""
    for number, row in enumerate(table):
        flags = 0x10 if number + 1 in hidden_rows else 0
        spans = struct.pack("<III", 1, 0, len(row))
        rows += _record(0, struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + spans)
        for column, value in enumerate(row):
            if value is not None:
                rows += _cell(value, column, 1 if column in padded and number else 0)
    columns = b"".join(
        _record(60, struct.pack("<IIIIH", column, column, 2304, 0, 1)) for column in hidden_columns
    )
    extent = struct.pack("<IIII", 0, len(table), 0, max(map(len, table)))
    return (
        _record(129)
        + _record(148, extent)
        + _record(390)
        + columns
        + _record(391)
        + _record(145)
        + rows
        + _record(146)
        + _record(130)
    )


def _styles() -> bytes:
    """Return two styles: the general one, and numbers of three digits at least."""
    form = struct.pack("<H", 170) + _text("000")
    style = "<HHHHHBBHH"
    plain = struct.pack(style, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    padded = struct.pack(style, 0, 170, 0, 0, 0, 0, 0, 0, 0)
    formats = _record(615, struct.pack("<I", 1)) + _record(44, form) + _record(616)
    styles = _record(617, struct.pack("<I", 2)) + _record(47, plain) + _record(47, padded)
    return _record(278) + formats + styles + _record(618) + _record(279)


def write_xlsb(
    path: Path,
    sheets: dict[str, Sequence[Sequence[object]]],
    *,
    padded: Collection[int] = (),
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    hidden_sheets: Collection[str] = (),
) -> Path:
    """Write tables as the sheets of a binary workbook; rows count from 1, columns from 0."""
    names = list(sheets)
    bundles = b"".join(
        _record(
            156,
            struct.pack("<II", name in hidden_sheets, i + 1) + _text(f"rId{i + 1}") + _text(name),
        )
        for i, name in enumerate(names)
    )
    book = _record(131) + _record(143) + bundles + _record(144) + _record(132)
    kinds = [("worksheet", f"worksheets/sheet{i + 1}.bin") for i in range(len(names))]
    relations = "".join(
        f'<Relationship Id="rId{i + 1}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate([*kinds, ("styles", "styles.bin")])
    )
    root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    content_type = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    types = f'<Default Extension="bin" ContentType="{content_type}"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>'
        )
        for name, content in (("_rels/.rels", root), ("xl/_rels/workbook.bin.rels", relations)):
            archive.writestr(
                name, f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'
            )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/styles.bin", _styles())
        for (_, target), table in zip(kinds, sheets.values(), strict=True):
            archive.writestr(f"xl/{target}", _sheet(table, padded, hidden_rows, hidden_columns))
    return path
