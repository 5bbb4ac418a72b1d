"""Pages keep to their window: nothing cut, nothing out of reach, nothing that jumps."""

from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Serve, Server
from tests.ui.screens import Window

pytestmark = pytest.mark.browser

PAGES = {
    "": True,
    "data": False,
    "coverage": True,
    "siting": True,
    "zones": True,
    "scenarios": False,
    "operations": True,
    "export": False,
    "settings": False,
    "help": False,
}
"""Every page by its address, and whether it has a map."""

WINDOWS = {
    "150 per cent": (911, 512, 1.5, "en"),
    "narrow": (1024, 768, 1.0, "zh"),
    "usual": (1366, 768, 1.0, "en"),
}
"""Width, height, device pixels per pixel, language."""

MOST_SHIFT = 0.05

CUT = """
() => {
  const found = [];
  const wide = document.documentElement.clientWidth;
  for (const part of [document.documentElement, document.querySelector("[data-testid=stMain]")]) {
    if (part.scrollWidth <= part.clientWidth + 1) continue;
    const widest = [...part.querySelectorAll("*")].find(
      one => one.getBoundingClientRect().right > wide + 1 && one.className);
    found.push(`scrolls sideways: ${part.tagName} ${widest && widest.className}`);
  }
  const wanted = "button, a[href], summary, [role=combobox], .rc-name *, .rc-figure *, .rc-saved";
  const above = one => one.parentElement || one.getRootNode().host;
  const look = one => {
    const box = one.getBoundingClientRect();
    const quiet = !one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (quiet || box.width <= 2 || box.height <= 2) return;
    const name = (one.getAttribute("aria-label") || one.textContent).trim().slice(0, 40);
    if (one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).overflowX === "hidden"
        && one.clientWidth) found.push(`shortened: ${name}`);
    for (let part = above(one); part && part !== document.body; part = above(part)) {
      const style = getComputedStyle(part);
      if (/auto|scroll/.test(style.overflowX) && part.scrollWidth > part.clientWidth + 1) return;
      if (!/hidden|clip/.test(style.overflowX)) continue;
      const around = part.getBoundingClientRect();
      if (box.right > around.right + 2 || box.left < around.left - 2) {
        found.push(`cut: ${name}`);
        return;
      }
    }
    if (box.left < -1 || box.right > wide + 1) found.push(`outside: ${name}`);
  };
  const visit = root => root.querySelectorAll("*").forEach(one => {
    if (one.shadowRoot) visit(one.shadowRoot);
    if (one.matches(wanted) && !one.closest(".leaflet-pane")) look(one);
  });
  visit(document);
  return [...new Set(found)];
}
"""

WATCH_SHIFTS = """
() => {
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(
    [entry.value, entry.sources.map(one => String(one.node && one.node.className))],
  ))).observe({ type: "layout-shift" });
}
"""


@pytest.fixture(scope="module")
def server(small_district: Path, serve: Serve) -> Server:
    """Serve a small district."""
    return serve(small_district)


@pytest.mark.parametrize("size", WINDOWS)
def test_everything_is_within_reach(chromium: Any, server: Server, size: str) -> None:
    """No page scrolls sideways; no button, name or figure is cut, shortened or off the screen."""
    width, height, density, language = WINDOWS[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=density
    )
    window = Window(context.new_page(), server.address, language)
    faults = []
    for path, with_map in PAGES.items():
        window.open(path, with_map=with_map)
        faults += [(path, fault) for fault in window.page.evaluate(CUT)]
    context.close()
    assert faults == []


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("", "estate"),
        ("", "hour"),
        ("coverage", "filter"),
        ("coverage", "view"),
        ("zones", "estate"),
    ],
)
def test_nothing_jumps_after_a_click(chromium: Any, server: Server, path: str, act: str) -> None:
    """Chromium measures how far the layout shifts from the click until all is still."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    window = Window(context.new_page(), server.address, "zh")
    page = window.page
    window.open(path, with_map=True)
    page.wait_for_timeout(500)
    page.evaluate(WATCH_SHIFTS)
    ACTS[act](page)
    page.wait_for_timeout(200)
    window.settle()
    page.wait_for_timeout(300)
    shifts = page.evaluate("window.shifts")
    context.close()
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


def _choose_estate(page: Any) -> None:
    page.locator(".rc-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-map:not([data-selected=''])")


def _filter(page: Any) -> None:
    page.locator(".rc-legend [data-filter='late']").click()
    page.wait_for_selector(".rc-shown")


ACTS = {
    "estate": _choose_estate,
    "hour": lambda page: page.locator("[data-hour='7']").click(),
    "filter": _filter,
    "view": lambda page: page.locator(".st-key-rc_view button").nth(1).click(),
}
