"""Every page and panel is looked at: with little sight, in its own language, in both themes."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.i18n import LANGUAGES
from tests.ui.conftest import LOCAL, Serve, Server
from tests.ui.scans import axe_findings, equal_names, foreign_words, own_words
from tests.ui.screens import SCREENS, Window

pytestmark = pytest.mark.browser

EVERYTHING = bool(os.environ.get("EYES"))
"""Whether every page is held against every rule in both languages and both themes: make eyes."""

MOTIONLESS = """
document.addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  const still = "transition: none !important; animation: none !important";
  style.textContent = `*, ::before, ::after { ${still} }`;
  document.head.append(style);
});
"""
"""Colours change at once with the theme: one half way would be taken for a fault."""

AROUND = ("[data-testid=stSidebar]", ".st-key-rc_map_box")
"""What is the same on every panel of a page, and is looked at with the first of them."""


@pytest.fixture(scope="module")
def server(small_district: Path, serve: Serve) -> Server:
    """Serve the small district."""
    return serve(small_district)


@pytest.fixture
def window(chromium: Any, server: Server) -> Iterator[Window]:
    """Return a window in which nothing moves, and nothing leaves this machine."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce"
    )
    strangers: list[str] = []
    context.on(
        "request", lambda asked: None if LOCAL.match(asked.url) else strangers.append(asked.url)
    )
    context.add_init_script(MOTIONLESS)
    yield Window(context.new_page(), server.address, "zh")
    context.close()
    assert strangers == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_panel(window: Window, small_district: Path, language: str) -> None:
    """No serious finding of axe, no word of the other language, no two buttons of one name.

    Where not everything is asked for, panels are held against the rules by turns in one language or
    the other; contrast always in both themes.
    """
    own = own_words(small_district)
    window.language = language
    page, faults = window.page, []
    for number, screen in enumerate(SCREENS):
        window.in_colours("light")
        screen.show(window)
        assert page.evaluate("document.documentElement.lang") == language
        faults += [(screen.name, word) for word in foreign_words(page, language, own)]
        faults += [(screen.name, name) for name in equal_names(page)]
        if not EVERYTHING and number % 2 != LANGUAGES.index(language):
            continue
        around = AROUND if screen.goes_on and not EVERYTHING else ()
        faults += [(screen.name, "light", *one) for one in axe_findings(page, around=around)]
        window.in_colours("dark")
        rules = () if EVERYTHING else ("color-contrast",)
        found = axe_findings(page, rules, around=around)
        faults += [(screen.name, "dark", *one) for one in found]
    assert not faults, "\n".join(map(str, faults))
