"""The ten jobs of a planner's day, each with the mouse and without: the page counts the clicks.

A job without a mouse has no click at all; its keys are counted, and only Enter, Space and shortcuts
do anything.
"""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.ui.conftest import Open, Server
from tests.ui.hand import Hand
from tests.ui.messy_list import estates_of, messy_thirty
from tests.ui.small_town import small_town

pytestmark = pytest.mark.browser

LONG_MS: Final = 120_000
LATE: Final = "HY-025"
TWO_TO_LOCK: Final = ("HY-145", "HY-151")
FOUR_TO_MOVE: Final = ("HY-061", "HY-063", "HY-065", "HY-069")
"""Neighbours in one street: a rectangle around them holds nobody else."""

AROUND: Final = 0.0009
"""Degrees by which the rectangle is wider than they lie apart."""

FAR_WEST: Final = (114.1478, 30.5712)
FARTHER: Final = (114.1560, 30.5640)
ZONES: Final = 48

Begin = Callable[[str], Hand]


@pytest.fixture(scope="module")
def town(hanyang: Path, tmp_path_factory: Any) -> Path:
    """Return every other estate of Hanyang as a workspace."""
    folder = tmp_path_factory.mktemp("jobs") / "town"
    return small_town(hanyang, folder, estates=80, zones=46)


@pytest.fixture(scope="module")
def server(town: Path) -> Iterator[Server]:
    """Serve the town."""
    running = Server(town, town.parent)
    yield running
    assert running.stop() == 0


@pytest.fixture
def begin(server: Server, town: Path, visit: Open) -> Begin:
    """Return what opens a page for a hand, with the scenarios as they were at first."""

    def begin_at(path: str) -> Hand:
        hand = Hand(visit("about:blank"), server.address + path)
        hand.page.set_default_timeout(LONG_MS)
        return hand

    for kept in town.glob(".*"):
        shutil.rmtree(kept)
    return begin_at


@pytest.fixture
def place(town: Path) -> dict[str, tuple[float, float]]:
    """Return where the estates lie."""
    return {row["estate_id"]: (float(row["lon"]), float(row["lat"])) for row in estates_of(town)}


def on_map(hand: Hand) -> None:
    """Wait for a map that is drawn."""
    hand.page.wait_for_selector(".rc-map[data-drawn]")
    hand.settle()


def map_of(hand: Hand) -> Any:
    """Return the map."""
    return hand.page.locator(".rc-map").first


# ---------------------------------------------------------------- late, and why


def says_why(hand: Hand) -> None:
    """Wait until the panel says the minutes, the route and the cheapest change."""
    hand.page.locator(".rc-verdict.rc-late").wait_for()
    hand.page.locator(".rc-fix").wait_for()
    hand.page.locator(".rc-roads tr").first.wait_for()
    assert "行车" in hand.page.locator(".rc-legs").inner_text()


def late_only(hand: Hand) -> int:
    """Wait until the map shows the late estates alone and return how many they are."""
    page = hand.page
    page.wait_for_selector(".rc-legend [data-filter='late'][aria-pressed='true']")
    count = page.locator(".rc-legend [data-filter='late'] .rc-count").inner_text()
    page.wait_for_selector(f".rc-map[data-shown='{count.split('（')[0]}']")
    return int(count.split("（")[0])


def test_who_is_late_and_why(begin: Begin, place: dict[str, tuple[float, float]]) -> None:
    """Coverage, the late ones, one of them, its cheapest change."""
    hand = begin("")
    on_map(hand)
    hand.turn_to("覆盖")
    hand.page.locator(".st-key-rc_claim_open").wait_for()
    hand.page.locator(".rc-legend [data-filter='late']").click()
    assert late_only(hand) > 1
    hand.page.mouse.click(*hand.opened.spot(*place[LATE]))
    hand.page.locator(".st-key-rc_ask_fix button").click()
    says_why(hand)
    assert hand.clicks <= 4


def test_who_is_late_and_why_without_a_mouse(begin: Begin) -> None:
    """The arrows go from one late estate to the next once the legend shows them alone."""
    hand = begin("")
    on_map(hand)
    hand.find("覆盖")
    hand.page.locator(".st-key-rc_claim_open").wait_for()
    hand.region(map_of(hand))
    hand.enter(hand.page.locator(".rc-legend [data-filter='late']"))
    count = late_only(hand)
    hand.reach(map_of(hand), back=True)
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("PageDown")
    said = hand.page.locator(".rc-map .rc-live[aria-live]").inner_text()
    assert "超时" in said
    assert f"共 {count} 个" in said
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_selector(".rc-map:not([data-selected=''])")
    hand.region(hand.page.locator(".st-key-rc_panel"))
    hand.enter(hand.page.locator(".st-key-rc_ask_fix button"))
    says_why(hand)
    assert hand.clicks == 0


# ---------------------------------------------------------------- try, move, undo


def undone(hand: Hand) -> None:
    """Wait until the change that the page tells of last is one that was taken back."""
    hand.page.locator(".rc-toast-text:has-text('已撤销')").wait_for()


def moved(hand: Hand) -> None:
    """Wait until the page tells of a station that was moved."""
    hand.page.locator(".rc-toast-text:has-text('挪动站点')").wait_for()


def test_a_station_is_tried_moved_and_taken_back(begin: Begin) -> None:
    """The button, a place, another place, undo, undo."""
    hand = begin("")
    on_map(hand)
    today = hand.opened.covered()
    hand.press("试设站点")
    hand.page.wait_for_selector(".rc-map[data-mode='place']")
    hand.page.mouse.click(*hand.opened.spot(*FAR_WEST))
    hand.opened.drawn(1)
    hand.page.mouse.click(*hand.opened.spot(*FARTHER))
    moved(hand)
    hand.press("撤销")
    undone(hand)
    hand.press("撤销")
    hand.opened.drawn(0)
    assert hand.opened.covered() == today
    assert hand.clicks <= 5


def test_a_station_is_tried_moved_and_taken_back_without_a_mouse(begin: Begin) -> None:
    """The command leads to the map: arrows move it, Enter puts a station, Ctrl+Z takes it back."""
    hand = begin("")
    on_map(hand)
    hand.find("试设站点")
    hand.page.wait_for_selector(".rc-map.rc-cross[data-mode='place']:focus")
    hand.page.keyboard.press("Enter")
    hand.opened.drawn(1)
    to_a_road(hand)
    hand.page.keyboard.press("Enter")
    moved(hand)
    hand.page.keyboard.press("Control+z")
    undone(hand)
    hand.page.keyboard.press("Control+z")
    hand.opened.drawn(0)
    assert hand.clicks == 0


def to_a_road(hand: Hand) -> None:
    """Move the map until its centre is where a station can stand, as the compass says."""
    for way in ("ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowUp"):
        hand.page.keyboard.press(way)
        hand.page.wait_for_timeout(400)  # the map glides
        if not hand.page.locator(".rc-compass.rc-refused").count():
            return


# ---------------------------------------------------------------- the best two, and why


PROVEN: Final = "最优，差距 0 %"


def explains(hand: Hand, act: Callable[[], None]) -> None:
    """Read the page for whoever decides: both sites of the panel, and that none are better."""
    sites = hand.page.locator(".rc-sites td:first-child").all_inner_texts()
    with hand.page.expect_download() as download:
        act()
    page = Path(download.value.path()).read_text(encoding="utf-8")
    assert len(sites) == 2
    assert all(site in page for site in sites)
    assert "最优" in page


def test_the_best_two_sites_and_why(begin: Begin) -> None:
    """Siting, solve, the page for whoever decides, printed."""
    hand = begin("")
    on_map(hand)
    hand.turn_to("选址")
    hand.press("求最优站址")
    hand.says(PROVEN)
    hand.press("领导汇报页")
    explains(hand, hand.page.locator(".st-key-rc_siting_case_html button").click)
    assert hand.clicks <= 4


def test_the_best_two_sites_and_why_without_a_mouse(begin: Begin) -> None:
    """A command solves from any page; the panel is one key away."""
    hand = begin("")
    on_map(hand)
    hand.find("求最优站址")
    hand.says(PROVEN)
    hand.settle()
    hand.region(hand.page.locator(".st-key-rc_panel"))
    hand.enter(hand.button("领导汇报页"))
    printed = hand.page.locator(".st-key-rc_siting_case_html button")
    explains(hand, lambda: hand.enter(printed))
    assert hand.clicks == 0


# ---------------------------------------------------------------- 48 zones, two locked, four moved


NAMES: Final = (
    "(() => { const drawn = window.RepairCircleHub?.mapView?.handles.zones;"
    " return drawn ? drawn.getLayers()[0].getLayers().map(one => one.zone.name) : []; })()"
)


def has_zones(hand: Hand, count: int, *, locked: int = 0) -> None:
    """Wait until the map shows so many zones, so many of them locked."""
    hand.page.wait_for_function(
        f"([count, locked]) => {{ const names = {NAMES}; return names.length === count"
        " && names.filter(one => one.endsWith('锁定')).length === locked; }",
        arg=[count, locked],
    )


def was_moved(hand: Hand) -> None:
    """Wait until the page tells of four estates in another zone; the locked ones are still so."""
    hand.page.locator(".rc-toast-text:has-text('4')").wait_for()
    locked = hand.page.evaluate(f"{NAMES}.filter(one => one.endsWith('锁定')).length")
    assert locked == 2


def lasso(hand: Hand, corners: list[tuple[float, float]]) -> None:
    """Draw a rectangle around some places."""
    (west, south), (east, north) = (
        [pick(corner[axis] for corner in corners) + grow for axis in (0, 1)]
        for pick, grow in ((min, -AROUND), (max, AROUND))
    )
    mouse = hand.page.mouse
    mouse.move(*hand.opened.spot(west, south))
    mouse.down()
    for lon, lat in ((east, south), (east, north), (west, north), (west, south + AROUND / 3)):
        mouse.move(*hand.opened.spot(lon, lat), steps=4)
        # A browser tells only the last of the moves between two frames: corners would be lost.
        hand.page.wait_for_timeout(80)
    mouse.up()


def test_48_zones_two_locked_four_moved(
    begin: Begin, place: dict[str, tuple[float, float]]
) -> None:
    """Zones, how many, draw; two by Ctrl, lock; a line around four, move."""
    hand = begin("")
    on_map(hand)
    hand.turn_to("片区")
    has_zones(hand, 46)
    hand.settle()
    hand.write(hand.page.get_by_role("spinbutton", name="片区数").first, str(ZONES))
    hand.press("重新划分")
    has_zones(hand, ZONES)
    hand.settle()
    first, second = TWO_TO_LOCK
    hand.page.mouse.click(*hand.opened.spot(*place[first]))
    hand.says("1 个，")
    hand.page.keyboard.down("Control")
    hand.page.mouse.click(*hand.opened.spot(*place[second]))
    hand.page.keyboard.up("Control")
    hand.says("2 个，")
    hand.press("锁定片区")
    has_zones(hand, ZONES, locked=2)
    hand.settle()
    hand.press("圈选小区")
    hand.page.wait_for_selector(".rc-map[data-mode='lasso']")
    lasso(hand, [place[one] for one in FOUR_TO_MOVE])
    hand.says("4 个，")
    hand.press("移动")
    was_moved(hand)
    assert hand.clicks <= 9


def test_48_zones_two_locked_four_moved_without_a_mouse(begin: Begin, town: Path) -> None:
    """Estates are chosen by their names; every button of the panel is on the way of Tab."""
    names = {row["estate_id"]: row["name"] for row in estates_of(town)}
    hand = begin("zones")
    page = hand.page
    on_map(hand)
    has_zones(hand, 46)
    hand.settle()
    hand.region(page.locator(".st-key-rc_panel"))
    hand.over(str(ZONES))
    hand.settle()
    hand.enter(hand.button("重新划分"))
    has_zones(hand, ZONES)
    hand.settle()
    chosen = page.locator("[class*='st-key-rc_zone_list'] input")
    choose_by_name(hand, chosen, [names[one] for one in TWO_TO_LOCK])
    hand.enter(hand.button("锁定片区"))
    has_zones(hand, ZONES, locked=2)
    hand.settle()
    hand.region(page.locator(".st-key-rc_panel"))
    hand.enter(page.locator(".st-key-rc_zone_clear button"))
    hand.says("点选或圈选小区")
    hand.region(page.locator(".st-key-rc_panel"))
    choose_by_name(hand, chosen, [names[one] for one in FOUR_TO_MOVE])
    hand.enter(hand.button("移动"))
    was_moved(hand)
    assert hand.clicks == 0


def choose_by_name(hand: Hand, field: Any, names: list[str]) -> None:
    """Type names into a list of which several can be chosen."""
    hand.reach(field)
    for number, name in enumerate(names, start=1):
        hand.page.keyboard.type(name)
        hand.page.get_by_role("option", name=name, exact=True).wait_for()
        hand.page.keyboard.press("Enter")
        hand.says(f"{number} 个，")
        hand.settle()
    hand.page.keyboard.press("Escape")


# ---------------------------------------------------------------- one's own messy list of 30


STREET: Final = "归哪个街办管"


def own_figures(hand: Hand, households: int) -> None:
    """Wait until the figures are those of the list."""
    hand.page.locator(".rc-figure small", has_text=f"/ {households:,}").wait_for()


def test_ones_own_list_of_thirty(begin: Begin, hanyang: Path, tmp_path: Path) -> None:
    """Data, the file, what one header means, use it, overview."""
    total = messy_thirty(hanyang, tmp_path / "摸底表.xlsx")
    hand = begin("")
    on_map(hand)
    hand.turn_to("数据")
    with hand.page.expect_file_chooser() as chooser:
        hand.page.locator("[data-testid=stFileUploaderDropzone] button").first.click()
    chooser.value.set_files(tmp_path / "摸底表.xlsx")
    hand.choose("哪个表头是街道", STREET)
    hand.says("读到 30 个小区，其中 30 个有位置。")
    hand.press("用这份名单规划（建立新工作区）")
    hand.page.locator(".rc-name b", has_text="摸底表").wait_for()
    hand.turn_to("总览")
    own_figures(hand, total)
    assert hand.clicks <= 7


def test_ones_own_list_of_thirty_without_a_mouse(
    begin: Begin, hanyang: Path, tmp_path: Path
) -> None:
    """The same by Tab and Enter."""
    total = messy_thirty(hanyang, tmp_path / "名单.xlsx")
    hand = begin("data")
    hand.says("数据")
    hand.settle()
    with hand.page.expect_file_chooser() as chooser:
        hand.enter(hand.page.locator("[data-testid=stFileUploaderDropzone] button").first)
    chooser.value.set_files(tmp_path / "名单.xlsx")
    street = hand.page.get_by_role("combobox", name="哪个表头是街道")
    hand.reach(street)
    hand.page.keyboard.type(STREET)
    hand.page.keyboard.press("Enter")
    hand.says("读到 30 个小区，其中 30 个有位置。")
    hand.settle()
    hand.enter(hand.button("用这份名单规划（建立新工作区）"))
    hand.page.locator(".rc-name b", has_text="名单").wait_for()
    hand.settle()
    hand.find("总览")
    own_figures(hand, total)
    assert hand.clicks == 0


# ---------------------------------------------------------------- the pack and one zone's sheet


def downloads_both(hand: Hand, all_files: Callable[[], None], sheet: Callable[[], None]) -> None:
    """Take the pack, and the sheet of the zone at hand, which is in the pack, too."""
    with hand.page.expect_download() as download:
        all_files()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert {"plan.json", "plan.xlsx", "report.html"} <= set(archive.namelist())
        every_sheet = archive.read("zone_sheets.html").decode()
    hand.page.locator(".st-key-rc_zone_sheet button").wait_for()
    hand.settle()
    with hand.page.expect_download() as download:
        sheet()
    one = Path(download.value.path()).read_text(encoding="utf-8")
    zone = download.value.suggested_filename.removeprefix("zone_sheet_").removesuffix(".html")
    assert one.count("<h1") == 1 < every_sheet.count("<h1")
    assert zone in one.split("<h1", 1)[1].split("</h1>", 1)[0]
    assert "轮渡公司宿舍" in one


def test_the_pack_and_the_sheet_of_one_zone(begin: Begin) -> None:
    """Export, everything, the sheet of the zone of the estate that was looked at."""
    hand = begin(f"?estate={LATE}")
    on_map(hand)
    hand.turn_to("导出")
    downloads_both(
        hand,
        hand.button("下载全部（zip）").click,
        hand.page.locator(".st-key-rc_zone_sheet button").click,
    )
    assert hand.clicks <= 3


def test_the_pack_and_the_sheet_of_one_zone_without_a_mouse(begin: Begin) -> None:
    """The same by Ctrl+K, Tab and Enter."""
    hand = begin(f"?estate={LATE}")
    on_map(hand)
    hand.find("导出")
    every, sheet = hand.button("下载全部（zip）"), hand.page.locator(".st-key-rc_zone_sheet button")
    downloads_both(hand, lambda: hand.enter(every), lambda: hand.enter(sheet))
    assert hand.clicks == 0


# ---------------------------------------------------------------- a claim


def test_a_claim_is_checked(begin: Begin) -> None:
    """Coverage, the form, the field; Enter checks."""
    hand = begin("")
    on_map(hand)
    hand.turn_to("覆盖")
    hand.page.get_by_text("核对说法").click()
    hand.write(hand.page.locator(".st-key-rc_claim input"), "30分钟，60%的住户")
    hand.page.locator(".rc-verdict.rc-covered").wait_for()
    assert hand.clicks <= 3


def test_a_claim_is_checked_without_a_mouse(begin: Begin) -> None:
    """The command opens the form."""
    hand = begin("")
    on_map(hand)
    hand.find("核对说法")
    field = hand.page.locator(".st-key-rc_claim input")
    field.wait_for()
    hand.settle()
    hand.region(hand.page.locator(".st-key-rc_panel"))
    hand.reach(field)
    hand.over("3分钟到场")
    hand.page.locator(".rc-verdict.rc-unreachable").wait_for()
    assert hand.clicks == 0


# ---------------------------------------------------------------- language


def test_the_language_is_one_click_or_one_command(begin: Begin) -> None:
    """There by the switch, and back by Ctrl+K; nothing else changes."""
    hand = begin("coverage")
    on_map(hand)
    hand.page.locator("[class*=st-key-rc_language] button").last.click()
    hand.link("Coverage").wait_for()
    assert hand.clicks <= 1
    hand.settle()
    hand.find("Switch to Chinese")
    hand.link("覆盖").wait_for()
    assert "/coverage" in hand.page.url
    assert hand.clicks <= 1


# ---------------------------------------------------------------- two windows


def test_two_windows_tell_each_other(begin: Begin) -> None:
    """What one does by keyboard the other says unasked, shows by one key, and takes back."""
    one, other = begin(""), begin("")
    on_map(one)
    on_map(other)
    one.region(one.page.locator(".st-key-rc_toolbar"))
    one.reach(one.page.locator("[data-hour='10']"))
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("Enter")
    one.page.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    other.says("这个情景已在别处改动")
    other.enter(other.button("载入最新状态"))
    other.page.wait_for_selector("[data-hour='8'][aria-pressed='true']")
    other.page.get_by_text("这个情景已在别处改动").wait_for(state="detached")
    other.page.keyboard.press("Control+z")
    other.page.wait_for_selector("[data-hour='10'][aria-pressed='true']")
    one.says("这个情景已在别处改动")
    one.press("载入最新状态")
    one.page.wait_for_selector("[data-hour='10'][aria-pressed='true']")
    assert (one.clicks, other.clicks) == (1, 0)


# ---------------------------------------------------------------- reload, back, keyboard


def test_reload_and_back_keep_what_is_looked_at(begin: Begin) -> None:
    """Selection, filter and page outlive a reload; one press of Back leaves a page."""
    hand = begin("")
    page = hand.page
    on_map(hand)
    hand.find(LATE)
    page.wait_for_selector(f".rc-map[data-selected='{LATE}']")
    hand.region(map_of(hand))
    hand.enter(page.locator(".rc-legend [data-filter='late']"))
    late_only(hand)
    page.wait_for_function("() => location.search.includes('verdict=late')")
    page.reload()
    page.wait_for_selector(f".rc-map[data-selected='{LATE}']")
    late_only(hand)
    hand.settle()
    hand.find("覆盖")
    page.wait_for_url("**/coverage*")
    page.locator(".st-key-rc_claim_open").wait_for()
    hand.settle()
    page.go_back()
    page.wait_for_function("() => !location.pathname.includes('coverage')")
    page.wait_for_selector(f".rc-map[data-selected='{LATE}']")
    late_only(hand)
    page.go_forward()
    page.wait_for_url("**/coverage*")
    assert hand.clicks == 0


def test_every_part_of_a_page_is_a_few_keys_away(begin: Begin) -> None:
    """F6 goes through map, panel, pages and header; the hours are one stop of Tab."""
    hand = begin("")
    page = hand.page
    on_map(hand)
    regions = [
        page.locator(one)
        for one in (
            ".st-key-rc_map_box",
            ".st-key-rc_panel",
            "[data-testid=stSidebarNav]",
            ".st-key-rc_toolbar",
        )
    ]
    for region in (*regions, regions[0]):
        page.keyboard.press("F6")
        assert hand.is_in(region)
    page.keyboard.press("Shift+F6")
    assert hand.is_in(regions[-1])
    hand.reach(map_of(hand))
    assert hand.steps <= 8
    assert page.locator("[data-hour][tabindex='0']").count() == 1
    assert hand.clicks == 0
