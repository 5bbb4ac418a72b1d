"""The front of a district: stations × households on time × mean minutes, each point a plan."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo import siting
from geo.siting import SitingPlan
from geo.solver import Certificate
from geo.stop import Progress, Stop
from geo.workspace.district import District
from geo.workspace.siting.places import SitePlaces, site_places
from geo.workspace.siting.rules import (
    SettledSites,
    SiteRules,
    check_stations,
    rules_of_many,
    settle,
)

__all__ = ["FRONT_COLUMNS", "front_plan", "siting_front"]

FRONT_COLUMNS: Final = (
    "new_stations",
    "households_covered",
    "share_households",
    "gained",
    "mean_min",
    "gap",
    "status",
    "chosen",
)

_SAME: Final = 1e-9


class _Point(NamedTuple):
    """A plan by what it costs and gives; the gap says how much better an unseen one could be."""

    stations: int
    covered: float
    mean_min: float
    gap: float
    chosen: tuple[int, ...]

    def beats(self, other: "_Point") -> bool:
        """Tell whether the other point adds nothing beside this one."""
        no_worse = (
            self.stations <= other.stations
            and self.covered >= other.covered * (1 - _SAME)
            and self.mean_min <= other.mean_min * (1 + _SAME)
        )
        if not no_worse:
            return False
        same = (
            self.stations == other.stations
            and self.covered <= other.covered * (1 + _SAME)
            and self.mean_min >= other.mean_min * (1 - _SAME)
        )
        return not same or (self.gap, self.chosen) <= (other.gap, other.chosen)


class _Aims(NamedTuple):
    """The matrices of the two aims, without those whom no place reaches."""

    minutes: NDArray[np.float64]
    covers: sparse.csr_array
    demand: NDArray[np.float64]

    def point(self, chosen: NDArray[np.int64], stations: int) -> _Point:
        """Return a plan as a point whose gap is not known yet."""
        rows = list(chosen)
        nearest = self.minutes[rows].min(axis=0)
        total = max(float(self.demand.sum()), 1e-9)
        asking = self.demand > 0
        waited = float((nearest[asking] * self.demand[asking]).sum())
        on_time = self.covers[rows].sum(axis=0) > 0
        return _Point(
            stations,
            float(self.demand[on_time].sum()),
            waited / total,
            0.0,
            tuple(int(row) for row in chosen),
        )


def siting_front(
    district: District,
    *,
    most_new: float,
    rules: SiteRules | None = None,
    places: SitePlaces | None = None,
    time_limit_s: float | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return the plans that no other beats in stations, households on time and mean minutes.

    First come, for each number of stations, the plan that brings the most households on time and
    the one with the least minutes, both proven; then what lies between them.

    Parameters
    ----------
    district : District
    most_new : int
        Largest number of new stations.
    rules : SiteRules, optional
        What every plan must keep; those of the workspace unless given.
    places : SitePlaces, optional
        The places of this district, where they are known already.
    time_limit_s : float, optional
        Wall seconds for what lies between; None runs to proof.
    stop : Stop, optional
        Limit and cancel flag of the caller; the front as far as it is known is told after each
        number of stations, and returned where the search is called off.

    Returns
    -------
    DataFrame
        ``new_stations, households_covered, share_households, gained, mean_min, gap, status,
        chosen``, fewest stations and most minutes first. ``gained`` is what the best cover of as
        many stations gains over that of one fewer. A gap of 0 is proof; otherwise no plan of as
        many stations that is as good in one aim can be better by more than this share in the
        other.

    Raises
    ------
    SitingError
        For rules that contradict each other, or more stations than candidates.
    """
    rules = rules_of_many(district.settings.siting, rules)
    places = site_places(district) if places is None else places
    settled = settle(places, rules)
    most = check_stations(most_new, places, settled)
    stop = Stop.within(stop)
    reached = places.reached
    aims = _Aims(places.minutes[:, reached], places.cover_rows[:, reached], places.demand[reached])
    households = float(district.demand.sum())
    points: list[_Point] = []
    least_min: dict[int, float] = {}
    for stations in range(max(1, settled.fixed.size), most + 1):
        ends, least_min[stations] = _ends(aims, settled, stations, stop.part())
        points += ends
        if stop.must_stop:
            return _table(points, settled, households)
        stop.tell(Progress(partial=_table(points, settled, households)))
    between = siting.front(
        aims.minutes,
        aims.covers,
        aims.demand,
        most,
        fixed=settled.fixed,
        forbidden=settled.forbidden,
        time_limit_s=time_limit_s,
        stop=stop.part(),
    )
    for row in between.to_dict("records"):
        found = aims.point(np.array(row["chosen"], dtype=np.int64), int(row["stations"]))
        gap = min(float(row["gap"]), _share(found.mean_min, least_min[found.stations]))
        points.append(found._replace(gap=gap))
    return _table(points, settled, households)


def front_plan(row: "pd.Series[Any]", n_estates: int) -> SitingPlan:
    """Return a point of the front as a plan over the places.

    Parameters
    ----------
    row : Series
        A row of :func:`siting_front`.
    n_estates : int
    """
    return siting.part_of_answer(
        "max_cover",
        chosen=row["chosen"],
        n_estates=n_estates,
        objective=row["households_covered"],
        gap=row["gap"],
        status=row["status"],
        certificate=Certificate.ours(row["households_covered"] * (1.0 + row["gap"])),
    )


def _ends(
    aims: _Aims, settled: SettledSites, stations: int, stop: Stop
) -> tuple[list[_Point], float]:
    """Return the widest and the quickest plan of so many stations, and the least mean minutes.

    What each of them could still gain in the other aim is at most what the other has.
    """
    asked: dict[str, Any] = {
        "fixed": settled.fixed,
        "forbidden": settled.forbidden,
        "stop": stop,
    }
    wide = siting.max_cover(aims.covers, aims.demand, stations, **asked)
    quick = siting.p_median(aims.minutes, aims.demand, stations, **asked)
    if not quick.has_plan:
        return [], 0.0
    widest, quickest = (aims.point(plan.chosen, stations) for plan in (wide, quick))
    least_min = quick.bound / max(float(aims.demand.sum()), 1e-9)
    ends = [quickest._replace(gap=_share(wide.bound, quickest.covered))]
    if np.isfinite(widest.mean_min):
        ends.append(widest._replace(gap=_share(widest.mean_min, least_min)))
    return ends, least_min


def _share(larger: float, smaller: float) -> float:
    share = (larger - smaller) / max(larger, 1e-9)
    return share if share > _SAME else 0.0


def _table(points: list[_Point], settled: SettledSites, households: float) -> pd.DataFrame:
    """Return the points that no other beats."""
    distinct = list(dict.fromkeys(points))
    kept = [
        point
        for point in distinct
        if not any(other.beats(point) for other in distinct if other is not point)
    ]
    kept.sort(key=lambda point: (point.stations, -point.mean_min))
    widest: dict[int, float] = {}
    for point in kept:
        widest[point.stations] = max(widest.get(point.stations, 0.0), point.covered)
    return pd.DataFrame(
        [
            (
                point.stations - settled.n_kept,
                point.covered,
                point.covered / max(households, 1e-9),
                widest[point.stations] - widest.get(point.stations - 1, widest[point.stations]),
                point.mean_min,
                point.gap,
                "optimal" if point.gap == 0.0 else "feasible",
                point.chosen,
            )
            for point in kept
        ],
        columns=list(FRONT_COLUMNS),
    )
