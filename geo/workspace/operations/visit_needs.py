"""What the visits of every estate must keep: its class, how many, who may come, what is fixed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, floor
from typing import Any, Final
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Fault
from geo.operations import VisitNeed, day_patterns, most_visits
from geo.settings import VisitClass, VisitSettings
from geo.workspace.coverage.verdicts import Covered
from geo.workspace.district import District
from geo.workspace.operations.visit_lists import KnownVisit, VisitLists
from geo.workspace.zones.management import text_of

__all__ = [
    "Calendar",
    "EstateVisits",
    "classes_of",
    "contradictions",
    "gaps_of",
    "priorities_of",
    "relaxed",
    "visits_of",
]

_YEAR_DAYS: Final = 365
_TOUCH: Final = 1e-9


@dataclass(frozen=True)
class Calendar:
    """The days that are planned.

    Attributes
    ----------
    begin, end : date
        Without its end.
    free_from : date
        From this day on visits may still be planned; earlier ones are made, or missed.
    missed : date or None
        A day whose visits were not made.
    """

    begin: date
    end: date
    free_from: date
    missed: date | None = None

    @property
    def length(self) -> int:
        """Days of the calendar."""
        return (self.end - self.begin).days

    def number(self, day: date) -> int:
        """Return a day counted from the first one."""
        return (day - self.begin).days

    def day(self, number: int) -> date:
        """Return the day of a number."""
        return self.begin + timedelta(number)

    def is_missed(self, visit: KnownVisit) -> bool:
        """Whether a visit was not made."""
        return visit.status == "missed" or (
            visit.day == self.missed and visit.status in {"planned", "locked"}
        )

    def is_made(self, visit: KnownVisit) -> bool:
        """Whether a visit was made; one that was planned for a day gone by counts as made."""
        if self.is_missed(visit):
            return False
        return visit.status == "done" or visit.day < self.free_from


@dataclass(frozen=True)
class EstateVisits:
    """The visits of one estate within a calendar.

    Attributes
    ----------
    estate : int
        Its position.
    of_class : VisitClass
    need : VisitNeed
        Made and locked visits are its fixed ones.
    locked, planned : tuple of KnownVisit
        That are to come.
    missed : tuple of KnownVisit
        That are to be made up for.
    visitors : tuple of int
        Who may come: by the street, and by who brought back a matter that is open.
    due : int
        Day by which a priority estate should be visited.
    weight : int
        How many reasons there are for its priority.
    """

    estate: int
    of_class: VisitClass
    need: VisitNeed
    locked: tuple[KnownVisit, ...]
    planned: tuple[KnownVisit, ...]
    missed: tuple[KnownVisit, ...]
    visitors: tuple[int, ...]
    due: int
    weight: int


def gaps_of(of_class: VisitClass) -> tuple[int, int]:
    """Return the least and the most days between visits of a class.

    Parameters
    ----------
    of_class : VisitClass

    Returns
    -------
    tuple of int
        What the settings leave out is half and one and a half times the mean gap.
    """
    mean = _YEAR_DAYS / of_class.times_a_year
    least, most = of_class.gap_least_days, of_class.gap_most_days
    usual_least, usual_most = floor(mean / 2), ceil(1.5 * mean)
    if least is None:
        least = usual_least if most is None else min(usual_least, most)
    return least, max(usual_most, least) if most is None else most


def contradictions(classes: Sequence[VisitClass]) -> Iterator[Fault]:
    """Yield where gaps contradict the times a year, each with the smallest relaxation.

    Parameters
    ----------
    classes : sequence of VisitClass

    Yields
    ------
    Fault
    """
    for number, of_class in enumerate(classes, start=1):
        least, most = gaps_of(of_class)
        times = of_class.times_a_year
        said: dict[str, Any] = {"number": number, "name": of_class.name, "times": f"{times:g}"}
        if least > most:
            yield Fault("visits.gap_order", **said, least=least, most=most)
        # One visit more than the gaps between them fits into a year.
        elif (ceil(times - _TOUCH) - 1) * least >= _YEAR_DAYS:
            fits = (_YEAR_DAYS - 1) // least + 1
            wanted = (_YEAR_DAYS - 1) // (ceil(times - _TOUCH) - 1)
            yield Fault("visits.gap_too_long", **said, least=least, fits=fits, wanted=wanted)
        elif times * most < _YEAR_DAYS - _TOUCH:
            fits, wanted = ceil(_YEAR_DAYS / max(most, 1)), ceil(_YEAR_DAYS / times)
            yield Fault("visits.gap_too_short", **said, most=most, fits=fits, wanted=wanted)


def classes_of(district: District, covered: Covered, lists: VisitLists) -> NDArray[np.int64]:
    """Return the class of every estate.

    Parameters
    ----------
    district : District
    covered : Covered
    lists : VisitLists

    Returns
    -------
    ndarray of int64, shape (n_estates,)
        Position of the first class of the settings of which all conditions hold, -1 for none.
    """
    settings = district.settings.visits
    found = np.full(len(district.estates), -1)
    for number in range(len(settings.classes) - 1, -1, -1):
        found[_holds(settings.classes[number], district, covered, lists)] = number
    return found


def _holds(
    of_class: VisitClass, district: District, covered: Covered, lists: VisitLists
) -> NDArray[np.bool_]:
    holds = np.ones(len(district.estates), bool)
    for name, wanted in (
        ("street", of_class.streets),
        ("service_level", of_class.service_levels),
    ):
        if wanted:
            holds &= np.isin(text_of(district.estates, name).astype(str), wanted)
    if of_class.verdicts:
        holds &= np.isin(covered.estates["verdict"].to_numpy(str), of_class.verdicts)
    if of_class.open_matters is not None:
        holds &= _open_matters(lists, len(holds)) >= of_class.open_matters
    if of_class.households_least is not None:
        holds &= district.households >= of_class.households_least
    if of_class.elderly_least is not None:
        holds &= _elderly(district) >= of_class.elderly_least
    return holds


def _open_matters(lists: VisitLists, n_estates: int) -> NDArray[np.int64]:
    estate = lists.open_matters["estate"].to_numpy(np.int64)
    return np.bincount(estate[estate >= 0], minlength=n_estates)


def _elderly(district: District) -> NDArray[np.float64]:
    """Return the share of the elderly of every estate, -1 where nobody says it."""
    if "elderly_share" not in district.estates:
        return np.full(len(district.estates), -1.0)
    shares = pd.to_numeric(district.estates["elderly_share"], errors="coerce")
    return np.asarray(shares.fillna(-1.0), np.float64)


def priorities_of(
    district: District, covered: Covered, lists: VisitLists
) -> dict[str, NDArray[np.bool_]]:
    """Return why estates are to be visited early.

    Parameters
    ----------
    district : District
    covered : Covered
    lists : VisitLists

    Returns
    -------
    dict of str to ndarray of bool, shape (n_estates,)
        ``matters, unsure, late, elderly``.
    """
    verdict = covered.estates["verdict"].to_numpy(str)
    settings: VisitSettings = district.settings.visits
    return {
        "matters": _open_matters(lists, len(verdict)) > 0,
        "unsure": verdict == "unsure",
        "late": np.isin(verdict, ("late", "unreachable")),
        "elderly": _elderly(district) >= settings.elderly_least,
    }


def visits_of(
    estate: int,
    estate_id: str,
    of_class: VisitClass,
    calendar: Calendar,
    known: Sequence[KnownVisit],
) -> EstateVisits:
    """Return what the visits of an estate must keep, before it is said who may come and why first.

    Parameters
    ----------
    estate : int
    estate_id : str
        Spreads halves of a visit over estates, so that a year has just its times.
    of_class : VisitClass
    calendar : Calendar
    known : sequence of KnownVisit
        Of this estate, by day.

    Returns
    -------
    EstateVisits
    """
    made = [visit for visit in known if calendar.is_made(visit)]
    within = [visit for visit in known if calendar.begin <= visit.day < calendar.end]
    coming = [v for v in within if not calendar.is_made(v) and not calendar.is_missed(v)]
    locked = tuple(visit for visit in coming if visit.status == "locked")
    missed = tuple(visit for visit in within if calendar.is_missed(visit))
    before = [visit.day for visit in made if visit.day < calendar.begin]
    fixed = {calendar.number(v.day) for v in (*made, *locked) if calendar.begin <= v.day}
    fixed = {number for number in fixed if number < calendar.length}
    least, most = gaps_of(of_class)
    asked = _quota(of_class.times_a_year, calendar, estate_id)
    return EstateVisits(
        estate=estate,
        of_class=of_class,
        need=VisitNeed(
            # A calendar that is mended keeps the visits it has; nothing is added to it.
            count=len(within) if calendar.missed else max(asked, len(within)),
            gap_least=least,
            gap_most=most,
            length=calendar.length,
            last=calendar.number(max(before)) if before else None,
            fixed=tuple(sorted(fixed)),
        ),
        locked=locked,
        planned=tuple(visit for visit in coming if visit.status == "planned"),
        missed=missed,
        visitors=(),
        due=0,
        weight=0,
    )


def _quota(times: float, calendar: Calendar, estate_id: str) -> int:
    """Return how many visits a calendar has so that those of a whole year are `times`.

    Of six a year a quarter has one or two; which, differs from estate to estate, so that quarters
    have about as many.
    """
    phase = crc32(estate_id.encode()) / 2**32
    return floor(times * _years(calendar.end) + phase + _TOUCH) - floor(
        times * _years(calendar.begin) + phase + _TOUCH
    )


def _years(day: date) -> float:
    """Return a day as years, every month a twelfth."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    days = (following - date(day.year, day.month, 1)).days
    return day.year + (day.month - 1 + (day.day - 1) / days) / 12


def relaxed(need: VisitNeed, days: Sequence[int]) -> dict[str, int | None]:
    """Return the smallest relaxations, each alone, by which a need has a pattern of days.

    Parameters
    ----------
    need : VisitNeed
        That has none.
    days : sequence of int
        Days on which somebody can come.

    Returns
    -------
    dict of str to int or None
        ``least`` (a shorter least gap), ``most`` (a longer most gap), ``count`` (fewer visits).
    """

    def has_one(changed: VisitNeed) -> bool:
        return bool(day_patterns(changed, days, most=1))

    fewest = len(need.fixed)
    fewer = range(min(need.count - 1, most_visits(need) + fewest), fewest - 1, -1)
    return {
        "least": next(
            (
                gap
                for gap in range(need.gap_least - 1, 0, -1)
                if has_one(replace(need, gap_least=gap))
            ),
            None,
        ),
        "most": next(
            (
                gap
                for gap in range(need.gap_most + 1, need.length + need.gap_most + 1)
                if has_one(replace(need, gap_most=gap))
            ),
            None,
        ),
        "count": next((n for n in fewer if has_one(replace(need, count=n))), None),
    }
