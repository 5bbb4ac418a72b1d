"""What OpenStreetMap's tags say about driving: the one table of rules for every door.

A repair van counts as ``motorcar``. Of several keys the most specific decides, whichever stands
first: ``motorcar`` before ``motor_vehicle`` before ``vehicle`` before ``access``, each with
``:forward`` and ``:backward`` before the plain key, and ``:conditional`` before all of these in
the hours that it names.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from geo.roads.road_class import ROAD_CLASSES
from geo.roads.rule_hours import ALWAYS, NEVER, hours_of, old_style_hours

__all__ = [
    "DRIVABLE_CLASSES",
    "NOT_FOR_CARS",
    "READ_KEYS",
    "OneWay",
    "Tags",
    "TurnRule",
    "WayHours",
    "blocks_cars",
    "is_set",
    "refusal",
    "signal_directions",
    "turn_rules",
    "unknown_oneway",
    "unread_conditions",
    "way_hours",
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
    {"abandoned", "bridleway", "bus_guideway", "bus_stop", "busway", "construction", "corridor"}
    | {"crossing", "cycleway", "elevator", "escape", "footway", "ladder", "no", "path"}
    | {"pedestrian", "planned", "platform", "proposed", "raceway", "razed", "rest_area", "services"}
    | {"steps", "track", "via_ferrata"}
)
"""The ``highway`` values that are known not to be streets; a layer may hold classes of its own."""

# From the least specific to the most: a later one that is tagged overrules those before it.
_VEHICLES: Final = ("vehicle", "motor_vehicle", "motorcar")
_ACCESS_KEYS: Final = ("access", *_VEHICLES)
_ONEWAY_KEYS: Final = ("oneway", *(f"oneway:{vehicle}" for vehicle in _VEHICLES))
_TURN_SUFFIXES: Final = (*(f":{vehicle}" for vehicle in reversed(_VEHICLES)), "")
_DIRECTIONS: Final = ("forward", "backward")
_CONDITIONAL_KEYS: Final = frozenset(
    f"{key}:conditional"
    for key in (
        *_ACCESS_KEYS,
        *(f"{key}:{direction}" for key in _ACCESS_KEYS for direction in _DIRECTIONS),
        *_ONEWAY_KEYS,
        *(f"restriction{suffix}" for suffix in _TURN_SUFFIXES),
    )
)
# Private roads are left out: no through traffic may use them, and a crew that is let in walks or
# drives the last metres, which the access leg counts.
_CLOSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "military"}
    | {"emergency", "bus", "psv", "service", "use_sidepath"}
)
# Parts of a car park or a fire lane lead nowhere that a crew is called to. Driveways and alleys
# stay: in housing compounds they are the streets.
_UNUSED_SERVICE: Final = frozenset(
    {"parking_aisle", "drive-through", "drive_through", "emergency_access"}
)

_BARRIERS: Final = frozenset(
    {"block", "bollard", "bus_trap", "chain", "cycle_barrier", "debris", "ditch", "fence"}
    | {"full-height_turnstile", "guard_rail", "hedge", "horse_stile", "jersey_barrier"}
    | {"kissing_gate", "log", "motorcycle_barrier", "planter", "rock", "stile", "sump_buster"}
    | {"tank_trap", "turnstile", "tyres", "wall", "wicket_gate"}
)

_ONE_WAY: Final = frozenset({"yes", "true", "1"})
_AGAINST: Final = frozenset({"-1", "reverse"})
_BOTH_WAYS: Final = frozenset({"no", "false", "0", "reversible", "alternating"})

# What the conditions of a rule are compared with: a van below 3.5 tonnes.
_VAN: Final[Mapping[str, float]] = {
    "weight": 3.49,
    "weightrating": 3.49,
    "axleload": 1.9,
    "axles": 2.0,
    "length": 5.9,
    "width": 1.9,
    "height": 2.0,
    "seats": 3.0,
}
_COMPARED: Final = re.compile(r"([a-z]+)\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*(?:t|m)?")
_AND: Final = re.compile(r"\s+and\s+", re.IGNORECASE)
_CONDITION: Final = re.compile(r"\s*([^;@]*?)\s*@\s*(\([^)]*\)|[^;]*)")

OneWay = Literal["forward", "backward", "both"]


class TurnRule(NamedTuple):
    """What a restriction relation says to a van.

    Attributes
    ----------
    only : bool
        Whether the turn is the only one allowed, or else forbidden.
    hours : int
        When it holds, bit h for h:00.
    """

    only: bool
    hours: int


class WayHours(NamedTuple):
    """When a way is open to a van in each direction, as it is drawn.

    Attributes
    ----------
    forward, backward : int
        Hours of a working day, bit h for h:00.
    source : {"tag", "class", ""}
        How it is known where the way is open in one direction only.
    """

    forward: int
    backward: int
    source: str

    @property
    def direction(self) -> OneWay:
        """Which way it can be driven at some hour."""
        if not self.backward:
            return "forward"
        return "both" if self.forward else "backward"


READ_KEYS: Final = (
    frozenset({"highway", "area", "service", "junction", "name", "ref", "surface"})
    | {"bridge", "tunnel", "maxspeed", "maxspeed:forward", "maxspeed:backward"}
    | {"maxspeed:conditional", *_ACCESS_KEYS, *_ONEWAY_KEYS}
    | {f"{key}:{direction}" for key in _ACCESS_KEYS for direction in _DIRECTIONS}
    | {key for key in _CONDITIONAL_KEYS if not key.startswith("restriction")}
)
"""The tags of a way that the rules read."""


_UNSET: Final = frozenset({"", "no", "f", "false", "0"})


def is_set(tags: Tags, key: str) -> bool:
    """Return whether a yes/no tag such as ``bridge`` or ``tunnel`` is there and not ``no``.

    Parameters
    ----------
    tags : mapping of str to str
        Of an object.
    key : str
        The tag that is asked for.
    """
    return tags.get(key, "no").lower() not in _UNSET


def refusal(tags: Tags) -> str | None:
    """Return why a ``highway`` way is not driven on, or None when it is.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way.

    Returns
    -------
    {"not_for_cars", "area", "access", "service"} or None
        Another kind of way, a square, closed to cars or private, a part of a car park.
    """
    if tags.get("highway") not in DRIVABLE_CLASSES:
        return "not_for_cars"
    if is_set(tags, "area"):
        return "area"
    hours = way_hours(tags)
    if not hours.forward | hours.backward:
        return "access"
    if not _UNUSED_SERVICE.isdisjoint(_listed(tags.get("service", ""))):
        return "service"
    return None


def way_hours(tags: Tags) -> WayHours:
    """Return when a way may be driven along and against its drawing, and how that is known.

    Roundabouts and motorways are one-way unless they are tagged otherwise, as by OpenStreetMap's
    own rules. Roads whose direction changes with the hour (``reversible``, ``alternating``) are
    open both ways.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way.

    References
    ----------
    OpenStreetMap Wiki, Key:access, Key:oneway, Conditional restrictions.
    """
    along, against, source = _oneway_hours(tags)
    open_along, open_against = (_open_hours(tags, direction) for direction in _DIRECTIONS)
    forward, backward = along & open_along, against & open_against
    if bool(forward) == bool(backward):
        return WayHours(forward, backward, "")
    return WayHours(forward, backward, source if not (along and against) else "tag")


def blocks_cars(tags: Tags) -> bool:
    """Return whether a node's barrier stops a van: a bollard or block, or a gate closed to all.

    Parameters
    ----------
    tags : mapping of str to str
        Of a node.
    """
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    allowed = _cars_allowed(tags)
    if barrier in _BARRIERS:
        return allowed is not True
    if barrier == "height_restrictor":
        return _too_low(tags.get("maxheight", ""))
    # A private gate stays open to a crew that the residents have called.
    return allowed is False and any(tags.get(key) == "no" for key in _ACCESS_KEYS)


def signal_directions(tags: Tags) -> tuple[bool, bool]:
    """Return whether a node's traffic lights are met driving forwards and backwards.

    Parameters
    ----------
    tags : mapping of str to str
        Of a node.
    """
    if tags.get("highway") != "traffic_signals":
        return False, False
    direction = tags.get("traffic_signals:direction", "both")
    return direction != "backward", direction != "forward"


def turn_rules(tags: Tags) -> list[TurnRule]:
    """Return what a restriction relation says to a van; empty when it never applies to one.

    The most specific of ``restriction:motorcar``, ``restriction:motor_vehicle``,
    ``restriction:vehicle`` and ``restriction`` decides, and its ``:conditional`` beside it. Rules
    for other vehicles and rules that except cars do not apply. Hours stand in ``:conditional``,
    in the value itself, or in ``hour_on``, ``hour_off``, ``day_on`` and ``day_off``.

    Parameters
    ----------
    tags : mapping of str to str
        Of a relation.

    References
    ----------
    OpenStreetMap Wiki, Relation:restriction.
    """
    if not {"motorcar", "motor_vehicle", "vehicle"}.isdisjoint(_listed(tags.get("except", ""))):
        return []
    for suffix in _TURN_SUFFIXES:
        plain, conditional = (tags.get(f"restriction{suffix}{end}") for end in ("", ":conditional"))
        if plain or conditional:
            return list(_turn_rules(plain or "", conditional or "", tags))
    return []


def unknown_oneway(tags: Tags) -> str:
    """Return a one-way value that no rule knows, or an empty text.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way.
    """
    value = tags.get("oneway", "")
    return "" if value.lower() in _ONE_WAY | _AGAINST | _BOTH_WAYS | {""} else value


def unread_conditions(tags: Tags) -> list[str]:
    """Return the values about a van's driving whose conditions were not understood, with keys.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way or a restriction relation.
    """
    unread = [
        f"{key}={text}"
        for key, text in tags.items()
        if key in _CONDITIONAL_KEYS and any(hours is None for _, hours in _conditions(text))
    ]
    if "restriction" in tags and old_style_hours(tags) is None:
        unread.append(f"hour_on={tags.get('hour_on', '')}")
    return unread


def _turn_rules(plain: str, conditional: str, tags: Tags) -> Iterator[TurnRule]:
    said = _conditions(plain) if "@" in plain else [(plain, old_style_hours(tags))]
    under_conditions = list(_conditions(conditional))
    exempt = NEVER
    for value, hours in under_conditions:
        exempt |= NEVER if _is_turn(value) else hours or NEVER
    for value, hours in [(value, hours and hours & ~exempt) for value, hours in said] + [
        *under_conditions
    ]:
        if _is_turn(value) and hours:
            yield TurnRule(value.lower().startswith("only_"), hours)


def _is_turn(value: str) -> bool:
    return value.lower().startswith(("only_", "no_"))


def _oneway_hours(tags: Tags) -> tuple[int, int, str]:
    """Return the hours along and against the drawing by one-way tags alone, and their source."""
    along, against, source = ALWAYS, ALWAYS, ""
    if tags.get("junction") in {"roundabout", "circular"}:
        against, source = NEVER, "tag"
    elif tags.get("highway") == "motorway":
        against, source = NEVER, "class"
    for key in _ONEWAY_KEYS:
        for written, hours in _values(tags, key):
            value = written.lower()
            if value not in _ONE_WAY | _AGAINST | _BOTH_WAYS:
                continue
            along = along & ~hours | (NEVER if value in _AGAINST else hours)
            against = against & ~hours | (NEVER if value in _ONE_WAY else hours)
            source = "tag"
    return along, against, source


def _open_hours(tags: Tags, direction: str) -> int:
    """Return the hours in which a van may use a way in a direction, by its access tags."""
    open_hours = ALWAYS
    for vehicle in _ACCESS_KEYS:
        for key in (vehicle, f"{vehicle}:{direction}"):
            for value, hours in _values(tags, key):
                open_hours = open_hours & ~hours | (NEVER if _is_closed(value) else hours)
    return open_hours


def _values(tags: Tags, key: str) -> Iterator[tuple[str, int]]:
    """Yield a tag's value for all hours, then the values that its conditions put in its place."""
    if value := tags.get(key):
        yield value, ALWAYS
    if text := tags.get(f"{key}:conditional"):
        for value, hours in _conditions(text):
            if hours is not None:
                yield value, hours


def _conditions(text: str) -> Iterator[tuple[str, int | None]]:
    """Yield the values of a conditional tag and their hours; None where these are not understood.

    ``no @ (Mo-Fr 07:00-09:00); destination @ (weight<3.5)`` has two.
    """
    for value, condition in _CONDITION.findall(text):
        hours: int | None = ALWAYS
        for term in _AND.split(condition.strip().strip("()")):
            held = _compared(term.strip().lower())
            found = hours_of(term) if held is None else held
            hours = None if hours is None or found is None else hours & found
        yield value.strip(" ;"), hours


def _compared(term: str) -> int | None:
    """Return whether a van fulfils a comparison such as ``weight>3.5``, None for other terms."""
    match = _COMPARED.fullmatch(term)
    if match is None or match[1] not in _VAN:
        return None
    van, limit = _VAN[match[1]], float(match[3])
    held = {
        "<": van < limit,
        "<=": van <= limit,
        ">": van > limit,
        ">=": van >= limit,
        "=": van == limit,
    }
    return ALWAYS if held[match[2]] else NEVER


def _cars_allowed(tags: Tags) -> bool | None:
    """Return what the most specific access tag says; None where there is none."""
    for key in reversed(_ACCESS_KEYS):
        if value := tags.get(key):
            return not _is_closed(value)
    return None


def _is_closed(value: str) -> bool:
    return _listed(value) <= _CLOSED


def _listed(value: str) -> frozenset[str]:
    return frozenset(filter(None, re.split(r"[;,\s]+", value.lower())))


def _too_low(text: str) -> bool:
    metres = re.match(r"\d+(?:\.\d+)?", text.strip())
    return metres is not None and float(metres[0]) < _VAN["height"]
