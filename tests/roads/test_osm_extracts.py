"""OpenStreetMap files as they are: edited, with history, joined, with positions on the ways."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import osmium
import pytest

from geo.roads import RoadMap, read_osm

NODES = "".join(
    f'<node id="{node}" version="1" lon="{lon}" lat="{lat}"/>'
    for node, (lon, lat) in {
        1: (114.0, 30.5),
        2: (114.01, 30.5),
        3: (114.01, 30.51),
        4: (114.0, 30.51),
    }.items()
)
SQUARE = (
    '<way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>'
    '<tag k="highway" v="residential"/><tag k="name" v="Square"/></way>'
)
REST = '<nd ref="1"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Gone"/></way>'
FRESH = '<nd ref="1"/><nd ref="3"/><tag k="highway" v="tertiary"/><tag k="name" v="Fresh"/></way>'


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., RoadMap]:
    """Return the function from the inside of an .osm file to its roads."""

    def roads(body: str, *, packed: bool = False) -> RoadMap:
        path = tmp_path / "roads.osm"
        content = f'<?xml version="1.0"?><osm version="0.6">{body}</osm>'.encode()
        path.write_bytes(gzip.compress(content) if packed else content)
        return read_osm(path)[0]

    return roads


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("ways", "names"),
    [
        ('<way id="11" version="1">' + REST, {"Square", "Gone"}),
        ('<way id="11" version="1" action="delete">' + REST, {"Square"}),
        ("<way id='11' action='delete' version='1'>" + REST, {"Square"}),
        ('<way id="11" version="1" action="modify">' + REST, {"Square", "Gone"}),
        ('<way id="-11">' + REST, {"Square", "Gone"}),
        ('<way id="11" version="1" visible="false">' + REST, {"Square"}),
        (
            '<way id="11" version="1">' + REST + '<way id="11" version="2" visible="false"/>',
            {"Square"},
        ),
        (
            '<way id="11" version="1">' + REST + '<way id="11" version="2">' + FRESH,
            {"Square", "Fresh"},
        ),
        (
            '<way id="11" version="2">' + FRESH + '<way id="11" version="1">' + REST,
            {"Square", "Fresh"},
        ),
        (
            '<way id="11" version="1">' + REST + '<way id="11" version="1">' + REST,
            {"Square", "Gone"},
        ),
        (
            '<way id="11" version="1">'
            + REST
            + '<way id="11" version="2"><nd ref="1"/><nd ref="3"/>'
            '<tag k="name" v="Now a wall"/></way>',
            {"Square"},
        ),
        (
            '<way id="11" version="3" visible="false"/><way id="11" version="2">' + REST,
            {"Square"},
        ),
    ],
)
@pytest.mark.behaviour
def test_what_is_deleted_or_older_is_gone(
    ways: str, names: set[str], packed: bool, read: Callable[..., RoadMap]
) -> None:
    """Editors' deletions, OpenStreetMap's own, and older versions, in either order."""
    road_map = read(NODES + SQUARE + ways, packed=packed)
    assert set(road_map.name) == names
    assert (road_map.name != "Square").sum() == len(names) - 1


@pytest.mark.behaviour
def test_what_was_drawn_and_not_uploaded(read: Callable[..., RoadMap]) -> None:
    """Editors number new nodes and ways below zero: the roads are those of other numbers."""
    drawn = re.sub(r'(id|ref)="', r'\1="-', NODES + SQUARE)
    new, old = read(drawn), read(NODES + SQUARE)
    assert new.length_km == pytest.approx(old.length_km)
    assert sorted(new.shape_lon) == pytest.approx(sorted(old.shape_lon))


def test_the_newest_position_counts(read: Callable[..., RoadMap]) -> None:
    """A node that moved lies where it is now, whichever comes first; a deleted one cuts."""
    moved = '<node id="3" version="2" lon="114.02" lat="30.51"/>'
    for body in (NODES + moved, moved + NODES):
        assert read(body + SQUARE).shape_lon.max() == pytest.approx(114.02)
    gone = '<node id="3" version="2" visible="false"/>'
    assert read(NODES + gone + SQUARE).length_km == pytest.approx(2.07, abs=0.01)


def test_the_newest_restriction_counts(read: Callable[..., RoadMap]) -> None:
    """A restriction that was lifted, or deleted in an editor, does not hold."""
    ways = "".join(
        f'<way id="{way}" version="1"><nd ref="{a}"/><nd ref="{b}"/>'
        '<tag k="highway" v="residential"/></way>'
        for way, (a, b) in {21: (1, 2), 22: (2, 3), 23: (3, 1), 24: (2, 4), 25: (4, 1)}.items()
    )
    rule = (
        '<member type="way" ref="21" role="from"/><member type="node" ref="2" role="via"/>'
        '<member type="way" ref="22" role="to"/><tag k="type" v="restriction"/>'
        '<tag k="restriction" v="no_left_turn"/></relation>'
    )
    first = '<relation id="9" version="1">' + rule
    assert len(read(NODES + ways + first).restrictions) == 1
    assert len(read(NODES + ways + first + first).restrictions) == 1
    for lifted in (
        first + '<relation id="9" version="2" visible="false"/>',
        '<relation id="9" version="1" action="delete">' + rule,
        first + first.replace('version="1"', 'version="2"').replace("no_left_turn", "lifted"),
    ):
        assert len(read(NODES + ways + lifted).turns) == 0


def test_older_versions_are_told(tmp_path: Path) -> None:
    """How many older ways were left out is counted."""
    path = tmp_path / "roads.osm"
    body = NODES + SQUARE + '<way id="11" version="1">' + REST + '<way id="11" version="2">' + FRESH
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', encoding="utf-8")
    assert read_osm(path)[1].as_dict()["older"] == {"count": 1}


def test_a_history_in_pbf(tmp_path: Path) -> None:
    """A PBF with history says so in its header; its newest versions are the roads."""
    source, path = tmp_path / "roads.osm", tmp_path / "roads.osh.pbf"
    body = (
        NODES
        + SQUARE
        + '<way id="11" version="1">'
        + REST
        + '<way id="11" version="2" visible="false"/>'
    )
    source.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', encoding="utf-8")
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(osmium.io.File(str(path), "osh.pbf"), header=header) as writer:
        for entity in osmium.FileProcessor(str(source)):
            writer.add(entity)
    assert set(read_osm(path)[0].name) == {"Square"}


@pytest.mark.behaviour
def test_positions_on_the_ways(tmp_path: Path) -> None:
    """A file whose ways carry the positions, and which holds only the nodes with tags."""
    corners = {1: (114.0, 30.5), 2: (114.01, 30.5), 3: (114.01, 30.51), 4: (114.0, 30.51)}
    refs = "".join(
        f'<nd ref="{node}" lon="{corners[node][0]}" lat="{corners[node][1]}"/>'
        for node in (1, 2, 3, 4, 1)
    )
    source, path = tmp_path / "roads.osm", tmp_path / "located.osm.pbf"
    source.write_text(
        '<?xml version="1.0"?><osm version="0.6">'
        '<node id="2" version="1" lon="114.01" lat="30.5"><tag k="highway" v="traffic_signals"/>'
        f'</node><way id="10" version="1">{refs}<tag k="highway" v="residential"/></way></osm>',
        encoding="utf-8",
    )
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,locations_on_ways=true")) as writer:
        for entity in osmium.FileProcessor(str(source)):
            writer.add(entity)
    for file in (source, path):
        road_map, dropped = read_osm(file)
        assert road_map.length_km == pytest.approx(4.13, abs=0.05)
        assert road_map.signal.sum() + road_map.signals_forward.sum() == 1
        assert "no_position" not in dropped.as_dict()


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "fence"}, True),
        ({"barrier": "bus_trap"}, True),
        ({"barrier": "height_restrictor", "maxheight": "1.8"}, True),
        ({"barrier": "height_restrictor", "maxheight": "2.6 m"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "lift_gate", "access": "private"}, False),
        ({"barrier": "gate", "motor_vehicle": "no"}, True),
        ({"barrier": "toll_booth"}, False),
        ({"barrier": "entrance"}, False),
    ],
)
def test_barriers_that_stop_a_van(
    tags: dict[str, str], stops: bool, write_osm: Callable[..., Path]
) -> None:
    """A barrier cuts the road where a van cannot pass it."""
    nodes = {1: (114.0, 30.5), 2: (114.01, 30.5, tags), 3: (114.01, 30.51), 4: (114.0, 30.51)}
    street = {"highway": "residential"}
    path = write_osm(nodes, {10: ([1, 2, 3], street), 11: ([3, 4, 1], street)})
    road_map = read_osm(path)[0]
    # An open square has no ends: it is one ring.
    assert (road_map.tail[0] != road_map.head[0]) == stops
