"""The question behind a visit calendar: who may come when to which estate, and what that costs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Fault, Notice, OperationsError
from geo.operations import VisitCalendar, day_patterns, most_visits, visit_rounds
from geo.workspace.coverage.verdicts import Covered
from geo.workspace.district import District
from geo.workspace.operations.visit_lists import VisitLists
from geo.workspace.operations.visit_needs import (
    Calendar,
    EstateVisits,
    classes_of,
    priorities_of,
    relaxed,
    visits_of,
)
from geo.workspace.operations.visit_roads import FAR_MIN, VisitRoads, can_come, visit_roads

__all__ = ["MOST_NAMED", "MOVE_PRICE", "VisitQuestion"]

Option = tuple[tuple[int, ...], float]

MOST_NAMED: Final = 8
"""Names that a sentence lists."""

MOVE_PRICE: Final = 100_000.0
"""Dearer than all that a calendar of a district drives: nothing is moved to drive less."""

_STEPS_PER_ESTATE: Final = 400
_STEPS_OF_A_TRIAL: Final = 100
_LONGER_DAYS: Final = (1.1, 1.25, 1.5, 2.0, 3.0)


class VisitQuestion:
    """The question of a district as the kernel takes it.

    Parameters
    ----------
    district : District
    lists : VisitLists
    calendar : Calendar
    covered : Covered
        Says which estates are late or unsure.

    Raises
    ------
    OperationsError
        Where nothing keeps the rules: why, by name, with the smallest relaxation.
    """

    def __init__(
        self, district: District, lists: VisitLists, calendar: Calendar, covered: Covered
    ) -> None:
        self.lists, self.calendar, self.covered = lists, calendar, covered
        self.settings = district.settings.visits
        self.district = district
        hour = self.settings.hour
        at_hour = district if hour is None else district.at_hour(hour)
        self.roads: VisitRoads = visit_roads(at_hour, lists.visitors)
        self.estates = district.estates
        self.ids = self.estates["estate_id"].astype(str).tolist()
        self.names = self.estates["name"].astype(str).tolist()
        self.streets = self.estates["street"].fillna("").astype(str).tolist()
        self.priorities = priorities_of(district, covered, lists)
        self.open_matters = lists.open_matters
        self.visitor_number = {one.visitor_id: v for v, one in enumerate(lists.visitors)}
        self._patterns: dict[Any, list[tuple[int, ...]]] = {}
        self.notices: list[Notice] = []
        self.left_out: list[tuple[int, str]] = []
        self.days = self._days()
        self.wanted = [*self._wanted()]
        self.slots = self._slots()
        self._slot_number = {slot: number for number, slot in enumerate(self.slots)}
        self.options: list[list[Option]] = []
        self._fill_options()

    def _days(self) -> list[list[int]]:
        """Return the days from which each visitor may be sent; refuse visitors who have none."""
        faults = []
        begin, end = self.calendar.begin, self.calendar.end
        if not self.lists.visitors:
            faults.append(Fault("visits.nobody"))
        days = []
        for v, one in enumerate(self.lists.visitors):
            every = can_come(one.days, begin, end)
            if not every:
                faults.append(Fault("visits.no_days", visitor=one.visitor_id, begin=begin, end=end))
            if (self.roads.leave[v] >= FAR_MIN).all() or (self.roads.back[v] >= FAR_MIN).all():
                faults.append(
                    Fault("visits.base_off_roads", visitor=one.visitor_id, base=one.base or "–")
                )
            if one.day_min <= 0:
                faults.append(Fault("visits.no_hours", visitor=one.visitor_id))
            first = self.calendar.number(self.calendar.free_from)
            days.append([day for day in every if day >= first])
        if faults:
            raise OperationsError("visits.none", faults=faults)
        return days

    def _wanted(self) -> Iterator[EstateVisits]:
        """Yield the visits of every estate that gets any, and keep why the others get none."""
        classes = classes_of(self.district, self.covered, self.lists)
        by_estate: dict[int, list[Any]] = defaultdict(list)
        for visit in self.lists.visits:
            by_estate[visit.estate].append(visit)
        faults: list[Fault] = []
        for estate, estate_id in enumerate(self.ids):
            if classes[estate] < 0:
                self.left_out.append((estate, "no_class"))
                continue
            if self.roads.without_position[estate]:
                self.left_out.append((estate, "no_position"))
                continue
            own = visits_of(
                estate,
                estate_id,
                self.settings.classes[classes[estate]],
                self.calendar,
                by_estate[estate],
            )
            visitors, fault = self._who_may_come(own)
            if fault is not None:
                faults.append(fault)
                continue
            if not visitors and not own.locked:
                self.left_out.append((estate, "no_way"))
                continue
            if own.need.count > len(own.need.fixed) or own.locked:
                weight, due = self._priority(own)
                yield replace(own, visitors=visitors, weight=weight, due=due)
            elif not own.need.count:
                self.left_out.append((estate, "not_due"))
        if faults:
            raise OperationsError("visits.none", faults=_once(faults))

    def _who_may_come(self, own: EstateVisits) -> tuple[tuple[int, ...], Fault | None]:
        """Return the visitors by street, open matters and locked visits; a fault where none may."""
        street, people = self.streets[own.estate], self.lists.visitors
        by_street = [v for v, one in enumerate(people) if not one.streets or street in one.streets]
        if not by_street:
            return (), Fault("visits.nobody_for_street", street=street)
        number = self.visitor_number
        matters = self.open_matters
        waiting = matters[(matters["estate"] == own.estate) & matters["visitor_id"].isin(number)]
        may = by_street
        if len(waiting):
            first = waiting.sort_values(["raised_at", "matter_id"]).iloc[0]
            may = [number[first["visitor_id"]]]
            if may[0] not in by_street:
                return (), Fault(
                    "visits.matter_street",
                    matter=first["matter_id"],
                    visitor=first["visitor_id"],
                    street=street,
                )
        elif own.locked and (held := number[own.locked[0].visitor_id]) in by_street:
            may = [held]
        there_and_back = self.roads.leave[:, own.estate] + self.roads.back[:, own.estate]
        return tuple(v for v in may if there_and_back[v] < FAR_MIN), None

    def _priority(self, own: EstateVisits) -> tuple[int, int]:
        """Return how many reasons for priority an estate has, and by when it should be visited."""
        weight = sum(int(flags[own.estate]) for flags in self.priorities.values())
        matters = self.open_matters
        due = matters["due_at"][matters["estate"] == own.estate].min()
        if pd.notna(due):
            return weight, max(0, self.calendar.number(due.date()))
        last, mean = own.need.last, round(365 / own.of_class.times_a_year)
        return weight, 0 if last is None else max(0, last + mean)

    def _slots(self) -> list[tuple[int, int]]:
        """Return the days of visitors that can have visits, as (day, visitor)."""
        free = {(day, v) for v, days in enumerate(self.days) for day in days}
        locked = {
            (self.calendar.number(visit.day), self.visitor_number[visit.visitor_id])
            for own in self.wanted
            for visit in own.locked
        }
        return sorted(free | locked)

    def _fill_options(self) -> None:
        """Write the options of every estate; refuse estates that have none."""
        without: list[EstateVisits] = []
        wanted: list[EstateVisits] = []
        for asked in self.wanted:
            own, options = asked, self._options(asked)
            while not options and own.missed and own.need.count > len(own.need.fixed):
                # What was missed cannot be made up for within the gaps: one visit less.
                own = replace(own, need=replace(own.need, count=own.need.count - 1))
                options = self._options(own)
            if own is not asked and options:
                self.notices.append(Notice("visits.not_made_up", estate=self.names[own.estate]))
            if not options:
                without.append(own)
            elif coming := [option for option in options if option[0]]:
                wanted.append(own)
                self.options.append(coming)
        if without:
            raise OperationsError("visits.none", faults=list(self._why_none(without)))
        self.wanted = wanted

    def _options(self, own: EstateVisits) -> list[Option]:
        """Return the options of an estate: the days of one visitor, locked ones included."""
        at = self._slot_number
        held = tuple(
            at[self.calendar.number(visit.day), self.visitor_number[visit.visitor_id]]
            for visit in own.locked
        )
        options: list[Option] = []
        for visitor in own.visitors or (-1,):
            days = tuple(self.days[visitor]) if visitor >= 0 else ()
            planned = tuple(
                self.calendar.number(visit.day)
                for visit in own.planned
                if self.visitor_number[visit.visitor_id] == visitor
            )
            key = own.need, days, planned
            if key not in self._patterns:
                self._patterns[key] = day_patterns(own.need, days, planned=planned)
            options += [
                (
                    (*held, *(at[day, visitor] for day in free)),
                    self._price(own, free, planned),
                )
                for free in self._patterns[key]
            ]
        return options

    def _price(self, own: EstateVisits, free: Sequence[int], planned: Sequence[int]) -> float:
        """Return what a pattern costs beside the drive: lateness, and visits that are moved."""
        first = min((*own.need.fixed, *free), default=own.due)
        late = self.settings.lateness * own.weight * max(0, first - own.due)
        return late + MOVE_PRICE * (len(own.planned) - len({*planned} & {*free}))

    def _why_none(self, without: Sequence[EstateVisits]) -> Iterator[Fault]:
        """Yield why estates have no pattern of days, those alike together, and what would help."""
        alike: dict[Any, list[EstateVisits]] = defaultdict(list)
        for own in without:
            alike[own.need, own.visitors, own.of_class].append(own)
        for (need, visitors, of_class), estates in alike.items():
            days = sorted({day for v in visitors for day in self.days[v]})
            helps = relaxed(need, days)
            names = tuple(self.names[one.estate] for one in estates[:MOST_NAMED])
            yield Fault(
                "visits.no_pattern_of_days",
                estates=names,
                more=len(estates) - MOST_NAMED,
                number=len(estates),
                **{"class": of_class.name},
                count=need.count,
                days=len(days),
                least=need.gap_least,
                most=need.gap_most,
                fits=most_visits(need) + len(need.fixed),
            )
            for name, value in helps.items():
                if value is not None:
                    yield Fault(f"visits.relax_{name}", value=value)

    def minutes_of(self) -> NDArray[np.float64]:
        """Return the minutes of a visit to every wanted estate."""
        return np.array([own.of_class.minutes for own in self.wanted])

    def limits(self, factor: float = 1.0) -> NDArray[np.float64]:
        """Return the minutes of every visitor's day."""
        return np.array([factor * self.lists.visitors[v].day_min for _, v in self.slots])

    def levels(self) -> NDArray[np.float64]:
        """Return the minutes of visits that every visitor's day has where all are alike."""
        limits = self.limits()
        visits = [max(len(slots) for slots, _ in own) for own in self.options]
        return np.asarray(limits * (self.minutes_of() @ visits) / max(limits.sum(), 1e-9))

    def ask(
        self, *, factor: float = 1.0, time_limit_s: float | None, seed: int, steps: int
    ) -> VisitCalendar:
        """Return the kernel's answer, if need be with longer days."""
        estates = np.array([own.estate for own in self.wanted], np.int64)
        visitors = np.array([v for _, v in self.slots], np.int64)
        return visit_rounds(
            self.roads.between[np.ix_(estates, estates)],
            self.minutes_of(),
            self.options,
            leave_min=self.roads.leave[np.ix_(visitors, estates)],
            back_min=self.roads.back[np.ix_(visitors, estates)],
            day_limit_min=self.limits(factor),
            balance=self.settings.balance,
            level_min=self.levels(),
            time_limit_s=time_limit_s,
            steps_per_estate=steps,
            seed=seed,
        )

    def solve(self, *, time_limit_s: float | None, seed: int) -> VisitCalendar:
        """Return the kernel's answer.

        Raises
        ------
        OperationsError
            Where none was found: what is short, and how much longer days would do.
        """
        short = list(self._short())
        if not short:
            answer = self.ask(time_limit_s=time_limit_s, seed=seed, steps=_STEPS_PER_ESTATE)
            if answer.status in {"optimal", "feasible"}:
                return answer
            short = [self._named(note) for note in answer.notes]
        raise OperationsError("visits.none", faults=[*short, *self._longer_days(seed)])

    def _short(self) -> Iterator[Fault]:
        """Yield the visitors whose own estates need more minutes than all their days have."""
        limits = self.limits()
        alone: dict[tuple[int, ...], float] = defaultdict(float)
        for own, options in zip(self.wanted, self.options, strict=True):
            visits = min(len(slots) for slots, _ in options)
            who = tuple(sorted({self.slots[slot][1] for slots, _ in options for slot in slots}))
            alone[who] += visits * own.of_class.minutes
        for who in [*alone, tuple(range(len(self.lists.visitors)))]:
            needed = sum(minutes for some, minutes in alone.items() if set(some) <= set(who))
            has = float(limits[[v in who for _, v in self.slots]].sum())
            if needed > has:
                names = tuple(self.lists.visitors[v].visitor_id for v in who)
                yield Fault(
                    "visits.too_little_time",
                    visitors=names,
                    needed=round(needed / 60, 1),
                    has=round(has / 60, 1),
                )

    def _longer_days(self, seed: int) -> Iterator[Fault]:
        for factor in _LONGER_DAYS:
            answer = self.ask(factor=factor, time_limit_s=None, seed=seed, steps=_STEPS_OF_A_TRIAL)
            if answer.status in {"optimal", "feasible"}:
                longest = max(one.day_min for one in self.lists.visitors) * factor / 60
                yield Fault("visits.longer_days", share=factor - 1, hours=round(longest, 1))
                return

    def _named(self, note: Notice) -> Fault:
        """Return a reason of the kernel with names instead of numbers."""
        params = dict(note.params)
        if "estates" in params:
            names = [self.names[self.wanted[number - 1].estate] for number in params["estates"]]
            params["estates"] = tuple(names[:MOST_NAMED])
        return Fault(note.key, **params)


def _once(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults without those that say the same."""
    return list({fault.sentence(): fault for fault in faults}.values())
