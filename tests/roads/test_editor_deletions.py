"""What an editor has deleted, read from files in any state: damage is left to others to tell."""

import gzip
from pathlib import Path

import pytest

from geo.roads.editor_deletions import editor_deletions
from geo.roads.file_kind import FileKind

DRAWN = b'<osm version="0.6"><node id="1"/><way id="11" action="delete"/></osm>'


def deleted(path: Path, packed: str = "") -> set[int]:
    """Return the ways that are marked."""
    return editor_deletions(path, FileKind("osm", packed)).ways


def test_marks_are_found(tmp_path: Path) -> None:
    """As the editor writes them, packed or not."""
    path = tmp_path / "a.osm"
    path.write_bytes(DRAWN)
    assert deleted(path) == {11}
    path.write_bytes(gzip.compress(DRAWN))
    assert deleted(path, "gz") == {11}


@pytest.mark.parametrize(
    "head", [b'<?xml version="1.0" encoding="utf-99"?>', b"<a", b"\xff\xfe", b"<?xml"]
)
def test_damage_raises_nothing(tmp_path: Path, head: bytes) -> None:
    """An encoding that nobody knows is told by the reader of the objects."""
    path = tmp_path / "a.osm"
    path.write_bytes(head + DRAWN)
    assert deleted(path) <= {11}


def test_a_damaged_packing_raises_nothing(tmp_path: Path) -> None:
    """Whatever byte of it is another."""
    path = tmp_path / "a.osm.gz"
    content = gzip.compress(DRAWN * 20)
    for place in range(10, len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        assert deleted(path, "gz") <= {11}
