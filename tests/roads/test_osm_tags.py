"""What tags say about driving."""

import pytest

from geo.roads.osm_tags import blocks_cars, refusal, signal_directions, turn_rules, way_hours
from geo.roads.rule_hours import ALWAYS


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "residential"}, None),
        ({"highway": "motorway_link"}, None),
        ({"highway": "road"}, None),
        ({"highway": "service"}, None),
        ({"highway": "service", "service": "alley"}, None),
        ({"highway": "service", "service": "driveway"}, None),
        ({"highway": "service", "service": "parking_aisle"}, "service"),
        ({"highway": "service", "service": "emergency_access"}, "service"),
        ({"highway": "footway"}, "not_for_cars"),
        ({"highway": "track"}, "not_for_cars"),
        ({"building": "yes"}, "not_for_cars"),
        ({"highway": "residential", "area": "yes"}, "area"),
        ({"highway": "residential", "access": "no"}, "access"),
        ({"highway": "residential", "access": "private"}, "access"),
        ({"highway": "residential", "access": "destination"}, None),
        ({"highway": "residential", "access": "permissive"}, None),
        ({"highway": "residential", "motor_vehicle": "no"}, "access"),
        ({"highway": "residential", "vehicle": "no", "motorcar": "yes"}, None),
        ({"highway": "residential", "access": "no", "motor_vehicle": "destination"}, None),
        ({"highway": "residential", "access": "yes", "motorcar": "private"}, "access"),
    ],
)
def test_ways_for_vans(tags: dict[str, str], reason: str | None) -> None:
    """Drivable classes are kept unless the most specific access tag closes them."""
    assert refusal(tags) == reason


@pytest.mark.parametrize(
    ("tags", "direction", "source"),
    [
        ({"highway": "residential"}, "both", ""),
        ({"highway": "residential", "oneway": "yes"}, "forward", "tag"),
        ({"highway": "residential", "oneway": "1"}, "forward", "tag"),
        ({"highway": "residential", "oneway": "-1"}, "backward", "tag"),
        ({"highway": "residential", "oneway": "reverse"}, "backward", "tag"),
        ({"highway": "residential", "oneway": "reversible"}, "both", ""),
        ({"highway": "tertiary", "junction": "roundabout"}, "forward", "tag"),
        ({"highway": "tertiary", "junction": "circular"}, "forward", "tag"),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, "both", ""),
        ({"highway": "motorway"}, "forward", "class"),
        ({"highway": "motorway", "oneway": "no"}, "both", ""),
        ({"highway": "motorway_link"}, "both", ""),
    ],
)
def test_directions(tags: dict[str, str], direction: str, source: str) -> None:
    """Tags decide; roundabouts and motorways are one-way unless tagged otherwise."""
    hours = way_hours(tags)
    assert (hours.direction, hours.source) == (direction, source)


@pytest.mark.parametrize(
    ("tags", "blocked"),
    [
        ({}, False),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "block", "access": "no"}, True),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "access": "no"}, True),
        ({"barrier": "lift_gate", "access": "no", "motorcar": "yes"}, False),
    ],
)
def test_barriers(tags: dict[str, str], blocked: bool) -> None:
    """Bollards and blocks stop a van; a gate only when it is closed to all, not when private."""
    assert blocks_cars(tags) is blocked


@pytest.mark.parametrize(
    ("tags", "met"),
    [
        ({"highway": "crossing"}, (False, False)),
        ({"highway": "traffic_signals"}, (True, True)),
        ({"highway": "traffic_signals", "traffic_signals:direction": "forward"}, (True, False)),
        ({"highway": "traffic_signals", "traffic_signals:direction": "backward"}, (False, True)),
    ],
)
def test_traffic_lights(tags: dict[str, str], met: tuple[bool, bool]) -> None:
    """Lights count in the direction in which they are faced."""
    assert signal_directions(tags) == met


def hours(first: int, last: int) -> int:
    """Return the hours from first:00 to last:00, as bits."""
    return sum(1 << hour for hour in range(first, last))


@pytest.mark.parametrize(
    ("tags", "rules"),
    [
        ({"restriction": "no_left_turn"}, [(False, ALWAYS)]),
        ({"restriction": "only_straight_on"}, [(True, ALWAYS)]),
        ({"restriction": "no_left_turn", "except": "bicycle;psv"}, [(False, ALWAYS)]),
        ({"restriction": "no_left_turn", "except": "bicycle;motorcar"}, []),
        ({"restriction": "no_left_turn", "except": "Motor_Vehicle, taxi"}, []),
        ({"restriction:hgv": "no_left_turn"}, []),
        ({"restriction:bus": "no_left_turn"}, []),
        ({"restriction:motorcar": "no_u_turn"}, [(False, ALWAYS)]),
        ({"restriction:vehicle": "only_right_turn"}, [(True, ALWAYS)]),
        ({"restriction": "no_u_turn", "restriction:motor_vehicle": "none"}, []),
        ({"restriction": "give_way"}, []),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, [(False, hours(7, 9))]),
        ({"restriction": "no_entry @ 09:00-17:00"}, [(False, hours(9, 17))]),
        ({"restriction:motorcar:conditional": "no_u_turn @ (Mo-Sa 6-22)"}, [(False, hours(6, 22))]),
        ({"restriction:conditional": "no_left_turn @ (Sa,Su 07:00-09:00)"}, []),
        ({"restriction:conditional": "no_left_turn @ (weight>3.5)"}, []),
        ({"restriction:conditional": "no_left_turn @ (weight<7.5)"}, [(False, ALWAYS)]),
        (
            {"restriction:conditional": "no_left_turn @ (weight<7.5 AND Mo-Fr 12:00-13:00)"},
            [(False, hours(12, 13))],
        ),
        (
            {"restriction": "no_left_turn", "hour_on": "16:00", "hour_off": "19:00"},
            [(False, hours(16, 19))],
        ),
        ({"restriction": "no_left_turn", "day_on": "Saturday", "day_off": "Sunday"}, []),
        (
            {"restriction": "no_left_turn", "restriction:conditional": "none @ (00:00-12:00)"},
            [(False, hours(12, 24))],
        ),
        (
            {"restriction:conditional": "no_left_turn @ (7-9); only_right_turn @ (17-19)"},
            [(False, hours(7, 9)), (True, hours(17, 19))],
        ),
    ],
)
def test_turn_rules(tags: dict[str, str], rules: list[tuple[bool, int]]) -> None:
    """Rules for others do not apply; those for some hours apply at these hours only."""
    assert [tuple(rule) for rule in turn_rules(tags)] == rules


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"motor_vehicle:backward": "no"}, ALWAYS, 0),
        ({"motorcar:forward": "no"}, 0, ALWAYS),
        ({"access:backward": "private"}, ALWAYS, 0),
        ({"access:backward": "no", "motor_vehicle:backward": "yes"}, ALWAYS, ALWAYS),
        ({"vehicle:backward": "no", "motorcar": "yes"}, ALWAYS, ALWAYS),
        ({"oneway:vehicle": "-1"}, 0, ALWAYS),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, ALWAYS, ALWAYS),
        ({"oneway": "no", "oneway:motorcar": "yes"}, ALWAYS, 0),
        ({"oneway": "yes", "oneway:bicycle": "no"}, ALWAYS, 0),
        ({"junction": "circular", "oneway:motorcar": "-1"}, 0, ALWAYS),
        ({"oneway:conditional": "yes @ (07:00-09:00)"}, ALWAYS, ALWAYS & ~hours(7, 9)),
        ({"oneway": "yes", "oneway:conditional": "no @ (20:00-24:00)"}, ALWAYS, hours(20, 24)),
        ({"access:conditional": "no @ (22:00-06:00)"}, hours(6, 22), hours(6, 22)),
        (
            {"motor_vehicle": "no", "motor_vehicle:conditional": "delivery @ (6-10)"},
            *[hours(6, 10)] * 2,
        ),
        ({"access": "no", "motorcar:forward:conditional": "yes @ (10:00-11:00)"}, hours(10, 11), 0),
        ({"access:conditional": "no @ (Sa,Su)"}, ALWAYS, ALWAYS),
        ({"access:conditional": "no @ (winter)"}, ALWAYS, ALWAYS),
    ],
)
def test_hours_of_a_way(tags: dict[str, str], forward: int, backward: int) -> None:
    """Vehicles, directions and hours each overrule what is less specific than they are."""
    found = way_hours({"highway": "residential"} | tags)
    assert (found.forward, found.backward) == (forward, backward)
