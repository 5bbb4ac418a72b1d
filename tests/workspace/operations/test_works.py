"""Works of the toy town before the rains: values by hand, limits, reasons, faults with remedies."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import OperationsError, WorkspaceError
from geo.i18n import translator
from geo.plan_tables import worded_risk, worded_works
from geo.report import write_works
from geo.workspace import open_district, open_workspace
from geo.workspace.operations import DistrictWorks, storm_day, works_of

Town = Callable[..., Path]

SETTINGS = """
[season]
from = 2026-06-01
to = 2026-08-31
ready_by = 2026-05-31

[works]
site_cost = 1000
crews_at_most = 1
gap = 0.0
"""
HEAD = "工程编号,小区编号,工程类型,点位数,班组日,工期周数,最早开工,窗口截止,业主同意,"
WORKS = (
    HEAD
    + """费用,资金来源
W1,E1,雨水管更换,20,5,,,,,30000,维修资金
W2,E2,屋面防水,2,10,,,,是,20000,维修资金
W3,E3,排水沟清淤,4,5,,2026-05-11,,,9000,街道
W4,E4,屋面防水,1,4,,,,否,9000,街道
W5,E1,雨水管更换,10,2,,,,,5000,街道
"""
)
CREWS = "周,班组数,施工天数\n2026-05-06,1,5\n2026-05-11,1,5\n2026-05-18,1,5\n2026-05-25,1,5\n"
BUDGETS = "资金来源,预算\n维修资金,6万\n街道,15000\n"
RAIN = """报修编号,报修时间,小区名称,报修类型
C1,2025-05-01 10:00,柳巷小区,屋面渗漏
C2,2025-06-10 10:00,柳巷小区,屋面渗漏
C3,2025-07-02 10:00,柳巷小区,雨水管堵塞
C4,2025-07-03 10:00,河沿宿舍,屋面渗漏
C5,2025-08-01 10:00,河沿宿舍,停电
C6,2025-09-30 10:00,梧桐里,屋面渗漏
"""


def lists(**changed: str) -> dict[str, str]:
    return {"works": WORKS, "crew_weeks": CREWS, "budgets": BUDGETS, "calls": RAIN, **changed}


def planned(town: Town, *, settings: str = SETTINGS, **changed: str) -> DistrictWorks:
    return works_of(open_workspace(town(settings=settings, **lists(**changed))))


def test_the_plan_is_the_best_of_all(town: Town) -> None:
    """Every plan tried by hand, with crews, money and the sites of two streets."""
    made = planned(town)
    asked = made.question
    best = 0.0
    for weeks in product(range(-1, 4), repeat=5):
        used, spent = np.zeros(4), {"维修资金": 0.0, "街道": 0.0}
        places: list[tuple[str, int]] = []
        value = 0.0
        fits = True
        for work, week in enumerate(weeks):
            if week < 0:
                continue
            length = made.calendar.length[work]
            last = made.calendar.last[work]
            fits &= bool(made.calendar.first[work] <= week <= last)
            used[week : week + length] += asked["crew_days"][work] / length
            spent[asked["source"][work]] += asked["cost"][work]
            places += [(asked["place"][work], number) for number in range(week, week + length)]
            value += asked["value"][work, week]
        sites = {asked["site"][work] for work, week in enumerate(weeks) if week >= 0}
        paid = any(
            all(
                spent[source] + 1000 * payers.count(source) <= asked["budgets"][source]
                for source in spent
            )
            and all(
                any(
                    week >= 0 and asked["site"][work] == site and asked["source"][work] == payer
                    for work, week in enumerate(weeks)
                )
                for site, payer in zip(sites, payers, strict=True)
            )
            for payers in product(spent, repeat=len(sites))
        )
        if fits and (used <= 5 + 1e-9).all() and len(set(places)) == len(places) and paid:
            best = max(best, value)
    assert made.plan.objective == pytest.approx(best)
    assert made.plan.status == "optimal"


def test_what_a_work_gains_follows_from_calls_and_days(town: Town) -> None:
    """Households × rate × days of a leak × days of the season after the end of the work."""
    made = planned(town)
    work, week = 1, int(made.plan.week_of[1])
    assert week >= 0
    ends = made.works["ends"].iloc[work]
    season_days = 92
    before = (date(2026, 6, 1) - ends).days - 1
    rate = made.risk.rate[1]
    assert made.works["value"].iloc[work] == pytest.approx(
        120 * rate * 7 * (season_days + before / max(made.risk.season_factor, 1.0))
    )
    # Two works of one estate serve its 200 households between them.
    assert made.works["households"].iloc[[0, 4]].sum() == pytest.approx(200)


def test_reasons_name_what_is_missing(town: Town) -> None:
    """No consent, money that is short, crews that are taken: each with its figure."""
    made = planned(town)
    assert made.reasons["W4"].key == "works.why_consent"
    poor = planned(town, budgets="资金来源,预算\n维修资金,25000\n街道,15000\n")
    assert poor.reasons["W1"].key in {"works.why_money", "works.why_dear"}
    for language in ("zh", "en"):
        assert all(note.sentence(language) for note in poor.reasons.values())
        assert all(note.sentence(language) for note in (*poor.binding, *poor.notices))
    assert any(note.key == "works.binds_money" for note in poor.binding)
    few = planned(town, crew_weeks="周,班组数\n2026-05-06,1\n2026-05-25,0\n")
    assert {"works.why_crews", "works.why_large"} & {note.key for note in few.reasons.values()}
    assert any(note.key == "works.weeks_without_crews" for note in few.notices)


def test_a_lost_week_moves_as_little_as_it_can(town: Town) -> None:
    """Works before the week stay; the week itself is empty; nothing is counted twice."""
    made = planned(town)
    mended = made.after_lost_week(date(2026, 5, 20))
    lost = made.week_number(date(2026, 5, 20))
    assert not mended.working[:, lost].any()
    early = made.plan.week_of + made.calendar.length <= lost
    assert (mended.plan.week_of[early] == made.plan.week_of[early]).all()
    assert (mended.weeks["used"] <= mended.weeks["crew_days"] + 1e-9).all()
    assert mended.mended is not None
    assert mended.mended.status == "optimal"
    assert mended.plan.objective <= made.plan.objective + 1e-9
    with pytest.raises(OperationsError, match="2027"):
        made.after_lost_week(date(2027, 1, 1))


def test_a_moved_work_has_its_price(town: Town) -> None:
    """Later avoids less; a week of others' works, of no crews or outside the window is said."""
    made = planned(town)
    done = made.works[made.works["week"] >= 0]
    first = done.sort_values("week").iloc[0]
    later = made.moved(first["work_id"], int(first["week"]) + 1)
    assert later.household_days > 0
    out = made.moved(first["work_id"], -1)
    assert (out.household_days, out.broken) == (first["value"], ())
    early = made.moved("W3", 0)
    assert "works.breaks_window" in {note.key for note in early.broken}
    again = made.replanned({first["work_id"]: -1})
    assert again.plan.week_of[made.works.index[made.works["work_id"] == first["work_id"]][0]] == -1


def test_unknown_is_shown_as_unknown(town: Town) -> None:
    """Without a log no rate is made up, and blank facts of estates are named."""
    folder = town(settings=SETTINGS, **lists())
    toml = folder / "workspace.toml"
    toml.write_text(toml.read_text("utf-8").replace('calls = "calls.csv"\n', ""), "utf-8")
    made = works_of(open_workspace(folder))
    assert made.risk.estates["risk"].isna().all()
    assert made.risk.estates["rain_calls"].isna().all()
    assert set(made.risk.estates["roof_age"]) == {"unknown"}
    assert "works.no_log" in {note.key for note in made.notices}
    assert "屋面年份" in worded_risk(made.risk, translator("zh"))["unknown_facts"].iloc[0]
    assert made.plan.objective > 0


def test_rain_calls_are_counted_by_season(town: Town) -> None:
    """Five rain calls of six; the power cut is none. May to September is the season."""
    made = planned(town)
    assert made.risk.estates["rain_calls"].tolist() == [3, 1, 1, 0, 0, 0]
    assert made.risk.kinds["calls"].sum() == 5
    assert (made.risk.estates["low_calls"] <= made.risk.estates["expected_calls"]).all()
    assert (made.risk.estates["expected_calls"] <= made.risk.estates["high_calls"]).all()


def test_priced_works_may_be_late(town: Town) -> None:
    """At a price a work may end in the season; hard, it may not."""
    late = CREWS + "2026-06-01,1,5\n2026-06-08,1,5\n"
    hard = planned(town, crew_weeks=late)
    priced = planned(
        town, settings=SETTINGS + 'ready = "priced"\nlate_price = 0.5\n', crew_weeks=late
    )
    ends = [day for day in hard.works["ends"] if day is not None]
    assert max(ends) <= date(2026, 5, 31)
    assert priced.plan.objective >= hard.plan.objective - 1e-9
    assert priced.calendar.mondays[-1] > date(2026, 6, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"works": WORKS.replace("街道\nW4", "彩票\nW4")}, ["彩票", "9,000", "资金来源"]),
        ({"works": WORKS.replace("2026-05-11,", "2026-05-28,")}, ["W3", "2026-06-05"]),
        ({"works": WORKS.replace(",20000,", ",,")}, ["费用"]),
        ({"works": WORKS.replace("W2,E2", "W2,E9")}, ["E9"]),
        ({"works": WORKS.replace("W2,E2", "W2,")}, ["小区"]),
        ({"works": WORKS.replace("W2,E2", "W1,E2")}, ["W1"]),
        ({"crew_weeks": CREWS + "2026-05-08,2,5\n"}, ["2026-05-08"]),
        ({"crew_weeks": CREWS.replace("05-25,1,5", "05-25,1,9")}, ["9", "7"]),
        ({"budgets": BUDGETS + "街道,1\n"}, ["街道"]),
        ({"budgets": BUDGETS.replace("6万", "很多")}, ["很多"]),
    ],
)
def test_faults_are_named_with_their_remedy(
    town: Town, change: dict[str, str], said: list[str]
) -> None:
    """File, row and column, what was found, and the least that would mend it."""
    with pytest.raises(WorkspaceError) as refused:
        planned(town, **change)
    text = " ".join(fault.sentence("zh") for fault in refused.value.faults)
    assert ".csv" in text
    for part in said:
        assert part in text


def test_a_season_must_be_said(town: Town) -> None:
    """Without its days there is nothing to plan for; the message shows what to write."""
    with pytest.raises(WorkspaceError, match="from = 2026-06-01"):
        planned(town, settings="")


def test_files_open_again(town: Town, tmp_path: Path) -> None:
    """The workbook, the layers and a page for each community hold the works that are planned."""
    folder = town(settings=SETTINGS, **lists())
    workspace = open_workspace(folder)
    district = open_district(workspace)
    made = works_of(workspace, district)
    for out in (tmp_path / "one", tmp_path / "two"):
        write_works(made, district, out, name="镇", language="zh")
    first, second = (
        {path.name: path.read_bytes() for path in sorted(out.iterdir())}
        for out in (tmp_path / "one", tmp_path / "two")
    )
    assert first == second
    sheets = pd.read_excel(tmp_path / "one" / "works.xlsx", sheet_name=None, engine="openpyxl")
    assert len(sheets["工程"]) == 5
    page = (tmp_path / "one" / "package_sheets.html").read_text("utf-8")
    assert page.count("<section>") == len(made.communities)
    assert "<script" not in page
    import pyogrio

    assert {name for name, _ in pyogrio.list_layers(tmp_path / "one" / "works.gpkg")} == {
        "works",
        "rain_risk",
    }
    assert worded_works(made, translator("en"), "en")["work_state"].iloc[-1] == "left out"
    assert made.calendar.mondays[1] - made.calendar.mondays[0] == timedelta(days=7)


def test_a_storm_closes_roads_and_loads_crews(town: Town) -> None:
    """Fewer are on time at no hour more; who is cut off and what is in stock is named."""
    workspace = open_workspace(town(settings=SETTINGS, **lists()))
    district = open_district(workspace)
    made = works_of(workspace, district)
    north = shapely.box(114.000, 30.0105, 114.005, 30.016)
    storm = storm_day(district, made, [north])
    hours = storm.hours
    assert hours["hour"].tolist() == list(range(24))
    assert (hours["households_storm"] <= hours["households_usual"]).all()
    assert (hours["calls_storm"] > hours["calls_usual"]).all()
    hit = storm.estates[storm.estates["flooded"]]
    assert hit["estate_id"].tolist() == ["E5"]
    assert (storm.stock["stock"] >= storm.stock["calls"].round()).all()
    assert storm.stock["calls"].sum() == pytest.approx(
        storm.estates.loc[storm.estates["station_id"] != "", "rain_calls"].sum()
    )
    quiet = storm_day(district, made, [])
    assert not quiet.estates["flooded"].any()
    assert len(quiet.works) == 0
    for language in ("zh", "en"):
        assert all(notice.sentence(language) for notice in storm.notices)
