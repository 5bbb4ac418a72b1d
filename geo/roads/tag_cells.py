"""From the cells of a table or the attributes of a graph's edge to OpenStreetMap's tags.

Tables hold the tags in columns of their own names, under names of others (Geofabrik's ``fclass``,
BBBike's ``type``), cut short (Shapefile), or many in one cell (``other_tags`` of GDAL). A cell may
hold a list, as where osmnx merged several ways into one.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.errors import Notice
from geo.parsing import parsed_json, parsed_literal
from geo.roads.osm_tags import DRIVABLE_CLASSES, NOT_FOR_CARS, READ_KEYS, Tags

__all__ = ["KEPT_KEYS", "WAY_IDS", "CellTags", "ColumnTags", "cell_tags", "plain_texts"]

_CLASS_COLUMNS: Final = ("highway", "fclass", "type", "road_class", "class", "道路等级")
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "oneway": ("one_way", "单行"),
    "maxspeed": ("maxspeed_kmh", "限速"),
    "name": ("road_name", "名称", "道路名称"),
    "surface": ("路面",),
}
_PACKED: Final = ("other_tags", "tags", "all_tags", "hstore")
WAY_IDS: Final = ("osmid", "osm_id", "full_id", "@id")
"""Names under which graphs and layers keep the id of a way."""
KEPT_KEYS: Final = frozenset({*WAY_IDS, "reversed", "length"})
"""No tags, but they tell which lines belong together."""
# Field names in a Shapefile are cut after ten characters.
_SHORT_NAME: Final = 10

_KNOWN_CLASSES: Final = DRIVABLE_CLASSES | NOT_FOR_CARS
_UNKNOWN_CLASS: Final = "road"
# Geofabrik grades field tracks, from paved to soft.
_TRACK: Final = re.compile(r"track(_?grade_?\d)?")

_ONEWAY_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("f", "ft", "y", "forward", "单行", "单向", "正向", "是"), "yes"),
    **dict.fromkeys(("t", "tf", "backward", "逆向", "反向"), "-1"),
    **dict.fromkeys(("b", "n", "both", "双向", "否"), "no"),
}
_PAIR: Final = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|NULL)')
_COUNTED_LIST: Final = re.compile(r"\(\d+:(.*)\)", re.DOTALL)
# "none" is a speed limit; "None" is what Python writes for nothing.
_NO_VALUES: Final = frozenset({"", "nan", "NaN", "None", "null", "NULL", "<NA>"})
# Of several values of these keys one says more than the others.
_TELLING: Final = frozenset({"oneway", "junction", "bridge", "tunnel"})
_TELLS_NOTHING: Final = frozenset({"no", "f", "false", "0"})
_ALL_VALUES: Final[Mapping[str, str]] = {"name": "; ", "ref": "; ", "maxspeed": ";"}


@dataclass(frozen=True)
class CellTags:
    """The tags of one feature.

    Attributes
    ----------
    tags : mapping of str to str
    pieces : tuple of mappings
        The same with the other values of a list, one at a time: each stands for a piece of road.
    road_class : str or None
        A class of the table's own that OpenStreetMap does not have.
    """

    tags: Tags
    pieces: tuple[Tags, ...] = ()
    road_class: str | None = None


class ColumnTags:
    """Recognises the columns of a table, and reads its rows as tags.

    Attributes
    ----------
    keys : frozenset of str
        The tags that the table can say anything about.
    class_column : str
        The column that holds the class of road, lower case; empty where there is none.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Recognise columns.

        Parameters
        ----------
        columns : mapping of str to sequence
            The columns by their names, lower case.
        """
        # A ``highway`` that is blank throughout says that none of these is a road, unless another
        # column knows better.
        blank = ("highway",) if "highway" in columns else ()
        holding = (n for n in _CLASS_COLUMNS if n in columns and _holds_classes(n, columns))
        self.class_column = next(holding, next(iter(blank), ""))
        self._column_of = {
            key: found for key in READ_KEYS if (found := _column_of(key, columns)) is not None
        }
        if self.class_column:
            self._column_of["highway"] = self.class_column
        self._column_of |= {name: name for name in sorted(KEPT_KEYS & set(columns))}
        self._texts = {
            key: _column_texts(columns[column]) for key, column in self._column_of.items()
        }
        self._packed = [
            [_unpacked_texts(cell) for cell in columns[name]] for name in _PACKED if name in columns
        ]
        self._letters_are_truth = _are_truth_values(self._texts.get("oneway", ()))
        packed_keys = {key for cells in self._packed for cell in cells for key in cell}
        self.keys = frozenset(self._column_of) | frozenset(packed_keys & READ_KEYS)

    def cells(self, number: int) -> dict[str, list[str]]:
        """Return the texts of a row, numbered from 0, by the tags that they belong to."""
        cells: dict[str, list[str]] = {}
        for packed in self._packed:
            cells |= packed[number]
        cells |= {key: texts[number] for key, texts in self._texts.items() if texts[number]}
        if self.class_column:
            cells.setdefault("highway", [""])
        if self._letters_are_truth and "oneway" in cells:
            cells["oneway"] = ["yes" if cells["oneway"][0].lower() == "t" else "no"]
        if self.class_column == "fclass" and cells.get("maxspeed") == ["0"]:
            del cells["maxspeed"]
        return cells

    @property
    def raw_class(self) -> bool:
        """Whether the class is OpenStreetMap's own ``highway``."""
        return self.class_column in {"", "highway"}

    def notices(self) -> list[Notice]:
        """Return what was read other than it may have been meant."""
        return [Notice("roads.oneway_letters")] if self._letters_are_truth else []


def cell_tags(cells: Mapping[str, Sequence[str]], *, raw_class: bool = True) -> CellTags:
    """Return the tags of a feature from its cells.

    Parameters
    ----------
    cells : mapping of str to sequence of str
        The texts of :func:`plain_texts` by tag; other tags are passed over.
    raw_class : bool
        Whether ``highway`` is OpenStreetMap's own tag: then a missing one is no road and an
        unknown one no street. Otherwise these are roads whose speed is guessed.
    """
    texts = {key: values for key, values in cells.items() if key in READ_KEYS}
    classes = _classes(cells.get("highway", [_UNKNOWN_CLASS]))
    own_class = None
    if not raw_class and classes[0] not in _KNOWN_CLASSES:
        own_class = classes[0] or _UNKNOWN_CLASS
        classes = [_UNKNOWN_CLASS, *classes[1:]]
    tags = {key: _chosen(key, values) for key, values in texts.items() if values}
    tags["highway"] = classes[0]
    others = {key: values[1:] for key, values in texts.items() if key in _DECIDING_KEYS}
    others["highway"] = classes[1:]
    pieces = [
        {**tags, key: _chosen(key, [value])} for key, values in others.items() for value in values
    ]
    return CellTags(tags, tuple(pieces), own_class)


_DECIDING_KEYS: Final = frozenset({"area", "service", "access", "vehicle"}) | {
    "motor_vehicle",
    "motorcar",
}


def plain_texts(value: Any) -> list[str]:
    """Return the texts of a cell: none of an empty one, several of a list in any notation.

    Lists are those of Python, json, GDAL (``(2:a,b)``) and PostgreSQL (``{a,b}``), as values or
    written out.

    Parameters
    ----------
    value : anything
        A text, a number, a truth value, a list, or what stands for nothing.
    """
    if isinstance(value, str):
        return _texts_written(value)
    if isinstance(value, list | tuple | set | frozenset) or hasattr(value, "tolist"):
        items = value.tolist() if hasattr(value, "tolist") else value
        if not isinstance(items, Iterable) or isinstance(items, str):
            return plain_texts(items)
        return [text for item in items for text in plain_texts(item)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [] if value is None else _texts_written(str(value))


def _texts_written(cell: str) -> list[str]:
    text = cell.strip()
    if text in _NO_VALUES:
        return []
    inner = _inner_list(text)
    return [text] if inner is None else [part for item in inner for part in plain_texts(item)]


def _column_texts(cells: Sequence[Any]) -> list[list[str]]:
    """Return the texts of a column, each different value read once."""
    known: dict[Any, list[str]] = {}
    texts = []
    for cell in cells:
        if not isinstance(cell, Hashable):
            texts.append(plain_texts(cell))
            continue
        # True and 1 are one key of a dictionary, but are written differently.
        key = type(cell), cell
        if key not in known:
            known[key] = plain_texts(cell)
        texts.append(known[key])
    return texts


def _inner_list(text: str) -> list[Any] | None:
    """Return the items of a list that is written out; None for any other text."""
    if counted := _COUNTED_LIST.fullmatch(text):
        return counted[1].split(",")
    if text[:1] + text[-1:] not in {"[]", "{}"}:
        return None
    try:
        items = parsed_literal(text)
    except ValueError:
        items = [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    return list(items) if isinstance(items, list | set | tuple) else None


def _column_of(key: str, columns: Mapping[str, Sequence[Any]]) -> str | None:
    """Return the column that holds a tag: by its name, another name, or its name cut short."""
    flat = key.replace(":", "_")
    for name in (key, *_ALIASES.get(key, ()), flat):
        if name in columns:
            return name
    for short in (key[:_SHORT_NAME], flat[:_SHORT_NAME]):
        meant = [one for one in READ_KEYS if short in (one[:10], one.replace(":", "_")[:10])]
        if short in columns and min(meant, key=len) == key:
            return short
    return None


def _holds_classes(name: str, columns: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether a column holds classes of road: ``type`` may hold anything."""
    if name != "type":
        return any(plain_texts(cell) for cell in columns[name])
    classes = [_classes(texts)[0] for cell in columns[name] if (texts := plain_texts(cell))]
    known = sum(road_class in _KNOWN_CLASSES for road_class in classes)
    return 2 * known > len(classes)


def _are_truth_values(cells: Sequence[Sequence[str]]) -> bool:
    """Return whether the letters T and F stand for true and false, and not for directions.

    Where they mean directions, there is a B or a blank for roads that are open both ways.
    """
    letters = {text for texts in cells for text in (texts or [""])}
    return {letter.upper() for letter in letters} == {"T", "F"}


def _classes(texts: Sequence[str]) -> list[str]:
    """Return road classes as OpenStreetMap names them; one empty one where there is none."""
    classes = [part.strip().lower() for text in texts for part in text.split(";")]
    return ["track" if _TRACK.fullmatch(name) else name for name in classes] or [""]


def _chosen(key: str, values: Sequence[str]) -> str:
    """Return the one value that stands for all values of a key."""
    if key in _ALL_VALUES:
        return _ALL_VALUES[key].join(values)
    if key in _TELLING:
        values = [v for v in values if v.lower() not in _TELLS_NOTHING] or values
    if key.startswith("oneway"):
        return _ONEWAY_WORDS.get(values[0].lower(), values[0])
    return values[0]


def _unpacked_texts(cell: Any) -> dict[str, list[str]]:
    return {key: texts for key, value in _unpacked(cell).items() if (texts := plain_texts(value))}


def _unpacked(cell: Any) -> dict[str, Any]:
    """Return the tags of a cell that holds many: of hstore, json, or a mapping."""
    if isinstance(cell, Mapping):
        return dict(cell)
    if not isinstance(cell, str):
        return {}
    if cell.lstrip().startswith("{"):
        try:
            held = parsed_json(cell)
        except ValueError:
            return {}
        return held if isinstance(held, dict) else {}
    return {_plain(key): _plain(value) for key, value in _PAIR.findall(cell)}


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
