"""The map as eyes meet it: contrast and colours measured from its pixels, light and dark."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.cartography import VERDICTS
from tests.colours import Array, contrast, luminance, seen_apart
from tests.ui.conftest import Open, Serve, Server
from tests.ui.pixels import changed, drawn_away, picture, strongest

pytestmark = pytest.mark.browser

LEAST_TEXT, LEAST_MARK, LEAST_APART = 4.5, 3.0, 25.0
THEMES = ("light", "dark")
AROUND_PX = 22
NAMES = (".rc-station span", ".rc-place span", ".rc-road span", ".rc-number span")


@pytest.fixture(scope="module")
def server(small_district: Path, serve: Serve) -> Server:
    """Serve a small district."""
    return serve(small_district)


@pytest.fixture(params=THEMES)
def page(server: Server, visit: Open, request: pytest.FixtureRequest) -> Any:
    """Return the page of zones in a theme: it has all that a map can show."""
    opened = visit("about:blank").page
    opened.emulate_media(color_scheme=request.param)
    opened.goto(f"{server.address}zones")
    opened.wait_for_selector(f".rc-map[data-drawn][data-theme='{request.param}']", timeout=180_000)
    opened.wait_for_function("() => window.RepairCircleHub.mapView.handles.zones")
    opened.wait_for_selector("[data-test-script-state='notRunning']")
    opened.wait_for_timeout(400)
    return opened


def only(page: Any, *estates: int) -> None:
    """Show these estates alone."""
    page.evaluate(
        "shown => new Promise(done => { const estates = window.RepairCircleHub.mapView.handles"
        ".estates; estates.hide(i => !shown.includes(i)); setTimeout(done, 120); })",
        [*estates],
    )


def marks(page: Any) -> dict[str, tuple[Array, Array]]:
    """Return the ground and the mark of each verdict where one estate stands in the middle."""
    page.evaluate(
        "() => { const view = window.RepairCircleHub.mapView; const estates = view.handles.estates;"
        " view.map.setView(estates.at(0), 15, { animate: false }); }"
    )
    found = {}
    for digit, verdict in enumerate(VERDICTS):
        page.evaluate(
            "digit => { const estates = window.RepairCircleHub.mapView.handles.estates;"
            " estates.show(digit.repeat(estates.count)); }",
            str(digit),
        )
        only(page)
        ground = picture(page)
        only(page, 0)
        middle = (slice(n // 2 - AROUND_PX, n // 2 + AROUND_PX) for n in ground.shape[:2])
        here = tuple(middle)
        found[verdict] = (ground[here], picture(page)[here])
    return found


def fill(ground: Array, drawn: Array) -> Array:
    """Return the colour that fills a mark: of the frequent ones that with the most colour."""
    pixels = drawn[changed(ground, drawn)]
    colours, counts = np.unique(np.round(pixels, 3), axis=0, return_counts=True)
    frequent = colours[counts >= len(pixels) / 25]
    return np.asarray(frequent[np.argmax(np.ptp(frequent, axis=1))])


def test_marks_stand_out_and_apart(page: Any) -> None:
    """Every verdict's mark is at least 3 : 1 to its ground; late differs also without green cones.

    The difference is CIEDE2000 of the colours that fill the marks, through the matrix of Machado
    and others (2009) for deuteranopia.
    """
    found = marks(page)
    weakest = {verdict: strongest(*one) for verdict, one in found.items()}
    assert min(weakest.values()) >= LEAST_MARK, weakest
    late, unreachable = (fill(*found[one]) for one in ("late", "unreachable"))
    assert seen_apart(late, unreachable) >= LEAST_APART


def test_stations_stand_out(page: Any) -> None:
    """The picture of a station is at least 3 : 1 to the ground beneath."""
    only(page)
    drawn = picture(page)
    with drawn_away(page, ".rc-station", "visibility: hidden"):
        ground = picture(page)
    boxes = boxes_of(page, ".rc-station svg", drawn)
    assert boxes
    assert min(strongest(ground[box], drawn[box]) for box in boxes) >= LEAST_MARK


def boxes_of(page: Any, selector: str, drawn: Array) -> list[tuple[slice, slice]]:
    """Return where elements stand in the picture, those that are seen whole."""
    high, wide = drawn.shape[:2]
    boxes = page.evaluate(
        "selector => { const box = window.RepairCircleHub.mapView.box;"
        " const from = box.getBoundingClientRect();"
        " const panels = [...box.querySelectorAll('.leaflet-control')]"
        ".map(one => one.getBoundingClientRect());"
        " const crosses = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom"
        " && b.top < a.bottom;"
        " return [...box.querySelectorAll(selector)]"
        ".filter(one => one.checkVisibility({ visibilityProperty: true }))"
        ".map(one => one.getBoundingClientRect())"
        ".filter(one => one.width && !panels.some(panel => crosses(one, panel)))"
        ".map(one => [one.left - from.left, one.top - from.top, one.right - from.left,"
        " one.bottom - from.top].map(Math.round)); }",
        selector,
    )
    return [
        (slice(top, bottom), slice(left, right))
        for left, top, right, bottom in boxes
        if left >= 0 and top >= 0 and right <= wide and bottom <= high
    ]


def test_names_are_read(page: Any) -> None:
    """Every name on the map is at least 4.5 : 1 to what lies beneath its letters, halo included."""
    only(page)
    drawn = picture(page)
    with drawn_away(page, ", ".join(NAMES), "color: transparent !important"):
        ground = picture(page)
    boxes = {selector: boxes_of(page, selector, drawn) for selector in NAMES}
    assert boxes[".rc-station span"]
    assert boxes[".rc-number span"]
    weakest = {
        selector: min(strongest(ground[box], drawn[box]) for box in found)
        for selector, found in boxes.items()
        if found
    }
    assert min(weakest.values()) >= LEAST_TEXT, weakest


def test_panels_of_the_map_are_read(page: Any) -> None:
    """The legend, its titles and the source are at least 4.5 : 1 to their panel."""
    for selector in (".rc-legend .rc-words", ".rc-legend .rc-title", ".rc-source"):
        text = luminance(picture(page, f".rc-map {selector}"))
        assert contrast(text, np.median(text)).max() >= LEAST_TEXT, selector


def test_outlines_of_zones_are_seen(page: Any) -> None:
    """An outline is at least 3 : 1 to the zones on both its sides, nearly everywhere."""
    only(page)
    corners = page.evaluate(
        "() => { const view = window.RepairCircleHub.mapView; const out = [];"
        " const visit = ring => { if (Array.isArray(ring)) { ring.forEach(visit); return; }"
        " const at = view.map.latLngToContainerPoint(ring); out.push([at.x, at.y]); };"
        " view.handles.zones.eachLayer(group => group.eachLayer(one => one.getLatLngs"
        " && visit(one.getLatLngs()))); return out; }"
    )
    with drawn_away(page, ".leaflet-marker-pane, .leaflet-control, .rc-number", "display: none"):
        light = luminance(picture(page))
    found = []
    for x, y in np.round(corners).astype(int):
        around = light[max(y - 7, 0) : y + 8, max(x - 7, 0) : x + 8]
        if around.shape == (15, 15):
            line = light[y - 1 : y + 2, x - 1 : x + 2]
            found.append(float(contrast(line, np.median(around)).max()))
    assert len(found) > 20
    assert np.percentile(found, 10) >= LEAST_MARK


def test_the_ground_follows_the_theme(page: Any) -> None:
    """A dark map is dark, a light one light."""
    only(page)
    theme = page.locator(".rc-map").get_attribute("data-theme")
    with drawn_away(page, ".leaflet-marker-pane, .leaflet-control", "display: none"):
        ground = float(np.median(luminance(picture(page))))
    assert (ground < 0.08) == (theme == "dark")
