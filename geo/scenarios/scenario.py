"""A scenario: what a planner changed about a district.

Everything here is frozen: an edit makes a new scenario.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    NonNegativeInt,
    PositiveInt,
)
from pydantic_core import PydanticCustomError

from geo.roads import EVERY_CLASS, LINK, ROAD_CLASSES
from geo.scenarios.station_shift import StationShift, overlapping
from geo.settings import CrewCount, DayOfPlan, LegMinutes, Share, SpeedFactor, TargetMinutes
from geo.workspace import NEW_STATION, Area, polygon_of

__all__ = [
    "CONDITIONS",
    "MOST_SLOWED",
    "SPEED_CLASSES",
    "NewStation",
    "Outline",
    "Scenario",
    "Season",
    "SlowedRoads",
]

MOST_SLOWED: Final = 100.0
"""How many times as long a slow road takes at most; what is slower is closed."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewStation(_Frozen):
    """A station that is tried out.

    Attributes
    ----------
    station_id : str
        ``NEW-1``, ``NEW-2``, …
    name : str
        What it is called; empty for the estate it lies near.
    lon, lat : float
        WGS-84.
    """

    station_id: str
    name: str = ""
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


_OF_AREA: Final = 3
_OF_LINE: Final = 2


def _corners(least: int) -> AfterValidator:
    """Return the check that an outline or a line has so many places, all of them on the globe."""

    def checked(area: Area) -> Area:
        on_globe = all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in area)
        if not on_globe or len(set(area)) < least or (least == _OF_AREA and not _encloses(area)):
            raise PydanticCustomError("no_outline", "no outline", {"least": least})
        return area

    return AfterValidator(checked)


def _encloses(area: Area) -> bool:
    """Return whether corners lie around anything, and not in one line."""
    return bool(polygon_of(area).area > 0)


Outline = Annotated[Area, _corners(_OF_AREA)]
_Line = Annotated[Area, _corners(_OF_LINE)]


class SlowedRoads(_Frozen):
    """An area whose roads take longer than usual: works, a flooded street, snow.

    Attributes
    ----------
    area : area
        Outline as (lon, lat), WGS-84.
    factor : float
        What the minutes on its roads are multiplied by, above 1.
    """

    area: Outline
    factor: float = Field(gt=1, le=MOST_SLOWED, allow_inf_nan=False)


# Fields that came later are not written where they say nothing: what was saved, and the run hash
# of a scenario, stay as they were.
_LATER: Final = (
    "slowed",
    "crews",
    "shifts",
    "closed_stations",
    "turnout_min",
    "target_min",
    "percentile",
    "speeds",
    "day",
    "season",
    "open_gates",
    "zones_by_hand",
    "barriers",
    "seeds",
    "candidates",
)
_OF_ZONES: Final = (
    "zone_of",
    "zone_count",
    "zone_bound",
    "zone_names",
    "locked",
    "zones_by_hand",
    "barriers",
    "seeds",
)
_OF_ROADS: Final = ("hour", "closures", "slowed", "speeds", "barriers", "seeds")

CONDITIONS: Final = ("hour", "day", "season", "target_min", "percentile", "speeds")
"""What no measure of a planner is: scenarios are compared under the same ones."""

Season = Literal["rain", "dry"]

SPEED_CLASSES: Final = (*ROAD_CLASSES, LINK, EVERY_CLASS)
"""The classes whose speeds can be changed: ``link`` for all ramps, ``*`` for all that are left."""


def _known_class(name: str) -> str:
    if name not in SPEED_CLASSES:
        expected = {"expected": ", ".join(SPEED_CLASSES)}
        raise PydanticCustomError("literal_error", "no class of roads", expected)
    return name


_SpeedClass = Annotated[str, AfterValidator(_known_class)]


def _apart(shifts: tuple[StationShift, ...]) -> tuple[StationShift, ...]:
    if overlapping(shifts):
        raise PydanticCustomError("shifts_overlap", "hours in common")
    return shifts


def _once(pairs: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    if len(dict(pairs)) < len(pairs):
        raise PydanticCustomError("named_twice", "one name twice")
    return pairs


def _own_ids(stations: tuple[NewStation, ...]) -> tuple[NewStation, ...]:
    if len({one.station_id for one in stations}) < len(stations):
        raise PydanticCustomError("named_twice", "one name twice")
    return stations


class Scenario(_Frozen):
    """What differs from the workspace as it was read.

    Attributes
    ----------
    hour : int or None
        Hour of the day of traffic and open gates; None for the workspace's.
    stations : tuple of NewStation
        Stations that are tried out beside the open ones.
    closures : tuple of areas
        Polygons of (lon, lat) whose roads are closed.
    slowed : tuple of SlowedRoads
        Areas whose roads take longer.
    zone_of : tuple of (estate_id, zone) or None
        The zones as drawn and edited; None as long as none were drawn.
    zone_count : int or None
        How many zones they were drawn as.
    zone_bound : float or None
        Proven by the search that drew them: no such zones cost less.
    zone_names : tuple of str
        What the zones are called, by their numbers; empty for their usual names.
    locked : tuple of estate_id
        Estates whose zones stay as they are when zones are edited or drawn again.
    crews : tuple of (station_id, int)
        Crews of a station whenever it is on duty, by its id in order.
    shifts : tuple of StationShift
        The shifts of a station instead of those that the lists give it.
    closed_stations : tuple of station_id
        Stations that answer no calls.
    turnout_min : float or None
        Turnout where no shift says otherwise; None for the workspace's, here and below.
    target_min, percentile : float or None
        The promise: within how many minutes, and how surely.
    speeds : tuple of (road class, float)
        What the speeds of a class are multiplied by; ``link`` stands for all ramps, ``*`` for
        every class that is not named.
    day : str or None
        Kind of day, or a date.
    season : {"rain", "dry"} or None
        The part of the year whose calls keep the crews busy; None for the whole year.
    open_gates : tuple of (estate_id, int)
        Gates that are open at every hour, by their number in the list of the estate, from 1.
    zones_by_hand : bool
        Whether the zones were moved by hand since they were drawn.
    barriers : tuple of lines
        Lines of (lon, lat) that no zone crosses.
    seeds : tuple of estate_id
        Estates of which each gets a zone of its own.
    candidates : tuple of NewStation
        Further places where a station could stand: ``OWN-1``, ``OWN-2``, …
    """

    hour: int | None = Field(default=None, ge=0, le=23)
    stations: Annotated[tuple[NewStation, ...], AfterValidator(_own_ids)] = ()
    closures: tuple[Outline, ...] = ()
    slowed: tuple[SlowedRoads, ...] = ()
    zone_of: Annotated[tuple[tuple[str, NonNegativeInt], ...], AfterValidator(_once)] | None = None
    zone_count: int | None = Field(default=None, ge=1)
    zone_bound: FiniteFloat | None = None
    zone_names: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    crews: Annotated[tuple[tuple[str, CrewCount], ...], AfterValidator(_once)] = ()
    shifts: Annotated[tuple[StationShift, ...], AfterValidator(_apart)] = ()
    closed_stations: tuple[str, ...] = ()
    turnout_min: LegMinutes | None = None
    target_min: TargetMinutes | None = None
    percentile: Share | None = None
    speeds: tuple[tuple[_SpeedClass, SpeedFactor], ...] = ()
    day: DayOfPlan | None = None
    season: Season | None = None
    open_gates: tuple[tuple[str, PositiveInt], ...] = ()
    zones_by_hand: bool = False
    barriers: tuple[_Line, ...] = ()
    seeds: tuple[str, ...] = ()
    candidates: tuple[NewStation, ...] = ()

    @property
    def situation(self) -> "Scenario":
        """The scenario without its zones: all that the verdicts depend on."""
        fields = type(self).model_fields
        return self.model_copy(update={name: fields[name].default for name in _OF_ZONES})

    @property
    def entries(self) -> int:
        """How much room the scenario takes: one for itself, its zoned estates and its corners."""
        corners = sum(map(len, (*self.closures, *self.barriers))) + sum(
            len(one.area) for one in self.slowed
        )
        return 1 + len(self.zone_of or ()) + corners

    @property
    def roads(self) -> "Scenario":
        """Of the scenario its hour and what it draws: on roads, and barriers and seeds of zones."""
        return Scenario(**{name: getattr(self, name) for name in _OF_ROADS})

    @property
    def zoned(self) -> "Scenario":
        """What of the scenario its zones depend on: they are no matter of an hour."""
        fields = {name: getattr(self, name) for name in (*_OF_ROADS, *_OF_ZONES)}
        return Scenario(**fields).at_hour(None)

    @property
    def without_stations(self) -> "Scenario":
        """The scenario without the stations that are tried or could stand anywhere."""
        return self.model_copy(update={"stations": (), "candidates": ()})

    def under(self, other: "Scenario") -> "Scenario":
        """Return the measures of this scenario under the conditions of another."""
        return self.model_copy(update={name: getattr(other, name) for name in CONDITIONS})

    def as_json(self) -> str:
        """Return the scenario as text; the run counts its SHA-256 as an input."""
        return self.model_dump_json(exclude=set(_LATER) - self._later())

    def later_changes(self) -> dict[str, Any]:
        """Return the changes of crews, promise, speeds and days, as JSON has them."""
        later = self._later() - {"slowed", "zones_by_hand"}
        return self.model_dump(mode="json", include=later, exclude_defaults=True)

    def _later(self) -> set[str]:
        fields = type(self).model_fields
        return {name for name in _LATER if getattr(self, name) != fields[name].default}

    def with_station(self, lon: float, lat: float, name: str = "") -> "Scenario":
        """Return the scenario with one station more."""
        taken = {station.station_id for station in self.stations}
        number = next(n for n in range(1, len(taken) + 2) if f"{NEW_STATION}{n}" not in taken)
        station = NewStation(station_id=f"{NEW_STATION}{number}", name=name, lon=lon, lat=lat)
        return self.model_copy(update={"stations": (*self.stations, station)})

    def with_station_moved(self, station_id: str, lon: float, lat: float) -> "Scenario":
        """Return the scenario with a tried station at another place."""
        return self.model_copy(
            update={
                "stations": tuple(
                    NewStation(station_id=station_id, lon=lon, lat=lat)
                    if station.station_id == station_id
                    else station
                    for station in self.stations
                )
            }
        )

    def without_station(self, station_id: str) -> "Scenario":
        """Return the scenario without a tried station and its crews."""
        return self.model_copy(
            update={
                "stations": tuple(one for one in self.stations if one.station_id != station_id),
                "crews": tuple(one for one in self.crews if one[0] != station_id),
                "shifts": tuple(one for one in self.shifts if one.station_id != station_id),
            }
        )

    def with_station_closed(self, station_id: str) -> "Scenario":
        """Return the scenario in which a station of the list answers no calls."""
        closed = tuple(sorted({*self.closed_stations, station_id}))
        return self.model_copy(update={"closed_stations": closed})

    def with_closure(self, area: Area) -> "Scenario":
        """Return the scenario with the roads of one area more closed."""
        return self.model_copy(update={"closures": (*self.closures, area)})

    def with_slowed(self, area: Area, factor: float) -> "Scenario":
        """Return the scenario with the roads of one area more slowed down."""
        slowed = SlowedRoads(area=area, factor=factor)
        return self.model_copy(update={"slowed": (*self.slowed, slowed)})

    def without_closures(self) -> "Scenario":
        """Return the scenario with all roads open and at their usual speeds."""
        return self.model_copy(update={"closures": (), "slowed": ()})

    def at_hour(self, hour: int | None) -> "Scenario":
        """Return the scenario at another hour of the day."""
        return self.model_copy(update={"hour": hour})

    def with_zones(
        self,
        zone_of: tuple[tuple[str, int], ...],
        count: int,
        bound: float | None,
        *,
        by_hand: bool = False,
    ) -> "Scenario":
        """Return the scenario with other zones, drawn by a search or moved by hand."""
        update = {"zone_of": zone_of, "zone_count": count, "zone_bound": bound}
        return self.model_copy(update={**update, "zones_by_hand": by_hand})
