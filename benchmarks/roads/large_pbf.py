"""A large OpenStreetMap extract made of a small real one: many copies, side by side.

Every copy keeps all its objects and tags (buildings, footways, addresses, restrictions), so the
share that roads have of a file is real. Ids are spread over the range that OpenStreetMap uses
today, because index structures pay for the range and not for the number. Each copy is joined with
the next by a road, so that all of them are one connected network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium
from osmium.osm import mutable

ID_RANGE = 12_000_000_000
COPIES_IN_A_ROW = 60
COLUMN_DEG, ROW_DEG = 0.03, 0.03
FIRST_LON, FIRST_LAT = -30.0, 10.0

Tags = dict[str, str]


@dataclass(frozen=True)
class Extract:
    """The objects of a small extract, numbered from 0 within their kind."""

    nodes: list[tuple[float, float, Tags]]
    ways: list[tuple[list[int], Tags]]
    relations: list[tuple[list[tuple[str, int, str]], Tags]]
    joint: int

    @property
    def numbers(self) -> dict[str, int]:
        """How many objects of each kind one copy has."""
        return {"n": len(self.nodes), "w": len(self.ways), "r": len(self.relations)}


def read_extract(path: Path) -> Extract:
    """Read a whole extract into memory."""
    numbers: dict[str, dict[int, int]] = {"n": {}, "w": {}, "r": {}}
    nodes, ways, relations = [], [], []
    for entity in osmium.FileProcessor(str(path)):
        tags = dict(entity.tags)
        if entity.is_node():
            numbers["n"][entity.id] = len(nodes)
            nodes.append((entity.location.lon, entity.location.lat, tags))
        elif entity.is_way():
            numbers["w"][entity.id] = len(ways)
            refs = [numbers["n"][n.ref] for n in entity.nodes if n.ref in numbers["n"]]
            ways.append((refs, tags))
        else:
            numbers["r"][entity.id] = len(relations)
            relations.append(([(m.type, m.ref, m.role) for m in entity.members], tags))
    known = [
        ([(t, numbers[t][r], role) for t, r, role in members if r in numbers[t]], tags)
        for members, tags in relations
    ]
    return Extract(nodes, ways, known, _joint(ways))


def _joint(ways: list[tuple[list[int], Tags]]) -> int:
    """Return a node of a two-way main street, where copies are joined."""
    return next(
        refs[0]
        for refs, tags in ways
        if tags.get("highway") == "residential" and "oneway" not in tags and len(refs) > 4
    )


def write_copies(extract: Extract, path: Path, copies: int) -> None:
    """Write an extract many times over into one file, in the order that extracts have."""
    per_copy = {kind: number + 1 for kind, number in extract.numbers.items()}
    stride = max(1, ID_RANGE // (copies * per_copy["n"]))
    west = min(lon for lon, _, _ in extract.nodes)
    south = min(lat for _, lat, _ in extract.nodes)

    def identity(kind: str, copy: int, number: int) -> int:
        step = stride if kind == "n" else 1
        return 1 + step * (copy * per_copy[kind] + number)

    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for copy in range(copies):
            row, column = divmod(copy, COPIES_IN_A_ROW)
            east = FIRST_LON + column * COLUMN_DEG - west
            north = FIRST_LAT + row * ROW_DEG - south
            for number, (lon, lat, tags) in enumerate(extract.nodes):
                writer.add_node(
                    mutable.Node(
                        id=identity("n", copy, number),
                        location=(lon + east, lat + north),
                        tags=tags,
                    )
                )
        for copy in range(copies):
            for number, (refs, tags) in enumerate(_with_joint(extract, copy, copies)):
                nodes = [
                    identity("n", copy + ref // len(extract.nodes), ref % len(extract.nodes))
                    for ref in refs
                ]
                writer.add_way(mutable.Way(id=identity("w", copy, number), nodes=nodes, tags=tags))
        for copy in range(copies):
            for number, (members, tags) in enumerate(extract.relations):
                named = [(t, identity(t, copy, ref), role) for t, ref, role in members]
                writer.add_relation(
                    mutable.Relation(id=identity("r", copy, number), members=named, tags=tags)
                )


def _with_joint(extract: Extract, copy: int, copies: int) -> Iterator[tuple[list[int], Any]]:
    yield from extract.ways
    if copy + 1 < copies:
        next_copy = extract.joint + len(extract.nodes)
        yield [extract.joint, next_copy], {"highway": "primary", "name": f"Joint {copy}"}
