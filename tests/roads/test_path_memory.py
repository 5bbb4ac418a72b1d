"""Restrictions over whole ways: forbidden behind certain roads, free for everybody else."""

import heapq
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads import RoadMap, RoadNetwork, read_osm, reweighted_turns, road_network, turn_network
from geo.roads.road_paths import RoadPaths
from geo.roads.rule_hours import ALWAYS
from geo.roads.snapping import snap
from geo.travel import point_times

FREE = {"left_s": 0.0, "right_s": 0.0, "u_turn_s": 0.0, "dead_end_s": 0.0, "signal_s": 0.0}
SPEED = {"residential": 18.0}


def random_roads(seed: int) -> RoadMap:
    """Return a few random roads with random restricted paths of three to five roads."""
    random = np.random.default_rng(seed)
    n_nodes, n_edges = 6, 11
    tail = random.integers(0, n_nodes, n_edges)
    head = (tail + random.integers(1, n_nodes, n_edges)) % n_nodes
    rows = []
    for _ in range(6):
        edge = int(random.integers(n_edges))
        node, steps = int(head[edge]), [edge]
        for _ in range(int(random.integers(2, 5))):
            leaving = np.flatnonzero((tail == node) | (head == node))
            edge = int(random.choice(leaving))
            steps += [node, edge]
            node = int(head[edge] if tail[edge] == node else tail[edge])
        rows.append((steps, bool(random.random() < 0.3), ALWAYS if random.random() < 0.7 else 1))
    return RoadMap.from_arrays(
        lon=114.0 + random.uniform(0, 0.02, n_nodes),
        lat=30.5 + random.uniform(0, 0.02, n_nodes),
        tail=tail,
        head=head,
        road_class="residential",
        oneway=random.random(n_edges) < 0.3,
        paths=RoadPaths.from_rows(rows),
    )


def sequences(
    road_map: RoadMap, network: RoadNetwork, hour: int
) -> tuple[set[Any], dict[Any, Any]]:
    """Return the forbidden sequences of arcs, and those behind which only some arcs are allowed."""
    no: set[tuple[int, ...]] = set()
    only: dict[tuple[int, ...], set[int]] = {}
    ends = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    for steps, is_only, hours in road_map.paths.rows():
        if not hours >> hour & 1:
            continue
        edges, nodes = steps[0::2], steps[1::2]
        arcs = []
        for place, edge in enumerate(edges):
            enters = nodes[place - 1] if place else None
            leaves = nodes[place] if place < len(nodes) else None
            arcs.append(
                next(
                    (
                        arc
                        for arc, (tail, head) in enumerate(ends)
                        if network.arc_edge[arc] == edge
                        and enters in {None, tail}
                        and leaves in {None, head}
                    ),
                    None,
                )
            )
        if None in arcs:
            continue
        if is_only:
            only.setdefault(tuple(arcs[:-1]), set()).add(arcs[-1])
        else:
            no.add(tuple(arcs))
    return no, only


def by_hand(road_map: RoadMap, network: RoadNetwork, start: int, hour: int) -> np.ndarray:
    """Return minutes to the end of every arc from the start of one, keeping every arc in mind."""
    no, only = sequences(road_map, network, hour)
    longest = max((len(path) for path in [*no, *((*p, 0) for p in only)]), default=1)
    best: dict[tuple[int, ...], float] = {}
    minutes = np.full(network.n_arcs, np.inf)
    queue = [(float(network.drive_min[start]), (start,))]
    while queue:
        now, driven = heapq.heappop(queue)
        if best.get(driven, np.inf) <= now:
            continue
        best[driven] = now
        minutes[driven[-1]] = min(minutes[driven[-1]], now)
        for arc in np.flatnonzero(network.tail == network.head[driven[-1]]).tolist():
            following = (*driven, arc)
            tails = [following[cut:] for cut in range(len(following))]
            if any(part in no for part in tails) or any(
                part[:-1] in only and part[-1] not in only[part[:-1]] for part in tails
            ):
                continue
            kept = following[-longest:]
            heapq.heappush(queue, (now + float(network.drive_min[arc]), kept))
    return minutes


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), hour=st.sampled_from([0, 10]))
def test_against_a_search_that_remembers_everything(seed: int, hour: int) -> None:
    """On random roads with random paths, minutes between arcs agree with full memory."""
    road_map = random_roads(seed)
    network = road_network(road_map, speed_kmh=SPEED, rush_hours=())
    turns = turn_network(road_map, network, hour=hour, **FREE)
    n = network.n_arcs
    copies = n + np.flatnonzero(turns.arc_edge[n:] >= 0)
    for start in range(0, n, 5):
        found = node_minutes(turns, start)
        expected = by_hand(road_map, network, start, hour)
        for arc in range(n):
            same = copies[
                (turns.arc_edge[copies] == network.arc_edge[arc])
                & (turns.arc_forward[copies] == network.arc_forward[arc])
            ]
            quickest = min([found[n + arc], *found[turns.head[same]]])
            assert quickest == pytest.approx(expected[arc], abs=1e-6), (start, arc)


def node_minutes(network: RoadNetwork, start: int) -> np.ndarray:
    """Return minutes from a node to all nodes, by a plain search."""
    leaving: dict[int, list[tuple[int, float]]] = {}
    for tail, head, minutes in zip(
        network.tail.tolist(), network.head.tolist(), network.drive_min, strict=True
    ):
        leaving.setdefault(tail, []).append((head, float(minutes)))
    found = np.full(network.n_nodes, np.inf)
    queue = [(0.0, start)]
    while queue:
        now, node = heapq.heappop(queue)
        if now >= found[node]:
            continue
        found[node] = now
        for head, minutes in leaving.get(node, ()):
            if now + minutes < found[head]:
                heapq.heappush(queue, (now + minutes, head))
    return found


# A dual carriageway, eastbound 1-2-3 and westbound 6-5-4, joined by the links 2-5 and 3-6.
NODES = {
    1: (114.0, 30.5),
    2: (114.01, 30.5),
    3: (114.02, 30.5),
    4: (114.0, 30.501),
    5: (114.01, 30.501),
    6: (114.02, 30.501),
}
STREET = {"highway": "residential"}
WAYS = {
    11: ([1, 2], STREET | {"oneway": "yes", "name": "East 1"}),
    12: ([2, 3], STREET | {"oneway": "yes", "name": "East 2"}),
    13: ([6, 5], STREET | {"oneway": "yes", "name": "West 2"}),
    14: ([5, 4], STREET | {"oneway": "yes", "name": "West 1"}),
    15: ([2, 5], STREET | {"name": "Link"}),
    16: ([3, 6], STREET | {"name": "End"}),
    17: ([4, 1], STREET | {"name": "Start"}),
}


@pytest.fixture
def u_turn(write_osm: Callable[..., Path]) -> Callable[..., RoadMap]:
    """Return the function from a restriction's tags to the dual carriageway that it rules."""

    def read(**tags: str) -> RoadMap:
        path = write_osm(NODES, WAYS)
        body = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        relation = (
            '<relation id="1" version="1"><member type="way" ref="11" role="from"/>'
            '<member type="way" ref="15" role="via"/><member type="way" ref="14" role="to"/>'
            f'<tag k="type" v="restriction"/>{body}</relation></osm>'
        )
        path.write_text(path.read_text(encoding="utf-8").replace("</osm>", relation), "utf-8")
        return read_osm(path)[0]

    return read


def trip_min(road_map: RoadMap, origin: str, destination: str, hour: int = 10) -> float:
    """Return the minutes between the middles of two streets, with restrictions alone."""
    network = road_network(road_map, speed_kmh=SPEED, rush_hours=())
    turns = turn_network(road_map, network, hour=hour, **FREE | {"u_turn_s": np.inf})
    middles = [
        road_map.geometry[list(road_map.name).index(name)].interpolate(0.5, normalized=True)
        for name in (origin, destination)
    ]
    points = snap(road_map, [point.x for point in middles], [point.y for point in middles])
    times = point_times(
        turns, origins=points.take([0]), destinations=points.take([1]), limit_min=np.inf
    )
    return float(times.minutes[0, 0])


def test_a_u_turn_over_a_link(u_turn: Callable[..., RoadMap]) -> None:
    """Turning back over the link is forbidden; the link itself and its other users stay free."""
    free, ruled = u_turn(note="none"), u_turn(restriction="no_u_turn")
    assert len(ruled.paths) == 1
    direct = trip_min(free, "East 1", "West 1")
    # Round by the end of the road instead: 2 x 960 m more at 300 m a minute.
    assert trip_min(ruled, "East 1", "West 1") == pytest.approx(direct + 6.4, abs=0.1)
    for origin, destination in (
        ("East 1", "Link"),
        ("Link", "West 1"),
        ("East 1", "East 2"),
        ("West 2", "Link"),
        ("Link", "East 2"),
        ("Start", "End"),
    ):
        assert trip_min(ruled, origin, destination) == pytest.approx(
            trip_min(free, origin, destination), abs=1e-3
        ), (origin, destination)


@pytest.mark.parametrize(
    ("tags", "hour", "forbidden"),
    [
        ({"restriction": "no_u_turn"}, 10, True),
        ({"restriction:motorcar": "no_left_turn"}, 10, True),
        ({"restriction": "no_u_turn", "except": "motorcar"}, 10, False),
        ({"restriction:hgv": "no_u_turn"}, 10, False),
        ({"restriction": "only_u_turn"}, 10, False),
        ({"restriction:conditional": "no_u_turn @ (07:00-09:00)"}, 8, True),
        ({"restriction:conditional": "no_u_turn @ (07:00-09:00)"}, 10, False),
        ({"restriction": "no_u_turn", "hour_on": "22:00", "hour_off": "06:00"}, 23, True),
    ],
)
def test_rules_over_ways_as_rules_at_nodes(
    tags: dict[str, str], hour: int, forbidden: bool, u_turn: Callable[..., RoadMap]
) -> None:
    """Vehicles, exceptions and hours mean the same whatever the via is."""
    direct = trip_min(u_turn(note="none"), "East 1", "West 1")
    found = trip_min(u_turn(**tags), "East 1", "West 1", hour)
    assert (found > direct + 1) == forbidden


def test_only_over_a_link(u_turn: Callable[..., RoadMap]) -> None:
    """Behind the link only the named road is allowed, for those who came that way."""
    ruled = u_turn(restriction="only_left_turn")
    network = road_network(ruled, speed_kmh=SPEED)
    turns = turn_network(ruled, network, **FREE)
    assert turns.n_nodes == 2 * network.n_arcs + 2
    slower = network.with_drive_min(network.drive_min * 2)
    again = reweighted_turns(turns, slower)
    rebuilt = turn_network(ruled, slower, **FREE)
    assert np.array_equal(again.drive_min, rebuilt.drive_min)
    assert again.topology_hash == rebuilt.topology_hash


def test_a_restriction_over_ways_that_do_not_join_is_told(write_osm: Callable[..., Path]) -> None:
    """A via way that does not lead from one road to the other is counted, not guessed."""
    path = write_osm(NODES, WAYS)
    relation = (
        '<relation id="1" version="1"><member type="way" ref="11" role="from"/>'
        '<member type="way" ref="16" role="via"/><member type="way" ref="14" role="to"/>'
        '<tag k="type" v="restriction"/><tag k="restriction" v="no_u_turn"/></relation></osm>'
    )
    path.write_text(path.read_text(encoding="utf-8").replace("</osm>", relation), "utf-8")
    road_map, dropped = read_osm(path)
    assert len(road_map.paths) == 0
    assert dropped.as_dict()["turn_via_way"] == {"count": 1}
