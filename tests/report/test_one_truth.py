"""One truth: for any scenario the screen and every file of its pack say the same figures.

Each reader opens one file again and returns the same table of figures; they are compared file by
file with what the screen shows.
"""

import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.scenarios import (
    Edit,
    SavedScenario,
    Scenario,
    Timeline,
    drawable_zones,
    open_planner,
    with_zoning,
)
from geo.scenarios.planner import Planner
from geo.ui.export_pack import pack_files

TOY = Path(__file__).resolve().parents[2] / "data" / "toy"
NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")

Figures = dict[str, float]


@cache
def toy_planner() -> Planner:
    """Return the toy town, opened once."""
    return open_planner(TOY)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Make scenarios with stations tried and closed, another hour and promise, zones by hand."""
    planner, scenario = toy_planner(), Scenario()
    estates = planner.district.estates.geometry
    for row in draw(st.lists(st.integers(0, len(estates) - 1), max_size=2, unique=True)):
        scenario = scenario.with_station(estates.iloc[row].x, estates.iloc[row].y)
    changes: dict[str, Any] = {
        "hour": draw(st.sampled_from([None, 3, 8])),
        "target_min": draw(st.sampled_from([None, 6.0])),
    }
    if draw(st.booleans()):
        changes["closed_stations"] = (str(planner.district.stations["station_id"].iloc[0]),)
    scenario = scenario.model_copy(update=changes)
    if draw(st.booleans()):
        zones = drawable_zones(planner, scenario)
        assert zones is not None
        row = draw(st.integers(0, len(estates) - 1))
        zone = draw(st.integers(0, zones.zoning.n_zones - 1))
        moved = zones.zoning.move({row: zone})
        scenario = with_zoning(planner, scenario, zones, moved, zones.zoning.bound)
    return scenario


def of_screen(planner: Planner, scenario: Scenario) -> Figures:
    """Return what the strip above every page says, and the table of zones."""
    figures = planner.answer(scenario).figures
    zones = drawable_zones(planner, scenario)
    assert zones is not None
    return {
        "households": figures.households,
        "households_covered": figures.households_covered,
        "share": round(100 * figures.share_households, 1),
        "estates": figures.estates,
        "estates_covered": figures.estates_covered,
        "estates_late": figures.estates_late,
        "estates_unreached": figures.estates_unreachable + figures.estates_unsure,
        "stations": figures.stations + figures.new_stations,
        "zones": len(zones.zones),
    }


def of_plan_json(files: dict[str, bytes]) -> Figures:
    """Return the figures of ``plan.json``."""
    record = json.loads(files["plan.json"])
    coverage = record["coverage"]
    return {
        "households": record["estates"]["households"],
        "households_covered": coverage["households_covered"],
        "share": round(100 * coverage["share_households"], 1),
        "estates": record["estates"]["count"],
        "estates_covered": coverage["estates_covered"],
        "estates_late": coverage["estates_late"],
        "estates_unreached": coverage["estates_unreachable"] + coverage["estates_unsure"],
        "zones": record["zoning"]["zones"],
    }


def of_rows(verdicts: Iterable[str], households: Iterable[int]) -> Figures:
    """Return the figures that the rows of all estates add up to."""
    rows = list(zip(verdicts, households, strict=True))
    counts = Counter(verdict for verdict, _ in rows)
    everyone = sum(count for _, count in rows)
    covered = sum(count for verdict, count in rows if verdict == "covered")
    return {
        "households": everyone,
        "households_covered": covered,
        "share": round(100 * covered / everyone, 1),
        "estates": len(rows),
        "estates_covered": counts["covered"],
        "estates_late": counts["late"],
        "estates_unreached": counts["unreachable"] + counts["unsure"],
    }


def of_csv(files: dict[str, bytes]) -> Figures:
    """Return the figures of the three csv files."""
    estates, stations, zones = (
        pd.read_csv(io.BytesIO(files[f"{name}.csv"]), encoding="utf-8-sig")
        for name in ("estates", "stations", "zones")
    )
    assert zones["households"].sum() == estates["households"].sum()
    return {
        **of_rows(estates["verdict"], estates["households"]),
        "stations": int((stations["status"] == "open").sum()),
        "zones": len(zones),
    }


def of_geopackage(files: dict[str, bytes]) -> Figures:
    """Return the figures of the layers of ``plan.gpkg``."""
    database = sqlite3.connect(":memory:")
    database.deserialize(files["plan.gpkg"])
    estates = database.execute("SELECT verdict, households FROM estates").fetchall()
    (stations,) = database.execute("SELECT count(*) FROM stations WHERE status = 'open'").fetchone()
    (zones,) = database.execute("SELECT count(*) FROM zones").fetchone()
    database.close()
    verdicts, households = zip(*estates, strict=True)
    return {**of_rows(verdicts, households), "stations": stations, "zones": zones}


def of_headline(values: list[tuple[str, str]]) -> Figures:
    """Return the figures of a headline: five of them, each behind the one before where there is."""
    now = [([*NUMBER.findall(value.rpartition("→")[2])], detail) for value, detail in values]
    numbers = [[float(one.replace(",", "")) for one in found] for found, _ in now]
    covered, everyone = (
        float(one.replace(",", "")) for one in NUMBER.findall(now[0][1].rpartition("→")[2])
    )
    return {
        "households": everyone,
        "households_covered": covered,
        "share": numbers[0][0],
        "estates": numbers[1][1],
        "estates_covered": numbers[1][0],
        "estates_late": numbers[2][0],
        "estates_unreached": numbers[3][0],
        "stations": numbers[4][0],
    }


def of_workbook(files: dict[str, bytes]) -> Figures:
    """Return the figures of the sheets of ``plan.xlsx``."""
    book = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]), read_only=True)
    rows = list(book["Summary"].iter_rows(values_only=True))
    first = next(
        number for number, row in enumerate(rows) if "%" in str(row[1]) and "/" in str(row[2])
    )
    zones = len(list(book["Zones"].iter_rows(min_row=2)))
    streets = pd.DataFrame(list(book["Coverage by street"].iter_rows(min_row=2, values_only=True)))
    figures = of_headline([(str(row[1]), str(row[2])) for row in rows[first : first + 5]])
    book.close()
    assert streets[2].sum() == figures["estates_covered"]
    assert streets[4].sum() == figures["households_covered"]
    return {**figures, "zones": zones}


def of_report(files: dict[str, bytes]) -> Figures:
    """Return the headline of ``report.html``."""
    page = files["report.html"].decode()
    strip = page.split('<div class="figures">')[1].split("<figure")[0]
    cells = re.findall(r"<div><b>(.*?)</b><span>.*?</span>(?:<span>(.*?)</span>)?</div>", strip)
    return of_headline(cells)


def of_map(files: dict[str, bytes]) -> Figures:
    """Return the headline of ``map.html``."""
    page = files["map.html"].decode()
    data = json.loads(re.search(r'\{"title".*?"mark": ?"[^"]*"[^{}]*\}', page, re.DOTALL).group())
    return of_headline([(one["value"], one["detail"]) for one in data["figures"]])


READERS: dict[str, Callable[[dict[str, bytes]], Figures]] = {
    "plan.json": of_plan_json,
    "csv": of_csv,
    "plan.gpkg": of_geopackage,
    "plan.xlsx": of_workbook,
    "report.html": of_report,
    "map.html": of_map,
}


@settings(max_examples=6)
@given(scenario=scenarios())
def test_every_file_says_what_the_screen_says(scenario: Scenario) -> None:
    """Households, estates, verdicts, stations and zones: one table, compared file by file."""
    planner = toy_planner()
    shown = of_screen(planner, scenario)
    files = pack_files(planner, scenario, language="en", tried_mark=" (tried)", name="any")
    for name, reader in READERS.items():
        said = reader(files)
        assert said == {figure: shown[figure] for figure in said}, name
    assert json.loads(files["plan.json"])["siting"] is None
    assert Scenario.model_validate_json(files["scenario.json"]) == scenario


def test_before_and_after_stand_beside_each_other() -> None:
    """Report, workbook and map say what it was without the scenario, who made it, and when."""
    planner = toy_planner()
    estates = planner.answer(Scenario()).estates
    late = estates[estates["verdict"] == "late"].iloc[0]
    scenario = Scenario().with_station(float(late["lon"]), float(late["lat"]))
    before, after = (planner.answer(one).figures for one in (Scenario(), scenario))
    assert after.households_covered > before.households_covered
    made = Edit(at=datetime(2026, 11, 28, 12, tzinfo=UTC), key="ui.edit_station_added")
    timeline = Timeline().edited(scenario, made)
    said = f"{100 * before.share_households:.1f} → {100 * after.share_households:.1f} %"
    files = pack_files(
        planner,
        scenario,
        language="en",
        tried_mark="*",
        name="Night",
        kept=SavedScenario(name="Night", author="Li", timeline=timeline),
    )
    for name in ("report.html", "map.html"):
        page = files[name].decode()
        assert said in page, name
        assert "Night" in page
        assert "by Li" in page
        assert "2026-11-28" in page
    book = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]), read_only=True)
    cells = {str(cell) for row in book["Summary"].iter_rows(values_only=True) for cell in row}
    assert {said, "Night", "Li", "2026-11-28"} <= cells
    assert "Before and after, by street" in book.sheetnames
    book.close()
    record = json.loads(files["plan.json"])["scenario"]
    assert record["before"]["households_covered"] == before.households_covered
    assert (record["author"], record["day"]) == ("Li", "2026-11-28")
    alone = pack_files(planner, Scenario().at_hour(8), language="en", tried_mark="*", name="Eight")
    assert "before" not in json.loads(alone["plan.json"])["scenario"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_zones_moved_by_hand_are_said_to_be(language: str) -> None:
    """Not a failed search: adjusted by hand, in every file; drawn again they are a search's."""
    planner = toy_planner()
    zones = drawable_zones(planner, Scenario())
    assert zones is not None
    plan = zones.zoning
    options = [plan.move({row: zone}) for row in range(6) for zone in range(plan.n_zones)]
    moved = next(one for one in options if one.state == "adjusted" and one.n_zones == plan.n_zones)
    scenario = with_zoning(planner, Scenario(), zones, moved, plan.bound)
    assert scenario.zones_by_hand
    files = pack_files(planner, scenario, language=language, tried_mark="*")
    assert json.loads(files["plan.json"])["zoning"]["status"] == "adjusted"
    words = {"zh": "人工调整", "en": "adjusted by hand"}[language]
    assert words in files["report.html"].decode()
    book = openpyxl.load_workbook(io.BytesIO(files["plan.xlsx"]), read_only=True)
    first = book[book.sheetnames[0]].iter_rows(values_only=True)
    assert any(words in str(cell) for row in first for cell in row)
    book.close()
    back = moved.move({row: int(zone) for row, zone in enumerate(plan.zone_of)})
    assert replace(back, by_hand=False).state == back.state == "optimal"
