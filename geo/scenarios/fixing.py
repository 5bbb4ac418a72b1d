"""The cheapest fix of an estate, taken over into a scenario."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from math import isnan
from typing import Any, Final

import pandas as pd

from geo.coverage import Shift
from geo.errors import WorkspaceError
from geo.scenarios.changes import Change, add_station, lift_closure
from geo.scenarios.condition_changes import change_shifts, change_turnout, open_gate
from geo.scenarios.planner import Planner
from geo.scenarios.scenario import Scenario
from geo.scenarios.station_shift import KINDS_OF_DAYS, StationShift
from geo.tables import Days
from geo.workspace import longer_shift

__all__ = ["apply_fix", "fix_table"]

_HOURS_OF_DAY: Final = 24


def fix_table(planner: Planner, scenario: Scenario) -> pd.DataFrame:
    """Return every estate that is late or unreachable with its cheapest fix.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario

    Returns
    -------
    DataFrame
        ``estate_id, name, street, households, verdict, kind, subject, amount, cost, ref, fix``,
        the cheapest first, those that no single change helps last; ``fix`` says it in a sentence.
    """
    found = planner.fix_rows(scenario)
    said = planner.fixes(scenario)
    listed = planner.answer(scenario).estates.iloc[found["estate"]].reset_index(drop=True)
    table = listed[["estate_id", "name", "street", "households", "verdict"]].assign(
        **{name: found[name].to_numpy() for name in ("kind", "subject", "amount", "cost", "ref")},
        fix=[said[estate] for estate in found["estate"]],
    )
    return table.sort_values("cost", kind="stable").reset_index(drop=True)


def apply_fix(planner: Planner, scenario: Scenario, estate_id: str) -> Change:
    """Return the change that carries out the cheapest fix of an estate.

    Parameters
    ----------
    planner : Planner
    scenario : Scenario
    estate_id : str
        Of an estate that is late or unreachable.

    Returns
    -------
    Change

    Raises
    ------
    WorkspaceError
        When the estate needs no fix, or no single change helps it.
    """
    table = fix_table(planner, scenario)
    rows = table[table["estate_id"].astype(str) == estate_id]
    if rows.empty or not rows["kind"].iloc[0]:
        raise WorkspaceError("scenario.no_fix", estate=estate_id)
    fix = rows.iloc[0]
    return _APPLY[fix["kind"]](planner, scenario, fix)


def _gate(_planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    return open_gate(scenario, str(fix["estate_id"]), int(str(fix["ref"])))


def _sooner(planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    """Let crews set out sooner: those whose shifts state a turnout of their own by their shifts."""
    less = float(str(fix["amount"]))
    district = planner.district_of(scenario)
    station = _station_of(planner, scenario, str(fix["estate_id"]))
    own = [shift for shift in district.inputs.duty.shifts if shift.station_id == station]
    usual = district.settings.response.turnout_min
    if any(not isnan(shift.turnout_min) for shift in own):
        turnouts = [usual if isnan(shift.turnout_min) else shift.turnout_min for shift in own]
        told = _told(
            [
                replace(shift, turnout_min=round(max(0.0, minutes - less), 4))
                for shift, minutes in zip(own, turnouts, strict=True)
            ]
        )
        if told is not None:
            return change_shifts(planner, scenario, station, told)
    return change_turnout(planner, scenario, round(max(0.0, usual - less), 4))


def _station_of(planner: Planner, scenario: Scenario, estate_id: str) -> str:
    """Return the station whose crew comes to an estate."""
    estates = planner.answer(scenario).estates
    return str(estates.set_index("estate_id").loc[estate_id, "station_id"])


def _reopened(_planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    return lift_closure(scenario, int(str(fix["ref"])))


def _posted(planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    """Open a planned station."""
    listed = planner.district.inputs.stations.set_index("station_id")
    station = listed.loc[str(fix["ref"])]
    place = station.geometry
    return add_station(planner, scenario, place.x, place.y, str(fix["subject"]))


def _on_duty(planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    """Put crews on duty for as long as a station has none about the hour.

    Where its shifts cannot be told beside the new one, it is on duty all day.
    """
    station = str(fix["ref"])
    district = planner.district_of(scenario)
    day, duty = district.kind_of_day, district.inputs.duty
    is_manned = [
        duty.at(day, hour, [station], turnout_min=0.0).is_manned[0] for hour in range(_HOURS_OF_DAY)
    ]
    gap = _gap(is_manned, district.settings.response.hour)
    night = StationShift(station_id=station, days=day.value, hours=gap)
    told = _told([shift for shift in duty.shifts if shift.station_id == station])
    if told is None or any(night.overlaps(shift) for shift in told):
        return change_shifts(planner, scenario, station, [StationShift(station_id=station)])
    return change_shifts(planner, scenario, station, [*told, night])


def _longer(planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    """Let a shift begin earlier or end later; all day where its shifts cannot be told so."""
    station = str(fix["ref"])
    district = planner.district_of(scenario)
    found = longer_shift(district, station)
    assert found is not None, "the fix is about this shift"
    own = [shift for shift in district.inputs.duty.shifts if shift.station_id == station]
    told = _told([found.longer if shift is found.shift else shift for shift in own])
    if told is None or any(one.overlaps(other) for one, other in combinations(told, 2)):
        told = [StationShift(station_id=station, turnout_min=_own_min(found.shift))]
    return change_shifts(planner, scenario, station, told)


def _told(shifts: Sequence[Shift]) -> list[StationShift] | None:
    """Return shifts as a scenario keeps them; None where it cannot keep one of them."""
    kept = [_as_kept(shift) for shift in shifts]
    told = [shift for shift in kept if shift is not None]
    return told if len(told) == len(kept) else None


def _gap(is_manned: Sequence[bool], hour: int) -> str:
    """Return the hours without a crew about an hour of the day, such as ``20:00-08:00``."""
    free = [shift for shift in range(_HOURS_OF_DAY) if is_manned[(hour - shift) % _HOURS_OF_DAY]]
    if not free:
        return "00:00-24:00"
    opens = (hour - free[0] + 1) % _HOURS_OF_DAY
    closes = next(
        later % _HOURS_OF_DAY
        for later in range(hour + 1, hour + _HOURS_OF_DAY + 1)
        if is_manned[later % _HOURS_OF_DAY]
    )
    return f"{opens:02d}:00-{closes or _HOURS_OF_DAY:02d}:00"


def _as_kept(shift: Shift) -> StationShift | None:
    """Return a shift as a scenario keeps it; None where its days have no word."""
    days = [name for name, classes in KINDS_OF_DAYS.items() if shift.days == Days(classes)]
    if not days or shift.crews < 1:
        return None
    hours = "-".join(
        f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in (shift.opens, shift.closes)
    )
    return StationShift(
        station_id=shift.station_id,
        days=days[0],
        hours=hours,
        crews=shift.crews,
        turnout_min=_own_min(shift),
    )


def _own_min(shift: Shift) -> float | None:
    """Return the turnout that a shift states itself."""
    return None if isnan(shift.turnout_min) else shift.turnout_min


def _built(planner: Planner, scenario: Scenario, fix: "pd.Series[Any]") -> Change:
    sites = planner.places(scenario).sites.set_index("site_id")
    place = sites.loc[str(fix["ref"])].geometry
    return add_station(planner, scenario, place.x, place.y)


_APPLY: Final[dict[str, Callable[[Planner, Scenario, "pd.Series[Any]"], Change]]] = {
    "open_gate": _gate,
    "turnout_minute": _sooner,
    "reopened_road": _reopened,
    "extra_crew": _posted,
    "longer_shift": _longer,
    "shift_crew": _on_duty,
    "new_site": _built,
}
