"""What an editor has deleted but keeps in its .osm file, marked ``action="delete"``."""

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast
from xml.parsers import expat

from geo.roads.file_kind import FileKind

__all__ = ["Deletions", "editor_deletions"]

_MARK: Final = re.compile(rb"action\s*=\s*[\"']delete")
_LONGEST_MARK: Final = 64
_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class Deletions:
    """Ids of the objects that are marked as deleted."""

    nodes: set[int] = field(default_factory=set)
    ways: set[int] = field(default_factory=set)
    relations: set[int] = field(default_factory=set)


def editor_deletions(path: Path, kind: FileKind) -> Deletions:
    """Return the objects that JOSM has marked as deleted in a file of OpenStreetMap XML.

    The library that reads the objects does not tell the mark. A file without one is only looked
    through for it; damage is left for that library to report.

    Parameters
    ----------
    path : Path
    kind : FileKind
        ``osm``, packed or not; other kinds have no such mark.
    """
    deletions = Deletions()
    if kind.name != "osm" or not _is_marked(path, kind):
        return deletions
    by_name = {
        "node": deletions.nodes,
        "way": deletions.ways,
        "relation": deletions.relations,
    }

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in by_name and attributes.get("action") == "delete":
            by_name[name].add(int(attributes["id"]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for chunk in _chunks(path, kind):
            parser.Parse(chunk, False)
    except (expat.ExpatError, LookupError, ValueError):
        return deletions
    return deletions


def _is_marked(path: Path, kind: FileKind) -> bool:
    tail = b""
    for chunk in _chunks(path, kind):
        if _MARK.search(tail + chunk):
            return True
        tail = chunk[-_LONGEST_MARK:]
    return False


def _opened(path: Path, packed: str) -> IO[bytes]:
    if packed == "gz":
        return cast("IO[bytes]", gzip.open(path))
    return bz2.open(path) if packed == "bz2" else path.open("rb")


def _chunks(path: Path, kind: FileKind) -> Iterator[bytes]:
    try:
        with _opened(path, kind.packed) as content:
            while chunk := content.read(_CHUNK_BYTES):
                yield chunk
    except (OSError, EOFError, zlib.error):
        return
