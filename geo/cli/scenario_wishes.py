"""The changes that the options of ``scenario set`` ask for, in the order in which they are made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.cli.conditions import slow_wish
from geo.stop import Stop

if TYPE_CHECKING:
    from geo.scenarios import Area, Change, Planner, Scenario

__all__ = ["Wishes"]

Make = Callable[["Scenario"], "Change"]
Step = Callable[["Planner", "Scenario", Any], "Change"]


@dataclass(frozen=True)
class Wishes:
    """What a command line wants a scenario to be; words are as they were typed.

    Attributes
    ----------
    hour, zones, lift : int or None
    remove, move, add : tuple of str
        Tried stations.
    reopen : bool
    close : Path or None
    slow : tuple of str
        ``FILE=FACTOR`` of minutes.
    crews, shifts : tuple of str
        ``STATION=CREWS`` and ``STATION=SHIFT``.
    close_stations, open_stations : tuple of str
    turnout, target, percentile : float or None
    speeds : tuple of str
        ``CLASS=FACTOR`` or ``FILE=FACTOR`` of speeds.
    day, season : str or None
    barriers : tuple of Path
        Files of lines that no zone crosses.
    seeds : tuple of str
        Estates or places that each get a zone of their own.
    """

    hour: int | None
    remove: tuple[str, ...]
    move: tuple[str, ...]
    add: tuple[str, ...]
    reopen: bool
    lift: int | None
    close: Path | None
    slow: tuple[str, ...]
    zones: int | None
    crews: tuple[str, ...]
    shifts: tuple[str, ...]
    close_stations: tuple[str, ...]
    open_stations: tuple[str, ...]
    turnout: float | None
    target: float | None
    percentile: float | None
    speeds: tuple[str, ...]
    day: str | None
    season: str | None
    barriers: tuple[Path, ...] = ()
    seeds: tuple[str, ...] = ()

    def changes(self, planner: "Planner", scenario: "Scenario") -> "Iterator[Change]":
        """Yield one change after the other, each of the scenario that the one before led to."""
        for make in (
            *self._of_stations(planner),
            *self._of_roads(planner),
            *self._of_conditions(planner),
            *self._of_zones(planner),
        ):
            change = make(scenario)
            scenario = change.scenario
            yield change

    def _of_stations(self, planner: "Planner") -> Iterator[Make]:
        from geo import scenarios

        for station in self.remove:
            yield partial(_removed, station)
        for words in self.move:
            yield partial(_moved, planner, words)
        for words in self.add:
            yield partial(_added, planner, _place(words))
        for station in self.open_stations:
            yield partial(_with, scenarios.open_station, planner, station)
        for station in self.close_stations:
            yield partial(_with, scenarios.close_station, planner, station)
        for words in self.crews:
            station, crews = _pair(words, "crews", "S1=2")
            yield partial(_with_crews, planner, station, crews)
        own: dict[str, list[str]] = {}
        for words in self.shifts:
            station, shift = _pair(words, "shift", "S1=weekday 20:00-08:00 crews 1 turnout 5")
            own.setdefault(station, []).append(shift)
        for station, shifts in own.items():
            yield partial(_with_shifts, planner, station, shifts)

    def _of_roads(self, planner: "Planner") -> Iterator[Make]:
        from geo import scenarios
        from geo.workspace import areas_of_file

        if self.reopen:
            yield scenarios.reopen_roads
        if self.lift is not None:
            yield partial(_lifted, self.lift)
        for area in () if self.close is None else areas_of_file(self.close):
            yield partial(_closed, planner, area)
        for words in self.slow:
            path, factor = slow_wish(words)
            for area in areas_of_file(path):
                yield partial(_slowed, planner, area, factor)
        for words in self.speeds:
            road, speed = _pair(words, "speed", "primary=0.8")
            if not Path(road).suffix:
                yield partial(_at_speed, road, speed)
                continue
            for area in areas_of_file(Path(road)):
                yield partial(_slowed, planner, area, 1 / _below_one(speed))

    def _of_conditions(self, planner: "Planner") -> Iterator[Make]:
        from geo import scenarios

        makers: tuple[tuple[Any, Step], ...] = (
            (self.hour, _at_hour),
            (self.turnout, scenarios.change_turnout),
            (self.target, scenarios.change_target),
            (self.percentile, scenarios.change_percentile),
            (self.day, scenarios.change_day),
            (self.season, _in_season),
        )
        for value, make in makers:
            if value is not None:
                yield partial(_with, make, planner, value)

    def _of_zones(self, planner: "Planner") -> Iterator[Make]:
        from geo.tables import read_barriers

        for path in self.barriers:
            for line in read_barriers(path):
                for part in getattr(line, "geoms", [line]):
                    yield partial(_barred, tuple((x, y) for x, y, *_ in part.coords))
        if self.seeds:
            yield partial(_seeded, planner, self.seeds)
        if self.zones is not None:
            yield partial(_drawn, planner, self.zones)


def _barred(line: "Area", scenario: "Scenario") -> "Change":
    from geo.scenarios import add_barrier

    return add_barrier(scenario, line)


def _seeded(planner: "Planner", seeds: tuple[str, ...], scenario: "Scenario") -> "Change":
    from geo.scenarios import set_seeds

    return set_seeds(planner, scenario, seeds)


def _pair(words: str, wanted: str, example: str) -> tuple[str, str]:
    """Return both sides of ``NAME=VALUE``."""
    from geo.errors import WorkspaceError
    from geo.text import plain_text

    name, sign, value = words.partition("=")
    if not sign or not name.strip():
        raise WorkspaceError(f"condition.no_{wanted}_pair", found=words, example=example)
    return plain_text(name).strip(), plain_text(value).strip()


def _below_one(words: str) -> float:
    """Return by how much an area is slower."""
    from geo.errors import WorkspaceError

    try:
        factor = float(words)
    except ValueError:
        factor = 0.0
    if not 0 < factor < 1:
        raise WorkspaceError("condition.area_speed", found=words)
    return factor


def _with(make: Step, planner: "Planner", value: Any, scenario: "Scenario") -> "Change":
    return make(planner, scenario, value)


def _with_crews(planner: "Planner", station: str, crews: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import change_crews

    return change_crews(planner, scenario, station, crews)


def _with_shifts(
    planner: "Planner", station: str, shifts: list[str], scenario: "Scenario"
) -> "Change":
    from geo.scenarios import change_shifts, read_shift

    own = [read_shift(station, words) for words in shifts if words]
    return change_shifts(planner, scenario, station, own)


def _at_speed(road_class: str, factor: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import change_speed

    return change_speed(scenario, road_class, factor)


def _in_season(_planner: "Planner", scenario: "Scenario", season: str) -> "Change":
    from geo.scenarios import change_season

    return change_season(scenario, season)


def _at_hour(planner: "Planner", scenario: "Scenario", hour: int) -> "Change":
    from geo.errors import WorkspaceError
    from geo.scenarios import change_hour

    if not 0 <= hour <= 23:
        raise WorkspaceError("scenario.no_hour", found=hour)
    return change_hour(planner, scenario, hour)


def _removed(station: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import remove_station

    return remove_station(scenario, station)


def _moved(planner: "Planner", words: str, scenario: "Scenario") -> "Change":
    from geo.scenarios import move_station

    station, _, place = words.partition(",")
    lon, lat, _ = _place(place)
    return move_station(planner, scenario, station, lon, lat)


def _added(planner: "Planner", place: tuple[float, float, str], scenario: "Scenario") -> "Change":
    from geo.scenarios import add_station

    return add_station(planner, scenario, *place)


def _lifted(number: int, scenario: "Scenario") -> "Change":
    from geo.scenarios import lift_closure

    return lift_closure(scenario, number)


def _closed(planner: "Planner", area: "Area", scenario: "Scenario") -> "Change":
    from geo.scenarios import close_area

    return close_area(planner, scenario, area)


def _slowed(planner: "Planner", area: "Area", factor: float, scenario: "Scenario") -> "Change":
    from geo.scenarios import slow_area

    return slow_area(planner, scenario, area, factor)


def _drawn(planner: "Planner", zones: int, scenario: "Scenario") -> "Change":
    from geo import scenarios

    present = scenarios.drawable_zones(planner, scenario)
    drawn = scenarios.redraw(
        planner, present, scenarios.Asked(zones=zones), Stop(), scenario=scenario
    )
    return scenarios.draw_zones_anew(planner, scenario, drawn)


def _place(words: str) -> tuple[float, float, str]:
    """Return longitude, latitude and name of ``LON,LAT[,NAME]``."""
    from geo.errors import WorkspaceError
    from geo.text import plain_text

    lon, _, rest = words.partition(",")
    lat, _, name = rest.partition(",")
    try:
        east, north = float(lon), float(lat)
    except ValueError as error:
        raise WorkspaceError("scenario.no_place", found=words) from error
    if not (abs(east) <= 180 and abs(north) <= 90):
        raise WorkspaceError("scenario.no_place", found=words)
    return east, north, plain_text(name).strip()
