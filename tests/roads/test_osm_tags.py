"""What tags say about driving."""

import pytest

from geo.roads.osm_tags import blocks_cars, oneway, refusal, signal_directions, turn_rule


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
    assert oneway(tags) == (direction, source)


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


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ({"restriction": "no_left_turn"}, "no"),
        ({"restriction": "only_straight_on"}, "only"),
        ({"restriction": "no_left_turn", "except": "bicycle;psv"}, "no"),
        ({"restriction": "no_left_turn", "except": "bicycle;motorcar"}, None),
        ({"restriction:hgv": "no_left_turn"}, None),
        ({"restriction:motorcar": "no_u_turn"}, "no"),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, None),
        ({"restriction": "give_way"}, None),
    ],
)
def test_turn_rules(tags: dict[str, str], rule: str | None) -> None:
    """Rules for other vehicles, with an exception for cars, or for some hours do not apply."""
    assert turn_rule(tags) == rule
