"""A planner's day in a real browser: from an awkward list to files with the screen's figures."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo.scenarios import Scenario
from tests.ui.conftest import Open, Server, Visit
from tests.ui.messy_list import HEADERS, UNPLACED, estates_of, messy_workbook, town_with_places

pytestmark = pytest.mark.browser

FAR_WEST = (114.1478, 30.5712)
"""Where no station is near, within the district."""

ROUND = 0.002
"""Degrees around an estate that a lasso is drawn at."""

CLICKED = 1e-3
"""Degrees by which a click on the map of a district may miss: three pixels."""

ROW_PX = 35
"""Height of a row of a table that can be written in."""

LONG_MS = 120_000


@dataclass(frozen=True)
class Said:
    """What the screen says of a scenario, for the files to say again."""

    households_covered: int
    households: int
    estates_covered: int
    estates: int
    zones: int = 0


@pytest.fixture
def server(hanyang: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve a copy of Hanyang that knows two more places, with all that is kept kept apart."""
    town = tmp_path / "town"
    town_with_places(hanyang, town)
    running = Server(town, tmp_path)
    yield running
    assert running.stop() == 0


def test_a_planners_day(server: Server, visit: Open, hanyang: Path, tmp_path: Path) -> None:
    """Upload, map, correct, review, try, site, compare, zone, undo, export; the figures agree."""
    opened = visit(server.address + "data?lang=zh")
    opened.page.set_default_timeout(LONG_MS)
    right = messy_workbook(hanyang, tmp_path / "摸底表.xlsx")
    hand_in(opened, tmp_path / "摸底表.xlsx", [*right.values()])
    review(opened, hanyang)
    before = covered_today(opened)
    assert before.households == sum(int(row["households"]) for row in estates_of(hanyang))
    assert before.estates == len(estates_of(hanyang))
    tried = try_a_station(opened)
    assert tried.households_covered > before.households_covered
    sited = take_two_more(opened)
    assert sited.households_covered > tried.households_covered
    compare(opened, before, sited)
    said = correct_zones(opened)
    assert said.households_covered == sited.households_covered
    pack = export(opened, tmp_path)
    for path in sorted(pack.iterdir()):
        OPEN_AGAIN[path.name](path, said, visit)
    assert {path.name for path in pack.iterdir()} == set(OPEN_AGAIN)
    assert off_by_degrees(pack / "estates.csv", hanyang) < CLICKED


# ---------------------------------------------------------------- what the planner does


def turn_to(opened: Visit, name: str) -> None:
    """Go to a page by its link."""
    opened.page.get_by_role("link", name=name, exact=True).click()


def press(opened: Visit, name: str) -> None:
    """Press a button by its whole name."""
    opened.page.get_by_role("button", name=name, exact=True).click()


def open_cell(opened: Visit, cells: Any, row: int) -> None:
    """Open the third cell of a row; a table that is drawn anew meanwhile is asked again."""
    page = opened.page
    for _ in range(5):
        cells.click(position={"x": 20, "y": ROW_PX * (row + 1.5)})
        for key in ("ArrowRight", "ArrowRight", "Enter"):
            page.keyboard.press(key)
        page.wait_for_timeout(500)
        if page.locator("textarea.gdg-input").count():
            return


def choose(opened: Visit, label: str, option: str) -> None:
    """Choose from a list."""
    opened.page.get_by_role("combobox", name=label).click()
    opened.page.get_by_role("option", name=option, exact=True).click()


def hand_in(opened: Visit, workbook: Path, values: list[str]) -> None:
    """Upload a list, say what three headers mean, correct the faulty cells, and use it."""
    page = opened.page
    page.locator("input[type=file]").set_input_files(workbook)
    for label, column in (("小区名称", "name"), ("户数", "households"), ("街道", "street")):
        choose(opened, label, HEADERS[column])
    page.get_by_text(f"名单还不能使用：{len(values)} 处错误").wait_for()
    cells = page.locator("[class*=st-key-rc_upload_repair_] [data-testid=stDataFrameResizable]")
    cells.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a table that still moves does not know where it was clicked
    cells.click(position={"x": 20, "y": ROW_PX * 1.5})  # leaves the list chosen from before
    page.wait_for_timeout(500)
    for number, value in enumerate(values):
        open_cell(opened, cells, number)
        page.locator("textarea.gdg-input").fill(value)
        page.keyboard.press("Enter")
        page.locator("textarea.gdg-input").wait_for(state="detached")
    press(opened, "按更正重新读取")
    page.get_by_text(f"读到 161 个小区，其中 {161 - len(UNPLACED)} 个有位置。").wait_for()
    press(opened, "用这份名单规划（建立新工作区）")


def review(opened: Visit, hanyang: Path) -> None:
    """Put two estates on the map: one by the key of a proposal, one by a click."""
    page = opened.page
    first, second = (row for row in estates_of(hanyang) if row["estate_id"] in UNPLACED)
    page.get_by_role("heading", name=first["name"]).wait_for()
    page.wait_for_selector(".rc-pin")
    page.keyboard.press("1")
    page.get_by_role("heading", name=second["name"]).wait_for()
    page.wait_for_selector(".rc-pin")
    page.get_by_role("button", name="在地图上点").click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.click(*opened.spot(float(second["lon"]), float(second["lat"])))
    page.get_by_text("2 个小区都已核对：2 个已定位").wait_for()


def said_on(opened: Visit, stations: int) -> Said:
    """Return what the strip of figures says once it and the map tell of so many tried stations."""
    opened.drawn(stations)
    told = opened.page.locator(".rc-figure small")
    told.first.wait_for()
    households, estates = (
        [int(part.replace(",", "")) for part in text.split("/") if part.strip()]
        for text in told.all_inner_texts()[:2]
    )
    # A page that has just been turned to shows the map of the former one for a moment.
    opened.page.wait_for_selector(f".rc-map[data-drawn='{stations}-{households[0]}']")
    covered = int(opened.page.locator(".rc-figure b").nth(1).inner_text())
    return Said(households[0], households[1], covered, estates[0])


def covered_today(opened: Visit) -> Said:
    """Read the page of coverage."""
    turn_to(opened, "覆盖")
    return said_on(opened, 0)


def try_a_station(opened: Visit) -> Said:
    """Put a station where none is near."""
    press(opened, "试设站点")
    opened.page.wait_for_selector(".rc-map[data-mode='place']")
    opened.page.mouse.click(*opened.spot(*FAR_WEST))
    opened.drawn(1)
    press(opened, "完成")
    opened.page.wait_for_selector(".rc-map[data-mode='pick']")
    return said_on(opened, 1)


def take_two_more(opened: Visit) -> Said:
    """Have two stations proposed and take them over."""
    turn_to(opened, "选址")
    opened.drawn(1)
    press(opened, "求最优站址")
    opened.page.get_by_text("最优，差距 0 %").wait_for()
    press(opened, "采用到当前情景")
    return said_on(opened, 3)


def compare(opened: Visit, before: Said, after: Said) -> None:
    """Duplicate the scenario; it differs from today as the figures say, and not from itself."""
    page = opened.page
    turn_to(opened, "情景")
    press(opened, "复制")
    page.get_by_role("heading", name="试设情景 副本").wait_for()
    page.get_by_text("两图对照").click()
    page.wait_for_selector(".rc-pair[data-shown]")
    lines = page.locator(".rc-sheet").all_inner_texts()
    for said, line in zip((before, after), lines, strict=True):
        assert f"达标小区 {said.estates_covered} / {said.estates}" in line
    choose(opened, "对照情景", "试设情景")
    page.get_by_text("每个小区的用时和结论都相同").wait_for()


def correct_zones(opened: Visit) -> Said:
    """Move an estate that a lasso caught out of its zone, and take that back."""
    page = opened.page
    turn_to(opened, "片区")
    opened.drawn(3)
    page.wait_for_selector(".rc-number span >> visible=true")
    page.get_by_text("硬性规则全部满足").wait_for()
    drawn = total(opened)
    lon, lat = opened.first_estate()
    lasso(opened, lon, lat)
    opened.choose_first("移到")
    press(opened, "移动")
    page.wait_for_function(f"old => {TOTAL} !== old", arg=drawn)
    press(opened, "撤销")
    page.wait_for_function(f"old => {TOTAL} === old", arg=drawn)
    said = said_on(opened, 3)
    zones = page.evaluate(
        "window.RepairCircleHub.mapView.handles.zones.getLayers()[0].getLayers().length"
    )
    return replace(said, zones=int(zones))


TOTAL = "document.querySelector('.rc-sites tr:last-child td:last-child')?.innerText"


def total(opened: Visit) -> str:
    """Return the objective as the panel says it."""
    return str(opened.page.evaluate(TOTAL))


def lasso(opened: Visit, lon: float, lat: float) -> None:
    """Draw a line around a place."""
    press(opened, "圈选小区")
    opened.page.wait_for_selector(".rc-map[data-mode='lasso']")
    mouse = opened.page.mouse
    mouse.move(*opened.spot(lon - ROUND, lat - ROUND))
    mouse.down()
    for across, up in ((1, -1), (1, 1), (-1, 1), (-1, -0.6)):
        mouse.move(*opened.spot(lon + across * ROUND, lat + up * ROUND), steps=4)
    mouse.up()


def export(opened: Visit, folder: Path) -> Path:
    """Make the pack, download it whole, and return where it was unpacked."""
    page = opened.page
    turn_to(opened, "导出")
    press(opened, "生成成果文件")
    button = page.get_by_role("button", name="下载全部（zip）")
    page.wait_for_selector(".st-key-rc_download_zip button:not([disabled])")
    with page.expect_download() as download:
        button.click()
    content = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder / "pack")
    return folder / "pack"


# ---------------------------------------------------------------- what the files say


def reads_json(path: Path, said: Said, _visit: Open) -> None:
    """Read the record of the plan by its fields."""
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    coverage = record["coverage"]
    assert coverage["households_covered"] == said.households_covered
    assert coverage["estates_covered"] == said.estates_covered
    assert coverage["estates_unsure"] == 0
    assert record["zoning"]["zones"] == said.zones


def covered_in(estates: pd.DataFrame) -> tuple[int, int, int, int, int]:
    """Return what a table of estates adds up to, in the order of `Said`."""
    covered = estates[estates["verdict"] == "covered"]
    return (
        int(covered["households"].sum()),
        int(estates["households"].sum()),
        len(covered),
        len(estates),
        estates["zone_id"].nunique(),
    )


def reads_estates(path: Path, said: Said, _visit: Open) -> None:
    """Add up one row per estate, in the encoding that Excel takes without asking."""
    assert covered_in(pd.read_csv(path, encoding="utf-8-sig")) == astuple(said)


def off_by_degrees(path: Path, hanyang: Path) -> float:
    """Return how far the estates lie at most from where they lay before the list was spoilt."""
    places = ["lon", "lat"]
    found = pd.read_csv(path, encoding="utf-8-sig", index_col="estate_id")[places]
    given = pd.DataFrame(estates_of(hanyang)).set_index("estate_id")[places].astype(float)
    return float((found - given).abs().to_numpy().max())


def reads_stations(path: Path, said: Said, _visit: Open) -> None:
    """Find every estate served by some station."""
    stations = pd.read_csv(path, encoding="utf-8-sig")
    assert stations["estates_served"].where(stations["status"] == "open").sum() == said.estates
    assert stations["name"].notna().all()


def reads_zones(path: Path, said: Said, _visit: Open) -> None:
    """Count one row per zone; their estates are all estates."""
    zones = pd.read_csv(path, encoding="utf-8-sig")
    assert len(zones) == said.zones
    assert zones["estates"].sum() == said.estates
    assert zones["households"].sum() == said.households


def reads_geopackage(path: Path, said: Said, _visit: Open) -> None:
    """Read the layers of estates and zones, placed on the ground."""
    estates, zones = (gpd.read_file(path, layer=layer) for layer in ("estates", "zones"))
    assert covered_in(estates) == astuple(said)
    assert estates.geometry.notna().all()
    assert estates.crs.to_epsg() == 4326
    assert len(zones) == said.zones


def reads_workbook(path: Path, said: Said, _visit: Open) -> None:
    """Read the sheets of the plan, which speak in words."""
    workbook = openpyxl.load_workbook(path, read_only=True)
    summary = {row[0]: row[1:] for row in workbook["概要"].iter_rows(values_only=True)}
    assert summary["户数达标率"][1] == f"{said.households_covered:,} / {said.households:,}"
    # Behind the figure without the scenario.
    before, _, now = summary["达标小区"][0].partition(" → ")
    assert now == f"{said.estates_covered} / {said.estates}"
    assert int(before) < said.estates_covered
    head, *rows = workbook["小区"].iter_rows(values_only=True)
    estates = pd.DataFrame(rows, columns=head)
    covered = estates.loc[estates["结论"] == "达标", "户数"]
    assert (int(covered.sum()), len(covered)) == (said.households_covered, said.estates_covered)
    assert len(list(workbook["片区"].iter_rows(min_row=2))) == said.zones


def reads_assignments(path: Path, said: Said, _visit: Open) -> None:
    """Add up what each firm and street is to look after."""
    workbook = openpyxl.load_workbook(path, read_only=True)
    head, *rows = workbook["目录"].iter_rows(values_only=True)
    index = pd.DataFrame(rows, columns=head).groupby("按")[["小区数", "户数"]].sum()
    wanted = [said.estates, said.households]
    assert index.loc["物业企业"].tolist() == index.loc["街道"].tolist() == wanted


def headline_of(path: Path, visit: Open) -> str:
    """Open a page from the disk and return its words; the visit sees that it asks for nothing."""
    page = visit(path.as_uri()).page
    page.wait_for_load_state("load")
    return str(page.evaluate("document.body.innerText"))


def reads_page(path: Path, said: Said, visit: Open) -> None:
    """Find the households on time, and all of them, on the map and in the report."""
    assert f"{said.households_covered:,} / {said.households:,}" in headline_of(path, visit)


def reads_sheets(path: Path, said: Said, visit: Open) -> None:
    """Count one printed sheet per zone."""
    page = visit(path.as_uri()).page
    assert page.locator("h1").count() == said.zones


def reads_scenario(path: Path, _said: Said, _visit: Open) -> None:
    """Read the three stations that were tried; the move of an estate was taken back."""
    scenario = Scenario.model_validate_json(path.read_text(encoding="utf-8"))
    assert len(scenario.stations) == 3
    assert scenario.zone_of is None


OPEN_AGAIN = {
    "scenario.json": reads_scenario,
    "plan.json": reads_json,
    "estates.csv": reads_estates,
    "stations.csv": reads_stations,
    "zones.csv": reads_zones,
    "plan.gpkg": reads_geopackage,
    "plan.xlsx": reads_workbook,
    "assignments.xlsx": reads_assignments,
    "map.html": reads_page,
    "report.html": reads_page,
    "zone_sheets.html": reads_sheets,
}
"""Every file of the pack, and how it is read again."""
