"""The roster of a district: who works when, at what cost, and what would change it."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.coverage import Duty, Shift
from geo.errors import CoverageError, Fault, Notice, OperationsError
from geo.operations import Roster, largest_roster, roster
from geo.tables import EVERY_DAY, Days, read_hours
from geo.workdays import DayKind
from geo.workspace.coverage.crew_load import crew_load
from geo.workspace.district import District
from geo.workspace.operations.call_pattern import CallPattern, call_pattern
from geo.workspace.operations.shift_patterns import Pattern, shift_patterns

__all__ = ["DistrictRoster", "roster_of"]

HOURS: Final = 24
_MOST_ALTERNATIVES: Final = 8
_MOST_MENDINGS: Final = 24

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DistrictRoster:
    """Who works when in a district, the proof, and what would change it.

    Attributes
    ----------
    answer : Roster
        The kernel's answer over 24 hours.
    patterns : tuple of Pattern
    shifts : DataFrame
        ``station_id, name, days, opens, closes, crews, hours, cost``, a row for each part of a
        shift that somebody works.
    duty : DataFrame
        ``station_id, days, opens, closes, crews``: the crews on duty as an input list of shifts,
        hours that overlap joined, with a row without crews for stations that nobody mans.
    hours : DataFrame
        ``hour, stations_on_duty, crews_on_duty, households_coverable, households_covered,
        share, wait_min``; wait is the mean minutes for a free crew, missing where it was not asked.
    without_station : DataFrame
        ``station_id, name, cost, more``: the best roster without one station; missing where none
        exists.
    one_more : DataFrame
        ``station_id, name, pattern, household_hours, cost``: what one more crew would cover, the
        most first.
    crew_hours, cost : float
        Of a day, crews that were added for the queue included.
    added : tuple of (str, str)
        Station id and shift of the crews that were added because calls would wait too long.
    notices : tuple of Notice
    """

    answer: Roster
    patterns: tuple[Pattern, ...]
    shifts: pd.DataFrame
    duty: pd.DataFrame
    hours: pd.DataFrame
    without_station: pd.DataFrame
    one_more: pd.DataFrame
    crew_hours: float
    cost: float
    added: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]


class _Question:
    """The roster question of a district, as the kernel takes it."""

    def __init__(self, district: District, time_limit_s: float | None) -> None:
        self.district = district
        self.rules = district.settings.roster
        self.patterns = shift_patterns(self.rules)
        hours = district.hours()
        self.station_ids = hours.station_ids
        if not self.station_ids:
            raise OperationsError("workspace.nobody_answers")
        listed = district.inputs.stations.set_index("station_id")
        self.names = [str(listed["name"][station]) for station in self.station_ids]
        self.covers = [hours.everybody(hour).covers for hour in range(HOURS)]
        self.on = np.array([pattern.hours for pattern in self.patterns])
        self.cost = np.array([pattern.cost(self.rules) for pattern in self.patterns])
        self.time_limit_s = time_limit_s
        n_stations = len(self.station_ids)
        self.most = np.full(
            n_stations, np.inf if self.rules.most_crews is None else self.rules.most_crews
        )

    def solve(self, *, forbidden: int | None = None) -> Roster:
        """Return the kernel's answer, if need be without one station."""
        rules, n_stations = self.rules, len(self.station_ids)
        most = self.most.copy()
        least = np.full(n_stations, rules.least_crews)
        if forbidden is not None:
            most[forbidden] = least[forbidden] = 0
        covers = [sparse.csr_array(cover) for cover in self.covers]
        limits: dict[str, Any] = {
            "least_crews": least,
            "most_crews": most,
            "time_limit_s": self.time_limit_s,
        }
        people = self.district.households
        if rules.crew_hours is not None:
            paid = np.array([max(p.worked, rules.paid_hours) for p in self.patterns])
            return largest_roster(
                covers, people, self.on, cost=paid, budget=rules.crew_hours, **limits
            )
        # Who is needed is whoever could be covered with every station that the question has.
        if forbidden is not None:
            covers = [sparse.csr_array(cover) for cover in self._without(forbidden)]
        return roster(covers, people, self.on, cost=self.cost, share=rules.share, **limits)

    def _without(self, station: int) -> list[NDArray[np.bool_]]:
        reduced = [cover.copy() for cover in self.covers]
        for cover in reduced:
            cover[station] = False
        return reduced

    def named(self, note: Notice) -> Fault:
        """Return a reason of the kernel with names and clock times instead of numbers."""
        params = dict(note.params)
        if "hours" in params:
            params["hours"] = tuple(f"{hour:02d}:00" for hour in params["hours"])
        if "stations" in params:
            params["stations"] = tuple(self.names[number] for number in params["stations"])
        return Fault(note.key, **params)


def roster_of(
    district: District, *, time_limit_s: float | None = None, queue: bool = True
) -> DistrictRoster:
    """Return the cheapest roster of a district, or the most cover for given crew-hours.

    The roster is that of every day: the roads and the gates decide which station covers whom at an
    hour. Afterwards crews are taken to be busy with calls, and where these would wait too long
    for a free one, crews are added.

    Parameters
    ----------
    district : District
        Its section ``[roster]`` says what is asked for.
    time_limit_s : float, optional
        Wall seconds for the search.
    queue : bool
        Whether the queue is looked at.

    Returns
    -------
    DistrictRoster

    Raises
    ------
    OperationsError
        When no roster can be met: why, with names, and the smallest relaxation; when no station
        reaches an estate in time at any hour, so that there is nobody to roster for.
    """
    question = _Question(district, time_limit_s)
    if not any(cover.any() for cover in question.covers):
        raise OperationsError(
            "roster.nobody_in_reach", minutes=f"{district.settings.target.minutes:g}"
        )
    answer = question.solve()
    if not answer.has_roster:
        raise OperationsError("roster.none", faults=[question.named(note) for note in answer.notes])
    shifts = answer.shifts.copy()
    calls = call_pattern(district)
    wait, added = _queue(question, shifts, calls) if queue else (np.full(HOURS, np.nan), [])
    return DistrictRoster(
        answer=answer,
        patterns=tuple(question.patterns),
        shifts=_shift_rows(question, shifts),
        duty=_duty_rows(question, shifts),
        hours=_hour_rows(question, shifts, wait),
        without_station=_without_station(question, answer),
        one_more=_one_more(question, shifts),
        crew_hours=float(shifts.sum(axis=0) @ [p.worked for p in question.patterns]),
        cost=float(shifts.sum(axis=0) @ question.cost),
        added=tuple(
            (question.station_ids[station], question.patterns[pattern].name)
            for station, pattern in added
        ),
        notices=(
            *_notices(question, calls),
            *(_still_waiting(question, wait) if queue else ()),
        ),
    )


def _notices(question: _Question, calls: CallPattern) -> list[Notice]:
    stopped = question.time_limit_s is not None
    lost = tuple(f"{hour:02d}:00" for hour in range(HOURS) if not question.covers[hour].any())
    return [
        *([Notice("roster.hours_out_of_reach", hours=lost)] if lost else []),
        *(calls.notices if calls.from_log else (Notice("roster.assumed_calls"),)),
        *calls.said_of(question.district.settings.season.month),
        *([Notice("roster.limited")] if stopped else []),
    ]


def _still_waiting(question: _Question, wait: Reals) -> list[Notice]:
    """Return at which hours calls wait too long although crews were added as far as allowed."""
    hours = np.flatnonzero(wait > question.rules.most_wait_min)
    if not hours.size:
        return []
    return [
        Notice(
            "roster.still_waits",
            hours=", ".join(f"{hour:02d}:00" for hour in hours),
            minutes=question.rules.most_wait_min,
        )
    ]


def _parts(pattern: Pattern) -> list[tuple[float, float]]:
    """Return the stretches of a pattern as hours of the day."""
    stretches = []
    for part in pattern.name.split("+"):
        ends = read_hours(part)
        assert ends is not None
        stretches.append((ends[0] / 60, ends[1] / 60))
    return stretches


def _duty(question: _Question, shifts: Whole) -> Duty:
    """Return a roster as the shifts of every day; a station without crews is never on duty."""
    days = Days(EVERY_DAY)
    rows = [
        Shift(question.station_ids[station], days, opens, closes, int(shifts[station, pattern]))
        for station, pattern in zip(*np.nonzero(shifts), strict=True)
        for opens, closes in _parts(question.patterns[pattern])
    ]
    idle = np.flatnonzero(shifts.sum(axis=1) == 0)
    rows += [Shift(question.station_ids[station], days, 0.0, 24.0, 0) for station in idle]
    return Duty(tuple(rows))


def _queue(
    question: _Question, shifts: Whole, calls: CallPattern
) -> tuple[Reals, list[tuple[int, int]]]:
    """Add crews to a roster until no hour's calls wait too long; return the waits and the crews.

    Where the crew-hours are given none are added, and a station that has its most crews gets none.
    """
    added: list[tuple[int, int]] = []
    wait = _waits(question, shifts, calls)
    if question.rules.crew_hours is not None:
        return wait, added
    while len(added) < _MOST_MENDINGS:
        place = _place_of_one_more(question, shifts, wait)
        if place is None:
            break
        shifts[place] += 1
        added.append(place)
        wait = _waits(question, shifts, calls)
    return wait, added


def _place_of_one_more(question: _Question, shifts: Whole, wait: Reals) -> tuple[int, int] | None:
    """Return the station and the pattern of one more crew; None where none is needed or allowed.

    The station that bears most at the hour of the longest wait, and the pattern that is there at
    most hours of long waits, the cheaper of equals.
    """
    too_long = wait > question.rules.most_wait_min
    if not too_long.any():
        return None
    is_full = shifts.sum(axis=1) >= question.most
    for hour in np.argsort(-np.where(too_long, wait, -1.0), kind="stable")[: too_long.sum()]:
        load = np.where(is_full, -1.0, _load(question, shifts, int(hour)))
        fitting = np.flatnonzero(question.on[:, hour])
        if load.max() >= 0 and fitting.size:
            helped = (question.on[fitting] & too_long).sum(axis=1)
            pattern = int(fitting[np.lexsort((question.cost[fitting], -helped))[0]])
            return int(load.argmax()), pattern
    return None


def _load(question: _Question, shifts: Whole, hour: int) -> Reals:
    """Return the households that each station on duty covers, for each of its crews."""
    crews = shifts @ question.on[:, hour].astype(np.int64)
    covered = question.covers[hour] @ question.district.households
    return np.where(crews > 0, covered / np.maximum(crews, 1), -1.0)


def _waits(question: _Question, shifts: Whole, calls: CallPattern) -> Reals:
    """Return the mean minutes that calls wait for a free crew by hour; inf for an endless queue.

    Calls are those of the kind of day with the most of them at the hour, in the month asked for.
    """
    district = question.district
    level = calls.level.max(axis=0) * calls.in_month(district.settings.season.month)
    rostered = replace(district, inputs=replace(district.inputs, duty=_duty(question, shifts)))
    crews = rostered.settings.crews
    seen: dict[tuple[bytes, float], float] = {}
    waits = np.zeros(HOURS)
    on_duty = shifts @ question.on.astype(np.int64)
    for hour in range(HOURS):
        roads = on_duty[:, hour].tobytes() + question.covers[hour].tobytes()
        key = roads, float(level[hour])
        if key not in seen:
            then = rostered.at_hour(hour, DayKind.WEEKDAY)
            try:
                seen[key] = crew_load(
                    then,
                    calls_per_household_year=crews.calls_per_household_year * level[hour],
                    busy_min=crews.busy_min,
                ).wait_min
            except CoverageError:
                seen[key] = np.inf if on_duty[:, hour].any() else 0.0
        waits[hour] = seen[key]
    return waits


def _shift_rows(question: _Question, shifts: Whole) -> pd.DataFrame:
    rows = [
        {
            "station_id": question.station_ids[station],
            "name": question.names[station],
            "days": "every",
            "opens": f"{int(opens):02d}:00",
            "closes": f"{int(closes):02d}:00",
            "crews": int(shifts[station, pattern]),
            "shift": question.patterns[pattern].name,
            "hours": question.patterns[pattern].worked,
            "cost": float(question.cost[pattern]),
        }
        for station, pattern in zip(*np.nonzero(shifts), strict=True)
        for opens, closes in _parts(question.patterns[pattern])
    ]
    columns = ["station_id", "name", "days", "opens", "closes", "crews", "shift", "hours", "cost"]
    return pd.DataFrame(rows, columns=columns)


def _duty_rows(question: _Question, shifts: Whole) -> pd.DataFrame:
    """Return the crews on duty as a list of shifts of which no two of a station overlap."""
    crews = shifts @ question.on.astype(np.int64)
    rows = [
        (station_id, "every", f"{opens:02d}:00", f"{closes:02d}:00", count)
        for station_id, own in zip(question.station_ids, crews, strict=True)
        for opens, closes, count in _stretches(own)
    ]
    return pd.DataFrame(rows, columns=["station_id", "days", "opens", "closes", "crews"])


def _stretches(crews: Whole) -> list[tuple[int, int, int]]:
    """Return from when to when how many crews are there, over midnight where it is one stretch."""
    begins = np.flatnonzero(crews != np.roll(crews, 1)).tolist()
    if not begins:
        return [(0, HOURS, int(crews[0]))]
    ends = [*begins[1:], begins[0]]
    return [
        (begin, end or HOURS, int(crews[begin]))
        for begin, end in zip(begins, ends, strict=True)
        if crews[begin] > 0
    ]


def _hour_rows(question: _Question, shifts: Whole, wait: Reals) -> pd.DataFrame:
    people = question.district.households
    crews = shifts @ question.on.astype(np.int64)
    coverable = np.array([people[cover.any(axis=0)].sum() for cover in question.covers])
    covered = _covered(question, crews > 0)
    share = np.divide(covered, coverable, out=np.ones(HOURS), where=coverable > 0)
    return pd.DataFrame(
        {
            "hour": range(HOURS),
            "stations_on_duty": (crews > 0).sum(axis=0),
            "crews_on_duty": crews.sum(axis=0),
            "households_coverable": coverable,
            "households_covered": covered,
            "share": np.round(share, 6),
            "wait_min": np.round(np.where(np.isfinite(wait), wait, np.nan), 4),
        }
    )


def _covered(question: _Question, present: NDArray[np.bool_]) -> Reals:
    people = question.district.households
    return np.array(
        [
            people[(cover & present[:, [hour]]).any(axis=0)].sum()
            for hour, cover in enumerate(question.covers)
        ]
    )


def _without_station(question: _Question, answer: Roster) -> pd.DataFrame:
    """Return the best roster without each station that has crews, for districts of few stations."""
    used = np.flatnonzero(answer.shifts.sum(axis=1))
    rows = []
    for station in used if len(used) <= _MOST_ALTERNATIVES else ():
        other = question.solve(forbidden=int(station))
        rows.append(
            {
                "station_id": question.station_ids[station],
                "name": question.names[station],
                "objective": other.objective,
                "more": other.objective - answer.objective,
                "households_lost": float(
                    (answer.households_covered - other.households_covered).max(initial=0.0)
                ),
            }
        )
    return pd.DataFrame(
        rows, columns=["station_id", "name", "objective", "more", "households_lost"]
    )


def _one_more(question: _Question, shifts: Whole) -> pd.DataFrame:
    """Return what one more crew would cover that nobody covers, at each station its best shift."""
    present = shifts @ question.on.astype(np.int64) > 0
    now = _covered(question, present)
    rows = []
    for station, (station_id, name) in enumerate(
        zip(question.station_ids, question.names, strict=True)
    ):
        with_it = present.copy()
        with_it[station] = True
        gained = question.on @ (_covered(question, with_it) - now)
        best = int(np.lexsort((question.cost, -gained))[0])
        rows.append(
            {
                "station_id": station_id,
                "name": name,
                "shift": question.patterns[best].name,
                "household_hours": float(gained[best]),
                "cost": float(question.cost[best]),
            }
        )
    table = pd.DataFrame(rows, columns=["station_id", "name", "shift", "household_hours", "cost"])
    return table.sort_values("household_hours", ascending=False, kind="stable", ignore_index=True)
