"""The first minutes: the start page, the tour, a project without lists, the guide at its place."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from geo.i18n import LANGUAGES, translator
from geo.report import chapter_address, document_folder, document_page
from geo.ui.components.frame.tour import STEPS
from geo.ui.shell import PAGES
from tests.ui.conftest import Open, Server, Visit
from tests.ui.scans import axe_findings, equal_names, foreign_words

LONG_MS = 120_000
T = translator("zh")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where everything that the server keeps is kept."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """Serve without a workspace, as somebody starts the command for the first time."""
    running = Server(None, home)
    yield running
    assert running.stop() == 0


def started(opened: Visit) -> None:
    """Wait for the start page."""
    opened.page.locator(".st-key-rc_start").wait_for(timeout=LONG_MS)


def look_around(opened: Visit) -> None:
    """Open the sample town from the start page."""
    started(opened)
    opened.page.get_by_role("button", name=T("ui.open_toy")).click()
    opened.page.wait_for_selector(".rc-map[data-drawn]", timeout=LONG_MS)


def step(opened: Visit, number: int) -> None:
    """Wait until the tour is at a step."""
    opened.page.locator(f".rc-tour[data-step='{number}']:visible").wait_for(timeout=LONG_MS)


@pytest.mark.browser
def test_the_tour_goes_by_keyboard_blocks_nothing_and_stays_left(
    server: Server, visit: Open
) -> None:
    """Enter goes on, the page works meanwhile, Esc leaves; offered once, and under ? again."""
    opened = visit(server.address + "?lang=zh")
    look_around(opened)
    page, card, ring = opened.page, opened.page.locator(".rc-tour"), ".rc-tour-ring"
    for number in range(1, len(STEPS) + 1):
        step(opened, number)
        around = page.locator(ring).bounding_box()
        assert around["width"] > 20
        assert around["height"] > 20
        page.keyboard.press("Enter")
    card.wait_for(state="hidden")
    page.keyboard.press("?")
    page.get_by_role("button", name=T("find.again")).click()
    step(opened, 1)
    page.get_by_role("link", name=T("ui.page_siting"), exact=True).click()
    page.wait_for_url(re.compile("/siting"), timeout=LONG_MS)
    step(opened, 1)
    page.get_by_role("button", name=T("tour.next")).click()
    step(opened, 2)
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    opened.page.goto(server.address + "?lang=zh")
    look_around(opened)
    page.wait_for_timeout(1500)
    assert not card.is_visible()
    page.get_by_role("link", name=T("ui.page_help"), exact=True).click()
    page.get_by_text(T("ui.help_title")).wait_for(timeout=LONG_MS)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name=T("find.title")).fill(T("find.command_tour"))
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-map[data-drawn]", timeout=LONG_MS)
    step(opened, 1)
    assert axe_findings(page) == []
    page.get_by_role("button", name=T("tour.leave")).click()
    card.wait_for(state="hidden")


@pytest.mark.browser
def test_a_project_begins_on_the_start_page_and_says_what_it_needs(
    server: Server, visit: Open
) -> None:
    """No red box: the lists that come next, the way to each; it is then what one goes on with."""
    opened = visit(server.address + "?lang=zh")
    started(opened)
    page = opened.page
    assert axe_findings(page) == []
    assert equal_names(page) == []
    assert foreign_words(page, "zh", ()) == []
    page.get_by_role("textbox", name=T("data_page.name")).fill("东城")
    page.get_by_role("button", name=T("data_page.begin")).click()
    page.get_by_text("接下来请上传").wait_for(timeout=LONG_MS)
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    page.get_by_role("link", name=T("ui.page_overview"), exact=True).click()
    page.get_by_role("button", name="上传道路").click()
    page.get_by_role("heading", name=T("ui.input_roads"), exact=True).wait_for(timeout=LONG_MS)
    again = visit(server.address + "?lang=zh")
    started(again)
    again.page.get_by_role("button", name=T("start.go_on_with", name="东城")).wait_for()


@pytest.mark.browser
def test_the_guide_opens_at_the_chapter_of_the_page(server: Server, visit: Open) -> None:
    """Every page links to its chapter; F1 opens it; it loads its pictures from this machine."""
    opened = visit(server.address + "settings?lang=en&ws=toy")
    page = opened.page
    page.locator(".rc-guide").wait_for(timeout=LONG_MS)
    page.wait_for_function("() => window.RepairCircleFrame?.openGuide")
    with page.context.expect_page() as popup:
        page.keyboard.press("F1")
    guide = popup.value
    guide.wait_for_load_state()
    assert urlsplit(guide.url).path == "/guide/guide.en.html"
    chapter = guide.locator("#settings")
    assert abs(chapter.bounding_box()["y"]) < 40
    picture = guide.locator("img[src*='settings']")
    assert axe_findings(guide) == []
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1366


def test_the_server_gives_documents_and_pictures_alone(server: Server) -> None:
    """Nothing else of the disk, and the headers of every answer."""
    with urlopen(urljoin(server.address, "guide/guide.zh.html")) as answer:
        assert "script-src" in answer.headers["Content-Security-Policy"]
        text = answer.read().decode()
    assert "<script" not in text
    for path in ("guide/nothing.html", "guide/guide/..%2Faccess.md", "guide/%2e%2e%2fREADME.html"):
        with pytest.raises(OSError, match=r"40[04]"):
            urlopen(urljoin(server.address, path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_chapter(language: str) -> None:
    """The address that a page links to is in the guide."""
    text = (document_folder() / f"guide.{language}.md").read_text(encoding="utf-8")
    page = document_page(text, language)
    wanted = [chapter_address(translator(language)(f"ui.page_{name}")) for name in PAGES]
    assert [one for one in wanted if f'<h2 id="{unquote(one)}"' not in page] == []


def test_text_of_a_document_is_shown_and_never_run() -> None:
    """HTML, addresses that run, and titles stay text; a link out of the documents is none."""
    page = document_page(
        "# <b>T</b>\n\n## <img src=x onerror=a()>\n\n<script>a()</script> [x](javascript:a())"
        " [y](../secret.md) [z](access.md#here)\n",
        "en",
    )
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "secret" not in page
    assert 'href="access.html#here"' in page


def test_the_package_carries_every_document(repository: Path) -> None:
    """Each document and the pictures are named in the wheel's list."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    wanted = {f"docs/{path.name}" for path in (repository / "docs").glob("*.md")}
    assert wanted | {"docs/guide"} <= set(carried)
