"""The works of a district before the rains: which are done when, what holds it back, and why not.

What a work gains is household-days of leak: households that it serves, times the rain calls of a
household on a day of the season (as screened, see :mod:`geo.workspace.operations.rain_risk`), times
the days that a leak lasts, times the days that follow its end. Works of one estate share its calls.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Notice, OperationsError
from geo.operations import (
    MendedWorks,
    WorksPlan,
    mend_works,
    schedule_works,
    value_of_more,
)
from geo.solver import relative_gap
from geo.workspace.district import District, survey
from geo.workspace.operations.lists import read_call_list
from geo.workspace.operations.rain_risk import RainRisk, communities_of, rain_risk
from geo.workspace.operations.work_lists import WorkLists, read_work_lists
from geo.workspace.operations.work_weeks import (
    TO_FRIDAY,
    RainSeason,
    WeeksOfWorks,
    season_of,
    weeks_of_works,
)
from geo.workspace.reading.folder import Workspace
from geo.workspace.reading.inputs import read_inputs

__all__ = ["MORE_YUAN", "DistrictWorks", "MovedWork", "screening_of", "works_of"]

MORE_YUAN: Final = 10_000.0
"""Money of which is said what it would buy more."""
_CREW_WEEK_DAYS: Final = 5.0
# Nodes of the search after which a plan is told with its gap: by count, so that it stays the same.
_MOST_NODES: Final = 500

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class MovedWork:
    """What it costs to start a work in another week and leave the others where they are.

    Attributes
    ----------
    household_days : float
        Household-days of leak that are avoided less; negative where more.
    broken : tuple of Notice
        Limits that would not be kept, in words.
    """

    household_days: float
    broken: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class DistrictWorks:
    """A plan of works with what it rests on.

    Attributes
    ----------
    season : RainSeason
    plan : WorksPlan
    works : DataFrame
        In the order of the list: ``work_id, estate_id, name, street, community, lon, lat, kind,
        points, crew_days, weeks, cost, money, households`` (that it serves), ``best, value``
        (household-days of leak avoided, at best and as planned), ``week`` (number, -1 not done),
        ``starts, ends`` (days), ``state`` (``planned``, ``moved``, ``left_out``), ``reason``,
        ``note``.
    weeks : DataFrame
        ``week`` (its Monday), ``crews, days, crew_days, used, works`` (going on).
    money : DataFrame
        ``source, budget, spent, left``; without rows where nothing limits it.
    communities : DataFrame
        ``street, community, works, points, crew_days, cost, site_paid_by, starts, ends,
        households, value``.
    more : DataFrame
        ``limit`` (``crew_week`` or ``money``), ``source, household_days``: what one crew-week or
        10,000 yuan more would avoid.
    binding : tuple of Notice
        Which limits hold the plan back, the strongest first.
    reasons : dict of str to Notice
        Why a work is not done, by its id.
    risk : RainRisk
    question : dict
        What :func:`geo.operations.schedule_works` was asked.
    calendar : WeeksOfWorks
    working : ndarray of bool, shape (n_works, n_weeks)
        Weeks in which a work is worked at.
    notices : tuple of Notice
    mended : MendedWorks or None
        Where weeks were lost: how the plan was mended. Its bound and gap are those of before.
    """

    season: RainSeason
    plan: WorksPlan
    works: pd.DataFrame
    weeks: pd.DataFrame
    money: pd.DataFrame
    communities: pd.DataFrame
    more: pd.DataFrame
    binding: tuple[Notice, ...]
    reasons: dict[str, Notice]
    risk: RainRisk
    question: dict[str, Any]
    calendar: WeeksOfWorks
    working: NDArray[np.bool_]
    notices: tuple[Notice, ...]
    mended: MendedWorks | None = None

    def week_number(self, day: date) -> int:
        """Return the number of the week of a day.

        Raises
        ------
        OperationsError
            When the day lies outside the weeks of the plan.
        """
        mondays = self.calendar.mondays
        number = (day - mondays[0]).days // 7
        if number not in range(len(mondays)):
            last = mondays[-1] + timedelta(days=6)
            raise OperationsError(
                "works.day_outside", found=day.isoformat(), first=mondays[0], last=last
            )
        return number

    def moved(self, work_id: str, week: int) -> MovedWork:
        """Return the price of starting a work in another week, or of leaving it out with -1.

        Parameters
        ----------
        work_id : str
        week : int
            Number of the week; -1 leaves the work out.

        Returns
        -------
        MovedWork
        """
        work = self.works["work_id"].tolist().index(work_id)
        week_of = np.array(self.plan.week_of)
        now = self._value(work, int(week_of[work]))
        week_of[work] = week
        return MovedWork(now - self._value(work, week), tuple(self._broken(work, week_of)))

    def replanned(self, weeks: dict[str, int]) -> "DistrictWorks":
        """Return the best plan that starts some works in given weeks.

        Parameters
        ----------
        weeks : dict of str to int
            Week by work; -1 leaves a work out.

        Returns
        -------
        DistrictWorks
            A work whose week breaks a limit is not done.
        """
        ids = self.works["work_id"].tolist()
        value = np.array(self.question["value"])
        # Dearer than all works together: what a person has fixed goes before everything else.
        first = 1.0 + float(value.max(axis=1, initial=0.0).sum())
        for work_id, week in weeks.items():
            kept = np.zeros(value.shape[1])
            if week >= 0:
                kept[week] = first + value[ids.index(work_id), week]
            value[ids.index(work_id)] = kept
        asked = {**self.question, "value": value}
        plan = schedule_works(**asked, node_limit=_MOST_NODES)
        gained = sum(self._value(work, int(week)) for work, week in enumerate(plan.week_of))
        bound = gained + plan.bound - plan.objective
        true = replace(plan, objective=gained, bound=bound, gap=relative_gap(gained, bound))
        working = _working(plan.week_of, self.calendar)
        return _composed(replace(self, plan=true, working=working))

    def after_lost_week(self, day: date) -> "DistrictWorks":
        """Return the plan mended after a week without crews, such as one of rain.

        Parameters
        ----------
        day : date
            Any day of the week that was lost.

        Returns
        -------
        DistrictWorks
            With as few moves as it takes; works of earlier weeks stay as they are.

        Raises
        ------
        OperationsError
            When the day lies outside the weeks of the plan.
        """
        lost = self.week_number(day)
        crew_days = np.array(self.question["crew_days_per_week"], np.float64)
        crew_days[lost] = 0.0
        asked = {**self.question, "crew_days_per_week": crew_days}
        mended = mend_works(self.plan, lost, **asked)
        calendar = replace(
            self.calendar, crews=np.where(np.arange(crew_days.size) == lost, 0, self.calendar.crews)
        )
        return _mended(replace(self, question=asked, calendar=calendar), mended, lost)

    def _value(self, work: int, week: int) -> float:
        return float(self.question["value"][work, week]) if week >= 0 else 0.0

    def _broken(self, work: int, week_of: Whole) -> Iterator[Notice]:
        """Yield the limits that a plan of other weeks breaks."""
        week, calendar = int(week_of[work]), self.calendar
        if week < 0:
            return
        if not calendar.first[work] <= week <= calendar.last[work]:
            first, last = int(calendar.first[work]), int(calendar.last[work])
            yield Notice(
                "works.breaks_window",
                first=calendar.mondays[first].isoformat(),
                last=calendar.mondays[last].isoformat(),
            )
        used = _used(_working(week_of, calendar), self.question, calendar)
        over = np.flatnonzero(used > calendar.crew_days + 1e-9)
        span = over[(over >= week) & (over < week + calendar.length[work])]
        for number in span:
            yield Notice(
                "works.breaks_crews",
                week=calendar.mondays[number].isoformat(),
                used=float(used[number]),
                most=float(calendar.crew_days[number]),
            )
        place = self.question["place"]
        others = [
            other
            for other in np.flatnonzero(week_of >= 0)
            if other != work
            and place[other] == place[work]
            and week_of[other] < week + calendar.length[work]
            and week_of[other] + calendar.length[other] > week
        ]
        if len(others) + 1 > self.question["most_at_once"]:
            names = tuple(self.works["work_id"].iloc[other] for other in others)
            yield Notice("works.breaks_place", others=names)
        if self.plan.week_of[work] < 0 and self.question["budgets"] is not None:
            source = self.question["source"][work]
            left = self.question["budgets"][source] - self.plan.spent[source]
            if self.question["cost"][work] > left + 1e-6:
                yield Notice(
                    "works.breaks_money",
                    source=source,
                    cost=float(self.question["cost"][work]),
                    left=left,
                )


def works_of(
    workspace: Workspace, district: District | None = None, *, time_limit_s: float | None = None
) -> DistrictWorks:
    """Return the plan of works before the rains of a workspace.

    Parameters
    ----------
    workspace : Workspace
        With ``works`` and ``crew_weeks`` among its inputs, and the days of its season.
    district : District, optional
        The district of the workspace, where it has been surveyed already.
    time_limit_s : float, optional
        Wall seconds for the plan itself; None ends the search by counted work.

    Returns
    -------
    DistrictWorks

    Raises
    ------
    WorkspaceError
        When inputs cannot be used: all faults together.
    """
    season = season_of(workspace.settings)
    known = district or survey(read_inputs(workspace), workspace.settings)
    lists = read_work_lists(workspace, known.estates)
    risk = screening_of(workspace, known)
    calendar = weeks_of_works(
        lists, workspace.settings, season, season_factor=max(risk.season_factor, 1.0)
    )
    served = _households_served(lists, known)
    question = _question(lists, known, calendar, risk, served)
    plan = schedule_works(
        **question,
        gap=workspace.settings.works.gap,
        node_limit=_MOST_NODES,
        time_limit_s=time_limit_s,
    )
    notices = (*lists.notices, *risk.notices, *_calendar_notices(calendar))
    works = _work_table(lists, known, calendar, question, served)
    return _composed(
        DistrictWorks(
            season=season,
            plan=plan,
            works=works,
            weeks=pd.DataFrame(),
            money=pd.DataFrame(),
            communities=pd.DataFrame(),
            more=_more(question),
            binding=(),
            reasons={},
            risk=risk,
            question=question,
            calendar=calendar,
            working=_working(plan.week_of, calendar),
            notices=notices,
        )
    )


def screening_of(workspace: Workspace, district: District) -> RainRisk:
    """Return the estates of a workspace screened before the rains.

    Parameters
    ----------
    workspace : Workspace
        With the days of its season.
    district : District
        The district of the workspace.

    Returns
    -------
    RainRisk

    Raises
    ------
    WorkspaceError
        When the log cannot be used, or nothing says when the season is.
    """
    season = season_of(workspace.settings)
    calls = None
    if workspace.path("calls") is not None:
        calls = read_call_list(workspace, district.estates)
    return rain_risk(district, calls, begin=season.begin, season_days=season.days)


def _households_served(lists: WorkLists, district: District) -> Reals:
    """Return the households that each work serves: those of its estate by its share of the points.

    Works of one estate never serve more than all of them together.
    """
    people = district.households[lists.estate]
    pipes = district.estates["rain_pipe_points"].to_numpy(np.float64, na_value=np.nan)
    points = lists.works["points"].to_numpy(np.float64, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.minimum(points / pipes[lists.estate], 1.0)
    share = np.where(np.isfinite(share), share, 1.0)
    total = np.bincount(lists.estate, share, minlength=len(people))[lists.estate]
    return np.asarray(people * share / np.maximum(total, 1.0), np.float64)


def _question(
    lists: WorkLists, district: District, calendar: WeeksOfWorks, risk: RainRisk, served: Reals
) -> dict[str, Any]:
    rules = district.settings.works
    # Where nobody knows the rate, every household-day counts alike.
    rate = np.where(np.isnan(risk.rate), 1 / rules.leak_days, risk.rate)[lists.estate]
    gained = (served * rate * rules.leak_days)[:, None] * calendar.season_days
    refused = lists.works["consent"].to_numpy(np.float64, na_value=np.nan) == 0
    estates = district.estates
    paid = lists.budgets is not None
    return {
        "value": np.where(refused[:, None], 0.0, gained),
        "crew_days": lists.works["crew_days"].to_numpy(np.float64),
        "first_week": calendar.first,
        "last_week": calendar.last,
        "crew_days_per_week": calendar.crew_days,
        "cost": lists.works["cost"].fillna(0.0).to_numpy(np.float64),
        "source": lists.works["money"].tolist() if paid else None,
        "budgets": lists.budgets,
        "weeks": calendar.length,
        "place": estates["estate_id"].iloc[lists.estate].tolist(),
        "most_at_once": rules.most_at_once,
        "site": communities_of(estates.iloc[lists.estate]),
        "site_cost": rules.site_cost,
    }


def _calendar_notices(calendar: WeeksOfWorks) -> Iterator[Notice]:
    idle = [
        str(day) for day, crews in zip(calendar.mondays, calendar.crews, strict=True) if not crews
    ]
    if idle:
        yield Notice("works.weeks_without_crews", count=len(idle), weeks=tuple(idle[:8]))


def _work_table(
    lists: WorkLists,
    district: District,
    calendar: WeeksOfWorks,
    question: dict[str, Any],
    served: Reals,
) -> pd.DataFrame:
    estates = district.estates.iloc[lists.estate].reset_index(drop=True)
    listed = lists.works
    inside = np.arange(len(calendar.mondays))
    open_weeks = (calendar.first[:, None] <= inside) & (inside <= calendar.last[:, None])
    return pd.DataFrame(
        {
            "work_id": listed["work_id"],
            **{name: estates[name] for name in ("estate_id", "name", "street", "community")},
            "lon": estates.geometry.x,
            "lat": estates.geometry.y,
            **{name: listed[name] for name in ("kind", "points", "crew_days")},
            "weeks": calendar.length,
            "cost": listed["cost"],
            "money": listed["money"],
            "consent": listed["consent"],
            "households": served,
            "best": np.where(open_weeks, question["value"], 0.0).max(axis=1, initial=0.0),
            "note": listed["note"],
        }
    )


def _more(question: dict[str, Any]) -> pd.DataFrame:
    """Return what one crew-week, or 10,000 yuan of each source, would avoid more."""
    by_crews, by_money = value_of_more(_CREW_WEEK_DAYS, MORE_YUAN, **question)
    rows = [("crew_week", "", by_crews)]
    rows += [("money", str(source), gained) for source, gained in by_money.items()]
    return pd.DataFrame(rows, columns=["limit", "source", "household_days"])


def _composed(answer: DistrictWorks, *, moved: tuple[int, ...] = ()) -> DistrictWorks:
    """Return the answer with the tables that follow from its plan."""
    plan, calendar, question = answer.plan, answer.calendar, answer.question
    week_of = plan.week_of
    reasons = {
        answer.works["work_id"].iloc[work]: _reason(answer, int(work))
        for work in np.flatnonzero(week_of < 0)
    }
    value = [answer._value(work, int(week)) for work, week in enumerate(week_of)]
    works = answer.works.assign(
        value=value,
        week=week_of,
        starts=_dates(calendar.mondays[week] if week >= 0 else None for week in week_of),
        ends=_dates(
            calendar.mondays[int(np.flatnonzero(own)[-1])] + TO_FRIDAY if own.any() else None
            for own in answer.working
        ),
        state=[
            "moved" if work in moved else "planned" if week >= 0 else "left_out"
            for work, week in enumerate(week_of)
        ],
        reason=[reasons[one].key if one in reasons else "" for one in answer.works["work_id"]],
    )
    weeks = pd.DataFrame(
        {
            "week": calendar.mondays,
            "crews": calendar.crews,
            "days": calendar.days,
            "crew_days": calendar.crew_days,
            "used": _used(answer.working, question, calendar),
            "works": answer.working.sum(axis=0),
        }
    )
    budgets = question["budgets"] or {}
    money = pd.DataFrame(
        [
            (source, budget, plan.spent[source], budget - plan.spent[source])
            for source, budget in budgets.items()
        ],
        columns=["source", "budget", "spent", "left"],
    )
    return replace(
        answer,
        works=works,
        weeks=weeks,
        money=money,
        communities=_communities(works, plan),
        reasons=reasons,
        binding=tuple(_binding(answer.more)),
    )


def _dates(days: Iterable[date | None]) -> "pd.Series[Any]":
    return pd.Series(list(days), dtype=object)


def _working(week_of: Whole, calendar: WeeksOfWorks) -> NDArray[np.bool_]:
    """Return in which weeks every work is worked at, shape (n_works, n_weeks)."""
    week = np.arange(len(calendar.mondays))
    begun = (week_of[:, None] >= 0) & (week_of[:, None] <= week)
    return np.asarray(begun & (week < (week_of + calendar.length)[:, None]))


def _used(working: NDArray[np.bool_], question: dict[str, Any], calendar: WeeksOfWorks) -> Reals:
    """Return the crew-days that works take in every week."""
    return np.asarray((question["crew_days"] / calendar.length) @ working, np.float64)


def _communities(works: pd.DataFrame, plan: WorksPlan) -> pd.DataFrame:
    """Return the works that are done by community, the largest gain first."""
    rows = []
    for (street, community), own in works[works["week"] >= 0].groupby(["street", "community"]):
        rows.append(
            {
                "street": street,
                "community": community,
                "works": len(own),
                "points": own["points"].sum(min_count=1),
                "crew_days": own["crew_days"].sum(),
                "cost": own["cost"].sum(min_count=1),
                "site_paid_by": str(plan.sites.get(f"{street}/{community}", "")),
                "starts": own["starts"].min(),
                "ends": own["ends"].max(),
                "households": own["households"].sum(),
                "value": own["value"].sum(),
            }
        )
    columns = ["street", "community", "works", "points", "crew_days", "cost", "site_paid_by"]
    table = pd.DataFrame(rows, columns=[*columns, "starts", "ends", "households", "value"])
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def _binding(more: pd.DataFrame) -> Iterator[Notice]:
    """Yield the limits of which more would gain something, the strongest first."""
    gaining = more[more["household_days"] > 1e-6].sort_values(
        "household_days", ascending=False, kind="stable"
    )
    for limit, source, gained in gaining.itertuples(index=False):
        if limit == "crew_week":
            yield Notice("works.binds_crews", gained=gained)
        else:
            yield Notice("works.binds_money", source=source, gained=gained, yuan=MORE_YUAN)
    if not len(gaining):
        yield Notice("works.binds_nothing")


def _reason(answer: DistrictWorks, work: int) -> Notice:
    """Return why a work is not done, with the least that would let it be done."""
    question, plan, calendar = answer.question, answer.plan, answer.calendar
    if answer.works["consent"].iloc[work] == 0:
        return Notice("works.why_consent")
    for note in plan.notes:
        if note.params.get("work") == work:
            why = {"works.too_large": "works.why_large", "works.too_dear": "works.why_dear"}
            return Notice(why[note.key], **{k: v for k, v in note.params.items() if k != "work"})
    span = slice(int(calendar.first[work]), int(calendar.last[work]) + 1)
    if not question["value"][work, span].any():
        return Notice("works.why_worthless")
    if question["budgets"] is not None:
        source = question["source"][work]
        left = question["budgets"][source] - plan.spent[source]
        opened = question["site"][work] in plan.sites
        site = 0.0 if opened else float(question["site_cost"])
        missing = float(question["cost"][work] + site - left)
        if missing > 1e-6:
            key = "works.why_site" if missing <= site else "works.why_money"
            return Notice(key, source=source, left=left, missing=missing, site=site)
    room = calendar.crew_days - _used(answer.working, question, calendar)
    weekly = question["crew_days"][work] / calendar.length[work]
    roomiest = max(
        float(room[week : week + calendar.length[work]].min())
        for week in range(span.start, span.stop)
    )
    if weekly > roomiest + 1e-9:
        return Notice("works.why_crews", wanted=float(weekly), left=roomiest)
    return Notice("works.why_mended" if answer.mended else "works.why_place")


def _mended(answer: DistrictWorks, mended: MendedWorks, lost: int) -> DistrictWorks:
    """Return the answer with the weeks of a mended plan.

    A work that was going on started where it did and goes on later.
    """
    before, length = answer.plan.week_of, answer.calendar.length
    begun = (before >= 0) & (before < lost) & (before + length > lost) & (mended.week_of >= 0)
    longer = np.where(begun, mended.week_of - lost, 0)
    week_of = np.where(begun, before, mended.week_of)
    spent = dict(answer.plan.spent)
    for work in mended.dropped:
        if before[work] >= lost and answer.question["budgets"] is not None:
            spent[answer.question["source"][work]] -= answer.question["cost"][work]
    value = answer.question["value"].copy()
    rows = np.flatnonzero(begun)
    value[rows, before[rows]] = value[rows, before[rows] + longer[rows]]
    gained = float(value[week_of >= 0, week_of[week_of >= 0]].sum())
    plan = replace(answer.plan, week_of=week_of, spent=spent, objective=gained, notes=())
    week = np.arange(len(answer.calendar.mondays))
    resumed = np.where(begun, mended.week_of, week_of)[:, None]
    left = np.where(begun, before + length - lost, length)[:, None]
    working = (resumed >= 0) & (resumed <= week) & (week < resumed + left)
    working |= begun[:, None] & (before[:, None] <= week) & (week < lost)
    together = mended if answer.mended is None else _both(answer.mended, mended)
    changed = replace(
        answer,
        plan=plan,
        question={**answer.question, "value": value},
        working=working,
        mended=together,
        notices=(
            *answer.notices,
            Notice(
                "works.mended",
                week=answer.calendar.mondays[lost].isoformat(),
                moved=len(mended.moved),
                dropped=len(mended.dropped),
            ),
        ),
    )
    return _composed(changed, moved=together.moved)


def _both(earlier: MendedWorks, later: MendedWorks) -> MendedWorks:
    """Return a mended plan that was mended again, with the moves of both weeks."""
    dropped = sorted({*earlier.dropped, *later.dropped})
    moved = sorted({*earlier.moved, *later.moved} - set(dropped))
    proven = earlier.status == later.status == "optimal"
    return replace(
        later,
        moved=tuple(moved),
        dropped=tuple(dropped),
        status="optimal" if proven else "feasible",
        seconds=earlier.seconds + later.seconds,
    )
