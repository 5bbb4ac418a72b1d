"""One's own list and the promise, in a real browser, with the clicks counted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import Open, Server, Visit

pytestmark = pytest.mark.browser

LONG_MS = 120_000
OWN_LIST_CLICKS = 7
PROMISE_CLICKS = 4


class Hand:
    """A planner's hand: every click and every field that is filled in is counted."""

    def __init__(self, opened: Visit) -> None:
        self.page = opened.page
        self.clicks = 0

    def press(self, name: str) -> None:
        """Press a button."""
        self.clicks += 1
        self.page.get_by_role("button", name=name, exact=True).click()

    def turn_to(self, name: str) -> None:
        """Go to a page."""
        self.clicks += 1
        self.page.get_by_role("link", name=name, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list: two clicks."""
        self.clicks += 2
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def upload(self, path: Path) -> None:
        """Give the page a file: one click for its button."""
        self.clicks += 1
        self.page.locator("input[type=file]").set_input_files(path)

    def fill(self, label: str, text: str) -> None:
        """Write into a field of numbers: one click to get into it."""
        self.clicks += 1
        field = self.page.get_by_role("spinbutton", name=label)
        field.fill(text)
        field.press("Enter")


@pytest.fixture
def server(hanyang: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve a copy of Hanyang, with all that is kept kept apart."""
    town = tmp_path / "town"
    shutil.copytree(hanyang, town, ignore=shutil.ignore_patterns("*.py", "*.md", "__pycache__"))
    running = Server(town, tmp_path)
    yield running
    assert running.stop() == 0


def test_the_promise_is_changed_and_taken_back(server: Server, visit: Open) -> None:
    """A shorter promise covers fewer households; undo brings the figures back."""
    opened = visit(server.address + "?lang=zh")
    opened.page.set_default_timeout(LONG_MS)
    opened.drawn(0)
    before = opened.covered()
    hand = Hand(opened)
    hand.turn_to("设置")
    hand.fill("响应时限（分钟）", "12")
    opened.page.get_by_text("15 → 12").wait_for()
    hand.press("保存设置")
    opened.page.get_by_text("修改设置：响应时限").wait_for()
    hand.turn_to("总览")
    opened.page.wait_for_function(
        "old => document.querySelector('.rc-figure b')?.innerText !== old", arg=before
    )
    after = opened.covered()
    assert float(after.split()[0]) < float(before.split()[0])
    assert hand.clicks <= PROMISE_CLICKS
    hand.turn_to("设置")
    hand.press("撤销上一步改动")
    opened.page.get_by_text("已撤销").first.wait_for()
    hand.turn_to("总览")
    opened.page.wait_for_function(
        "old => document.querySelector('.rc-figure b')?.innerText === old", arg=before
    )
