"""What OpenStreetMap's tags say about driving, as plain functions of one object's tags."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from geo.roads.road_class import ROAD_CLASSES

__all__ = [
    "DRIVABLE_CLASSES",
    "NOT_FOR_CARS",
    "OneWay",
    "Tags",
    "TurnRule",
    "blocks_cars",
    "is_set",
    "oneway",
    "refusal",
    "signal_directions",
    "turn_rule",
]

Tags = Mapping[str, str]

DRIVABLE_CLASSES: Final = frozenset(ROAD_CLASSES) | {
    "road",
    "motorway_link",
    "trunk_link",
    "primary_link",
    "secondary_link",
    "tertiary_link",
}
"""The ``highway`` values that a van may drive on."""

NOT_FOR_CARS: Final = frozenset(
    {"bridleway", "bus_guideway", "busway", "construction", "corridor", "cycleway", "elevator"}
    | {"footway", "path", "pedestrian", "platform", "proposed", "raceway", "steps", "track"}
)
"""The ``highway`` values that are known not to be streets; a layer may hold classes of its own."""

# The most specific key that is tagged decides.
_ACCESS_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
# Private roads are left out: no through traffic may use them, and a crew that is let in walks or
# drives the last metres, which the access leg counts.
_CLOSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "agricultural;forestry", "military"}
    | {"emergency", "bus", "psv", "service", "use_sidepath"}
)
# Parts of a car park or a fire lane lead nowhere that a crew is called to. Driveways and alleys
# stay: in housing compounds they are the streets.
_UNUSED_SERVICE: Final = frozenset({"parking_aisle", "drive-through", "emergency_access"})

_BARRIERS: Final = frozenset(
    {"block", "bollard", "chain", "cycle_barrier", "debris", "full-height_turnstile"}
    | {"jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "planter", "stile"}
    | {"turnstile", "wicket_gate"}
)

OneWay = Literal["forward", "backward", "both"]
TurnRule = Literal["only", "no"]


def is_set(tags: Tags, key: str) -> bool:
    """Return whether a yes/no tag such as ``bridge`` or ``tunnel`` is there and not ``no``."""
    return tags.get(key, "no") != "no"


def refusal(tags: Tags) -> str | None:
    """Return why a ``highway`` way is not driven on, or None when it is.

    Returns
    -------
    {"not_for_cars", "area", "access", "service"} or None
        Another kind of way, a square, closed to cars or private, a part of a car park.
    """
    if tags.get("highway") not in DRIVABLE_CLASSES:
        return "not_for_cars"
    if tags.get("area") == "yes":
        return "area"
    if _cars_allowed(tags) is False:
        return "access"
    if tags.get("service") in _UNUSED_SERVICE:
        return "service"
    return None


def blocks_cars(tags: Tags) -> bool:
    """Return whether a node's barrier stops a van: a bollard or block, or a gate closed to all."""
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    if barrier in _BARRIERS:
        return _cars_allowed(tags) is not True
    # A private gate stays open to a crew that the residents have called.
    return any(tags.get(key) == "no" for key in _ACCESS_KEYS) and _cars_allowed(tags) is not True


def _cars_allowed(tags: Tags) -> bool | None:
    """Return what the most specific access tag says; None where there is none."""
    for key in _ACCESS_KEYS:
        if value := tags.get(key):
            return value not in _CLOSED
    return None


def oneway(tags: Tags) -> tuple[OneWay, str]:
    """Return which way a road may be driven and how that is known.

    Roundabouts and motorways are one-way unless they are tagged otherwise. Roads whose direction
    changes with the hour (``reversible``, ``alternating``) are open both ways.

    Returns
    -------
    direction : {"forward", "backward", "both"}
        As the way is drawn.
    source : {"tag", "class", ""}
    """
    value = tags.get("oneway", "").lower()
    if value in {"yes", "true", "1"}:
        return "forward", "tag"
    if value in {"-1", "reverse"}:
        return "backward", "tag"
    if value in {"no", "false", "0", "reversible", "alternating"}:
        return "both", ""
    if tags.get("junction") in {"roundabout", "circular"}:
        return "forward", "tag"
    if tags.get("highway") == "motorway":
        return "forward", "class"
    return "both", ""


def signal_directions(tags: Tags) -> tuple[bool, bool]:
    """Return whether a node's traffic lights are met driving forwards and backwards."""
    if tags.get("highway") != "traffic_signals":
        return False, False
    direction = tags.get("traffic_signals:direction", "both")
    return direction != "backward", direction != "forward"


def turn_rule(tags: Tags) -> TurnRule | None:
    """Return what a restriction relation says to a van, or None when it does not apply.

    Rules for other vehicles, rules that except cars, and rules for some hours only do not apply.

    Returns
    -------
    {"only", "no"} or None
        The turn is the only one allowed, or it is forbidden.
    """
    kind = tags.get("restriction:motorcar") or tags.get("restriction")
    if kind is None or not {"motorcar", "motor_vehicle"}.isdisjoint(
        re.split(r"[;,]\s*", tags.get("except", ""))
    ):
        return None
    if kind.startswith("only_"):
        return "only"
    return "no" if kind.startswith("no_") else None
