"""Drawings (DXF): points, blocks with their attributes, and closed outlines with their labels.

GDAL parses the drawing. Before it does, the text is put in order: read in the encoding that its
bytes prove (drawings from release 2007 on are UTF-8, older ones in the code page of Windows), and
the escapes that AutoCAD writes for other signs are decoded, in block names and tags of attributes
too, which GDAL passes on as they are.
"""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.owned_folders import scratch_folder
from geo.tables.encodings import encoding_name, sniff_encoding
from geo.tables.journal import Journal
from geo.tables.layers import Layer
from geo.tables.map_files import read_frame
from geo.tables.sheets import unique_headers

__all__ = ["decode_escapes", "read_dxf"]

# A label belongs to the point that it stands nearest to, within this many drawing units.
_LABEL_WITHIN: Final = 30.0
_SAME_PLACE: Final = 1e-6
_POINT, _LINE, _POLYGONS = 0, 1, (3, 6)
_SHORTEST_RING: Final = 4

# A sign beyond the first 65,536 is written in two halves.
_ESCAPE: Final = re.compile(
    r"\\U\+(D[89AB][0-9A-F]{2})\\U\+(D[C-F][0-9A-F]{2})"
    r"|\\U\+([0-9A-Fa-f]{4})|\\M\+([1-5])([0-9A-Fa-f]{4})|%%[UuOoKk]"
)
_CODE_PAGE_OF_ESCAPE: Final = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gbk"}
_STATED: Final = re.compile(rb"\$DWGCODEPAGE\s+3\s+(?:ANSI_)?([\w-]+)")
_STATED_WITHIN: Final = 4096


def read_dxf(path: Path, file: str, journal: Journal) -> list[Layer]:
    """Read the places of a drawing, which states no reference system.

    Blocks that carry attributes are one place each, a layer per block, with the tags of the
    attributes as headers. Points, blocks without attributes and closed outlines are one layer, with
    ``name`` (the label beside a point or inside an outline) and ``layer``. An outline round a point
    belongs to it; where there are labels, outlines without one are no places.

    Raises
    ------
    TableError
        When the drawing is damaged, or in an encoding that cannot be told.
    """
    text = _text(path, file, journal)
    with scratch_folder() as folder:
        drawing = folder / "drawing.dxf"
        drawing.write_text(text, "utf-8", newline="")
        options = {"layer": "entities", "ENCODING": "UTF-8"}
        entities = read_frame(drawing, file, INLINE_BLOCKS="NO", **options)
        with_attributes = _has_attributes(entities)
        blocks = _block_layers(entities[with_attributes])
        rest = entities[~with_attributes]
        if _nests_places(drawing, file, rest):
            inlined = read_frame(drawing, file, INLINE_BLOCKS="YES", **options)
            rest = _without_attributed(inlined, entities[with_attributes])
    places = _places(rest, entities.geometry[with_attributes].to_numpy(), file, journal)
    return [*blocks, places] if len(places.attributes) or not blocks else blocks


def _text(path: Path, file: str, journal: Journal) -> str:
    content = path.read_bytes()
    stated = _STATED.search(content[:_STATED_WITHIN])
    encoding = sniff_encoding(content, file, stated=stated[1].decode("ascii") if stated else "")
    if encoding != "utf-8":
        journal.notice("tables.encoding_recognised", file=file, encoding=encoding_name(encoding))
    return decode_escapes(content.decode(encoding))


def decode_escapes(text: str) -> str:
    r"""Return text with AutoCAD's escapes decoded: ``\U+6C49``, ``\M+5BABA``; ``%%u`` is left out.

    What an escape cannot stand for (half a pair, a code that its code page lacks) stays as written.
    """
    return _ESCAPE.sub(_decoded, text)


def _decoded(escape: re.Match[str]) -> str:
    if escape[0].startswith("%%"):
        return ""
    if escape[1]:
        return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")
    if escape[3]:
        sign = chr(int(escape[3], 16))
        return sign if sign.isprintable() else escape[0]
    try:
        return bytes.fromhex(escape[5]).decode(_CODE_PAGE_OF_ESCAPE[escape[4]])
    except UnicodeDecodeError:
        return escape[0]


def _has_attributes(entities: gpd.GeoDataFrame) -> Any:
    if "BlockAttributes" not in entities:
        return np.zeros(len(entities), dtype=bool)
    return np.array([_is_filled(value) for value in entities["BlockAttributes"]], dtype=bool)


def _is_filled(attributes: object) -> bool:
    return isinstance(attributes, (list, tuple, np.ndarray)) and len(attributes) > 0


def _block_layers(inserts: gpd.GeoDataFrame) -> list[Layer]:
    """Return one layer per block, a row per place that it is inserted at."""
    layers = []
    for block, group in inserts.groupby("BlockName", sort=False):
        rows = [
            {**_attributes(values), "layer": layer}
            for values, layer in zip(group["BlockAttributes"], group["Layer"], strict=True)
        ]
        shapes = shapely.force_2d(group.geometry.to_numpy())
        layers.append(Layer(str(block), pd.DataFrame(rows, dtype=object), shapes, None))
    return layers


def _attributes(values: Any) -> dict[str, str]:
    """Return attributes that GDAL writes as ``TAG value``; a tag holds no blank."""
    pairs = [str(value).partition(" ") for value in values]
    tags = unique_headers([tag for tag, _, _ in pairs])
    return {tag: value.strip() for tag, (_, _, value) in zip(tags, pairs, strict=True)}


def _nests_places(drawing: Path, file: str, entities: gpd.GeoDataFrame) -> bool:
    """Return whether a block without attributes holds points or labels: a drawing in a drawing."""
    if "BlockName" not in entities or entities["BlockName"].dropna().empty:
        return False
    blocks = read_frame(drawing, file, layer="blocks", INLINE_BLOCKS="NO", ENCODING="UTF-8")
    inserted = set(entities["BlockName"].dropna())
    inside = blocks[blocks["Block"].isin(inserted)]
    kinds = shapely.get_type_id(inside.geometry.to_numpy())
    labelled = _labels(inside) != ""
    return bool(((kinds == _POINT) & labelled).any() or (kinds == _POINT).sum() > len(inserted))


def _without_attributed(inlined: gpd.GeoDataFrame, inserts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out of inlined blocks what stands for a place that its attributes tell already."""
    is_attribute = inlined["SubClasses"].fillna("").str.contains("AcDbAttribute").to_numpy()
    taken = np.zeros(len(inlined), dtype=bool)
    if len(inserts):
        tree = shapely.STRtree(inserts.geometry.to_numpy())
        found = tree.query(inlined.geometry.to_numpy(), "dwithin", distance=_SAME_PLACE)
        taken[found[0]] = True
    return inlined[~is_attribute & ~taken]


def _labels(entities: gpd.GeoDataFrame) -> Any:
    if "Text" not in entities:
        return np.full(len(entities), "", dtype=object)
    return entities["Text"].fillna("").map(lambda text: " ".join(str(text).split())).to_numpy()


def _places(entities: gpd.GeoDataFrame, told: Any, file: str, journal: Journal) -> Layer:
    """Return points, plain blocks and labelled outlines as one layer.

    ``told`` are the spots of blocks with attributes: what is drawn round them is theirs.
    """
    shapes = shapely.force_2d(entities.geometry.to_numpy())
    kinds = shapely.get_type_id(shapes)
    texts = _labels(entities)
    is_label = (kinds == _POINT) & (texts != "")
    is_point = (kinds == _POINT) & ~is_label
    outlines = _outlines(shapes, kinds)
    chosen, label_of = _with_labels_inside(
        outlines, shapes[is_label], np.concatenate([shapes[is_point], told])
    )
    if left := sum(outline is not None for outline in outlines) - len(chosen):
        journal.notice("tables.outlines_left_aside", file=file, count=left)
    if not is_point.any() and not chosen:
        # Labels alone: each stands where its place is.
        is_point = is_label
    points = np.flatnonzero(is_point)
    names = [
        *_nearest(shapes[points], shapes[is_label], texts[is_label]),
        *(texts[is_label][label] if label >= 0 else "" for label in label_of),
    ]
    rows = [*points.tolist(), *chosen]
    layers = entities["Layer"].to_numpy(dtype=object)[rows]
    spots = np.array([*shapes[points], *(outlines[i] for i in chosen)], dtype=object)
    return Layer("entities", pd.DataFrame({"name": names, "layer": layers}), spots, None)


def _outlines(shapes: Any, kinds: Any) -> list[Any]:
    """Return the areas that closed lines and hatches enclose, each once; None for other shapes."""
    outlines: list[Any] = [None] * len(shapes)
    seen: set[bytes] = set()
    for i, (shape, kind) in enumerate(zip(shapes, kinds, strict=True)):
        area = None
        if kind in _POLYGONS:
            area = shape
        elif kind == _LINE and shape.is_closed and len(shape.coords) >= _SHORTEST_RING:
            area = shapely.make_valid(shapely.Polygon(shape))
        if area is None or not area.area:
            continue
        drawn = shapely.to_wkb(shapely.normalize(shapely.set_precision(area, _SAME_PLACE)))
        if drawn not in seen:
            seen.add(drawn)
            outlines[i] = area
    return outlines


def _with_labels_inside(
    outlines: list[Any], labels: Any, points: Any
) -> tuple[list[int], list[int]]:
    """Choose the outlines that are places, and the label of each (-1 for none).

    A label, like a point, belongs to the smallest outline round it. Outlines that are left with
    neither a label of their own nor reason to have one are the frame, buildings, parcels.
    """
    candidates = [i for i, outline in enumerate(outlines) if outline is not None]
    if not candidates:
        return [], []
    areas = np.array([outlines[i] for i in candidates], dtype=object)
    order = np.argsort(shapely.area(areas), kind="stable")
    areas, candidates = areas[order], [candidates[i] for i in order]
    round_point = _smallest_round(areas, points)
    round_label = _smallest_round(areas, labels)
    has_point = set(round_point.tolist())
    label_of = {
        area: label
        for label, area in reversed(list(enumerate(round_label.tolist())))
        if area >= 0 and area not in has_point
    }
    if not len(labels):
        label_of = {a: -1 for a in range(len(candidates)) if a not in has_point}
    # In the order of the drawing.
    chosen = sorted(label_of, key=lambda area: candidates[area])
    return [candidates[area] for area in chosen], [label_of[area] for area in chosen]


def _smallest_round(areas: Any, spots: Any) -> Any:
    """Return for every spot the first of the areas, which rise in size, that holds it; else -1."""
    found = np.full(len(spots), -1)
    pairs = shapely.STRtree(areas).query(spots, "within") if len(spots) else np.empty((2, 0), int)
    for spot, area in zip(*pairs.tolist(), strict=True):
        if found[spot] < 0 or area < found[spot]:
            found[spot] = area
    return found


def _nearest(points: Any, labels: Any, texts: Any) -> list[str]:
    names = [""] * len(points)
    if len(points) and len(labels):
        tree = shapely.STRtree(labels)
        found = tree.query_nearest(points, max_distance=_LABEL_WITHIN, all_matches=False)
        for point, label in found.T:
            names[point] = str(texts[label])
    return names
