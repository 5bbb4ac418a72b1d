"""The user guide: both languages tell the same, and its pictures are taken from the app itself.

``make guide`` takes the pictures anew; without it the tests see that none is missing.
"""

import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geo.i18n import LANGUAGES, translator
from geo.locales import sentences
from geo.ui.shell import PAGES
from tests.ui.conftest import Server, Visit

ASKED = "GUIDE_PICTURES"
FAR_WEST = (114.1478, 30.5712)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+\.png)\)")
MOST_LOOKS = 60
OTHERS = ("start", "station", "review", "assessment")
"""Pictures of what is done on a page, beside one of each page."""


def guide(repository: Path, language: str) -> str:
    """Return the guide in a language."""
    return (repository / "docs" / f"guide.{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_picture(repository: Path, language: str) -> None:
    """Each page of the app is shown in the guide's language; every picture exists, with words."""
    shown = {path: words for words, path in PICTURE.findall(guide(repository, language))}
    wanted = {f"guide/{name}.{language}.png" for name in (*PAGES, *OTHERS)}
    assert wanted <= set(shown)
    assert all(shown.values())
    for path in shown:
        with Image.open(repository / "docs" / path) as picture:
            assert picture.size == (1366, 768)


def test_both_guides_tell_the_same(repository: Path) -> None:
    """The same chapters in the same order, the same pictures, the same commands."""
    zh, en = (guide(repository, language) for language in ("zh", "en"))
    outline = [re.findall(r"^(#+) ", text, flags=re.MULTILINE) for text in (zh, en)]
    assert outline[0] == outline[1]
    pictures = [[path.split(".")[0] for _, path in PICTURE.findall(text)] for text in (zh, en)]
    assert pictures[0] == pictures[1]
    commands = [re.findall(r"repair-circle (\w+)", text) for text in (zh, en)]
    assert commands[0] == commands[1]


@pytest.mark.parametrize(
    ("language", "label"), [("zh", "“([^”]+)”"), ("en", r"\*\*([^*]+)\*\*")], ids=LANGUAGES
)
def test_the_guide_names_what_is_on_the_screen(repository: Path, language: str, label: str) -> None:
    """Each button and page that the guide names is called so on the screen, to the letter."""
    text = guide(repository, language)
    assert [name for name in PAGES if translator(language)(f"ui.page_{name}") not in text] == []
    starts = {re.split(r"[（(:：]? ?{", said)[0].strip() for said in sentences(language).values()}
    named = {" ".join(name.split()) for name in re.findall(label, text)}
    assert named - starts - set(sentences(language).values()) == set()


# ---------------------------------------------------------------- the pictures, when asked for


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return where a server keeps scenarios."""
    if not os.environ.get(ASKED):
        pytest.skip("pictures of the guide are taken by make guide")
    return tmp_path


@pytest.fixture
def hanyang_server(home: Path, hanyang: Path) -> Iterator[Server]:
    """Serve Hanyang."""
    running = Server(hanyang, home)
    yield running
    running.stop()


@pytest.fixture
def unsure_server(home: Path, hanyang: Path) -> Iterator[Server]:
    """Serve Hanyang with three estates off the map, and places that are nearly theirs."""
    folder = home / "unsure"
    shutil.copytree(hanyang, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    table = (folder / "estates.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    known = ["id,name,street,lon,lat"]
    for number, row in enumerate(rows[40:43]):
        lon, lat = float(row["lon"]), float(row["lat"])
        row["lon"] = row["lat"] = ""
        for extra, (east, mark) in enumerate(((0.0004, "一期"), (0.003, "二期"), (-0.002, "北区"))):
            place = f"g{number}{extra},{row['name']}{mark},{row['street']}"
            known.append(f"{place},{lon + east:.6f},{lat + east / 2:.6f}")
    with (folder / "estates.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (folder / "known.csv").write_text("\n".join(known) + "\n", encoding="utf-8")
    settings = (folder / "workspace.toml").read_text("utf-8")
    settings = settings.replace("[inputs]", '[inputs]\ngazetteer = "known.csv"', 1)
    (folder / "workspace.toml").write_text(settings, encoding="utf-8")
    running = Server(folder, home)
    yield running
    running.stop()


class Photographer:
    """A window that opens pages and keeps pictures of them.

    Parameters
    ----------
    page : Page
    address : str
    language : {"zh", "en"}
    folder : Path
        Where the pictures go.
    """

    def __init__(self, page: Any, address: str, language: str, folder: Path) -> None:
        self.page = page
        self._address = address
        self._language = language
        self._folder = folder

    def open(self, name: str, *, with_map: bool) -> None:
        """Open a page and wait until it stands still."""
        path = "" if name == "overview" else name
        self.page.goto(f"{self._address}{path}?lang={self._language}")
        if with_map:
            self.page.wait_for_selector(".rc-map[data-drawn]", timeout=300_000)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.page.wait_for_selector(
            "[data-testid='stApp'][data-test-script-state='notRunning']", timeout=300_000
        )
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner],"
            " [data-stale=true]')",
            timeout=300_000,
        )
        self.page.evaluate("document.fonts.ready")

    def press(self, key: str) -> bool:
        """Press a button by its key; tell whether the page has it."""
        button = self.page.locator(f".st-key-{key} button").first
        if not button.count():
            return False
        button.click()
        self.settle()
        return True

    def keep(self, name: str) -> None:
        """Keep a picture, small enough for a document."""
        self.page.mouse.move(2, 700)  # no card of what the mouse happens to lie on
        self.settle()
        picture = Image.open(io.BytesIO(self._steady())).convert("RGB")
        # Maximum coverage keeps the colours of a legend, which fill few pixels.
        small = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        self._folder.mkdir(exist_ok=True)
        small.save(self._folder / f"{name}.{self._language}.png", optimize=True)

    def _steady(self) -> bytes:
        """Return a picture that is the same half a second later: nothing moves or loads."""
        taken = bytes(self.page.screenshot())
        for _ in range(MOST_LOOKS):
            self.page.wait_for_timeout(500)
            before, taken = taken, bytes(self.page.screenshot())
            if taken == before:
                return taken
        pytest.fail("the page does not come to rest")


Camera = Callable[[Server, str], Photographer]


@pytest.fixture
def camera(chromium: Any, repository: Path) -> Iterator[Camera]:
    """Return a function that opens a window on a server."""
    contexts = []

    def opened(server: Server, language: str) -> Photographer:
        context = chromium.new_context(viewport={"width": 1366, "height": 768})
        contexts.append(context)
        pictures = repository / "docs" / "guide"
        return Photographer(context.new_page(), server.address, language, pictures)

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_pages(hanyang_server: Server, camera: Camera, language: str) -> None:
    """A planner looks around, tries a station, sites, draws zones, and takes the files."""
    window = camera(hanyang_server, language)
    page = window.page
    window.open("overview", with_map=True)
    page.mouse.click(*Visit(page).spot(*Visit(page).first_estate()))
    page.wait_for_selector(".rc-sum")
    window.keep("overview")
    page.keyboard.press("Escape")

    window.open("coverage", with_map=True)
    window.keep("coverage")

    window.open("overview", with_map=True)
    t = translator(language)
    page.get_by_role("button", name=t("ui.place")).click()
    page.wait_for_selector(".rc-map[data-mode='place']")
    page.mouse.click(*Visit(page).spot(*FAR_WEST))
    page.wait_for_selector(".rc-map[data-drawn^='1-']")
    window.keep("station")

    window.open("siting", with_map=False)
    window.press("rc_solve")
    # The proof and the sites stand below the form.
    page.locator(".st-key-rc_panel .rc-sites").first.scroll_into_view_if_needed(timeout=300_000)
    window.keep("siting")
    window.open("zones", with_map=True)
    window.keep("zones")
    window.open("scenarios", with_map=False)
    window.press("rc_duplicate")
    window.keep("scenarios")
    window.open("export", with_map=False)
    if window.press("rc_export"):
        page.wait_for_selector(".st-key-rc_download_zip button:not([disabled])", timeout=300_000)
    window.keep("export")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_without_a_map(hanyang_server: Server, camera: Camera, language: str) -> None:
    """The lists, the help, and the settings with a change that is not saved yet."""
    window = camera(hanyang_server, language)
    for name in ("data", "help"):
        window.open(name, with_map=False)
        window.keep(name)
    window.open("settings", with_map=False)
    promise = window.page.get_by_role("spinbutton").first
    promise.fill("20")
    promise.press("Enter")
    window.page.locator(".rc-changes").first.wait_for()
    window.keep("settings")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_of_the_start(home: Path, camera: Camera, language: str) -> None:
    """What is seen first, by somebody who has opened nothing yet."""
    server = Server(None, home)
    try:
        window = camera(server, language)
        window.open("overview", with_map=False)
        window.page.locator(".st-key-rc_start").wait_for(timeout=300_000)
        window.keep("start")
    finally:
        server.stop()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_operations(hanyang_server: Server, camera: Camera, language: str) -> None:
    """The most urgent problem is chosen in the list; then the funnel of the operators."""
    window = camera(hanyang_server, language)
    page = window.page
    window.open("operations", with_map=True)
    page.locator(".st-key-rc_problem_list").click(position={"x": 16, "y": 50})
    page.locator(".st-key-rc_panel").get_by_text("P005", exact=False).first.wait_for()
    window.settle()
    window.keep("operations")

    page.get_by_role("radio", name=translator(language)("operations.tab_assessment")).click()
    page.locator(".st-key-rc_funnel").first.wait_for(timeout=300_000)
    window.settle()
    window.keep("assessment")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_of_the_review(unsure_server: Server, camera: Camera, language: str) -> None:
    """The queue of estates whose place is not sure."""
    window = camera(unsure_server, language)
    window.open("data", with_map=False)
    t = translator(language)
    window.page.get_by_role("button", name=t("review.begin", count=3)).click()
    window.page.wait_for_selector(".rc-map[data-drawn]", timeout=300_000)
    window.keep("review")
