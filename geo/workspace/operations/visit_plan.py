"""The visit calendar of a district: who visits which estate on which day, and in which order."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.errors import Notice, OperationsError
from geo.operations import VisitCalendar
from geo.workdays import last_known_year
from geo.workspace.coverage.verdicts import cover_stations
from geo.workspace.district import District, survey
from geo.workspace.operations.visit_lists import read_visit_lists
from geo.workspace.operations.visit_needs import Calendar, EstateVisits, contradictions
from geo.workspace.operations.visit_question import MOST_NAMED, MOVE_PRICE, VisitQuestion
from geo.workspace.operations.visit_record import matters_by_age, scores_of
from geo.workspace.operations.visit_roads import VisitRoads
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import read_inputs

__all__ = ["VisitPlan", "visits_plan"]

Progress = Callable[[float, str], None]

_MOST_MONTHS: Final = 24


@dataclass(frozen=True, eq=False)
class VisitPlan:
    """A calendar of visits with its proof, and what it was planned from.

    Attributes
    ----------
    begin, end : date
        The days that are planned, without the end.
    missed : date or None
        The day whose visits are made up for.
    answer : VisitCalendar
        The kernel's answer: its objective is the drive, the price of unbalance, of lateness and of
        moved visits together.
    visits : DataFrame
        A row for each visit by day, visitor and order: ``visit_id, date, visitor_id, unit, role,
        order, arrive, leave, estate, estate_id, name, street, community, households, drive_min,
        visit_min, class, reasons, status, moved, last_date, last_visitor``.
    days : DataFrame
        A row for each visitor's day with visits: ``date, visitor_id, unit, role, visits,
        drive_min, visit_min, total_min, day_min, back, stops`` (positions of estates).
    visitors : DataFrame
        ``visitor_id, unit, role, base, lon, lat, days, days_used, visits, drive_min, visit_min``.
    matters : DataFrame
        As :func:`matters_by_age` gives them, the oldest open ones first.
    scores : DataFrame
        Visits and answers by street and quarter, as a list of inspections.
    in_force : DataFrame
        The calendar to take over as the list ``visits``: earlier visits as they became, then the
        planned ones; ``visit_id, date, visitor_id, estate_id, name, status``.
    left_out : DataFrame
        ``estate_id, name, street, reason`` of estates that get no visit, and why.
    drive_min, uneven_min, late_days : float
        Minutes driven, minutes by which days are off the mean, days of lateness.
    uneven_price, late_price : float
        What unbalance and lateness are priced at within the objective.
    moves, least_moves : int
        Visits that were moved, and a number below which no calendar can stay.
    notices : tuple of Notice
    """

    begin: date
    end: date
    missed: date | None
    answer: VisitCalendar
    visits: pd.DataFrame
    days: pd.DataFrame
    visitors: pd.DataFrame
    matters: pd.DataFrame
    scores: pd.DataFrame
    in_force: pd.DataFrame
    left_out: pd.DataFrame
    drive_min: float
    uneven_min: float
    late_days: float
    uneven_price: float
    late_price: float
    moves: int
    least_moves: int
    notices: tuple[Notice, ...]

    @property
    def last_day(self) -> date:
        """The last day of the calendar."""
        return self.end - timedelta(1)


def visits_plan(
    workspace: Workspace,
    district: District | None = None,
    *,
    begin: date,
    months: int,
    missed: date | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Progress = lambda _share, _stage: None,
) -> VisitPlan:
    """Return the visit calendar of a workspace.

    Parameters
    ----------
    workspace : Workspace
    district : District, optional
        The district of the workspace, where it has been surveyed already.
    begin : date
        First day of the calendar.
    months : int
        Its length, 1 to 24.
    missed : date, optional
        A day of the calendar in force whose visits were not made. They are made up for later, and
        as few other visits as possible are moved.
    time_limit_s : float, optional
        Wall seconds of the search; left out, a number of steps.
    seed : int
    progress : callable
        Called with the share done and the key of the stage that begins.

    Returns
    -------
    VisitPlan

    Raises
    ------
    WorkspaceError
        When lists cannot be used.
    OperationsError
        When no calendar exists or none was found: why, by name, and the smallest relaxation.
    """
    calendar = _calendar(begin, months, missed)
    faults = list(contradictions(workspace.settings.visits.classes))
    if faults:
        raise OperationsError("visits.none", faults=faults)
    progress(0.0, "workspace.stage_read")
    known = district or survey(read_inputs(workspace), workspace.settings)
    lists = read_visit_lists(workspace, known)
    if missed is not None and not any(calendar.is_missed(visit) for visit in lists.visits):
        raise OperationsError("visits.missed_nothing", missed=missed)
    progress(0.2, "workspace.stage_cover")
    question = VisitQuestion(known, lists, calendar, cover_stations(known))
    progress(0.3, "visits.stage_search")
    answer = question.solve(time_limit_s=time_limit_s, seed=seed)
    progress(0.95, "visits.stage_tables")
    return _plan(question, answer)


def _calendar(begin: date, months: int, missed: date | None) -> Calendar:
    if not 1 <= months <= _MOST_MONTHS:
        raise OperationsError("visits.months", found=months, most=_MOST_MONTHS)
    end = (pd.Timestamp(begin) + pd.DateOffset(months=months)).date()
    if missed is None:
        return Calendar(begin, end, begin)
    if not begin <= missed < end:
        raise OperationsError("visits.missed_outside", found=missed, begin=begin, end=end)
    return Calendar(begin, end, missed + timedelta(1), missed)


def _plan(question: VisitQuestion, answer: VisitCalendar) -> VisitPlan:
    visits, days = _rows(question, answer)
    chosen = [
        options[pattern]
        for options, pattern in zip(question.options, answer.pattern_of, strict=True)
    ]
    served, minutes = np.zeros(len(question.slots)), question.minutes_of()
    for slot, _, stops in answer.routes:
        served[slot] = minutes[[stop - 1 for stop in stops]].sum()
    moved = [int(price // MOVE_PRICE) for _, price in chosen]
    least = [min(int(price // MOVE_PRICE) for _, price in own) for own in question.options]
    late = sum(price % MOVE_PRICE for _, price in chosen)
    uneven = float(np.abs(served - question.levels()).sum())
    return VisitPlan(
        begin=question.calendar.begin,
        end=question.calendar.end,
        missed=question.calendar.missed,
        answer=answer,
        visits=visits,
        days=days,
        visitors=_workload(question, days),
        matters=matters_by_age(question.lists, question.estates, question.calendar.free_from),
        scores=scores_of(question.lists, question.estates, question.calendar),
        in_force=_in_force(question, visits),
        left_out=_left_out(question),
        drive_min=float(days["drive_min"].sum()),
        uneven_min=uneven,
        late_days=late / question.settings.lateness if question.settings.lateness else 0.0,
        uneven_price=question.settings.balance * uneven,
        late_price=late,
        moves=sum(moved),
        least_moves=sum(least),
        notices=(*question.lists.notices, *question.notices, *_doubts(question)),
    )


_VISIT_COLUMNS: Final = (
    "visit_id", "date", "visitor_id", "unit", "role", "order", "arrive", "leave", "estate",
    "estate_id", "name", "street", "community", "households", "drive_min", "visit_min", "class",
    "reasons", "status", "moved", "last_date", "last_visitor",
)  # fmt: skip
_DAY_COLUMNS: Final = (
    "date", "visitor_id", "unit", "role", "visits", "drive_min", "visit_min", "total_min",
    "day_min", "back", "stops",
)  # fmt: skip


def _rows(question: VisitQuestion, answer: VisitCalendar) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a row for every visit, and one for every visitor's day."""
    visits: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    for slot, _, stops in answer.routes:
        number, v = question.slots[slot]
        visitor, day = question.lists.visitors[v], question.calendar.day(number)
        who = {"visitor_id": visitor.visitor_id, "unit": visitor.unit, "role": visitor.role}
        clock = datetime.combine(day, time(question.settings.starts_at))
        here, driven, visited = -1, 0.0, 0.0
        for order, stop in enumerate(stops, start=1):
            own = question.wanted[stop - 1]
            drive = _leg(question.roads, v, here, own.estate)
            arrive = clock + timedelta(minutes=drive)
            clock = arrive + timedelta(minutes=own.of_class.minutes)
            here, driven, visited = own.estate, driven + drive, visited + own.of_class.minutes
            visits.append(
                {
                    **_visit(question, own, day),
                    **who,
                    "order": order,
                    "arrive": f"{arrive:%H:%M}",
                    "leave": f"{clock:%H:%M}",
                    "drive_min": round(drive, 3),
                    "visit_min": own.of_class.minutes,
                }
            )
        drive = _leg(question.roads, v, here, -1)
        days.append(
            {
                "date": day,
                **who,
                "visits": len(stops),
                "drive_min": round(driven + drive, 3),
                "visit_min": visited,
                "total_min": round(driven + drive + visited, 3),
                "day_min": visitor.day_min,
                "back": f"{clock + timedelta(minutes=drive):%H:%M}",
                "stops": tuple(question.wanted[stop - 1].estate for stop in stops),
            }
        )
    table = pd.DataFrame(visits, columns=list(_VISIT_COLUMNS))
    return table, pd.DataFrame(days, columns=list(_DAY_COLUMNS))


def _leg(roads: VisitRoads, visitor: int, here: int, there: int) -> float:
    """Return the minutes of a leg; -1 is the base."""
    if here < 0:
        return float(roads.leave[visitor, there])
    return float(roads.back[visitor, here] if there < 0 else roads.between[here, there])


def _visit(question: VisitQuestion, own: EstateVisits, day: date) -> dict[str, Any]:
    """Return what a visit is to: the estate, why it comes early, the last visit, its status."""
    estate = question.estates.iloc[own.estate]
    estate_id = question.ids[own.estate]
    locked = {visit.day: visit for visit in own.locked}
    planned = {visit.day: visit for visit in own.planned}
    known = locked.get(day) or planned.get(day)
    made = [
        visit
        for visit in question.lists.visits
        if visit.estate == own.estate and visit.day < day and question.calendar.is_made(visit)
    ]
    in_force = bool(own.planned or own.locked or own.missed)
    return {
        "visit_id": known.visit_id if known else f"V{day:%Y%m%d}-{estate_id}",
        "date": day,
        "estate": own.estate,
        "estate_id": estate_id,
        "name": question.names[own.estate],
        "street": question.streets[own.estate],
        "community": str(estate.get("community") or ""),
        "households": int(estate["households"]),
        "class": own.of_class.name,
        "reasons": tuple(name for name, flags in question.priorities.items() if flags[own.estate]),
        "status": "locked" if day in locked else "planned",
        "moved": in_force and known is None,
        "last_date": made[-1].day if made else None,
        "last_visitor": made[-1].visitor_id if made else "",
    }


def _workload(question: VisitQuestion, days: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for v, visitor in enumerate(question.lists.visitors):
        own = days[days["visitor_id"] == visitor.visitor_id]
        rows.append(
            {
                "visitor_id": visitor.visitor_id,
                "unit": visitor.unit,
                "role": visitor.role,
                "base": visitor.base,
                "lon": visitor.lon,
                "lat": visitor.lat,
                "days": len(question.days[v]),
                "days_used": len(own),
                "visits": int(own["visits"].sum()),
                "drive_min": float(own["drive_min"].sum()),
                "visit_min": float(own["visit_min"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _in_force(question: VisitQuestion, visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits that were made or missed, those beyond the calendar, and the planned."""
    calendar, rows = question.calendar, []
    for visit in question.lists.visits:
        if calendar.is_missed(visit):
            status = "missed"
        elif calendar.is_made(visit):
            status = "done"
        elif visit.day >= calendar.end:
            status = visit.status
        else:
            continue
        rows.append(
            {
                "visit_id": visit.visit_id,
                "date": visit.day,
                "visitor_id": visit.visitor_id,
                "estate_id": question.ids[visit.estate],
                "name": question.names[visit.estate],
                "status": status,
            }
        )
    columns = ["visit_id", "date", "visitor_id", "estate_id", "name", "status"]
    whole = pd.DataFrame([*rows, *visits[columns].to_dict("records")], columns=columns)
    whole = whole.sort_values(["date", "visitor_id", "visit_id"], kind="stable", ignore_index=True)
    return whole.assign(date=[day.isoformat() for day in whole["date"]])


def _left_out(question: VisitQuestion) -> pd.DataFrame:
    rows = [
        (question.ids[estate], question.names[estate], question.streets[estate], reason)
        for estate, reason in question.left_out
    ]
    return pd.DataFrame(rows, columns=["estate_id", "name", "street", "reason"])


def _doubts(question: VisitQuestion) -> Iterator[Notice]:
    """Yield what is doubtful: estates left out, shut gates, days beyond the known holidays."""
    counts = Counter(reason for _, reason in question.left_out)
    for reason, count in counts.items():
        left = [question.names[estate] for estate, why in question.left_out if why == reason]
        yield Notice(f"visits.left_out_{reason}", count=count, names=tuple(left[:MOST_NAMED]))
    announced = [
        question.names[own.estate]
        for own in question.wanted
        if question.roads.announced[own.estate]
    ]
    if announced:
        names = tuple(announced[:MOST_NAMED])
        yield Notice("visits.gates_shut", count=len(announced), names=names)
    if (question.calendar.end - timedelta(1)).year > last_known_year():
        yield Notice("visits.holidays_unknown", year=last_known_year())
    gone = [
        v
        for v in question.lists.visits
        if v.status == "planned"
        and v.day < question.calendar.free_from
        and not question.calendar.is_missed(v)
    ]
    if gone:
        yield Notice("visits.taken_as_made", count=len(gone))
