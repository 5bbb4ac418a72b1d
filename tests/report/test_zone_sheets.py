"""What is handed over: assignment tables by operator, street and zone, and a sheet per zone."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from geo.report.workbook import write_assignments
from geo.report.zone_sheets import zone_sheet_page


@pytest.fixture(scope="module")
def book(plan: Any, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Return the assignment tables of the small plan in Chinese."""
    path = tmp_path_factory.mktemp("xlsx") / "assignments.xlsx"
    write_assignments(plan, path, language="zh")
    return load_workbook(path)


def test_every_operator_street_and_zone_has_a_sheet(plan: Any, book: Workbook) -> None:
    """The contents name them all; each way of parting adds up to all households."""
    contents = list(book["目录"].iter_rows(min_row=2, values_only=True))
    for kind, column in (("物业企业", "operator"), ("街道", "street"), ("片区", "zone_id")):
        rows = [row for row in contents if row[0] == kind]
        assert sorted(str(row[1]) for row in rows) == sorted(plan.estates[column].unique())
        assert sum(int(str(row[4])) for row in rows) == len(plan.estates)
        assert sum(int(str(row[5])) for row in rows) == plan.estates["households"].sum()
    assert [row[2] for row in contents] == book.sheetnames[1:]


def test_a_sheet_holds_its_estates_and_the_totals_of_their_zones(plan: Any, book: Workbook) -> None:
    """Rows of an operator are its estates, each beside the households of its zone."""
    operator = plan.zones["operator"].iloc[0]
    rows = list(book[operator].iter_rows(values_only=True))
    head = {name: place for place, name in enumerate(rows[0])}
    mine = plan.estates[plan.estates["operator"] == operator]
    assert {row[head["小区编号"]] for row in rows[1:]} == set(mine["estate_id"])
    totals = plan.estates.groupby("zone_id")["households"].sum()
    for row in rows[1:]:
        assert row[head["片区户数"]] == totals[row[head["片区"]]]


def test_names_that_no_sheet_may_have_are_made_fit(make_plan: Any, tmp_path: Path) -> None:
    """Slashes and brackets, long names, and names that differ only in case or are cut alike."""
    plan = make_plan()
    long = "某某物业服务有限公司" * 5
    streets = ["a/b", "A/B", "[x]:*?", "History", long + "1", long + "2"] * 2
    plan.estates["street"] = streets
    path = tmp_path / "assignments.xlsx"
    write_assignments(plan, path, language="en")
    titles = load_workbook(path).sheetnames
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_zone_has_a_sheet_with_map_estates_and_blanks(plan: Any, language: str) -> None:
    """One section per zone, its estates numbered on the map and in the table, the run named."""
    page = zone_sheet_page(plan, language=language)
    sections = re.findall(r"<section>.*?</section>", page, flags=re.DOTALL)
    assert len(sections) == len(plan.zones)
    for section, zone in zip(sections, sorted(plan.zones["zone_id"]), strict=True):
        members = plan.estates[plan.estates["zone_id"] == zone]
        assert zone in section
        assert all(name in section for name in members["name"])
        placed = members["lon"].notna().sum()
        assert section.count('font-weight="600" text-anchor="middle">') >= placed
        assert section.count("<i></i>") == 8
        assert plan.run.hash[:16] in section
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_sheet_alone_is_the_same_as_among_others(plan: Any) -> None:
    """What is prepared for some dozens of zones together depends on none of the others."""
    together = zone_sheet_page(plan, language="zh")
    for zone in plan.zones["zone_id"]:
        alone = zone_sheet_page(plan, language="zh", only=zone)
        (section,) = re.findall(r"<section>.*?</section>", alone, flags=re.DOTALL)
        assert section in together


def test_names_never_run_on_a_zone_sheet(make_plan: Any) -> None:
    """Markup in a name is shown, in the table as on the map."""
    names = ['<img src=x onerror="alert(1)">'] * 12
    page = zone_sheet_page(make_plan(names=names), language="zh")
    assert "<img" not in page


def test_a_plan_without_zones_says_so(make_plan: Any) -> None:
    """No sheet is drawn; the sentence stands there instead."""
    plan = make_plan()
    plan.zones = plan.zones.iloc[:0]
    plan.estates["zone_id"] = None
    assert "<section>" not in zone_sheet_page(plan, language="zh")
