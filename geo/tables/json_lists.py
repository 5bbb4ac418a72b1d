"""JSON: GeoJSON and its relatives through GDAL, and plain lists of records as tables."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.tables.encodings import encoding_name, sniff_encoding
from geo.tables.journal import Journal, refusal
from geo.tables.layers import Layer
from geo.tables.map_files import read_map_file

__all__ = ["read_json"]

_GEOJSON_TYPES: Final = frozenset(
    {"FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString"}
    | {"MultiLineString", "Polygon", "MultiPolygon"}
)
_DEEPEST: Final = 3
# How JSON writes one half of a character, rightly so only beside the other half.
_HALF_SIGN: Final = re.compile(r"\\u[dD][89a-fA-F]")
_KEYS_NAMED: Final = 10


def read_json(path: Path, file: str, journal: Journal) -> list[Layer]:
    """Read the layers of a GeoJSON file, or the lists of records in any other JSON.

    A list of objects is a table, wherever it stands in the file (``{"data": [{…}, …]}``), and so
    is a file with one object per line. Numbers keep all of their digits.

    Raises
    ------
    TableError
        When the file is damaged, in an encoding that cannot be told, or holds no list.
    """
    encoding = sniff_encoding(path, file)
    if encoding not in {"utf-8", "utf-8-sig"}:
        journal.notice("tables.encoding_recognised", file=file, encoding=encoding_name(encoding))
    content = path.read_bytes().decode(encoding)
    repeated: Counter[str] = Counter()
    value = _parsed(content, file, repeated)
    if _HALF_SIGN.search(content):
        _refuse_half_signs(value, file)
    if _is_map(value):
        source = path if encoding == "utf-8" and isinstance(value, dict) else _as_one(value)
        layers = read_map_file(source, file)
    else:
        name = Path(file).stem
        layers = [_as_layer(title, rows) for title, rows in _lists(value, name)]
    if repeated:
        keys = ", ".join(key for key, _ in repeated.most_common(_KEYS_NAMED))
        journal.notice("tables.keys_merged", file=file, columns=keys)
    if not layers:
        raise refusal("tables.json_no_list", file=file)
    return layers


def _refuse_half_signs(value: Any, file: str) -> None:
    """Refuse texts with half a character in them, which nothing can write again.

    Raises
    ------
    TableError
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error


def _parsed(content: str, file: str, repeated: Counter[str]) -> Any:
    """Return what a file says; a file with one value per line is a list of them."""

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.update(key for key, count in counts.items() if count > 1)
        return found

    def load(text: str) -> Any:
        return json.loads(text, object_pairs_hook=as_object)

    try:
        return load(content)
    except (json.JSONDecodeError, RecursionError) as error:
        lines = [line for line in content.splitlines() if line.strip(" \t\x1e")]
        if len(lines) < 2 or not lines[0].rstrip().endswith(("}", "]")):
            raise refusal("tables.truncated", file=file, reason=str(error)) from error
    try:
        return [load(line.strip("\x1e")) for line in lines]
    except (json.JSONDecodeError, RecursionError) as error:
        raise refusal("tables.truncated", file=file, reason=str(error)) from error


def _is_map(value: Any) -> bool:
    """Return whether a value is GeoJSON, one feature per line of it, or Esri's JSON."""
    if isinstance(value, list):
        return bool(value) and all(_is_map(item) for item in value)
    if not isinstance(value, dict):
        return False
    is_esri = "geometryType" in value and isinstance(value.get("features"), list)
    return is_esri or (isinstance(value.get("type"), str) and value["type"] in _GEOJSON_TYPES)


def _as_one(value: Any) -> bytes:
    """Return a map in UTF-8; the features of a file with one per line as a collection."""
    whole = value if isinstance(value, dict) else {"type": "FeatureCollection", "features": value}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8")


def _lists(value: Any, name: str, depth: int = 0) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lists of records in a value, each under the key that it stands at."""
    if isinstance(value, list):
        is_table = bool(value) and all(isinstance(item, dict) for item in value)
        return [(name, value)] if is_table else []
    if not isinstance(value, dict) or depth == _DEEPEST:
        return []
    columns = list(value.values())
    if columns and all(isinstance(column, list) for column in columns):
        sizes = {len(column) for column in columns}
        if len(sizes) == 1 and not any(isinstance(v, (dict, list)) for c in columns for v in c):
            return [
                (name, [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)])
            ]
    return [found for key, inner in value.items() for found in _lists(inner, str(key), depth + 1)]


def _as_layer(name: str, rows: list[dict[str, Any]]) -> Layer:
    attributes = pd.DataFrame(rows, dtype=object)
    return Layer(name, attributes, np.full(len(attributes), None, dtype=object), None)
