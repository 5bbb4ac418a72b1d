"""Visit rounds of the toy town: hard rules against brute force, moves, faults with remedies."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise, permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.errors import GeoError, OperationsError, WorkspaceError
from geo.workspace import District, open_district, open_workspace
from geo.workspace.operations import VisitPlan, read_visit_lists, visits_plan
from geo.workspace.operations.visit_roads import FAR_MIN, visit_roads

Town = Callable[..., Path]

BEGIN = date(2026, 3, 2)  # a Monday; no public holiday before April
SETTINGS = """
[visits]
balance = 0.0
lateness = 0.0
day_hours = 3

[[visits.classes]]
name = "all"
times_a_year = 12
gap_least_days = 10
gap_most_days = 60
minutes = 30
"""
TWO = "走访人编号,驻地,走访日,每日小时,负责街道\nV1,S1,周一,3,\nV2,S2,周二,3,\n"


def planned(folder: Path, **options: Any) -> VisitPlan:
    return visits_plan(open_workspace(folder), **{"begin": BEGIN, "months": 1, **options})


def best_by_trying(district: District, folder: Path, allowed: Callable[..., bool]) -> float:
    """Return the least drive over every day and visitor of one visit of each estate."""
    lists = read_visit_lists(open_workspace(folder), district)
    roads = visit_roads(district, lists.visitors)
    days = [
        (v, BEGIN + timedelta(number))
        for v, one in enumerate(lists.visitors)
        for number in range(31)
        for day in [BEGIN + timedelta(number)]
        if day < date(2026, 4, 2) and day.weekday() in one.days.classes
    ]
    reached = np.flatnonzero(roads.leave.min(axis=0) < FAR_MIN).tolist()
    known: dict[tuple[int, frozenset[int]], float] = {}

    def cost(v: int, stops: frozenset[int]) -> float:
        if (v, stops) not in known:
            drive = min(
                roads.leave[v, order[0]]
                + sum(roads.between[a, b] for a, b in pairwise(order))
                + roads.back[v, order[-1]]
                for order in permutations(sorted(stops))
            )
            fits = drive + 30 * len(stops) <= lists.visitors[v].day_min + 1e-9
            known[v, stops] = float(drive) if fits else np.inf
        return known[v, stops]

    choices = [
        [slot for slot in days if allowed(estate, lists.visitors[slot[0]], slot[1])]
        for estate in reached
    ]
    best = np.inf
    for choice in product(*choices):
        routes: dict[tuple[int, date], set[int]] = {}
        for estate, slot in zip(reached, choice, strict=True):
            routes.setdefault(slot, set()).add(estate)
        best = min(best, sum(cost(v, frozenset(own)) for (v, _), own in routes.items()))
    return float(best)


def check(plan: VisitPlan, district: District) -> None:
    """Every day keeps its length, and its times add up."""
    for day in plan.days.to_dict("records"):
        assert day["total_min"] <= day["day_min"] + 1e-6
        assert day["total_min"] == pytest.approx(day["drive_min"] + day["visit_min"], abs=0.01)
    assert plan.visits["estate_id"].isin(district.estates["estate_id"]).all()


@pytest.mark.parametrize("hours", [3, 1.5, 1])
def test_day_length_against_brute_force(town: Town, hours: float) -> None:
    """Six estates, one visit each, two visitors: the least drive, whatever a day may hold."""
    visitors = TWO.replace(",3,", f",{hours},")
    folder = town(settings=SETTINGS, visitors=visitors)
    district = open_district(open_workspace(folder))
    best = best_by_trying(district, folder, lambda *_: True)
    if np.isinf(best):
        with pytest.raises(OperationsError) as refused:
            planned(folder)
        assert any("visits." in fault.key for fault in refused.value.faults)
        return
    plan = planned(folder)
    assert plan.answer.status == "optimal"
    assert plan.drive_min == pytest.approx(best, abs=0.01)
    check(plan, district)


def test_streets_against_brute_force(town: Town) -> None:
    """A visitor stays within its streets."""
    streets = sorted(set(open_district(open_workspace(town())).estates["street"]))
    visitors = TWO.replace("周一,3,", f"周一,3,{streets[0]}")
    folder = town(settings=SETTINGS, visitors=visitors)
    district = open_district(open_workspace(folder))
    street = district.estates["street"].to_list()
    best = best_by_trying(
        district,
        folder,
        lambda estate, who, _: who.visitor_id == "V2" or street[estate] == streets[0],
    )
    plan = planned(folder)
    assert plan.drive_min == pytest.approx(best, abs=0.01)
    first = plan.visits[plan.visits["visitor_id"] == "V1"]
    assert set(first["street"]) <= {streets[0]}


def test_the_same_visitor_comes_until_a_matter_is_closed(town: Town) -> None:
    """Open matters hold estates with who brought them back; closed ones hold nobody."""
    ids = open_district(open_workspace(town())).estates["estate_id"].tolist()
    head = "事项编号,小区编号,走访人编号,提出时间,事项类型,办结时间,佐证\n"
    rows = f"M1,{ids[0]},V2,2026-02-03,停车,,\nM2,{ids[1]},V2,2026-02-03,照明,2026-02-20,照片\n"
    folder = town(settings=SETTINGS, visitors=TWO, matters=head + rows)
    district = open_district(open_workspace(folder))
    best = best_by_trying(
        district, folder, lambda estate, who, _: estate != 0 or who.visitor_id == "V2"
    )
    plan = planned(folder)
    assert plan.drive_min == pytest.approx(best, abs=0.01)
    of = plan.visits.set_index("estate_id")["visitor_id"]
    assert of[ids[0]] == "V2"
    assert plan.matters["state"].tolist() == ["open", "closed"]
    assert plan.matters["age_days"].tolist() == [27, 17]


def test_locked_visits_and_gaps_against_brute_force(town: Town) -> None:
    """A locked visit stays; an estate visited on 24 February waits ten days for the next."""
    ids = open_district(open_workspace(town())).estates["estate_id"].tolist()
    visits = (
        "走访编号,走访日期,走访人编号,小区编号,走访状态\n"
        f"W1,2026-03-10,V2,{ids[0]},锁定\nW2,2026-02-24,V2,{ids[1]},已走访\n"
    )
    folder = town(settings=SETTINGS, visitors=TWO, visits=visits)
    district = open_district(open_workspace(folder))

    def allowed(estate: int, who: Any, day: date) -> bool:
        if estate == 0:
            return bool(who.visitor_id == "V2" and day == date(2026, 3, 10))
        return estate != 1 or (day - date(2026, 2, 24)).days >= 10

    plan = planned(folder)
    assert plan.drive_min == pytest.approx(best_by_trying(district, folder, allowed), abs=0.01)
    visit = plan.visits.set_index("estate_id").loc[ids[0]]
    assert (visit["date"], visit["status"]) == (date(2026, 3, 10), "locked")
    second = plan.visits.set_index("estate_id").loc[ids[1]]
    assert second["date"] >= date(2026, 3, 6)
    assert (second["last_date"], second["last_visitor"]) == (date(2026, 2, 24), "V2")


def test_a_missed_day_is_made_up_for_with_the_fewest_moves(town: Town) -> None:
    """The visits of the missed day move, the others stay where there is room: none is moved."""
    folder = town(settings=SETTINGS, visitors=TWO)
    plan = planned(folder)
    missed = plan.days["date"].min()
    (folder / "visits.csv").write_text(plan.in_force.to_csv(index=False), encoding="utf-8")
    toml = (folder / "workspace.toml").read_text(encoding="utf-8")
    (folder / "workspace.toml").write_text(
        toml.replace("[inputs]\n", '[inputs]\nvisits = "visits.csv"\n'), encoding="utf-8"
    )
    mended = planned(folder, missed=missed)
    assert (mended.moves, mended.least_moves) == (0, 0)
    before = plan.visits[plan.visits["date"] > missed].set_index("estate_id")["date"]
    after = mended.visits.set_index("estate_id")["date"]
    assert (after[before.index] == before).all()
    gone = plan.visits[plan.visits["date"] == missed]["estate_id"]
    assert (after[gone] > missed).all()
    assert mended.visits["moved"].sum() == len(gone)
    status = mended.in_force.set_index("visit_id")["status"]
    assert (status[plan.visits[plan.visits["date"] == missed]["visit_id"]] == "missed").all()


@pytest.mark.parametrize(
    ("visited", "moves"),
    [((), 0), (("2026-01-05",), 1), (("2026-01-05", "2026-01-09"), 2)],
)
def test_moves_are_as_few_as_brute_force_finds(
    town: Town, visited: tuple[str, ...], moves: int
) -> None:
    """One visit a day, a missed one: it takes a free day, or the day of another that moves on."""
    visitors = "走访人编号,驻地,走访日,每日小时\nV1,S1,周一、周二,0.9\n"
    ids = open_district(open_workspace(town())).estates["estate_id"].tolist()[:5]
    days = [date(2026, 3, 2) + timedelta(7 * week + more) for week in range(5) for more in (0, 1)]
    rows = [
        f"W{k},{day},V1,{own},计划" for k, (own, day) in enumerate(zip(ids, days, strict=False))
    ]
    rows += [f"D{own},{day},V1,{own},已走访" for own, day in zip(ids, visited, strict=False)]
    head = "走访编号,走访日期,走访人编号,小区编号,走访状态\n"
    folder = town(settings=SETTINGS, visitors=visitors, visits=head + "\n".join(rows) + "\n")
    plan = planned(folder, missed=days[0])
    latest = [date.fromisoformat(day) + timedelta(60) for day in visited]
    tried = [
        sum(new != old for new, old in zip(chosen[1:], days[1:], strict=False))
        for chosen in permutations(days[1:], len(ids))
        if all(day <= most for day, most in zip(chosen, latest, strict=False))
    ]
    assert plan.least_moves <= plan.moves == min(tried) == moves
    assert len(set(plan.visits["date"])) == len(plan.visits) == len(ids)


def test_holidays_are_no_visiting_days(town: Town) -> None:
    """Nobody is sent on the Tomb Sweeping days of April 2026, weekday or not."""
    folder = town(settings=SETTINGS, visitors=TWO.replace("周一", "每天").replace("周二", "每天"))
    plan = visits_plan(open_workspace(folder), begin=date(2026, 4, 1), months=1)
    assert not {date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)} & set(plan.visits["date"])


def test_the_same_lists_give_the_same_calendar(town: Town) -> None:
    """A quarter with searches rather than a list of routes: same bytes, three visits each."""
    visitors = TWO.replace("周一", "工作日").replace("周二", "工作日")
    folder = town(settings=SETTINGS, visitors=visitors)
    one, other = (planned(folder, months=3) for _ in range(2))
    pd.testing.assert_frame_equal(one.visits, other.visits)
    assert one.visits["estate_id"].value_counts().unique().tolist() == [3]
    for _, own in one.visits.groupby("estate_id"):
        gaps = pd.to_datetime(own["date"]).diff().dt.days.dropna()
        assert gaps.between(10, 60).all()
        assert len(set(own["visitor_id"])) == 1


def test_quarters_of_half_visits_sum_up_to_the_year(town: Town) -> None:
    """Six a year: one or two in each quarter, six in all, from every day on."""
    from geo.settings import VisitClass
    from geo.workspace.operations.visit_needs import Calendar, visits_of

    class_of = VisitClass(name="six", times_a_year=6)
    for number in range(40):
        counts = [
            visits_of(
                0,
                f"E{number}",
                class_of,
                Calendar(begin, end, begin),
                (),
            ).need.count
            for begin, end in zip(
                [date(2026, month, 1) for month in (1, 4, 7, 10)],
                [*(date(2026, month, 1) for month in (4, 7, 10)), date(2027, 1, 1)],
                strict=True,
            )
        ]
        assert sum(counts) == 6
        assert set(counts) <= {1, 2}


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"gap_least_days": 45}, "visits.gap_too_long", "33"),
        ({"gap_least_days": 5, "gap_most_days": 20}, "visits.gap_too_short", "31"),
        ({"gap_least_days": 70}, "visits.gap_order", "60"),
    ],
)
def test_gaps_that_contradict_the_times(
    town: Town, change: dict[str, int], key: str, said: str
) -> None:
    """Twelve a year with 45 days between them: named, with the smallest relaxation."""
    settings = SETTINGS
    for name, value in change.items():
        old = next(line for line in settings.splitlines() if line.startswith(name))
        settings = settings.replace(old, f"{name} = {value}")
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=settings, visitors=TWO))
    assert [fault.key for fault in refused.value.faults] == [key]
    for language in ("zh", "en"):
        assert said in refused.value.faults[0].sentence(language)


def test_what_cannot_be_is_named_with_the_smallest_relaxation(town: Town) -> None:
    """No day, a street that nobody visits, gaps that no weekday meets, too little time."""
    nobody = TWO.replace("周一", "2025-01-01").replace("V2,S2,周二,3", "V2,S2,周二,0")
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=SETTINGS, visitors=nobody))
    assert [fault.key for fault in refused.value.faults] == ["visits.no_days", "visits.no_hours"]

    streets = sorted(set(open_district(open_workspace(town())).estates["street"]))
    one = TWO.replace(",3,\n", f",3,{streets[0]}\n")
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=SETTINGS, visitors=one))
    assert {fault.key for fault in refused.value.faults} == {"visits.nobody_for_street"}

    rare = SETTINGS.replace("gap_most_days = 60", "gap_most_days = 31")
    monthly = "走访人编号,驻地,走访日\nV1,S1,2026-03-02、2026-05-25\n"
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=rare, visitors=monthly), months=3)
    keys = [fault.key for fault in refused.value.faults]
    assert keys[0] == "visits.no_pattern_of_days"

    short = TWO.replace(",3,", ",0.6,").replace("周一", "2026-03-02")
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=SETTINGS, visitors=short.replace("周二", "2026-03-03")))
    assert refused.value.faults[0].key in {
        "visits.too_little_time",
        "visits.too_few",
        "visits.too_far",
    }
    assert refused.value.sentence("zh")


def test_bad_lists_are_faults_with_row_and_column(town: Town) -> None:
    """All faults of all three lists together, each with its place."""
    visitors = "走访人编号,驻地,走访日,负责街道\nV1,没有这个站,周一,没有这条街\nV2,S1,周二,\n"
    matters = (
        "事项编号,小区编号,走访编号,提出时间,事项类型\nM1,X9,,2026-01-01,停车\n"
        "M2,,W9,2026-01-01,停车\n"
    )
    with pytest.raises(GeoError) as refused:
        planned(town(settings=SETTINGS, visitors=visitors, matters=matters))
    keys = {fault.key for fault in refused.value.faults}
    assert {"visits.unknown_base", "visits.unknown_street", "visits.no_estate"} <= keys
    visits = (
        "走访编号,走访日期,走访人编号,小区编号,走访状态\nW1,2026-03-10,V9,X9,计划\n"
        "W2,2026-03-10,V1,X9,也许\n"
    )
    with pytest.raises(WorkspaceError) as refused:
        planned(town(settings=SETTINGS, visitors=TWO, visits=visits))
    faults = refused.value.faults
    assert {"visits.unknown_estate", "visits.unknown_visitor", "visits.unknown_status"} <= {
        fault.key for fault in faults
    }
    assert all(fault.sentence("zh").startswith("visits.csv") for fault in faults)


def test_scores_of_streets_are_a_list_of_inspections(town: Town) -> None:
    """Visits made of those due and answers in time, by quarter, in the form that assess reads."""
    district = open_district(open_workspace(town()))
    ids, street = district.estates["estate_id"].tolist(), district.estates["street"].tolist()
    visits = (
        "走访编号,走访日期,走访人编号,小区编号,走访状态\n"
        f"W1,2026-01-05,V1,{ids[0]},已走访\nW2,2026-01-12,V1,{ids[0]},未走访\n"
    )
    matters = (
        "事项编号,小区编号,走访编号,提出时间,事项类型,办理期限,答复时间\n"
        f"M1,{ids[0]},W1,2026-01-05,停车,2026-01-20,2026-01-18\n"
        f"M2,{ids[0]},W1,2026-01-05,停车,2026-01-20,2026-01-28\n"
        f"M3,{ids[0]},W1,2026-01-05,停车,2026-01-20,\n"
    )
    plan = planned(town(settings=SETTINGS, visitors=TWO, visits=visits, matters=matters))
    scores = plan.scores
    assert scores["unit"].tolist() == [street[0]] * 2
    assert scores["date"].tolist() == ["2026-03-31"] * 2
    assert dict(zip(scores["note"], scores["score"], strict=True)) == {
        "answers 1/3": 33.3,
        "visits 1/2": 50.0,
    }
    assert set(scores["item"]) == {"走访"}


def test_a_base_on_no_road_is_named(town: Town) -> None:
    """A base far from the town leads nowhere: the visitor is named, nothing is left out quietly."""
    visitors = "走访人编号,经度,纬度,走访日\nV1,120.1,30.2,周一\n"
    with pytest.raises(OperationsError) as refused:
        planned(town(settings=SETTINGS, visitors=visitors))
    assert [fault.key for fault in refused.value.faults] == ["visits.base_off_roads"]


def test_what_cannot_be_made_up_for_is_said(town: Town) -> None:
    """A visit missed on the last day: one visit less, told by name, and nothing is added."""
    last = date(2026, 3, 30)
    visits = f"走访编号,走访日期,走访人编号,小区编号\nW1,{last.isoformat()},V1,E1\n"
    visitors = "走访人编号,驻地,走访日\nV1,S1,周一\n"
    folder = town(settings=SETTINGS, visitors=visitors, visits=visits)
    plan = planned(folder, missed=last)
    assert plan.visits.empty
    assert "visits.not_made_up" in [notice.key for notice in plan.notices]
    assert plan.in_force["status"].tolist() == ["missed"]
